//! One worker: a network of its own, key after key; for each key some rounds of operations, and
//! after each round one allowed operation is mined, so that the counters move.

use latchkey_core::{
    chain::ENTRY_POINT_07,
    permission::Permission,
    policy::{
        PolicyKind,
        check::{self, Allowed, Facts},
        installable,
    },
    user_op::UserOperation,
};
use serde_json::json;

use alloy_primitives::U256;

use crate::{
    ask::{self, Verdict},
    compare::Tally,
    dice::Dice,
    keys,
    network::{Network, SENDER},
    operations,
};

const ROUNDS: u64 = 4;
const PER_ROUND: u64 = 10;
/// Operations of each key that could be installed.
pub const OPERATIONS_PER_KEY: u64 = ROUNDS * PER_ROUND;

/// Runs the keys of these numbers. A number whose key cannot be installed draws again.
pub fn keys(seed: u64, numbers: impl Iterator<Item = u64>) -> Tally {
    let network = Network::start();
    let mut tally = Tally::default();
    for number in numbers {
        let mut dice = Dice::new(seed, number);
        while !key(&network, &mut dice, &mut tally) {}
    }
    tally
}

/// One key; `false` when it cannot be installed, which the chain must confirm.
fn key(network: &Network, dice: &mut Dice, tally: &mut Tally) -> bool {
    let now = network.now() + 1;
    let permission = keys::permission(dice, now);
    network.next_at(now);
    let expected = installable(&permission.policies, now);
    let installed = network.install(&permission);
    assert_eq!(installed, expected.is_ok(), "{expected:?}: {permission:#?}");
    if !installed {
        tally.not_installable += 1;
        return false;
    }
    tally.installed += 1;
    // As granted: nothing read from the chain, the window of a resetting limit begins now.
    let mut facts = network.counters(&permission, now);
    assert_eq!(as_granted(&permission, facts, now), Ok(()), "{permission:#?}");
    let mut uses = 0;
    for _ in 0..ROUNDS {
        let asked = round(network, dice, &permission, (facts, uses));
        let mut passed = None;
        for (op, at, verdict) in asked {
            let facts = Facts { now_unix_secs: at, ..facts };
            let here = check::outcome(permission.flag, &permission.policies, &facts, &op);
            let tell = || format!("{facts:?}\n{op:#?}\n{permission:#?}");
            tally.compare(&here, &verdict, tell);
            if let (Ok(allowed), true) = (here, fits(&op)) {
                passed = Some((op, at, allowed));
            }
        }
        if let Some((op, at, allowed)) = passed {
            facts = mine(network, &permission, &op, (at, allowed));
            uses += 1;
            tally.mined += 1;
        }
    }
    true
}

/// Whether a block has the gas that the operation asks for its call (else AA95, after validation).
fn fits(op: &UserOperation) -> bool {
    let settle = op.paymaster.as_ref().map_or(0, |paymaster| paymaster.post_op_gas_limit);
    op.call_gas_limit.max(settle) < 1 << 24
}

/// The counters on chain are those that unread counters stand for.
fn as_granted(permission: &Permission, read: Facts, now: u64) -> Result<(), String> {
    for policy in &permission.policies {
        let same = match &policy.kind {
            PolicyKind::Gas(gas) => read.gas_left == Some(gas.allowed_wei),
            PolicyKind::RateLimit(rate) if rate.reset => read
                .window
                .is_some_and(|w| (w.uses, w.ends_at) == (rate.count, now + rate.interval)),
            PolicyKind::RateLimit(rate) => {
                (read.uses_left, read.next_allowed_at) == (Some(rate.count), Some(rate.start_at))
            }
            PolicyKind::Call(_)
            | PolicyKind::Timestamp(_)
            | PolicyKind::SignatureCaller(_)
            | PolicyKind::Sudo => true,
        };
        if !same {
            return Err(format!("{policy:?}: {read:?}"));
        }
    }
    Ok(())
}

/// Some operations, each at a time of its own, and what the chain says.
fn round(
    network: &Network,
    dice: &mut Dice,
    permission: &Permission,
    (facts, uses): (Facts, u64),
) -> Vec<(UserOperation, u64, Verdict)> {
    let parent = network.now();
    let step = if dice.once_in(3) { 40 } else { 3 };
    let asked: Vec<_> = (0..PER_ROUND)
        .map(|_| {
            let at = parent + 1 + dice.below(step);
            (operations::operation(dice, facts.account, permission, uses), at)
        })
        .collect();
    let questions: Vec<_> = asked
        .iter()
        .flat_map(|(op, at)| {
            [("evm_setNextBlockTimestamp", json!([U256::from(*at)])), ask::question(op)]
        })
        .collect();
    let answers = network.ask_all(&questions);
    let verdicts = answers.chunks(2).map(|pair| ask::verdict(&pair[1]));
    asked.into_iter().zip(verdicts).map(|((op, at), verdict)| (op, at, verdict)).collect()
}

/// Includes an allowed operation and compares every counter.
fn mine(
    network: &Network,
    permission: &Permission,
    op: &UserOperation,
    (at, allowed): (u64, Allowed),
) -> Facts {
    network.next_at(at);
    let done = network.transact(SENDER, ENTRY_POINT_07, &ask::bundle(op), U256::ZERO);
    assert!(done, "an allowed operation was not included: {op:#?}");
    let read = network.counters(permission, at);
    let after = Facts {
        gas_left: read.gas_left.and(allowed.after.gas_left),
        uses_left: read.uses_left.and(allowed.after.uses_left),
        next_allowed_at: read.next_allowed_at.and(allowed.after.next_allowed_at),
        window: read.window.and(allowed.after.window),
        ..read
    };
    assert_eq!(after, read, "counters after {op:#?}\n{permission:#?}");
    read
}
