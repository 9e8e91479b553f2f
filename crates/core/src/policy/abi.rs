//! The ABI shapes of policy data (spec 4.3, 4.4).
#![allow(missing_docs, unreachable_pub, reason = "sol! output follows the contracts")]

alloy_sol_types::sol! {
    struct RuleAbi { uint8 condition; uint64 offset; bytes32[] params; }
    struct PermissionAbi {
        bytes1 callType;
        address target;
        bytes4 selector;
        uint256 valueLimit;
        RuleAbi[] rules;
    }
    // Call policy 0.0.1 compares with one word.
    struct RuleAbiV1 { uint8 condition; uint64 offset; bytes32 param; }
    struct PermissionAbiV1 {
        bytes1 callType;
        address target;
        bytes4 selector;
        uint256 valueLimit;
        RuleAbiV1[] rules;
    }
    struct GasAbi { uint128 allowed; bool enforcePaymaster; address allowedPaymaster; }
    struct TimestampAbi { uint48 validAfter; uint48 validUntil; }
}
