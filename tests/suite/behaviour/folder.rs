//! Where the traces are, and whether all of them are there.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};

use crate::trace::IndexEntry;

/// Names another folder of the same form.
const FOLDER: &str = "LATCHKEY_VECTORS";

/// The vectors kept with the tests.
fn kept() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors")
}

/// The vectors to test: those kept here, or those that `LATCHKEY_VECTORS` names.
pub(crate) fn vectors() -> PathBuf {
    std::env::var_os(FOLDER).map_or_else(kept, PathBuf::from)
}

/// The file name without its ending.
pub(crate) fn stem(file: &Path) -> String {
    file.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

/// What a folder may hold besides traces: its README, and the sources of the demo targets.
const BESIDES: [&str; 3] = ["README.md", "demo", "index.json"];

/// All traces of a folder, by name. Anything that is not known to belong there is an error.
pub(crate) fn traces(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries =
        fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))?;
    let mut files = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if BESIDES.contains(&name(&path).as_str()) {
            continue;
        }
        let is_trace = path.is_file() && path.extension().is_some_and(|ending| ending == "json");
        ensure!(is_trace, "{} is not a trace", path.display());
        files.push(path);
    }
    files.sort();
    ensure!(!files.is_empty(), "{} holds no traces", folder.display());
    Ok(files)
}

/// The index and the files must name each other. Another folder may come without an index.
pub(crate) fn check_index(folder: &Path) -> Result<()> {
    let index = folder.join("index.json");
    if std::env::var_os(FOLDER).is_some() && !index.exists() {
        return traces(folder).map(drop);
    }
    let text = fs::read_to_string(index).context("index.json cannot be read")?;
    let index: Vec<IndexEntry> = serde_json::from_str(&text).context("index.json does not read")?;
    let listed: BTreeSet<String> = index.into_iter().map(|entry| entry.file).collect();
    let present: BTreeSet<String> = traces(folder)?.iter().map(|path| name(path)).collect();
    ensure!(
        listed == present,
        "listed or present only: {:?}",
        listed.symmetric_difference(&present)
    );
    Ok(())
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// What is kept here must be what lies beside the project, file by file. A clone has nothing beside it;
/// then there is nothing to compare.
pub(crate) fn check_copy() -> Result<()> {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/vectors");
    if !shared.is_dir() {
        return Ok(());
    }
    let (ours, theirs) = (files(&kept())?, files(&shared)?);
    ensure!(ours == theirs, "here or beside only: {:?}", ours.symmetric_difference(&theirs));
    for name in ours {
        let same = fs::read(kept().join(&name))? == fs::read(shared.join(&name))?;
        ensure!(same, "{} differs from the shared one", name.display());
    }
    Ok(())
}

/// All files under a folder, as relative paths.
fn files(folder: &Path) -> Result<BTreeSet<PathBuf>> {
    let mut found = BTreeSet::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(next) = open.pop() {
        for entry in
            fs::read_dir(&next).with_context(|| format!("{} cannot be read", next.display()))?
        {
            let path = entry?.path();
            if path.is_dir() {
                open.push(path);
            } else {
                found.insert(path.strip_prefix(folder)?.to_path_buf());
            }
        }
    }
    Ok(found)
}
