//! The errors of Kernel 0.3.x, its policies and validators: signature, selector, meaning.
//!
//! Why: spec appendix A and the recorded reverts as data; a test hashes every signature.
//! Refuses: nothing; unknown selectors are simply not in it.

/// One Solidity error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ContractError {
    /// `Name(type,…)`, spelled as in the contract.
    pub signature: &'static str,
    /// First four bytes of its keccak256.
    pub selector: [u8; 4],
    /// What it means for the person or agent.
    pub words: &'static str,
}

impl ContractError {
    /// The name without the argument list.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.signature.split('(').next().unwrap_or_default()
    }
}

/// Finds an error by selector.
pub(super) fn by_selector(selector: [u8; 4]) -> Option<&'static ContractError> {
    ALL.iter().find(|error| error.selector == selector)
}

/// Finds an error by its name.
#[must_use]
pub fn by_name(name: &str) -> Option<&'static ContractError> {
    ALL.iter().find(|error| error.name() == name)
}

/// What a `require` text of a known contract means; others are quoted.
pub(super) fn require_words(said: &str) -> String {
    match said {
        "hash is not in proof" => "The owner's approval does not cover this: it was given for another key, another state of the account, or has been revoked.".to_owned(),
        "duplicate permissionHash" => "The call policy lists the same function twice, so the key cannot be installed.".to_owned(),
        "ECDSAValidator: sender is not owner" => "Only the owner may do this directly.".to_owned(),
        _ => format!("The contract refused and said “{said}”."),
    }
}

const fn error(signature: &'static str, selector: u32, words: &'static str) -> ContractError {
    ContractError { signature, selector: selector.to_be_bytes(), words }
}

/// All of them.
pub const ALL: &[ContractError] = &[
    error(
        "CallViolatesParamRule()",
        0x59d5_2e40,
        "An argument of a call is outside the key's rules.",
    ),
    error(
        "CallViolatesValueRule()",
        0x7b58_12d4,
        "A call sends more of the network's coin than the key allows.",
    ),
    error(
        "CallViolatesTargetRule()",
        0x007e_472e,
        "The key may not call this function of this contract.",
    ),
    error("InvalidCallData()", 0x1c49_f4d1, "The key may not call this function of this contract."),
    error("InvalidCallType()", 0x39d2_eb55, "The key may not make this kind of call."),
    error(
        "ParamTooShort()",
        0x1b31_e23a,
        "An argument is shorter than the part the key's rule looks at.",
    ),
    error("PolicyFailed(uint256)", 0x3e49_83f6, "A limit of the key is used up or not met."),
    error("RateLimited()", 0x3f7b_7a68, "The key has no uses left in this window."),
    error(
        "InvalidNonce()",
        0x7566_88fe,
        "The key or its approval has been ended, or was used to install the key already.",
    ),
    error(
        "NonceInvalidationError()",
        0xe60f_d647,
        "The nonce cannot be raised by more than ten at once.",
    ),
    error(
        "InvalidValidator()",
        0x682a_6e7c,
        "The key is not installed on this account, or may not use this function of it.",
    ),
    error(
        "EnableNotApproved()",
        0xc48c_f8ee,
        "The owner has not approved this key for the account as it is now.",
    ),
    error("InvalidSignature()", 0x8baa_579f, "The signature is malformed."),
    error(
        "PermissionDataLengthMismatch()",
        0x09ee_6468,
        "The key could not be uninstalled: its parts were counted wrong, or it was never installed.",
    ),
    error("PermissionNotAlllowedForUserOp()", 0x14b9_743f, "The key may not send operations."),
    error("PermissionNotAlllowedForSignature()", 0x5b71_0579, "The key may not sign messages."),
    error(
        "SignerPrefixNotPresent()",
        0xb32e_eb69,
        "The signature is not laid out as the account expects.",
    ),
    error(
        "PolicySignatureOrderError()",
        0x0ec1_7b9e,
        "The parts of the signature are out of order.",
    ),
    error("PolicyDataTooLarge()", 0xb62d_956d, "The key has no parts, or more than 254."),
    error(
        "RootValidatorCannotBeRemoved()",
        0x9801_5ee8,
        "The owner's own validator cannot be removed.",
    ),
    error(
        "InvalidValidationType()",
        0xc389_d236,
        "The account does not know this kind of validation.",
    ),
    error(
        "InvalidSelectorData()",
        0xf442_14ba,
        "The function granted to the key is written wrong.",
    ),
    error("OnlyExecuteUserOp()", 0xdbbb_044b, "The operation must go through executeUserOp."),
    error("InvalidCaller()", 0x48f5_c3ed, "This caller may not call the account directly."),
    error("ExecutionReverted()", 0xf21e_646b, "The call inside the operation failed."),
    error("InvalidExecutor()", 0x710c_9497, "This executor is not installed."),
    error("InvalidSelector()", 0x7352_d91c, "The account has no such function."),
    error("NotInitialized(address)", 0xf91b_d6f1, "A module is not installed for this account."),
    error(
        "AlreadyInitialized(address)",
        0x9336_0fbf,
        "A module is installed for this account already.",
    ),
    error("AlreadyInitialized()", 0x0dc1_49f0, "The account exists already."),
    error("InvalidPublicKey()", 0xa2d0_fee8, "The passkey's public key is not valid."),
    error("ExceedsAllowance()", 0x9d83_5a0a, "This is more than the allowance."),
    error("InsufficientBalance()", 0xf4d6_78b8, "The account does not hold enough of this token."),
    error(
        "ERC20InsufficientBalance(address,uint256,uint256)",
        0xe450_d38c,
        "The account does not hold enough of this token.",
    ),
    error(
        "ERC20InsufficientAllowance(address,uint256,uint256)",
        0xfb8f_41b2,
        "The allowance for this token is too low.",
    ),
    error("NotApprovedFactory()", 0xc883_57cc, "The factory is not approved by the meta factory."),
    error("InitConfigError(uint256)", 0xca69_d5ca, "A first step of the account's set-up failed."),
    error("InitializeError()", 0x90fc_c612, "The account could not be set up."),
    error(
        "ImplementationNotDeployed()",
        0x5c0f_897a,
        "The account's code is missing on this network.",
    ),
    error("NotSupportedCallType()", 0x2d6a_6bb7, "The account does not know this kind of call."),
    error("DisabledMode()", 0xfc2f_51c5, "This mode of the account is switched off."),
];

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::keccak256;

    #[test]
    fn every_signature_hashes_to_its_selector() {
        for error in ALL {
            assert_eq!(keccak256(error.signature)[..4], error.selector, "{}", error.signature);
        }
    }

    #[test]
    fn no_selector_twice() {
        for (place, error) in ALL.iter().enumerate() {
            assert!(!ALL[..place].iter().any(|e| e.selector == error.selector), "{error:?}");
        }
    }
}
