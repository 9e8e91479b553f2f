//! Security keys as owners, against OpenSK: the whole conversation, with every way it can go wrong.

use std::{cell::RefCell, collections::VecDeque, sync::Arc, time::Duration};

use alloy_primitives::{B256, Bytes};
use latchkey_core::{
    approval::{AddLock, CreateOwner, LockKind, OwnerKind, OwnerPublic, OwnerRef},
    kernel::signature::recover_personal_sign,
    webauthn::{Assertion, Passkey},
};
use zeroize::Zeroizing;

use super::{passkey, sealed, trouble::LOCKED, *};
use crate::{
    fixtures::CHEAP,
    owner::{
        DeviceState, Enrolled, OwnerError, OwnerKey, OwnerSignature, Place, Probe, Signing, Talk,
        Wanted, add_lock_on,
    },
    transport::{
        rig::{Finger, Rival, VirtualKey},
        virtual_bus::VirtualBus,
    },
    vault::{EntryId, Vaults, memory::MemoryVault, sealed::SealedOwner},
};

const PIN: &str = "correct 1234";

type Act = (fn(&DeviceState) -> bool, Box<dyn Fn(&Person)>);

/// A person who types what is asked, and does something when something is shown.
#[derive(Default)]
struct Person {
    types: RefCell<VecDeque<&'static str>>,
    asked: RefCell<Vec<Wanted>>,
    shown: RefCell<Vec<DeviceState>>,
    acts: RefCell<VecDeque<Act>>,
    confirms: RefCell<u32>,
    gone: RefCell<bool>,
}

impl Person {
    fn typing(texts: &[&'static str]) -> Self {
        let types = texts.iter().copied().collect();
        Self { types: RefCell::new(types), ..Self::default() }
    }

    /// When this is shown next, does that, once.
    fn when(self, shown: fn(&DeviceState) -> bool, act: impl Fn(&Self) + 'static) -> Self {
        self.acts.borrow_mut().push_back((shown, Box::new(act)));
        self
    }

    fn leave(&self) {
        *self.gone.borrow_mut() = true;
    }

    fn saw(&self, shown: fn(&DeviceState) -> bool) -> bool {
        self.shown.borrow().iter().any(shown)
    }

    fn tries_shown(&self) -> Vec<(Option<u8>, bool)> {
        let asked = self.asked.borrow();
        let pin = |wanted: &Wanted| {
            let Wanted::Pin { tries_left, wrong, .. } = wanted else { return None };
            Some((*tries_left, *wrong))
        };
        asked.iter().filter_map(pin).collect()
    }
}

impl Talk for Person {
    fn show(&self, state: DeviceState) {
        self.shown.borrow_mut().push(state.clone());
        let fits = self.acts.borrow().front().is_some_and(|(shown, _)| shown(&state));
        if fits {
            let (_, act) = self.acts.borrow_mut().pop_front().unwrap();
            act(self);
        }
    }

    fn secret(&self, want: Wanted) -> Option<Zeroizing<String>> {
        self.asked.borrow_mut().push(want);
        let typed = self.types.borrow_mut().pop_front();
        typed.map(|typed| Zeroizing::new(typed.to_owned()))
    }

    fn confirm(&self) -> bool {
        *self.confirms.borrow_mut() += 1;
        !*self.gone.borrow()
    }

    fn path(&self, _place: Place) -> Option<std::path::PathBuf> {
        None
    }

    fn cancelled(&self) -> bool {
        *self.gone.borrow()
    }
}

fn touch(state: &DeviceState) -> bool {
    matches!(state, DeviceState::Touch { .. })
}

fn insert(state: &DeviceState) -> bool {
    matches!(state, DeviceState::Insert { .. })
}

fn other(state: &DeviceState) -> bool {
    matches!(state, DeviceState::OtherDevice { .. })
}

fn unplugged(state: &DeviceState) -> bool {
    matches!(state, DeviceState::Unplugged { .. })
}

fn replug(state: &DeviceState) -> bool {
    matches!(state, DeviceState::Replug { .. })
}

fn key() -> Arc<VirtualKey> {
    Arc::new(VirtualKey::plugged_in())
}

fn bus(keys: &[&Arc<VirtualKey>]) -> Box<VirtualBus> {
    Box::new(VirtualBus::of(keys.iter().map(|key| Arc::clone(key))))
}

fn ask(kind: OwnerKind) -> CreateOwner {
    CreateOwner { account_name: "Everyday".into(), kind }
}

fn vaults() -> (tempfile::TempDir, Vaults) {
    let data = tempfile::tempdir().unwrap();
    let vaults = Vaults::of(Ok(Box::new(MemoryVault::default())), data.path()).with_cost(CHEAP);
    (data, vaults)
}

fn signing(root: B256) -> Signing<'static> {
    Signing { root, challenge: root, title: "Test" }
}

/// A passkey on a key, its PIN set on the way, and the owner that uses it on `keys`.
fn passkey_on(key: &Arc<VirtualKey>, keys: &[&Arc<VirtualKey>]) -> (SecurityKeyOwner, Passkey) {
    let person = Person::typing(&[PIN]);
    let made = passkey::enrol_on(bus(&[key]).as_ref(), &ask(OwnerKind::SecurityKey), &person);
    let made = made.unwrap();
    let OwnerPublic::Passkey(public) = made.public else { panic!("a passkey") };
    assert_eq!(made.id, EntryId::Passkey(public.authenticator_id_hash));
    let (_data, vaults) = vaults();
    vaults.put(made.id, &made.entry).unwrap();
    (SecurityKeyOwner::find_on(bus(keys), &public, &vaults).unwrap(), public)
}

fn answer(signature: OwnerSignature) -> Assertion {
    match signature {
        OwnerSignature::WebAuthn(assertion) => assertion,
        OwnerSignature::Ecdsa(_) => panic!("a security key signs by WebAuthn"),
    }
}

fn sealed_on(key: &Arc<VirtualKey>, person: &Person) -> Enrolled {
    sealed::enrol_on(bus(&[key]).as_ref(), &ask(OwnerKind::SecurityKeySealed), person).unwrap()
}

fn sealed_owner(made: &Enrolled, keys: &[&Arc<VirtualKey>]) -> SealedKeyOwner {
    SealedKeyOwner::on(bus(keys), SealedOwner::from_json(&made.entry).unwrap())
}

fn device_error<T: std::fmt::Debug>(result: Result<T, OwnerError>) -> String {
    let error = result.unwrap_err();
    let OwnerError::Device(words) = error else { panic!("{error:?}") };
    words
}

mod opening;
mod passkeys;
mod pins;
