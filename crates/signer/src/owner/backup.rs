//! A backup file of an owner key, and the way back from one: keystore version 3, sealed by a
//! password of its own.
//!
//! Why: a lost passphrase, security key or computer must not mean a lost account. The person opens
//! the key with its own lock first, so nobody at an unlocked desktop can carry it away; the file is
//! read back and opened before anybody is told that it is there.
//! Refuses: to write over a file, to leave one behind that does not open, keys inside devices, and
//! to import a key that the vault holds already. A file is written for this user alone (mode 600).

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

use alloy_primitives::Address;
use zeroize::Zeroizing;

use super::{DeviceState, Enrolled, OwnerError, OwnerKey, Place, Talk, Wanted, passphrase};
use crate::{
    key::SigningKey,
    vault::{
        EntryId, Vaults,
        keystore::{Keystore, KeystoreError, MAX_FILE_BYTES},
    },
};

/// Wrong passwords of a file until the request is refused.
const MAX_TRIES: u8 = 5;

/// Opens the key with its own lock, seals it by a new password, writes the file where the person
/// says, and reads it back.
///
/// # Errors
/// [`OwnerError`]; then no file is left behind.
pub fn write(
    key: &mut dyn OwnerKey,
    vaults: &Vaults,
    talk: &dyn Talk,
) -> Result<PathBuf, OwnerError> {
    let secret = key.take_out(talk)?;
    let password = talk.secret(Wanted::NewBackupPassword).ok_or(OwnerError::Cancelled)?;
    talk.show(DeviceState::Working("Sealing the backup"));
    let sealed = Keystore::seal(&secret, &password, vaults.backup_cost())?.to_json();
    let address = secret.address();
    drop(secret);
    let mut taken = false;
    loop {
        let suggested = at_home(Path::new(&file_name(address))).display().to_string();
        let path = talk.path(Place::Save { suggested, taken }).ok_or(OwnerError::Cancelled)?;
        let path = at_home(&path);
        match put(&path, &sealed) {
            Ok(()) => {}
            // Another name is asked for: whatever is there may be the only copy of something.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                taken = true;
                continue;
            }
            Err(error) => return Err(not_written(&path, &error)),
        }
        talk.show(DeviceState::Verifying);
        let checked = opens(&path, &password, address);
        if checked.is_ok() && !talk.cancelled() {
            return Ok(path);
        }
        let _gone = fs::remove_file(&path);
        return Err(checked.err().unwrap_or(OwnerError::Cancelled));
    }
}

/// Opens a backup file with its password and seals the key here by a new passphrase.
///
/// # Errors
/// [`OwnerError`]; nothing is stored either way.
pub fn import(vaults: &Vaults, talk: &dyn Talk) -> Result<Enrolled, OwnerError> {
    let path = at_home(&talk.path(Place::Open).ok_or(OwnerError::Cancelled)?);
    let keystore = read(&path)?;
    let key = open(&keystore, talk)?;
    if vaults.get(EntryId::Owner(key.address()))?.is_some() {
        return Err(OwnerError::File(format!(
            "this computer's vault holds the owner key {} already; it is used as it is",
            key.address().to_checksum(None)
        )));
    }
    let want = Wanted::NewPassphraseFor { address: key.address() };
    passphrase::seal_asking(want, &key, vaults, talk)
}

fn open(keystore: &Keystore, talk: &dyn Talk) -> Result<SigningKey, OwnerError> {
    for tried in 0..MAX_TRIES {
        let typed = talk.secret(Wanted::BackupPassword { wrong: tried > 0 });
        let typed = typed.ok_or(OwnerError::Cancelled)?;
        talk.show(DeviceState::Working("Opening the backup"));
        match keystore.open(&typed) {
            Err(KeystoreError::WrongPassword) => {}
            opened => return Ok(opened?),
        }
    }
    Err(OwnerError::WrongSecret)
}

/// A path as people write it: `~` is the home folder, and what is not absolute lies there. Where the
/// app was started from is nowhere for a person.
fn at_home(path: &Path) -> PathBuf {
    let Some(folders) = directories::UserDirs::new() else { return path.to_owned() };
    // An absolute path stays as it is.
    folders.home_dir().join(path.strip_prefix("~").unwrap_or(path))
}

/// A name that tells files apart and says no more than the address does.
fn file_name(address: Address) -> String {
    format!("latchkey-owner-{}.json", hex::encode(address.get(..4).unwrap_or_default()))
}

fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    if written.is_err() {
        let _gone = fs::remove_file(path);
    }
    written
}

/// The file as it lies on the disk, opened with the password, holds the key.
fn opens(path: &Path, password: &str, address: Address) -> Result<(), OwnerError> {
    let key = read(path)?.open(password)?;
    if key.address() == address { Ok(()) } else { Err(KeystoreError::OtherKey.into()) }
}

fn read(path: &Path) -> Result<Keystore, OwnerError> {
    let limit = u64::try_from(MAX_FILE_BYTES).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Zeroizing::new(Vec::new());
    let read = File::open(path).and_then(|file| file.take(limit).read_to_end(&mut bytes));
    read.map_err(|error| {
        OwnerError::File(format!(
            "{} cannot be read ({error}); choose another file",
            path.display()
        ))
    })?;
    Ok(Keystore::from_json(&bytes)?)
}

fn not_written(path: &Path, error: &io::Error) -> OwnerError {
    OwnerError::File(format!(
        "no backup was written to {} ({error}); choose a folder that you may write to",
        path.display()
    ))
}

#[cfg(test)]
#[path = "backup_tests.rs"]
mod tests;
