//! Kernel 0.3.3: after a raised nonce the owner's message signatures revert until the root is
//! installed anew at the present nonce (spec 9.6).
//!
//! Why: the validator must first forget the owner (`onUninstall`) and then learn it again; in try
//! mode the first without the second would lock the owner out for ever. So both go into one inner
//! `execute` in default mode, which happens whole or not at all.
//! Refuses: roots other than the two ECDSA validators, for which this was never shown; older
//! versions need none.

use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::SolCall;

use crate::abi::Module;
use crate::account::{AccountSpec, Owner, root};
use crate::kernel::execute::{Call, ExecMode, encode_execute};
use crate::kernel::install::{Installation, install_validations};
use crate::kernel::version::KernelVersion;

use super::raise::to_self;

/// What becomes of the owner's own message signatures (ERC-1271).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnerMessages {
    /// They go on; nothing touches them.
    Untouched,
    /// They would stop; the same batch repairs them.
    Repaired,
    /// They stop until the root is installed anew, which is not known to work for this root.
    Stop,
}

/// What raising the nonce does to them.
#[must_use]
pub(super) fn after_raise(account: &AccountSpec, owner: &Owner) -> OwnerMessages {
    match account.version {
        KernelVersion::V0_3_0 | KernelVersion::V0_3_1 | KernelVersion::V0_3_2 => {
            OwnerMessages::Untouched
        }
        KernelVersion::V0_3_3 if repair(account, owner, 0).is_some() => OwnerMessages::Repaired,
        KernelVersion::V0_3_3 => OwnerMessages::Stop,
    }
}

/// The call that repairs them, for the nonce that was raised to. `owner` is who owns the account
/// now: the validator is told to forget whom it has and to learn this one. `None` where none is
/// needed or none is known.
#[must_use]
pub fn repair(account: &AccountSpec, owner: &Owner, nonce: u32) -> Option<Call> {
    let learned = owner.data();
    // 20 bytes of data are an ECDSA owner's address; a passkey has 96.
    if account.version != KernelVersion::V0_3_3 || learned.len() != 20 {
        return None;
    }
    let address = account.address();
    let validator = owner.kind().address(account.version);
    let forget = Call {
        to: validator,
        value: U256::ZERO,
        data: Module::onUninstallCall { data: Bytes::new() }.abi_encode().into(),
    };
    let learn = install_validations(&[Installation {
        validation_id: root::validator_id(validator),
        nonce,
        hook: Address::ZERO,
        data: learned,
        hook_data: Bytes::new(),
    }]);
    let both = encode_execute(&[forget, to_self(address, learn)], ExecMode::Default);
    Some(to_self(address, both))
}
