//! Addresses of the policy contracts, by the names policies use (spec 4.3); the table is
//! [`crate::chain`].

pub use crate::chain::{
    CALL_POLICY_001 as CALL_0_0_1, CALL_POLICY_002 as CALL_0_0_2, CALL_POLICY_003 as CALL_0_0_3,
    CALL_POLICY_004 as CALL_0_0_4, CALL_POLICY_005 as CALL_0_0_5, GAS_POLICY as GAS,
    RATE_LIMIT_POLICY as RATE_LIMIT, RATE_LIMIT_RESET_POLICY as RATE_LIMIT_RESET,
    SIGNATURE_CALLER_POLICY as SIGNATURE_CALLER, SUDO_POLICY as SUDO,
    TIMESTAMP_POLICY as TIMESTAMP,
};
