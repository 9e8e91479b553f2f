//! The passphrase field: append, delete, clear; nothing else.
//!
//! Why: an ordinary text field keeps an undo history, a clipboard and a selection, each a copy of
//! the passphrase. This one keeps one buffer that never grows (so that no stale copy is left behind)
//! and is wiped. What it draws and tells assistive technology is bullets.
//! Refuses: copying out, more than [`MAX_BYTES`], control characters.

use egui::{
    Color32, CornerRadius, Event, EventFilter, ImeEvent, Key, Response, Role, Sense, Stroke,
    StrokeKind, Ui, WidgetInfo, pos2, vec2,
};
use zeroize::{Zeroize, Zeroizing};

use super::{
    look::{Look, Step},
    tokens::Palette,
};

/// Longest passphrase, bytes of UTF-8.
const MAX_BYTES: usize = 256;

const HEIGHT: f32 = 36.0;

/// What was typed so far.
pub(crate) struct Field {
    typed: Zeroizing<String>,
}

impl Field {
    /// An empty field.
    pub(crate) fn new() -> Self {
        Self { typed: Zeroizing::new(String::with_capacity(MAX_BYTES)) }
    }

    /// What was typed.
    pub(crate) fn text(&self) -> &str {
        &self.typed
    }

    /// Wipes it.
    pub(crate) fn clear(&mut self) {
        // `zeroize` on a string wipes its whole capacity and keeps the allocation.
        self.typed.zeroize();
    }

    /// Takes it, leaving the field empty.
    pub(crate) fn take(&mut self) -> Zeroizing<String> {
        std::mem::replace(&mut self.typed, Zeroizing::new(String::with_capacity(MAX_BYTES)))
    }

    fn push(&mut self, text: &str) {
        for letter in text.chars().filter(|c| !c.is_control()) {
            if self.typed.len() + letter.len_utf8() <= MAX_BYTES {
                self.typed.push(letter);
            }
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "only what writes is heard")]
    fn hear(&mut self, event: &Event) {
        match event {
            Event::Text(text) | Event::Paste(text) | Event::Ime(ImeEvent::Commit(text)) => {
                self.push(text);
            }
            Event::Key { key: Key::Backspace, pressed: true, modifiers, .. } => {
                if modifiers.any() {
                    self.clear();
                } else {
                    self.typed.pop();
                }
            }
            Event::Key { key: Key::U, pressed: true, modifiers, .. } if modifiers.ctrl => {
                self.clear();
            }
            _ => {}
        }
    }

    /// Draws it across the width there is, and takes what is typed while it has the keyboard.
    pub(crate) fn ui(&mut self, ui: &mut Ui, look: &Look, label: &str, enabled: bool) -> Response {
        let sense = if enabled { Sense::click() } else { Sense::hover() };
        let id = ui.make_persistent_id(label);
        let (_, rect) = ui.allocate_space(vec2(ui.available_width(), HEIGHT));
        let response = ui.interact(rect, id, sense);
        if response.clicked() {
            response.request_focus();
        }
        let focused = enabled && response.has_focus();
        if focused {
            // Read in place: a copy of the events would be a copy of the passphrase.
            ui.input(|input| input.events.iter().for_each(|event| self.hear(event)));
            let keep = EventFilter { horizontal_arrows: true, escape: true, ..Default::default() };
            ui.memory_mut(|memory| memory.set_focus_lock_filter(id, keep));
        }
        let letters = self.typed.chars().count();
        response.widget_info(|| {
            let mut info = WidgetInfo::labeled(Role::PasswordInput, enabled, label);
            info.current_text_value = Some("•".repeat(letters));
            info
        });
        let palette = look.palette(ui.ctx());
        let paint = Paint { palette, letters, focused, enabled };
        paint.draw(ui, look, rect, label);
        response
    }
}

struct Paint {
    palette: Palette,
    letters: usize,
    focused: bool,
    enabled: bool,
}

impl Paint {
    fn draw(&self, ui: &Ui, look: &Look, rect: egui::Rect, label: &str) {
        let palette = &self.palette;
        let edge = match (self.focused, self.enabled) {
            (true, _) => Stroke::new(2.0, palette.focus),
            (false, true) => Stroke::new(1.0, palette.line_strong),
            (false, false) => Stroke::new(1.0, palette.line),
        };
        let fill = if self.enabled { palette.surface } else { Color32::TRANSPARENT };
        let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
        painter.rect(rect, CornerRadius::same(6), fill, edge, StrokeKind::Inside);
        let inner = rect.shrink2(vec2(12.0, 4.0));
        let painter = painter.with_clip_rect(inner.intersect(painter.clip_rect()));
        let (text, colour) = match self.letters {
            0 => (label.to_owned(), palette.muted),
            n => ("•".repeat(n), palette.text),
        };
        let galley = painter.layout_no_wrap(text, look.font(Step::Base), colour);
        let overflow = (galley.size().x + 2.0 - inner.width()).max(0.0);
        let left = inner.left() - if self.letters > 0 { overflow } else { 0.0 };
        let caret = left + if self.letters > 0 { galley.size().x + 1.0 } else { 0.0 };
        painter.galley(pos2(left, inner.center().y - galley.size().y / 2.0), galley, colour);
        if self.focused {
            let span = (inner.center().y - 9.0)..=(inner.center().y + 9.0);
            painter.vline(caret, span, Stroke::new(1.0, palette.text));
        }
    }
}

#[cfg(test)]
mod tests {
    use egui::Modifiers;

    use super::*;

    fn key(key: Key, modifiers: Modifiers) -> Event {
        Event::Key { key, physical_key: None, pressed: true, repeat: false, modifiers }
    }

    #[test]
    fn letters_come_and_go() {
        let mut field = Field::new();
        field.hear(&Event::Text("pä".into()));
        field.hear(&Event::Paste("ss\n\t".into()));
        assert_eq!(field.text(), "päss");
        field.hear(&key(Key::Backspace, Modifiers::NONE));
        assert_eq!(field.text(), "päs");
        field.hear(&key(Key::Backspace, Modifiers::CTRL));
        assert_eq!(field.text(), "");
    }

    #[test]
    fn the_buffer_never_moves_and_is_never_longer_than_its_limit() {
        let mut field = Field::new();
        let place = field.typed.as_ptr();
        for _ in 0..400 {
            field.hear(&Event::Text("ü".into()));
        }
        assert_eq!((field.text().len(), field.typed.as_ptr()), (MAX_BYTES, place));
        field.clear();
        assert_eq!((field.text(), field.typed.as_ptr()), ("", place));
    }

    #[test]
    fn taking_leaves_nothing() {
        let mut field = Field::new();
        field.hear(&Event::Text("secret words".into()));
        assert_eq!(field.take().as_str(), "secret words");
        assert_eq!(field.text(), "");
    }
}
