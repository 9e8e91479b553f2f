//! Session mode: signs unattended for the session keys that are switched on, and dies with the pipe.
//!
//! Why: an agent works while nobody looks; what it may do was decided by a person and lies beside
//! the key. Every operation is checked here again, on the exact bytes, before it is signed.
//! Refuses: everything while the stop mark lies there; anything before `Open`, a second `Open`, keys that are not loaded, operations outside
//! scope or policies. Ends with the pipe; then the keys are wiped.

pub mod known;
mod sign;

use std::{
    collections::HashMap,
    io::{Read, Write},
    path::Path,
};

use latchkey_core::approval::{
    KeptIn, PROTOCOL_VERSION, SessionKeyRef, SessionRefusal, SessionReply, SessionRequest,
};

use crate::{
    protocol::{self, FrameError},
    stop_file::StopFile,
    vault::{EntryId, SessionEntry, VaultError, Vaults},
};

/// Most keys in memory at once.
const MAX_KEYS: usize = 1024;

/// Serves requests until the pipe ends.
///
/// # Errors
/// [`FrameError`] when the pipe breaks or carries no frames; the refusal is sent first if it can be.
pub fn run(mut input: impl Read, mut output: impl Write, data: &Path) -> Result<(), FrameError> {
    let stop = StopFile::in_data_folder(data);
    let data = data.to_owned();
    let mut session = Session::new(move || Vaults::open_for_reading(&data), stop);
    loop {
        let body = match protocol::read_frame(&mut input) {
            Ok(Some(body)) => body,
            Ok(None) => return Ok(()),
            Err(error) => {
                let last = malformed(&error.to_string());
                let _ = protocol::write_frame(&mut output, &last);
                return Err(error);
            }
        };
        let reply = match protocol::decode(&body) {
            Ok(request) => session.answer(request),
            Err(error) => malformed(&error.to_string()),
        };
        protocol::write_frame(&mut output, &reply)?;
        if is_stopped(&reply) {
            return Ok(());
        }
    }
}

/// The keys that are loaded.
pub struct Session {
    open_vault: Option<Box<dyn FnOnce() -> Vaults>>,
    vaults: Option<Vaults>,
    stop: StopFile,
    keys: HashMap<SessionKeyRef, SessionEntry>,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session").field("keys", &self.keys.len()).finish_non_exhaustive()
    }
}

impl Session {
    /// Nothing loaded; the vault is opened by the first request.
    pub fn new(open_vault: impl FnOnce() -> Vaults + 'static, stop: StopFile) -> Self {
        let open_vault: Option<Box<dyn FnOnce() -> Vaults>> = Some(Box::new(open_vault));
        Self { open_vault, vaults: None, stop, keys: HashMap::new() }
    }

    /// Answers one request. The mark is looked for before and after: a stop that comes while
    /// something is signed keeps the signature here.
    pub fn answer(&mut self, request: SessionRequest) -> SessionReply {
        let id = if let SessionRequest::Sign { id, .. } = &request { *id } else { 0 };
        if self.stop.read().is_some() {
            return self.stopped(id);
        }
        let reply = self.answer_unstopped(request);
        if self.stop.read().is_some() { self.stopped(id) } else { reply }
    }

    /// Wipes the keys and says why.
    fn stopped(&mut self, id: u64) -> SessionReply {
        self.keys.clear();
        refused(
            id,
            SessionRefusal::Stopped,
            "everything was stopped; the owner lets agents in again",
        )
    }

    fn answer_unstopped(&mut self, request: SessionRequest) -> SessionReply {
        match request {
            SessionRequest::Open { version, .. } if version != PROTOCOL_VERSION => {
                malformed(&FrameError::Version(version).to_string())
            }
            SessionRequest::Open { keys, .. } => match self.open_vault.take() {
                Some(open) => {
                    self.vaults = Some(open());
                    self.load(&keys)
                }
                None => malformed("the session is open already; use add and drop"),
            },
            SessionRequest::Add { key } => self.load(&[key]),
            SessionRequest::Drop { key } => {
                self.keys.remove(&key);
                self.loaded(Vec::new())
            }
            SessionRequest::Forget { key } => self.forget(key),
            SessionRequest::Sign { id, key, chain_id, entry_point, now_unix_secs, operation } => {
                if self.vaults.is_none() {
                    return refused(
                        id,
                        SessionRefusal::Malformed,
                        "the session is not open; open it first",
                    );
                }
                let asked =
                    sign::Asked { chain_id, entry_point, now_unix_secs, operation: &operation };
                let signed = match self.keys.get(&key) {
                    Some(entry) => sign::sign(entry, key.permission_id, &asked),
                    None => Err((
                        SessionRefusal::UnknownKey,
                        "this key is not switched on; grant it or switch it on".into(),
                    )),
                };
                match signed {
                    Ok(signature) => SessionReply::Signed { id, signature },
                    Err((reason, message)) => refused(id, reason, &message),
                }
            }
        }
    }

    /// A key that lay in a file because no keychain answered is gone once the file is.
    fn forget(&mut self, key: SessionKeyRef) -> SessionReply {
        self.keys.remove(&key);
        let Some(vaults) = &self.vaults else {
            return malformed("the session is not open; open it first");
        };
        let id = EntryId::Session { account: key.account, permission_id: key.permission_id };
        let gone = match vaults.get(id) {
            Ok(None) => Ok(()),
            Ok(Some((_secret, KeptIn::SealedFile))) => match vaults.remove(id) {
                Ok(()) | Err(VaultError::Absent(_)) => Ok(()),
                Err(error) => Err(error),
            },
            Ok(Some((_secret, KeptIn::Keychain | KeptIn::Device))) => vaults.remove(id),
            Err(error) => Err(error),
        };
        match gone {
            Ok(()) => SessionReply::Forgotten { key },
            Err(error) => refused(0, SessionRefusal::VaultUnavailable, &error.to_string()),
        }
    }

    fn load(&mut self, keys: &[SessionKeyRef]) -> SessionReply {
        let Some(vaults) = &self.vaults else {
            return malformed("the session is not open; open it first");
        };
        if self.keys.len() + keys.len() > MAX_KEYS {
            return malformed("more than 1024 keys; switch some off");
        }
        let mut missing = Vec::new();
        for key in keys {
            let id = EntryId::Session { account: key.account, permission_id: key.permission_id };
            match vaults.get(id) {
                Ok(Some((bytes, _))) => match SessionEntry::from_bytes(id, &bytes) {
                    Ok(entry) => {
                        self.keys.insert(key.clone(), entry);
                    }
                    Err(error) => {
                        tracing::warn!(%error, "a session key was not loaded");
                        missing.push(key.clone());
                    }
                },
                Ok(None) => missing.push(key.clone()),
                Err(error) => {
                    return refused(0, SessionRefusal::VaultUnavailable, &error.to_string());
                }
            }
        }
        self.loaded(missing)
    }

    fn loaded(&self, missing: Vec<SessionKeyRef>) -> SessionReply {
        if self.vaults.is_none() {
            return malformed("the session is not open; open it first");
        }
        SessionReply::Loaded { loaded: self.keys.keys().cloned().collect(), missing }
    }
}

fn is_stopped(reply: &SessionReply) -> bool {
    matches!(reply, SessionReply::Refused { reason: SessionRefusal::Stopped, .. })
}

fn malformed(message: &str) -> SessionReply {
    refused(0, SessionRefusal::Malformed, message)
}

fn refused(id: u64, reason: SessionRefusal, message: &str) -> SessionReply {
    tracing::info!(?reason, message, "not signed");
    SessionReply::Refused { id, reason, message: message.to_owned() }
}

#[cfg(test)]
#[path = "session_tests.rs"]
mod tests;
