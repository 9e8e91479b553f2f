//! Text that came from outside, before it is shown or repeated: short and without control or
//! direction characters.

/// Longest piece of foreign text that is repeated, in characters.
const LONGEST: usize = 300;

/// The text, capped, with control and direction characters left out.
pub(crate) fn short(foreign: &str) -> String {
    let plain = foreign.chars().filter(|c| !c.is_control() && !is_direction(*c));
    let mut kept: String = plain.take(LONGEST).collect();
    if kept.chars().count() == LONGEST {
        kept.push('…');
    }
    kept
}

/// Characters that turn the order of what follows, or that are not seen.
fn is_direction(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::short;

    #[test]
    fn drops_what_could_mislead() {
        assert_eq!(short("a\u{202e}b\nc\u{200b}"), "abc");
    }

    #[test]
    fn caps_the_length() {
        assert_eq!(short(&"x".repeat(1_000)).chars().count(), 301);
    }
}
