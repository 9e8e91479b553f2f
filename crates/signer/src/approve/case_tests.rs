//! From a request through the right passphrase to a verdict that a contract would accept.

use alloy_primitives::{Address, Bytes};
use latchkey_core::{
    account::Owner,
    approval::{OwnerKind, Purpose, STOP_MARK_FILE, StopMark, Verdict},
    kernel::signature::recover_personal_sign,
    permission::{Permission, SessionSigner},
    plan::{Kill, asked_kills, granted_kills},
};

use super::*;
use crate::{
    fixtures::{self, CHEAP, PASSPHRASE},
    owner::script::Script,
    vault::EntryId,
};

fn approve(request: ApprovalRequest, vaults: Vaults, passphrase: &str) -> Result<Verdict, Refused> {
    let mut opened = Case::new(request)?.open(vaults.with_cost(CHEAP))?;
    let approved = opened.run(&Script::typing(&[passphrase; 5]))?;
    approved.commit(opened, "r-1".into())
}

#[test]
fn a_grant_is_signed_over_its_root_and_its_key_is_kept() {
    let data = tempfile::tempdir().unwrap();
    let (vaults, owner) = fixtures::vault_with_owner(data.path());
    let mut opened = Case::new(fixtures::grant(owner)).unwrap().open(vaults).unwrap();
    let approved = opened.run(&Script::typing(&[PASSPHRASE])).unwrap();
    let verdict = approved.commit(opened, "r-1".into()).unwrap();
    let Verdict::Granted { root, enable_signatures, permission_id, session, .. } = verdict else {
        panic!("{verdict:?}")
    };
    let [signature] = enable_signatures.as_slice() else { panic!() };
    assert_eq!(recover_personal_sign(root, &signature[..65]), Ok(owner));
    assert_eq!((&signature[65..97], signature.len()), (root.as_slice(), 161));
    let SessionSigner::Ecdsa(session) = session else { panic!("{session:?}") };
    let permission = Permission::ecdsa(fixtures::policies(), session);
    assert_eq!(permission.id(), permission_id);
}

/// What an operation's signature approves, as the validator would say.
fn approves(kill: &Kill, signature: &Bytes, owner: Address) -> bool {
    let hash = kill.leaf.operation.hash(kill.leaf.entry_point, kill.leaf.chain_id);
    let signature = latchkey_core::approval_tree::OwnerSignature::parse(signature).unwrap();
    signature.approves(hash, owner).is_ok()
}

#[test]
fn a_grant_signs_the_off_switch_of_the_key_that_is_made_for_it() {
    let data = tempfile::tempdir().unwrap();
    let (vaults, owner) = fixtures::vault_with_owner(data.path());
    let mut ask = fixtures::switched_ask(owner, 3);
    ask.leaves[1].kill = None;
    let request = fixtures::request(Ask::Grant(Box::new(ask.clone())));
    let verdict = approve(request, vaults, PASSPHRASE).unwrap();
    let Verdict::Granted { enable_signatures, kill_signatures, session, .. } = verdict else {
        panic!("{verdict:?}")
    };
    let SessionSigner::Ecdsa(session) = session else { panic!("{session:?}") };
    let kills = granted_kills(&ask, &Permission::ecdsa(ask.policies.clone(), session));
    assert_eq!(enable_signatures.len(), 3);
    assert_eq!(kill_signatures.iter().map(Vec::len).collect::<Vec<_>>(), [8, 0, 8]);
    for (kills, signatures) in kills.iter().zip(&kill_signatures) {
        assert!(kills.iter().zip(signatures).all(|(kill, sig)| approves(kill, sig, owner)));
    }
    let (mine, other) = (&kill_signatures[0], &kills[2]);
    assert!(!approves(&other[0], &mine[0], owner), "each is for its own network");
}

#[test]
fn off_switches_are_signed_anew() {
    let data = tempfile::tempdir().unwrap();
    let (vaults, owner) = fixtures::vault_with_owner(data.path());
    let ask = fixtures::kills_ask(owner, 2, 2);
    let verdict = approve(fixtures::kills(owner, 2, 2), vaults, PASSPHRASE).unwrap();
    let Verdict::KillsSigned { signatures, .. } = verdict else { panic!("{verdict:?}") };
    let kills = asked_kills(&ask);
    assert_eq!((kills.len(), signatures.len()), (16, 16));
    assert!(kills.iter().zip(&signatures).all(|(a, sig)| approves(&a.kill, sig, owner)));
}

#[test]
fn a_key_that_could_disarm_its_off_switch_gets_none() {
    let owner = Address::repeat_byte(3);
    let mut ask = fixtures::switched_ask(owner, 1);
    ask.policies.remove(0);
    let refused = Case::new(fixtures::request(Ask::Grant(Box::new(ask)))).unwrap_err();
    assert_eq!(refused.reason, Refusal::Malformed);
    assert!(refused.message.contains("limit its calls"), "{}", refused.message);
}

#[test]
fn a_wrong_passphrase_signs_nothing_and_keeps_nothing() {
    let data = tempfile::tempdir().unwrap();
    let (vaults, owner) = fixtures::vault_with_owner(data.path());
    let refused = approve(fixtures::grant(owner), vaults, "correct horse batterz").unwrap_err();
    assert_eq!(refused.reason, Refusal::WrongPassphrase);
}

#[test]
fn stopping_signs_the_operation_hash() {
    for purpose in [Purpose::Revoke, Purpose::StopAll] {
        let data = tempfile::tempdir().unwrap();
        let (vaults, owner) = fixtures::vault_with_owner(data.path());
        let request = fixtures::ending(owner, purpose);
        let Ask::Operations(ask) = request.ask.clone() else { panic!() };
        let op = &ask.operations[0];
        let hash = op.operation.hash(op.entry_point, op.chain_id);
        let verdict = approve(request, vaults, PASSPHRASE).unwrap();
        let Verdict::Signed { root, signatures, .. } = verdict else { panic!("{verdict:?}") };
        assert_eq!(root, hash, "one leaf is its own root");
        assert_eq!(recover_personal_sign(hash, &signatures[0][..65]), Ok(owner));
    }
}

#[test]
fn a_new_owner_key_opens_with_its_passphrase_afterwards() {
    let data = tempfile::tempdir().unwrap();
    let none = || Vaults::of(Err(crate::vault::VaultError::Absent("no bus".into())), data.path());
    let verdict = approve(fixtures::create_owner(), none(), PASSPHRASE).unwrap();
    let Verdict::OwnerCreated { vault_id, public, kind, kept_in, .. } = verdict else { panic!() };
    let address = public.address().unwrap();
    assert_eq!(kind, OwnerKind::Passphrase);
    assert_eq!(kept_in, KeptIn::SealedFile);
    assert_eq!(vault_id, format!("owner:0x{}", hex::encode(address)));
    assert!(approve(fixtures::grant(address), none(), PASSPHRASE).is_ok());
    let short = approve(fixtures::create_owner(), none(), "123456789").unwrap_err();
    assert_eq!(short.reason, Refusal::VaultUnavailable);
}

#[test]
fn an_owner_that_is_not_here_is_unknown_and_a_silent_vault_is_unavailable() {
    let data = tempfile::tempdir().unwrap();
    let (vaults, _) = fixtures::vault_with_owner(data.path());
    let stranger = Address::repeat_byte(7);
    let refused = approve(fixtures::grant(stranger), vaults, PASSPHRASE).unwrap_err();
    assert_eq!(refused.reason, Refusal::UnknownOwner);
    let locked = crate::vault::VaultError::Locked("no prompter".into());
    let vaults = Vaults::of(Err(locked), data.path());
    let refused = approve(fixtures::grant(stranger), vaults, PASSPHRASE).unwrap_err();
    assert_eq!(refused.reason, Refusal::VaultUnavailable);
}

#[test]
fn requests_that_contradict_their_bytes_are_never_shown() {
    let owner = Address::repeat_byte(3);
    let mut ask = fixtures::grant_ask(owner);
    ask.account.owner = Owner::MultiChainEcdsa(Address::repeat_byte(4));
    let refused = Case::new(fixtures::request(Ask::Grant(Box::new(ask)))).unwrap_err();
    assert_eq!(refused.reason, Refusal::Unsafe);
    let mut request = fixtures::ending(owner, Purpose::StopAll);
    let Ask::Operations(ask) = &mut request.ask else { panic!() };
    ask.operations[0].operation.call_data = fixtures::transfer(fixtures::BOB, 1);
    assert_eq!(Case::new(request).unwrap_err().reason, Refusal::Malformed);
}

#[test]
fn the_sheet_shows_addresses_and_root_in_full() {
    use crate::window::sheet::{Span, Value};
    let owner = Address::repeat_byte(3);
    let case = Case::new(fixtures::grant(owner)).unwrap();
    let Work::Grant { tree, made: Some(session), .. } = &case.work else { panic!() };
    let sheet = case.sheet();
    let shown: Vec<Value> = sheet.facts.iter().map(|row| row.value.clone()).collect();
    assert!(shown.iter().any(|v| matches!(v, Value::Hash(hash, _) if *hash == tree.root())));
    for address in [session.address(), fixtures::account(owner).address(), owner] {
        assert!(shown.iter().any(|v| matches!(v, Value::Address(a, _) if *a == address)));
    }
    assert!(sheet.sentence.contains(&Span::Address(fixtures::BOB)), "{:?}", sheet.sentence);
    let text = format!("{sheet:?}");
    assert!(!text.contains(&hex::encode(session.to_bytes())));
}

fn run(request: ApprovalRequest, vaults: Vaults, script: &Script) -> Result<Verdict, Refused> {
    let mut opened = Case::new(request)?.open(vaults)?;
    let approved = opened.run(script)?;
    approved.commit(opened, "r-1".into())
}

fn choosing(place: usize, typed: &[&str]) -> Script {
    let script = Script::typing(typed);
    script.choices.borrow_mut().push_back(place);
    script
}

#[test]
fn a_key_is_removed_by_its_own_passphrase_or_by_words_and_by_nothing_else() {
    use crate::owner::removal::REMOVAL_WORDS;
    for (place, typed) in [(0, PASSPHRASE), (1, REMOVAL_WORDS)] {
        for right in [true, false] {
            let data = tempfile::tempdir().unwrap();
            let (vaults, [owner, other]) = fixtures::vault_with_two_owners(data.path());
            let script = choosing(place, &[if right { typed } else { "remove it" }; 5]);
            let mut opened =
                Case::new(fixtures::remove_owner(owner, &[other])).unwrap().open(vaults).unwrap();
            let done = opened.run(&script);
            assert_eq!(done.is_ok(), right, "{place} {right}");
            assert!(opened.vaults.get(EntryId::Owner(owner)).unwrap().is_some(), "not yet");
            if let Ok(approved) = done {
                let verdict = approved.commit(opened, "r-1".into());
                assert!(matches!(verdict, Ok(Verdict::OwnerRemoved { .. })), "{verdict:?}");
            }
        }
    }
}

#[test]
fn what_is_removed_is_gone_and_the_other_key_stays() {
    let data = tempfile::tempdir().unwrap();
    let none = || Vaults::of(Err(crate::vault::VaultError::Absent("no bus".into())), data.path());
    let make = || {
        let verdict = approve(fixtures::create_owner(), none(), PASSPHRASE).unwrap();
        let Verdict::OwnerCreated { public, .. } = verdict else { panic!("{verdict:?}") };
        public.address().unwrap()
    };
    let (owner, other) = (make(), make());
    let script = choosing(0, &[PASSPHRASE]);
    let verdict = run(fixtures::remove_owner(owner, &[other]), none().with_cost(CHEAP), &script);
    assert!(matches!(verdict, Ok(Verdict::OwnerRemoved { .. })), "{verdict:?}");
    assert!(none().get(EntryId::Owner(other)).unwrap().is_some());
    let left = std::fs::read_dir(data.path().join("vault")).unwrap().count();
    assert_eq!(left, 1, "one file, of the other key");
    assert!(approve(fixtures::grant(other), none(), PASSPHRASE).is_ok());
    assert!(approve(fixtures::grant(owner), none(), PASSPHRASE).is_err());
}

#[test]
fn the_last_key_of_an_account_stays_whatever_the_asker_says() {
    let data = tempfile::tempdir().unwrap();
    let (vaults, owner) = fixtures::vault_with_owner(data.path());
    for others in [vec![], vec![owner]] {
        let refused = Case::new(fixtures::remove_owner(owner, &others)).unwrap_err();
        assert_eq!(refused.reason, Refusal::Unsafe);
    }
    // Another key is named, and this vault does not hold it.
    let case = Case::new(fixtures::remove_owner(owner, &[fixtures::BOB])).unwrap();
    let refused = case.open(vaults).unwrap_err();
    assert_eq!(refused.reason, Refusal::Unsafe);
    assert!(refused.message.contains("no other owner key"), "{}", refused.message);
}

#[test]
fn a_key_that_can_do_everything_takes_the_words_and_the_passphrase() {
    let data = tempfile::tempdir().unwrap();
    for (typed, granted) in [
        (vec![latchkey_core::lint::UNLOCK_WORDS, PASSPHRASE], true),
        (vec![PASSPHRASE, PASSPHRASE], false),
        (vec!["this key can take", PASSPHRASE], false),
        (vec![latchkey_core::lint::UNLOCK_WORDS], false),
    ] {
        let (vaults, owner) = fixtures::vault_with_owner(data.path());
        let verdict = run(fixtures::everything(owner), vaults, &Script::typing(&typed));
        assert_eq!(
            matches!(verdict, Ok(Verdict::Granted { .. })),
            granted,
            "{typed:?} {verdict:?}"
        );
    }
    let case = Case::new(fixtures::everything(Address::repeat_byte(3))).unwrap();
    assert_eq!(case.sheet().warnings[0].tone, crate::window::sheet::Tone::Stop);
    // What stops for another reason is unlocked by nothing.
    let mut request = fixtures::everything(Address::repeat_byte(3));
    let Ask::Grant(ask) = &mut request.ask else { panic!("a grant") };
    ask.account.owner = Owner::MultiChainEcdsa(Address::repeat_byte(4));
    assert_eq!(Case::new(request).unwrap_err().reason, Refusal::Unsafe);
}

#[test]
fn a_single_chain_owner_validator_gets_the_bare_signature() {
    let data = tempfile::tempdir().unwrap();
    let (vaults, owner) = fixtures::vault_with_owner(data.path());
    let mut ask = fixtures::grant_ask(owner);
    ask.account.owner = Owner::Ecdsa(owner);
    let verdict = approve(fixtures::request(Ask::Grant(Box::new(ask))), vaults, PASSPHRASE);
    let Ok(Verdict::Granted { root, enable_signatures, .. }) = verdict else { panic!() };
    assert_eq!(enable_signatures[0].len(), 65);
    assert_eq!(recover_personal_sign(root, &enable_signatures[0]), Ok(owner));
}

/// The mark of [`fixtures::reopen`] in a data folder.
fn stopped(data: &std::path::Path) -> std::path::PathBuf {
    let mark = data.join(STOP_MARK_FILE);
    std::fs::write(&mark, fixtures::stop_mark().to_bytes()).unwrap();
    mark
}

#[test]
fn an_owner_who_proved_himself_takes_the_stop_away_and_nothing_else_does() {
    let data = tempfile::tempdir().unwrap();
    let (vaults, owner) = fixtures::vault_with_owner(data.path());
    let mark = stopped(data.path());
    let refused = approve(fixtures::reopen(owner), vaults, "correct horse batterz").unwrap_err();
    assert_eq!(refused.reason, Refusal::WrongPassphrase);
    assert!(mark.is_file(), "a wrong passphrase leaves it");

    let (vaults, owner) = fixtures::vault_with_owner(data.path());
    let tested = fixtures::care(owner)[4].clone();
    assert!(matches!(approve(tested, vaults, PASSPHRASE), Ok(Verdict::OwnerTested { .. })));
    assert!(mark.is_file(), "a plain test of the key leaves it");

    let (vaults, owner) = fixtures::vault_with_owner(data.path());
    let verdict = approve(fixtures::reopen(owner), vaults, PASSPHRASE).unwrap();
    assert_eq!(verdict, Verdict::Reopened { request_id: "r-1".into() });
    assert!(!mark.exists());
}

#[test]
fn a_stop_that_came_after_the_question_stays() {
    let data = tempfile::tempdir().unwrap();
    let (vaults, owner) = fixtures::vault_with_owner(data.path());
    let none = approve(fixtures::reopen(owner), vaults, PASSPHRASE).unwrap_err();
    assert!(none.message.contains("Nothing was changed"), "{}", none.message);

    let (vaults, owner) = fixtures::vault_with_owner(data.path());
    let mark = stopped(data.path());
    let mut opened = Case::new(fixtures::reopen(owner)).unwrap().open(vaults).unwrap();
    let approved = opened.run(&Script::typing(&[PASSPHRASE])).unwrap();
    let again = StopMark { id: "stop-2".to_owned(), ..fixtures::stop_mark() };
    std::fs::write(&mark, again.to_bytes()).unwrap();
    assert!(approved.commit(opened, "r-1".into()).is_err());
    assert_eq!(std::fs::read(&mark).unwrap(), again.to_bytes());
}
