//! A store of every layout that was ever released, with the rows that its app wrote, is brought to the
//! newest one with nothing lost.
//!
//! The rows are written as they were then, by SQL and with the JSON of then, never by today's code: a
//! change of today's code that no longer reads them is what this finds.

use alloy_primitives::{Address, B256, FixedBytes, U256};
use latchkey_core::approval::{OwnerKind, OwnerPublic};
use latchkey_core::permission::SessionSigner;
use latchkey_core::policy::PolicyKind;
use rusqlite::{Connection, params};
use sha2::{Digest, Sha256};

use crate::adapter::sqlite::SqliteStore;
use crate::adapter::sqlite::migration::{STEPS, known, run};
use crate::ports::{
    AccountStore, AgentStore, CeilingStore, ContactStore, EndJobStore, KeyStore, KillStore,
    LogStore, NetworkStore, OperationStore, OwnerKeyStore, SettingStore, ShadowStore, TokenStore,
    TombstoneStore,
};
use crate::record::{Holder, LogEvent, OperationStatus, Setting};

/// What each layout's app could write, one text per layout. A new layout adds its rows here.
const ROWS: [&str; STEPS.len()] =
    [LAYOUT_1, LAYOUT_2, LAYOUT_3, LAYOUT_4, LAYOUT_5, LAYOUT_6, LAYOUT_7, LAYOUT_8, LAYOUT_9];

const LAYOUT_1: &str = r#"
INSERT INTO network VALUES ('18446744073709551614', 'Far', 'https://rpc.example', 'https://b.example', 'ETH', NULL, 0);
INSERT INTO network VALUES ('31337', 'Local network', 'http://127.0.0.1:8545', 'http://127.0.0.1:8545', 'ETH', NULL, 1);
INSERT INTO token VALUES ('31337', x'7070707070707070707070707070707070707070', 'DUSD', 6);
INSERT INTO account (id, name, spec, address, vault_id, kept_in, created_at) VALUES (1, 'Main',
    '{"version":"0.3.1","validator":"multiChainEcdsa","owner":"0x7e5f4552091a69125d5dfcb7b8c2659029395bdf","index":"0x0"}',
    x'0707070707070707070707070707070707070707', 'owner:0x7e5f', '"sealedFile"', 1700000000);
INSERT INTO agent VALUES (1, 'Billing bot', x'0101010101010101010101010101010101010101010101010101010101010101', 1700000001, 1700000099, 0);
INSERT INTO session_key (id, name, account_id, agent_id, session, permission_id, policies, functions, granted_at)
    VALUES (7, 'Rent', 1, 1, x'0101010101010101010101010101010101010101', x'01020304',
    '[{"flag":"all","kind":{"type":"rate-limit","params":{"interval":0,"count":3,"startAt":0,"reset":false}}}]',
    '["transfer(address,uint256)"]', 1700000002);
INSERT INTO approval VALUES (7, '31337', 0, 1, x'c0ffee', NULL);
INSERT INTO approval VALUES (7, '18446744073709551614', 1, 4294967295, x'c0ffee', '18446744073709551615');
INSERT INTO used_permission VALUES (x'0707070707070707070707070707070707070707', x'01020304');
INSERT INTO used_permission VALUES (x'0707070707070707070707070707070707070707', x'0a0b0c0d');
INSERT INTO operation VALUES (3, 7, 1, 1, '31337', x'0505050505050505050505050505050505050505050505050505050505050505',
    '{}', '"included"', x'0606060606060606060606060606060606060606060606060606060606060606', '12', NULL, 1700000003);
INSERT INTO setting VALUES ('mcp-port', '4000');
"#;

const LAYOUT_2: &str = r#"
INSERT INTO session_key (id, name, account_id, agent_id, session, permission_id, policies, functions, granted_at, signer, holder)
    VALUES (8, 'Brought', 1, 1, x'0202020202020202020202020202020202020202', x'02020202', '[]', '[]', 1700000004,
    '{"type":"ecdsa","value":"0x0202020202020202020202020202020202020202"}', '"agent"');
INSERT INTO approval VALUES (8, '31337', 0, 1, x'c0ffee', NULL);
"#;

const LAYOUT_3: &str = r#"
INSERT INTO owner_key (account_id, vault_id, public, kind, kept_in, locks, created_at, tested_at, backed_up_at)
    VALUES (1, 'owner:2', '{"kind":"address","value":"0x0909090909090909090909090909090909090909"}', '"ledger"', '"device"',
    '[{"kind":"passphrase","label":""}]', 1700000005, 1700000006, NULL);
UPDATE account SET former_keys = 7;
"#;

const LAYOUT_4: &str = r#"
INSERT INTO shadow_agent VALUES (1);
INSERT INTO shadow_call (agent_id, chain_id, calls, functions, what, outcome, key, at)
    VALUES (1, '31337', '[]', '[]', 'pay 1 DUSD', 'it would pass', 'k', 1700000007);
"#;

const LAYOUT_5: &str = r#"
INSERT INTO contact (name, address) VALUES ('Landlord', x'0303030303030303030303030303030303030303');
INSERT INTO ceiling VALUES ('31337', x'0000000000000000000000000000000000000000',
    '115792089237316195423570985008687907853269984665640564039457584007913129639935');
"#;

const LAYOUT_6: &str = r#"
INSERT INTO prepared_kill (key_id, chain_id, ends, operation, made_for, made_at) VALUES (7, '31337', '"oneKey"',
    '{"sender":"0x0707070707070707070707070707070707070707","nonce":"0x1","callData":"0x00","callGasLimit":"0x1","verificationGasLimit":"0x1","preVerificationGas":"0x1","maxFeePerGas":"0x0","maxPriorityFeePerGas":"0x0","signature":"0x0a"}',
    '{"owner":{"kind":"address","value":"0x7e5f4552091a69125d5dfcb7b8c2659029395bdf"},"permissionId":"0x01020304","validationNonce":1,"terms":{"deployed":true,"nonces":{"current":1,"validFrom":0},"others":[],"fees":null}}',
    1700000008);
"#;

const LAYOUT_7: &str = r#"
INSERT INTO history_cursor VALUES (1, '31337', 1, 9, 1);
INSERT INTO finding VALUES ('keyGone 31337 0x01020304', 1700000009);
"#;

const LAYOUT_8: &str = r#"
INSERT INTO end_job (id, account_id, everything, what, started_at) VALUES (1, 1, 1, 'stop all keys on chain', 1700000010);
INSERT INTO end_chain VALUES (1, '31337', 0, '{"chainId":31337,"keys":[7],"alive":[7],"state":"waiting","signed":[],"shows":[],"status":null,"operation":null,"transaction":null,"block":null,"read":null,"problem":"It did not answer.","askAgain":false,"tries":2,"nextTryAt":1700000020}');
"#;

const LAYOUT_9: &str = r#"
INSERT INTO forgotten_key VALUES (x'0707070707070707070707070707070707070707', x'0a0b0c0d', 'Old', 'Billing bot',
    '{"type":"ecdsa","value":"0x0404040404040404040404040404040404040404"}', '[]',
    '[{"chainId":31337,"validationNonce":1,"endedAtBlock":9}]', 1690000000);
"#;

/// A log as that app chained it.
fn log(connection: &Connection) {
    let mut previous = vec![0; 32];
    for (seq, line) in [
        r#"{"seq":1,"at":5,"event":{"kind":"agent","name":"Billing bot","added":true}}"#,
        r#"{"seq":2,"at":6,"event":{"kind":"stopped","millis":3}}"#,
    ]
    .into_iter()
    .enumerate()
    {
        let seq = i64::try_from(seq).unwrap() + 1;
        previous = Sha256::digest([previous.as_slice(), line.as_bytes()].concat()).to_vec();
        connection
            .execute("INSERT INTO log VALUES (?1, ?2, ?3)", params![seq, line, previous])
            .unwrap();
    }
}

/// A file as the app of this layout left it.
fn left_by(layout: usize) -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("latchkey.db");
    let mut connection = Connection::open(&path).unwrap();
    connection.pragma_update_and_check(None, "journal_mode", "WAL", |_row| Ok(())).unwrap();
    for step in 1..=layout {
        // The rows of each layout were there before the next step ran, as with people.
        run(&mut connection, &path, &STEPS[..step]).unwrap();
        connection.execute_batch(ROWS[step - 1]).unwrap();
    }
    log(&connection);
    (folder, path)
}

#[test]
fn every_layout_comes_forward_with_all_its_rows() {
    for layout in 1..=STEPS.len() {
        let (_folder, path) = left_by(layout);
        let store = SqliteStore::open(&path).unwrap();
        since_1(&store);
        if layout >= 2 {
            let key = store.key(8).unwrap().unwrap();
            assert_eq!((key.holder, key.approvals.len()), (Holder::Agent, 1));
        }
        since_3(&store, layout >= 3);
        let watched = store.shadow_calls(1).unwrap();
        assert_eq!(store.shadowed().unwrap().len(), usize::from(layout >= 4));
        assert_eq!(watched.len(), usize::from(layout >= 4));
        assert_eq!(store.contacts().unwrap().len(), usize::from(layout >= 5));
        let ceilings = store.ceilings().unwrap();
        assert!(ceilings.iter().all(|row| row.atoms == U256::MAX));
        assert_eq!(ceilings.len(), usize::from(layout >= 5));
        let kills = store.kills(1).unwrap();
        assert_eq!(kills.len(), usize::from(layout >= 6));
        assert!(kills.iter().all(|kill| kill.made_for.permission_id == [1, 2, 3, 4]));
        let jobs = store.end_jobs(9).unwrap();
        assert_eq!(jobs.len(), usize::from(layout >= 8));
        assert!(jobs.iter().all(|job| job.chains[0].alive == [7] && !job.proven()));
        let stones = store.forgotten_keys().unwrap();
        assert_eq!(stones.len(), usize::from(layout >= 9));
        assert!(stones.iter().all(|stone| stone.approvals[0].ended_at_block == Some(9)));
        writes_on(&store);
        drop(store);
        let version: u32 = Connection::open(&path)
            .unwrap()
            .pragma_query_value(None, "user_version", |row| row.get(0))
            .unwrap();
        assert_eq!(version, known(), "from layout {layout}");
        for table in ["history_cursor", "finding"] {
            let rows: i64 = Connection::open(&path)
                .unwrap()
                .query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0))
                .unwrap();
            assert_eq!(rows, i64::from(layout >= 7), "{table}, from layout {layout}");
        }
    }
}

fn since_1(store: &SqliteStore) {
    let names: Vec<String> = store.networks().unwrap().into_iter().map(|one| one.name).collect();
    assert_eq!(names, ["Local network", "Far"]);
    assert_eq!(store.tokens(31337).unwrap()[0].symbol, "DUSD");
    let [account] = store.accounts().unwrap().try_into().unwrap();
    assert_eq!((account.kind, account.address), (OwnerKind::Passphrase, Address::repeat_byte(7)));
    let agent = store.agent_by_token(B256::repeat_byte(1)).unwrap().unwrap();
    assert_eq!(agent.last_seen_at, Some(1_700_000_099));
    let key = store.key(7).unwrap().unwrap();
    assert_eq!(key.session, SessionSigner::Ecdsa(Address::repeat_byte(1)));
    assert!(matches!(key.policies[0].kind, PolicyKind::RateLimit(rate) if rate.count == 3));
    let ends: Vec<_> = key.approvals.iter().map(|one| (one.chain_id, one.ended_at_block)).collect();
    assert_eq!(ends, [(31337, None), (u64::MAX - 1, Some(u64::MAX))]);
    let operation = store.operation(31337, B256::repeat_byte(5)).unwrap().unwrap();
    assert_eq!((operation.status, operation.block_number), (OperationStatus::Included, Some(12)));
    assert_eq!(store.setting(Setting::McpPort).unwrap().as_deref(), Some("4000"));
    let check = store.verify_log().unwrap();
    assert_eq!((check.lines, check.fault), (2, None));
}

fn since_3(store: &SqliteStore, there: bool) {
    let keys = store.owner_keys(1).unwrap();
    assert_eq!(keys.len(), 1 + usize::from(there), "the first one is made of the account");
    assert!(matches!(keys[0].public, OwnerPublic::Address(_)));
    if there {
        assert_eq!((keys[1].kind, keys[1].tested_at), (OwnerKind::Ledger, Some(1_700_000_006)));
        assert_eq!(store.accounts().unwrap()[0].former_keys, 7);
    }
}

/// The store goes on: ids are not given twice, permission ids are not used twice, the log is chained on.
fn writes_on(store: &SqliteStore) {
    let old = store.key(7).unwrap().unwrap();
    for used in [old.permission_id, FixedBytes([0x0a, 0x0b, 0x0c, 0x0d])] {
        let again = crate::record::Key { id: 0, permission_id: used, ..old.clone() };
        assert!(store.create_key(&again, "again").is_err(), "{used} was used");
    }
    let fresh = crate::record::Key { id: 0, permission_id: FixedBytes([9; 4]), ..old };
    assert!(store.create_key(&fresh, "fresh").unwrap().id > 7);
    store.append(9, &LogEvent::Stopped { millis: 1 }).unwrap();
    let check = store.verify_log().unwrap();
    assert_eq!((check.lines, check.fault), (4, None));
}
