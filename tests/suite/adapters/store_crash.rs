//! The store, its writer killed at every write.
//!
//! How: the writer is this test binary started again under a limit on the size of files; the system
//! kills it (SIGXFSZ) in the middle of the write that would cross the limit. With the limit raised in
//! steps smaller than a page, every frame of the write-ahead log, every page of a checkpoint and the
//! making of the file itself is a place where it dies, torn writes included. After each death the
//! store must open with a whole log, hold everything that was acknowledged, and hold no half of
//! anything. On a memory file system where there is one: what is tested is what was written, not
//! what a disk does without power.
#![cfg(unix)]

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use alloy_primitives::B256;
use latchkey_wallet::adapter::sqlite::SqliteStore;
use latchkey_wallet::ports::{
    AccountStore, AgentStore, CeilingStore, ContactStore, KeyEndStore, KeyStore, KillStore,
    LogStore, NetworkStore, OperationStore, OperationsOf, OwnerKeyStore, SettingStore, ShadowStore,
    TokenStore, TombstoneStore,
};
use latchkey_wallet::record::{
    Agent, CeilingRow, Contact, KillEnds, LogEvent, OperationStatus, OwnerKey, PreparedKill,
    Setting,
};

use crate::rows::{FAR, account, agent, key, kill, network, operation, token};

/// Says to the writer where to write, and whether it opens the store anew for each step.
const ORDERS: &str = "LATCHKEY_TEST_STORY";

/// A write, and how to see that it was kept; a later step never undoes what is looked for.
struct Step {
    name: &'static str,
    act: fn(&SqliteStore),
    kept: fn(&SqliteStore) -> bool,
}

const fn step(name: &'static str, act: fn(&SqliteStore), kept: fn(&SqliteStore) -> bool) -> Step {
    Step { name, act, kept }
}

/// The first account and agent of the story have these rows.
const FIRST: i64 = 1;

fn owner_key(store: &SqliteStore) -> OwnerKey {
    OwnerKey { id: 0, public: account(9).public, ..store.owner_keys(FIRST).unwrap().remove(0) }
}

fn key_id(store: &SqliteStore, n: u32) -> i64 {
    let wanted = key(FIRST, FIRST, n, &[]).permission_id;
    store.keys().unwrap().iter().find(|key| key.permission_id == wanted).unwrap().id
}

/// The key is there whole, or is forgotten and its stone stands.
fn known(store: &SqliteStore, n: u32) -> bool {
    let wanted = key(FIRST, FIRST, n, &[]).permission_id;
    let stones = store.forgotten_keys().unwrap();
    store.keys().unwrap().iter().any(|key| key.permission_id == wanted)
        || stones.iter().any(|stone| stone.permission_id == wanted)
}

fn ended(store: &SqliteStore, n: u32, chain_id: u64) -> bool {
    let wanted = key(FIRST, FIRST, n, &[]).permission_id;
    let of_key = store.keys().unwrap().into_iter().filter(|key| key.permission_id == wanted);
    let of_key = of_key.flat_map(|key| key.approvals);
    let live = of_key.map(|one| (one.chain_id, one.ended_at_block));
    let stones = store.forgotten_keys().unwrap().into_iter();
    let stones = stones.filter(|stone| stone.permission_id == wanted);
    let buried = stones.flat_map(|stone| stone.approvals);
    let all = live.chain(buried.map(|one| (one.chain_id, one.ended_at_block)));
    all.into_iter().any(|one| one == (chain_id, Some(77)))
}

fn logged(store: &SqliteStore, at: u64) -> bool {
    store.log(None, u32::MAX).unwrap().iter().any(|line| line.at == at)
}

fn log(store: &SqliteStore, at: u64, event: &LogEvent) {
    store.append(at, event).unwrap();
}

/// The whole life of keys, in the order in which the app writes it.
fn story() -> Vec<Step> {
    furnishing().into_iter().chain(granting()).chain(ending()).collect()
}

fn furnishing() -> Vec<Step> {
    vec![
        step(
            "network",
            |s| s.put_network(&network(1)).unwrap(),
            |s| s.network(1).unwrap().is_some(),
        ),
        step(
            "far network",
            |s| s.put_network(&network(FAR)).unwrap(),
            |s| s.network(FAR).unwrap().is_some(),
        ),
        step(
            "token",
            |s| s.put_token(&token(1, 3, "DUSD")).unwrap(),
            |s| s.tokens(1).unwrap().len() == 1,
        ),
        step(
            "account",
            |s| drop(s.create_account(&account(1)).unwrap()),
            |s| s.accounts().unwrap().len() == 1 && !s.owner_keys(FIRST).unwrap().is_empty(),
        ),
        step(
            "owner key",
            |s| drop(s.create_owner_key(&owner_key(s)).unwrap()),
            |s| s.owner_keys(FIRST).unwrap().len() == 2,
        ),
        step(
            "agent",
            |s| drop(s.create_agent(&agent(1)).unwrap()),
            |s| s.agent_by_token(B256::repeat_byte(1)).unwrap().is_some(),
        ),
        step(
            "setting",
            |s| s.set_setting(Setting::AgentAccess, "on").unwrap(),
            |s| s.setting(Setting::AgentAccess).unwrap().is_some(),
        ),
        step(
            "asked",
            |s| log(s, 101, &LogEvent::Asked { request_id: "r".into(), what: "grant".into() }),
            |s| logged(s, 101),
        ),
    ]
}

fn granting() -> Vec<Step> {
    vec![
        step(
            "first key",
            |s| {
                let kills = [1, FAR].map(|chain| kill(chain, KillEnds::OneKey));
                let key = key(FIRST, FIRST, 1, &[1, FAR]);
                drop(s.create_key_with_kills(&key, "pays the rent", &kills).unwrap());
            },
            |s| known(s, 1),
        ),
        step(
            "second key",
            |s| drop(s.create_key(&key(FIRST, FIRST, 2, &[1, FAR]), "swaps").unwrap()),
            |s| known(s, 2),
        ),
        step(
            "renewed",
            |s| {
                let newer = PreparedKill { key_id: key_id(s, 2), ..kill(1, KillEnds::Everything) };
                s.add_kills(104, &[newer]).unwrap();
            },
            |s| logged(s, 104),
        ),
        step(
            "operation",
            |s| drop(s.create_operation(&operation(Some(key_id(s, 1)), 5)).unwrap()),
            |s| s.operation(FAR, B256::repeat_byte(5)).unwrap().is_some(),
        ),
        step(
            "included",
            |s| {
                let mut row = s.operation(FAR, B256::repeat_byte(5)).unwrap().unwrap();
                (row.status, row.block_number) = (OperationStatus::Included, Some(7));
                assert!(s.update_operation(&row).unwrap());
            },
            |s| {
                let all = s.operations(OperationsOf::Everybody, 9).unwrap();
                all.iter().any(|row| row.status == OperationStatus::Included)
            },
        ),
    ]
}

fn ending() -> Vec<Step> {
    vec![
        step("stopped", |s| log(s, 102, &LogEvent::Stopped { millis: 3 }), |s| logged(s, 102)),
        step("ended here", |s| s.end_approval(key_id(s, 1), 1, 77).unwrap(), |s| ended(s, 1, 1)),
        step(
            "ended there",
            |s| s.end_approval(key_id(s, 1), FAR, 77).unwrap(),
            |s| ended(s, 1, FAR),
        ),
        step("secret", |s| s.secret_removed(key_id(s, 1)).unwrap(), |s| known(s, 1)),
        step(
            "forgotten",
            |s| s.forget_key(key_id(s, 1)).unwrap(),
            |s| s.forgotten_keys().unwrap().len() == 1 && s.keys().unwrap().len() < 2,
        ),
        step(
            "contact",
            |s| {
                let address = account(4).address;
                drop(s.create_contact(&Contact { id: 0, name: "Bob".into(), address }).unwrap());
            },
            |s| s.contacts().unwrap().len() == 1,
        ),
        step(
            "ceiling",
            |s| {
                let atoms = alloy_primitives::U256::MAX;
                s.put_ceiling(&CeilingRow { chain_id: 1, token: None, atoms }).unwrap();
            },
            |s| s.ceilings().unwrap().len() == 1,
        ),
        step(
            "watched",
            |s| s.set_shadow(FIRST, true).unwrap(),
            |s| s.shadowed().unwrap() == [FIRST],
        ),
        step(
            "second agent",
            |s| {
                let made = s.create_agent(&Agent { name: "other".into(), ..agent(2) }).unwrap();
                s.remove_agent(made.id).unwrap();
            },
            |s| s.agents().unwrap().iter().any(|agent| agent.removed),
        ),
        step(
            "last line",
            |s| log(s, 103, &LogEvent::AgentAccess { on: false }),
            |s| logged(s, 103),
        ),
    ]
}

/// The writer that the others start; started by nobody, it tells the story to its end.
#[test]
fn teller() {
    if let Ok(orders) = std::env::var(ORDERS) {
        let (anew, path) = orders.split_once(' ').unwrap();
        return tell(Path::new(path), anew == "anew");
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("latchkey.db");
    tell(&path, false);
    assert_eq!(whole(&path, story().len()), story().len());
}

fn tell(path: &Path, anew: bool) {
    let mut store = SqliteStore::open(path).unwrap();
    println!("kept opened");
    for step in story() {
        if anew {
            drop(store);
            store = SqliteStore::open(path).unwrap();
        }
        (step.act)(&store);
        println!("kept {}", step.name);
    }
}

/// Tells the story until a file would grow past so many blocks of 512 or 1024 bytes; how many steps
/// were acknowledged, `None` when nothing was (not even opened).
fn told(path: &Path, blocks: u32, anew: bool) -> Option<usize> {
    let line = format!("ulimit -c 0; ulimit -f {blocks}; exec \"$0\" \"$@\"");
    let mut teller = Command::new("sh")
        .args(["-c", &line])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "store_crash::teller", "--nocapture", "--test-threads=1"])
        .env(ORDERS, format!("{} {}", if anew { "anew" } else { "once" }, path.display()))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(teller.stdout.take().unwrap()).lines().map_while(Result::ok);
    let kept = lines.filter(|line| line.contains("kept ")).count();
    let ended = teller.wait().unwrap();
    assert!(
        ended.success() == (kept == story().len() + 1),
        "killed, or told to the end: {ended}, {kept}"
    );
    kept.checked_sub(1)
}

/// Everything that was acknowledged is there, and nothing is there by half. How many steps are there.
fn whole(path: &Path, acknowledged: usize) -> usize {
    let store = SqliteStore::open(path).unwrap();
    assert_eq!(store.verify_log().unwrap().fault, None, "the log is whole");
    let steps = story();
    for step in steps.iter().take(acknowledged) {
        assert!((step.kept)(&store), "“{}” was acknowledged and is not there", step.name);
    }
    let lines = store.log(None, u32::MAX).unwrap();
    let kills =
        if store.accounts().unwrap().is_empty() { vec![] } else { store.kills(FIRST).unwrap() };
    let of_key = |n: u32| {
        let keys = store.keys().unwrap();
        let id = keys.iter().find(|key| key.name == format!("key {n}"))?.id;
        Some(kills.iter().filter(|kill| kill.key_id == id).count())
    };
    assert!(of_key(1).is_none_or(|kills| kills == 2), "no key without its off switch");
    let renewed = |line: &latchkey_wallet::record::LogLine| {
        matches!(line.event, LogEvent::KillsRenewed { .. })
    };
    assert_eq!(of_key(2) == Some(1), lines.iter().any(renewed), "no renewal by half");
    for key in store.keys().unwrap() {
        let chains: Vec<u64> = key.approvals.iter().map(|one| one.chain_id).collect();
        assert_eq!(chains, [1, FAR], "a grant is there whole");
        assert!(key.approvals.iter().all(|one| !one.enable_signature.is_empty()));
        assert!(!key.policies.is_empty() && store.account(key.account_id).unwrap().is_some());
        assert!(chains.iter().all(|chain| store.network(*chain).unwrap().is_some()));
        let granted = |line: &latchkey_wallet::record::LogLine| matches!(&line.event, LogEvent::KeyGranted { key_id, .. } if *key_id == key.id);
        assert!(lines.iter().any(granted), "no key without its line");
        let again = store.create_key(&latchkey_wallet::record::Key { id: 0, ..key }, "again");
        assert!(again.is_err(), "its permission id is used");
    }
    let granted = |line: &&latchkey_wallet::record::LogLine| {
        matches!(line.event, LogEvent::KeyGranted { .. })
    };
    let keys = store.keys().unwrap().len() + store.forgotten_keys().unwrap().len();
    assert_eq!(lines.iter().filter(granted).count(), keys, "no line without its key");
    steps.iter().take_while(|step| (step.kept)(&store)).count()
}

/// A folder in memory, where there is such a file system.
fn folder() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_none| tempfile::tempdir()).unwrap()
}

/// Raises the limit until the story is told to its end; how many deaths there were, and after how many
/// different steps.
fn deaths(anew: bool, from: u32, by: usize) -> (usize, usize) {
    let (mut deaths, mut places) = (0, std::collections::BTreeSet::new());
    for blocks in (from..).step_by(by) {
        let folder = folder();
        let path = folder.path().join("latchkey.db");
        let kept = told(&path, blocks, anew);
        if let Some(kept) = kept {
            let there = whole(&path, kept);
            assert!(there >= kept, "{there} of {kept}");
            if kept == story().len() {
                return (deaths, places.len());
            }
        } else {
            // Killed while the file was made: whoever comes next makes it, or finds it.
            whole(&path, 0);
        }
        deaths += 1;
        places.insert(kept);
        assert!(blocks < 20_000, "the story never ends");
    }
    unreachable!("the limit is raised until the story is told")
}

#[test]
fn killed_at_every_write_the_store_loses_nothing_it_acknowledged() {
    let (deaths, places) = deaths(false, 1, 5);
    assert!(deaths > 60 && places > story().len() / 2, "{deaths} deaths at {places} places");
}

#[test]
fn killed_while_it_is_put_into_the_file_too() {
    let (deaths, _places) = deaths(true, 65, 3);
    assert!(deaths > 10, "{deaths}");
}
