//! Approving with a Ledger of ours: every state it can be in, and every way it can go wrong.

use alloy_primitives::{B256, hex};
use latchkey_core::{
    approval::{OwnerKind, OwnerPublic},
    kernel::signature::recover_personal_sign,
};

use super::{
    fake::{FakeLedger, Person},
    *,
};
use crate::{
    owner::{
        DeviceState,
        script::{OnShow, Script},
    },
    vault::{Vaults, memory::MemoryVault},
};

const ROOT: B256 =
    B256::new(hex!("0123456789abcdef00112233445566778899aabbccddeeffdeadbeef01020304"));

fn owner(fake: &FakeLedger, index: u32) -> LedgerOwner {
    let address = fake.key(index).address();
    LedgerOwner { entry: Entry { address, index }, link: Box::new(fake.clone()) }
}

fn approve(fake: &FakeLedger, talk: &Script) -> Result<[u8; 65], OwnerError> {
    let signing = Signing { root: ROOT, challenge: ROOT, title: "Grant" };
    match owner(fake, 1).approve(&signing, talk)? {
        OwnerSignature::Ecdsa(bytes) => Ok(*bytes),
        OwnerSignature::WebAuthn(_) => panic!("a Ledger signs by ECDSA"),
    }
}

fn states(talk: &Script) -> Vec<DeviceState> {
    talk.shown.borrow().clone()
}

#[test]
fn an_approval_is_the_devices_signature_over_what_the_sheet_shows() {
    let (fake, talk) = (FakeLedger::new(), Script::default());
    let signature = approve(&fake, &talk).unwrap();
    assert_eq!(recover_personal_sign(ROOT, &signature), Ok(fake.key(1).address()));
    let lines = grouped(ROOT).to_vec();
    let confirm = DeviceState::Confirm { name: "your Ledger".to_owned(), lines: lines.clone() };
    assert_eq!(states(&talk), [confirm, DeviceState::Verifying]);
    let on_device = fake.state().shown.clone();
    assert_eq!(on_device, [format!("0x{}", lines.concat().replace(' ', ""))]);
    let heard: Vec<(u8, u8)> = fake.state().heard.iter().map(|c| (c[0], c[1])).collect();
    assert_eq!(heard, [(0xb0, 1), (0xe0, 2), (0xe0, 8)], "the address is read before it is asked");
}

#[test]
fn old_apps_show_a_hash_and_so_does_the_sheet() {
    let (fake, talk) = (FakeLedger::new(), Script::default());
    fake.state().version = "1.9.18";
    approve(&fake, &talk).unwrap();
    let lines = grouped(shown(ROOT, AppVersion(1, 9, 18))).to_vec();
    assert_ne!(lines, grouped(ROOT));
    assert_eq!(states(&talk)[0], DeviceState::Confirm { name: "your Ledger".to_owned(), lines });
}

#[test]
fn both_forms_of_a_signature_come_out_low_and_named() {
    let (fake, talk) = (FakeLedger::new(), Script::default());
    let usual = approve(&fake, &talk).unwrap();
    fake.state().twisted = true;
    assert_eq!(approve(&fake, &talk).unwrap(), usual);
}

/// Runs `mend` as soon as `state` is shown.
fn mended(fake: &FakeLedger, state: fn(&DeviceState) -> bool, mend: fn(&FakeLedger)) -> Script {
    let fake = fake.clone();
    let talk = Script::default();
    talk.on_show.replace(Some(OnShow(Box::new(move |shown| {
        if state(shown) {
            mend(&fake);
        }
    }))));
    talk
}

#[test]
fn each_state_a_person_can_mend_is_shown_and_waited_out() {
    type Case = (fn(&FakeLedger), fn(&DeviceState) -> bool, fn(&FakeLedger));
    let cases: [Case; 4] = [
        (
            |f| f.state().plugged = false,
            |s| matches!(s, DeviceState::Insert { .. }),
            |f| f.state().plugged = true,
        ),
        (
            |f| f.state().locked = true,
            |s| matches!(s, DeviceState::Unlock { .. }),
            |f| f.state().locked = false,
        ),
        (
            |f| f.state().app = "BOLOS",
            |s| matches!(s, DeviceState::OpenApp { app: "Ethereum", .. }),
            |f| f.state().app = "Ethereum",
        ),
        (
            |f| f.state().person = Person::PullsThePlug,
            |s| matches!(s, DeviceState::Unplugged { .. }),
            |f| f.state().plugged = true,
        ),
    ];
    for (spoil, state, mend) in cases {
        let fake = FakeLedger::new();
        spoil(&fake);
        let talk = mended(&fake, state, mend);
        let signature = approve(&fake, &talk).unwrap();
        assert_eq!(recover_personal_sign(ROOT, &signature), Ok(fake.key(1).address()));
        let shown = states(&talk);
        assert!(shown.iter().any(state), "{shown:?}");
        assert_eq!(shown.last(), Some(&DeviceState::Verifying));
    }
}

#[test]
fn a_refusal_on_the_device_is_the_persons() {
    let (fake, talk) = (FakeLedger::new(), Script::default());
    fake.state().person = Person::Refuses;
    let refused = approve(&fake, &talk).unwrap_err();
    assert!(matches!(&refused, OwnerError::Declined(why) if why.contains("refused on the Ledger")));
}

#[test]
fn another_ledger_is_never_asked_to_sign() {
    let (fake, talk) = (FakeLedger::new(), Script::default());
    let mut key = owner(&fake, 1);
    fake.state().seed = 8;
    let signing = Signing { root: ROOT, challenge: ROOT, title: "Grant" };
    let error = key.approve(&signing, &talk).unwrap_err().to_string();
    assert!(error.contains("another key"), "{error}");
    assert!(fake.state().heard.iter().all(|command| command[1] != 8), "it was asked to sign");
}

#[test]
fn a_signature_of_another_key_and_garbage_are_thrown_away() {
    let fake = FakeLedger::new();
    fake.state().signs_as = Some(3);
    let error = approve(&fake, &Script::default()).unwrap_err().to_string();
    assert!(error.contains("nothing of it is used"), "{error}");
    let fake = FakeLedger::new();
    fake.state().garbled = true;
    let error = approve(&fake, &Script::default()).unwrap_err();
    assert_eq!(error, OwnerError::Device(LinkError::Garbled.to_string()));
}

#[test]
fn ending_the_request_ends_the_wait() {
    let spoils: [fn(&FakeLedger); 3] = [
        |f| f.state().person = Person::Away,
        |f| f.state().locked = true,
        |f| f.state().plugged = false,
    ];
    for spoil in spoils {
        let fake = FakeLedger::new();
        spoil(&fake);
        let talk = Script::default();
        talk.ends_when_shown.set(true);
        assert_eq!(approve(&fake, &talk).unwrap_err(), OwnerError::Cancelled);
    }
}

#[test]
fn enrolling_takes_the_chosen_address_once_the_device_confirms_it() {
    let data = tempfile::tempdir().unwrap();
    let vaults = Vaults::of(Ok(Box::new(MemoryVault::default())), data.path());
    let (mut fake, talk) = (FakeLedger::new(), Script::default());
    talk.choices.borrow_mut().push_back(2);
    let enrolled = enrol_over(&mut fake, &talk).unwrap();
    let address = fake.key(2).address();
    assert_eq!(enrolled.public, OwnerPublic::Address(address));
    assert_eq!((enrolled.kind, enrolled.id), (OwnerKind::Ledger, EntryId::Ledger(address)));
    assert_eq!(fake.state().shown, [address.to_checksum(None)]);
    vaults.put(enrolled.id, &enrolled.entry).unwrap();
    let found = LedgerOwner::find(address, &vaults).unwrap();
    assert_eq!((found.entry.index, found.describe().kept_in), (2, KeptIn::Device));
    Box::new(found).remove(&vaults).unwrap();
    assert_eq!(LedgerOwner::find(address, &vaults).unwrap_err(), OwnerError::Unknown);
}

#[test]
fn an_address_that_is_refused_on_the_device_is_not_enrolled() {
    let (mut fake, talk) = (FakeLedger::new(), Script::default());
    fake.state().person = Person::Refuses;
    talk.choices.borrow_mut().push_back(0);
    assert!(matches!(enrol_over(&mut fake, &talk), Err(OwnerError::Declined(_))));
    let silent = Script::default();
    assert!(matches!(enrol_over(&mut fake, &silent), Err(OwnerError::Cancelled)));
}

#[test]
fn a_look_at_the_device_asks_nobody() {
    let fake = FakeLedger::new();
    let mut key = owner(&fake, 0);
    assert_eq!(key.probe(), Probe::Ready);
    fake.state().locked = true;
    assert_eq!(key.probe(), Probe::Locked);
    fake.state().plugged = false;
    assert_eq!(key.probe(), Probe::Insert);
    assert!(fake.state().shown.is_empty());
}
