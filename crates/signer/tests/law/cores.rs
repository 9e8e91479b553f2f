//! No core file: when the process crashes, nothing of its memory is left.

use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, Stdio};

use libtest_mimic::Trial;
use rustix::process::{Pid, Signal, kill_process};

use crate::child::LAWLESS;
use crate::stage::{Running, status, trial, wait_for};

pub(crate) fn trials() -> Vec<Trial> {
    vec![
        trial("a_process_that_aborts_leaves_no_core_file", aborts),
        trial("a_process_that_crashes_leaves_no_core_file", crashes),
        trial("core_files_stay_off_whatever_the_starter_allowed", limit),
    ]
}

/// A child in a folder of its own, started by a shell that allows core files of any size.
fn generous(act: &str, folder: &std::path::Path) -> Command {
    let program = std::env::current_exe().unwrap();
    let mut command = Command::new("/bin/sh");
    command.args(["-c", "ulimit -c unlimited 2>/dev/null; exec \"$0\""]).arg(program);
    command.env(crate::child::ACT, act).current_dir(folder);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    command
}

fn is_empty(folder: &std::path::Path) -> bool {
    fs::read_dir(folder).unwrap().next().is_none()
}

fn aborts() {
    let folder = tempfile::tempdir().unwrap();
    let ended = generous("abort", folder.path()).status().unwrap();
    assert_eq!(ended.signal(), Some(6), "{ended:?}");
    assert!(!ended.core_dumped() && is_empty(folder.path()), "{ended:?}");
    // Where this computer writes core files at all, the same child without the law leaves one.
    let lawless = generous(&format!("{LAWLESS}abort"), folder.path()).status().unwrap();
    assert_eq!(lawless.signal(), Some(6));
    if !is_empty(folder.path()) {
        assert!(lawless.core_dumped(), "{lawless:?}");
    }
}

fn crashes() {
    let folder = tempfile::tempdir().unwrap();
    let mut running = Running(generous("wait", folder.path()).spawn().unwrap());
    hardened(running.id());
    let pid = Pid::from_raw(i32::try_from(running.id()).unwrap()).unwrap();
    // Not SIGSEGV: Rust's own handler for it lets one that was sent from outside pass.
    kill_process(pid, Signal::ILL).unwrap();
    let ended = running.0.wait().unwrap();
    assert_eq!(ended.signal(), Some(4), "{ended:?}");
    assert!(!ended.core_dumped() && is_empty(folder.path()), "{ended:?}");
}

fn limit() {
    let folder = tempfile::tempdir().unwrap();
    let running = Running(generous("wait", folder.path()).spawn().unwrap());
    hardened(running.id());
    let limits = fs::read_to_string(format!("/proc/{}/limits", running.id())).unwrap();
    let line = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    let words: Vec<&str> = line.split_whitespace().collect();
    assert_eq!(words[4..6], ["0", "0"], "{line}");
}

/// Waits until a process has its filter.
pub(crate) fn hardened(pid: u32) {
    wait_for("the process is under the filter", || status(pid, "Seccomp").as_deref() == Some("2"));
}
