//! State that outlives the network: restart, unfinished and damaged files, other formats, two owners.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use std::{fs, path::Path};

use common::Node;
use latchkey_devnet::{Config, Devnet, StartError};
use serde_json::json;

const ALICE: &str = "0x00000000000000000000000000000000000a11ce";

fn stored(folder: &Path) -> Config {
    Config { data_dir: Some(folder.to_owned()), ..Config::default() }
}

fn refused(config: Config) -> StartError {
    Devnet::start(config).map(drop).unwrap_err()
}

#[test]
fn everything_is_there_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let first = Node::with(stored(folder.path()));
    let gift = first.call("latchkey_faucet", json!([ALICE]));
    first.call("anvil_setStorageAt", json!([ALICE, "0x7", format!("0x{:064x}", 9)]));
    first.call("evm_increaseTime", json!([100_000]));
    first.call("evm_mine", json!([]));
    let receipt =
        |node: &Node| node.call("eth_getTransactionReceipt", json!([gift["transactions"][1]]));
    let block = |node: &Node| node.call("eth_getBlockByNumber", json!(["latest", true]));
    let before = (receipt(&first), block(&first), first.timestamp());
    first.running.stop();

    let second = Node::with(stored(folder.path()));
    assert_eq!((receipt(&second), block(&second), second.timestamp()), before);
    assert_eq!(second.call("eth_getBalance", json!([ALICE, "latest"])), "0x8ac7230489e80000");
    assert_eq!(second.call("eth_getBalance", json!([ALICE, "earliest"])), "0x0");
    assert_eq!(
        second.call("eth_getStorageAt", json!([ALICE, "0x7", "latest"])),
        format!("0x{:064x}", 9)
    );
    second.call("evm_mine", json!([]));
    assert!(
        (before.2 + 1..before.2 + 30).contains(&second.timestamp()),
        "the clock keeps its offset"
    );
}

#[test]
fn a_rollback_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let first = Node::with(stored(folder.path()));
    first.call("evm_mine", json!([]));
    first.call("anvil_setBalance", json!([ALICE, "0x1"]));
    let snapshot = first.call("evm_snapshot", json!([]));
    first.call("anvil_setBalance", json!([ALICE, "0x2"]));
    let gift = first.call("latchkey_faucet", json!([ALICE]));
    assert_eq!(first.call("evm_revert", json!([snapshot])), true);
    assert_eq!(first.call("evm_revert", json!([snapshot])), false);
    first.running.stop();

    let second = Node::with(stored(folder.path()));
    assert_eq!(second.call("eth_getBalance", json!([ALICE, "latest"])), "0x1");
    assert_eq!(second.call("eth_blockNumber", json!([])), "0x1");
    assert!(second.call("eth_getTransactionReceipt", json!([gift["transactions"][0]])).is_null());
}

#[test]
fn an_unfinished_record_is_dropped() {
    let folder = tempfile::tempdir().unwrap();
    let node = Node::with(stored(folder.path()));
    node.call("latchkey_faucet", json!([ALICE]));
    node.running.stop();
    let file = folder.path().join("chain.jsonl");
    let whole = fs::read(&file).unwrap();
    let last_line = whole[..whole.len() - 1].iter().rposition(|byte| *byte == b'\n').unwrap() + 1;
    for cut in [last_line + 1, last_line + 20, whole.len() - 1] {
        fs::write(&file, &whole[..cut]).unwrap();
        let node = Node::with(stored(folder.path()));
        assert_eq!(node.call("eth_blockNumber", json!([])), "0x1");
        node.running.stop();
        assert_eq!(fs::read(&file).unwrap(), &whole[..last_line]);
    }
}

#[test]
fn damage_is_said_and_nothing_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let node = Node::with(stored(folder.path()));
    node.call("latchkey_faucet", json!([ALICE]));
    node.running.stop();
    let file = folder.path().join("chain.jsonl");
    let mut bytes = fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&file, &bytes).unwrap();

    let StartError::Damaged { set_aside, .. } = refused(stored(folder.path())) else {
        panic!("damage has its own error");
    };
    assert_eq!(fs::read(&set_aside).unwrap(), bytes);
    let fresh = Node::with(stored(folder.path()));
    assert_eq!(fresh.call("eth_blockNumber", json!([])), "0x0");
}

#[test]
fn a_file_of_something_else_is_damage() {
    for content in ["hello", "hello\n", "\n", "00000000 {}\n"] {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("chain.jsonl"), content).unwrap();
        assert!(
            matches!(refused(stored(folder.path())), StartError::Damaged { .. }),
            "{content:?}"
        );
        Devnet::start(stored(folder.path())).unwrap().stop();
    }
}

#[test]
fn a_missing_block_is_damage() {
    let folder = tempfile::tempdir().unwrap();
    let node = Node::with(stored(folder.path()));
    node.call("anvil_mine", json!(["0x3"]));
    node.running.stop();
    let file = folder.path().join("chain.jsonl");
    let text = fs::read_to_string(&file).unwrap();
    let kept: Vec<&str> = text
        .split_inclusive('\n')
        .enumerate()
        .filter(|(index, _)| *index != 2)
        .map(|(_, line)| line)
        .collect();
    fs::write(&file, kept.concat()).unwrap();
    assert!(matches!(refused(stored(folder.path())), StartError::Damaged { .. }));
}

#[test]
fn a_newer_format_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let json = r#"{"start":{"format":2,"chainId":31337,"timestamp":1,"more":true}}"#;
    let line = format!("{:08x} {json}\n", crc32fast::hash(json.as_bytes()));
    let file = folder.path().join("chain.jsonl");
    fs::write(&file, &line).unwrap();
    assert!(matches!(refused(stored(folder.path())), StartError::NewerState { format: 2 }));
    assert_eq!(fs::read_to_string(&file).unwrap(), line);
}

#[test]
fn another_chain_id_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    Devnet::start(stored(folder.path())).unwrap().stop();
    let error = refused(Config { chain_id: 5, ..stored(folder.path()) });
    assert!(matches!(error, StartError::OtherChain { stored: 31337, asked: 5 }));
}

#[test]
fn one_network_per_folder() {
    let folder = tempfile::tempdir().unwrap();
    let running = Devnet::start(stored(folder.path())).unwrap();
    assert!(matches!(refused(stored(folder.path())), StartError::FolderBusy { .. }));
    running.stop();
    Devnet::start(stored(folder.path())).unwrap().stop();
}

#[test]
fn a_folder_that_is_a_file_is_refused() {
    let file = tempfile::NamedTempFile::new().unwrap();
    assert!(matches!(refused(stored(file.path())), StartError::Folder { .. }));
}
