//! Each protocol module of core says which section of the specification it is written from.
//!
//! Why: bytes that nobody can trace back are bytes that nobody can check.
//! Refuses: sections that the specification does not have.

use super::tree;

/// Modules that carry out no protocol, and why.
const EXEMPT: &[(&str, &str)] = &[
    ("lib.rs", "the list of rooms"),
    ("amount.rs", "how people write numbers"),
    ("date.rs", "how people write dates"),
    ("text.rs", "what is fit to show"),
    ("names.rs", "names are claims of the asker"),
    ("approval/mod.rs", "our own pipe to the signer"),
    ("approval/owner.rs", "our own pipe to the signer"),
    ("approval/session.rs", "our own pipe to the signer"),
    ("approval/verdict.rs", "our own pipe to the signer"),
    ("policy/describe/span.rs", "pieces of a sentence"),
    ("review/owner_key.rs", "nothing is signed"),
    ("review/error.rs", "faults of our own pipe"),
    ("review/provenance.rs", "who asks"),
    ("transaction/rlp.rs", "Ethereum's own encoding"),
    ("review/request.rs", "the envelope of our own pipe"),
];

/// How many subsections each section of the specification has; 0 = it is not divided.
const SECTIONS: [usize; 12] = [5, 5, 1, 6, 6, 2, 6, 3, 7, 0, 0, 4];

/// Every `spec N`, `spec N.M` and `spec appendix X` of a text, each further one of a list
/// (`spec 4.1, 4.2`) and both ends of a range (`spec 9.2–9.5`) included.
fn citations(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for piece in text.split("spec ").skip(1) {
        let word = |c: char| c.is_ascii_alphanumeric() || c == '.';
        if let Some(rest) = piece.strip_prefix("appendix ") {
            found.push(rest.chars().take(1).collect());
            continue;
        }
        let list = piece.split([',', '–']).map(|item| item.trim_start_matches([' ', '\n']));
        for item in list {
            let name: String = item.chars().take_while(|c| word(*c)).collect();
            let name = name.trim_end_matches('.');
            if !name.starts_with(|c: char| c.is_ascii_digit()) {
                break;
            }
            found.push(name.to_owned());
            if item.len() > name.len() {
                break;
            }
        }
    }
    found
}

fn exists(section: &str) -> bool {
    if ["A", "B"].contains(&section) {
        return true;
    }
    let mut parts = section.split('.').map(|part| part.parse::<usize>().ok());
    let (main, sub) = (parts.next().flatten(), parts.next());
    let Some(count) = main.and_then(|main| SECTIONS.get(main.checked_sub(1)?)) else {
        return false;
    };
    match sub {
        None => true,
        Some(sub) => parts.next().is_none() && sub.is_some_and(|sub| (1..=*count).contains(&sub)),
    }
}

fn is_test(name: &str) -> bool {
    name.ends_with("tests.rs") || name.contains("/tests/") || name.starts_with("tests/")
}

#[test]
fn each_protocol_module_cites_its_section() {
    let rooms: Vec<String> = tree::files()
        .into_iter()
        .filter_map(|name| name.strip_prefix("crates/core/src/").map(str::to_owned))
        .filter(|name| name.ends_with(".rs") && !is_test(name))
        .collect();
    assert!(rooms.len() > 50, "found only {} modules", rooms.len());
    for (name, _) in EXEMPT {
        assert!(rooms.iter().any(|room| room == name), "{name} is exempt but not there");
    }
    let mut silent = Vec::new();
    for name in rooms.iter().filter(|name| EXEMPT.iter().all(|(exempt, _)| exempt != name)) {
        let text = tree::read(&format!("crates/core/src/{name}"));
        let head: Vec<&str> = text.lines().map_while(|line| line.strip_prefix("//!")).collect();
        let cited = citations(&head.join("\n").replace("\n ", " "));
        if cited.is_empty() {
            silent.push(format!("{name} cites nothing"));
        }
        silent.extend(
            cited
                .iter()
                .filter(|s| !exists(s))
                .map(|s| format!("{name} cites {s}: no such section")),
        );
    }
    assert!(silent.is_empty(), "{silent:#?}");
}

#[test]
fn the_measure_sees_a_citation() {
    assert_eq!(
        citations("bytes (spec 4.1, 4.2) and (spec 9.2–9.5), spec 6: x"),
        ["4.1", "4.2", "9.2", "9.5", "6"]
    );
    assert_eq!(citations("Selectors (spec appendix A). No specification, spectral 3"), ["A"]);
    assert!(exists("4.6") && exists("10") && !exists("4.7") && !exists("13") && !exists("0"));
}
