//! Keys that mean the same everywhere in the window: Escape refuses, and the sheet scrolls whatever
//! has the keyboard.

use egui::{Context, Key, Modifiers};

/// What the keyboard asked for in one frame.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Pressed {
    /// Escape.
    pub(crate) escape: bool,
    /// Enter, when it is for the passphrase field.
    pub(crate) enter: bool,
    /// Scrolling.
    pub(crate) scroll: Option<Scroll>,
}

/// Where to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scroll {
    /// First line.
    Top,
    /// Last line.
    End,
    /// One page up.
    PageUp,
    /// One page down.
    PageDown,
    /// A line up.
    Up,
    /// A line down.
    Down,
}

/// Who gets Enter and Space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keyboard {
    /// Nobody: the sheet is being read, and the window may have come up under somebody's typing.
    Nobody,
    /// The field.
    Field,
    /// The focused button, which is Refuse unless the person moved on.
    Button,
}

/// Takes the window's keys out of the frame's input.
pub(crate) fn take(ctx: &Context, keyboard: Keyboard) -> Pressed {
    let keys = [
        (Key::Home, Scroll::Top),
        (Key::End, Scroll::End),
        (Key::PageUp, Scroll::PageUp),
        (Key::PageDown, Scroll::PageDown),
        (Key::ArrowUp, Scroll::Up),
        (Key::ArrowDown, Scroll::Down),
    ];
    ctx.input_mut(|input| Pressed {
        escape: input.consume_key(Modifiers::NONE, Key::Escape),
        enter: match keyboard {
            Keyboard::Field => input.consume_key(Modifiers::NONE, Key::Enter),
            Keyboard::Button => false,
            Keyboard::Nobody => {
                input.consume_key(Modifiers::NONE, Key::Enter);
                input.consume_key(Modifiers::NONE, Key::Space);
                false
            }
        },
        scroll: keys
            .into_iter()
            .find_map(|(key, to)| input.consume_key(Modifiers::NONE, key).then_some(to)),
    })
}

impl Scroll {
    /// The new offset, given the present one, the height in view and the height in all, in points.
    pub(crate) fn apply(self, offset: f32, view: f32, all: f32) -> f32 {
        let end = (all - view).max(0.0);
        let to = match self {
            Self::Top => 0.0,
            Self::End => end,
            Self::PageUp => offset - view * 0.9,
            Self::PageDown => offset + view * 0.9,
            Self::Up => offset - 40.0,
            Self::Down => offset + 40.0,
        };
        to.clamp(0.0, end)
    }
}
