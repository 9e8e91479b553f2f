//! Whether the owner key's own address can call the account without an operation (spec 9.5).
//!
//! Why: the root validator doubles as the hook that lets `msg.sender == owner` through; which
//! validators do so, on which versions, was executed and is written down there.
//! Refuses: what was not shown to work.

use alloy_primitives::Address;

use crate::account::Owner;
use crate::kernel::version::KernelVersion;

/// Why the owner key's address cannot call the account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoDirect {
    /// There is nothing to call.
    #[error("the account does not exist there yet")]
    NotDeployed,
    /// A passkey has no address.
    #[error("the owner is a passkey, which has no address that could send a transaction")]
    Passkey,
    /// The multi-chain validator's `postCheck(bytes)` is not the one that 0.3.0 calls.
    #[error(
        "on Kernel 0.3.0 the multi-chain owner's validator does not let the owner call the account"
    )]
    OldKernel,
}

/// The address that can call the account.
///
/// # Errors
/// [`NoDirect`] with the reason where none can.
pub const fn sender(
    version: KernelVersion,
    owner: &Owner,
    deployed: bool,
) -> Result<Address, NoDirect> {
    match (owner, version) {
        (Owner::WebAuthn(_) | Owner::MultiChainWebAuthn(_), _) => Err(NoDirect::Passkey),
        (Owner::MultiChainEcdsa(_), KernelVersion::V0_3_0) => Err(NoDirect::OldKernel),
        (Owner::Ecdsa(_) | Owner::MultiChainEcdsa(_), _) if !deployed => Err(NoDirect::NotDeployed),
        (Owner::Ecdsa(address) | Owner::MultiChainEcdsa(address), _) => Ok(*address),
    }
}

#[cfg(test)]
mod tests {
    use alloy_primitives::{B256, U256};

    use super::*;
    use crate::account::{AccountSpec, Located};
    use crate::answer::Account;
    use crate::kernel::install::invalidate_nonce;
    use crate::webauthn::Passkey;

    #[test]
    fn only_what_was_executed_is_offered() {
        let address = Address::repeat_byte(1);
        let passkey = Passkey { x: U256::ONE, y: U256::ONE, authenticator_id_hash: B256::ZERO };
        for version in KernelVersion::ALL {
            let ecdsa = sender(version, &Owner::Ecdsa(address), true);
            assert_eq!(ecdsa, Ok(address));
            let many = sender(version, &Owner::MultiChainEcdsa(address), true);
            let old = version == KernelVersion::V0_3_0;
            assert_eq!(many, if old { Err(NoDirect::OldKernel) } else { Ok(address) });
            let none = sender(version, &Owner::Ecdsa(address), false);
            assert_eq!(none, Err(NoDirect::NotDeployed));
            for owner in [Owner::WebAuthn(passkey), Owner::MultiChainWebAuthn(passkey)] {
                assert_eq!(sender(version, &owner, true), Err(NoDirect::Passkey));
            }
        }
    }

    /// The model answers as was executed and recorded on every version (`tests/suite/vectors`).
    #[test]
    fn it_is_what_the_contracts_do() {
        let address = Address::repeat_byte(1);
        let raise = invalidate_nonce(2);
        for version in KernelVersion::ALL {
            for owner in [Owner::Ecdsa(address), Owner::MultiChainEcdsa(address)] {
                let spec = AccountSpec { version, owner, index: U256::ZERO };
                let mut account = Account::undeployed(Located::from(&spec).install().clone(), 1);
                account.deploy(0).unwrap();
                let stranger = account.call_directly(Address::repeat_byte(2), &raise, 0);
                assert!(stranger.is_err(), "{spec:?}");
                let did = account.call_directly(address, &raise, 0).is_ok();
                assert_eq!(sender(version, &owner, true).is_ok(), did, "{spec:?}");
            }
        }
    }
}
