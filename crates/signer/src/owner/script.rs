//! A person who follows a script, for unit tests only.

use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    path::PathBuf,
};

use zeroize::Zeroizing;

use super::{Choice, DeviceState, Phrase, Place, Talk, Wanted};

/// Answers from a list; silence once it is empty. Remembers what it was shown and asked.
#[derive(Debug, Default)]
pub(crate) struct Script {
    pub(crate) secrets: RefCell<VecDeque<String>>,
    pub(crate) paths: RefCell<VecDeque<PathBuf>>,
    pub(crate) confirms: Cell<u32>,
    pub(crate) shown: RefCell<Vec<DeviceState>>,
    pub(crate) wanted: RefCell<Vec<Wanted>>,
    pub(crate) gone: Cell<bool>,
    /// Which answers to choose, one after the other.
    pub(crate) choices: RefCell<VecDeque<usize>>,
    /// Ends the request as soon as a state is shown that waits for the person.
    pub(crate) ends_when_shown: Cell<bool>,
    /// Done whenever a state is shown.
    pub(crate) on_show: RefCell<Option<OnShow>>,
}

/// What a test does when a state is shown.
pub(crate) struct OnShow(pub(crate) Box<dyn Fn(&DeviceState)>);

impl std::fmt::Debug for OnShow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("OnShow")
    }
}

impl Script {
    /// Types these, one after the other.
    pub(crate) fn typing(secrets: &[&str]) -> Self {
        let secrets = secrets.iter().map(|s| (*s).to_owned()).collect();
        Self { secrets: RefCell::new(secrets), ..Self::default() }
    }
}

impl Talk for Script {
    fn show(&self, state: DeviceState) {
        if let Some(act) = &*self.on_show.borrow() {
            (act.0)(&state);
        }
        if self.ends_when_shown.get() && state.waits_for_person() {
            self.gone.set(true);
        }
        self.shown.borrow_mut().push(state);
    }

    fn secret(&self, want: Wanted) -> Option<Zeroizing<String>> {
        self.wanted.borrow_mut().push(want);
        let next = self.secrets.borrow_mut().pop_front().map(Zeroizing::new);
        self.gone.set(next.is_none());
        next
    }

    fn confirm(&self) -> bool {
        self.confirms.set(self.confirms.get() + 1);
        !self.gone.get()
    }

    fn path(&self, _place: Place) -> Option<PathBuf> {
        let next = self.paths.borrow_mut().pop_front();
        self.gone.set(next.is_none());
        next
    }

    fn choose(&self, _choice: Choice) -> Option<usize> {
        let next = self.choices.borrow_mut().pop_front();
        self.gone.set(next.is_none());
        next
    }

    /// The next secret is what is typed.
    fn words(&self, phrase: &Phrase) -> bool {
        let next = self.secrets.borrow_mut().pop_front();
        let typed = next.is_some_and(|typed| phrase.is(&typed));
        self.gone.set(!typed);
        typed
    }

    fn cancelled(&self) -> bool {
        self.gone.get()
    }
}
