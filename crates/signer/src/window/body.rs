//! The sheet's body in its scroll area, and whether its end is in view.
//!
//! Why: nothing may be given before the sheet was read to its end.

use egui::{CentralPanel, Frame, Margin, ScrollArea, Ui};

use super::{keys::Scroll, look::Look, sheet::Sheet, sheet_ui};

/// Where the sheet is scrolled to, points.
#[derive(Debug, Default)]
pub(crate) struct Body {
    offset: f32,
    view: f32,
    all: f32,
    at_end: bool,
}

impl Body {
    fn looks_like(&self, other: &Self) -> bool {
        (self.view - other.view).abs() < 0.5 && (self.all - other.all).abs() < 0.5
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
            if self.at_end && scroll.is_none() && view + 0.5 < self.view {
                // The card grew: what was read to its end stays in view to its end.
                area = area.vertical_scroll_offset((self.all - view).max(0.0));
            }
            if let Some(scroll) = scroll {
                area = area.vertical_scroll_offset(scroll.apply(self.offset, self.view, self.all));
            }
            let out = area.show(ui, |ui| {
                Frame::new().inner_margin(margin).show(ui, |ui| sheet_ui::body(ui, look, sheet));
            });
            let now = Self {
                offset: out.state.clamped_offset().y,
                view: out.inner_rect.height(),
                all: out.content_size.y,
                at_end: false,
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
}
