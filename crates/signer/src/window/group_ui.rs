//! Crowds of hashes: few words each, and the hashes when the person asks for them.
//!
//! Why: an off switch has up to eight operations per network; all of them are part of what is signed
//! and can be compared, and none of them should bury what has to be read.
//! Refuses: to shorten a hash, or to count the hashes as read.

use egui::{Button, Id, RichText, Ui};

use super::{
    footer_ui::focus_ring,
    look::{Look, Step},
    sheet::{Group, Row},
    sheet_ui::facts,
    tokens::Palette,
};

/// Draws them under the facts.
pub(crate) fn draw(ui: &mut Ui, look: &Look, palette: &Palette, groups: &[Group]) {
    for (place, group) in groups.iter().enumerate() {
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 4.0;
            facts(ui, look, palette, &[Row::text("Off switch", group.words.clone())]);
            let open = toggle(ui, look, palette, (place, group.hashes.len()));
            if open {
                facts(ui, look, palette, &group.hashes);
            }
        });
    }
}

/// The line that opens and closes a group; whether it is open.
fn toggle(ui: &mut Ui, look: &Look, palette: &Palette, (place, count): (usize, usize)) -> bool {
    let id = Id::unique(("hashes", place));
    let mut open = ui.data(|data| data.get_temp::<bool>(id)).unwrap_or_default();
    let verb = if open { "Hide" } else { "Show" };
    let noun = if count == 1 { "hash" } else { "hashes" };
    let words = format!("{verb} {count} {noun}");
    ui.horizontal(|ui| {
        ui.add_space(super::sheet_ui::LABELS + 8.0);
        let text = RichText::new(words).font(look.font(Step::Small)).color(palette.accent);
        let response = ui.add(Button::new(text).frame(false));
        focus_ring(ui, look, &response);
        if response.clicked() {
            open = !open;
            ui.data_mut(|data| data.insert_temp(id, open));
        }
    });
    open
}
