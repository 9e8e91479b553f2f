//! What is known of a function or a contract by its selector or address alone.
//!
//! Why: calling the account or a module as the account is owning it (spec 12.1), and limits on
//! amounts and recipients can be demanded only where their place is known.
//! Refuses: guesses from names.

use alloy_json_abi::Function;
use alloy_primitives::{Address, FixedBytes};

use super::tables::{ALLOWANCES, CARRIERS, MONEY, SWAPS};
use crate::{chain, kernel::version::KernelVersion, policy::address};

/// Functions by which an account is run or changed: execute, executeUserOp, executeFromExecutor,
/// validateUserOp, initialize (0.3.1, 0.3.0, 0.2.x), changeRootValidator, upgradeTo,
/// upgradeToAndCall, installModule, uninstallModule, installValidations, uninstallValidation,
/// invalidateNonce, grantAccess, onInstall, onUninstall; and of the EntryPoint incrementNonce,
/// withdrawTo, withdrawStake, unlockStake, handleOps.
const ADMIN: [(u32, &str); 23] = [
    (0xe9ae_5c53, "execute(bytes32,bytes)"),
    (
        0x8dd7_712f,
        "executeUserOp((address,uint256,bytes,bytes,bytes32,uint256,bytes32,bytes,bytes),bytes32)",
    ),
    (0xd691_c964, "executeFromExecutor(bytes32,bytes)"),
    (
        0x1982_2f7c,
        "validateUserOp((address,uint256,bytes,bytes,bytes32,uint256,bytes32,bytes,bytes),bytes32,uint256)",
    ),
    (0x3c3b_752b, "initialize(bytes21,address,bytes,bytes,bytes[])"),
    (0x12af_322c, "initialize(bytes21,address,bytes,bytes)"),
    (0xd1f5_7894, "initialize(address,bytes)"),
    (0x5214_1cd9, "changeRootValidator(bytes21,address,bytes,bytes)"),
    (0x3659_cfe6, "upgradeTo(address)"),
    (0x4f1e_f286, "upgradeToAndCall(address,bytes)"),
    (0x9517_e29f, "installModule(uint256,address,bytes)"),
    (0xa717_63a8, "uninstallModule(uint256,address,bytes)"),
    (0x9198_bdf5, "installValidations(bytes21[],(uint32,address)[],bytes[],bytes[])"),
    (0xe6f3_d50a, "uninstallValidation(bytes21,bytes,bytes)"),
    (0x1f1b_92e3, "invalidateNonce(uint32)"),
    (0xb9b8_2941, "grantAccess(bytes21,bytes4,bool)"),
    (0x6d61_fe70, "onInstall(bytes)"),
    (0x8a91_b0e3, "onUninstall(bytes)"),
    (0x0bd2_8e3b, "incrementNonce(uint192)"),
    (0x205c_2878, "withdrawTo(address,uint256)"),
    (0xc23a_5cea, "withdrawStake(address)"),
    (0xbb9f_e6bf, "unlockStake()"),
    (
        0x765e_827f,
        "handleOps((address,uint256,bytes,bytes,bytes32,uint256,bytes32,bytes,bytes)[],address)",
    ),
];

/// Contracts that accounts are made of or run by, beside the Kernel versions themselves.
const PARTS: [Address; 33] = [
    chain::ENTRY_POINT_06,
    chain::ENTRY_POINT_07,
    chain::ENTRY_POINT_08,
    chain::ENTRY_POINT_09,
    chain::META_FACTORY,
    chain::FACTORY_02,
    chain::ECDSA_VALIDATOR,
    chain::ECDSA_VALIDATOR_030,
    chain::ECDSA_VALIDATOR_02,
    chain::MULTI_CHAIN_ECDSA_VALIDATOR,
    chain::WEBAUTHN_VALIDATOR_001,
    chain::WEBAUTHN_VALIDATOR_002,
    chain::WEBAUTHN_VALIDATOR_003,
    chain::WEBAUTHN_VALIDATOR_02,
    chain::MULTI_CHAIN_WEBAUTHN_VALIDATOR_001,
    chain::MULTI_CHAIN_WEBAUTHN_VALIDATOR_002,
    chain::ECDSA_SIGNER,
    chain::WEBAUTHN_SIGNER_001,
    chain::WEBAUTHN_SIGNER_002,
    chain::WEBAUTHN_SIGNER_003,
    chain::WEBAUTHN_SIGNER_004,
    address::SUDO,
    address::CALL_0_0_1,
    address::CALL_0_0_2,
    address::CALL_0_0_3,
    address::CALL_0_0_4,
    address::CALL_0_0_5,
    address::GAS,
    address::TIMESTAMP,
    address::RATE_LIMIT,
    address::RATE_LIMIT_RESET,
    address::SIGNATURE_CALLER,
    chain::ONLY_ENTRY_POINT_HOOK,
];

/// Modules that take a signature twice (spec 7.6).
const UNPATCHED: [Address; 6] = [
    chain::WEBAUTHN_VALIDATOR_001,
    chain::WEBAUTHN_VALIDATOR_002,
    chain::MULTI_CHAIN_WEBAUTHN_VALIDATOR_001,
    chain::WEBAUTHN_SIGNER_001,
    chain::WEBAUTHN_SIGNER_002,
    chain::WEBAUTHN_SIGNER_003,
];

/// Where a function that moves value has what must be limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Money {
    /// Offsets of its amounts; `None` = out of reach of any rule.
    pub(crate) amounts: Option<&'static [u64]>,
    /// Offset of its recipient, if it has one.
    pub(crate) to: Option<u64>,
}

/// Where a function that gives an allowance has what must be limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Allowance {
    /// Offset of who gets it; `None` = out of reach of any rule.
    pub(crate) spender: Option<u64>,
    /// Offset of its amount; `None` = it is for all there is, or adds up.
    pub(crate) amount: Option<u64>,
}

/// What a function moves, if it is known to move value.
pub(crate) fn money(selector: FixedBytes<4>) -> Option<Money> {
    let row = MONEY.iter().find(|row| row.0 == number(selector))?;
    Some(Money { amounts: row.2, to: row.3 })
}

/// What allowance a function gives, if it is known to give one.
pub(crate) fn allowance(selector: FixedBytes<4>) -> Option<Allowance> {
    let row = ALLOWANCES.iter().find(|row| row.0 == number(selector))?;
    Some(Allowance { spender: row.2, amount: row.3 })
}

/// Where a function that is known to swap has the least amount that must come out.
pub(crate) fn least_out(selector: FixedBytes<4>) -> Option<u64> {
    SWAPS.iter().find(|row| row.0 == number(selector)).map(|row| row.1)
}

/// The signature of a function that is in the tables.
pub(crate) fn known(selector: FixedBytes<4>) -> Option<Function> {
    let money = MONEY.iter().map(|row| (row.0, row.1));
    let allowances = ALLOWANCES.iter().map(|row| (row.0, row.1));
    let mut all = money.chain(allowances).chain(CARRIERS.iter().copied());
    let (_, signature) = all.find(|(known, _)| *known == number(selector))?;
    Function::parse(signature).ok()
}

/// Whether a function is known to carry other calls inside.
pub(crate) fn carries_calls(selector: FixedBytes<4>) -> bool {
    CARRIERS.iter().any(|row| row.0 == number(selector))
}

/// Whether a function is known to move value, to give an allowance, or to carry other calls.
#[must_use]
pub fn moves_value(selector: FixedBytes<4>) -> bool {
    money(selector).is_some() || allowance(selector).is_some() || carries_calls(selector)
}

/// Whether a function runs or changes an account, or uses up its nonces.
#[must_use]
pub(crate) fn is_admin(selector: FixedBytes<4>) -> bool {
    ADMIN.iter().any(|row| row.0 == number(selector))
}

/// Whether an address is a contract that accounts are made of or run by.
#[must_use]
pub(crate) fn is_module(target: Address) -> bool {
    let of_kernel = |v: KernelVersion| target == v.implementation() || target == v.factory();
    PARTS.contains(&target) || KernelVersion::ALL.into_iter().any(of_kernel)
}

/// Whether a module has the hole of spec 7.6.
pub(crate) fn is_unpatched(module: Address) -> bool {
    UNPATCHED.contains(&module)
}

const fn number(selector: FixedBytes<4>) -> u32 {
    u32::from_be_bytes(selector.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::keccak256;

    use crate::{head, policy::rule_of::leaf_at};

    #[test]
    fn selectors_are_those_of_the_functions() {
        let money = MONEY.iter().map(|row| (row.0, row.1));
        let allowances = ALLOWANCES.iter().map(|row| (row.0, row.1));
        let all = money.chain(allowances).chain(CARRIERS.iter().copied()).chain(ADMIN);
        for (selector, function) in all {
            assert_eq!(keccak256(function)[..4], selector.to_be_bytes(), "{function}");
        }
    }

    #[test]
    fn each_offset_is_a_word_of_its_type() {
        let kind = |function: &Function, offset| {
            leaf_at(function, offset).map(|leaf| leaf.ty.to_string()).unwrap_or_default()
        };
        for (_, signature, amounts, to) in MONEY {
            let function = Function::parse(signature).unwrap();
            assert!(head::slots(&function).is_ok(), "{signature}");
            for amount in amounts.unwrap_or_default() {
                assert!(kind(&function, *amount).starts_with("uint"), "{signature} {amount}");
            }
            let Some(to) = to else { continue };
            let kind = kind(&function, *to);
            assert!(["address", "bytes32"].contains(&kind.as_str()), "{signature}: {kind}");
        }
        for (selector, at) in SWAPS {
            let function = known(FixedBytes(selector.to_be_bytes())).unwrap();
            assert_eq!(kind(&function, *at), "uint256", "{function:?}");
            let amounts = money(function.selector()).unwrap().amounts;
            assert!(!amounts.unwrap().contains(at), "{function:?}");
        }
        for (_, signature, spender, amount) in ALLOWANCES {
            let function = Function::parse(signature).unwrap();
            assert!(spender.is_none_or(|at| kind(&function, at) == "address"), "{signature}");
            let size = |at| kind(&function, at).trim_end_matches(char::is_numeric).to_owned();
            let fits = |at| ["uint", "bool"].contains(&size(at).as_str());
            assert!(amount.is_none_or(fits), "{signature}");
        }
    }
}
