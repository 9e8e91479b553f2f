//! No file of the folder is passed over: each is played by a runner here, and each as many times as
//! `INDEX.json` says.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::case::folder;

/// The list of the folder, not a file of vectors.
const INDEX: &str = "INDEX";

#[derive(Deserialize)]
struct Index {
    counts: BTreeMap<String, usize>,
}

/// `consumed` = what the runners made tests of: file and number of cases.
pub(crate) fn check(consumed: &BTreeMap<String, usize>) {
    let mut held = Vec::new();
    for entry in std::fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        if path.extension().is_some_and(|end| end == "json") && name != INDEX {
            held.push(name);
        }
    }
    held.sort();
    let played: Vec<&String> = consumed.keys().collect();
    assert_eq!(held.iter().collect::<Vec<_>>(), played, "files there, files consumed");
    let text = std::fs::read_to_string(folder().join(format!("{INDEX}.json"))).unwrap();
    let index: Index = serde_json::from_str(&text).unwrap();
    assert_eq!(index.counts, *consumed, "cases announced, cases consumed");
}
