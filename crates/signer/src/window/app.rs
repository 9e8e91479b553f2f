//! The approval window itself: draws the sheet, hears the person, tells the desk.
//!
//! Why: everything that decides is in [`crate::decide`], everything that holds a key is behind
//! [`Desk`]; this only connects them, so it runs the same in a test without a display.
//! Refuses: on Escape, on closing, at the deadline, and when the desk says so.

use std::{path::PathBuf, time::Duration};

use egui::{Context, Frame, Id, Margin, Panel, Ui, UserAttentionType, ViewportCommand};
use latchkey_core::approval::{KeptIn, Refusal};
use rfd::AsyncFileDialog;
use zeroize::Zeroizing;

use super::{
    body::Body,
    browse,
    card_ui::{Card, Entry},
    conversation::Conversation,
    footer_ui,
    keys::{self, Keyboard},
    look::{Look, Step},
    sheet::{Sheet, Tone, Warning},
    text_ui,
};
use crate::{
    decide::{Decision, Ending, Event, Stage},
    owner::{Choice, Described, DeviceState, Phrase, Place, Wanted},
};

/// Who works for the window: opens the vault, lets the key talk, writes the verdict.
pub trait Desk {
    /// The next thing that happened there, if any.
    fn news(&mut self) -> Option<News>;
    /// Answers what was asked last; what comes of it is news.
    fn answer(&mut self, answer: Answer);
    /// Writes a refusal, unless there is a verdict already.
    fn refuse(&mut self, reason: Refusal);
}

/// What a desk reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// The vault is open and holds what is needed.
    Ready(Box<Ready>),
    /// The key asks for something.
    Asked(Asked),
    /// The key says where it stands.
    Shown(DeviceState),
    /// It is signed and written.
    Approved,
    /// It is refused for this reason, whatever the person does.
    Failed(Refusal),
}

/// What was found in the vault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ready {
    /// The key that will be used; `None` when one is to be made.
    pub key: Option<Described>,
    /// Where it rests, or would.
    pub kept_in: KeptIn,
}

/// What a key asks the person for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// Something typed.
    Secret(Wanted),
    /// The approving button, before a touch.
    Confirm,
    /// A file.
    Path(Place),
    /// One of a few.
    Choice(Choice),
    /// Words that say that it is meant.
    Words(Phrase),
}

/// What the person gave.
#[derive(Debug)]
pub enum Answer {
    /// Typed.
    Secret(Zeroizing<String>),
    /// The approving button.
    Confirmed,
    /// A file.
    Path(PathBuf),
    /// The number of the chosen one.
    Chosen(usize),
    /// Words, seen while they were typed.
    Words(String),
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
    conversation: Conversation,
    entry: Entry,
    body: Body,
    focus_refuse: bool,
    field_id: Option<Id>,
    approve_id: Option<Id>,
    refuse_id: Option<Id>,
    bottom_height: f32,
    frames: u32,
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
            conversation: Conversation::default(),
            entry: Entry::new(),
            body: Body::default(),
            focus_refuse: true,
            field_id: None,
            approve_id: None,
            refuse_id: None,
            bottom_height: 0.0,
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
            self.hear(news, ctx);
        }
        if let Some(path) = self.entry.browse.answered() {
            self.entry.line = path;
            self.entry.take_keyboard = true;
        }
        if ctx.input(|input| input.viewport().close_requested()) {
            self.on(Event::Failed(Refusal::Closed), ctx);
        }
        self.on(Event::Tick, ctx);
        self.wake_later(ctx);
    }

    fn hear(&mut self, news: News, ctx: &Context) {
        let event = match news {
            News::Ready(ready) => {
                self.say_where(ready.kept_in, ctx);
                self.conversation.ready = Some(*ready);
                return;
            }
            News::Asked(asked) => {
                self.entry.prepare(&asked);
                self.conversation.ask(asked);
                Event::Asked
            }
            News::Shown(state) => {
                let waits = state.waits_for_person();
                tracing::info!(?state, "shown");
                self.conversation.show(state, (self.clock)());
                Event::Shown { waits }
            }
            News::Approved => Event::Approved,
            News::Failed(reason) => Event::Failed(reason),
        };
        self.on(event, ctx);
        ctx.request_repaint();
    }

    /// Draws one frame.
    pub fn ui(&mut self, ui: &mut Ui) {
        let ctx = ui.ctx().clone();
        let pressed = keys::take(&ctx, self.keyboard(&ctx));
        if pressed.escape {
            self.on(Event::Failed(Refusal::Declined), &ctx);
        }
        self.header(ui);
        let submitted = self.bottom(ui);
        let end_in_view = self.body.ui(ui, &self.look, &self.sheet, pressed.scroll);
        self.count_frame(&ctx);
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

    fn keyboard(&self, ctx: &Context) -> Keyboard {
        let focused = ctx.memory(|memory| memory.focused());
        let buttons = [self.refuse_id, self.approve_id, self.entry.browse.button];
        let on_button = buttons.contains(&focused);
        match self.stage() {
            Stage::Reading => Keyboard::Nobody,
            Stage::Asking if focused.is_some() && !on_button => Keyboard::Field,
            Stage::Asking | Stage::Waiting | Stage::Working | Stage::Ended(_) => Keyboard::Button,
        }
    }

    fn count_frame(&mut self, ctx: &Context) {
        if ctx.current_pass_index() > 0 {
            return;
        }
        self.frames = self.frames.saturating_add(1);
        if self.frames == 1 {
            // Some desktops do not let a window come up by itself; then at least it calls.
            ctx.send_viewport_cmd(ViewportCommand::Focus);
            ctx.send_viewport_cmd(ViewportCommand::RequestUserAttention(
                UserAttentionType::Informational,
            ));
        }
        if self.frames == 2 {
            // The second frame begins when the first is on the screen.
            let millis = (self.clock)().as_millis();
            tracing::info!(millis, "first frame shown");
        }
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
                self.focus_refuse = false;
                self.entry.take_keyboard = true;
            }
            Stage::Ended(ending) => {
                self.entry.clear();
                if let Ending::Refused(reason) = ending {
                    self.desk.refuse(reason);
                }
            }
            Stage::Reading | Stage::Waiting | Stage::Working => {}
        }
    }

    /// A new key that would rest in a file is another thing to agree to.
    fn say_where(&mut self, place: KeptIn, ctx: &Context) {
        if self.sheet.new_entry && place == KeptIn::SealedFile {
            let text = "No keychain answers on this computer. The key will rest in a sealed file in \
                        Latchkey's data folder: whoever copies it can guess passphrases at leisure, \
                        so choose a strong one.";
            self.sheet.warnings.push(Warning { tone: Tone::Warn, text: text.into() });
            self.body.begin_again();
            self.on(Event::SheetChanged, ctx);
        }
    }

    fn submit(&mut self, ctx: &Context) {
        let Some(asked) = self.conversation.asked.clone() else { return };
        let complete = self.entry.is_complete(&asked);
        let before = self.stage();
        self.on(Event::Submitted { complete }, ctx);
        if before == Stage::Asking && self.stage() == Stage::Working {
            self.conversation.asked = None;
            let answer = self.entry.take(&asked);
            self.desk.answer(answer);
        }
    }

    /// Wakes at the next whole second, at the next step of the ring, or when the sheet has been
    /// shown long enough.
    fn wake_later(&self, ctx: &Context) {
        let now = (self.clock)();
        let second = Duration::from_secs(1) - Duration::from_nanos(now.subsec_nanos().into());
        let step = self.conversation.next_step(now).unwrap_or(second).min(second);
        let wake = self.decision.wakes_at().map_or(step, |at| at.saturating_sub(now).min(step));
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
        let now = (self.clock)();
        let ended = matches!(self.stage(), Stage::Ended(_));
        let left = (!ended).then(|| self.decision.seconds_left(now));
        let card = Card {
            look: &self.look,
            sheet: &self.sheet,
            conversation: &self.conversation,
            stage: self.decision.stage(),
            end_seen: self.decision.end_seen(),
            now,
        };
        let ready = card.stage == Stage::Asking
            && self.conversation.asked.as_ref().is_some_and(|asked| self.entry.has_any(asked));
        let entry = &mut self.entry;
        let panel =
            Panel::bottom("answer").frame(Frame::new()).resizable(false).show_separator_line(true);
        let drawn = panel.show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let field = card.ui(ui, entry).map(|response| response.id);
            (field, footer_ui::draw(ui, card.look, card.sheet.approve, ready, left))
        });
        let ((field, answers), height) = (drawn.inner, drawn.response.rect.height());
        if (height - self.bottom_height).abs() > 0.5 {
            // A panel that changed its height was laid out by the old one; nobody shall see that.
            self.bottom_height = height;
            ui.ctx().request_discard("the height of the card");
        }
        self.field_id = field;
        (self.approve_id, self.refuse_id) = (Some(answers.approve.id), Some(answers.refuse.id));
        if std::mem::take(&mut self.focus_refuse) {
            answers.refuse.request_focus();
        }
        if self.stage() == Stage::Asking && std::mem::take(&mut self.entry.take_keyboard) {
            // Without a field, Refuse keeps the keyboard: a key pressed by habit must not approve.
            let to = field.unwrap_or(answers.refuse.id);
            ui.ctx().memory_mut(|memory| memory.request_focus(to));
            tracing::info!("the person is asked");
        }
        if answers.refuse.clicked() {
            self.on(Event::Failed(Refusal::Declined), ui.ctx());
        }
        answers.approve.clicked()
    }
}

impl<D: Desk> eframe::App for ApprovalWindow<D> {
    fn logic(&mut self, ctx: &Context, _frame: &mut eframe::Frame) {
        self.attend(ctx);
    }

    fn ui(&mut self, ui: &mut Ui, frame: &mut eframe::Frame) {
        Self::ui(self, ui);
        if let Some(place) = self.entry.browse.take_wish() {
            // Over this window, which stays above others.
            let dialog = browse::dialog(&place, AsyncFileDialog::new().set_parent(frame));
            self.entry.browse.open(dialog, ui.ctx());
        }
    }
}

#[cfg(test)]
#[path = "app_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "state_tests.rs"]
mod state_tests;

#[cfg(test)]
#[path = "gallery_tests.rs"]
mod gallery;
