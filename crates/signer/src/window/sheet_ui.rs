//! Draws a sheet's body: sentence, warnings, worst case, facts, claims.

use egui::{
    Align, Color32, CornerRadius, Frame, Layout, Margin, Pos2, RichText, Shape, Stroke, TextFormat,
    Ui, text::LayoutJob, vec2,
};

use super::{
    group_ui,
    look::{Look, Step},
    sheet::{List, Row, Sheet, Tone, Value, Warning},
    text_ui,
    tokens::Palette,
};

/// Width of the labels' column, points.
pub(crate) const LABELS: f32 = 98.0;

/// Draws everything under the title.
pub(crate) fn body(ui: &mut Ui, look: &Look, sheet: &Sheet) {
    let palette = look.palette(ui.ctx());
    ui.spacing_mut().item_spacing.y = 12.0;
    if !sheet.sentence.is_empty() {
        text_ui::draw(ui, text_ui::spans(look, Step::Sentence, palette.text, &sheet.sentence));
    }
    for warning in &sheet.warnings {
        draw_warning(ui, look, &palette, warning);
    }
    if !sheet.worst.is_empty() {
        worst(ui, look, &palette, &sheet.worst);
    }
    for one in &sheet.lists {
        list(ui, look, &palette, one);
    }
    facts(ui, look, &palette, &sheet.facts);
    group_ui::draw(ui, look, &palette, &sheet.groups);
    if !sheet.claims.is_empty() {
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 6.0;
            let heading = "Names, as they were given · not part of what you sign";
            text_ui::words(ui, look, Step::Small, palette.muted, heading);
            for claim in &sheet.claims {
                quotation(ui, look, &palette, claim);
            }
        });
    }
}

fn colour(palette: &Palette, tone: Tone) -> Color32 {
    match tone {
        Tone::Plain => palette.text,
        Tone::Warn => palette.warn,
        Tone::Stop => palette.stop,
    }
}

fn draw_warning(ui: &mut Ui, look: &Look, palette: &Palette, warning: &Warning) {
    let soft = match warning.tone {
        Tone::Plain => palette.sunken,
        Tone::Warn => palette.warn_soft,
        Tone::Stop => palette.stop_soft,
    };
    let front = colour(palette, warning.tone);
    Frame::new().fill(soft).corner_radius(CornerRadius::same(8)).inner_margin(12).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal_top(|ui| {
            let (_, place) = ui.allocate_space(vec2(10.0, look.line_height(Step::Label)));
            sign(ui, place.center(), warning.tone, front);
            text_ui::words(ui, look, Step::Label, front, &warning.text);
        });
    });
}

/// Never colour alone: a triangle for what needs attention, a square for what has no limit. Drawn,
/// since the typeface has neither.
fn sign(ui: &Ui, at: Pos2, tone: Tone, front: Color32) {
    let corner = |x: f32, y: f32| at + vec2(x, y);
    let points = match tone {
        Tone::Plain => return,
        Tone::Warn => vec![corner(0.0, -5.0), corner(5.0, 4.0), corner(-5.0, 4.0)],
        Tone::Stop => {
            vec![corner(-4.0, -4.0), corner(4.0, -4.0), corner(4.0, 4.0), corner(-4.0, 4.0)]
        }
    };
    ui.painter().add(Shape::convex_polygon(points, front, Stroke::NONE));
}

/// A box of rows, values to the right and strong.
fn worst(ui: &mut Ui, look: &Look, palette: &Palette, rows: &[Row]) {
    let edge = Stroke::new(1.0, palette.line);
    let margin = Margin::symmetric(14, 12);
    Frame::new().stroke(edge).corner_radius(CornerRadius::same(8)).inner_margin(margin).show(
        ui,
        |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = 6.0;
            for row in rows {
                worst_row(ui, look, palette, row);
            }
        },
    );
}

fn worst_row(ui: &mut Ui, look: &Look, palette: &Palette, row: &Row) {
    let value = match &row.value {
        Value::Text(text) => text.clone(),
        Value::Address(address, _) => text_ui::address_text(*address),
        Value::Hash(hash, _) => hash.to_string(),
    };
    let strong = look.format(Step::Strong, colour(palette, row.tone));
    let label = look.format(Step::Base, palette.text);
    ui.horizontal_top(|ui| {
        let width = ui.available_width();
        let mut right = LayoutJob::single_section(value, strong);
        right.wrap.max_width = width * 0.55;
        right.halign = Align::RIGHT;
        let right = ui.fonts_mut(|fonts| fonts.layout_job(right));
        let mut left = LayoutJob::single_section(row.label.clone(), label);
        left.wrap.max_width = width - right.size().x - 16.0;
        ui.add(egui::Label::new(left).selectable(true));
        ui.with_layout(Layout::right_to_left(Align::TOP), |ui| {
            ui.add(egui::Label::new(right).selectable(true));
        });
    });
}

/// A heading and its sentences, each behind a dash.
fn list(ui: &mut Ui, look: &Look, palette: &Palette, list: &List) {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        text_ui::words(ui, look, Step::Strong, colour(palette, list.tone), &list.heading);
        for item in &list.items {
            ui.horizontal_top(|ui| {
                ui.spacing_mut().item_spacing.x = 8.0;
                let dash = ui.label(
                    RichText::new(list.mark.sign())
                        .font(look.font(Step::Base))
                        .color(palette.muted),
                );
                dash.widget_info(|| egui::WidgetInfo::new(egui::Role::Unknown));
                text_ui::words(ui, look, Step::Base, palette.text, item);
            });
        }
    });
}

pub(crate) fn facts(ui: &mut Ui, look: &Look, palette: &Palette, rows: &[Row]) {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 6.0;
        for row in rows {
            fact(ui, look, palette, row);
        }
    });
}

fn fact(ui: &mut Ui, look: &Look, palette: &Palette, row: &Row) {
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 8.0;
        let label = look.format(Step::Base, palette.muted);
        ui.allocate_ui_with_layout(vec2(LABELS, 0.0), Layout::top_down(Align::LEFT), |ui| {
            ui.set_min_width(LABELS);
            let job = LayoutJob::single_section(row.label.clone(), label);
            text_ui::draw(ui, job);
        });
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            value(ui, look, palette, row);
        });
    });
}

fn value(ui: &mut Ui, look: &Look, palette: &Palette, row: &Row) {
    let front = colour(palette, row.tone);
    match &row.value {
        Value::Text(text) => {
            text_ui::words(ui, look, Step::Base, front, text);
        }
        Value::Address(address, note) => {
            text_ui::draw(
                ui,
                text_ui::hex(look, front, &text_ui::address_text(*address), usize::MAX),
            );
            if !note.is_empty() {
                text_ui::words(ui, look, Step::Small, palette.muted, note);
            }
        }
        Value::Hash(hash, note) => {
            text_ui::draw(ui, text_ui::hex(look, front, &hash.to_string(), 8));
            if !note.is_empty() {
                text_ui::words(ui, look, Step::Small, palette.muted, note);
            }
        }
    }
}

/// Somebody else's words: slanted, muted, behind a bar.
fn quotation(ui: &mut Ui, look: &Look, palette: &Palette, claim: &str) {
    let format = TextFormat { italics: true, ..look.format(Step::Base, palette.muted) };
    let margin = Margin { left: 13, ..Margin::ZERO };
    let drawn = Frame::new().inner_margin(margin).show(ui, |ui| {
        text_ui::draw(ui, LayoutJob::single_section(claim.to_owned(), format));
    });
    let rect = drawn.response.rect;
    let bar = egui::Rect::from_min_size(rect.min, vec2(3.0, rect.height()));
    ui.painter().rect_filled(bar, CornerRadius::same(1), palette.line);
}
