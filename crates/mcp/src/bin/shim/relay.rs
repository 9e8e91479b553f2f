//! Lines between the agent and the app, across connections.
//!
//! Why: the app may be closed, opened and closed again while one agent stays connected.
//! Refuses: to lose a request: each is answered by the app, or here, once.

use std::io::{BufRead, Write};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use serde_json::{Map, Value, json};

use crate::arguments::Who;
use crate::flight::Flight;
use crate::link::{self, NoLink, ReadEnd, WriteEnd};
use crate::offline::{self, Why};
use crate::output::Output;
use crate::places;
use crate::wire::{self, Line, Request};

/// Id of the handshake that the shim repeats by itself.
const OWN_ID: &str = "latchkey-mcp/again";
const PARSE_ERROR: i32 = -32700;

/// The agent's end and, when there is one, the app's.
#[derive(Debug)]
pub(crate) struct Relay {
    who: Who,
    sockets: Vec<PathBuf>,
    lock: Option<PathBuf>,
    shared: Arc<Shared>,
    /// The agent's `initialize`, for the next connection.
    handshake: Mutex<Option<Vec<u8>>>,
    /// Reads what the app says on this connection.
    listener: Mutex<Option<JoinHandle<()>>>,
}

#[derive(Debug, Default)]
struct Shared {
    output: Output,
    flight: Flight,
    link: Mutex<Link>,
}

#[derive(Debug, Default)]
struct Link {
    /// The app's end, while there is one.
    end: Option<WriteEnd>,
    /// Which connection it is.
    number: u64,
    /// The app said that agents are shut out, and nothing was heard of it since.
    shut_out: bool,
}

impl Relay {
    pub(crate) fn new(who: Who, sockets: Vec<PathBuf>, lock: Option<PathBuf>) -> Self {
        Self {
            who,
            sockets,
            lock,
            shared: Arc::default(),
            handshake: Mutex::default(),
            listener: Mutex::default(),
        }
    }

    /// Whether the agent stopped reading.
    pub(crate) fn output_gone(&self) -> bool {
        self.shared.output.gone()
    }

    /// A line that is too long to be looked at.
    pub(crate) fn too_long(&self) {
        self.say(&wire::fault(&Value::Null, PARSE_ERROR, "The line is too long.", &Value::Null));
    }

    /// Passes a line of the agent on, or answers it here.
    pub(crate) fn forward(&self, bytes: &[u8]) {
        let line = Line::of(bytes);
        let first = matches!(&line, Line::Request(request) if request.method == "initialize");
        if first {
            *self.handshake.lock().unwrap_or_else(PoisonError::into_inner) = Some(bytes.to_vec());
        }
        // A connection that broke unnoticed is found out by the first write, which did nothing.
        let sent = self.pass(bytes, &line, first).or_else(|why| match why {
            Why::NotRunning | Why::WentAway => self.pass(bytes, &line, first),
            Why::Stopped | Why::AccessOff | Why::Busy | Why::Refused(_) => Err(why),
        });
        if let Err(why) = sent {
            self.alone(&line, &why);
        }
    }

    /// Sends a line to the app; on an error nothing was sent and nothing waits.
    fn pass(&self, bytes: &[u8], line: &Line, first: bool) -> Result<(), Why> {
        // An app that hangs would leave the agent waiting; the mark is there whatever the app does.
        let calls = matches!(line, Line::Request(request) if request.method == "tools/call");
        if calls && self.stopped() {
            return Err(Why::Stopped);
        }
        let number = self.connected(first)?;
        let Line::Request(request) = line else { return self.send(bytes) };
        self.shared.flight.add(number, request.clone());
        match self.send(bytes) {
            // Not waiting any more: it was answered as the connection ended.
            Err(why) if self.shared.flight.answered(&request.id) => Err(why),
            Ok(()) | Err(_) => Ok(()),
        }
    }

    /// Answers without the app.
    fn alone(&self, line: &Line, why: &Why) {
        match line {
            Line::Request(request) => {
                self.say(&offline::answer(request, why));
            }
            Line::Noise => {
                self.say(&wire::fault(
                    &Value::Null,
                    PARSE_ERROR,
                    "This is no JSON-RPC.",
                    &Value::Null,
                ));
            }
            Line::Notification(_) | Line::Answer(_) => {}
        }
    }

    /// The number of the open connection; opens one if there is none.
    fn connected(&self, first: bool) -> Result<u64, Why> {
        let number = {
            let link = self.shared.link();
            if link.end.is_some() {
                return Ok(link.number);
            }
            link.number + 1
        };
        let (read, write) = link::connect(&self.sockets, &self.who).map_err(|no| self.why(no))?;
        *self.shared.link() = Link { end: Some(write), number, shut_out: false };
        let shared = Arc::clone(&self.shared);
        let listener = std::thread::spawn(move || listen(&shared, read, number));
        *self.listener.lock().unwrap_or_else(PoisonError::into_inner) = Some(listener);
        if !first {
            self.shake_hands_again()?;
        }
        Ok(number)
    }

    /// On a later connection: what the agent said first is said again, and the answer kept here.
    fn shake_hands_again(&self) -> Result<(), Why> {
        let kept = self.handshake.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let kept = kept.and_then(|bytes| serde_json::from_slice::<Map<String, Value>>(&bytes).ok());
        let Some(mut again) = kept else { return Ok(()) };
        again.insert("id".to_owned(), json!(OWN_ID));
        self.send(Value::Object(again).to_string().as_bytes())?;
        let done = json!({ "jsonrpc": "2.0", "method": "notifications/initialized" });
        self.send(done.to_string().as_bytes())
    }

    fn send(&self, line: &[u8]) -> Result<(), Why> {
        let broken = {
            let mut link = self.shared.link();
            let Some(end) = link.end.as_mut() else { return Err(Why::WentAway) };
            let whole = [line, b"\n"].concat();
            if end.write_all(&whole).and_then(|()| end.flush()).is_ok() {
                return Ok(());
            }
            link.end.take()
        };
        // What the app said last is still to be read: it may be why.
        broken.iter().for_each(link::hang_up);
        let listener = self.listener.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(listener) = listener {
            drop(listener.join());
        }
        Err(Why::NotRunning)
    }

    fn stopped(&self) -> bool {
        self.lock.as_deref().is_some_and(places::stopped)
    }

    fn why(&self, no: NoLink) -> Why {
        match no {
            NoLink::Refused(error) => Why::Refused(error),
            NoLink::Silent | NoLink::Closed if self.stopped() => Why::Stopped,
            NoLink::Silent => Why::Busy,
            NoLink::Closed => {
                let runs = self.lock.as_deref().and_then(places::app_runs);
                let out = runs.unwrap_or_else(|| self.shared.link().shut_out);
                if out { Why::AccessOff } else { Why::NotRunning }
            }
        }
    }

    fn say(&self, answer: &Value) {
        self.shared.output.line(answer.to_string().as_bytes());
    }
}

impl Shared {
    fn link(&self) -> std::sync::MutexGuard<'_, Link> {
        self.link.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A connection ended: everything that waits for it is answered.
    fn ended(&self, number: u64, shut_out: bool) {
        {
            let mut link = self.link();
            if link.number == number {
                link.end = None;
                link.shut_out = shut_out;
            }
        }
        let why = if shut_out { Why::AccessOff } else { Why::WentAway };
        for request in self.flight.left(number) {
            self.output
                .line(offline::answer(&request, &after(&request, &why)).to_string().as_bytes());
        }
    }
}

/// A call that may have spent is never said to have been merely refused.
fn after(request: &Request, why: &Why) -> Why {
    match request.tool.as_deref() {
        Some("native_transfer" | "execute_transaction" | "submit_operation") => Why::WentAway,
        Some(_) | None => why.clone(),
    }
}

/// Passes the app's lines on until the connection ends.
fn listen(shared: &Shared, mut read: ReadEnd, number: u64) {
    let mut line = Vec::new();
    let mut shut_out = false;
    loop {
        line.clear();
        match read.read_until(b'\n', &mut line) {
            Ok(0) | Err(_) => break,
            Ok(_) => {}
        }
        let line = line.trim_ascii();
        if link::is_farewell(line) {
            shut_out = true;
            break;
        }
        match Line::of(line) {
            Line::Noise => {}
            Line::Answer(id) if id == OWN_ID => {}
            Line::Answer(id) => {
                if shared.flight.answered(&id) {
                    shared.output.line(line);
                }
            }
            Line::Request(_) | Line::Notification(_) => shared.output.line(line),
        }
    }
    shared.ended(number, shut_out);
}
