//! The published packages opening serialized accounts of ours: an oracle nobody here wrote, run by
//! Node; offline, or against a running network with the agent's own key.
//!
//! Why: a text is worth something only if everybody else reads the same out of it, and can use it.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::binaries;

/// Opens serialized accounts; one answer per input, `{"opened": …}` or `{"error": …}`.
///
/// The packages are installed on first use.
#[must_use]
pub fn open(inputs: &[Value]) -> Vec<Value> {
    let answers = ask("many.mjs", &Value::from(inputs));
    assert_eq!(answers.len(), inputs.len(), "one answer per input");
    answers
}

/// Uses a serialized account on a running network, as the agent that carries it would; one answer
/// per payment, `{"included": …}` or `{"refused": …}`. The input is described in `live.mjs`.
#[must_use]
pub fn pay(input: &Value) -> Vec<Value> {
    ask("live.mjs", input)
}

fn ask(script: &str, input: &Value) -> Vec<Value> {
    let mut node = Command::new("node")
        .arg(script)
        .current_dir(installed())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("node runs");
    let text = input.to_string();
    node.stdin.take().expect("a pipe").write_all(text.as_bytes()).expect("node listens");
    let out = node.wait_with_output().expect("node ends");
    serde_json::from_slice(&out.stdout).expect("node answers in JSON")
}

/// The folder of the packages, once they are there. Tests of several programs may come at once.
fn installed() -> PathBuf {
    let folder = binaries::root().join("tests/blob-check");
    let lock = std::fs::File::create(binaries::root().join("target/blob-check.lock"));
    let lock = lock.expect("the target folder can be written");
    lock.lock().expect("the lock is waited for");
    if !folder.join("node_modules/@zerodev/permissions").is_dir() {
        let done = Command::new("npm")
            .args(["ci", "--no-audit", "--no-fund", "--loglevel=error"])
            .current_dir(&folder)
            .status()
            .expect("npm runs");
        assert!(done.success(), "the published packages do not install");
    }
    folder
}
