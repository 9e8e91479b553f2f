//! The approval window itself: draws the sheet, hears the person, tells the desk.
//!
//! Why: everything that decides is in [`crate::decide`], everything that holds a key is behind
//! [`Desk`]; this only connects them, so it runs the same in a test without a display.
//! Refuses: on Escape, on closing, at the deadline, and when the desk says so.

use std::time::Duration;

use egui::{CentralPanel, Context, Frame, Id, Margin, Panel, ScrollArea, Ui, ViewportCommand};
use latchkey_core::approval::{KeptIn, Refusal};
use zeroize::Zeroizing;

use super::{
    card_ui::{self, Card},
    field::Field,
    keys::{self, Scroll},
    look::{Look, Step},
    sheet::{Consent, Sheet, Tone, Warning},
    sheet_ui, text_ui,
};
use crate::decide::{Decision, Ending, Event, Stage};

/// Who works for the window: opens the vault, tries passphrases, writes the verdict.
pub trait Desk {
    /// The next thing that happened there, if any.
    fn news(&mut self) -> Option<News>;
    /// Tries a passphrase; the answer comes as news.
    fn try_passphrase(&mut self, passphrase: Zeroizing<String>);
    /// Writes a refusal, unless there is a verdict already.
    fn refuse(&mut self, reason: Refusal);
}

/// What a desk reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum News {
    /// The vault is open and holds what is needed, there.
    VaultReady(KeptIn),
    /// The passphrase did not open the key.
    WrongPassphrase,
    /// It is signed and written.
    Approved,
    /// It is refused for this reason, whatever the person does.
    Failed(Refusal),
}

/// Time since the request was read.
pub type Clock = Box<dyn Fn() -> Duration>;

/// The window's state.
pub struct ApprovalWindow<D> {
    look: Look,
    sheet: Sheet,
    decision: Decision,
    desk: D,
    clock: Clock,
    kept_in: Option<KeptIn>,
    first: Field,
    again: Field,
    scroll: ScrollState,
    focus_refuse: bool,
    field_id: Option<Id>,
    refuse_id: Option<Id>,
    frames: u32,
}

/// Where the sheet is scrolled to, points.
#[derive(Debug, Default)]
struct ScrollState {
    offset: f32,
    view: f32,
    all: f32,
}

impl ScrollState {
    fn looks_like(&self, other: &Self) -> bool {
        (self.view - other.view).abs() < 0.5 && (self.all - other.all).abs() < 0.5
    }
}

impl<D: std::fmt::Debug> std::fmt::Debug for ApprovalWindow<D> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ApprovalWindow").field("decision", &self.decision).finish_non_exhaustive()
    }
}

impl<D: Desk> ApprovalWindow<D> {
    /// A window for one sheet.
    #[must_use]
    pub fn new(look: Look, sheet: Sheet, deadline_secs: u16, desk: D, clock: Clock) -> Self {
        Self {
            look,
            sheet,
            decision: Decision::new(deadline_secs),
            desk,
            clock,
            kept_in: None,
            first: Field::new(),
            again: Field::new(),
            scroll: ScrollState::default(),
            focus_refuse: true,
            field_id: None,
            refuse_id: None,
            frames: 0,
        }
    }

    /// Where the conversation stands.
    #[must_use]
    pub const fn stage(&self) -> Stage {
        self.decision.stage()
    }

    /// Hears the desk and the clock. Runs also while the window is hidden.
    pub fn attend(&mut self, ctx: &Context) {
        while let Some(news) = self.desk.news() {
            let event = match news {
                News::VaultReady(place) => {
                    self.kept_in = Some(place);
                    self.say_where(place, ctx);
                    Event::VaultReady
                }
                News::WrongPassphrase => Event::WrongPassphrase,
                News::Approved => Event::Approved,
                News::Failed(reason) => Event::Failed(reason),
            };
            self.on(event, ctx);
        }
        if ctx.input(|input| input.viewport().close_requested()) {
            self.on(Event::Failed(Refusal::Closed), ctx);
        }
        self.on(Event::Tick, ctx);
        self.wake_later(ctx);
    }

    /// Draws one frame.
    pub fn ui(&mut self, ui: &mut Ui) {
        let ctx = ui.ctx().clone();
        let in_field = ctx.memory(|memory| memory.focused()).is_some()
            && self.stage() == Stage::Asking
            && ctx.memory(|memory| memory.focused()) != self.refuse_id;
        let pressed = keys::take(&ctx, in_field);
        if pressed.escape {
            self.on(Event::Failed(Refusal::Declined), &ctx);
        }
        self.header(ui);
        let submitted = self.bottom(ui);
        let end_in_view = self.body(ui, pressed.scroll);
        self.frames = self.frames.saturating_add(1);
        if self.frames == 2 {
            // The second frame begins when the first is on the screen.
            let millis = (self.clock)().as_millis();
            tracing::info!(millis, "first frame shown");
        }
        self.on(Event::Painted { end_in_view }, &ctx);
        if submitted || pressed.enter {
            self.submit(&ctx);
        }
        // Said in every last frame: a command given while no frame is drawn is not heard.
        if matches!(self.stage(), Stage::Ended(_)) {
            ctx.send_viewport_cmd(ViewportCommand::Close);
        }
        self.wake_later(&ctx);
    }

    fn on(&mut self, event: Event, ctx: &Context) {
        let before = self.decision.stage();
        let after = self.decision.on(event, (self.clock)());
        if before == after {
            return;
        }
        ctx.request_repaint();
        match after {
            Stage::Asking => {
                self.first.clear();
                self.again.clear();
                self.focus_refuse = false;
                if let Some(field) = self.field_id {
                    ctx.memory_mut(|memory| memory.request_focus(field));
                }
            }
            Stage::Ended(ending) => {
                self.first.clear();
                self.again.clear();
                if let Ending::Refused(reason) = ending {
                    self.desk.refuse(reason);
                }
            }
            Stage::Reading | Stage::Checking => {}
        }
    }

    /// A new key that would rest in a file is another thing to agree to.
    fn say_where(&mut self, place: KeptIn, ctx: &Context) {
        if self.sheet.consent == Consent::New && place == KeptIn::SealedFile {
            let text = "No keychain answers on this computer. The key will rest in a sealed file in \
                        Latchkey's data folder: whoever copies it can guess passphrases at leisure, \
                        so choose a strong one.";
            self.sheet.warnings.push(Warning { tone: Tone::Warn, text: text.into() });
            self.on(Event::SheetChanged, ctx);
        }
    }

    fn submit(&mut self, ctx: &Context) {
        let complete = match self.sheet.consent {
            Consent::Existing { .. } => !self.first.text().is_empty(),
            Consent::New => card_ui::new_passphrase_words(self.first.text(), self.again.text()).1,
        };
        self.on(Event::Submitted { complete }, ctx);
        if self.stage() == Stage::Checking {
            self.again.clear();
            self.desk.try_passphrase(self.first.take());
        }
    }

    /// Wakes at the next whole second, or when the sheet has been shown long enough.
    fn wake_later(&self, ctx: &Context) {
        let now = (self.clock)();
        let second = Duration::from_secs(1) - Duration::from_nanos(now.subsec_nanos().into());
        let wake = self.decision.wakes_at().map_or(second, |at| at.saturating_sub(now).min(second));
        ctx.request_repaint_after(wake + Duration::from_millis(5));
    }

    fn header(&self, ui: &mut Ui) {
        let palette = self.look.palette(ui.ctx());
        let margin = Margin { left: 22, right: 22, top: 18, bottom: 14 };
        let frame = Frame::new().fill(palette.surface).inner_margin(margin);
        let panel = Panel::top("header").frame(frame).resizable(false).show_separator_line(true);
        panel.show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 4.0;
            text_ui::words(ui, &self.look, Step::Small, palette.muted, &self.sheet.kicker);
            text_ui::words(ui, &self.look, Step::Title, palette.text, &self.sheet.title);
        });
    }

    /// Card and footer; true when the approving button was pressed.
    fn bottom(&mut self, ui: &mut Ui) -> bool {
        let left = self.decision.seconds_left((self.clock)());
        let card = Card {
            look: &self.look,
            sheet: &self.sheet,
            stage: self.decision.stage(),
            end_seen: self.decision.end_seen(),
            tries_left: self.decision.tries_left(),
            kept_in: self.kept_in,
        };
        let (first, again) = (&mut self.first, &mut self.again);
        let panel =
            Panel::bottom("answer").frame(Frame::new()).resizable(false).show_separator_line(true);
        let drawn = panel.show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let field = card.ui(ui, first, again).id;
            let ready = card.stage == Stage::Asking && !first.text().is_empty();
            (field, card_ui::footer(ui, card.look, card.sheet.approve_word(), ready, left))
        });
        let (field, answers) = drawn.inner;
        (self.field_id, self.refuse_id) = (Some(field), Some(answers.refuse.id));
        if self.focus_refuse {
            self.focus_refuse = false;
            answers.refuse.request_focus();
        }
        if answers.refuse.clicked() {
            self.on(Event::Failed(Refusal::Declined), ui.ctx());
        }
        answers.approve
    }

    /// The sheet; true when its last line is in view.
    fn body(&mut self, ui: &mut Ui, scroll: Option<Scroll>) -> bool {
        let palette = self.look.palette(ui.ctx());
        let margin = Margin { left: 22, right: 22, top: 16, bottom: 16 };
        let central = CentralPanel::default().frame(Frame::new().fill(palette.surface));
        central
            .show(ui, |ui| {
                let mut area = ScrollArea::vertical().auto_shrink(false).id_salt("sheet");
                if let Some(scroll) = scroll {
                    let state = &self.scroll;
                    let to = scroll.apply(state.offset, state.view, state.all);
                    area = area.vertical_scroll_offset(to);
                }
                let out = area.show(ui, |ui| {
                    Frame::new().inner_margin(margin).show(ui, |ui| {
                        sheet_ui::body(ui, &self.look, &self.sheet);
                    });
                });
                let before = std::mem::take(&mut self.scroll);
                self.scroll = ScrollState {
                    offset: out.state.clamped_offset().y,
                    view: out.inner_rect.height(),
                    all: out.content_size.y,
                };
                // A first frame is laid out before the sizes of its panels are known; only a frame that
                // looks like the one before it tells where the end is.
                let settled = self.scroll.looks_like(&before);
                if !settled {
                    ui.ctx().request_repaint();
                }
                let more = self.scroll.all - self.scroll.view - self.scroll.offset;
                settled && more <= 1.0
            })
            .inner
    }
}

impl<D: Desk> eframe::App for ApprovalWindow<D> {
    fn logic(&mut self, ctx: &Context, _frame: &mut eframe::Frame) {
        self.attend(ctx);
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        Self::ui(self, ui);
    }
}

#[cfg(test)]
#[path = "app_tests.rs"]
mod tests;
