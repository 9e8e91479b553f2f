//! The mark is whole or not there; foreign processes live on.

use std::process::Command;

use super::*;

fn mark(id: &str) -> StopMark {
    StopMark { by: StoppedBy::CommandLine, at_unix_secs: 7, id: id.to_owned() }
}

#[test]
fn a_stop_leaves_its_mark_and_a_later_one_takes_its_place() {
    let data = tempfile::tempdir().unwrap();
    let stop = LocalStop::in_data_folder(data.path());
    assert_eq!(stop.read(), None);
    for id in ["a", "b"] {
        assert_eq!(stop.stop(&mark(id)), Stopped { killed: 0, unmarked: None });
        assert_eq!(stop.read(), Some(mark(id)));
    }
    assert_eq!(std::fs::read_dir(data.path()).unwrap().count(), 1, "nothing is left beside it");
    assert_ne!(mark_now(StoppedBy::Tray), mark_now(StoppedBy::Tray), "each stop is its own");
}

#[test]
fn a_folder_that_takes_nothing_is_said_and_a_mark_that_lies_there_is_enough() {
    let nowhere = LocalStop::in_data_folder("/nonexistent/latchkey");
    assert!(nowhere.stop(&mark("a")).unmarked.is_some());
    let data = tempfile::tempdir().unwrap();
    std::fs::create_dir(data.path().join(STOP_MARK_FILE)).unwrap();
    let stop = LocalStop::in_data_folder(data.path());
    assert_eq!(stop.stop(&mark("a")).unmarked, None, "what lies there stops already");
    assert_eq!(stop.read(), Some(StopMark::unreadable()));
}

#[test]
#[cfg(target_os = "linux")]
fn no_foreign_process_is_killed_whatever_the_folder_says() {
    let data = tempfile::tempdir().unwrap();
    let signers = data.path().join(SIGNERS_FOLDER);
    std::fs::create_dir(&signers).unwrap();
    let mut foreign = Command::new("sleep").arg("600").spawn().unwrap();
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", foreign.id())).unwrap();
    let started = stat.rsplit_once(')').unwrap().1.split_whitespace().nth(19).unwrap().to_owned();
    for (name, content) in [
        (foreign.id().to_string(), started),
        ("1".to_owned(), "1".to_owned()),
        ("-1".to_owned(), "1".to_owned()),
        ("0".to_owned(), String::new()),
        ("notes".to_owned(), "x".to_owned()),
    ] {
        std::fs::write(signers.join(name), content).unwrap();
    }
    assert_eq!(LocalStop::in_data_folder(data.path()).end_signers(), 0);
    assert!(matches!(foreign.try_wait(), Ok(None)), "it is not ours, so it lives");
    foreign.kill().and_then(|()| foreign.wait()).unwrap();
}
