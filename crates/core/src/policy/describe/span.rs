//! Pieces of a sentence, so that a screen can set figures and addresses apart.
//!
//! Why: one sentence serves the builder, the approval window, the key list and agents.
//! Refuses: markup; a span is text or an address.

use alloy_primitives::Address;

use crate::text;

/// A piece of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Span {
    /// Running text.
    Plain(String),
    /// What is being decided: amounts, counts, dates, names.
    Strong(String),
    /// An address; the approval window writes it in full, others shorten it.
    Address(Address),
}

/// The sentence as plain text, addresses shortened to `0x70E4…F20b`.
#[must_use]
pub fn plain(spans: &[Span]) -> String {
    let text = |span: &Span| match span {
        Span::Plain(text) | Span::Strong(text) => text.clone(),
        Span::Address(address) => text::short_address(*address),
    };
    spans.iter().map(text).collect()
}

/// Puts a sentence together.
#[derive(Debug, Clone, Default)]
pub struct Sentence {
    spans: Vec<Span>,
}

impl Sentence {
    /// Appends running text.
    pub fn say(&mut self, text: impl AsRef<str>) {
        if let Some(Span::Plain(last)) = self.spans.last_mut() {
            last.push_str(text.as_ref());
        } else {
            self.spans.push(Span::Plain(text.as_ref().to_owned()));
        }
    }

    /// Appends something that is being decided.
    pub fn stress(&mut self, text: impl Into<String>) {
        self.spans.push(Span::Strong(text.into()));
    }

    /// Appends an address.
    pub fn address(&mut self, address: Address) {
        self.spans.push(Span::Address(address));
    }

    /// Appends a part of a sentence.
    pub fn add(&mut self, spans: Vec<Span>) {
        for span in spans {
            match span {
                Span::Plain(text) => self.say(text),
                Span::Strong(_) | Span::Address(_) => self.spans.push(span),
            }
        }
    }

    /// Appends stressed items as a list: `a, b and c`.
    pub fn stress_list(&mut self, items: &[String]) {
        for (place, item) in items.iter().enumerate() {
            self.say(separator(place, items.len(), " and "));
            self.stress(item.as_str());
        }
    }

    /// Appends addresses as a list: `a, b or c`.
    pub fn address_list(&mut self, items: &[Address]) {
        for (place, item) in items.iter().enumerate() {
            self.say(separator(place, items.len(), " or "));
            self.address(*item);
        }
    }

    /// The spans.
    #[must_use]
    pub fn done(self) -> Vec<Span> {
        self.spans
            .into_iter()
            .filter(|s| !matches!(s, Span::Plain(text) if text.is_empty()))
            .collect()
    }
}

const fn separator(place: usize, count: usize, last: &'static str) -> &'static str {
    match place {
        0 => "",
        _ if place.saturating_add(1) == count => last,
        _ => ", ",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_and_merging() {
        let mut sentence = Sentence::default();
        sentence.say("on ");
        sentence.stress_list(&["a".into(), "b".into(), "c".into()]);
        sentence.say(".");
        sentence.say(" End.");
        let spans = sentence.done();
        assert_eq!(plain(&spans), "on a, b and c. End.");
        assert_eq!(spans.last(), Some(&Span::Plain(". End.".into())));
    }
}
