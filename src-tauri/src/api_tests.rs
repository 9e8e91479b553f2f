//! The generated bindings are what is checked in, and the build script opens exactly these commands.

use specta_typescript::Typescript;

use super::builder;

const CHECKED_IN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../ui/src/bindings.ts");

#[test]
fn bindings_are_not_stale() {
    let folder = tempfile::tempdir().unwrap();
    let fresh = folder.path().join("bindings.ts");
    builder().export(Typescript::default(), &fresh).unwrap();
    let fresh = std::fs::read_to_string(fresh).unwrap();
    if std::env::var_os("UPDATE_BINDINGS").is_some() {
        std::fs::write(CHECKED_IN, &fresh).unwrap();
    }
    let checked_in = std::fs::read_to_string(CHECKED_IN).unwrap();
    assert!(fresh == checked_in, "ui/src/bindings.ts is stale: run ./dev bindings");
}

#[test]
fn every_command_is_opened_by_name_and_no_other() {
    let listed: Vec<&str> = include_str!("../commands.txt").lines().collect();
    let source = include_str!("api.rs");
    let called: Vec<&str> = source
        .lines()
        .filter_map(|line| line.trim().strip_prefix("command::"))
        .filter_map(|line| line.trim_end_matches(',').rsplit("::").next())
        .collect();
    assert_eq!(called, listed);
    let capability = include_str!("../capabilities/main.json");
    for name in listed {
        let allowed = format!("\"allow-{}\"", name.replace('_', "-"));
        assert!(capability.contains(&allowed), "{name} is not in the capability");
    }
}
