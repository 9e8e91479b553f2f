//! Session mode: order, scope, policies.

use alloy_primitives::{Address, B256, FixedBytes, U256};
use latchkey_core::{
    approval::{OwnerPublic, STOP_MARK_FILE},
    chain::ENTRY_POINT_07,
    kernel::{nonce, signature::recover_personal_sign},
    user_op::UserOperation,
};

use super::*;
use crate::{fixtures, key::SigningKey};

const NOW: u64 = 1_795_165_200;

/// A session with one loaded key.
struct Setup {
    session: Session,
    key: SessionKeyRef,
    signer: Address,
    data: tempfile::TempDir,
}

fn unopened() -> Setup {
    let data = tempfile::tempdir().unwrap();
    let (vaults, owner) = fixtures::vault_with_owner(data.path());
    let stop = StopFile::in_data_folder(data.path());
    let account = fixtures::account(owner).address();
    let secret = SigningKey::generate().unwrap();
    let signer = secret.address();
    let entry = SessionEntry::new(
        secret,
        account,
        OwnerPublic::Address(owner),
        vec![fixtures::CHAIN],
        fixtures::policies(),
    );
    let key = SessionKeyRef { account, permission_id: entry.permission_id() };
    vaults.put(entry.id(), &entry.to_bytes().unwrap()).unwrap();
    Setup { session: Session::new(move || vaults, stop), key, signer, data }
}

fn open() -> Setup {
    let mut setup = unopened();
    let keys = vec![setup.key.clone()];
    let reply = setup.session.answer(SessionRequest::Open { version: PROTOCOL_VERSION, keys });
    let loaded = vec![setup.key.clone()];
    assert_eq!(reply, SessionReply::Loaded { loaded, missing: vec![] });
    setup
}

impl Setup {
    fn operation(&self, to: Address, amount: u64) -> UserOperation {
        let key = nonce::default_key(self.key.permission_id, 0);
        let call_data = fixtures::transfer(to, amount);
        let nonce = nonce::full(key, 0);
        UserOperation { nonce, ..fixtures::operation(self.key.account, call_data) }
    }

    fn sign(&mut self, operation: UserOperation) -> SessionReply {
        self.sign_at(operation, fixtures::CHAIN, NOW)
    }

    fn sign_at(&mut self, operation: UserOperation, chain_id: u64, now: u64) -> SessionReply {
        self.session.answer(SessionRequest::Sign {
            id: 5,
            key: self.key.clone(),
            chain_id,
            entry_point: ENTRY_POINT_07,
            now_unix_secs: now,
            operation: Box::new(operation),
        })
    }
}

fn reason(reply: &SessionReply) -> SessionRefusal {
    match reply {
        SessionReply::Refused { reason, .. } => *reason,
        SessionReply::Loaded { .. }
        | SessionReply::Signed { .. }
        | SessionReply::Forgotten { .. } => panic!("{reply:?}"),
    }
}

#[test]
fn an_operation_inside_the_policies_is_signed_over_its_own_hash() {
    let mut setup = open();
    let operation = setup.operation(fixtures::BOB, 25_000_000);
    let hash: B256 = operation.hash(ENTRY_POINT_07, fixtures::CHAIN);
    let SessionReply::Signed { id: 5, signature } = setup.sign(operation) else { panic!() };
    assert_eq!((signature.len(), signature[0]), (66, 0xff));
    assert_eq!(recover_personal_sign(hash, &signature[1..]), Ok(setup.signer));
}

#[test]
fn the_enabling_operation_gets_the_inner_signature_only() {
    let mut setup = open();
    let mut operation = setup.operation(fixtures::BOB, 1);
    operation.nonce = nonce::full(nonce::enable_key(setup.key.permission_id, 0), 0);
    assert!(matches!(setup.sign(operation), SessionReply::Signed { .. }));
}

#[test]
fn too_much_or_to_somebody_else_is_outside_the_policies() {
    let mut setup = open();
    for (to, amount) in [(fixtures::BOB, 25_000_001), (Address::repeat_byte(1), 1)] {
        let operation = setup.operation(to, amount);
        let reply = setup.sign(operation);
        assert_eq!(reason(&reply), SessionRefusal::OutsidePolicies, "{reply:?}");
    }
    let operation = setup.operation(fixtures::BOB, 1);
    let late = setup.sign_at(operation, fixtures::CHAIN, 1_795_251_601);
    assert_eq!(reason(&late), SessionRefusal::OutsidePolicies, "after its end");
}

#[test]
fn another_account_chain_entry_point_or_key_is_out_of_scope() {
    let mut setup = open();
    let good = setup.operation(fixtures::BOB, 1);
    let other_chain = setup.sign_at(good.clone(), 1, NOW);
    assert_eq!(reason(&other_chain), SessionRefusal::WrongScope);
    let foreign = UserOperation { sender: Address::repeat_byte(9), ..good.clone() };
    assert_eq!(reason(&setup.sign(foreign)), SessionRefusal::WrongScope);
    let owner_nonce = UserOperation { nonce: U256::ZERO, ..good.clone() };
    assert_eq!(reason(&setup.sign(owner_nonce)), SessionRefusal::WrongScope);
    let key = nonce::default_key(FixedBytes([9; 4]), 0);
    let other_key = UserOperation { nonce: nonce::full(key, 0), ..good.clone() };
    assert_eq!(reason(&setup.sign(other_key)), SessionRefusal::WrongScope);
    let signed = UserOperation { signature: vec![1].into(), ..good.clone() };
    assert_eq!(reason(&setup.sign(signed)), SessionRefusal::Malformed);
    let reply = setup.session.answer(SessionRequest::Sign {
        id: 5,
        key: setup.key.clone(),
        chain_id: fixtures::CHAIN,
        entry_point: Address::repeat_byte(1),
        now_unix_secs: NOW,
        operation: Box::new(good),
    });
    assert_eq!(reason(&reply), SessionRefusal::WrongScope);
}

#[test]
fn nothing_works_before_open_and_open_works_once() {
    let mut setup = unopened();
    let operation = setup.operation(fixtures::BOB, 1);
    assert_eq!(reason(&setup.sign(operation)), SessionRefusal::Malformed);
    let key = setup.key.clone();
    for early in [SessionRequest::Add { key: key.clone() }, SessionRequest::Drop { key }] {
        assert_eq!(reason(&setup.session.answer(early)), SessionRefusal::Malformed);
    }
    let open = |version| SessionRequest::Open { version, keys: vec![] };
    assert_eq!(reason(&setup.session.answer(open(1))), SessionRefusal::Malformed);
    assert!(matches!(setup.session.answer(open(PROTOCOL_VERSION)), SessionReply::Loaded { .. }));
    assert_eq!(reason(&setup.session.answer(open(PROTOCOL_VERSION))), SessionRefusal::Malformed);
}

#[test]
fn a_dropped_or_missing_key_signs_nothing() {
    let mut setup = open();
    let key = setup.key.clone();
    let reply = setup.session.answer(SessionRequest::Drop { key: key.clone() });
    assert_eq!(reply, SessionReply::Loaded { loaded: vec![], missing: vec![] });
    let operation = setup.operation(fixtures::BOB, 1);
    assert_eq!(reason(&setup.sign(operation.clone())), SessionRefusal::UnknownKey);
    let unknown = SessionKeyRef { permission_id: FixedBytes([8; 4]), account: key.account };
    let reply = setup.session.answer(SessionRequest::Add { key: unknown.clone() });
    assert_eq!(reply, SessionReply::Loaded { loaded: vec![], missing: vec![unknown] });
    setup.session.answer(SessionRequest::Add { key });
    assert!(matches!(setup.sign(operation), SessionReply::Signed { .. }));
}

#[test]
fn a_forgotten_key_is_gone_from_memory_and_vault() {
    let mut setup = open();
    let key = setup.key.clone();
    for _again in 0..2 {
        let reply = setup.session.answer(SessionRequest::Forget { key: key.clone() });
        assert_eq!(reply, SessionReply::Forgotten { key: key.clone() });
    }
    let operation = setup.operation(fixtures::BOB, 1);
    assert_eq!(reason(&setup.sign(operation)), SessionRefusal::UnknownKey);
    let reply = setup.session.answer(SessionRequest::Add { key: key.clone() });
    // Without a keychain nobody knows whether it lies in one; it is not loaded either way.
    assert!(!matches!(&reply, SessionReply::Loaded { loaded, .. } if loaded.contains(&key)));
    let mut closed = unopened();
    let early = SessionRequest::Forget { key };
    assert_eq!(reason(&closed.session.answer(early)), SessionRefusal::Malformed);
}

#[test]
fn while_the_stop_mark_lies_there_nothing_opens_and_nothing_is_signed() {
    let mut setup = unopened();
    let mark = setup.data.path().join(STOP_MARK_FILE);
    std::fs::write(&mark, "").unwrap();
    let keys = vec![setup.key.clone()];
    let opened = setup.session.answer(SessionRequest::Open { version: PROTOCOL_VERSION, keys });
    assert_eq!(reason(&opened), SessionRefusal::Stopped);

    let mut setup = open();
    let mark = setup.data.path().join(STOP_MARK_FILE);
    std::fs::write(&mark, "").unwrap();
    let operation = setup.operation(fixtures::BOB, 1);
    assert_eq!(reason(&setup.sign(operation.clone())), SessionRefusal::Stopped);
    let key = setup.key.clone();
    for request in [SessionRequest::Add { key: key.clone() }, SessionRequest::Forget { key }] {
        assert_eq!(reason(&setup.session.answer(request)), SessionRefusal::Stopped);
    }
    // Even once the mark is gone: the keys went when it was seen.
    std::fs::remove_file(&mark).unwrap();
    assert_eq!(reason(&setup.sign(operation)), SessionRefusal::UnknownKey);
}
