//! What a person and an agent wait for while nothing is asked of a chain: the check of an operation,
//! the worst case, and all that the grant form says after a keystroke.
//!
//! Each round is timed alone; the median and the 95th percentile are printed.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a benchmark"
)]

use std::hint::black_box;
use std::time::{Duration, Instant};

use alloy_primitives::{Address, Bytes, U256};
use latchkey_benches::policies;
use latchkey_core::approval::{Claims, NetworkClaim, TokenClaim};
use latchkey_core::kernel::execute::{Call, ExecMode, encode_execute};
use latchkey_core::language::Language;
use latchkey_core::lint;
use latchkey_core::names::{Names, TRANSFER};
use latchkey_core::policy::check::{self, Facts};
use latchkey_core::policy::describe::{self, span};
use latchkey_core::policy::{Policy, PolicyKind};
use latchkey_core::user_op::UserOperation;
use latchkey_core::worst_case::{self, Context, OfChain};

const ACCOUNT: Address = Address::repeat_byte(0xaa);
const NOW: u64 = 1_795_000_000;
const WARM_UP: usize = 2_000;
const ROUNDS: usize = 20_000;
/// Slow work is timed less often.
const LONGEST: Duration = Duration::from_secs(3);

fn measured<T>(what: &str, mut round: impl FnMut() -> T) {
    let mut rounds = |count: usize, longest: Duration| {
        let (start, mut times) = (Instant::now(), Vec::with_capacity(count));
        while times.len() < count && start.elapsed() < longest {
            let began = Instant::now();
            black_box(round());
            times.push(began.elapsed());
        }
        times
    };
    rounds(WARM_UP, LONGEST / 6);
    let mut times = rounds(ROUNDS, LONGEST);
    times.sort();
    let count = times.len();
    let (median, p95) = (times[count / 2], times[count * 95 / 100]);
    println!("{what}: median {median:.1?}, p95 {p95:.1?} of {count}");
}

/// The token of the entry with this number.
fn token(number: u8) -> Address {
    Address::repeat_byte(5 + number)
}

/// The usual key with its one entry, for so many tokens.
fn with_entries(count: u8) -> Vec<Policy> {
    let mut policies = policies();
    if let PolicyKind::Call(call) = &mut policies[0].kind {
        let one = call.permissions[0].clone();
        call.permissions = (0..count)
            .map(|number| latchkey_core::policy::CallPermission {
                target: token(number),
                ..one.clone()
            })
            .collect();
    }
    policies
}

/// Pays 25 of the last token to the one payee.
fn operation(entries: u8) -> UserOperation {
    let (payee, amount) = (Address::repeat_byte(6).into_word(), U256::from(25_000_000));
    let data = [TRANSFER.as_slice(), payee.as_slice(), &amount.to_be_bytes::<32>()].concat();
    let call = Call { to: token(entries - 1), value: U256::ZERO, data: data.into() };
    UserOperation {
        sender: ACCOUNT,
        nonce: U256::ZERO,
        factory: None,
        factory_data: Bytes::new(),
        call_data: encode_execute(&[call], ExecMode::Default),
        call_gas_limit: 100_000,
        verification_gas_limit: 250_000,
        pre_verification_gas: U256::from(50_000),
        max_fee_per_gas: 2_000_000_000,
        max_priority_fee_per_gas: 100_000_000,
        paymaster: None,
        signature: Bytes::new(),
    }
}

fn claims() -> Claims {
    let token = |number| TokenClaim {
        chain_id: 8453,
        token: token(number),
        symbol: "USDC".to_owned(),
        decimals: 6,
    };
    let network =
        NetworkClaim { chain_id: 8453, name: "Base".to_owned(), native_symbol: "ETH".to_owned() };
    Claims { tokens: (0..64).map(token).collect(), networks: vec![network], functions: vec![] }
}

/// The pure part of a preview; nothing of it waits for a chain.
fn keystroke(policies: &[Policy], names: &Names<'_>) -> usize {
    let findings = lint::findings(policies, &lint::Context::offline(ACCOUNT));
    let sentence = span::plain(&describe::sentence(policies, names));
    let rules = describe::rules(policies, names);
    let open = describe::not_limited(policies, names);
    let rows = worst_case::rows(policies, names);
    findings.len() + sentence.len() + rules.len() + open.len() + rows.len()
}

fn main() {
    // Cargo starts benchmarks with this word when it only wants to see that they build.
    if std::env::args().any(|word| word == "--test") {
        return;
    }
    let chains = [OfChain { transaction_gas: Some(60_000_000), ..OfChain::unread(8453) }];
    let ctx =
        Context { account: Some(ACCOUNT), now: Some(NOW), chains: &chains, ..Context::default() };
    let (facts, claims) = (Facts::fresh(ACCOUNT, NOW), claims());
    for (what, entries) in [("usual key", 1), ("64 entries", 64)] {
        let (policies, op) = (with_entries(entries), operation(entries));
        check::operation(&policies, &facts, &op).unwrap();
        measured(&format!("check of an operation, {what}"), || {
            check::operation(black_box(&policies), &facts, black_box(&op))
        });
        measured(&format!("worst case, {what}"), || {
            worst_case::of(black_box(&policies), black_box(&ctx))
        });
        for language in Language::ALL {
            let names = Names::new(&claims, &[8453]).speaking(language);
            measured(&format!("keystroke, {what}, {}", language.name()), || {
                keystroke(black_box(&policies), &names)
            });
        }
    }
}
