//! The contracts a network must carry before keys can work there.
//!
//! Why: an approval for a network without them is worth nothing, and money sent to the account's
//! address there cannot be moved.

use alloy_primitives::Address;
use latchkey_core::account::AccountSpec;
use latchkey_core::chain;
use latchkey_core::kernel::version::KernelVersion;

/// Kernel version of accounts that are made now.
pub(crate) const NEW_ACCOUNT_VERSION: KernelVersion = KernelVersion::V0_3_1;

/// Names and addresses, for accounts of this version.
pub(crate) fn needed(version: KernelVersion) -> [(&'static str, Address); 11] {
    [
        ("EntryPoint 0.7", chain::ENTRY_POINT_07),
        ("Kernel meta factory", chain::META_FACTORY),
        ("Kernel factory", version.factory()),
        ("Kernel", version.implementation()),
        ("multi-chain ECDSA validator", chain::MULTI_CHAIN_ECDSA_VALIDATOR),
        ("ECDSA signer", chain::ECDSA_SIGNER),
        ("call policy 0.0.4", chain::CALL_POLICY_004),
        ("gas policy", chain::GAS_POLICY),
        ("rate limit policy", chain::RATE_LIMIT_POLICY),
        ("timestamp policy", chain::TIMESTAMP_POLICY),
        ("signature caller policy", chain::SIGNATURE_CALLER_POLICY),
    ]
}

/// Version of the account in use, or of the one that would be made.
pub(crate) fn version_of(account: Option<&AccountSpec>) -> KernelVersion {
    account.map_or(NEW_ACCOUNT_VERSION, |spec| spec.version)
}
