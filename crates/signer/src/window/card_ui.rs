//! The card over the footer: what is asked of the person now, the fields for it, and where a device
//! stands.

use std::{path::PathBuf, time::Duration};

use egui::{
    Align, Button, CornerRadius, Frame, Layout, Margin, Response, RichText, Spinner, TextEdit, Ui,
    text::LayoutJob, vec2,
};

use super::{
    app::{Answer, Asked},
    browse::Browse,
    conversation::{Conversation, Words},
    device_ui,
    field::Field,
    footer_ui,
    look::{Look, Step},
    sheet::Sheet,
    strength::Strength,
    text_ui,
    tokens::Palette,
};
use crate::{
    decide::Stage,
    owner::{Choice, Place, Wanted},
};

/// Width of the button that opens a file dialog, points.
const CHOOSE: f32 = 96.0;

/// What the person has typed so far.
pub(crate) struct Entry {
    first: Field,
    again: Field,
    /// A path or words, seen while they are typed.
    pub(crate) line: String,
    pub(crate) browse: Browse,
    chosen: usize,
    /// The field shall get the keyboard in the next frame in which it may be used.
    pub(crate) take_keyboard: bool,
}

impl Entry {
    /// Empty.
    pub(crate) fn new() -> Self {
        Self {
            first: Field::new(),
            again: Field::new(),
            line: String::new(),
            browse: Browse::default(),
            chosen: 0,
            take_keyboard: false,
        }
    }

    /// Empty again, for a new question.
    pub(crate) fn prepare(&mut self, asked: &Asked) {
        self.clear();
        if let Asked::Path(Place::Save { suggested, .. }) = asked {
            self.line.clone_from(suggested);
        }
    }

    /// Wipes everything.
    pub(crate) fn clear(&mut self) {
        self.first.clear();
        self.again.clear();
        self.line.clear();
        self.browse = Browse::default();
        self.chosen = 0;
    }

    /// There is something to give, so that the approving button can be pressed.
    pub(crate) fn has_any(&self, asked: &Asked) -> bool {
        match asked {
            Asked::Secret(_) => !self.first.text().is_empty(),
            Asked::Confirm | Asked::Choice(_) => true,
            Asked::Path(_) => !self.line.trim().is_empty(),
            Asked::Words(phrase) => phrase.is(&self.line),
        }
    }

    /// It can be given.
    pub(crate) fn is_complete(&self, asked: &Asked) -> bool {
        match asked {
            Asked::Secret(wanted) if wanted.is_new() => {
                new_words(wanted, self.first.text(), self.again.text()).1
            }
            Asked::Secret(_)
            | Asked::Confirm
            | Asked::Path(_)
            | Asked::Choice(_)
            | Asked::Words(_) => self.has_any(asked),
        }
    }

    /// Takes it.
    pub(crate) fn take(&mut self, asked: &Asked) -> Answer {
        self.again.clear();
        match asked {
            Asked::Secret(_) => Answer::Secret(self.first.take()),
            Asked::Confirm => Answer::Confirmed,
            Asked::Choice(_) => Answer::Chosen(self.chosen),
            Asked::Path(_) => Answer::Path(PathBuf::from(self.line.trim())),
            Asked::Words(_) => Answer::Words(std::mem::take(&mut self.line)),
        }
    }
}

/// What the card shows.
pub(crate) struct Card<'a> {
    pub(crate) look: &'a Look,
    pub(crate) sheet: &'a Sheet,
    pub(crate) conversation: &'a Conversation,
    pub(crate) stage: Stage,
    pub(crate) end_seen: bool,
    pub(crate) now: Duration,
}

impl Card<'_> {
    /// Draws the card; returns the first field, if there is one.
    pub(crate) fn ui(&self, ui: &mut Ui, entry: &mut Entry) -> Option<Response> {
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
                self.inside(ui, &palette, entry)
            });
            inside.inner
        });
        drawn.inner
    }

    fn inside(&self, ui: &mut Ui, palette: &Palette, entry: &mut Entry) -> Option<Response> {
        let words = self.conversation.words(self.stage, self.end_seen, self.sheet);
        let ring = match self.stage {
            Stage::Waiting => self.conversation.ring(self.now),
            Stage::Reading | Stage::Asking | Stage::Working | Stage::Ended(_) => None,
        };
        ui.with_layout(Layout::right_to_left(Align::TOP), |ui| {
            if let Some(ring) = ring {
                device_ui::ring(ui, self.look, ring);
            }
            ui.with_layout(Layout::top_down(Align::LEFT), |ui| self.said(ui, palette, &words));
        });
        let asked = self.conversation.asked.as_ref();
        match asked.filter(|_| !matches!(self.stage, Stage::Ended(_))) {
            Some(Asked::Secret(wanted)) => Some(self.secret(ui, palette, entry, wanted)),
            Some(Asked::Path(place)) => Some(self.path(ui, palette, entry, place)),
            Some(Asked::Words(_)) => Some(self.line(ui, entry, "Words", f32::INFINITY)),
            Some(Asked::Choice(choice)) => {
                self.choice(ui, palette, entry, choice);
                None
            }
            Some(Asked::Confirm) | None => {
                self.lines(ui, palette);
                None
            }
        }
    }

    fn said(&self, ui: &mut Ui, palette: &Palette, words: &Words) {
        ui.horizontal(|ui| {
            if matches!(self.stage, Stage::Working | Stage::Waiting)
                && self.conversation.ring(self.now).is_none()
            {
                ui.add(Spinner::new().size(14.0).color(palette.accent));
            }
            let strong = self.look.font_in(Step::Base, "sans", 600);
            let title = ui.label(RichText::new(&words.title).font(strong).color(palette.text));
            announce(ui, &title);
        });
        if !words.note.is_empty() {
            let colour = if words.wrong { palette.stop } else { palette.muted };
            let note = text_ui::words(ui, self.look, Step::Label, colour, &words.note);
            announce(ui, &note);
        }
    }

    fn secret(
        &self,
        ui: &mut Ui,
        palette: &Palette,
        entry: &mut Entry,
        wanted: &Wanted,
    ) -> Response {
        let asking = self.stage == Stage::Asking;
        let label = label(wanted);
        ui.add_space(4.0);
        let first = entry.first.ui(ui, self.look, label, asking);
        if wanted.is_new() {
            ui.add_space(4.0);
            entry.again.ui(ui, self.look, &format!("{label} again"), asking);
            let (text, good) = new_words(wanted, entry.first.text(), entry.again.text());
            let colour = if good { palette.ok } else { palette.muted };
            text_ui::words(ui, self.look, Step::Small, colour, &text);
        }
        first
    }

    /// One of a few, each on its own line.
    fn choice(&self, ui: &mut Ui, palette: &Palette, entry: &mut Entry, choice: &Choice) {
        ui.add_space(4.0);
        ui.spacing_mut().item_spacing.y = 6.0;
        for (place, option) in choice.options.iter().enumerate() {
            let mut text = if option.text.starts_with("0x") {
                text_ui::hex(self.look, palette.text, &option.text, usize::MAX)
            } else {
                let base = self.look.format(Step::Base, palette.text);
                LayoutJob::single_section(option.text.clone(), base)
            };
            let small = self.look.format(Step::Small, palette.muted);
            text.append(&format!("\n{}", option.note), 0.0, small);
            let enabled = self.stage == Stage::Asking;
            ui.add_enabled_ui(enabled, |ui| ui.radio_value(&mut entry.chosen, place, text));
        }
    }

    /// What a device shows, to be compared with it.
    fn lines(&self, ui: &mut Ui, palette: &Palette) {
        let Some(lines) = self.conversation.lines().filter(|_| self.stage == Stage::Waiting) else {
            return;
        };
        ui.add_space(4.0);
        for line in lines {
            text_ui::words(ui, self.look, Step::Mono, palette.text, line);
        }
    }

    /// A path, typed or chosen in the system's own dialog. What is chosen there is only written here.
    fn path(&self, ui: &mut Ui, palette: &Palette, entry: &mut Entry, place: &Place) -> Response {
        let field = ui.horizontal(|ui| {
            let field = self.line(ui, entry, "File", ui.available_width() - CHOOSE - 32.0);
            let word = if entry.browse.is_open() { "Choosing…" } else { "Choose…" };
            let text = RichText::new(word).font(self.look.font_in(Step::Base, "sans", 600));
            let choose = Button::new(text).min_size(vec2(CHOOSE, 34.0));
            let enabled = self.stage == Stage::Asking && !entry.browse.is_open();
            let choose = ui.add_enabled(enabled, choose);
            footer_ui::focus_ring(ui, self.look, &choose);
            entry.browse.button = Some(choose.id);
            if choose.clicked() {
                entry.browse.wish(place.clone());
            }
            field
        });
        if let Some(note) = entry.browse.note() {
            let said = text_ui::words(ui, self.look, Step::Small, palette.warn, note);
            announce(ui, &said);
        }
        field.inner
    }

    /// A line that is seen while it is typed.
    fn line(&self, ui: &mut Ui, entry: &mut Entry, label: &str, width: f32) -> Response {
        ui.add_space(4.0);
        let edit = TextEdit::singleline(&mut entry.line)
            .font(self.look.font(Step::Mono))
            .margin(Margin::symmetric(12, 9))
            .desired_width(width);
        let response = ui.add_enabled(self.stage == Stage::Asking, edit);
        response.widget_info(|| {
            egui::WidgetInfo::labeled(egui::Role::TextInput, ui.is_enabled(), label)
        });
        response
    }
}

/// What changes by itself is read out.
fn announce(ui: &Ui, response: &Response) {
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_live(egui::accesskit::Live::Polite);
    });
}

const fn label(wanted: &Wanted) -> &'static str {
    match wanted {
        Wanted::Passphrase { .. } | Wanted::NewPassphrase | Wanted::NewPassphraseFor { .. } => {
            "Passphrase"
        }
        Wanted::Pin { .. } | Wanted::NewPin { .. } => "PIN",
        Wanted::BackupPassword { .. } | Wanted::NewBackupPassword => "Password",
    }
}

/// What to say about something new typed twice, and whether it may be used.
pub(crate) fn new_words(wanted: &Wanted, first: &str, again: &str) -> (String, bool) {
    let (words, enough) = match wanted {
        Wanted::NewPin { at_least, .. } => {
            let enough = first.chars().count() >= usize::from(*at_least);
            (format!("At least {at_least} characters."), enough)
        }
        Wanted::NewPassphrase
        | Wanted::NewPassphraseFor { .. }
        | Wanted::NewBackupPassword
        | Wanted::Passphrase { .. }
        | Wanted::Pin { .. }
        | Wanted::BackupPassword { .. } => {
            let strength = Strength::of(first);
            (strength.words().to_owned(), strength != Strength::TooShort)
        }
    };
    if !enough || again.is_empty() {
        return (words, false);
    }
    if first == again { (words, true) } else { ("The two do not match.".to_owned(), false) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_passphrase_must_be_long_enough_and_typed_twice_the_same() {
        let words = |first, again| new_words(&Wanted::NewPassphrase, first, again);
        assert!(!words("short", "short").1);
        assert!(!words("tangerine hill", "").1);
        assert_eq!(words("tangerine hill", "tangerine hil").0, "The two do not match.");
        assert!(words("tangerine hill", "tangerine hill").1);
    }

    #[test]
    fn a_new_pin_is_as_long_as_the_device_says() {
        let pin = Wanted::NewPin { name: "the key".to_owned(), at_least: 4 };
        assert!(!new_words(&pin, "123", "123").1);
        assert!(!new_words(&pin, "1234", "123").1);
        assert!(new_words(&pin, "1234", "1234").1);
    }
}
