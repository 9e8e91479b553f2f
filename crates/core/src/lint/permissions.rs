//! Findings about one entry of a call policy: dangerous targets and functions.
//!
//! Why: calling the account or a module as the account is owning it (spec 12.1).
//! Refuses: nothing.

use alloy_primitives::{Address, FixedBytes};

use super::{
    Finding, Rule,
    Severity::{Stop, Warn},
};
use crate::{
    chain,
    kernel::version::KernelVersion,
    policy::{
        CallPermission, CallType, address,
        describe::payment::{Cap, Recipients, payment},
    },
};

/// Functions by which an account is run or changed: execute, executeUserOp, executeFromExecutor,
/// initialize, changeRootValidator, upgradeTo, installModule, uninstallModule, installValidations,
/// uninstallValidation, invalidateNonce, grantAccess, onInstall, onUninstall, incrementNonce,
/// withdrawTo, withdrawStake, unlockStake.
const ADMIN: [u32; 18] = [
    0xe9ae_5c53,
    0x8dd7_712f,
    0xd691_c964,
    0x3c3b_752b,
    0x5214_1cd9,
    0x3659_cfe6,
    0x9517_e29f,
    0xa717_63a8,
    0x9198_bdf5,
    0xe6f3_d50a,
    0x1f1b_92e3,
    0xb9b8_2941,
    0x6d61_fe70,
    0x8a91_b0e3,
    0x0bd2_8e3b,
    0x205c_2878,
    0xc23a_5cea,
    0xbb9f_e6bf,
];

/// Functions that leave an allowance behind: approve, increaseAllowance, permit,
/// setApprovalForAll.
const ALLOWANCE: [u32; 4] = [0x095e_a7b3, 0x3950_9351, 0xd505_accf, 0xa22c_b465];

pub(super) fn entry(entry: &CallPermission, account: Address) -> Vec<Finding> {
    let mut out = target(entry, account);
    let selector = u32::from_be_bytes(entry.selector.0);
    if entry.call_type == CallType::Delegate {
        out.push(Finding::new(
            Rule::Delegatecall,
            Stop,
            "This key could run foreign code as the account, which is as good as owning it.",
        ));
    }
    if entry.call_type == CallType::Batch {
        out.push(Finding::new(
            Rule::NothingAllowed,
            Warn,
            "An entry is of a kind that never matches, so it allows nothing.",
        ));
    }
    if ALLOWANCE.contains(&selector) {
        out.push(Finding::new(Rule::Allowance, Warn, "This key can give allowances, and an allowance outlives the key. Allow transfers instead."));
    }
    if let Some(payment) = payment(entry) {
        if payment.cap == Cap::Any {
            out.push(Finding::new(
                Rule::NoAmountLimit,
                Warn,
                "Nothing limits the amount of one transfer. Say how much at most.",
            ));
        }
        if payment.to == Recipients::Anyone {
            out.push(Finding::new(Rule::AnyRecipient, Warn, "This key may pay anybody. Say whom."));
        }
    }
    out
}

fn target(entry: &CallPermission, account: Address) -> Vec<Finding> {
    let admin = is_admin(entry.selector);
    let found = if entry.target == account {
        Finding::new(
            Rule::SelfTarget,
            Stop,
            "This key could call the account itself, and so change it. Leave the account out.",
        )
    } else if is_module(entry.target) {
        Finding::new(
            Rule::ModuleTarget,
            Stop,
            "This key could call a contract that runs the account, and so change or disarm it. Leave it out.",
        )
    } else if entry.target.is_zero() && admin {
        Finding::new(
            Rule::WildcardAdmin,
            Stop,
            "This key could call a function that changes accounts on any contract, so on this one too. Name the contract.",
        )
    } else if entry.target.is_zero() {
        Finding::new(
            Rule::WildcardTarget,
            Warn,
            "This key may call a function of any contract. Name the contract.",
        )
    } else {
        return Vec::new();
    };
    vec![found]
}

/// Whether a function runs or changes an account, or uses up its nonces.
#[must_use]
pub(crate) fn is_admin(selector: FixedBytes<4>) -> bool {
    ADMIN.contains(&u32::from_be_bytes(selector.0))
}

/// Whether an address is a contract that accounts are made of or run by.
#[must_use]
pub(crate) fn is_module(target: Address) -> bool {
    const PARTS: [Address; 22] = [
        chain::ENTRY_POINT_06,
        chain::ENTRY_POINT_07,
        chain::ENTRY_POINT_08,
        chain::ENTRY_POINT_09,
        chain::META_FACTORY,
        chain::ECDSA_VALIDATOR,
        chain::ECDSA_VALIDATOR_030,
        chain::MULTI_CHAIN_ECDSA_VALIDATOR,
        chain::WEBAUTHN_VALIDATOR_001,
        chain::WEBAUTHN_VALIDATOR_002,
        chain::WEBAUTHN_VALIDATOR_003,
        chain::ECDSA_SIGNER,
        chain::WEBAUTHN_SIGNER_004,
        address::SUDO,
        address::CALL_0_0_4,
        address::CALL_0_0_5,
        address::GAS,
        address::TIMESTAMP,
        address::RATE_LIMIT,
        address::RATE_LIMIT_RESET,
        address::SIGNATURE_CALLER,
        chain::ONLY_ENTRY_POINT_HOOK,
    ];
    let of_kernel = |v: KernelVersion| target == v.implementation() || target == v.factory();
    PARTS.contains(&target) || KernelVersion::ALL.into_iter().any(of_kernel)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::keccak256;

    #[test]
    fn selectors_are_those_of_the_functions() {
        let admin = [
            "execute(bytes32,bytes)",
            "executeUserOp((address,uint256,bytes,bytes,bytes32,uint256,bytes32,bytes,bytes),bytes32)",
            "executeFromExecutor(bytes32,bytes)",
            "initialize(bytes21,address,bytes,bytes,bytes[])",
            "changeRootValidator(bytes21,address,bytes,bytes)",
            "upgradeTo(address)",
            "installModule(uint256,address,bytes)",
            "uninstallModule(uint256,address,bytes)",
            "installValidations(bytes21[],(uint32,address)[],bytes[],bytes[])",
            "uninstallValidation(bytes21,bytes,bytes)",
            "invalidateNonce(uint32)",
            "grantAccess(bytes21,bytes4,bool)",
            "onInstall(bytes)",
            "onUninstall(bytes)",
            "incrementNonce(uint192)",
            "withdrawTo(address,uint256)",
            "withdrawStake(address)",
            "unlockStake()",
        ];
        for (function, selector) in admin.iter().zip(ADMIN) {
            assert_eq!(keccak256(function)[..4], selector.to_be_bytes(), "{function}");
        }
        let allowance = [
            "approve(address,uint256)",
            "increaseAllowance(address,uint256)",
            "permit(address,address,uint256,uint256,uint8,bytes32,bytes32)",
            "setApprovalForAll(address,bool)",
        ];
        for (function, selector) in allowance.iter().zip(ALLOWANCE) {
            assert_eq!(keccak256(function)[..4], selector.to_be_bytes(), "{function}");
        }
    }
}
