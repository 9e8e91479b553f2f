//! What must be equal, and what depends on gas and is left out.

use alloy_primitives::{Address, B256, Bytes, b256};
use anyhow::{Result, bail, ensure};

use crate::trace::Log;

/// Deposited(address,uint256) of the EntryPoint: prefund top-ups.
const DEPOSITED: B256 = b256!("2da466a7b24304f47e87fa2e1e5a81b9831ce54fec19055ce277ca2f39ba42c4");

/// UserOperationEvent of EntryPoint 0.7.
pub(crate) const OPERATION_EVENT: B256 =
    b256!("49628fd1471006c1482da88028e9ce4dbb080b815c9b0344d39e5a8e6ec1419f");

/// UserOperationRevertReason of EntryPoint 0.7.
pub(crate) const REVERT_REASON: B256 =
    b256!("1c4fada7374c0a9ee8841fc38afe82932dc0f8e69012e927f061a8bae611a201");

/// Bytes of a UserOperationEvent that do not depend on gas: nonce and success.
const EVENT_HEAD: usize = 64;

/// The logs without what depends on gas.
pub(crate) fn without_gas(entry_point: Address, logs: Vec<Log>) -> Vec<Log> {
    let is =
        |log: &Log, topic: B256| log.address == entry_point && log.topics.first() == Some(&topic);
    let kept = logs.into_iter().filter(|log| !is(log, DEPOSITED));
    kept.map(
        |log| if is(&log, OPERATION_EVENT) { Log { data: head(&log.data), ..log } } else { log },
    )
    .collect()
}

fn head(data: &Bytes) -> Bytes {
    data.slice(..data.len().min(EVENT_HEAD))
}

/// Compares the logs one by one.
pub(crate) fn same_logs(expected: &[Log], got: &[Log]) -> Result<()> {
    for (index, (expected, got)) in expected.iter().zip(got).enumerate() {
        ensure!(expected == got, "log {index}\n   expected {expected:?}\n        got {got:?}");
    }
    if expected.len() != got.len() {
        let first = expected.len().min(got.len());
        bail!(
            "{} logs expected, {} came; the first odd one is {:?}",
            expected.len(),
            got.len(),
            expected.get(first).or(got.get(first))
        );
    }
    Ok(())
}

/// Compares two values and says which they are.
pub(crate) fn same<T: PartialEq + std::fmt::Debug>(
    what: &str,
    expected: &T,
    got: &T,
) -> Result<()> {
    ensure!(expected == got, "{what}\n   expected {expected:?}\n        got {got:?}");
    Ok(())
}
