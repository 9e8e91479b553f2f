//! What is read of one key: its installation, and what its policies have left (spec 9.1).

use alloy_primitives::{Address, B256, FixedBytes, U256};
use alloy_sol_types::{SolCall, SolValue};
use serde::{Deserialize, Serialize};

use super::{Question, Reply};
use crate::abi::{
    GasPolicyContract, Kernel, PermissionConfig, RateLimitContract, RateLimitResetContract,
};
use crate::kernel::enable::EXECUTE_SELECTOR;
use crate::permission::{Permission, PermissionId};
use crate::policy::{
    Policy, PolicyFlag, PolicyKind, check::WindowLeft, describe::summary::binds_operations,
};

/// A key on one chain, as it was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyFacts {
    /// Nonce the installation was stored with; 0 = never.
    pub nonce: u32,
    /// Whether it is installed.
    pub installed: bool,
    /// Whether it may call `execute`.
    pub may_execute: bool,
    /// Whether signer and policies on chain are those that were approved.
    pub as_approved: bool,
    /// Policies the chain holds for it.
    pub policies: usize,
    /// What is left; untouched while it is not installed.
    pub counters: Counters,
}

impl KeyFacts {
    /// A key on an account that does not exist yet.
    pub const NEVER: Self = Self {
        nonce: 0,
        installed: false,
        may_execute: false,
        as_approved: false,
        policies: 0,
        counters: Counters::AS_GRANTED,
    };
}

/// What a key has left on a chain; `None` = as granted, not limited, or switched off by its flag.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counters {
    /// Gas budget, wei.
    pub gas_left: Option<u128>,
    /// Uses.
    pub uses_left: Option<u64>,
    /// First second of the next use, unix.
    pub next_allowed_at: Option<u64>,
    /// The window of a resetting rate limit.
    pub window: Option<WindowLeft>,
}

impl Counters {
    /// Nothing is used, or nothing is counted.
    pub const AS_GRANTED: Self =
        Self { gas_left: None, uses_left: None, next_allowed_at: None, window: None };
}

/// What to ask: three questions of the account, then one per counting policy.
#[must_use]
pub(super) fn key_questions(account: Address, permission: &Permission) -> Vec<Question> {
    let (id, vid) = (permission.id(), permission.validation_id());
    let selector = EXECUTE_SELECTOR;
    let ask = |to: Address, data: Vec<u8>| Question::Call { to, data: data.into() };
    let mut questions = vec![
        ask(account, Kernel::validationConfigCall { id: vid }.abi_encode()),
        ask(account, Kernel::permissionConfigCall { id }.abi_encode()),
        ask(account, Kernel::isAllowedSelectorCall { id: vid, selector }.abi_encode()),
    ];
    for policy in &permission.policies {
        if let Some(data) = counter(policy, id, account) {
            questions.push(ask(policy.address(), data));
        }
    }
    questions
}

fn counter(policy: &Policy, id: PermissionId, account: Address) -> Option<Vec<u8>> {
    let id = B256::right_padding_from(id.as_slice());
    match &policy.kind {
        PolicyKind::Gas(_) => {
            Some(GasPolicyContract::gasPolicyConfigCall { id, account }.abi_encode())
        }
        PolicyKind::RateLimit(rate) if rate.reset => {
            Some(RateLimitResetContract::rateLimitStateCall { id, account }.abi_encode())
        }
        PolicyKind::RateLimit(_) => {
            Some(RateLimitContract::rateLimitConfigsCall { id, account }.abi_encode())
        }
        PolicyKind::Call(_)
        | PolicyKind::Timestamp(_)
        | PolicyKind::SignatureCaller(_)
        | PolicyKind::Sudo => None,
    }
}

/// Reads the replies to [`key_questions`]; `None` if they do not decode.
#[must_use]
pub(super) fn read_key(permission: &Permission, replies: &[Reply]) -> Option<KeyFacts> {
    let [config, held, selector, counted @ ..] = replies else { return None };
    let (nonce, hook) = <(u32, Address)>::abi_decode_params(config.as_ref()?).ok()?;
    let held = PermissionConfig::abi_decode(held.as_ref()?).ok()?;
    let installed = !hook.is_zero();
    let counters = if installed { counters(permission, counted)? } else { Counters::default() };
    Some(KeyFacts {
        nonce,
        installed,
        may_execute: bool::abi_decode(selector.as_ref()?).ok()?,
        as_approved: installed && same(permission, &held),
        policies: held.policyData.len(),
        counters,
    })
}

fn same(permission: &Permission, held: &PermissionConfig) -> bool {
    let entry = |policy: &Policy| entry_head(policy.flag, policy.address());
    held.permissionFlag.0 == permission.flag.to_bytes()
        && held.signer == permission.signer.contract()
        && held.policyData == permission.policies.iter().map(entry).collect::<Vec<_>>()
}

fn entry_head(flag: PolicyFlag, contract: Address) -> FixedBytes<22> {
    FixedBytes::left_padding_from(&[flag.to_bytes().as_slice(), contract.as_slice()].concat())
}

fn counters(permission: &Permission, replies: &[Reply]) -> Option<Counters> {
    let mut replies = replies.iter();
    let mut left = Counters::default();
    for policy in &permission.policies {
        match &policy.kind {
            PolicyKind::Gas(_) => {
                let word = replies.next()?.as_ref()?.get(..32)?;
                let gas = u128::try_from(U256::from_be_slice(word)).ok()?;
                left.gas_left = binds_operations(policy).then_some(gas);
            }
            PolicyKind::RateLimit(rate) if rate.reset => {
                let reply = replies.next()?.as_ref()?;
                let (uses, ends_at) = <(U256, U256)>::abi_decode_params(reply).ok()?;
                let (uses, ends_at) = (u64::try_from(uses).ok()?, u64::try_from(ends_at).ok()?);
                left.window = binds_operations(policy).then_some(WindowLeft { uses, ends_at });
            }
            PolicyKind::RateLimit(_) => {
                let reply = replies.next()?.as_ref()?;
                let (_, uses, next) = <(U256, U256, U256)>::abi_decode_params(reply).ok()?;
                let (uses, next) = (u64::try_from(uses).ok()?, u64::try_from(next).ok()?);
                left.uses_left = binds_operations(policy).then_some(uses);
                left.next_allowed_at = binds_operations(policy).then_some(next);
            }
            PolicyKind::Call(_)
            | PolicyKind::Timestamp(_)
            | PolicyKind::SignatureCaller(_)
            | PolicyKind::Sudo => {}
        }
    }
    Some(left)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::RateLimitPolicy;

    #[test]
    fn the_window_of_a_resetting_limit_is_read() {
        let rate = RateLimitPolicy { interval: 60, count: 5, start_at: 0, reset: true };
        let policies = vec![PolicyKind::RateLimit(rate).into()];
        let permission = Permission::ecdsa(policies, Address::repeat_byte(1));
        let questions = key_questions(Address::repeat_byte(2), &permission);
        let Some(Question::Call { data, .. }) = questions.last() else { panic!("a call") };
        assert!(data.starts_with(&[0x48, 0xed, 0xf4, 0xe1]), "spec appendix A");
        let reply = (U256::from(3), U256::from(99)).abi_encode_params();
        let read = counters(&permission, &[Some(reply.into())]).unwrap();
        assert_eq!(read.window, Some(WindowLeft { uses: 3, ends_at: 99 }));
        assert_eq!(read.uses_left, None);
    }
}
