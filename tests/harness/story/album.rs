//! Numbered pictures in one folder.
//!
//! Refuses: to mix with older pictures; the folder is emptied of them first.

use std::path::{Path, PathBuf};

/// A folder and the number of the next picture.
#[derive(Debug)]
pub struct Album {
    folder: PathBuf,
    ending: String,
    next: u32,
}

impl Album {
    /// Pictures named `01-name.png`, `02-…`. Pictures that are there already go.
    #[must_use]
    pub fn new(folder: &Path) -> Self {
        std::fs::create_dir_all(folder).unwrap();
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|kind| kind == "png") {
                std::fs::remove_file(path).unwrap();
            }
        }
        Self::adding(folder, "")
    }

    /// Pictures named `01-name-ending.png`, beside those that are there.
    #[must_use]
    pub fn adding(folder: &Path, ending: &str) -> Self {
        std::fs::create_dir_all(folder).unwrap();
        let ending = if ending.is_empty() { String::new() } else { format!("-{ending}") };
        Self { folder: folder.canonicalize().unwrap(), ending, next: 1 }
    }

    /// Where they are.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The file for the next picture.
    pub fn page(&mut self, name: &str) -> PathBuf {
        let number = self.next;
        self.next += 1;
        self.folder.join(format!("{number:02}-{name}{}.png", self.ending))
    }
}
