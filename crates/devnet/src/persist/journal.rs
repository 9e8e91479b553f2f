//! The file `chain.jsonl`: per line eight hex digits of CRC-32, a space, one record as JSON.
//! A line counts when its newline is on disk.

use std::{
    fs::{self, File},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use super::{FORMAT, PersistError, Record, lock};

/// The open file, and the folder's lock.
#[derive(Debug)]
pub(crate) struct Journal {
    file: File,
    path: PathBuf,
    _lock: File,
}

/// What a folder held when it was opened.
#[derive(Debug)]
pub(crate) struct Stored {
    /// The file to go on writing.
    pub(crate) journal: Journal,
    /// Its records; empty when the folder is new.
    pub(crate) records: Vec<Record>,
}

impl Journal {
    /// Takes a data folder, making it when it is not there, and reads its records.
    ///
    /// # Errors
    /// When another process has it, it cannot be read, it comes from a newer program, or its
    /// content is damaged (then the file was renamed).
    pub(crate) fn open(folder: &Path) -> Result<Stored, PersistError> {
        fs::create_dir_all(folder)
            .map_err(|source| PersistError::Io { path: folder.to_owned(), source })?;
        let lock = lock::take(folder)?;
        let path = folder.join("chain.jsonl");
        let io = |source| PersistError::Io { path: path.clone(), source };
        let file = File::options().create(true).append(true).read(true).open(&path).map_err(io)?;
        let bytes = fs::read(&path).map_err(io)?;
        let journal = Self { file, path: path.clone(), _lock: lock };
        match parse(&bytes) {
            Ok((records, kept)) => {
                if kept < bytes.len() {
                    tracing::warn!(
                        dropped = bytes.len() - kept,
                        "an unfinished record was dropped"
                    );
                    journal.file.set_len(u64::try_from(kept).unwrap_or(u64::MAX)).map_err(io)?;
                }
                Ok(Stored { journal, records })
            }
            Err(Unreadable::Newer(format)) => Err(PersistError::Newer(format)),
            Err(Unreadable::Damaged(what)) => Err(journal.set_aside(what)),
        }
    }

    /// Writes one record and waits until the disk has it.
    ///
    /// # Errors
    /// When the disk refuses; the record then does not count.
    pub(crate) fn append(&mut self, record: &Record) -> io::Result<()> {
        let before = self.file.metadata()?.len();
        let json = serde_json::to_string(record)?;
        let line = format!("{:08x} {json}\n", crc32fast::hash(json.as_bytes()));
        let written = self.file.write_all(line.as_bytes()).and_then(|()| self.file.sync_data());
        if written.is_err() {
            // A half-written line would turn into damage once another line follows it.
            self.file.set_len(before)?;
        }
        written
    }

    /// Renames the file, so that it is kept but no longer used, and says so.
    pub(crate) fn set_aside(self, what: String) -> PersistError {
        let free = (1..)
            .map(|n| self.path.with_extension(format!("damaged-{n}.jsonl")))
            .find(|path| !path.exists());
        let Some(set_aside) = free else {
            return PersistError::Damaged { what, set_aside: self.path };
        };
        match fs::rename(&self.path, &set_aside) {
            Ok(()) => PersistError::Damaged { what, set_aside },
            Err(source) => PersistError::Io { path: self.path, source },
        }
    }
}

/// Why bytes are not a journal.
#[derive(Debug, PartialEq, Eq)]
enum Unreadable {
    Newer(u32),
    Damaged(String),
}

/// The records, and how many bytes of the file they fill.
fn parse(bytes: &[u8]) -> Result<(Vec<Record>, usize), Unreadable> {
    let mut records = Vec::new();
    let mut kept = 0;
    for (index, line) in bytes.split_inclusive(|byte| *byte == b'\n').enumerate() {
        let Some(whole) = line.strip_suffix(b"\n") else { break };
        let damaged = |what: &str| Unreadable::Damaged(format!("record {} {what}", index + 1));
        let text = str::from_utf8(whole).map_err(|_not_text| damaged("is not text"))?;
        let (sum, json) = text.split_once(' ').ok_or_else(|| damaged("has no checksum"))?;
        if u32::from_str_radix(sum, 16) != Ok(crc32fast::hash(json.as_bytes())) {
            return Err(damaged("does not match its checksum"));
        }
        refuse_newer(index, json)?;
        let record = serde_json::from_str(json)
            .map_err(|error| damaged(&format!("does not read ({error})")))?;
        if (index == 0) != matches!(record, Record::Start(_)) {
            return Err(damaged("is not the kind that belongs there"));
        }
        records.push(record);
        kept += line.len();
    }
    if records.is_empty() && !bytes.is_empty() {
        return Err(Unreadable::Damaged("it holds no whole record".to_owned()));
    }
    Ok((records, kept))
}

/// A first record of a newer format is not damage.
fn refuse_newer(index: usize, json: &str) -> Result<(), Unreadable> {
    #[derive(serde::Deserialize)]
    struct Start {
        format: u32,
    }
    #[derive(serde::Deserialize)]
    struct First {
        start: Start,
    }
    match serde_json::from_str::<First>(json) {
        Ok(first) if index == 0 && first.start.format > FORMAT => {
            Err(Unreadable::Newer(first.start.format))
        }
        Ok(_) | Err(_) => Ok(()),
    }
}
