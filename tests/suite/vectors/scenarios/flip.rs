//! A line that says something else than it did fails: every recorded answer is turned round once.

use super::file::{Line, Record};
use super::{Section, sections};

/// Every line holds as it is, and no line holds with any part of its answer changed.
pub(crate) fn every_flip_is_noticed() {
    let (mut lines, mut flips) = (0, 0);
    for section in sections().unwrap() {
        for place in 0..section.lines().len() {
            let line = &section.lines()[place];
            section.check(place).unwrap_or_else(|why| panic!("{}: {why}", line.id));
            let other = flipped(line);
            assert!(!other.is_empty(), "{} cannot be turned round", line.id);
            lines += 1;
            flips += other.len();
            for changed in other {
                let noticed = noticed(&section, place, &changed);
                assert!(noticed, "{} holds although it says {changed:?}", line.id);
            }
        }
    }
    println!("{flips} changed answers on {lines} lines, all noticed");
}

/// A changed step is played again, a changed result is compared again.
fn noticed(section: &Section, place: usize, changed: &Line) -> bool {
    if changed.step == section.lines()[place].step {
        section.said(place).is_ok_and(|said| said.compare(changed).is_err())
    } else {
        section.with(place, changed.clone()).check(place).is_err()
    }
}

fn flipped(line: &Line) -> Vec<Line> {
    let Some(record) = &line.result else {
        return turned_text(&line.step)
            .map(|step| Line { step, ..line.clone() })
            .into_iter()
            .collect();
    };
    let with = |result: Record| Line { result: Some(result), ..line.clone() };
    let text = |text: &Option<String>, other: &str| {
        let changed = text.as_deref() != Some(other);
        changed.then(|| other.to_owned()).or_else(|| Some("InvalidNonce".to_owned()))
    };
    let mut all = vec![
        with(Record { accepted: !record.accepted, ..record.clone() }),
        with(Record {
            execution_success: Some(record.execution_success != Some(true)),
            ..record.clone()
        }),
        with(Record { inner: text(&record.inner, "PolicyFailed(0)"), ..record.clone() }),
        with(Record { entry_point: text(&record.entry_point, "AA26 over"), ..record.clone() }),
        with(Record { note: text(&record.note, "another note"), ..record.clone() }),
        with(Record {
            execution_revert: text(&record.execution_revert, "NotSupportedCallType"),
            ..record.clone()
        }),
    ];
    if record.inner.is_some() {
        all.push(with(Record { inner: None, ..record.clone() }));
    }
    all
}

/// The last figure of an answer, or its last word, changed.
fn turned_text(step: &str) -> Option<String> {
    for (word, other) in [("true", "false"), ("false", "true"), ("undeployed", "deployed")] {
        if let Some(before) = step.strip_suffix(word) {
            return Some(format!("{before}{other}"));
        }
    }
    if let Some((before, _name)) = step.split_once(" revert ") {
        return Some(format!("{before} revert InvalidSelector"));
    }
    let at = step.rfind(|c: char| c.is_ascii_digit())?;
    let other = if step[at..].starts_with('1') { '2' } else { '1' };
    Some(format!("{}{other}{}", &step[..at], &step[at + 1..]))
}
