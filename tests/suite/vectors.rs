//! Recorded outputs of the reference packages, byte by byte against the core: one test per case,
//! named `vectors::<file>::<case id>`.
//!
//! The folder is `tests/vectors`, or `$LATCHKEY_VECTORS`. A file that is missing or that
//! nobody plays, a case that is missing, a field or a step that is not understood is a failure.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "tests fail by panicking"
)]

#[path = "vectors/account.rs"]
mod account;
#[path = "vectors/case.rs"]
mod case;
#[path = "vectors/complete.rs"]
mod complete;
#[path = "vectors/enable.rs"]
mod enable;
#[path = "vectors/erc1271.rs"]
mod erc1271;
#[path = "vectors/execute.rs"]
mod execute;
#[path = "vectors/keys.rs"]
mod keys;
#[path = "vectors/merkle.rs"]
mod merkle;
#[path = "vectors/multichain.rs"]
mod multichain;
#[path = "vectors/nonce.rs"]
mod nonce;
#[path = "vectors/operation.rs"]
mod operation;
#[path = "vectors/oracle.rs"]
mod oracle;
#[path = "vectors/oracle_policies.rs"]
mod oracle_policies;
#[path = "vectors/permission.rs"]
mod permission;
#[path = "vectors/policy.rs"]
mod policy;
#[path = "vectors/policy_abi.rs"]
mod policy_abi;
#[path = "vectors/reads.rs"]
mod reads;
#[path = "vectors/revocation.rs"]
mod revocation;
#[path = "vectors/rpc.rs"]
mod rpc;
#[path = "vectors/same.rs"]
mod same;
#[path = "vectors/scenario_trials.rs"]
mod scenario_trials;
#[path = "vectors/scenarios/mod.rs"]
mod scenarios;
#[path = "vectors/serialized.rs"]
mod serialized;
#[path = "vectors/session.rs"]
mod session;
#[path = "vectors/userop_hash.rs"]
mod userop_hash;
#[path = "vectors/webauthn.rs"]
mod webauthn;

use case::trials;
use libtest_mimic::{Arguments, Trial};

fn main() {
    let files: Vec<(&str, Vec<Trial>)> = vec![
        ("policies", trials("policies", policy::check)),
        ("counterfactual", trials("counterfactual", account::check)),
        ("userop_hash", trials("userop_hash", userop_hash::check)),
        ("nonce_keys", trials("nonce_keys", nonce::check)),
        ("execute", trials("execute", execute::check)),
        ("merkle", trials("merkle", merkle::check)),
        ("permission", trials("permission", permission::check)),
        ("enable_typed_data", trials("enable_typed_data", enable::check)),
        ("user_operations", trials("user_operations", operation::check)),
        ("multichain", trials("multichain", multichain::check)),
        ("rpc", trials("rpc", rpc::check)),
        ("serialized_accounts", trials("serialized_accounts", serialized::check)),
        ("revocation", trials("revocation", revocation::check)),
        ("reads", trials("reads", reads::check)),
        ("erc1271", trials("erc1271", erc1271::check)),
        ("webauthn", trials("webauthn", webauthn::check)),
        ("onchain_scenarios", scenario_trials::trials()),
    ];
    for (name, cases) in &files {
        println!("consumed {name}: {} cases", cases.len());
    }
    let consumed = files.iter().map(|(name, cases)| ((*name).to_owned(), cases.len())).collect();
    let mut all: Vec<Trial> = files.into_iter().flat_map(|(_, cases)| cases).collect();
    all.push(Trial::test("vectors::complete", move || {
        complete::check(&consumed);
        Ok(())
    }));
    all.push(Trial::test("vectors::same", || {
        same::check();
        Ok(())
    }));
    all.push(Trial::test("vectors::oracle", || {
        oracle::check();
        Ok(())
    }));
    all.push(Trial::test("vectors::onchain_scenarios_turned_round", || {
        scenarios::every_flip_is_noticed();
        Ok(())
    }));
    libtest_mimic::run(&Arguments::from_args(), all).exit();
}
