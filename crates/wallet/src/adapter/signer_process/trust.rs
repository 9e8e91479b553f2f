//! Whether the file beside the app may be started as the signing program.
//!
//! Why: whoever could put another file there would be asked for passphrases. The check is of files
//! and not of contents: it closes the door to other users of the computer, not to a program of the
//! same user, who may replace the app itself (SECURITY.md).
//! Refuses: links, what is no file, files and folders of a stranger or that a stranger may write.

use std::path::Path;

/// Why it is not started, and what to do, for a person.
pub(super) type Distrust = &'static str;

/// Checks the program's file and the folder it lies in.
///
/// # Errors
/// [`Distrust`].
pub(super) fn check(path: &Path) -> Result<(), Distrust> {
    let Ok(file) = std::fs::symlink_metadata(path) else { return Err("there is no such file") };
    if file.file_type().is_symlink() {
        return Err("it is a link, which could be turned elsewhere; install Latchkey anew");
    }
    if !file.is_file() {
        return Err("it is not a program");
    }
    #[cfg(unix)]
    {
        let here = std::env::current_exe().and_then(std::fs::metadata);
        let Ok(here) = here else { return Err("this program does not know whose it is itself") };
        let folder = path.parent().and_then(|folder| std::fs::metadata(folder).ok());
        let Some(folder) = folder else { return Err("its folder cannot be read") };
        owned::check(&file, &folder, &here)?;
    }
    Ok(())
}

#[cfg(unix)]
mod owned {
    use std::fs::Metadata;
    use std::os::unix::fs::MetadataExt;

    use super::Distrust;

    const GROUP_WRITES: u32 = 0o020;
    const ALL_WRITE: u32 = 0o002;
    /// In a folder with this bit only the owner of a file may replace it.
    const STICKY: u32 = 0o1000;

    /// The file belongs to root or to whom the running program belongs, and nobody else may write
    /// it or swap it.
    pub(super) fn check(
        file: &Metadata,
        folder: &Metadata,
        here: &Metadata,
    ) -> Result<(), Distrust> {
        let stranger = |data: &Metadata| data.uid() != 0 && data.uid() != here.uid();
        let open = |data: &Metadata| {
            data.mode() & ALL_WRITE != 0
                || (data.mode() & GROUP_WRITES != 0 && data.gid() != here.gid() && data.gid() != 0)
        };
        if stranger(file) {
            return Err("it belongs to another user; install Latchkey anew");
        }
        if open(file) {
            return Err("other users may write it; take that right away, or install Latchkey anew");
        }
        if stranger(folder) {
            return Err("its folder belongs to another user; install Latchkey anew");
        }
        if open(folder) && folder.mode() & STICKY == 0 {
            return Err("other users may write its folder; take that right away");
        }
        Ok(())
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::{PermissionsExt, chown, symlink};
    use std::path::PathBuf;

    use super::*;

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
}
