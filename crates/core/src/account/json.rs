//! The JSON of an account (spec 1.5): `{version, validator, owner, index}`, for every kind of owner.
//!
//! Why: the wallet's store and the pipe to the signer carry it, and records written before passkeys
//! were known must read for ever. `owner` is an address for the ECDSA validators and
//! `{x, y, authenticatorIdHash}` for the WebAuthn ones.
//! Refuses: unknown fields and validators, and an owner that does not go with its validator.

use alloy_primitives::{Address, U256};
use serde::{Deserialize, Serialize};

use super::{AccountSpec, Owner, RootValidator};
use crate::{kernel::version::KernelVersion, webauthn::Passkey};

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Record {
    version: KernelVersion,
    validator: RootValidator,
    owner: Named,
    index: U256,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Named {
    Address(Address),
    Passkey(Passkey),
}

/// An owner of another kind than the validator takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SpecError {
    /// An address where a passkey belongs.
    #[error("a WebAuthn validator needs a passkey as owner, not an address")]
    NotPasskey,
    /// A passkey where an address belongs.
    #[error("an ECDSA validator needs an address as owner, not a passkey")]
    NotAddress,
}

impl From<AccountSpec> for Record {
    fn from(spec: AccountSpec) -> Self {
        let owner = match spec.owner {
            Owner::Ecdsa(address) | Owner::MultiChainEcdsa(address) => Named::Address(address),
            Owner::WebAuthn(passkey) | Owner::MultiChainWebAuthn(passkey) => {
                Named::Passkey(passkey)
            }
        };
        Self { version: spec.version, validator: spec.owner.kind(), owner, index: spec.index }
    }
}

impl TryFrom<Record> for AccountSpec {
    type Error = SpecError;

    fn try_from(record: Record) -> Result<Self, SpecError> {
        use RootValidator as Root;
        let owner = match (record.validator, record.owner) {
            (Root::Ecdsa, Named::Address(address)) => Owner::Ecdsa(address),
            (Root::MultiChainEcdsa, Named::Address(address)) => Owner::MultiChainEcdsa(address),
            (Root::WebAuthn, Named::Passkey(passkey)) => Owner::WebAuthn(passkey),
            (Root::MultiChainWebAuthn, Named::Passkey(passkey)) => {
                Owner::MultiChainWebAuthn(passkey)
            }
            (Root::WebAuthn | Root::MultiChainWebAuthn, Named::Address(_)) => {
                return Err(SpecError::NotPasskey);
            }
            (Root::Ecdsa | Root::MultiChainEcdsa, Named::Passkey(_)) => {
                return Err(SpecError::NotAddress);
            }
        };
        Ok(Self { version: record.version, owner, index: record.index })
    }
}
