//! The sheet as data: everything that the window says about a request, and nothing else.
//!
//! Why: the words come from `latchkey_core::review` (made from the bytes) and the drawing knows no
//! protocol; between them is this, which tests can read like text.

use alloy_primitives::{Address, B256};
use latchkey_core::approval::OwnerPublic;

/// One sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// Small line over the title: what happens, who asks.
    pub kicker: String,
    /// What it is.
    pub title: String,
    /// The one sentence.
    pub sentence: Vec<Span>,
    /// What needs attention before anything else.
    pub warnings: Vec<Warning>,
    /// The box under the sentence: what can happen at worst.
    pub worst: Vec<Row>,
    /// Sentences under headings: the rules, what is not limited.
    pub lists: Vec<List>,
    /// Labelled facts.
    pub facts: Vec<Row>,
    /// Crowds of hashes, each in few words; the hashes are shown when they are asked for.
    pub groups: Vec<Group>,
    /// Names that others gave; drawn as quotations.
    pub claims: Vec<String>,
    /// The owner key that is used, if there is one already.
    pub owner: Option<OwnerPublic>,
    /// A new entry will be written that could be guessed at if it lay in a file.
    pub new_entry: bool,
    /// The word on the approving button.
    pub approve: &'static str,
}

/// A piece of running text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Span {
    /// Ordinary words.
    Plain(String),
    /// Numbers, limits, dates.
    Strong(String),
    /// An address, in full.
    Address(Address),
}

/// How much a row or warning matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// A fact.
    Plain,
    /// Needs attention.
    Warn,
    /// No limit, or can harm.
    Stop,
}

/// A line that needs attention.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// How much.
    pub tone: Tone,
    /// The words.
    pub text: String,
}

/// A label and a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Left.
    pub label: String,
    /// Right.
    pub value: Value,
    /// How much it matters.
    pub tone: Tone,
}

/// The right side of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Words.
    Text(String),
    /// An address in full, grouped in fours, and words about it.
    Address(Address, String),
    /// A hash in full, grouped in fours, and what it is the hash of.
    Hash(B256, String),
}

/// Hashes of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// What they are of.
    pub words: String,
    /// Each.
    pub hashes: Vec<Row>,
}

/// Sentences under a heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    /// The heading.
    pub heading: String,
    /// The sentences.
    pub items: Vec<String>,
    /// How much they matter.
    pub tone: Tone,
    /// What stands before each.
    pub mark: Mark,
}

/// What stands before a sentence of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// One of several.
    Dash,
    /// It comes.
    Plus,
    /// It goes.
    Minus,
}

impl Mark {
    /// The sign.
    #[must_use]
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Dash => "–",
            Self::Plus => "+",
            Self::Minus => "−",
        }
    }
}

impl Row {
    /// A plain row.
    #[must_use]
    pub fn new(label: impl Into<String>, value: Value) -> Self {
        Self { label: label.into(), value, tone: Tone::Plain }
    }

    /// A row of words.
    #[must_use]
    pub fn text(label: impl Into<String>, value: impl Into<String>) -> Self {
        Self::new(label, Value::Text(value.into()))
    }
}
