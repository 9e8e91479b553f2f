//! The footer with the two answers and the seconds until silence is refusal.

use egui::{
    Align, Button, CornerRadius, Frame, Layout, Margin, Response, RichText, Stroke, StrokeKind, Ui,
    vec2,
};

use super::look::{Look, Step};

/// What the footer reports.
pub(crate) struct Answers {
    /// The Refuse button.
    pub(crate) refuse: Response,
    /// The approving button (worth nothing without the person's own act).
    pub(crate) approve: Response,
}

/// Draws the footer.
pub(crate) fn draw(
    ui: &mut Ui,
    look: &Look,
    word: &str,
    ready: bool,
    left: Option<u64>,
) -> Answers {
    let palette = look.palette(ui.ctx());
    let margin = Margin { left: 22, right: 22, top: 14, bottom: 14 };
    let drawn = Frame::new().fill(palette.sunken).inner_margin(margin).show(ui, |ui| {
        ui.horizontal(|ui| {
            let refuse = Answer { word: "Refuse", accent: false, enabled: true };
            let refuse = answer(ui, look, &refuse);
            let approve = ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let approve = answer(ui, look, &Answer { word, accent: true, enabled: ready });
                if let Some(left) = left {
                    ui.add_space(4.0);
                    let words = format!("refuses itself in {left} s");
                    let font = look.font(Step::Label);
                    ui.label(RichText::new(words).font(font).color(palette.muted));
                }
                approve
            });
            Answers { refuse, approve: approve.inner }
        })
        .inner
    });
    let rect = drawn.response.rect;
    let edge = Stroke::new(1.0, palette.line);
    ui.painter().line_segment([rect.left_top(), rect.right_top()], edge);
    drawn.inner
}

/// A button of the footer.
struct Answer<'a> {
    word: &'a str,
    /// The approving one.
    accent: bool,
    enabled: bool,
}

fn answer(ui: &mut Ui, look: &Look, answer: &Answer<'_>) -> Response {
    let palette = look.palette(ui.ctx());
    let strong = look.font_in(Step::Base, "sans", 600);
    let (front, fill, edge) = if answer.accent {
        (palette.on_accent, palette.accent, palette.accent)
    } else {
        (palette.text, palette.surface, palette.line_strong)
    };
    let text = RichText::new(answer.word).font(strong).color(front);
    let button = Button::new(text)
        .fill(fill)
        .stroke(Stroke::new(1.0, edge))
        .corner_radius(CornerRadius::same(6))
        .min_size(vec2(88.0, 36.0));
    let response = ui.add_enabled(answer.enabled, button);
    focus_ring(ui, look, &response);
    response
}

/// Shows which button has the keyboard.
pub(crate) fn focus_ring(ui: &Ui, look: &Look, response: &Response) {
    let palette = look.palette(ui.ctx());
    if response.has_focus() {
        let ring = Stroke::new(2.0, palette.focus);
        let rect = response.rect.expand(3.0);
        ui.painter().rect_stroke(rect, CornerRadius::same(8), ring, StrokeKind::Inside);
    }
}
