//! The sheet's body in its scroll area, and whether its end is in view.
//!
//! Why: nothing may be given before the sheet was read to its end. What the person has not scrolled
//! stays where it is, whatever comes late; what is said anew is read from the top.

use egui::{CentralPanel, Frame, Margin, ScrollArea, Ui};

use super::{keys::Scroll, look::Look, sheet::Sheet, sheet_ui};

/// Where the sheet is scrolled to, points.
#[derive(Debug, Default)]
pub(crate) struct Body {
    offset: f32,
    view: f32,
    all: f32,
    at_end: bool,
    from_the_top: bool,
}

impl Body {
    fn looks_like(&self, other: &Self) -> bool {
        (self.view - other.view).abs() < 0.5 && (self.all - other.all).abs() < 0.5
    }

    /// Height of what is left for the sheet, points.
    #[cfg(test)]
    pub(crate) const fn view(&self) -> f32 {
        self.view
    }

    /// The sheet says something more: it is shown from its first line again.
    pub(crate) const fn begin_again(&mut self) {
        self.from_the_top = true;
    }

    /// Draws the sheet; true when its last line is in view.
    pub(crate) fn ui(
        &mut self,
        ui: &mut Ui,
        look: &Look,
        sheet: &Sheet,
        scroll: Option<Scroll>,
    ) -> bool {
        let palette = look.palette(ui.ctx());
        let margin = Margin { left: 22, right: 22, top: 16, bottom: 16 };
        let central = CentralPanel::default().frame(Frame::new().fill(palette.surface));
        let drawn = central.show(ui, |ui| {
            let mut area = ScrollArea::vertical().auto_shrink(false).id_salt("sheet");
            let view = ui.available_height();
            if let Some(to) = self.goes_to(scroll, view) {
                area = area.vertical_scroll_offset(to);
            }
            let out = area.show(ui, |ui| {
                Frame::new().inner_margin(margin).show(ui, |ui| sheet_ui::body(ui, look, sheet));
            });
            let now = Self {
                offset: out.state.clamped_offset().y,
                view: out.inner_rect.height(),
                all: out.content_size.y,
                at_end: false,
                from_the_top: false,
            };
            let before = std::mem::replace(self, now);
            // A first frame is laid out before the sizes of its panels are known; only a frame that
            // looks like the one before it tells where the end is.
            let settled = self.looks_like(&before);
            if !settled {
                ui.ctx().request_repaint();
            }
            self.at_end = self.all - self.view - self.offset <= 1.0;
            settled && self.at_end
        });
        drawn.inner
    }

    /// Where the sheet is to be scrolled to before it is drawn, if anywhere.
    fn goes_to(&self, scroll: Option<Scroll>, view: f32) -> Option<f32> {
        if self.from_the_top {
            return Some(0.0);
        }
        // The card grew: what was scrolled to its end stays in view to its end.
        let pushed = self.at_end && self.offset > 0.5 && view + 0.5 < self.view;
        let end = pushed.then(|| (self.all - view).max(0.0));
        scroll.map(|scroll| scroll.apply(self.offset, self.view, self.all)).or(end)
    }
}
