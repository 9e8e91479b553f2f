//! Which file is started as the signing program, and which is not.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, chown, symlink};
use std::path::PathBuf;

use crate::adapter::signer_process::trust::check;

struct Place(tempfile::TempDir);

impl Place {
    fn with(mode: u32, folder_mode: u32) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let place = Self(folder);
        fs::write(place.program(), "#!/bin/sh\n").unwrap();
        fs::set_permissions(place.program(), Permissions::from_mode(mode)).unwrap();
        fs::set_permissions(place.0.path(), Permissions::from_mode(folder_mode)).unwrap();
        place
    }

    fn program(&self) -> PathBuf {
        self.0.path().join("latchkey-signer")
    }
}

#[test]
fn a_file_of_this_user_in_a_folder_of_this_user_is_started() {
    for (mode, folder) in [(0o755, 0o755), (0o700, 0o700), (0o555, 0o1777)] {
        let place = Place::with(mode, folder);
        assert_eq!(check(&place.program()), Ok(()), "{mode:o} in {folder:o}");
    }
}

#[test]
fn what_others_may_write_or_swap_is_not() {
    let file = Place::with(0o757, 0o755);
    assert!(check(&file.program()).unwrap_err().contains("may write it"));
    let folder = Place::with(0o755, 0o777);
    assert!(check(&folder.program()).unwrap_err().contains("may write its folder"));
}

#[test]
fn a_link_a_folder_and_nothing_are_not() {
    let place = Place::with(0o755, 0o755);
    let link = place.0.path().join("link");
    symlink(place.program(), &link).unwrap();
    assert!(check(&link).unwrap_err().contains("a link"));
    assert_eq!(check(place.0.path()), Err("it is not a program"));
    assert_eq!(check(&place.0.path().join("nothing")), Err("there is no such file"));
}

#[test]
fn what_belongs_to_another_user_is_not() {
    const STRANGER: Option<u32> = Some(65_534);
    let place = Place::with(0o755, 0o755);
    // Only root can give a file away; others cannot make the case, and need not fear it here.
    if chown(place.program(), STRANGER, STRANGER).is_err() {
        return;
    }
    assert!(check(&place.program()).unwrap_err().contains("another user"));
    chown(place.program(), Some(0), Some(0)).unwrap();
    assert_eq!(check(&place.program()), Ok(()), "root may own it");
    chown(place.0.path(), STRANGER, STRANGER).unwrap();
    assert!(check(&place.program()).unwrap_err().contains("its folder belongs"));
}
