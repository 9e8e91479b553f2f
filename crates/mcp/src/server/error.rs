//! Why a door does not open.

use std::io;
use std::path::PathBuf;

/// Why a door does not open; its text says which, why and what to do.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The HTTP port.
    #[error(
        "The agents' HTTP door cannot listen on 127.0.0.1:{port}: {source}. Choose another port, \
         or close the program that uses this one."
    )]
    Http {
        /// Which.
        port: u16,
        /// In the words of the system.
        source: io::Error,
    },
    /// The socket or its folder.
    #[error(
        "The agents' socket {} cannot be made: {source}. Check that its folder belongs to you and \
         may be written.", .path.display()
    )]
    Socket {
        /// Which.
        path: PathBuf,
        /// In the words of the system.
        source: io::Error,
    },
    /// Another program listens there.
    #[error(
        "Another program already listens at {}. Close the other Latchkey, then try again.",
        .path.display()
    )]
    SocketInUse {
        /// Which.
        path: PathBuf,
    },
    /// Something lies where the socket or its folder belongs.
    #[error(
        "{} is not what it should be ({what}). Remove it, then try again.", .path.display()
    )]
    InTheWay {
        /// Which.
        path: PathBuf,
        /// What it should be.
        what: &'static str,
    },
}
