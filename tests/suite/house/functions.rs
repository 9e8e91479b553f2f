//! Law 11 for functions: 90th percentile of at most 25 lines, cap 60 (Rust, outside tests).

use super::tree;

/// Lengths of the functions of a Rust file that rustfmt has laid out: from the line with `fn` to
/// the first closing brace at the same indentation.
fn lengths(text: &str) -> Vec<(usize, String)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (start, line) in lines.iter().enumerate() {
        let body = line.trim_start();
        let indent = line.len() - body.len();
        let is_fn = body.split("fn ").next().is_some_and(|before| {
            body.contains("fn ")
                && before.split_whitespace().all(|word| {
                    ["pub", "pub(crate)", "pub(super)", "async", "const", "unsafe", "extern"]
                        .contains(&word)
                })
        });
        if !is_fn {
            continue;
        }
        let close = format!("{}}}", " ".repeat(indent));
        let end = lines[start..].iter().position(|l| {
            *l == close
                || (l.trim_end().ends_with(';') && l.len() - l.trim_start().len() == indent)
                || (l.trim_end().ends_with("{}") && l.len() - l.trim_start().len() == indent)
        });
        if let Some(len) = end {
            found.push((len + 1, body.chars().take(60).collect()));
        }
    }
    found
}

#[test]
fn functions_stay_short() {
    let mut all = Vec::new();
    for name in tree::sources() {
        let product = (name.starts_with("crates/") || name.starts_with("src-tauri/"))
            && name.ends_with(".rs")
            && !name.contains("/tests")
            && !name.ends_with("tests.rs");
        if product {
            let text = tree::read(&name);
            let code = text.split("#[cfg(test)]").next().unwrap_or_default().to_owned();
            all.extend(lengths(&code).into_iter().map(|(len, sig)| (len, sig, name.clone())));
        }
    }
    all.sort();
    assert!(all.len() > 100, "found only {} functions", all.len());
    let over: Vec<_> = all.iter().filter(|(len, ..)| *len > 60).collect();
    assert!(over.is_empty(), "over the cap of 60 lines: {over:#?}");
    let p90 = all[all.len() * 9 / 10].0;
    println!("{} functions, p90 {p90}, longest {:?}", all.len(), all.last());
    assert!(p90 <= 25, "p90 function is {p90} lines, the law says 25");
}

#[test]
fn the_measure_sees_a_function() {
    let text = "pub fn a() {\n    b();\n}\n\nfn c() {}\n";
    let found: Vec<usize> = lengths(text).into_iter().map(|(len, _)| len).collect();
    assert_eq!(found, [3, 1]);
}
