//! What no tracked file may hold: paths of a machine, hosts of registries, unfinished marks, and
//! one-off exceptions from lints without a reason.

use super::tree;

/// Files whose text is checked: everything but recorded data, lockfiles and binaries.
fn texts() -> Vec<(String, String)> {
    tree::files()
        .into_iter()
        .filter(|name| !tree::generated(name) && !name.ends_with("Cargo.lock"))
        .filter(|name| !name.starts_with("tests/suite/house/"))
        .filter_map(|name| {
            std::fs::read_to_string(tree::root().join(&name)).ok().map(|text| (name, text))
        })
        .collect()
}

fn lines_with(marks: &[&str], only: impl Fn(&str) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    for (name, text) in texts().iter().filter(|(name, _)| only(name)) {
        for (number, line) in text.lines().enumerate() {
            if marks.iter().any(|mark| line.contains(mark)) {
                found.push(format!("{name}:{}: {}", number + 1, line.trim()));
            }
        }
    }
    found
}

#[test]
fn no_file_names_a_machine_or_a_registry() {
    let marks = ["/work/", "/farm/", "/root/", "registry.npmjs", "static.crates.io", "pypi.org/"];
    let found = lines_with(&marks, |_| true);
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn nothing_is_left_unfinished() {
    let marks = ["todo!(", "unimplemented!(", "FIXME", "XXX", "#[ignore"];
    let source =
        |name: &str| [".rs", ".ts", ".svelte", ".sol"].iter().any(|end| name.ends_with(end));
    let mut found = lines_with(&marks, source);
    // In Rust, `.skip(` belongs to iterators.
    let marks = ["it.todo", "test.todo", ".skip("];
    let script = |name: &str| [".ts", ".svelte", ".mjs"].iter().any(|end| name.ends_with(end));
    found.extend(lines_with(&marks, script));
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn every_exception_from_a_lint_has_its_reason() {
    let mut found = Vec::new();
    for (name, text) in texts().iter().filter(|(name, _)| name.ends_with(".rs")) {
        for piece in text.split("#[allow(").skip(1).chain(text.split("#![allow(").skip(1)) {
            let inside = piece.split(")]").next().unwrap_or_default();
            if !inside.contains("reason") {
                found.push(format!("{name}: allow({inside})"));
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}
