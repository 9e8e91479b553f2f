//! One recorded trace, as far as these tests read it; its README names the fields.

use std::{fs, path::PathBuf};

use alloy_primitives::{Address, B256, Bytes, FixedBytes, U256};
use latchkey_core::{
    account::{AccountSpec, Owner},
    chain,
    kernel::version::KernelVersion,
    permission::Permission,
    policy::{DecodeError, Policy, PolicyFlag},
    user_op::{PackedUserOperation, UserOperation},
    webauthn::Passkey,
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
    pub enable_data: Bytes,
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
    Passkey(Passkey),
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
    pub note: Option<String>,
    pub at: Option<u64>,
    pub about: Option<About>,
    pub from: Option<Address>,
    pub to: Option<Address>,
    pub data: Option<Bytes>,
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
    pub success: Option<bool>,
    #[serde(default)]
    pub logs: Vec<Log>,
    pub returns: Option<Bytes>,
    pub rejected: Option<Rejected>,
    pub reverts: Option<Bytes>,
    pub revert_data: Option<Bytes>,
    pub decoded: Option<String>,
}

#[derive(Deserialize)]
pub struct Log {
    pub address: Address,
    pub topics: Vec<B256>,
    pub data: Bytes,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Rejected {
    pub failed_op: Option<String>,
    pub inner_revert_data: Option<Bytes>,
    pub decoded: Option<String>,
}

impl Packed {
    /// The operation without its signature.
    pub fn unpack(&self) -> UserOperation {
        let packed = PackedUserOperation {
            sender: self.sender,
            nonce: self.nonce,
            init_code: self.init_code.clone(),
            call_data: self.call_data.clone(),
            account_gas_limits: self.account_gas_limits,
            pre_verification_gas: self.pre_verification_gas,
            gas_fees: self.gas_fees,
            paymaster_and_data: self.paymaster_and_data.clone(),
            signature: Bytes::new(),
        };
        packed.unpack().unwrap()
    }
}

impl TraceAccount {
    /// The account as it is known here; `None` for passkey owners.
    pub fn spec(&self) -> Option<AccountSpec> {
        let TraceOwner::Key(owner) = self.owner else { return None };
        let owner = match self.root_validator {
            chain::ECDSA_VALIDATOR => Owner::Ecdsa(owner),
            chain::MULTI_CHAIN_ECDSA_VALIDATOR => Owner::MultiChainEcdsa(owner),
            _ => return None,
        };
        let version = KernelVersion::V0_3_1;
        let spec = AccountSpec { version, owner, index: U256::from(self.index) };
        (spec.address() == self.address).then_some(spec)
    }
}

impl TracePermission {
    /// The whole permission with its flags, if it decodes and is of an ECDSA key.
    pub fn permission(&self) -> Option<Permission> {
        let policies = self.try_decoded().ok()?;
        let key = Address::try_from(self.signer.data.as_ref()).ok()?;
        let permission = Permission { flag: self.flag(), ..Permission::ecdsa(policies, key) };
        (permission.id() == self.permission_id).then_some(permission)
    }

    /// The policies, if all decode; which does not ask whether the chain would install them.
    pub fn decoded(&self) -> Option<Vec<Policy>> {
        self.try_decoded().ok().filter(|_| number(&self.flag) == 0)
    }

    /// The policies, or the first that does not decode.
    pub fn try_decoded(&self) -> Result<Vec<Policy>, DecodeError> {
        let decode = |p: &TracePolicy| Policy::decode(p.address, number(&p.flag), &p.data);
        self.policies.iter().map(decode).collect()
    }

    /// The permission-wide flag.
    pub fn flag(&self) -> PolicyFlag {
        PolicyFlag::try_from(number(&self.flag)).unwrap()
    }
}

fn number(text: &str) -> u16 {
    u16::from_str_radix(text.trim_start_matches("0x"), 16).unwrap()
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
