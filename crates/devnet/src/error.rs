//! Why a local network did not start: what happened and what to do, one variant per thing to do.

use std::{io, path::PathBuf};

use crate::{chain::OpenError, persist::PersistError};

/// Why [`crate::Devnet::start`] has nothing to return.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// Another program listens on the port.
    #[error(
        "port {port} on 127.0.0.1 is taken by another program; name another port, or none for any free one"
    )]
    PortTaken {
        /// The port asked for.
        port: u16,
    },
    /// The port cannot be listened on for another reason.
    #[error("port {port} on 127.0.0.1 cannot be listened on ({source}); name another port")]
    Listen {
        /// The port asked for; 0 stands for any.
        port: u16,
        /// What the system said.
        source: io::Error,
    },
    /// Another process runs a network from the same folder.
    #[error("{folder} is in use by another local network; stop that one, or name another folder")]
    FolderBusy {
        /// The data folder.
        folder: PathBuf,
    },
    /// The folder cannot be read or written.
    #[error(
        "{path} cannot be used ({source}); check its permissions and the free space, or name another folder"
    )]
    Folder {
        /// What was touched.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The folder holds the state of a newer program.
    #[error(
        "the stored network has format {format}, which a newer version wrote; start that version, or name another folder"
    )]
    NewerState {
        /// The format found.
        format: u32,
    },
    /// The folder holds a network with another chain id.
    #[error(
        "the folder holds the network with chain id {stored}, not {asked}; ask for {stored}, or name another folder"
    )]
    OtherChain {
        /// Chain id in the folder.
        stored: u64,
        /// Chain id asked for.
        asked: u64,
    },
    /// The stored state does not read. The file was renamed, so the next start begins a new network.
    #[error(
        "the stored network is damaged ({what}); it was kept as {set_aside}, and the next start begins a new network"
    )]
    Damaged {
        /// What does not read.
        what: String,
        /// Where the file is now.
        set_aside: PathBuf,
    },
    /// The embedded contracts do not read: this program was built wrongly.
    #[error("the contracts built into this program do not read ({0}); build or install it again")]
    Genesis(String),
    /// The system gave no thread or event loop.
    #[error(
        "the system gave no thread for the local network ({0}); end other programs and try again"
    )]
    Thread(io::Error),
}

impl From<OpenError> for StartError {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::OtherChain { stored, asked } => Self::OtherChain { stored, asked },
            OpenError::Persist(PersistError::Busy(folder)) => Self::FolderBusy { folder },
            OpenError::Persist(PersistError::Newer(format)) => Self::NewerState { format },
            OpenError::Persist(PersistError::Io { path, source }) => Self::Folder { path, source },
            OpenError::Persist(PersistError::Damaged { what, set_aside }) => {
                Self::Damaged { what, set_aside }
            }
        }
    }
}
