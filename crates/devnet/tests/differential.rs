//! `policy::check` against the local network: for generated keys and operations near every edge,
//! the verdict computed from bytes is the chain's, with the same revert data, the same code of the
//! EntryPoint and the same counters afterwards.
//!
//! Why: an evaluator that disagrees with the chain signs what fails or refuses what works.
//! Fixed seed; `LATCHKEY_DIFFERENTIAL=100000` sets the number of operations,
//! `LATCHKEY_DIFFERENTIAL_SEED` another seed. A disagreement prints the key and the operation.
//! An operation costs 3 to 4 ms of one core in the dev profile, nearly all of it in the unoptimised
//! EVM. Run once with 100,000 and the fixed seed: all agree (2,500 keys installed, 1,017 refused at
//! install, 6,087 operations mined with their counters), in 373 s of processor time.
//! The network's policies are our stand-ins (call policy 0.0.4 and 0.0.5); versions before them are
//! held against recorded behaviour instead.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    unreachable_pub,
    missing_docs,
    reason = "tests"
)]

#[path = "differential/ask.rs"]
mod ask;
#[path = "differential/calls.rs"]
mod calls;
mod common;
#[path = "differential/compare.rs"]
mod compare;
#[path = "differential/dice.rs"]
mod dice;
#[path = "differential/keys.rs"]
mod keys;
#[path = "differential/network.rs"]
mod network;
#[path = "differential/operations.rs"]
mod operations;
#[path = "differential/run.rs"]
mod run;

use std::{thread, time::Instant};

use compare::Tally;

/// Operations unless the environment says otherwise.
const OPERATIONS: u64 = 5_000;
const SEED: u64 = 0x6c61_7463_686b_6579;

/// A number from the environment.
fn setting(name: &str, default: u64) -> u64 {
    let said = std::env::var(name).ok();
    said.map_or(default, |text| text.parse().unwrap_or_else(|_| panic!("{name} is a number")))
}

#[test]
fn check_agrees_with_the_local_network() {
    let (wanted, seed) =
        (setting("LATCHKEY_DIFFERENTIAL", OPERATIONS), setting("LATCHKEY_DIFFERENTIAL_SEED", SEED));
    let begun = Instant::now();
    let keys = wanted.div_ceil(run::OPERATIONS_PER_KEY);
    let workers = u64::try_from(thread::available_parallelism().map_or(1, usize::from)).unwrap();
    let workers = workers.clamp(1, 8).min(keys);
    let each =
        |worker: u64| run::keys(seed, (worker..keys).step_by(usize::try_from(workers).unwrap()));
    let tally = thread::scope(|scope| {
        let running: Vec<_> = (0..workers).map(|w| scope.spawn(move || each(w))).collect();
        running.into_iter().map(|worker| worker.join().unwrap()).fold(Tally::default(), Tally::add)
    });
    println!("{tally}\nin {:.1} s with {workers} workers", begun.elapsed().as_secs_f64());
    tally.covers_everything(wanted);
}
