//! Addresses of the policy contracts, the same on every chain (spec 4.3).

use alloy_primitives::{Address, address};

/// Sudo policy.
pub const SUDO: Address = address!("67b436caD8a6D025DF6C82C5BB43fbF11fC5B9B7");
/// Call policy 0.0.1.
pub const CALL_0_0_1: Address = address!("e4Fec84B7B002273ecC86baa65a831ddB92d30a8");
/// Call policy 0.0.2.
pub const CALL_0_0_2: Address = address!("67Fa43ca2D689beA4d10b9F2C96828828A2Ab275");
/// Call policy 0.0.3.
pub const CALL_0_0_3: Address = address!("B3CB5f502250360335614df1421f2AAbE98CE503");
/// Call policy 0.0.4.
pub const CALL_0_0_4: Address = address!("9a52283276A0ec8740DF50bF01B28A80D880eaf2");
/// Call policy 0.0.5.
pub const CALL_0_0_5: Address = address!("85770b902D1e503D5f5141d9eaC16d0d08eEaDd2");
/// Gas policy.
pub const GAS: Address = address!("aeFC5AbC67FfD258abD0A3E54f65E70326F84b23");
/// Timestamp policy.
pub const TIMESTAMP: Address = address!("B9f8f524bE6EcD8C945b1b87f9ae5C192FdCE20F");
/// Rate limit policy, a count for life.
pub const RATE_LIMIT: Address = address!("f63d4139B25c836334edD76641356c6b74C86873");
/// Rate limit policy, a count per window.
pub const RATE_LIMIT_RESET: Address = address!("6A06358e6b283921DECEAbe7e8A3741d506ccA9B");
/// Signature-caller policy.
pub const SIGNATURE_CALLER: Address = address!("F6A936c88D97E6fad13b98d2FD731Ff17eeD591d");
