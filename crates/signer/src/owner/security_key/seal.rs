//! What a security key gives for a touch: 32 secret bytes per credential and salt (hmac-secret,
//! CTAP 2.1, 12.5), with which an owner key at rest is locked and opened.
//!
//! Why: the computer keeps ciphertext only; without this very key, its touch and (where it has one)
//! its PIN, nothing opens.
//! Refuses: keys without hmac-secret, answers without the touch, or without the PIN where the lock
//! was made with it. The bytes are wiped when dropped and kept by nobody.

use alloy_primitives::B256;
use latchkey_core::webauthn::Flags;
use zeroize::Zeroizing;

use super::{
    RP_ID,
    answer::{check_data, check_new},
    attend::attended,
    cbor,
    ctap::{Credential, Fault, GET, Key, MAKE, NewCredential, PinToken, Salt},
    named,
    pin_protocol::Agreed,
    seek::unfit,
    trouble::{Trouble, says},
    unlock::{Purpose, Typed, if_pin, with_pin},
};
use crate::{
    key::SecretBytes,
    owner::{DeviceState, OwnerError, Talk},
    random,
    vault::sealed::{NewKey, SecurityKeyLock},
};

/// A credential that locks, and how it is asked.
#[derive(Debug, Clone)]
pub(super) struct Asked<'a> {
    pub(super) credential: &'a Credential,
    pub(super) salt: B256,
    pub(super) pin: bool,
    pub(super) name: &'a str,
}

impl SecurityKeyLock {
    /// What is asked of the key.
    pub(super) fn credential(&self) -> Credential {
        Credential { rp_id: self.rp_id.clone(), id: self.credential_id.to_vec() }
    }
}

impl Asked<'_> {
    /// PIN if the lock has one, touch, secret.
    ///
    /// # Errors
    /// [`Trouble`].
    pub(super) fn secret(&self, key: &mut Key, talk: &dyn Talk) -> Result<SecretBytes, Trouble> {
        let rp_id = &self.credential.rp_id;
        let purpose = Purpose { permissions: GET, rp_id, name: self.name };
        let pin = if self.pin {
            if key.has_pin() != Some(true) {
                return Err(says(
                    "this lock was made with the security key's PIN, and the key has none now (was it reset?); use another key or a backup",
                ));
            }
            Some(with_pin(key, purpose, talk)?)
        } else {
            None
        };
        self.touched(key, pin.as_ref(), talk)
    }

    fn touched(
        &self,
        key: &mut Key,
        pin: Option<&PinToken>,
        talk: &dyn Talk,
    ) -> Result<SecretBytes, Trouble> {
        let hash = *random::array::<32>().map_err(OwnerError::from)?;
        let (credential, salt) = (self.credential, &self.salt.0);
        let (agreed, answer) = attended(key, self.name, talk, |key| {
            let agreed = key.agree()?;
            let answer = key.sign(credential, &hash, pin, Some(&Salt { agreed: &agreed, salt }))?;
            Ok((agreed, answer))
        })?;
        talk.show(DeviceState::Verifying);
        let verified = if pin.is_some() { Flags::UV } else { 0 };
        let data = check_data(&answer, credential, Flags::UP | verified)?;
        let given = data.extensions.and_then(|given| read(&given, &agreed));
        given.ok_or_else(|| Fault::Nonsense.into())
    }
}

fn read(extensions: &[u8], agreed: &Agreed) -> Option<SecretBytes> {
    let map = cbor::read(extensions)?;
    let sealed = cbor::under(&map, "hmac-secret")?.as_bytes()?;
    let plain = agreed.decrypt(sealed)?;
    Some(Zeroizing::new(plain.as_slice().try_into().ok()?))
}

/// Makes a credential that locks, asks its secret twice and compares. Three touches.
///
/// # Errors
/// [`Trouble`].
pub(super) fn enrol(
    key: &mut Key,
    account: &str,
    talk: &dyn Talk,
) -> Result<(NewKey, SecretBytes), Trouble> {
    if !key.can_seal() {
        return Err(unfit("seal a key (hmac-secret)"));
    }
    let label = key.found.product.clone();
    let of_three = |touch| format!("{} (touch {touch} of 3)", named(&label));
    let making = Purpose { permissions: MAKE, rp_id: RP_ID, name: &named(&label) };
    let (token, typed) = if_pin(key, making, talk)?.unzip();
    let id = make(key, (account, &of_three(1)), token.as_ref(), talk)?;
    let credential = Credential { rp_id: RP_ID.to_owned(), id };
    let (salt, pin) =
        (B256::from(*random::array::<32>().map_err(OwnerError::from)?), typed.is_some());
    let mut given: Option<SecretBytes> = None;
    for touch in [2, 3] {
        let name = of_three(touch);
        let asking = Purpose { permissions: GET, rp_id: RP_ID, name: &name };
        let again = |typed: &Typed| typed.again(key, asking, talk);
        let token = typed.as_ref().map(again).transpose()?;
        let asked = Asked { credential: &credential, salt, pin, name: &name };
        let secret = asked.touched(key, token.as_ref(), talk)?;
        if given.replace(secret.clone()).is_some_and(|first| first != secret) {
            return Err(says("the security key gave two different answers; use another key"));
        }
    }
    let secret = given.ok_or(Fault::Nonsense)?;
    let Credential { rp_id, id: credential_id } = credential;
    Ok((NewKey { rp_id, credential_id, salt, pin, label }, secret))
}

fn make(
    key: &mut Key,
    (account, name): (&str, &str),
    pin: Option<&PinToken>,
    talk: &dyn Talk,
) -> Result<Vec<u8>, Trouble> {
    let user_id = *random::array::<32>().map_err(OwnerError::from)?;
    let client_data_hash = *random::array::<32>().map_err(OwnerError::from)?;
    let wanted = NewCredential {
        rp_id: RP_ID,
        account,
        user_id: &user_id,
        client_data_hash: &client_data_hash,
        hmac_secret: true,
    };
    let data = attended(key, name, talk, |key| key.make(wanted, pin))?;
    let verified = if pin.is_some() { Flags::UV } else { 0 };
    Ok(check_new(data, RP_ID, Flags::UP | verified)?.0)
}
