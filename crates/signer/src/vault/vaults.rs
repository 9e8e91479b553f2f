//! The places in order: the keychain where one answers, the folder of sealed files always.
//!
//! Why: an owner made while no keychain answered stays usable after one appears, and a new entry
//! goes to the best place there is at that moment.
//! Refuses: falling back silently. [`Vaults::place_for_new`] is what the sheet shows.

use std::path::Path;

use latchkey_core::approval::KeptIn;

use super::{
    EntryId, FileVault, Keychain, Secret, Vault, VaultError, keystore::ScryptCost, sealed::Cost,
};
use crate::stop_file::StopFile;

/// The open places.
#[derive(Debug)]
pub struct Vaults {
    keychain: Result<Box<dyn Vault>, VaultError>,
    files: FileVault,
    stop: StopFile,
    cost: Cost,
    backup_cost: ScryptCost,
}

impl Vaults {
    /// Opens the places, the keychain proven to take entries (it may ask the person to unlock it).
    #[must_use]
    pub fn open(data: &Path) -> Self {
        Self::opened(Keychain::connect_for_writing(), data)
    }

    /// Opens the places to read from; nothing is written to the keychain.
    #[must_use]
    pub fn open_for_reading(data: &Path) -> Self {
        Self::opened(Keychain::connect(), data)
    }

    fn opened(keychain: Result<Keychain, VaultError>, data: &Path) -> Self {
        if let Err(error) = &keychain {
            tracing::warn!(%error, "no keychain; new entries become sealed files");
        }
        Self::of(keychain.map(|k| -> Box<dyn Vault> { Box::new(k) }), data)
    }

    /// These places.
    pub(crate) fn of(keychain: Result<Box<dyn Vault>, VaultError>, data: &Path) -> Self {
        Self {
            keychain,
            files: FileVault::in_data_folder(data),
            stop: StopFile::in_data_folder(data),
            cost: Cost::STANDARD,
            backup_cost: ScryptCost::STANDARD,
        }
    }

    /// The same, with another cost for what is sealed from now on.
    #[cfg(test)]
    pub(crate) const fn with_cost(mut self, cost: Cost) -> Self {
        self.cost = cost;
        self.backup_cost = ScryptCost { log_n: 4, r: 8, p: 1 };
        self
    }

    /// What one guess at a passphrase costs, for what is sealed from now on.
    #[must_use]
    pub const fn cost(&self) -> Cost {
        self.cost
    }

    /// What one guess at a backup's password costs.
    #[must_use]
    pub const fn backup_cost(&self) -> ScryptCost {
        self.backup_cost
    }

    /// The stop mark beside them.
    #[must_use]
    pub const fn stop(&self) -> &StopFile {
        &self.stop
    }

    /// Where a new entry would rest.
    #[must_use]
    pub fn place_for_new(&self) -> KeptIn {
        self.keychain.as_ref().map_or_else(|_| self.files.place(), |k| k.place())
    }

    /// Why there is no keychain, if there is none.
    #[must_use]
    pub fn no_keychain(&self) -> Option<&VaultError> {
        self.keychain.as_ref().err()
    }

    /// Writes an entry where new ones rest and reads it back.
    ///
    /// # Errors
    /// [`VaultError`] when it could not be written or came back different.
    pub fn put(&self, id: EntryId, secret: &[u8]) -> Result<KeptIn, VaultError> {
        let vault: &dyn Vault = match &self.keychain {
            Ok(keychain) => keychain.as_ref(),
            Err(_) => &self.files,
        };
        vault.put(id, secret)?;
        match vault.get(id)? {
            Some(read) if read.as_slice() == secret => Ok(vault.place()),
            _ => Err(VaultError::Damaged(id.to_string())),
        }
    }

    /// Removes an entry wherever it rests; removing a missing one is not an error. An entry rests in
    /// one place, so one that was in a file is gone though no keychain answers.
    ///
    /// # Errors
    /// [`VaultError`] when a place does not answer; it may still be there.
    pub fn remove(&self, id: EntryId) -> Result<(), VaultError> {
        let in_a_file = !matches!(self.files.get(id), Ok(None));
        self.files.remove(id)?;
        match &self.keychain {
            Ok(keychain) => keychain.remove(id),
            Err(_) if in_a_file => Ok(()),
            Err(error) => Err(error.clone()),
        }
    }

    /// Reads an entry wherever it rests.
    ///
    /// # Errors
    /// [`VaultError`] when it is damaged, or when it is in no file and no keychain answers.
    pub fn get(&self, id: EntryId) -> Result<Option<(Secret, KeptIn)>, VaultError> {
        let kept = match &self.keychain {
            Ok(keychain) => keychain.get(id).map(|found| found.map(|s| (s, keychain.place()))),
            Err(error) => Err(error.clone()),
        };
        if let Ok(Some(found)) = kept {
            return Ok(Some(found));
        }
        match (self.files.get(id)?, kept) {
            (Some(secret), _) => Ok(Some((secret, self.files.place()))),
            (None, Ok(_)) => Ok(None),
            // It may be in the keychain that does not answer: unknown is not "no".
            (None, Err(error)) => Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use alloy_primitives::Address;

    use super::{super::memory::MemoryVault, *};

    fn absent() -> VaultError {
        VaultError::Absent("no bus".into())
    }

    #[test]
    fn a_keychain_is_preferred_and_files_are_still_read() {
        let data = tempfile::tempdir().unwrap();
        let id = EntryId::Owner(Address::ZERO);
        let without = Vaults::of(Err(absent()), data.path());
        assert_eq!(without.place_for_new(), KeptIn::SealedFile);
        assert_eq!(without.put(id, b"in a file"), Ok(KeptIn::SealedFile));
        let with = Vaults::of(Ok(Box::new(MemoryVault::default())), data.path());
        assert_eq!(with.place_for_new(), KeptIn::Keychain);
        let (secret, place) = with.get(id).unwrap().unwrap();
        assert_eq!((secret.as_slice(), place), (b"in a file".as_slice(), KeptIn::SealedFile));
    }

    #[test]
    fn a_missing_entry_is_unknown_while_no_keychain_answers() {
        let data = tempfile::tempdir().unwrap();
        let id = EntryId::Owner(Address::ZERO);
        assert_eq!(Vaults::of(Err(absent()), data.path()).get(id), Err(absent()));
        let with = Vaults::of(Ok(Box::new(MemoryVault::default())), data.path());
        assert_eq!(with.get(id), Ok(None));
    }

    #[test]
    fn a_keychain_that_breaks_does_not_lead_to_a_silent_file() {
        let data = tempfile::tempdir().unwrap();
        let mut broken = MemoryVault::default();
        broken.broken = Some(VaultError::Locked("x".into()));
        let vaults = Vaults::of(Ok(Box::new(broken)), data.path());
        assert_eq!(vaults.put(EntryId::Probe, b"x"), Err(VaultError::Locked("x".into())));
        assert!(!data.path().join("vault").exists());
    }
}
