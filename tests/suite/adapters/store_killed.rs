//! A store whose writer is killed with `kill -9`, and one that several processes write to.
//!
//! The writer is this test binary started again; it grants keys without end and says after each
//! one that it is kept.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use latchkey_wallet::adapter::sqlite::SqliteStore;
use latchkey_wallet::ports::{AccountStore, AgentStore, KeyStore, KillStore, LogStore};
use latchkey_wallet::record::{KillEnds, LogEvent};

use crate::rows::{FAR, furnish, key, kill};

/// Says to the writer where to write, which permission ids to begin with, and how many.
const ORDERS: &str = "LATCHKEY_TEST_WRITER";

/// The writer that the other tests start; started by nobody, it writes three keys of its own.
#[test]
fn writer() {
    if let Ok(orders) = std::env::var(ORDERS) {
        let [first, count, path] = orders.splitn(3, ' ').collect::<Vec<_>>()[..] else { panic!() };
        return write(Path::new(path), first.parse().unwrap(), count.parse().unwrap());
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("latchkey.db");
    furnish(&SqliteStore::open(&path).unwrap());
    write(&path, 1, 3);
    assert_eq!(whole_keys(&path), 3);
}

fn write(path: &Path, first: u32, count: u32) {
    let store = SqliteStore::open(path).unwrap();
    let (account, agent) = (store.accounts().unwrap()[0].id, store.agents().unwrap()[0].id);
    for n in first..first + count {
        let kills = [kill(1, KillEnds::OneKey), kill(FAR, KillEnds::Everything)];
        let new = key(account, agent, n, &[1, FAR]);
        store.create_key_with_kills(&new, "granted", &kills).unwrap();
        println!("kept {n}");
    }
}

fn start_writer(path: &Path, first: u32, count: u32) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "store_killed::writer", "--nocapture"])
        .env(ORDERS, format!("{first} {count} {}", path.display()))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// How many keys the writer says are kept, until `enough` or its end.
fn acknowledged(writer: &mut Child, enough: usize) -> usize {
    let lines = BufReader::new(writer.stdout.take().unwrap()).lines().map_while(Result::ok);
    lines.filter(|line| line.contains("kept ")).take(enough).count()
}

/// The store opens, its log is whole, and every key in it has all that a grant consists of.
fn whole_keys(path: &Path) -> usize {
    let store = SqliteStore::open(path).unwrap();
    assert_eq!(store.verify_log().unwrap().fault, None, "the log is whole");
    let keys = store.keys().unwrap();
    assert!(keys.iter().all(|key| key.approvals.len() == 2), "no key without its approvals");
    let kills = store.kills(store.accounts().unwrap()[0].id).unwrap();
    assert_eq!(kills.len(), 2 * keys.len(), "no key without its off switch");
    let granted = store.log(None, u32::MAX).unwrap();
    for key in &keys {
        let logged = granted.iter().any(
            |line| matches!(&line.event, LogEvent::KeyGranted { key_id, .. } if *key_id == key.id),
        );
        assert!(logged, "no key without its line");
    }
    assert_eq!(granted.len(), keys.len(), "no line without its key");
    keys.len()
}

#[test]
fn a_writer_killed_at_any_point_loses_nothing_it_said_was_kept() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("latchkey.db");
    furnish(&SqliteStore::open(&path).unwrap());
    let mut before = 0;
    for round in 0..4_u32 {
        let mut writer = start_writer(&path, 1 + round * 10_000, 10_000);
        let told = acknowledged(&mut writer, 3 + usize::try_from(round).unwrap() * 5);
        std::thread::sleep(Duration::from_millis(u64::from(round) * 3));
        writer.kill().unwrap();
        writer.wait().unwrap();
        let now = whole_keys(&path);
        assert!(told >= 3 && now >= before + told, "{told} were told, {} are there", now - before);
        before = now;
    }
}

#[test]
fn a_file_that_was_being_made_when_its_maker_was_killed_is_made_anew() {
    for micros in (0..24).map(|step| step * 600) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("latchkey.db");
        let mut maker = start_writer(&path, 1, 1);
        while !path.exists() {
            std::thread::yield_now();
        }
        std::thread::sleep(Duration::from_micros(micros));
        maker.kill().unwrap();
        maker.wait().unwrap();
        furnish(&SqliteStore::open(&path).unwrap());
    }
}

#[test]
fn two_processes_write_to_one_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("latchkey.db");
    furnish(&SqliteStore::open(&path).unwrap());
    let mut writers = [start_writer(&path, 1, 20), start_writer(&path, 100, 20)];
    for writer in &mut writers {
        assert_eq!(acknowledged(writer, usize::MAX), 20, "neither may be turned away");
        assert!(writer.wait().unwrap().success());
    }
    assert_eq!(whole_keys(&path), 40);
}
