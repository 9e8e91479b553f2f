//! Backups: written after the key's own lock, read back, never over another file; and back again.

use latchkey_core::approval::{CreateOwner, OwnerKind, OwnerPublic, OwnerRef};

use super::*;
use crate::{
    owner::{self, script::Script},
    vault::{memory::MemoryVault, sealed::Cost},
};

const CHEAP: Cost = Cost { memory_kib: 64, passes: 1, lanes: 1 };
const PASSPHRASE: &str = "correct horse battery";
const PASSWORD: &str = "another long password";

struct Here {
    folder: tempfile::TempDir,
    vaults: Vaults,
    owner: OwnerRef,
}

/// A vault with one owner key.
fn here() -> Here {
    let folder = tempfile::tempdir().unwrap();
    let keychain = Box::new(MemoryVault::default());
    let vaults = Vaults::of(Ok(keychain), folder.path()).with_cost(CHEAP);
    let ask = CreateOwner { account_name: "Main".to_owned(), kind: OwnerKind::Passphrase };
    let made = owner::enrol(&ask, &vaults, &Script::typing(&[PASSPHRASE])).unwrap();
    vaults.put(made.id, &made.entry).unwrap();
    let owner = OwnerRef { vault_id: made.id.to_string(), public: made.public };
    Here { folder, vaults, owner }
}

impl Here {
    fn back_up(&self, typed: &[&str], paths: &[&Path]) -> (Result<PathBuf, OwnerError>, Script) {
        let talk = Script::typing(typed);
        talk.paths.borrow_mut().extend(paths.iter().map(|path| path.to_path_buf()));
        let mut key = owner::find(&self.owner, &self.vaults).unwrap();
        (write(key.as_mut(), &self.vaults, &talk), talk)
    }
}

fn importing(vaults: &Vaults, path: &Path, typed: &[&str]) -> Result<Enrolled, OwnerError> {
    let talk = Script::typing(typed);
    talk.paths.borrow_mut().push_back(path.to_owned());
    import(vaults, &talk)
}

#[test]
fn a_backup_is_written_for_this_user_alone_and_comes_back_on_another_computer() {
    let here = here();
    let path = here.folder.path().join("backup.json");
    let (written, talk) = here.back_up(&[PASSPHRASE, PASSWORD], &[&path]);
    assert_eq!(written, Ok(path.clone()));
    let asked = talk.wanted.borrow();
    assert_eq!(asked[0], Wanted::Passphrase { tries_left: None }, "its own lock comes first");
    assert_eq!(asked[1], Wanted::NewBackupPassword);
    assert!(talk.shown.borrow().contains(&DeviceState::Verifying), "it is read back");
    #[cfg(unix)]
    assert_eq!(std::os::unix::fs::MetadataExt::mode(&path.metadata().unwrap()) & 0o777, 0o600);

    let other = tempfile::tempdir().unwrap();
    let keychain = Box::new(MemoryVault::default());
    let vaults = Vaults::of(Ok(keychain), other.path()).with_cost(CHEAP);
    let back = importing(&vaults, &path, &["not this one", PASSWORD, PASSPHRASE]).unwrap();
    assert_eq!((back.public, back.kind), (here.owner.public, OwnerKind::Passphrase));
    vaults.put(back.id, &back.entry).unwrap();
    let mut key = owner::find(&here.owner, &vaults).unwrap();
    let opened = key.take_out(&Script::typing(&[PASSPHRASE])).unwrap();
    assert_eq!(OwnerPublic::Address(opened.address()), here.owner.public);
    let again = importing(&vaults, &path, &[PASSWORD, PASSPHRASE]).unwrap_err();
    assert!(matches!(&again, OwnerError::File(why) if why.contains("already")), "{again}");
}

#[test]
fn nothing_is_written_without_the_keys_own_passphrase_or_a_password() {
    let here = here();
    let path = here.folder.path().join("backup.json");
    let wrong = ["wrong passphrase"; 5];
    assert_eq!(here.back_up(&wrong, &[&path]).0, Err(OwnerError::WrongSecret));
    assert_eq!(here.back_up(&[PASSPHRASE], &[&path]).0, Err(OwnerError::Cancelled));
    assert_eq!(here.back_up(&[PASSPHRASE, PASSWORD], &[]).0, Err(OwnerError::Cancelled));
    let short = here.back_up(&[PASSPHRASE, "short"], &[&path]).0.unwrap_err();
    assert!(short.to_string().contains("shorter"), "{short}");
    assert!(!path.exists());
}

#[test]
fn no_file_is_written_over_and_another_name_is_asked_for() {
    let here = here();
    let (taken, free) = (here.folder.path().join("a.json"), here.folder.path().join("b.json"));
    fs::write(&taken, b"something of mine").unwrap();
    let (written, _) = here.back_up(&[PASSPHRASE, PASSWORD], &[&taken, &free]);
    assert_eq!(written, Ok(free));
    assert_eq!(fs::read(&taken).unwrap(), b"something of mine");
    let nowhere = here.folder.path().join("no such folder").join("c.json");
    let error = here.back_up(&[PASSPHRASE, PASSWORD], &[&nowhere]).0.unwrap_err();
    assert!(matches!(&error, OwnerError::File(why) if why.contains("no backup was written")));
}

#[test]
fn a_foreign_file_and_a_wrong_password_bring_nothing_back() {
    let here = here();
    let path = here.folder.path().join("backup.json");
    here.back_up(&[PASSPHRASE, PASSWORD], &[&path]).0.unwrap();
    let other =
        Vaults::of(Ok(Box::new(MemoryVault::default())), here.folder.path()).with_cost(CHEAP);
    let wrong = importing(&other, &path, &["not this one"; 5]).unwrap_err();
    assert_eq!(wrong, OwnerError::WrongSecret);
    fs::write(&path, b"{}").unwrap();
    let foreign = importing(&other, &path, &[PASSWORD]).unwrap_err();
    assert!(foreign.to_string().contains("not an Ethereum keystore"), "{foreign}");
    let missing = importing(&other, &here.folder.path().join("none"), &[PASSWORD]).unwrap_err();
    assert!(matches!(missing, OwnerError::File(_)), "{missing}");
}
