//! Calls of the account, run on the chain's state as it is now. Nothing is signed or sent.
//!
//! Why: rules say what is allowed; only running it says whether it works and what it moves. The
//! account's `execute` is called from the EntryPoint, as a bundled operation does; an account that
//! does not exist yet is made by its factory first, in the same trial.
//! Refuses: to answer "fine" for what it could not run to the end.

mod changes;
mod evm;
mod remote;

use std::sync::Arc;

use alloy_primitives::Address;
use latchkey_core::account::AccountSpec;
use latchkey_core::chain::{ENTRY_POINT_07, META_FACTORY};
use latchkey_core::errors;
use latchkey_core::kernel::execute::{Call, ExecMode, encode_execute};
use latchkey_core::names::Names;
use latchkey_core::text;
use tokio::runtime::Handle;
use tokio::time::Instant;

use crate::ports::State;
use crate::use_case::number::secs;
use crate::views::Simulated;
use crate::wallet::Wallet;
use changes::{Drawing, Place, measured, places};
use evm::{Bench, Run, Unclear};
use remote::{LONGEST, Remote};

/// What is tried.
#[derive(Debug, Clone)]
pub(crate) struct Trial {
    /// EIP-155 chain id.
    pub(crate) chain_id: u64,
    /// The account, there or not.
    pub(crate) account: AccountSpec,
    /// In order.
    pub(crate) calls: Vec<Call>,
    /// Unix seconds.
    pub(crate) now: u64,
}

/// Everything a trial found, before it is put into words.
struct Outcome {
    run: Run,
    block: u64,
    made: bool,
    empty: Vec<Address>,
    places: Vec<Place>,
    before: Vec<Option<alloy_primitives::U256>>,
    after: Vec<Option<alloy_primitives::U256>>,
}

impl Wallet {
    /// Runs the calls. `Err` says in words why nothing is known about them.
    pub(crate) async fn simulate(
        &self,
        state: Arc<dyn State>,
        trial: Trial,
        names: &Names<'_>,
    ) -> Result<Simulated, String> {
        let account = trial.account.address();
        let runtime = Handle::current();
        // The EVM waits for the network between two steps; that must not hold an async thread up.
        let work = tokio::task::spawn_blocking(move || outcome(state, &trial, runtime));
        match work.await {
            Ok(Ok(outcome)) => Ok(drawn(&outcome, account, names)),
            Ok(Err(unclear)) => {
                Err(format!("Not simulated: {}.", text::clean(&unclear.to_string(), 300)))
            }
            Err(_cut) => Err("Not simulated: the trial was cut off.".to_owned()),
        }
    }
}

fn outcome(state: Arc<dyn State>, trial: &Trial, runtime: Handle) -> Result<Outcome, Unclear> {
    let account = trial.account.address();
    let until = Instant::now().checked_add(LONGEST).ok_or(remote::Unread::TooLong)?;
    let late = |_late| remote::Unread::TooLong;
    let tip = runtime.block_on(tokio::time::timeout_at(until, state.tip())).map_err(late)?;
    let tip = tip.map_err(remote::Unread::Network)?;
    let remote = Remote::new(state, tip, runtime, until);
    remote.expect(&expected(trial, account))?;
    let mut bench = Bench::new(remote, tip, trial.chain_id, trial.now);
    let made = !bench.has_code(account)?;
    if made {
        bench.make(trial.account.factory_data())?;
        if !bench.has_code(account)? {
            return Err(Unclear::NotMade);
        }
    }
    let mut empty = Vec::new();
    for call in trial.calls.iter().filter(|call| !call.data.is_empty()) {
        if !empty.contains(&call.to) && !precompile(call.to) && !bench.has_code(call.to)? {
            empty.push(call.to);
        }
    }
    let call_data = encode_execute(&trial.calls, ExecMode::Default);
    // Once to learn where to look, once to look before and after.
    let first = bench.try_out(account, call_data.clone())?;
    let places = places(account, &first.logs);
    let before = measured(&mut bench, account, &places)?;
    let run = bench.execute(account, call_data)?;
    let after = measured(&mut bench, account, &places)?;
    Ok(Outcome { run, block: tip.number, made, empty, places, before, after })
}

/// What any such trial touches.
fn expected(trial: &Trial, account: Address) -> Vec<Address> {
    let implementation = trial.account.version.implementation();
    let fixed = [Address::ZERO, ENTRY_POINT_07, META_FACTORY, implementation, account];
    let mut all = fixed.to_vec();
    for call in &trial.calls {
        if !all.contains(&call.to) {
            all.push(call.to);
        }
    }
    all
}

/// Ethereum's built-in contracts, which have no code of their own.
fn precompile(address: Address) -> bool {
    let [high @ .., page, low] = address.0.0;
    high.iter().all(|byte| *byte == 0) && ((page == 0 && low <= 0x11) || (page, low) == (1, 0))
}

fn drawn(outcome: &Outcome, account: Address, names: &Names<'_>) -> Simulated {
    let Outcome { run, places, before, after, .. } = outcome;
    let drawing = Drawing { account, names };
    let mut changes = Vec::new();
    if run.ok {
        changes.extend(drawing.native(run));
        changes.extend(drawing.measured(places, before, after));
        changes.extend(drawing.operators(&run.logs));
    }
    let revert = (!run.ok).then(|| match run.stopped {
        Some(why) => why.to_owned(),
        None => errors::explain(&run.output).words,
    });
    Simulated {
        ok: run.ok,
        revert,
        changes,
        gas_used: secs(run.gas_used),
        block: secs(outcome.block),
        notes: notes(outcome),
    }
}

fn notes(outcome: &Outcome) -> Vec<String> {
    let mut notes = Vec::new();
    if outcome.made {
        notes.push("The account does not exist there yet; it was made first.".to_owned());
    }
    for target in &outcome.empty {
        let who = text::short_address(*target);
        notes.push(format!("There is no contract at {who}; calling it does nothing."));
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn built_in_contracts_are_known_by_their_address() {
        assert!(precompile(Address::with_last_byte(1)));
        assert!(precompile(Address::with_last_byte(0x11)));
        assert!(!precompile(Address::with_last_byte(0x12)));
        assert!(precompile(latchkey_core::chain::P256_PRECOMPILE));
        assert!(!precompile(Address::repeat_byte(1)));
    }
}
