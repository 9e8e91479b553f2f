//! One more lock for an owner key at rest: another security key, or a passphrase.
//!
//! Why: a lost or reset security key is a lost owner, so there should be two. The old lock opens the
//! key, the new one is tried before anything is written.
//! Refuses: keys that are not at rest here (a passkey has no second lock, it needs a second owner);
//! to write what the new lock would not open.

use latchkey_core::approval::{AddLock, Lock, LockKind, OwnerPublic};

use super::{
    DeviceState, OwnerError, Talk, Wanted,
    security_key::{new_lock, open},
};
use crate::{
    transport::{Bus, system_bus},
    vault::{
        EntryId, Secret, Vaults,
        sealed::{NewLock, Opened, SealedOwner},
    },
};

/// An owner key with one more lock, not stored yet.
#[derive(Debug)]
pub struct Relocked {
    /// Name of its vault entry.
    pub id: EntryId,
    /// The entry's bytes.
    pub entry: Secret,
    /// Every lock it has now.
    pub locks: Vec<Lock>,
}

/// Opens the key by a lock it has, makes the new one and tries it.
///
/// # Errors
/// [`OwnerError`]; nothing is stored either way.
pub fn add_lock(ask: &AddLock, vaults: &Vaults, talk: &dyn Talk) -> Result<Relocked, OwnerError> {
    add_lock_on(system_bus().as_ref(), ask, vaults, talk)
}

/// As [`add_lock`], on these keys.
///
/// # Errors
/// [`OwnerError`].
pub(crate) fn add_lock_on(
    bus: &dyn Bus,
    ask: &AddLock,
    vaults: &Vaults,
    talk: &dyn Talk,
) -> Result<Relocked, OwnerError> {
    let OwnerPublic::Address(address) = ask.owner.public else { return Err(OwnerError::Unknown) };
    let id = EntryId::Owner(address);
    let (bytes, _) = vaults.get(id)?.ok_or(OwnerError::Unknown)?;
    let sealed = SealedOwner::from_json(&bytes)?;
    if sealed.address() != address || ask.owner.vault_id != id.to_string() {
        return Err(OwnerError::Unknown);
    }
    let opened = open(bus, &sealed, talk)?;
    let more = match ask.lock {
        LockKind::Passphrase => passphrase(opened, vaults, talk)?,
        LockKind::SecurityKey => security_key(bus, &sealed, (opened, &ask.account_name), talk)?,
    };
    Ok(Relocked { id, entry: Secret::new(more.to_json()), locks: more.locks() })
}

fn passphrase(opened: Opened, vaults: &Vaults, talk: &dyn Talk) -> Result<SealedOwner, OwnerError> {
    let typed = talk.secret(Wanted::NewPassphrase).ok_or(OwnerError::Cancelled)?;
    talk.show(DeviceState::Working("Sealing the owner key"));
    let more = opened.with_lock(NewLock::Passphrase(&typed, vaults.cost()))?;
    more.open(&typed)?;
    Ok(more)
}

fn security_key(
    bus: &dyn Bus,
    sealed: &SealedOwner,
    (opened, account): (Opened, &str),
    talk: &dyn Talk,
) -> Result<SealedOwner, OwnerError> {
    let taken = sealed.security_keys();
    let (lock, secret) = new_lock(bus, &taken, account, talk)?;
    talk.show(DeviceState::Working("Sealing the owner key"));
    let more = opened.with_lock(NewLock::SecurityKey(&lock, &secret))?;
    more.unlock_with(taken.len(), &secret)?;
    Ok(more)
}
