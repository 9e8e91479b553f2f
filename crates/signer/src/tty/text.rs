//! A sheet as lines of text: every part of it, in the window's order and words.
//!
//! Refuses: to shorten or leave out.

use latchkey_core::{approval::KeptIn, text};

use crate::{
    owner::Described,
    window::sheet::{Row, Sheet, Span, Tone, Value},
};

/// Columns of a line; longer words stay whole.
const WIDTH: usize = 78;

/// The lines, without line ends.
pub(super) fn lines(sheet: &Sheet, key: Option<&Described>, kept_in: KeptIn) -> Vec<String> {
    let mut out = vec![String::new(), "═".repeat(WIDTH)];
    wrapped(&mut out, "", &sheet.kicker);
    wrapped(&mut out, "", &sheet.title);
    out.push("─".repeat(WIDTH));
    let sentence: String = sheet.sentence.iter().map(span).collect();
    wrapped(&mut out, "", &sentence);
    for warning in &sheet.warnings {
        wrapped(&mut out, mark(warning.tone), &warning.text);
    }
    rows(&mut out, "At worst", &sheet.worst);
    for list in &sheet.lists {
        heading(&mut out, &list.heading);
        for item in &list.items {
            wrapped(&mut out, &format!("  {} ", list.mark.sign()), item);
        }
    }
    rows(&mut out, "Facts", &sheet.facts);
    for group in &sheet.groups {
        heading(&mut out, &format!("Off switch. {}", group.words));
        for row in &group.hashes {
            wrapped(&mut out, "  ", &format!("{}: {}", row.label, value(&row.value)));
        }
    }
    if !sheet.claims.is_empty() {
        heading(&mut out, "Told by others, not checked");
        for claim in &sheet.claims {
            wrapped(&mut out, "  “ ", claim);
        }
    }
    out.push("─".repeat(WIDTH));
    about_key(&mut out, sheet, key, kept_in);
    out
}

fn about_key(out: &mut Vec<String>, sheet: &Sheet, key: Option<&Described>, kept_in: KeptIn) {
    if let Some(key) = key {
        wrapped(out, "", &format!("Signed with {}. {} {}", key.name, key.protects, key.does_not));
    }
    if sheet.new_entry && kept_in == KeptIn::SealedFile {
        let file = "No keychain answers here. The key will rest in a sealed file in Latchkey's data folder: whoever copies it can guess passphrases at leisure, so choose a strong one.";
        wrapped(out, mark(Tone::Warn), file);
    }
    let tty = "You approve on a terminal: whoever else controls it can see what you type, and could show you other words than these.";
    wrapped(out, mark(Tone::Warn), tty);
    out.push("═".repeat(WIDTH));
}

const fn mark(tone: Tone) -> &'static str {
    match tone {
        Tone::Plain => "  ",
        Tone::Warn => "  ! ",
        Tone::Stop => "  !! ",
    }
}

fn heading(out: &mut Vec<String>, text: &str) {
    out.push(String::new());
    wrapped(out, "", text);
}

fn rows(out: &mut Vec<String>, title: &str, rows: &[Row]) {
    if rows.is_empty() {
        return;
    }
    heading(out, title);
    for row in rows {
        wrapped(out, mark(row.tone), &format!("{}: {}", row.label, value(&row.value)));
    }
}

fn value(value: &Value) -> String {
    match value {
        Value::Text(words) => words.clone(),
        Value::Address(address, note) if note.is_empty() => text::grouped_address(*address),
        Value::Address(address, note) => format!("{} · {note}", text::grouped_address(*address)),
        Value::Hash(hash, note) if note.is_empty() => text::grouped_hash(*hash),
        Value::Hash(hash, note) => format!("{} · {note}", text::grouped_hash(*hash)),
    }
}

fn span(span: &Span) -> String {
    match span {
        Span::Plain(words) | Span::Strong(words) => words.clone(),
        Span::Address(address) => text::grouped_address(*address),
    }
}

/// Breaks at spaces; further lines stand under the first word.
fn wrapped(out: &mut Vec<String>, mark: &str, words: &str) {
    let indent = " ".repeat(mark.chars().count());
    let mut line = mark.to_owned();
    let mut filled = mark.chars().count();
    let mut empty = true;
    for word in words.split_whitespace() {
        let long = word.chars().count();
        if !empty && filled + 1 + long > WIDTH {
            out.push(std::mem::replace(&mut line, indent.clone()));
            filled = indent.chars().count();
            empty = true;
        }
        if !empty {
            line.push(' ');
            filled += 1;
        }
        line.push_str(word);
        filled += long;
        empty = false;
    }
    out.push(line);
}
