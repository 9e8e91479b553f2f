//! Grants: their ids, their selector, many under one signature, and what a rate limit does not
//! limit (spec 4.2, 5.1, 6.1, 12.1).

use alloy_primitives::{B256, Bytes, U256};
use latchkey_core::{
    approval_tree::Tree,
    kernel::{
        enable::EXECUTE_SELECTOR, execute::decode_execute, signature::multi_chain_signature,
        version::KernelVersion,
    },
    names::TRANSFER,
    permission::PermissionId,
    policy::{
        CallPermission, CallPolicyVersion, CallType, Condition, ParamRule, PolicyKind,
        RateLimitPolicy,
    },
};

use super::compare::Said;
use super::key::{
    Key, OWNER, TARGET, TOKEN, call_policy, execute, ping, sudo, to, transfer, window,
};
use super::script::{Script, number, strange};
use super::stage::{Approved, START, Stage};
use crate::keys;

/// Two permissions of one key.
pub(crate) struct TwoIds;

impl Script for TwoIds {
    fn step(&mut self, step: &str) -> Result<Said, String> {
        if !step.starts_with("0x") {
            return strange(step);
        }
        let other = Key::of(vec![window(0, 2_000_000_000)]);
        Ok(Said::text(format!("{} {}", Key::sudo().id(), other.id())))
    }
}

pub(crate) struct BareSelector {
    pub(crate) version: KernelVersion,
}

impl Script for BareSelector {
    fn step(&mut self, step: &str) -> Result<Said, String> {
        if !step.is_empty() {
            return strange(step);
        }
        let key = Key { selector_data: EXECUTE_SELECTOR.into(), ..Key::sudo() };
        Ok(Stage::ecdsa(self.version).first_use(&key, 1, ping()).into())
    }
}

/// One use, forty transfers.
pub(crate) struct BigBatch {
    stage: Stage,
    key: Key,
}

impl BigBatch {
    pub(crate) fn new(version: KernelVersion) -> Self {
        let rule = ParamRule {
            condition: Condition::LessThanOrEqual,
            offset: 32,
            params: vec![B256::from(U256::from(5))],
        };
        let entry = CallPermission {
            call_type: CallType::Call,
            target: TOKEN,
            selector: TRANSFER,
            value_limit: U256::ZERO,
            rules: vec![rule],
        };
        let once = RateLimitPolicy { interval: 86_400, count: 1, start_at: 0, reset: false };
        let calls = call_policy(CallPolicyVersion::V0_0_4, vec![entry]);
        let key = Key::of(vec![calls, PolicyKind::RateLimit(once).into()]);
        Self { stage: Stage::ecdsa(version), key }
    }
}

/// The amounts of all transfers in an `execute`.
fn spent(data: &[u8]) -> U256 {
    let execution = decode_execute(data).unwrap();
    let amount = |data: &Bytes| U256::from_be_slice(&data[36..68]);
    execution.calls().iter().map(|call| amount(&call.data)).sum()
}

impl Script for BigBatch {
    fn step(&mut self, step: &str) -> Result<Said, String> {
        let within = to(TOKEN, transfer(TARGET, 5));
        Ok(match step {
            "" => {
                let data = execute(&vec![within; 40]);
                let outcome = self.stage.first_use(&self.key, 1, data.clone());
                Said::from(outcome).noting(format!("spent \"{}\"", spent(&data)))
            }
            "second op" => self.stage.use_key(&self.key, execute(&[within])).into(),
            other => return strange(other),
        })
    }
}

/// A permission for each day, all under one signature.
///
/// The recorder's days begin at a time that is not recorded, so the ids of these two lines are the
/// only recorded values that cannot be worked out: they must be well formed and differ.
pub(crate) struct Days {
    stage: Stage,
    seen: Vec<PermissionId>,
    keys: Vec<Key>,
    approved: Vec<Approved>,
}

const DAY: u64 = 86_400;

impl Days {
    pub(crate) fn new(version: KernelVersion) -> Self {
        let stage = Stage::multi_chain(version);
        let day = |n: u64| Key::of(vec![sudo(), window(START + n * DAY, START + (n + 1) * DAY)]);
        let keys: Vec<Key> = (0..3).map(day).collect();
        let approvals: Vec<_> = keys.iter().map(|key| stage.approval(key, 1)).collect();
        let tree = Tree::new(approvals.iter().map(|a| a.digest()).collect()).unwrap();
        let signed = keys::personal(OWNER, tree.root());
        let sign = |(leaf, approval)| {
            let proof = tree.proof(leaf).unwrap();
            Approved { approval, signature: multi_chain_signature(&signed, tree.root(), &proof) }
        };
        let approved = approvals.into_iter().enumerate().map(sign).collect();
        Self { stage, keys, approved, seen: vec![Key::sudo().id()] }
    }
}

impl Script for Days {
    fn step(&mut self, step: &str) -> Result<Said, String> {
        let Some((day, id)) = step.split_once(" 0x") else { return strange(step) };
        let day = usize::try_from(number(day, "day ", "")?).unwrap();
        let (Some(key), Some(approved)) = (self.keys.get(day), self.approved.get(day)) else {
            return strange(step);
        };
        let id: PermissionId = id.parse().map_err(|e| format!("{step}: {e}"))?;
        if self.seen.contains(&id) {
            return Err(format!("{id} is the id of another permission"));
        }
        self.seen.push(id);
        let op = self.stage.first_op(key, approved, ping(), 0);
        Ok(Said::from(self.stage.send(&op)).reading(format!("day {day} {id}")))
    }
}
