//! Who signs for a permission: the signer contract and its data (spec 4.5, 7).
//!
//! Why: the last entry of the enable data names it, and with it the form of every signature of the
//! key. Any bytes read: a signer that is not known stays what it is.
//! Refuses: to plan an operation for a signer whose signature form is unknown or unsafe
//! ([`SessionSigner::kind`]).

use alloy_primitives::{Address, Bytes};
use serde::{Deserialize, Serialize};

use crate::{
    chain::{ECDSA_SIGNER, WEBAUTHN_SIGNER_004},
    kernel::signature::{DUMMY_ECDSA, permission_signature},
    webauthn::{Flaw, Passkey, WebAuthnModule, dummy_signature},
};

/// Who signs for a permission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "value", rename_all = "camelCase")]
pub enum SessionSigner {
    /// A secp256k1 key by its address.
    Ecdsa(Address),
    /// A passkey, checked by WebAuthn signer 0.0.4.
    WebAuthn(Passkey),
    /// A passkey with an unpatched signer contract (spec 7.6). Read, never made.
    #[serde(rename_all = "camelCase")]
    UnpatchedWebAuthn {
        /// Which contract.
        version: UnpatchedSigner,
        /// The passkey.
        passkey: Passkey,
    },
    /// Another signer contract with its data, as foreign permissions have it.
    #[serde(rename_all = "camelCase")]
    Foreign {
        /// Signer contract.
        contract: Address,
        /// Its data.
        data: Bytes,
    },
}

/// The unpatched WebAuthn signers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum UnpatchedSigner {
    /// 0.0.1.
    #[serde(rename = "0.0.1")]
    V0_0_1,
    /// 0.0.2.
    #[serde(rename = "0.0.2")]
    V0_0_2,
    /// 0.0.3.
    #[serde(rename = "0.0.3")]
    V0_0_3,
}

/// The signers that operations are made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SignerKind {
    /// 65 bytes over EIP-191 of the operation's hash.
    Ecdsa,
    /// A passkey's answer to the operation's hash.
    WebAuthn,
}

/// Why nothing is made for a signer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignerError {
    /// The contract accepts replayed answers.
    #[error("{} is unsafe. {} End this key and grant a new one.", .0.name(), .1.words())]
    Unsafe(WebAuthnModule, Flaw),
    /// Nobody knows what its signatures look like.
    #[error("the key is checked by a contract at {0} that is not known, so it can only be ended")]
    Unknown(Address),
}

impl SessionSigner {
    /// From the signer contract and its data. What does not fit a known signer is
    /// [`SessionSigner::Foreign`], byte for byte.
    #[must_use]
    pub fn decode(contract: Address, data: &[u8]) -> Self {
        let known = match WebAuthnModule::at(contract) {
            Some(WebAuthnModule::Signer004) => Passkey::from_data(data).ok().map(Self::WebAuthn),
            Some(module) => UnpatchedSigner::of(module).and_then(|version| {
                let passkey = Passkey::from_data(data).ok()?;
                Some(Self::UnpatchedWebAuthn { version, passkey })
            }),
            None if contract == ECDSA_SIGNER => Address::try_from(data).ok().map(Self::Ecdsa),
            None => None,
        };
        let data = || Bytes::copy_from_slice(data);
        known.unwrap_or_else(|| Self::Foreign { contract, data: data() })
    }

    /// The signer contract.
    #[must_use]
    pub const fn contract(&self) -> Address {
        match self {
            Self::Ecdsa(_) => ECDSA_SIGNER,
            Self::WebAuthn(_) => WEBAUTHN_SIGNER_004,
            Self::UnpatchedWebAuthn { version, .. } => version.module().address(),
            Self::Foreign { contract, .. } => *contract,
        }
    }

    /// `signerData`: for ECDSA the 20 address bytes, for a passkey its 96.
    #[must_use]
    pub fn data(&self) -> Bytes {
        match self {
            Self::Ecdsa(key) => Bytes::copy_from_slice(key.as_slice()),
            Self::WebAuthn(passkey) | Self::UnpatchedWebAuthn { passkey, .. } => passkey.data(),
            Self::Foreign { data, .. } => data.clone(),
        }
    }

    /// What its signatures look like.
    ///
    /// # Errors
    /// [`SignerError`] for a signer that nothing is made for: unsafe, or not known.
    pub fn kind(&self) -> Result<SignerKind, SignerError> {
        match self {
            Self::Ecdsa(_) => Ok(SignerKind::Ecdsa),
            Self::WebAuthn(_) => Ok(SignerKind::WebAuthn),
            Self::UnpatchedWebAuthn { .. } | Self::Foreign { .. } => Err(self.problem()),
        }
    }

    /// What is wrong with the signer contract; `None` for one without a known flaw.
    #[must_use]
    pub fn flaw(&self) -> Option<Flaw> {
        WebAuthnModule::at(self.contract()).and_then(WebAuthnModule::flaw)
    }

    fn problem(&self) -> SignerError {
        let module = WebAuthnModule::at(self.contract());
        match module.and_then(|module| module.flaw().map(|flaw| (module, flaw))) {
            Some((module, flaw)) => SignerError::Unsafe(module, flaw),
            None => SignerError::Unknown(self.contract()),
        }
    }
}

impl SignerKind {
    /// Stands for the key's signature while gas is estimated (spec 3, 7.5).
    #[must_use]
    pub fn dummy_signature(self) -> Bytes {
        match self {
            Self::Ecdsa => Bytes::from_static(&DUMMY_ECDSA),
            Self::WebAuthn => dummy_signature(),
        }
    }

    /// The same as the permission's part of the signature field: `0xff ‖ dummy` (spec 4.6).
    #[must_use]
    pub fn dummy_permission(self) -> Bytes {
        permission_signature(&self.dummy_signature())
    }
}

impl UnpatchedSigner {
    /// The contract.
    #[must_use]
    pub const fn module(self) -> WebAuthnModule {
        match self {
            Self::V0_0_1 => WebAuthnModule::Signer001,
            Self::V0_0_2 => WebAuthnModule::Signer002,
            Self::V0_0_3 => WebAuthnModule::Signer003,
        }
    }

    fn of(module: WebAuthnModule) -> Option<Self> {
        [Self::V0_0_1, Self::V0_0_2, Self::V0_0_3].into_iter().find(|v| v.module() == module)
    }
}
