//! The vectors here are those of the shared folder beside the project, where there is one.

use std::path::Path;

/// Compares every file byte by byte.
pub(crate) fn check() {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/vectors");
    if !shared.is_dir() {
        println!("no shared vectors beside the project; nothing to compare");
        return;
    }
    let mut compared = 0;
    for entry in std::fs::read_dir(&shared).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|end| end == "json") {
            let ours = super::case::own_folder().join(path.file_name().unwrap());
            let same = std::fs::read(&path).unwrap() == std::fs::read(&ours).unwrap_or_default();
            assert!(same, "{} differs from the shared one", ours.display());
            compared += 1;
        }
    }
    assert!(compared >= 18, "only {compared} files to compare");
}
