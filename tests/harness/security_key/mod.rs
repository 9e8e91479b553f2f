//! A virtual security key: OpenSK, the firmware of real ones, in this process, with a virtual
//! finger, behind reports of 64 bytes as USB would carry them.
//!
//! Why: what is said to a key, and when it waits, fails, is pulled out or shared with a rival
//! program, is tested on the bytes. The signer's unit tests include these files; the tests with
//! the real program put the key behind a pseudo-terminal.
//! Refuses: to be a product part; it knows nothing of the signer.

mod environment;
mod firmware;
mod rival;

use std::{
    collections::VecDeque,
    sync::{
        Arc, Condvar, Mutex, MutexGuard,
        atomic::{AtomicU64, Ordering},
        mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    },
    thread,
    time::{Duration, Instant},
};

pub use rival::{Holder, Rival};

/// One report.
pub type Packet = [u8; 64];

/// What the finger does when the key waits for a touch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finger {
    /// Touches at once.
    Touches,
    /// Touches after so long; meanwhile the key says that it waits.
    TouchesAfter(Duration),
    /// Is not there.
    Absent,
    /// Refuses (a key with two buttons).
    Refuses,
}

/// The key is not plugged in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gone;

/// A virtual security key. It lives as long as this does.
#[derive(Debug)]
pub struct VirtualKey {
    shared: Arc<Shared>,
}

/// One program's view of the key: it sends, and hears what the key says to anybody.
#[derive(Debug)]
pub struct Port {
    shared: Arc<Shared>,
    plugged: u64,
    hears: Mutex<Receiver<Packet>>,
}

#[derive(Debug)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug)]
struct State {
    incoming: VecDeque<Packet>,
    listeners: Vec<Sender<Packet>>,
    /// Counts how often it was plugged in; even: it is not.
    plugged: u64,
    over: bool,
    finger: Finger,
    touches: usize,
    delay: Duration,
    hurry: usize,
}

/// What the firmware finds when it looks for reports.
enum Incoming {
    Report(Packet),
    Nothing,
    Unplugged,
}

impl VirtualKey {
    /// A fresh key, plugged in, without a PIN, with a finger that touches at once.
    #[must_use]
    pub fn plugged_in() -> Self {
        static SEED: AtomicU64 = AtomicU64::new(1);
        let state = State {
            incoming: VecDeque::new(),
            listeners: Vec::new(),
            plugged: 1,
            over: false,
            finger: Finger::Touches,
            touches: 0,
            delay: Duration::ZERO,
            hurry: 1,
        };
        let shared = Arc::new(Shared { state: Mutex::new(state), changed: Condvar::new() });
        let (key, seed) = (Arc::clone(&shared), SEED.fetch_add(1, Ordering::Relaxed));
        thread::spawn(move || firmware::run(&key, seed));
        Self { shared }
    }

    /// Puts the finger.
    pub fn finger(&self, finger: Finger) {
        self.shared.change(|state| state.finger = finger);
    }

    /// How often it was touched.
    #[must_use]
    pub fn touches(&self) -> usize {
        self.shared.lock().touches
    }

    /// How long it thinks before each answer.
    pub fn delay(&self, delay: Duration) {
        self.shared.change(|state| state.delay = delay);
    }

    /// Lets the key's clock run so many times faster while it waits for a touch.
    pub fn hurry(&self, times: usize) {
        self.shared.change(|state| state.hurry = times);
    }

    /// Pulls it out. What it waited for is forgotten.
    pub fn unplug(&self) {
        self.shared.change(|state| {
            state.plugged += state.plugged & 1;
            state.incoming.clear();
            state.listeners.clear();
        });
    }

    /// Plugs it in, again if it was.
    pub fn replug(&self) {
        self.unplug();
        self.shared.change(|state| state.plugged += 1);
    }

    /// Another number each time it is plugged in; `None` while it is not.
    #[must_use]
    pub fn plugged(&self) -> Option<u64> {
        Some(self.shared.lock().plugged).filter(|plugged| plugged & 1 == 1)
    }

    /// Opens it for one more program.
    ///
    /// # Errors
    /// [`Gone`].
    pub fn open(&self) -> Result<Port, Gone> {
        let (tell, hears) = channel();
        let mut state = self.shared.lock();
        if state.plugged & 1 == 0 {
            return Err(Gone);
        }
        state.listeners.push(tell);
        let plugged = state.plugged;
        drop(state);
        Ok(Port { shared: Arc::clone(&self.shared), plugged, hears: Mutex::new(hears) })
    }
}

impl Drop for VirtualKey {
    fn drop(&mut self) {
        self.shared.change(|state| {
            state.over = true;
            state.plugged += state.plugged & 1;
            state.listeners.clear();
        });
    }
}

impl Port {
    /// Sends a report to the key.
    ///
    /// # Errors
    /// [`Gone`].
    pub fn send(&self, packet: &Packet) -> Result<(), Gone> {
        let mut state = self.shared.lock();
        if state.plugged != self.plugged {
            return Err(Gone);
        }
        state.incoming.push_back(*packet);
        drop(state);
        self.shared.changed.notify_all();
        Ok(())
    }

    /// The next report from the key, to whomever; `None` when none came in time.
    ///
    /// # Errors
    /// [`Gone`].
    pub fn receive(&self, wait: Duration) -> Result<Option<Packet>, Gone> {
        match self.hears.lock().unwrap().recv_timeout(wait) {
            Ok(packet) => Ok(Some(packet)),
            Err(RecvTimeoutError::Timeout) => Ok(None),
            Err(RecvTimeoutError::Disconnected) => Err(Gone),
        }
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.lock());
        self.changed.notify_all();
    }

    /// Sleeps until the key is plugged in (then its number) or thrown away (`None`).
    fn wait_for_power(&self) -> Option<u64> {
        let off = |state: &mut State| !state.over && state.plugged & 1 == 0;
        let state = self.changed.wait_while(self.lock(), off).unwrap();
        (!state.over).then_some(state.plugged)
    }

    /// What comes next for a key that was plugged in as `plugged`.
    fn next(&self, plugged: u64, wait: Duration) -> Incoming {
        let until = Instant::now() + wait;
        let mut state = self.lock();
        loop {
            if state.plugged != plugged {
                return Incoming::Unplugged;
            }
            if let Some(packet) = state.incoming.pop_front() {
                return Incoming::Report(packet);
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Incoming::Nothing;
            }
            state = self.changed.wait_timeout(state, left).unwrap().0;
        }
    }

    /// Says something to every program that has the key open.
    fn say(&self, plugged: u64, packet: &Packet) {
        let mut state = self.lock();
        if state.plugged == plugged {
            state.listeners.retain(|listener| listener.send(*packet).is_ok());
        }
    }
}
