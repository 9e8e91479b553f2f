//! The wallet: every use case of the app, over ports.
//!
//! Why: the desktop, the command line and the agents' server call the same methods and get the
//! same views and errors. Cheap to clone. The methods are one per file under `use_case/`.
//! Refuses: to hold a key. Owners are asked through [`Approver`], session keys sign behind
//! [`SessionSigning`].

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use ends::Ends;
use parking::Locks;
use tokio::sync::broadcast;

use crate::error::{Error, Result};
use crate::ports::{
    AbiSource, Approver, Clock, Entropy, Networks, PanicSigning, SessionSigning, Store, StoreError,
};
use crate::tags::{Changed, Changes, Tag};
use crate::use_case::{LastRead, Recent, Spans};
use crate::use_case::{Told, WAITING_MOST, Waiting};
use crate::views::Notice;

mod ends;
mod host;
mod parking;

pub use host::Host;

/// Everything outside that the wallet needs.
#[derive(Clone)]
pub struct Ports {
    /// Rows on disk.
    pub store: Arc<dyn Store>,
    /// Nodes and bundlers.
    pub networks: Arc<dyn Networks>,
    /// The owner, in the signer's window.
    pub approver: Arc<dyn Approver>,
    /// The session signer.
    pub sessions: Arc<dyn SessionSigning>,
    /// The panic key.
    pub panic: Arc<dyn PanicSigning>,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub entropy: Arc<dyn Entropy>,
    /// Public directories of contracts; asked only when the person switched that on.
    pub abis: Arc<dyn AbiSource>,
    /// What the program that runs the wallet knows of itself.
    pub host: Host,
}

impl std::fmt::Debug for Ports {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ports").field("host", &self.host).finish_non_exhaustive()
    }
}

/// The wallet. Clones share everything.
#[derive(Debug, Clone)]
pub struct Wallet {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    ports: Ports,
    /// Whether agents are let in now. Also kept as a setting; this one decides.
    access: AtomicBool,
    stops: AtomicU64,
    live: std::sync::Mutex<host::Live>,
    locks: Locks,
    ends: Arc<Ends>,
    recent: Recent,
    last_read: LastRead,
    spans: Spans,
    waiting: Waiting,
    changes: Changes,
    uses: broadcast::Sender<Told>,
}

impl Wallet {
    /// A wallet over these ports. Agent access is off until it is switched on or resumed.
    #[must_use]
    pub fn new(ports: Ports) -> Self {
        let inner = Inner {
            ports,
            access: AtomicBool::new(false),
            stops: AtomicU64::new(0),
            live: std::sync::Mutex::default(),
            locks: Locks::default(),
            ends: Arc::default(),
            recent: Recent::default(),
            last_read: LastRead::default(),
            spans: Spans::default(),
            waiting: Waiting::default(),
            changes: Changes::new(),
            uses: broadcast::channel(WAITING_MOST).0,
        };
        Self { inner: Arc::new(inner) }
    }

    /// Finds this wallet again if somebody else still holds it.
    pub(crate) fn downgrade(&self) -> impl Fn() -> Option<Self> + Send + use<> {
        let inner = Arc::downgrade(&self.inner);
        move || inner.upgrade().map(|inner| Self { inner })
    }

    /// What becomes stale, from now on.
    #[must_use]
    pub fn changes(&self) -> broadcast::Receiver<Changed> {
        self.inner.changes.listen()
    }

    /// Where uses of keys are told.
    pub(crate) fn uses(&self) -> &broadcast::Sender<Told> {
        &self.inner.uses
    }

    /// Where agents reach the app over HTTP; the host says so when it starts or stops listening.
    pub fn http_url_set(&self, url: Option<String>) {
        self.with_live(|live| live.http_url = url);
        self.stale(&[Tag::Status]);
    }

    /// Something the person should see; shown until the program ends.
    pub fn notice_add(&self, notice: Notice) {
        self.with_live(|live| {
            if !live.notices.contains(&notice) {
                live.notices.push(notice);
            }
        });
        self.stale(&[Tag::Status]);
    }

    /// Whether agents are let in at this moment; a stop of any program counts.
    #[must_use]
    pub fn access_on(&self) -> bool {
        self.inner.access.load(Ordering::SeqCst) && self.stopped().is_none()
    }

    /// How often agents were shut out so far; see [`Self::access_open`].
    pub(crate) fn stops(&self) -> u64 {
        self.inner.stops.load(Ordering::SeqCst)
    }

    pub(crate) fn access_shut(&self) {
        self.inner.stops.fetch_add(1, Ordering::SeqCst);
        self.inner.access.store(false, Ordering::SeqCst);
    }

    /// Lets agents in, unless they were shut out since `stops` was read: a stop that comes while
    /// the session signer starts wins, and ends it.
    pub(crate) fn access_open(&self, stops: u64) -> bool {
        self.inner.access.store(true, Ordering::SeqCst);
        let stopped = self.stops() != stops;
        if stopped {
            self.inner.access.store(false, Ordering::SeqCst);
            self.ports().sessions.stop();
        }
        !stopped
    }

    /// [`crate::error::Code::Off`] unless agents are let in and the session signer runs.
    pub(crate) fn access_needed(&self) -> Result<()> {
        match self.shut_out() {
            Some(error) => Err(error),
            None if self.ports().sessions.running() => Ok(()),
            None => Err(Error::off()),
        }
    }

    /// Operations that wait for their agents' signatures.
    pub(crate) fn waiting(&self) -> &Waiting {
        &self.inner.waiting
    }

    /// What chains said a moment ago.
    pub(crate) fn recent(&self) -> &Recent {
        &self.inner.recent
    }

    /// What chains last said of the keys.
    pub(crate) fn last_read(&self) -> &LastRead {
        &self.inner.last_read
    }

    /// How long a range of blocks each chain takes.
    pub(crate) fn spans(&self) -> &Spans {
        &self.inner.spans
    }

    pub(crate) fn locks(&self) -> &Locks {
        &self.inner.locks
    }

    /// Jobs that end keys, under work here.
    pub(crate) fn ends(&self) -> &Arc<Ends> {
        &self.inner.ends
    }

    pub(crate) fn ports(&self) -> &Ports {
        &self.inner.ports
    }

    pub(crate) fn now(&self) -> u64 {
        self.ports().clock.now_unix_secs()
    }

    pub(crate) fn stale(&self, tags: &[Tag]) {
        self.inner.changes.tell(tags);
    }

    pub(crate) fn with_live<T>(&self, act: impl FnOnce(&mut host::Live) -> T) -> T {
        let mut live = self.inner.live.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        act(&mut live)
    }

    /// Runs a store call off the async threads: it may wait for the disk.
    pub(crate) async fn stored<T, F>(&self, call: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&dyn Store) -> std::result::Result<T, StoreError> + Send + 'static,
    {
        let store = Arc::clone(&self.ports().store);
        match tokio::task::spawn_blocking(move || call(store.as_ref())).await {
            Ok(answer) => answer.map_err(Error::from),
            Err(_stopped) => Err(Error::bug("A store call was cut off.")),
        }
    }
}
