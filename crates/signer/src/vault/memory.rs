//! A vault in memory, for unit tests only.

use std::{collections::BTreeMap, sync::Mutex};

use latchkey_core::approval::KeptIn;

use super::{EntryId, Secret, Vault, VaultError};

/// Entries in a map; can be told to fail.
#[derive(Debug, Default)]
pub struct MemoryVault {
    entries: Mutex<BTreeMap<EntryId, Secret>>,
    /// When set, every call ends in this.
    pub broken: Option<VaultError>,
}

impl MemoryVault {
    fn alive(&self) -> Result<(), VaultError> {
        self.broken.clone().map_or(Ok(()), Err)
    }
}

impl Vault for MemoryVault {
    fn place(&self) -> KeptIn {
        KeptIn::Keychain
    }

    fn put(&self, id: EntryId, secret: &[u8]) -> Result<(), VaultError> {
        self.alive()?;
        self.entries.lock().unwrap().insert(id, Secret::new(secret.to_vec()));
        Ok(())
    }

    fn get(&self, id: EntryId) -> Result<Option<Secret>, VaultError> {
        self.alive()?;
        Ok(self.entries.lock().unwrap().get(&id).cloned())
    }

    fn remove(&self, id: EntryId) -> Result<(), VaultError> {
        self.alive()?;
        self.entries.lock().unwrap().remove(&id);
        Ok(())
    }
}
