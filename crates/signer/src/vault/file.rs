//! A folder of sealed files, for computers where no keychain answers.
//!
//! Why: without a keychain a person must still be able to start, and must be told so on the sheet.
//! Owner entries come here already sealed by a passphrase. Session entries are sealed under a
//! machine-local key that lies beside them: this keeps them out of backups and searches that copy a
//! single file, and stops nobody who can read the whole folder. The documentation says so.
//! Layout: `<data>/vault/` (mode 0700) with one file per entry and `machine.key` (32 bytes), each
//! 0600, written beside and renamed. Session file: `version u8 = 1 ‖ nonce 24 ‖ ciphertext`, the
//! entry's name as associated data.
//! Refuses: files that other users can read.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305,
    aead::{Aead, Payload},
};
use latchkey_core::approval::KeptIn;
use zeroize::Zeroizing;

use super::{EntryId, Secret, Vault, VaultError};
use crate::random;

const VERSION: u8 = 1;
const NONCE_LEN: usize = 24;
/// More than any entry needs; a larger file is not ours.
const MAX_FILE_BYTES: u64 = 1024 * 1024;

/// The folder.
#[derive(Debug)]
pub struct FileVault {
    folder: PathBuf,
}

impl FileVault {
    /// A vault in `<data>/vault`; the folder is made on the first write.
    #[must_use]
    pub fn in_data_folder(data: &Path) -> Self {
        Self { folder: data.join("vault") }
    }

    fn path(&self, id: EntryId) -> PathBuf {
        self.folder.join(format!("{}.sealed", id.file_stem()))
    }

    /// The machine-local key, made on the first use.
    fn machine_key(&self) -> Result<XChaCha20Poly1305, VaultError> {
        let path = self.folder.join("machine.key");
        if let Some(bytes) = read_private(&path)? {
            return XChaCha20Poly1305::new_from_slice(&bytes)
                .or(Err(VaultError::Damaged("machine.key".into())));
        }
        let fresh: Zeroizing<[u8; 32]> = random::array()?;
        write_private(&self.folder, &path, fresh.as_slice())?;
        Ok(XChaCha20Poly1305::new(fresh.as_slice().try_into().or(Err(damaged_key()))?))
    }

    fn seal(&self, id: EntryId, secret: &[u8]) -> Result<Vec<u8>, VaultError> {
        let nonce: Zeroizing<[u8; NONCE_LEN]> = random::array()?;
        let name = id.to_string();
        let payload = Payload { msg: secret, aad: name.as_bytes() };
        let body = self
            .machine_key()?
            .encrypt((&*nonce).into(), payload)
            .or(Err(VaultError::Io("the session key could not be sealed".into())))?;
        Ok([&[VERSION], nonce.as_slice(), &body].concat())
    }

    fn open(&self, id: EntryId, file: &[u8]) -> Result<Secret, VaultError> {
        let damaged = || VaultError::Damaged(id.to_string());
        let Some((&[VERSION], rest)) = file.split_first_chunk::<1>() else { return Err(damaged()) };
        let (nonce, body) = rest.split_first_chunk::<NONCE_LEN>().ok_or_else(damaged)?;
        let name = id.to_string();
        let payload = Payload { msg: body, aad: name.as_bytes() };
        let plain = self.machine_key()?.decrypt(nonce.into(), payload);
        plain.map(Secret::new).or(Err(damaged()))
    }
}

fn damaged_key() -> VaultError {
    VaultError::Damaged("machine.key".into())
}

impl Vault for FileVault {
    fn place(&self) -> KeptIn {
        KeptIn::SealedFile
    }

    fn put(&self, id: EntryId, secret: &[u8]) -> Result<(), VaultError> {
        match id {
            EntryId::Owner(_) | EntryId::Passkey(_) | EntryId::Ledger(_) | EntryId::Probe => {
                write_private(&self.folder, &self.path(id), secret)
            }
            EntryId::Session { .. } | EntryId::Panic => {
                make_private_folder(&self.folder)?;
                let sealed = self.seal(id, secret)?;
                write_private(&self.folder, &self.path(id), &sealed)
            }
        }
    }

    fn get(&self, id: EntryId) -> Result<Option<Secret>, VaultError> {
        let Some(bytes) = read_private(&self.path(id))? else { return Ok(None) };
        match id {
            EntryId::Owner(_) | EntryId::Passkey(_) | EntryId::Ledger(_) | EntryId::Probe => {
                Ok(Some(bytes))
            }
            EntryId::Session { .. } | EntryId::Panic => self.open(id, &bytes).map(Some),
        }
    }

    fn remove(&self, id: EntryId) -> Result<(), VaultError> {
        match fs::remove_file(self.path(id)) {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(io_error("removing", &self.path(id), &error)),
        }
    }
}

fn io_error(doing: &str, path: &Path, error: &io::Error) -> VaultError {
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    VaultError::Io(format!(
        "{doing} the vault file {name} failed: {error}; check the disk and its permissions"
    ))
}

fn make_private_folder(folder: &Path) -> Result<(), VaultError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|e| io_error("making the folder of", folder, &e))
}

/// Writes beside and renames, so that a crash leaves the old file or the new one.
fn write_private(folder: &Path, path: &Path, bytes: &[u8]) -> Result<(), VaultError> {
    make_private_folder(folder)?;
    let suffix: Zeroizing<[u8; 8]> = random::array()?;
    let beside = path.with_extension(format!("new-{}", hex::encode(suffix.as_slice())));
    let written = write_new(&beside, bytes).and_then(|()| fs::rename(&beside, path));
    if let Err(error) = written {
        let _ = fs::remove_file(&beside);
        return Err(io_error("writing", path, &error));
    }
    // The rename itself must survive a power cut; a folder that cannot be opened still holds the file.
    if let Ok(opened) = fs::File::open(folder) {
        let _ = opened.sync_all();
    }
    Ok(())
}

fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn read_private(path: &Path) -> Result<Option<Secret>, VaultError> {
    let about = match fs::symlink_metadata(path) {
        Ok(about) => about,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(io_error("reading", path, &error)),
    };
    if !about.is_file() || about.len() > MAX_FILE_BYTES {
        return Err(VaultError::Damaged(
            path.file_name().unwrap_or_default().to_string_lossy().into(),
        ));
    }
    #[cfg(unix)]
    if std::os::unix::fs::PermissionsExt::mode(&about.permissions()) & 0o077 != 0 {
        return Err(VaultError::OpenToOthers(path.display().to_string()));
    }
    fs::read(path).map(|bytes| Some(Secret::new(bytes))).map_err(|e| io_error("reading", path, &e))
}

#[cfg(test)]
#[path = "file_tests.rs"]
mod tests;
