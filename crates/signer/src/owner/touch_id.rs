//! An ECDSA owner key in the Mac's keychain behind Touch ID: asked for by this program, not by the
//! hardware.
//!
//! Why: no passphrase to remember. The system shows its own sheet (`LAContext`, fresh for every
//! request, so that unlocking the Mac or an earlier touch never counts) and answers yes or no.
//! What it is worth, said on screen: "asks for Touch ID", not "hardware protected". The key is in the
//! keychain without a further seal; a program that gets past the keychain's own prompt reads it.
//! Refuses: a keychain that is none (the file vault has no lock of its own to put a finger before).
//! State: type-checked from Linux, not run on a Mac.

use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use alloy_primitives::{Address, FixedBytes};
use latchkey_core::approval::{CreateOwner, KeptIn, OwnerKind, OwnerPublic};
use robius_authentication::{
    AndroidText, BiometricStrength, Context, Error, PolicyBuilder, Text, WindowsText,
};
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, Zeroizing};

use super::{
    Described, DeviceState, Enrolled, OwnerError, OwnerKey, OwnerSignature, Probe, Signing, Talk,
};
use crate::{
    key::SigningKey,
    vault::{EntryId, Secret, Vaults},
};

const FORMAT: u16 = 1;
/// How often it is looked whether the request has ended while the finger is waited for.
const LOOK: Duration = Duration::from_millis(200);

/// The entry `owner:0x<address>`: the key as it is.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Entry {
    format: u16,
    touch_id: Hidden,
}

/// 32 bytes as hex, wiped on drop.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
struct Hidden(FixedBytes<32>);

impl Drop for Hidden {
    fn drop(&mut self) {
        self.0.0.zeroize();
    }
}

/// A key behind Touch ID.
#[derive(Debug)]
pub(super) struct TouchIdOwner {
    address: Address,
    entry: Secret,
}

impl TouchIdOwner {
    /// Finds the entry of an address; `None` when it is of another kind.
    ///
    /// # Errors
    /// [`OwnerError::Vault`].
    pub(super) fn find(address: Address, vaults: &Vaults) -> Result<Option<Self>, OwnerError> {
        let Some((entry, _place)) = vaults.get(EntryId::Owner(address))? else { return Ok(None) };
        Ok(serde_json::from_slice::<Entry>(&entry).is_ok().then_some(Self { address, entry }))
    }

    fn open(&self) -> Result<SigningKey, OwnerError> {
        let entry: Entry =
            serde_json::from_slice(&self.entry).map_err(|_not| OwnerError::Unknown)?;
        let secret = Zeroizing::new(entry.touch_id.0.0);
        match SigningKey::from_bytes(&secret) {
            Ok(key) if entry.format == FORMAT && key.address() == self.address => Ok(key),
            _ => Err(OwnerError::Unknown),
        }
    }
}

impl OwnerKey for TouchIdOwner {
    fn kind(&self) -> OwnerKind {
        OwnerKind::TouchId
    }

    fn describe(&self) -> Described {
        Described {
            name: "Touch ID on this Mac".to_owned(),
            protects: "Latchkey asks for your finger before each use.",
            does_not: "The key rests in the keychain without a further seal: a program that you let into the keychain can take it without a finger.",
            secret_first: false,
            kept_in: KeptIn::Keychain,
        }
    }

    fn probe(&mut self) -> Probe {
        Probe::Ready
    }

    fn approve(
        &mut self,
        ask: &Signing<'_>,
        talk: &dyn Talk,
    ) -> Result<OwnerSignature, OwnerError> {
        finger(&format!("sign: {}", ask.title), talk)?;
        let key = self.open()?;
        Ok(OwnerSignature::Ecdsa(Zeroizing::new(key.personal_sign(ask.root))))
    }

    fn remove(self: Box<Self>, vaults: &Vaults) -> Result<(), OwnerError> {
        Ok(vaults.remove(EntryId::Owner(self.address))?)
    }
}

/// A fresh key, after a first finger.
///
/// # Errors
/// [`OwnerError`]; nothing is stored.
pub(super) fn enrol(
    ask: &CreateOwner,
    vaults: &Vaults,
    talk: &dyn Talk,
) -> Result<Enrolled, OwnerError> {
    if vaults.place_for_new() != KeptIn::Keychain {
        return Err(OwnerError::Device(
            "the Mac's keychain does not answer, and Touch ID is only a door before it; unlock it and try again".to_owned(),
        ));
    }
    finger(&format!("make the owner key of {}", ask.account_name), talk)?;
    let key = SigningKey::generate()?;
    let touch_id = Hidden(FixedBytes(*key.to_bytes()));
    let entry = Secret::new(
        serde_json::to_vec(&Entry { format: FORMAT, touch_id })
            .map_err(|_never| OwnerError::Unknown)?,
    );
    Ok(Enrolled {
        id: EntryId::Owner(key.address()),
        entry,
        public: OwnerPublic::Address(key.address()),
        kind: OwnerKind::TouchId,
    })
}

/// Asks for a finger on the system's own sheet and waits for it.
fn finger(reason: &str, talk: &dyn Talk) -> Result<(), OwnerError> {
    talk.show(DeviceState::System { name: "Touch ID" });
    let unavailable = || {
        OwnerError::Device(
            "Touch ID is not set up on this Mac; set it up, or use another key".to_owned(),
        )
    };
    let policy = PolicyBuilder::new()
        .biometrics(Some(BiometricStrength::Strong))
        .password(false)
        .companion(false)
        .build()
        .ok_or_else(unavailable)?;
    let text = Text {
        android: AndroidText { title: "Latchkey", subtitle: None, description: None },
        apple: reason,
        windows: WindowsText::new_truncated("Latchkey", reason),
    };
    let (tell, heard) = channel();
    Context::new(())
        .authenticate(text, &policy, move |answer| {
            let _nobody_waits = tell.send(answer);
        })
        .map_err(|error| refused(&error))?;
    loop {
        match heard.recv_timeout(LOOK) {
            Ok(answer) => return answer.map_err(|error| refused(&error)),
            Err(RecvTimeoutError::Timeout) if talk.cancelled() => {
                return Err(OwnerError::Cancelled);
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return Err(unavailable()),
        }
    }
}

fn refused(error: &Error) -> OwnerError {
    match error {
        Error::UserCanceled => OwnerError::Cancelled,
        other => OwnerError::Device(format!("Touch ID did not confirm you ({other:?}); try again")),
    }
}
