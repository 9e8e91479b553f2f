//! The card over the footer, where the passphrase is typed, and the footer with the two answers.

use egui::{
    Align, Button, CornerRadius, Frame, Layout, Margin, Response, RichText, Spinner, Stroke,
    StrokeKind, Ui, vec2,
};
use latchkey_core::{approval::KeptIn, text};

use super::{
    field::Field,
    look::{Look, Step},
    sheet::{Consent, Sheet},
    strength::Strength,
    text_ui,
    tokens::Palette,
};
use crate::decide::Stage;

/// What the card shows.
pub(crate) struct Card<'a> {
    pub(crate) look: &'a Look,
    pub(crate) sheet: &'a Sheet,
    pub(crate) stage: Stage,
    pub(crate) end_seen: bool,
    pub(crate) tries_left: Option<u8>,
    pub(crate) kept_in: Option<KeptIn>,
}

impl Card<'_> {
    /// Draws the card; returns the first field's response.
    pub(crate) fn ui(&self, ui: &mut Ui, first: &mut Field, again: &mut Field) -> Response {
        let palette = self.look.palette(ui.ctx());
        let margin = Margin { left: 22, right: 22, top: 12, bottom: 12 };
        let card = Frame::new()
            .fill(palette.accent_soft)
            .corner_radius(CornerRadius::same(8))
            .inner_margin(14);
        let drawn = Frame::new().fill(palette.surface).inner_margin(margin).show(ui, |ui| {
            let inside = card.show(ui, |ui| {
                ui.set_width(ui.available_width());
                ui.spacing_mut().item_spacing.y = 4.0;
                self.inside(ui, &palette, first, again)
            });
            inside.inner
        });
        drawn.inner
    }

    fn inside(&self, ui: &mut Ui, palette: &Palette, one: &mut Field, two: &mut Field) -> Response {
        let asking = self.stage == Stage::Asking;
        let (title, note) = self.words();
        ui.horizontal(|ui| {
            if self.stage == Stage::Checking {
                ui.add(Spinner::new().size(14.0).color(palette.accent));
            }
            let strong = self.look.font_in(Step::Base, "sans", 600);
            ui.label(RichText::new(title).font(strong).color(palette.text));
        });
        let wrong = asking && self.tries_left.is_some() && one.text().is_empty();
        let colour = if wrong { palette.stop } else { palette.muted };
        text_ui::words(ui, self.look, Step::Label, colour, &note);
        ui.add_space(4.0);
        let first = one.ui(ui, self.look, "Passphrase", asking);
        if self.sheet.consent == Consent::New {
            ui.add_space(4.0);
            two.ui(ui, self.look, "Passphrase again", asking);
            let (text, good) = new_passphrase_words(one.text(), two.text());
            let colour = if good { palette.ok } else { palette.muted };
            text_ui::words(ui, self.look, Step::Small, colour, text);
        }
        first
    }

    fn words(&self) -> (&'static str, String) {
        match (self.stage, &self.sheet.consent) {
            (Stage::Reading, _) if !self.end_seen => (
                "Read to the end first",
                "Scroll down, or press End. Then type your passphrase.".into(),
            ),
            (Stage::Reading, _) if self.kept_in.is_none() => {
                ("Opening the vault", "Your keychain may ask to be unlocked.".into())
            }
            (Stage::Checking, Consent::Existing { .. }) => {
                ("Checking the passphrase", "This takes a moment by design.".into())
            }
            (Stage::Checking, Consent::New) => {
                ("Sealing the new key", "This takes a moment by design.".into())
            }
            (_, Consent::New) => ("Choose a passphrase for this key", self.new_note()),
            (_, Consent::Existing { owner }) => match self.tries_left {
                Some(1) => ("Your passphrase", "That was not the passphrase. 1 try left.".into()),
                Some(n) => {
                    ("Your passphrase", format!("That was not the passphrase. {n} tries left."))
                }
                None => {
                    let place = place_words(self.kept_in);
                    let owner = text::short_address(*owner);
                    ("Your passphrase", format!("Opens the owner key {owner}, {place}."))
                }
            },
        }
    }

    fn new_note(&self) -> String {
        let place = match self.kept_in {
            Some(KeptIn::SealedFile) => "in a file, since no keychain answers here",
            Some(KeptIn::Keychain) | None => "in your keychain",
        };
        format!("It seals the key {place}, and nobody can restore it for you.")
    }
}

const fn place_words(kept_in: Option<KeptIn>) -> &'static str {
    match kept_in {
        Some(KeptIn::SealedFile) => "kept in a sealed file",
        Some(KeptIn::Keychain) | None => "kept in your keychain",
    }
}

/// What to say about a new passphrase typed twice, and whether it may be used.
pub(crate) fn new_passphrase_words(first: &str, again: &str) -> (&'static str, bool) {
    let strength = Strength::of(first);
    if strength == Strength::TooShort || again.is_empty() {
        return (strength.words(), false);
    }
    if first != again {
        return ("The two do not match.", false);
    }
    (strength.words(), true)
}

/// What the footer reports.
pub(crate) struct Answers {
    /// The Refuse button.
    pub(crate) refuse: Response,
    /// The approving button was pressed (worth nothing without the passphrase).
    pub(crate) approve: bool,
}

/// Draws the footer.
pub(crate) fn footer(ui: &mut Ui, look: &Look, word: &str, ready: bool, left: u64) -> Answers {
    let palette = look.palette(ui.ctx());
    let margin = Margin { left: 22, right: 22, top: 14, bottom: 14 };
    let drawn = Frame::new().fill(palette.sunken).inner_margin(margin).show(ui, |ui| {
        ui.horizontal(|ui| {
            let refuse = Answer { word: "Refuse", accent: false, enabled: true };
            let refuse = answer(ui, look, &refuse);
            let approve = ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let approve = answer(ui, look, &Answer { word, accent: true, enabled: ready });
                ui.add_space(4.0);
                let words = format!("refuses itself in {left} s");
                let font = look.font(Step::Label);
                ui.label(RichText::new(words).font(font).color(palette.muted));
                approve
            });
            Answers { refuse, approve: approve.inner.clicked() }
        })
        .inner
    });
    let top = drawn.response.rect.left_top()..=drawn.response.rect.right_top();
    let (from, to) = (*top.start(), *top.end());
    ui.painter().line_segment([from, to], Stroke::new(1.0, palette.line));
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
    if response.has_focus() {
        let ring = Stroke::new(2.0, palette.focus);
        let rect = response.rect.expand(3.0);
        ui.painter().rect_stroke(rect, CornerRadius::same(8), ring, StrokeKind::Inside);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_passphrase_must_be_long_enough_and_typed_twice_the_same() {
        assert!(!new_passphrase_words("short", "short").1);
        assert!(!new_passphrase_words("tangerine hill", "").1);
        let mismatch = new_passphrase_words("tangerine hill", "tangerine hil");
        assert_eq!(mismatch, ("The two do not match.", false));
        assert!(new_passphrase_words("tangerine hill", "tangerine hill").1);
    }
}
