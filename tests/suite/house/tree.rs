//! The files the rules are about: everything git tracks, or would track.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The folder of the workspace.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

/// Tracked and not ignored files, relative to the root.
pub(crate) fn files() -> Vec<String> {
    let out = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .current_dir(root())
        .output()
        .expect("git lists the files of a checkout");
    let names: Vec<String> = String::from_utf8(out.stdout)
        .unwrap()
        .lines()
        .filter(|name| root().join(name).is_file())
        .map(str::to_owned)
        .collect();
    assert!(names.len() > 50, "git listed {} files: not a checkout of this project", names.len());
    names
}

/// Files made by a program and checked against it elsewhere.
pub(crate) fn generated(name: &str) -> bool {
    name.ends_with("ui/src/bindings.ts")
        || name.ends_with("ui/src/styles/tokens.css")
        || name.starts_with("tests/vectors/")
        || name.starts_with("tests/clients/")
        || name.ends_with(".d.ts")
}

/// Source files in the languages the size law names.
pub(crate) fn sources() -> Vec<String> {
    files()
        .into_iter()
        .filter(|name| !generated(name))
        .filter(|name| {
            [".rs", ".ts", ".svelte", ".css", ".sol", ".mjs"].iter().any(|end| name.ends_with(end))
        })
        .collect()
}

/// The text of a file.
pub(crate) fn read(name: &str) -> String {
    std::fs::read_to_string(root().join(name)).unwrap_or_default()
}
