//! Bringing the layout forward: all or nothing, once, by whoever comes first.

use alloy_primitives::Address;
use latchkey_core::approval::{OwnerKind, OwnerPublic};
use latchkey_core::permission::SessionSigner;
use rusqlite::Connection;

use super::store;
use crate::adapter::sqlite::SqliteStore;
use crate::adapter::sqlite::migration::{STEPS, known, run};
use crate::ports::{
    AccountStore, CeilingStore, ContactStore, KeyStore, KillStore, OwnerKeyStore, SettingStore,
    StoreError,
};
use crate::record::{Contact, Holder, Setting};

fn version(connection: &Connection) -> u32 {
    connection.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap()
}

#[test]
fn a_store_of_an_older_layout_is_brought_forward_with_its_rows() {
    let (folder, store) = store();
    let path = folder.path().join("latchkey.db");
    drop(store);
    let mut connection = Connection::open(&path).unwrap();
    connection.execute("INSERT INTO setting VALUES ('mcp-port', '4000')", []).unwrap();
    let mut next = STEPS.to_vec();
    next.push("ALTER TABLE setting ADD COLUMN note TEXT NOT NULL DEFAULT 'kept'");
    let newer = known() + 1;
    // This app knows only the layout before, so it refuses what the step after makes; the rows are there.
    let error = run(&mut connection, &path, &next).unwrap_err();
    assert!(matches!(error, StoreError::Newer { found, .. } if found == newer), "{error}");
    let row: (String, String) = connection
        .query_row("SELECT value, note FROM setting", [], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap();
    assert_eq!(row, ("4000".to_owned(), "kept".to_owned()));
    assert!(
        matches!(SqliteStore::open(&path), Err(StoreError::Newer { found, .. }) if found == newer)
    );
}

#[test]
fn accounts_of_layout_1_keep_their_owner_key() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("latchkey.db");
    let mut connection = Connection::open(&path).unwrap();
    let error = run(&mut connection, &path, &[STEPS[0]]);
    assert!(error.is_ok(), "{error:?}");
    let owner = "0x7e5f4552091a69125d5dfcb7b8c2659029395bdf";
    let spec = format!(
        r#"{{"version":"0.3.1","validator":"multiChainEcdsa","owner":"{owner}","index":"0x0"}}"#
    );
    let values = rusqlite::params![spec, [7u8; 20]];
    let sql = "INSERT INTO account (name, spec, address, vault_id, kept_in, created_at)
        VALUES ('Main', ?1, ?2, 'owner:1', '\"keychain\"', 5)";
    connection.execute(sql, values).unwrap();
    drop(connection);
    let store = SqliteStore::open(&path).unwrap();
    let [account] = store.accounts().unwrap().try_into().unwrap();
    let [key] = store.owner_keys(account.id).unwrap().try_into().unwrap();
    assert_eq!(account.public, OwnerPublic::Address(owner.parse().unwrap()));
    assert_eq!((account.kind, account.former_keys), (OwnerKind::Passphrase, 0));
    assert_eq!(
        (key.public, key.kind, key.kept_in),
        (account.public, account.kind, account.kept_in)
    );
    assert_eq!((key.created_at, key.tested_at, key.backed_up_at), (5, None, None));
    assert!(store.forget_owner_key(key.id).is_err(), "it owns its account");
}

#[test]
fn a_store_of_layout_4_gets_an_empty_address_book_and_no_ceilings() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("latchkey.db");
    let mut connection = Connection::open(&path).unwrap();
    run(&mut connection, &path, &STEPS[..4]).unwrap();
    connection.execute("INSERT INTO setting VALUES ('mcp-port', '4000')", []).unwrap();
    drop(connection);
    let store = SqliteStore::open(&path).unwrap();
    assert_eq!((store.contacts().unwrap(), store.ceilings().unwrap()), (vec![], vec![]));
    let new = Contact { id: 0, name: "Landlord".into(), address: Address::repeat_byte(1) };
    let kept = store.create_contact(&new).unwrap();
    drop(store);
    let again = SqliteStore::open(&path).unwrap();
    assert_eq!(again.contacts().unwrap(), [kept]);
    assert_eq!(again.setting(Setting::McpPort).unwrap().as_deref(), Some("4000"));
}

#[test]
fn keys_of_layout_5_have_no_off_switch_and_can_be_given_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("latchkey.db");
    let mut connection = Connection::open(&path).unwrap();
    run(&mut connection, &path, &STEPS[..5]).unwrap();
    let rows = "INSERT INTO account (id, name, spec, address, vault_id, kept_in, created_at)
            VALUES (1, 'Main', '{}', zeroblob(20), 'v', '{}', 1);
        INSERT INTO agent VALUES (1, 'bot', zeroblob(32), 1, NULL, 0);
        INSERT INTO session_key (id, name, account_id, agent_id, session, permission_id, policies,
            functions, granted_at) VALUES (7, 'Rent', 1, 1, zeroblob(20), x'01020304', '[]', '[]', 5);
        INSERT INTO approval VALUES (7, '1', 0, 1, x'00', NULL);";
    connection.execute_batch(rows).unwrap();
    drop(connection);
    let store = SqliteStore::open(&path).unwrap();
    assert_eq!((store.keys().unwrap().len(), store.kills(1).unwrap()), (1, vec![]));
    drop(store);
    let connection = Connection::open(&path).unwrap();
    let kill = "INSERT INTO prepared_kill (key_id, chain_id, ends, operation, made_for, made_at)
        VALUES (7, '1', '\"oneKey\"', '{}', '{}', 5)";
    connection.execute(kill, []).unwrap();
    connection.execute("DELETE FROM prepared_kill", []).expect_err("its key may be live");
    connection
        .execute("UPDATE prepared_kill SET made_at = 6", [])
        .expect_err("it is what was signed");
    connection.execute("UPDATE approval SET ended_at_block = '9'", []).unwrap();
    connection.execute("DELETE FROM prepared_kill", []).unwrap();
}

#[test]
fn a_step_that_fails_leaves_the_layout_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("latchkey.db");
    let mut connection = Connection::open(&path).unwrap();
    let steps = [STEPS[0], "CREATE TABLE half (x); CREATE TABLE half (x);"];
    run(&mut connection, &path, &steps).unwrap_err();
    let tables: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).unwrap();
    assert_eq!((version(&connection), tables), (0, 0), "not even the first step stays");
}

#[test]
fn many_that_open_a_new_file_at_once_make_one_layout() {
    for _ in 0..10 {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("latchkey.db");
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| SqliteStore::open(&path).unwrap());
            }
        });
        assert_eq!(version(&Connection::open(&path).unwrap()), known());
    }
}

#[test]
fn keys_of_layout_1_are_of_the_vault_and_sign_by_their_address() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("latchkey.db");
    let mut connection = Connection::open(&path).unwrap();
    // This app knows more than that, so it is content with it.
    run(&mut connection, &path, &STEPS[..1]).unwrap();
    let rows = "INSERT INTO account VALUES (1, 'Main', '{}', zeroblob(20), 'v', '{}', 1);
        INSERT INTO agent VALUES (1, 'bot', zeroblob(32), 1, NULL, 0);
        INSERT INTO session_key VALUES
            (7, 'Rent', 1, 1, x'0101010101010101010101010101010101010101', x'01020304', '[]', '[]', 5);";
    connection.execute_batch(rows).unwrap();
    drop(connection);
    let key = SqliteStore::open(&path).unwrap().key(7).unwrap().unwrap();
    assert_eq!(key.session, SessionSigner::Ecdsa(Address::repeat_byte(1)));
    assert_eq!((key.holder, key.granted_at), (Holder::Vault, 5));
}
