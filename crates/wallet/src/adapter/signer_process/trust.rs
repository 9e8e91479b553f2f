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
