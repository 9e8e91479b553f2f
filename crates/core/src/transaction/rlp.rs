//! RLP, writing only: byte strings, whole numbers and lists of them (Ethereum yellow paper, appendix B).
//!
//! Why: a transaction is one flat list; nothing here needs more.
//! Refuses: reading.

/// A byte string.
pub(super) fn bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    match bytes {
        [one] if *one < 0x80 => out.push(*one),
        _ => {
            head(out, 0x80, bytes.len());
            out.extend_from_slice(bytes);
        }
    }
}

/// A whole number, big-endian, without leading zeros; zero is the empty string.
pub(super) fn number(out: &mut Vec<u8>, big_endian: &[u8]) {
    let zeros = big_endian.iter().take_while(|byte| **byte == 0).count();
    bytes(out, big_endian.get(zeros..).unwrap_or_default());
}

/// A list whose items are written already.
pub(super) fn list(items: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(items.len().saturating_add(9));
    head(&mut out, 0xc0, items.len());
    out.extend_from_slice(items);
    out
}

/// What goes before `length` bytes: one byte up to 55, else the length's own bytes after it.
fn head(out: &mut Vec<u8>, kind: u8, length: usize) {
    match u8::try_from(length) {
        Ok(short @ 0..=55) => out.push(kind.saturating_add(short)),
        Ok(_) | Err(_) => {
            let word = length.to_be_bytes();
            let zeros = word.iter().take_while(|byte| **byte == 0).count();
            let digits = word.get(zeros..).unwrap_or_default();
            let count = u8::try_from(digits.len()).unwrap_or(8);
            out.push(kind.saturating_add(55).saturating_add(count));
            out.extend_from_slice(digits);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(data: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        bytes(&mut out, data);
        out
    }

    #[test]
    fn the_examples_of_the_yellow_paper() {
        assert_eq!(of(b"dog"), [0x83, b'd', b'o', b'g']);
        assert_eq!(of(b""), [0x80]);
        assert_eq!(of(&[0x0f]), [0x0f]);
        assert_eq!(of(&[0x80]), [0x81, 0x80]);
        let long = of(&[b'a'; 56]);
        assert_eq!(long.get(..3), Some([0xb8, 56, b'a'].as_slice()));
        assert_eq!(of(&[1; 1024]).get(..4), Some([0xb9, 4, 0, 1].as_slice()));
        let mut cat_and_dog = of(b"cat");
        bytes(&mut cat_and_dog, b"dog");
        assert_eq!(list(&cat_and_dog), b"\xc8\x83cat\x83dog");
        assert_eq!(list(&[]), [0xc0]);
        let mut numbers = Vec::new();
        number(&mut numbers, &0_u64.to_be_bytes());
        number(&mut numbers, &1024_u64.to_be_bytes());
        assert_eq!(numbers, [0x80, 0x82, 0x04, 0x00]);
    }
}
