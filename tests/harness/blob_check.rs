//! The published packages opening serialized accounts of ours: an oracle nobody here wrote, run by
//! Node, offline.
//!
//! Why: a text is worth something only if everybody else reads the same out of it.

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::binaries;

/// Opens serialized accounts; one answer per input, `{"opened": …}` or `{"error": …}`.
///
/// The packages are installed on first use.
#[must_use]
pub fn open(inputs: &[Value]) -> Vec<Value> {
    let folder = binaries::root().join("tests/blob-check");
    if !folder.join("node_modules/@zerodev/permissions").is_dir() {
        let done = Command::new("npm")
            .args(["ci", "--no-audit", "--no-fund", "--loglevel=error"])
            .current_dir(&folder)
            .status()
            .expect("npm runs");
        assert!(done.success(), "the published packages do not install");
    }
    let mut node = Command::new("node")
        .arg("many.mjs")
        .current_dir(&folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("node runs");
    let text = Value::from(inputs).to_string();
    node.stdin.take().expect("a pipe").write_all(text.as_bytes()).expect("node listens");
    let out = node.wait_with_output().expect("node ends");
    let answers: Vec<Value> = serde_json::from_slice(&out.stdout).expect("node answers in JSON");
    assert_eq!(answers.len(), inputs.len(), "one answer per input");
    answers
}
