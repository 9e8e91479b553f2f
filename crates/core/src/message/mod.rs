//! Messages of an account: what is signed for `personal_sign` and typed data, how the signature is
//! wrapped, and who made one that is shown to us (ERC-1271, ERC-6492, EIP-191, EIP-712; spec 3.1).
//!
//! Why: a message signature can be a login, an order or a permit, and no call, gas, time or rate
//! limit binds it (spec 12.1, item 1), so what is signed and by whom must be exact.
//! Refuses: `personal_sign` of exactly 32 bytes by an owner (spec 12.1, item 6), keys that were granted
//! without messages, replayable signatures where they do not exist, and policy segments (12.2).

mod eip712;
mod parse;
#[cfg(test)]
mod tests;
mod typed;
mod verify;

use alloy_primitives::{B256, Bytes, eip191_hash_message};

use crate::account::AccountSpec;
use crate::chain::META_FACTORY;
use crate::kernel::erc1271::{
    before_deployment, owner_signature, replayable, session_signature, wrapped_digest,
};
use crate::kernel::version::KernelVersion;
use crate::key_state::{Messages, granted};
use crate::permission::Permission;

pub use parse::{AccountSignature, Form, ParseError, Predeployed};
pub use typed::{TypedError, TypedMessage};
pub use verify::{NotSaid, Said};

/// What somebody wants signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// `personal_sign` of text, as its UTF-8 bytes.
    Text(String),
    /// `personal_sign` of bytes.
    Raw(Bytes),
    /// `eth_signTypedData_v4`.
    Typed(TypedMessage),
}

/// Who signs for the account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speaker<'a> {
    /// The owner, through the root validator.
    Owner,
    /// A session key.
    Session(&'a Permission),
}

/// A message signature to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MessagePlan<'a> {
    /// The account that speaks.
    pub account: &'a AccountSpec,
    /// EIP-155 chain id where it is checked.
    pub chain_id: u64,
    /// Whether the account exists there; if not, the signature carries its factory (ERC-6492).
    pub deployed: bool,
    /// Who signs.
    pub speaker: Speaker<'a>,
    /// Good on every chain (0.3.2 and later, owners only).
    pub replayable: bool,
}

/// Why a message is not signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Spec 12.1, item 6.
    #[error(
        "32 bytes could be the root of an approval tree, and signing one blindly could hand over keys; ask for a text or typed data instead"
    )]
    Blind32,
    /// Its permission says so.
    #[error("this key was granted without the right to sign messages; ask the owner to sign")]
    SilentKey,
    /// Older versions would take the magic for a part of the signature.
    #[error("Kernel {} knows no signature for every chain; sign for one chain", .0.name())]
    NotReplayable(KernelVersion),
    /// Never shown to work.
    #[error("a session key signs for one chain at a time; leave “every chain” off")]
    ReplayableSession,
    /// There is no such chain; a digest for it would hold on all of them.
    #[error("network 0 does not exist; name the network")]
    ChainZero,
    /// EIP-712 has wallets refuse this.
    #[error("this typed data is for network {0}; switch to it first")]
    OtherChain(u64),
}

impl Message {
    /// The hash an account is asked about: EIP-191 over the bytes, or the EIP-712 hash.
    #[must_use]
    pub fn hash(&self) -> B256 {
        match self {
            Self::Text(text) => eip191_hash_message(text),
            Self::Raw(bytes) => eip191_hash_message(bytes),
            Self::Typed(typed) => typed.hash(),
        }
    }

    fn is_32_bytes(&self) -> bool {
        match self {
            Self::Text(text) => text.len() == 32,
            Self::Raw(bytes) => bytes.len() == 32,
            Self::Typed(_) => false,
        }
    }

    const fn chain_id(&self) -> Option<u64> {
        match self {
            Self::Text(_) | Self::Raw(_) => None,
            Self::Typed(typed) => typed.chain_id(),
        }
    }
}

impl MessagePlan<'_> {
    /// The 32 bytes the key signs as they are, without EIP-191 (spec 3.1).
    ///
    /// # Errors
    /// [`Refusal`].
    pub fn to_sign(&self, message: &Message) -> Result<B256, Refusal> {
        match self.speaker {
            Speaker::Owner if message.is_32_bytes() => return Err(Refusal::Blind32),
            Speaker::Session(permission) if granted(permission) == Messages::Nobody => {
                return Err(Refusal::SilentKey);
            }
            Speaker::Session(_) if self.replayable => return Err(Refusal::ReplayableSession),
            Speaker::Owner | Speaker::Session(_) => {}
        }
        let version = self.account.version;
        if self.replayable && !knows_replayable(version) {
            return Err(Refusal::NotReplayable(version));
        }
        if self.chain_id == 0 {
            return Err(Refusal::ChainZero);
        }
        match message.chain_id() {
            Some(other) if other != self.chain_id => Err(Refusal::OtherChain(other)),
            Some(_) | None => Ok(self.digest(message.hash())),
        }
    }

    /// What the account gives its validator or signer when it is asked about a hash; nothing is
    /// checked here.
    #[must_use]
    pub fn digest(&self, hash: B256) -> B256 {
        let chain_id = if self.replayable { 0 } else { self.chain_id };
        wrapped_digest(self.account.version, chain_id, self.account.address(), hash)
    }

    /// What is handed out: prefix, magic and, before deployment, the factory around the key's
    /// signature. For an owner with the multi-chain validator that may be the form with a proof.
    #[must_use]
    pub fn finish(&self, signature: &[u8]) -> Bytes {
        let inner = match self.speaker {
            Speaker::Owner => {
                let root = self.account.root_validator_address();
                let marked = if self.replayable {
                    replayable(signature)
                } else {
                    Bytes::copy_from_slice(signature)
                };
                owner_signature(root, &marked)
            }
            Speaker::Session(permission) => session_signature(permission.id(), signature),
        };
        if self.deployed {
            inner
        } else {
            before_deployment(META_FACTORY, self.account.factory_data(), inner)
        }
    }
}

/// Whether a version reads replayable signatures.
pub(crate) const fn knows_replayable(version: KernelVersion) -> bool {
    match version {
        KernelVersion::V0_3_0 | KernelVersion::V0_3_1 => false,
        KernelVersion::V0_3_2 | KernelVersion::V0_3_3 => true,
    }
}
