//! Turns the contracts' genesis into the compact file that the library embeds.
//! Runs `node contracts/build.mjs` when the genesis is missing or its sources changed, and stops
//! the build with a plain sentence when Node is missing. Never downloads anything itself.

#[path = "src/genesis/format.rs"]
#[allow(unreachable_pub, reason = "shared with the library")]
mod format;

use std::{collections::BTreeMap, error::Error, fs, path::Path, process::Command};

use alloy_primitives::{Address, Bytes, U256, keccak256};
use alloy_rlp::Encodable as _;
use format::{GenesisAccount, GenesisSlot, GenesisState};

/// One account as `contracts/out/genesis.json` has it.
#[derive(serde::Deserialize)]
struct Account {
    #[serde(default)]
    name: String,
    #[serde(default)]
    code: Bytes,
    #[serde(default)]
    storage: BTreeMap<U256, U256>,
    #[serde(default)]
    balance: U256,
}

fn main() -> Result<(), Box<dyn Error>> {
    let contracts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../contracts");
    for watched in ["src", "tools", "build.mjs", "package-lock.json", "out/genesis.json"] {
        println!("cargo:rerun-if-changed={}", contracts.join(watched).display());
    }
    let genesis = contracts.join("out/genesis.json");
    build_contracts(&contracts)?;
    let text = fs::read_to_string(&genesis)
        .map_err(|error| format!("{} cannot be read: {error}", genesis.display()))?;
    let state = compact(serde_json::from_str(&text)?);
    let mut bytes = Vec::new();
    state.encode(&mut bytes);
    let out = std::env::var("OUT_DIR")?;
    fs::write(Path::new(&out).join("genesis.rlp"), bytes)?;
    Ok(())
}

/// Runs the contracts' own build, which decides by itself whether anything is to be compiled.
fn build_contracts(contracts: &Path) -> Result<(), Box<dyn Error>> {
    let node = Command::new("node").arg("build.mjs").current_dir(contracts).output();
    let output = node.map_err(|error| {
        format!("the local network's contracts are compiled with Node 20 or newer, but `node` did not start: {error}")
    })?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(format!("`node build.mjs` in the contracts folder failed ({}): {said}", output.status)
        .into())
}

fn compact(accounts: BTreeMap<Address, Account>) -> GenesisState {
    let accounts = accounts.into_iter().map(|(address, account)| GenesisAccount {
        name: account.name.into_bytes().into(),
        address,
        balance: account.balance,
        code_hash: keccak256(&account.code),
        code: account.code,
        storage: account
            .storage
            .into_iter()
            .map(|(slot, value)| GenesisSlot { slot, value })
            .collect(),
    });
    GenesisState { accounts: accounts.collect() }
}
