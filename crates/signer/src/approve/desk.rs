//! The two ends of the conversation between the window and the thread that holds the key.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        mpsc::{Receiver, RecvTimeoutError, Sender},
    },
    thread,
    time::{Duration, Instant},
};

use latchkey_core::approval::Refusal;
use zeroize::Zeroizing;

use super::Waker;
use crate::{
    outbox::Outbox,
    owner::{Choice, DeviceState, Phrase, Place, Talk, Wanted},
    window::app::{Answer, Asked, Desk, News},
};

/// How often a waiting question looks whether the request has ended.
const GLANCE: Duration = Duration::from_millis(50);

/// How long who opened the window gets to say why it is gone.
const LAST_WORDS: Duration = Duration::from_secs(5);

/// The window's end: answers go out, news come in.
#[derive(Debug)]
pub(crate) struct WorkerDesk {
    pub(super) outbox: Arc<Outbox>,
    pub(super) answers: Sender<Answer>,
    pub(super) news: Receiver<News>,
    pub(super) told: bool,
}

impl Desk for WorkerDesk {
    fn news(&mut self) -> Option<News> {
        if let Ok(news) = self.news.try_recv() {
            return Some(news);
        }
        // The pipe and the clock refuse past the worker; that is news once.
        let refused = self.outbox.refused().filter(|_| !self.told)?;
        self.told = true;
        Some(News::Failed(refused))
    }

    fn answer(&mut self, answer: Answer) {
        if self.answers.send(answer).is_err() {
            self.outbox.refuse(Refusal::VaultUnavailable);
        }
    }

    fn refuse(&mut self, reason: Refusal) {
        self.outbox.refuse(reason);
    }
}

/// The worker's end.
pub(super) struct WindowTalk {
    pub(super) outbox: Arc<Outbox>,
    pub(super) waker: Waker,
    pub(super) tell: Sender<News>,
    pub(super) answers: Receiver<Answer>,
}

impl WindowTalk {
    /// Tells the window something and wakes it.
    pub(super) fn say(&self, news: News) {
        let _gone = self.tell.send(news);
        if let Some(ctx) = self.waker.get() {
            ctx.request_repaint();
        }
    }

    /// Asks and waits; `None` when the request has ended.
    fn ask(&self, asked: Asked) -> Option<Answer> {
        self.say(News::Asked(asked));
        loop {
            match self.answers.recv_timeout(GLANCE) {
                Ok(answer) => return (!self.cancelled()).then_some(answer),
                Err(RecvTimeoutError::Timeout) if !self.cancelled() => {}
                Err(RecvTimeoutError::Timeout) => return None,
                Err(RecvTimeoutError::Disconnected) => return self.without_a_window(),
            }
        }
    }

    /// The window is gone, or never came: why is said by who opened it, a moment later.
    fn without_a_window<T>(&self) -> Option<T> {
        let until = Instant::now() + LAST_WORDS;
        while !self.cancelled() && Instant::now() < until {
            thread::sleep(GLANCE);
        }
        None
    }
}

impl Talk for WindowTalk {
    fn show(&self, state: DeviceState) {
        self.say(News::Shown(state));
    }

    fn secret(&self, want: Wanted) -> Option<Zeroizing<String>> {
        match self.ask(Asked::Secret(want))? {
            Answer::Secret(typed) => Some(typed),
            Answer::Confirmed | Answer::Path(_) | Answer::Chosen(_) | Answer::Words(_) => None,
        }
    }

    fn confirm(&self) -> bool {
        matches!(self.ask(Asked::Confirm), Some(Answer::Confirmed))
    }

    fn path(&self, place: Place) -> Option<PathBuf> {
        match self.ask(Asked::Path(place))? {
            Answer::Path(path) => Some(path),
            Answer::Confirmed | Answer::Secret(_) | Answer::Chosen(_) | Answer::Words(_) => None,
        }
    }

    fn choose(&self, choice: Choice) -> Option<usize> {
        match self.ask(Asked::Choice(choice))? {
            Answer::Chosen(place) => Some(place),
            Answer::Confirmed | Answer::Secret(_) | Answer::Path(_) | Answer::Words(_) => None,
        }
    }

    fn words(&self, phrase: &Phrase) -> bool {
        loop {
            match self.ask(Asked::Words(*phrase)) {
                Some(Answer::Words(typed)) if phrase.is(&typed) => return true,
                // The window gives nothing else; were it bent, it would be asked again.
                Some(Answer::Words(_)) => {}
                Some(
                    Answer::Chosen(_) | Answer::Confirmed | Answer::Secret(_) | Answer::Path(_),
                )
                | None => return false,
            }
        }
    }

    fn cancelled(&self) -> bool {
        self.outbox.refused().is_some()
    }
}
