//! Which of some calls a key's policies would have refused, and by which rule (spec 4.3, 4.4).
//!
//! Why: whoever narrows a key wants to see what that costs, on the agent's own calls.
//! Refuses: to guess gas; each call counts as one operation that costs nothing.

use alloy_primitives::{Address, Bytes, U256};

use super::SeenCall;
use crate::{
    kernel::execute::{Call, ExecMode, encode_execute},
    policy::{
        Policy, PolicyFlag,
        check::{self, Facts, Failure},
    },
    user_op::UserOperation,
};

/// A call that would have been refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Its place among the calls, from 0.
    pub call: usize,
    /// The first rule that it breaks.
    pub failure: Box<Failure>,
}

/// The calls that these policies would refuse, each made at its own time and one after the other;
/// every chain counts for itself.
#[must_use]
pub fn would_refuse(policies: &[Policy], calls: &[SeenCall]) -> Vec<Refused> {
    let mut order: Vec<(usize, &SeenCall)> = calls.iter().enumerate().collect();
    order.sort_by_key(|(_, call)| call.at_secs);
    let mut counters: Vec<(u64, Facts)> = Vec::new();
    let mut refused = Vec::new();
    for (place, call) in order {
        let known = counters.iter().position(|(chain, _)| *chain == call.chain_id);
        let fresh = || Facts::fresh(Address::ZERO, call.at_secs);
        let before = known.and_then(|known| counters.get(known)).map_or_else(fresh, |(_, f)| *f);
        let facts = Facts { now_unix_secs: call.at_secs, ..before };
        match check::outcome(PolicyFlag::All, policies, &facts, &operation(call)) {
            Ok(allowed) => match known.and_then(|known| counters.get_mut(known)) {
                Some((_, facts)) => *facts = allowed.after,
                None => counters.push((call.chain_id, allowed.after)),
            },
            Err(failure) => refused.push(Refused { call: place, failure }),
        }
    }
    refused.sort_by_key(|refused| refused.call);
    refused
}

/// The call alone in an operation, at a price of nothing.
fn operation(seen: &SeenCall) -> UserOperation {
    let call = Call { to: seen.to, value: seen.value, data: seen.data.clone() };
    UserOperation {
        sender: Address::ZERO,
        nonce: U256::ZERO,
        factory: None,
        factory_data: Bytes::new(),
        call_data: encode_execute(&[call], ExecMode::Default),
        call_gas_limit: 0,
        verification_gas_limit: 0,
        pre_verification_gas: U256::ZERO,
        max_fee_per_gas: 0,
        max_priority_fee_per_gas: 0,
        paymaster: None,
        signature: Bytes::new(),
    }
}
