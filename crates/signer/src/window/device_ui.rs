//! The ring of seconds around a touch that is waited for.

use std::f32::consts::{FRAC_PI_2, TAU};

use egui::{Align2, Sense, Shape, Stroke, Ui, WidgetInfo, epaint::PathShape, pos2, vec2};

use super::{
    conversation::Ring,
    look::{Look, Step},
};

const SIZE: f32 = 44.0;
const RADIUS: f32 = 19.0;
const WIDTH: f32 = 3.0;

/// Draws the ring with the seconds in it.
pub(crate) fn ring(ui: &mut Ui, look: &Look, ring: Ring) {
    let palette = look.palette(ui.ctx());
    let (rect, response) = ui.allocate_exact_size(vec2(SIZE, SIZE), Sense::hover());
    let words = format!("{} s left", ring.seconds);
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Label, true, &words));
    let centre = rect.center();
    let painter = ui.painter();
    painter.circle_stroke(centre, RADIUS, Stroke::new(WIDTH, palette.line_strong));
    let arc = (0..=64_u8)
        .map(|step| {
            let angle = f32::from(step) / 64.0 * TAU * ring.left.clamp(0.0, 1.0) - FRAC_PI_2;
            pos2(centre.x + RADIUS * angle.cos(), centre.y + RADIUS * angle.sin())
        })
        .collect();
    painter.add(Shape::Path(PathShape::line(arc, Stroke::new(WIDTH, palette.accent))));
    let font = look.font_in(Step::Label, "sans", 600);
    painter.text(centre, Align2::CENTER_CENTER, ring.seconds, font, palette.text);
}
