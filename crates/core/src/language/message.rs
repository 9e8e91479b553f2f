//! A message about policies (spec 4.3): one text per language with named places for its arguments.
//!
//! Why: order of words differs between languages, so pieces are put together by name and not by
//! place. Syntax: `{name}` an argument; `{name|one|many}` a word by a count; `{name:dative}` a
//! length of time in that case; `*…*` what is being decided.
//! Refuses: to read arguments as text of the message: they are put in as they are.

use alloy_primitives::Address;

use super::Language;
use crate::{amount, date, policy::describe::span::Span};

/// One message in all languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Message {
    /// Stable name, unique.
    pub id: &'static str,
    /// English.
    pub english: &'static str,
    /// German.
    pub german: &'static str,
}

/// An argument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Text that is clean already.
    Text(String),
    /// A count of things.
    Count(u64),
    /// Seconds, as a length of time.
    Length(u64),
    /// Unix seconds, as a date.
    Date(u64),
    /// An address.
    Address(Address),
    /// A part of a sentence.
    Spans(Vec<Span>),
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

/// Named arguments.
pub type Args<'a> = [(&'a str, Value)];

impl Message {
    /// The text as it stands in the table.
    #[must_use]
    pub const fn text(&self, language: Language) -> &'static str {
        match language {
            Language::English => self.english,
            Language::German => self.german,
        }
    }

    /// As pieces of a sentence.
    #[must_use]
    pub fn spans(&self, language: Language, args: &Args<'_>) -> Vec<Span> {
        let mut out = Out { spans: Vec::new(), strong: false, fresh: true };
        let mut rest = self.text(language);
        while let Some((text, tail)) = rest.find(['*', '{']).map(|at| rest.split_at(at)) {
            out.text(text);
            if let Some(after) = tail.strip_prefix('*') {
                out.turn();
                rest = after;
            } else if let Some((hole, after)) = tail.get(1..).and_then(|t| t.split_once('}')) {
                out.hole(hole, language, args);
                rest = after;
            } else {
                rest = tail;
                break;
            }
        }
        out.text(rest);
        out.spans
    }

    /// As plain text, addresses in full.
    #[must_use]
    pub fn say(&self, language: Language, args: &Args<'_>) -> String {
        let text = |span: Span| match span {
            Span::Plain(text) | Span::Strong(text) => text,
            Span::Address(address) => address.to_string(),
        };
        self.spans(language, args).into_iter().map(text).collect()
    }
}

struct Out {
    spans: Vec<Span>,
    strong: bool,
    /// A strong piece begins anew.
    fresh: bool,
}

impl Out {
    const fn turn(&mut self) {
        self.strong = !self.strong;
        self.fresh = true;
    }

    fn text(&mut self, text: &str) {
        match (self.spans.last_mut(), self.strong) {
            _ if text.is_empty() => return,
            (Some(Span::Plain(last)), false) => last.push_str(text),
            (Some(Span::Strong(last)), true) if !self.fresh => last.push_str(text),
            (_, true) => self.spans.push(Span::Strong(text.to_owned())),
            (_, false) => self.spans.push(Span::Plain(text.to_owned())),
        }
        self.fresh = false;
    }

    fn hole(&mut self, hole: &str, language: Language, args: &Args<'_>) {
        let mut parts = hole.split('|');
        let place = parts.next().unwrap_or_default();
        let (name, case) = place.split_once(':').unwrap_or((place, ""));
        let value = args.iter().find(|(known, _)| *known == name).map(|(_, value)| value);
        match (value, parts.next(), parts.next()) {
            (Some(Value::Count(1)), Some(one), Some(_)) => self.text(one),
            (Some(Value::Count(_)), Some(_), Some(many)) => self.text(many),
            (Some(Value::Text(text)), ..) => self.text(text),
            (Some(Value::Count(count)), ..) => self.text(&amount::group(&count.to_string())),
            (Some(Value::Length(secs)), ..) => {
                self.text(&date::length_in(language, *secs, case == "dative"));
            }
            (Some(Value::Date(secs)), ..) => self.text(&date::words_in(language, *secs)),
            (Some(Value::Address(address)), ..) => self.spans.push(Span::Address(*address)),
            (Some(Value::Spans(spans)), ..) => self.all(spans),
            // Tests hold that no text names what its caller does not give.
            (None, ..) => {}
        }
    }

    fn all(&mut self, spans: &[Span]) {
        for span in spans {
            match (self.spans.last_mut(), span) {
                (Some(Span::Plain(last)), Span::Plain(text)) => last.push_str(text),
                (_, Span::Plain(_) | Span::Strong(_) | Span::Address(_)) => {
                    self.spans.push(span.clone());
                }
            }
        }
        self.fresh = true;
    }
}

/// The same with a capital letter, where it begins with words of the message and not with a name.
#[must_use]
pub fn capital(mut spans: Vec<Span>) -> Vec<Span> {
    if let Some(Span::Plain(text)) = spans.first_mut() {
        let mut letters = text.chars();
        let first = letters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
        *text = format!("{first}{}", letters.as_str());
    }
    spans
}
