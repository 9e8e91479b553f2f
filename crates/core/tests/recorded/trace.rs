//! One recorded trace, as far as these tests read it; its README names the fields.

use std::{fs, path::PathBuf};

use alloy_primitives::{Address, B256, Bytes, FixedBytes, U256};
use latchkey_core::{
    policy::Policy,
    user_op::{Paymaster, UserOperation},
};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Trace {
    pub chain_id: u64,
    #[serde(default)]
    pub accounts: Vec<TraceAccount>,
    #[serde(default)]
    pub permissions: Vec<TracePermission>,
    pub steps: Vec<Step>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TracePermission {
    pub permission_id: FixedBytes<4>,
    pub flag: String,
    pub policies: Vec<TracePolicy>,
    pub signer: TraceSigner,
}

#[derive(Deserialize)]
pub struct TraceSigner {
    pub contract: Address,
    pub data: Bytes,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TraceAccount {
    pub address: Address,
    pub root_validator: Address,
    pub index: u64,
    pub owner: TraceOwner,
}

#[derive(Deserialize)]
#[serde(untagged)]
pub enum TraceOwner {
    Key(Address),
    Passkey(serde::de::IgnoredAny),
}

#[derive(Deserialize)]
pub struct TracePolicy {
    pub address: Address,
    pub flag: String,
    pub data: Bytes,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Step {
    pub op: String,
    pub at: Option<u64>,
    pub about: Option<About>,
    pub user_op: Option<Packed>,
    pub user_op_hash: Option<B256>,
    pub expect: Option<Expect>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct About {
    pub permission_id: Option<FixedBytes<4>>,
    pub mode: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Packed {
    pub sender: Address,
    pub nonce: U256,
    pub init_code: Bytes,
    pub signature: Bytes,
    pub call_data: Bytes,
    pub account_gas_limits: B256,
    pub pre_verification_gas: U256,
    pub gas_fees: B256,
    pub paymaster_and_data: Bytes,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Expect {
    pub included: Option<bool>,
    pub rejected: Option<Rejected>,
    pub reverts: Option<Bytes>,
    pub revert_data: Option<Bytes>,
    pub decoded: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Rejected {
    pub failed_op: Option<String>,
    pub inner_revert_data: Option<Bytes>,
    pub decoded: Option<String>,
}

fn half(word: B256, low: bool) -> u128 {
    let (high, rest) = word.0.split_at(16);
    u128::from_be_bytes(if low { rest } else { high }.try_into().unwrap())
}

impl Packed {
    /// The operation without its signature.
    pub fn unpack(&self) -> UserOperation {
        let factory = self.init_code.get(..20).map(Address::from_slice);
        let factory_data = Bytes::copy_from_slice(self.init_code.get(20..).unwrap_or_default());
        let paymaster = self.paymaster_and_data.get(..52).map(|head| Paymaster {
            address: Address::from_slice(&head[..20]),
            verification_gas_limit: u128::from_be_bytes(head[20..36].try_into().unwrap()),
            post_op_gas_limit: u128::from_be_bytes(head[36..].try_into().unwrap()),
            data: Bytes::copy_from_slice(&self.paymaster_and_data[52..]),
        });
        UserOperation {
            sender: self.sender,
            nonce: self.nonce,
            factory,
            factory_data,
            call_data: self.call_data.clone(),
            call_gas_limit: half(self.account_gas_limits, true),
            verification_gas_limit: half(self.account_gas_limits, false),
            pre_verification_gas: self.pre_verification_gas,
            max_fee_per_gas: half(self.gas_fees, true),
            max_priority_fee_per_gas: half(self.gas_fees, false),
            paymaster,
            signature: Bytes::new(),
        }
    }
}

impl TracePermission {
    /// The policies, if all decode and the permission has the usual flag.
    pub fn decoded(&self) -> Option<Vec<Policy>> {
        let flag = |text: &str| u16::from_str_radix(text.trim_start_matches("0x"), 16).unwrap();
        let decode = |p: &TracePolicy| Policy::decode(p.address, flag(&p.flag), &p.data).ok();
        (flag(&self.flag) == 0).then(|| self.policies.iter().map(decode).collect()).flatten()
    }
}

/// The folder of the vectors.
pub fn vectors() -> PathBuf {
    let default = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/vectors");
    std::env::var_os("LATCHKEY_VECTORS").map_or_else(|| default.into(), PathBuf::from)
}

/// Every trace with its name.
pub fn all() -> Vec<(String, Trace)> {
    let folder = vectors().join("behaviour");
    let files = fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut traces = Vec::new();
    for file in files.map(|file| file.unwrap().path()) {
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        if file.extension().is_some_and(|e| e == "json") && name != "index" {
            let text = fs::read(&file).unwrap();
            let trace = serde_json::from_slice(&text).unwrap_or_else(|e| panic!("{name}: {e}"));
            traces.push((name, trace));
        }
    }
    traces
}
