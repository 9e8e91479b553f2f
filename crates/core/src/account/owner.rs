//! Who owns an account: an ECDSA key or a passkey, and which contract checks its signatures.
//!
//! Why: address, init data, signature form and what one approval can cover all follow from it
//! (spec 1.2, 1.4, 3, 6, 7). Every root a new account may have is one line here.
//! Refuses: the unpatched WebAuthn validators (spec 7.6), which accept replayed answers; they are
//! known in [`crate::webauthn::WebAuthnModule`] and can never be an owner of an [`super::AccountSpec`].

use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::{SolCall, SolValue};
use serde::{Deserialize, Serialize};

use crate::{abi::OwnerValidator, chain, kernel::version::KernelVersion, webauthn::Passkey};

/// The owner of an account, and how it signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Owner {
    /// An ECDSA key; one signature, one digest (spec 3).
    Ecdsa(Address),
    /// An ECDSA key; one signature over a Merkle root of many digests, on many chains (spec 6).
    MultiChainEcdsa(Address),
    /// A passkey; one answer, one digest (spec 7).
    WebAuthn(Passkey),
    /// A passkey; one answer over a Merkle root. The layout is the published package's; how the
    /// contract behaves on a chain is unverified.
    MultiChainWebAuthn(Passkey),
}

/// The contracts that may check an owner's signatures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum RootValidator {
    /// One signature, one digest.
    Ecdsa,
    /// One signature over a Merkle root of many digests, on many chains (spec 6).
    MultiChainEcdsa,
    /// WebAuthn validator 0.0.3 (spec 7).
    WebAuthn,
    /// Multi-chain WebAuthn validator 0.0.2.
    MultiChainWebAuthn,
}

impl Owner {
    /// Which contract checks its signatures.
    #[must_use]
    pub const fn kind(&self) -> RootValidator {
        match self {
            Self::Ecdsa(_) => RootValidator::Ecdsa,
            Self::MultiChainEcdsa(_) => RootValidator::MultiChainEcdsa,
            Self::WebAuthn(_) => RootValidator::WebAuthn,
            Self::MultiChainWebAuthn(_) => RootValidator::MultiChainWebAuthn,
        }
    }

    /// The address of an ECDSA owner; a passkey has none.
    #[must_use]
    pub const fn address(&self) -> Option<Address> {
        match self {
            Self::Ecdsa(address) | Self::MultiChainEcdsa(address) => Some(*address),
            Self::WebAuthn(_) | Self::MultiChainWebAuthn(_) => None,
        }
    }

    /// The passkey, if it is one.
    #[must_use]
    pub const fn passkey(&self) -> Option<&Passkey> {
        match self {
            Self::Ecdsa(_) | Self::MultiChainEcdsa(_) => None,
            Self::WebAuthn(passkey) | Self::MultiChainWebAuthn(passkey) => Some(passkey),
        }
    }

    /// The validator's init data: the 20 address bytes, or a passkey's 96 (spec 1.4).
    #[must_use]
    pub fn data(&self) -> Bytes {
        match self {
            Self::Ecdsa(address) | Self::MultiChainEcdsa(address) => {
                Bytes::copy_from_slice(address.as_slice())
            }
            Self::WebAuthn(passkey) | Self::MultiChainWebAuthn(passkey) => passkey.data(),
        }
    }

    /// Whether the validator's answer to [`RootValidator::storage_call`] names this owner; `None`
    /// if it does not decode. A validator keeps a passkey's point, not its credential.
    #[must_use]
    pub fn is_stored(&self, answer: &[u8]) -> Option<bool> {
        match self {
            Self::Ecdsa(address) | Self::MultiChainEcdsa(address) => {
                Address::abi_decode(answer).ok().map(|stored| stored == *address)
            }
            Self::WebAuthn(passkey) | Self::MultiChainWebAuthn(passkey) => {
                let stored = <(U256, U256)>::abi_decode_params(answer).ok();
                stored.map(|stored| stored == (passkey.x, passkey.y))
            }
        }
    }

    /// In words, for screens: the address, or the hash that names the passkey's credential.
    #[must_use]
    pub fn label(&self) -> String {
        match self {
            Self::Ecdsa(address) | Self::MultiChainEcdsa(address) => address.to_checksum(None),
            Self::WebAuthn(passkey) | Self::MultiChainWebAuthn(passkey) => {
                format!("passkey {}", passkey.authenticator_id_hash)
            }
        }
    }
}

impl RootValidator {
    /// Every kind.
    pub const ALL: [Self; 4] =
        [Self::Ecdsa, Self::MultiChainEcdsa, Self::WebAuthn, Self::MultiChainWebAuthn];

    /// Where the contract is, for accounts of this version (spec 1.2).
    #[must_use]
    pub const fn address(self, version: KernelVersion) -> Address {
        match self {
            Self::Ecdsa => version.ecdsa_validator(),
            Self::MultiChainEcdsa => chain::MULTI_CHAIN_ECDSA_VALIDATOR,
            Self::WebAuthn => chain::WEBAUTHN_VALIDATOR_003,
            Self::MultiChainWebAuthn => chain::MULTI_CHAIN_WEBAUTHN_VALIDATOR_002,
        }
    }

    /// Which kind is at this address, for accounts of this version.
    #[must_use]
    pub fn at(address: Address, version: KernelVersion) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.address(version) == address)
    }

    /// Whether one signature can cover a tree of digests.
    #[must_use]
    pub const fn signs_trees(self) -> bool {
        match self {
            Self::MultiChainEcdsa | Self::MultiChainWebAuthn => true,
            Self::Ecdsa | Self::WebAuthn => false,
        }
    }

    /// Calldata that asks the validator for the owner of an account.
    #[must_use]
    pub fn storage_call(self, account: Address) -> Bytes {
        match self {
            Self::Ecdsa | Self::MultiChainEcdsa => {
                OwnerValidator::ecdsaValidatorStorageCall { account }.abi_encode().into()
            }
            Self::WebAuthn | Self::MultiChainWebAuthn => {
                OwnerValidator::webAuthnValidatorStorageCall { account }.abi_encode().into()
            }
        }
    }
}
