//! A connection to the app.
//!
//! Wire: newline-delimited JSON. The shim says `{"latchkey":1,"agent":"NAME"}` or
//! `{"latchkey":1,"token":"…"}`, the app `{"ok":true}` or `{"ok":false,"error":{…}}`. When agents
//! are shut out, the app's last line is `{"latchkey":1,"closed":"AGENT_ACCESS_OFF"}`.
//! Refuses: a socket in a folder that others can enter.

use std::path::PathBuf;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::arguments::Who;

/// Why there is no connection.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum NoLink {
    /// Nobody listens.
    Closed,
    /// Somebody listens and says nothing.
    Silent,
    /// The app turned this agent away, with its error.
    Refused(Value),
}

/// The app's answer to the first line.
#[derive(Deserialize)]
struct Reply {
    ok: bool,
    #[serde(default)]
    error: Value,
}

/// Whether this is the app's last line.
pub(crate) fn is_farewell(line: &[u8]) -> bool {
    #[derive(Deserialize)]
    struct Farewell {
        latchkey: u32,
        closed: String,
    }
    serde_json::from_slice::<Farewell>(line)
        .is_ok_and(|last| last.latchkey == 1 && last.closed == "AGENT_ACCESS_OFF")
}

fn hello(who: &Who) -> Value {
    match who {
        Who::Name(name) => json!({ "latchkey": 1, "agent": name }),
        Who::Token(token) => json!({ "latchkey": 1, "token": token }),
    }
}

#[cfg(unix)]
mod unix {
    use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
    use std::os::unix::net::UnixStream;
    use std::time::Duration;

    use super::{NoLink, PathBuf, Reply, Who, hello};
    use crate::places;

    const ANSWER_WITHIN: Duration = Duration::from_secs(5);
    const REPLY_MAX: u64 = 16 * 1024;

    /// The two ends.
    pub(crate) type Write_ = UnixStream;
    pub(crate) type Read_ = BufReader<UnixStream>;

    /// Connects and says who it is.
    pub(crate) fn connect(sockets: &[PathBuf], who: &Who) -> Result<(Read_, Write_), NoLink> {
        let candidates = sockets.iter().filter(|socket| places::ours(socket));
        let mut open = candidates.filter_map(|socket| UnixStream::connect(socket).ok());
        let stream = open.next().ok_or(NoLink::Closed)?;
        greet(stream, who).unwrap_or_else(|error| {
            let late = matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut);
            Err(if late { NoLink::Silent } else { NoLink::Closed })
        })
    }

    /// Ends a connection; what the app said before can still be read.
    pub(crate) fn hang_up(end: &Write_) {
        // It is over either way.
        drop(end.shutdown(std::net::Shutdown::Both));
    }

    fn greet(
        mut stream: UnixStream,
        who: &Who,
    ) -> std::io::Result<Result<(Read_, Write_), NoLink>> {
        stream.set_read_timeout(Some(ANSWER_WITHIN))?;
        stream.write_all(format!("{}\n", hello(who)).as_bytes())?;
        let mut read = BufReader::new(stream.try_clone()?);
        let mut line = String::new();
        read.by_ref().take(REPLY_MAX).read_line(&mut line)?;
        stream.set_read_timeout(None)?;
        let reply: Reply = serde_json::from_str(&line)?;
        Ok(if reply.ok { Ok((read, stream)) } else { Err(NoLink::Refused(reply.error)) })
    }
}

#[cfg(unix)]
pub(crate) use unix::{Read_ as ReadEnd, Write_ as WriteEnd, connect, hang_up};

#[cfg(not(unix))]
mod elsewhere {
    use super::{NoLink, PathBuf, Who};

    /// The two ends.
    pub(crate) type WriteEnd = std::io::Sink;
    pub(crate) type ReadEnd = std::io::Empty;

    /// There is nothing to end.
    pub(crate) fn hang_up(_: &WriteEnd) {}

    /// There is no local socket on this system; agents use HTTP.
    pub(crate) fn connect(_: &[PathBuf], _: &Who) -> Result<(ReadEnd, WriteEnd), NoLink> {
        Err(NoLink::Closed)
    }
}

#[cfg(not(unix))]
pub(crate) use elsewhere::{ReadEnd, WriteEnd, connect, hang_up};
