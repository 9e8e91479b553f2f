//! Text as the sheet draws it: running spans, and hex in groups of four.
//!
//! Why: an address is easier to compare in groups, and must still be selected and copied exactly; so
//! the gaps are space between sections of one text, not characters in it.

use alloy_primitives::Address;
use egui::{Color32, Label, Response, TextFormat, Ui, text::LayoutJob};

use super::{
    look::{Look, Step},
    sheet::Span,
};

/// Space between two groups, points.
const GAP: f32 = 4.0;

/// Draws a selectable text across the width there is.
pub(crate) fn draw(ui: &mut Ui, mut job: LayoutJob) -> Response {
    job.wrap.max_width = ui.available_width();
    ui.add(Label::new(job).selectable(true).wrap())
}

/// Plain words in a step and colour.
pub(crate) fn words(ui: &mut Ui, look: &Look, step: Step, color: Color32, text: &str) -> Response {
    draw(ui, LayoutJob::single_section(text.to_owned(), look.format(step, color)))
}

/// Running text with strong words, addresses and quotations.
pub(crate) fn spans(look: &Look, step: Step, color: Color32, spans: &[Span]) -> LayoutJob {
    let plain = look.format(step, color);
    let strong = TextFormat { font_id: look.font_in(step, "sans", 600), ..plain.clone() };
    let mut job = LayoutJob::default();
    for span in spans {
        match span {
            Span::Plain(text) => job.append(text, 0.0, plain.clone()),
            Span::Strong(text) => job.append(text, 0.0, strong.clone()),
            Span::Address(address) => {
                let mono = TextFormat { font_id: look.font_in(step, "mono", 500), ..plain.clone() };
                append_hex(&mut job, &address_text(*address), usize::MAX, &mono);
            }
        }
    }
    job
}

/// Hex in groups of four, at most `per_line` groups on a line.
pub(crate) fn hex(look: &Look, color: Color32, text: &str, per_line: usize) -> LayoutJob {
    let mut job = LayoutJob::default();
    append_hex(&mut job, text, per_line, &look.format(Step::Mono, color));
    job
}

/// EIP-55 form.
pub(crate) fn address_text(address: Address) -> String {
    address.to_checksum(None)
}

fn append_hex(job: &mut LayoutJob, text: &str, per_line: usize, format: &TextFormat) {
    let (prefix, digits) = text.split_at_checked(2).unwrap_or(("", text));
    for (n, group) in digits.as_bytes().chunks(4).enumerate() {
        let group = std::str::from_utf8(group).unwrap_or_default();
        match n {
            0 => job.append(&format!("{prefix}{group}"), 0.0, format.clone()),
            n if n % per_line == 0 => job.append(&format!("\n{group}"), 0.0, format.clone()),
            _ => job.append(group, GAP, format.clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_drawn_apart_and_copied_exactly() {
        let look = Look::built_in().unwrap();
        let address = Address::repeat_byte(0x7e);
        let job = spans(&look, Step::Sentence, Color32::BLACK, &[Span::Address(address)]);
        assert_eq!(job.text, address.to_checksum(None), "no character is added or left out");
        assert_eq!(job.sections.len(), 10);
        assert!(job.sections.iter().skip(1).all(|s| (s.leading_space - GAP).abs() < 0.01));
    }
}
