//! The vectors and the oracle here are those of the shared folder beside the project, where there
//! is one.

use std::path::Path;

/// Compares every file byte by byte.
pub(crate) fn check() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let shared = here.join("../../shared");
    if !shared.is_dir() {
        println!("no shared folder beside the project; nothing to compare");
        return;
    }
    let vectors = compare(&shared.join("vectors"), &super::case::own_folder(), &["json"]);
    assert!(vectors >= 18, "only {vectors} files of vectors to compare");
    let all = ["json", "mjs", "md"];
    let oracle = shared.join("tools/blob-check");
    let tool = compare(&oracle, &here.join("blob-check"), &all)
        + compare(&oracle.join("src"), &here.join("blob-check/src"), &all);
    assert!(tool >= 5, "only {tool} files of the oracle to compare");
}

/// How many files of these kinds a folder has, each the same as ours.
fn compare(shared: &Path, own: &Path, kinds: &[&str]) -> usize {
    let mut compared = 0;
    for entry in std::fs::read_dir(shared).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|end| kinds.iter().any(|kind| end == *kind)) {
            let ours = own.join(path.file_name().unwrap());
            let same = std::fs::read(&path).unwrap() == std::fs::read(&ours).unwrap_or_default();
            assert!(same, "{} differs from the shared one", ours.display());
            compared += 1;
        }
    }
    compared
}
