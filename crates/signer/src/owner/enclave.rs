//! A P-256 key in the Mac's Secure Enclave as a WebAuthn-shaped owner: the chip demands a finger for
//! every signature, and no program can take the key out.
//!
//! How: `SecKey` with the Secure Enclave's token and the access control
//! `privateKeyUsage | biometryCurrentSet`, kept in the data protection keychain; the answer's
//! documents are written by [`super::chip`].
//! What it needs: a package signed with a `keychain-access-groups` entitlement. Without it the system
//! answers -34018, which is said in words; the way without an entitlement (CryptoKit's
//! `dataRepresentation`) exists in Swift only and waits for a Mac to build it on.
//! What it does not survive: `biometryCurrentSet` dies when fingers are added or removed, and the key
//! is this Mac's alone. Never the only owner.
//! State: type-checked from Linux, not run on a Mac.

use alloy_primitives::{B256, Bytes};
use latchkey_core::{
    approval::{KeptIn, OwnerKind, OwnerPublic},
    webauthn::Passkey,
};
use security_framework::{
    access_control::{ProtectionMode, SecAccessControl},
    item::{ItemClass, ItemSearchOptions, KeyClass, Location, Reference, SearchResult},
    key::{Algorithm, GenerateKeyOptions, KeyType, SecKey, Token},
    passwords::AccessControlOptions,
};

use super::{
    Described, DeviceState, Enrolled, OwnerError, OwnerKey, OwnerSignature, Probe, Signing, Talk,
    chip::{Chip, ChipEntry, Question},
};
use crate::{
    random,
    vault::{EntryId, Secret, Vaults},
};

/// What the system says to a program without the entitlement (`errSecMissingEntitlement`).
const NO_ENTITLEMENT: &str = "-34018";

/// A key in the Enclave.
#[derive(Debug)]
pub(super) struct EnclaveOwner {
    entry: ChipEntry,
}

impl EnclaveOwner {
    /// For an entry of this chip.
    pub(super) const fn new(entry: ChipEntry) -> Self {
        Self { entry }
    }

    /// The chip's reference to the key; no finger is needed for that.
    fn key(&self) -> Option<SecKey> {
        let found = ItemSearchOptions::new()
            .class(ItemClass::key())
            .key_class(KeyClass::private())
            .label(&label(&self.entry.credential_id))
            .ignore_legacy_keychains()
            .load_refs(true)
            .search()
            .ok()?;
        found.into_iter().find_map(|result| match result {
            SearchResult::Ref(Reference::Key(key)) => Some(key),
            _ => None,
        })
    }
}

impl OwnerKey for EnclaveOwner {
    fn kind(&self) -> OwnerKind {
        OwnerKind::SecureEnclave
    }

    fn describe(&self) -> Described {
        Described {
            name: "the Secure Enclave of this Mac".to_owned(),
            protects: "The key cannot leave this Mac, and the chip signs nothing without your finger.",
            does_not: "It ends with this Mac, and when fingers are added or removed: keep a second owner key.",
            secret_first: false,
            kept_in: KeptIn::Device,
        }
    }

    fn probe(&mut self) -> Probe {
        if self.key().is_some() { Probe::Ready } else { Probe::Absent }
    }

    fn approve(
        &mut self,
        ask: &Signing<'_>,
        talk: &dyn Talk,
    ) -> Result<OwnerSignature, OwnerError> {
        let key = self.key().ok_or_else(|| {
            OwnerError::Device(
                "this Mac's Secure Enclave does not hold that key any more (fingers may have been changed); use another owner key".to_owned(),
            )
        })?;
        let question = Question::new(&self.entry.rp_id, ask.challenge)?;
        talk.show(DeviceState::System { name: "Touch ID" });
        let digest = question.digest();
        let der = key
            .create_signature(Algorithm::ECDSASignatureDigestX962SHA256, digest.as_slice())
            .map_err(|error| OwnerError::Device(words(&error.to_string())))?;
        talk.show(DeviceState::Verifying);
        let public = key.public_key().ok_or(OwnerError::Unknown)?;
        if passkey(&public, &self.entry.credential_id)? != self.entry.passkey {
            return Err(OwnerError::Unknown);
        }
        let algorithm = Algorithm::ECDSASignatureDigestX962SHA256;
        match public.verify_signature(algorithm, digest.as_slice(), &der) {
            Ok(true) => Ok(OwnerSignature::WebAuthn(question.answer(&der)?)),
            Ok(false) | Err(_) => Err(OwnerError::Device(
                "the Secure Enclave's signature does not fit its own key; nothing of it is used"
                    .to_owned(),
            )),
        }
    }

    fn remove(self: Box<Self>, vaults: &Vaults) -> Result<(), OwnerError> {
        if let Some(key) = self.key() {
            key.delete().map_err(|error| OwnerError::Device(words(&error.to_string())))?;
        }
        Ok(vaults.remove(EntryId::Passkey(self.entry.passkey.authenticator_id_hash))?)
    }
}

/// Makes a key in the chip; its name is random, and its hash is what the chain keeps.
///
/// # Errors
/// [`OwnerError::Device`] when the system refuses.
pub(super) fn enrol(talk: &dyn Talk) -> Result<Enrolled, OwnerError> {
    talk.show(DeviceState::Working("Making a key in the Secure Enclave"));
    let name = random::array::<32>()?;
    let credential_id = Bytes::copy_from_slice(name.as_slice());
    let demands =
        AccessControlOptions::PRIVATE_KEY_USAGE | AccessControlOptions::BIOMETRY_CURRENT_SET;
    let control = SecAccessControl::create_with_protection(
        Some(ProtectionMode::AccessibleWhenUnlockedThisDeviceOnly),
        demands.bits(),
    )
    .map_err(|error| OwnerError::Device(words(&error.to_string())))?;
    let mut options = GenerateKeyOptions::default();
    options
        .set_key_type(KeyType::ec_sec_prime_random())
        .set_size_in_bits(256)
        .set_label(label(&credential_id))
        .set_token(Token::SecureEnclave)
        .set_location(Location::DataProtectionKeychain)
        .set_access_control(control);
    let key =
        SecKey::new(&options).map_err(|error| OwnerError::Device(words(&error.to_string())))?;
    let public = key.public_key().ok_or(OwnerError::Unknown)?;
    let passkey = passkey(&public, &credential_id)?;
    let entry = ChipEntry::new(Chip::SecureEnclave, credential_id, passkey);
    Ok(Enrolled {
        id: EntryId::Passkey(passkey.authenticator_id_hash),
        entry: Secret::new(entry.to_json()),
        public: OwnerPublic::Passkey(passkey),
        kind: OwnerKind::SecureEnclave,
    })
}

fn label(credential_id: &Bytes) -> String {
    format!("Latchkey owner {}", hex::encode(credential_id))
}

/// From the chip's form of a public key: `0x04 ‖ x ‖ y`.
fn passkey(public: &SecKey, credential_id: &Bytes) -> Result<Passkey, OwnerError> {
    let point = public.external_representation().ok_or(OwnerError::Unknown)?;
    let id: B256 = alloy_primitives::keccak256(credential_id);
    let data = match point.bytes() {
        [4, xy @ ..] if xy.len() == 64 => [xy, id.as_slice()].concat(),
        _ => return Err(OwnerError::Unknown),
    };
    let passkey = Passkey::from_data(&data).map_err(|_not| OwnerError::Unknown)?;
    if passkey.is_on_curve() { Ok(passkey) } else { Err(OwnerError::Unknown) }
}

fn words(said: &str) -> String {
    if said.contains(NO_ENTITLEMENT) {
        return "this build of Latchkey may not use the Secure Enclave (it is not signed for it); use another kind of owner key".to_owned();
    }
    let said = latchkey_core::text::clean(said, 120);
    format!("the Secure Enclave did not sign ({said}); try again, or use another owner key")
}
