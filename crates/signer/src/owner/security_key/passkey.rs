//! A security key as the owner itself: a passkey, with PIN and touch at every approval (spec 7).
//!
//! Why PIN and touch: the WebAuthn validator takes no answer without user verification. The private
//! key never leaves the security key.
//! Refuses: keys that cannot verify the person; to store anything secret, as there is nothing.

use alloy_primitives::B256;
use latchkey_core::{
    approval::{CreateOwner, KeptIn, OwnerKind, OwnerPublic},
    webauthn::{Assertion, Flags, Passkey},
};

use super::{
    RP_ID,
    answer::{Question, check_new},
    attend::attended,
    ctap::{Credential, GET, Key, MAKE, NewCredential},
    entry::Entry,
    named,
    seek::{is_there, persist, persist_new},
    trouble::Trouble,
    unlock::{Purpose, with_pin},
};
use crate::{
    owner::{
        Described, DeviceState, Enrolled, OwnerError, OwnerKey, OwnerSignature, Probe, Signing,
        Talk,
    },
    random,
    transport::{Bus, system_bus},
    vault::{EntryId, Secret, Vaults},
};

/// A passkey owner whose credential is on a security key.
#[derive(Debug)]
pub struct SecurityKeyOwner {
    bus: Box<dyn Bus>,
    entry: Entry,
}

impl SecurityKeyOwner {
    /// Reads the entry of a passkey.
    ///
    /// # Errors
    /// [`OwnerError::Unknown`] when there is none, [`OwnerError::Vault`] when it cannot be read.
    pub fn find(passkey: &Passkey, vaults: &Vaults) -> Result<Self, OwnerError> {
        Self::find_on(system_bus(), passkey, vaults)
    }

    pub(super) fn find_on(
        bus: Box<dyn Bus>,
        passkey: &Passkey,
        vaults: &Vaults,
    ) -> Result<Self, OwnerError> {
        let found = vaults.get(EntryId::Passkey(passkey.authenticator_id_hash))?;
        let (bytes, _) = found.ok_or(OwnerError::Unknown)?;
        Ok(Self { bus, entry: Entry::read(&bytes, passkey)? })
    }

    #[cfg(test)]
    pub(super) fn entry_json(&self) -> Vec<u8> {
        self.entry.to_json()
    }
}

impl OwnerKey for SecurityKeyOwner {
    fn kind(&self) -> OwnerKind {
        OwnerKind::SecurityKey
    }

    fn describe(&self) -> Described {
        Described {
            name: named(&self.entry.label),
            protects: "The private key never leaves the security key; each approval takes its PIN and a touch.",
            does_not: "A security key has no screen: a program that draws a false sheet can ask for your touch. A lost or reset key is a lost owner unless there is a second one.",
            secret_first: true,
            kept_in: KeptIn::Device,
        }
    }

    fn probe(&mut self) -> Probe {
        match is_there(self.bus.as_ref(), &[self.entry.credential()]) {
            true => Probe::Ready,
            false => Probe::Insert,
        }
    }

    fn approve(
        &mut self,
        ask: &Signing<'_>,
        talk: &dyn Talk,
    ) -> Result<OwnerSignature, OwnerError> {
        let name = named(&self.entry.label);
        let credentials = [self.entry.credential()];
        let [credential] = &credentials;
        let passkey = *self.entry.passkey();
        let once = |key: &mut Key, _| {
            let asked = Asked { name: &name, credential, passkey: &passkey };
            asked.sign(key, ask.challenge, talk)
        };
        persist(self.bus.as_ref(), (&credentials, &name), talk, once).map(OwnerSignature::WebAuthn)
    }

    fn remove(self: Box<Self>, vaults: &Vaults) -> Result<(), OwnerError> {
        Ok(vaults.remove(EntryId::Passkey(self.entry.passkey().authenticator_id_hash))?)
    }
}

/// One credential that is to answer.
struct Asked<'a> {
    name: &'a str,
    credential: &'a Credential,
    passkey: &'a Passkey,
}

impl Asked<'_> {
    /// PIN, touch, checks.
    fn sign(&self, key: &mut Key, challenge: B256, talk: &dyn Talk) -> Result<Assertion, Trouble> {
        let purpose = Purpose { permissions: GET, rp_id: &self.credential.rp_id, name: self.name };
        let pin = with_pin(key, purpose, talk)?;
        let question = Question::about(challenge);
        let (credential, hash) = (self.credential, question.hash);
        let answer =
            attended(key, self.name, talk, |key| key.sign(credential, &hash, Some(&pin), None))?;
        talk.show(DeviceState::Verifying);
        question.check(answer, self.credential, self.passkey)
    }
}

/// Makes a credential on the one key that is plugged in, or waits for one.
///
/// # Errors
/// [`OwnerError`]; nothing is stored either way.
pub(super) fn enrol_on(
    bus: &dyn Bus,
    ask: &CreateOwner,
    talk: &dyn Talk,
) -> Result<Enrolled, OwnerError> {
    let (credential, passkey, label) =
        persist_new(bus, &[], talk, |key| make(key, &ask.account_name, talk))?;
    let entry = Entry::new(credential, passkey, label);
    Ok(Enrolled {
        id: EntryId::Passkey(passkey.authenticator_id_hash),
        entry: Secret::new(entry.to_json()),
        public: OwnerPublic::Passkey(passkey),
        kind: OwnerKind::SecurityKey,
    })
}

/// As [`enrol_on`], on the keys of this computer.
///
/// # Errors
/// [`OwnerError`].
pub fn enrol(ask: &CreateOwner, talk: &dyn Talk) -> Result<Enrolled, OwnerError> {
    enrol_on(system_bus().as_ref(), ask, talk)
}

fn make(
    key: &mut Key,
    account: &str,
    talk: &dyn Talk,
) -> Result<(Credential, Passkey, String), Trouble> {
    let label = key.found.product.clone();
    let name = named(&label);
    let purpose = Purpose { permissions: MAKE, rp_id: RP_ID, name: &name };
    let pin = with_pin(key, purpose, talk)?;
    let user_id = *random::array::<32>().map_err(OwnerError::from)?;
    let client_data_hash = *random::array::<32>().map_err(OwnerError::from)?;
    let wanted = NewCredential {
        rp_id: RP_ID,
        account,
        user_id: &user_id,
        client_data_hash: &client_data_hash,
        hmac_secret: false,
    };
    let data = attended(key, &name, talk, |key| key.make(wanted, Some(&pin)))?;
    talk.show(DeviceState::Verifying);
    let (id, passkey) = check_new(data, RP_ID, Flags::UP | Flags::UV)?;
    Ok((Credential { rp_id: RP_ID.to_owned(), id }, passkey, label))
}
