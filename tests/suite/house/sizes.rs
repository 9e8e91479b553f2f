//! Law 11: files have a median of at most 120 lines, a 90th percentile of at most 300, a cap of 500.

use super::tree;

#[test]
fn files_stay_small() {
    let mut sizes: Vec<(usize, String)> =
        tree::sources().into_iter().map(|name| (tree::read(&name).lines().count(), name)).collect();
    sizes.sort();
    let over: Vec<_> = sizes.iter().filter(|(lines, _)| *lines > 500).collect();
    assert!(over.is_empty(), "over the cap of 500 lines: {over:?}");
    let median = sizes[sizes.len() / 2].0;
    let p90 = sizes[sizes.len() * 9 / 10].0;
    println!("{} files, median {median}, p90 {p90}, max {:?}", sizes.len(), sizes.last());
    assert!(median <= 120, "median file is {median} lines, the law says 120");
    assert!(p90 <= 300, "p90 file is {p90} lines, the law says 300");
}

#[test]
fn every_file_says_first_what_it_is() {
    let silent: Vec<String> = tree::sources()
        .into_iter()
        .filter(|name| {
            let text = tree::read(name);
            let first = text.trim_start();
            let opens = if name.ends_with(".rs") {
                first.starts_with("//!")
            } else {
                ["//", "/*", "<!--", "#!"].iter().any(|mark| first.starts_with(mark))
            };
            !opens
        })
        .collect();
    assert!(silent.is_empty(), "no header: {silent:#?}");
}
