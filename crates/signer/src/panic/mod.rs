//! Panic mode: one request, one reply, nobody asked. The panic key pays for prepared kills.
//!
//! Why: when a key must die, the owner key may be out of reach and no bundler may answer. This key
//! needs neither; it works while agent access is off, and knows nothing of session keys.
//! Refuses: everything but a transaction to EntryPoint 0.7 that the signer builds itself from signed
//! operations, each of which does nothing but end keys of its own account, in try mode, for at most
//! the price that the request names. Stolen, it costs what was sent to it.

use std::{
    io::{Read, Write},
    path::Path,
};

use alloy_primitives::Bytes;
use latchkey_core::approval::{
    PROTOCOL_VERSION, PanicKills, PanicRefusal, PanicReply, PanicRequest,
};
use zeroize::Zeroizing;

use crate::{
    key::{SecretBytes, SigningKey},
    protocol::{self, FrameError},
    vault::{EntryId, VaultError, Vaults},
};

/// Answers the one request of the pipe.
///
/// # Errors
/// [`FrameError`] when the pipe breaks; a request that does not read is refused on it.
pub fn run(mut input: impl Read, mut output: impl Write, data: &Path) -> Result<(), FrameError> {
    let read = protocol::read_frame(&mut input)?;
    let reply = match read.as_deref().map(protocol::decode) {
        Some(Ok(request)) => answer(request, data),
        Some(Err(error)) => refused(PanicRefusal::Malformed, &error.to_string()),
        None => refused(PanicRefusal::Malformed, "nothing was asked"),
    };
    protocol::write_frame(&mut output, &reply)
}

fn answer(request: PanicRequest, data: &Path) -> PanicReply {
    let (PanicRequest::Make { version } | PanicRequest::Sign { version, .. }) = &request;
    if *version != PROTOCOL_VERSION {
        return refused(PanicRefusal::Malformed, &FrameError::Version(*version).to_string());
    }
    match request {
        PanicRequest::Make { .. } => make(&Vaults::open(data)),
        PanicRequest::Sign { kills, .. } => sign(&kills, || Vaults::open_for_reading(data)),
    }
}

/// The one there is, or a new one: a second would hide the first one's money.
fn make(vaults: &Vaults) -> PanicReply {
    let made = match key(vaults) {
        Ok(Some(key)) => return PanicReply::Key { address: key.address() },
        // Without a keychain it becomes a sealed file.
        Ok(None) | Err(VaultError::Absent(_)) => SigningKey::generate().map_err(VaultError::from),
        Err(error) => Err(error),
    };
    let kept = made.and_then(|key| {
        vaults.put(EntryId::Panic, key.to_bytes().as_slice())?;
        Ok(key.address())
    });
    match kept {
        Ok(address) => PanicReply::Key { address },
        Err(error) => unavailable(&error),
    }
}

/// What it is for is looked at before the vault is opened.
fn sign(kills: &PanicKills, vaults: impl FnOnce() -> Vaults) -> PanicReply {
    let bundle = kills.bundle();
    if let Err(why) = bundle.check(&kills.account, &kills.root(), kills.cap) {
        let message = format!("the panic key pays for nothing else than ending keys: {why}");
        return refused(PanicRefusal::NotAKill, &message);
    }
    match key(&vaults()) {
        Ok(Some(key)) => {
            let payer = key.address();
            let signature = key.sign_transaction(&bundle.transaction(payer));
            PanicReply::Signed { payer, signature: Bytes::copy_from_slice(&signature) }
        }
        Ok(None) => {
            refused(PanicRefusal::NoKey, "there is no panic key on this computer; make one")
        }
        Err(error) => unavailable(&error),
    }
}

fn key(vaults: &Vaults) -> Result<Option<SigningKey>, VaultError> {
    let Some((bytes, _place)) = vaults.get(EntryId::Panic)? else { return Ok(None) };
    let damaged = || VaultError::Damaged(EntryId::Panic.to_string());
    let bytes = <[u8; 32]>::try_from(bytes.as_slice()).map_err(|_other| damaged())?;
    let bytes: SecretBytes = Zeroizing::new(bytes);
    SigningKey::from_bytes(&bytes).map(Some).map_err(|_none| damaged())
}

fn unavailable(error: &VaultError) -> PanicReply {
    refused(PanicRefusal::VaultUnavailable, &error.to_string())
}

fn refused(reason: PanicRefusal, message: &str) -> PanicReply {
    tracing::info!(?reason, message, "the panic key did nothing");
    PanicReply::Refused { reason, message: message.to_owned() }
}

#[cfg(test)]
mod tests;
