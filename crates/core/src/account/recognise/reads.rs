//! What is asked of a chain about an address (spec 1.1, 1.2, 9.1), and what came back.
//!
//! Why: "not read" is not "no": a node that did not answer must never make an account look
//! foreign, nor a foreign one look safe.
//! Refuses: to guess from an answer that does not decode; it counts as not given.

use alloy_primitives::{Address, B256, Bytes, FixedBytes, b256};
use alloy_sol_types::{SolCall, SolValue};

use crate::{
    abi::{Kernel, Kernel02},
    text,
};

/// ERC-1967 implementation slot (spec 1.2).
pub const IMPLEMENTATION_SLOT: B256 =
    b256!("360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc");

/// Longest version text that is kept of a contract's own words, in characters.
const VERSION_MAX: usize = 32;

/// One thing to read, all at one block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// Runtime code.
    Code(Address),
    /// A storage word.
    Slot(Address, B256),
    /// `eth_call` without a sender.
    Call(Address, Bytes),
}

/// What came back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Read {
    /// Nothing; the node did not answer.
    #[default]
    Unread,
    /// The call reverted.
    Reverted,
    /// These bytes.
    Answer(Bytes),
}

/// Everything that is read of an address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reads {
    /// Runtime code.
    pub code: Read,
    /// The word at [`IMPLEMENTATION_SLOT`].
    pub implementation: Read,
    /// `eip712Domain()`.
    pub domain: Read,
    /// `accountId()`.
    pub account_id: Read,
    /// `entrypoint()`, as Kernel 0.3.x calls it.
    pub entry_point: Read,
    /// `entryPoint()`, as older ones do.
    pub old_entry_point: Read,
    /// `rootValidator()`.
    pub root: Read,
}

impl Reads {
    /// What to ask about an account.
    #[must_use]
    pub fn questions(account: Address) -> [Ask; 7] {
        let call = |data: Vec<u8>| Ask::Call(account, data.into());
        [
            Ask::Code(account),
            Ask::Slot(account, IMPLEMENTATION_SLOT),
            call(Kernel::eip712DomainCall {}.abi_encode()),
            call(Kernel::accountIdCall {}.abi_encode()),
            call(Kernel::entrypointCall {}.abi_encode()),
            call(Kernel02::entryPointCall {}.abi_encode()),
            call(Kernel::rootValidatorCall {}.abi_encode()),
        ]
    }

    /// The replies, in the order of [`Reads::questions`].
    #[must_use]
    pub fn of(replies: [Read; 7]) -> Self {
        let [code, implementation, domain, account_id, entry_point, old_entry_point, root] =
            replies;
        Self { code, implementation, domain, account_id, entry_point, old_entry_point, root }
    }

    /// The implementation a proxy delegates to; zero for none, `None` if it was not read.
    pub(super) fn implementation(&self) -> Option<Address> {
        let word = self.implementation.answer()?;
        <[u8; 32]>::try_from(word).ok().map(|word| Address::from_word(word.into()))
    }

    /// The version the contract signs with, if it says it is a Kernel: from its EIP-712 domain.
    pub(super) fn signing_version(&self) -> Option<String> {
        let said = Kernel::eip712DomainCall::abi_decode_returns(self.domain.answer()?).ok()?;
        (said.name == "Kernel").then_some(said.version)
    }

    /// The version the contract claims, cleaned for a screen: its domain's, else what stands after
    /// the last `v` of `kernel.….v0.3.1`.
    pub(super) fn claimed_version(&self) -> Option<String> {
        let of_id = || {
            let id = String::abi_decode(self.account_id.answer()?).ok()?;
            let rest = id.strip_prefix("kernel.")?;
            rest.rsplit_once('v').map(|(_, version)| version.to_owned())
        };
        let claimed = self.signing_version().or_else(of_id)?;
        Some(text::clean(&claimed, VERSION_MAX))
    }

    /// Its EntryPoint, by either name.
    pub(super) fn entry_point(&self) -> Option<Address> {
        let said = |read: &Read| Address::abi_decode(read.answer()?).ok();
        said(&self.entry_point).or_else(|| said(&self.old_entry_point))
    }

    /// Its root validation id.
    pub(super) fn root(&self) -> Option<FixedBytes<21>> {
        Kernel::rootValidatorCall::abi_decode_returns(self.root.answer()?).ok()
    }
}

impl Read {
    /// The bytes, if there are any to go by.
    #[must_use]
    pub fn answer(&self) -> Option<&[u8]> {
        match self {
            Self::Answer(bytes) => Some(bytes),
            Self::Unread | Self::Reverted => None,
        }
    }
}
