//! One operation at one moment of a key's life, for which two keys can be asked.
//!
//! Why: an example of what changed must be answered by the same check that answers real operations
//! (spec 4.3, 4.4).
//! Refuses: to be sent; it has no nonce, no signature, and the account's address is zero.

use alloy_primitives::{Address, Bytes, U256};

use super::probes::Probe;
use crate::{
    kernel::execute::{Call, ExecMode, encode_delegatecall, encode_execute},
    policy::{
        Policy, PolicyKind,
        check::{self, Facts, WindowLeft},
        describe::summary::binds_operations,
    },
    user_op::{Paymaster, UserOperation},
};

/// An operation with one call, and when it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scene {
    /// The call.
    pub call: Call,
    /// It is a delegatecall.
    pub delegate: bool,
    /// When, unix seconds.
    pub at_secs: u64,
    /// How many operations the key sent before, as fast as it may.
    pub earlier: u64,
    /// What its gas may cost at most, wei.
    pub gas_wei: u128,
    /// Who pays for the gas, if not the account.
    pub paymaster: Option<Address>,
}

impl Scene {
    pub(crate) fn new(probe: &Probe, at_secs: u64, paymaster: Option<Address>) -> Self {
        let Probe { call, delegate } = probe.clone();
        Self { call, delegate, at_secs, earlier: 0, gas_wei: 0, paymaster }
    }

    /// Whether these policies let it through.
    #[must_use]
    pub fn passes(&self, policies: &[Policy]) -> bool {
        check::operation(policies, &self.facts(policies), &self.operation()).is_ok()
    }

    /// The counters of a key with these policies at that moment.
    fn facts(&self, policies: &[Policy]) -> Facts {
        let mut facts = Facts::fresh(Address::ZERO, self.at_secs);
        if self.earlier == 0 {
            return facts;
        }
        for policy in policies.iter().filter(|policy| binds_operations(policy)) {
            let PolicyKind::RateLimit(rate) = &policy.kind else { continue };
            let left = rate.count.saturating_sub(self.earlier);
            if rate.reset {
                let ends_at = self.at_secs.saturating_add(rate.interval);
                facts.window = Some(WindowLeft { uses: left, ends_at });
            } else {
                let moved = rate.interval.saturating_mul(self.earlier);
                facts.uses_left = Some(facts.uses_left.map_or(left, |known| known.min(left)));
                facts.next_allowed_at = Some(rate.start_at.saturating_add(moved));
            }
        }
        facts
    }

    fn operation(&self) -> UserOperation {
        let call_data = if self.delegate {
            encode_delegatecall(self.call.to, self.call.data.clone(), ExecMode::Default)
        } else {
            encode_execute(std::slice::from_ref(&self.call), ExecMode::Default)
        };
        let paymaster = self.paymaster.map(|address| Paymaster {
            address,
            verification_gas_limit: 0,
            post_op_gas_limit: 0,
            data: Bytes::new(),
        });
        UserOperation {
            sender: Address::ZERO,
            nonce: U256::ZERO,
            factory: None,
            factory_data: Bytes::new(),
            call_data,
            call_gas_limit: 1,
            verification_gas_limit: 0,
            pre_verification_gas: U256::ZERO,
            max_fee_per_gas: self.gas_wei,
            max_priority_fee_per_gas: 0,
            paymaster,
            signature: Bytes::new(),
        }
    }
}
