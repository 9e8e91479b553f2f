//! One Kernel account on one scripted chain: answers what the wallet reads, as the contracts would.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use alloy_primitives::{Address, B256, Bytes, FixedBytes, U256, address, aliases::U192};
use alloy_sol_types::{SolCall, SolValue};
use latchkey_core::abi::{
    EntryPoint, GasPolicyContract, Kernel, OwnerValidator, PermissionConfig, RateLimitContract,
};
use latchkey_core::account::root::validator_id;
use latchkey_core::account::{AccountSpec, Owner};
use latchkey_core::kernel::execute::decode_execute;
use latchkey_core::kernel::install::{AdminCall, decode_admin};
use latchkey_core::kernel::nonce::{full, key_of};
use latchkey_core::permission::Permission;
use latchkey_core::policy::check::charge;
use latchkey_core::user_op::UserOperation;
use latchkey_tests::fakes::ScriptedChain;
use latchkey_wallet::ports::{Answer, Read};

/// The token that the world knows: `DUSD`, 6 decimals.
pub(crate) const TOKEN: Address = address!("7070707070707070707070707070707070707070");

/// `symbol()`, `decimals()`.
const SYMBOL: [u8; 4] = [0x95, 0xd8, 0x9b, 0x41];
const DECIMALS: [u8; 4] = [0x31, 0x3c, 0xe5, 0x67];

/// What the chain holds.
#[derive(Debug, Default)]
pub(crate) struct World {
    pub(crate) account: Option<AccountSpec>,
    pub(crate) deployed: bool,
    pub(crate) current: u32,
    pub(crate) valid_from: u32,
    pub(crate) wei: U256,
    pub(crate) installed: HashMap<FixedBytes<21>, Permission>,
    /// Stored nonces of keys that are or were installed.
    pub(crate) stored: HashMap<FixedBytes<21>, u32>,
    pub(crate) gas_left: u128,
    pub(crate) uses_left: u64,
    /// Contracts that are not there.
    pub(crate) missing: Vec<Address>,
    /// Who owns it, if not its first owner.
    pub(crate) owned_by: Option<Owner>,
    /// Lanes of the account whose first number is used.
    pub(crate) used_lanes: Vec<U192>,
}

impl World {
    /// A chain that answers from this world.
    pub(crate) fn on(chain: &ScriptedChain) -> Arc<Mutex<Self>> {
        let ether = U256::from(10).pow(U256::from(18));
        let world =
            Self { current: 1, wei: ether, gas_left: u128::MAX, uses_left: 3, ..Self::default() };
        let world = Arc::new(Mutex::new(world));
        let shared = world.clone();
        chain.answers(move |read| shared.lock().unwrap().answer(read));
        world
    }

    /// The key is installed from now on.
    pub(crate) fn install(&mut self, permission: Permission) {
        self.deployed = true;
        self.stored.insert(permission.validation_id(), self.current);
        self.installed.insert(permission.validation_id(), permission);
    }

    /// Takes an operation of the owner in try mode as the EntryPoint and Kernel would; `false` = the
    /// EntryPoint refuses it.
    pub(crate) fn takes(&mut self, op: &UserOperation) -> bool {
        let lane = key_of(op.nonce);
        let shaped = op.factory.is_some() != self.deployed;
        if !shaped || self.used_lanes.contains(&lane) || charge(op) > self.wei {
            return false;
        }
        self.deployed = true;
        self.used_lanes.push(lane);
        for call in decode_execute(&op.call_data).unwrap().calls() {
            self.runs(decode_admin(&call.data).expect("a call of the account to itself"));
        }
        true
    }

    fn runs(&mut self, call: AdminCall) {
        match call {
            AdminCall::UninstallValidation { validation_id, entries } => {
                let held = self.installed.get(&validation_id);
                if held.is_some_and(|held| held.policies.len() + 1 == entries) {
                    self.installed.remove(&validation_id);
                }
            }
            AdminCall::InstallValidations(new) => {
                for one in new {
                    let stored = self.stored.get(&one.validation_id).copied().unwrap_or_default();
                    if one.nonce == self.current && stored < one.nonce {
                        self.stored.insert(one.validation_id, one.nonce);
                    }
                }
            }
            AdminCall::InvalidateNonce { nonce } => {
                if self.valid_from < nonce && nonce <= self.current + 10 {
                    (self.current, self.valid_from) = (self.current.max(nonce), nonce);
                }
            }
            AdminCall::ChangeRootValidator { .. }
            | AdminCall::UpgradeTo { .. }
            | AdminCall::InstallModule { .. }
            | AdminCall::UninstallModule { .. }
            | AdminCall::GrantAccess { .. } => panic!("no kill makes this call: {call:?}"),
        }
    }

    /// Every key is uninstalled from now on.
    pub(crate) fn uninstall_all(&mut self) {
        self.installed.clear();
    }

    fn address(&self) -> Option<Address> {
        self.account.as_ref().map(AccountSpec::address)
    }

    fn answer(&self, read: &Read) -> Option<Answer> {
        match read {
            Read::Code(of) if Some(*of) == self.address() => {
                Some(Ok(if self.deployed { Bytes::from_static(&[0xfe]) } else { Bytes::new() }))
            }
            Read::Code(of) if self.missing.contains(of) => Some(Ok(Bytes::new())),
            Read::Code(_) => Some(Ok(Bytes::from_static(&[0xfe]))),
            Read::Balance(_) => Some(Ok(Bytes::from(B256::from(self.wei).0))),
            Read::Call { to, data } => self.call(*to, data).map(|words| Ok(words.into())),
        }
    }

    fn call(&self, to: Address, data: &[u8]) -> Option<Vec<u8>> {
        if Some(to) == self.address() && !self.deployed {
            return Some(Vec::new());
        }
        let selector: [u8; 4] = *data.first_chunk()?;
        match selector {
            SYMBOL if to == TOKEN => Some("DUSD".to_owned().abi_encode()),
            DECIMALS if to == TOKEN => Some(U256::from(6).abi_encode()),
            Kernel::currentNonceCall::SELECTOR => Some(U256::from(self.current).abi_encode()),
            Kernel::validNonceFromCall::SELECTOR => Some(U256::from(self.valid_from).abi_encode()),
            Kernel::rootValidatorCall::SELECTOR => {
                let root = validator_id(self.account.as_ref()?.root_validator_address());
                Some(B256::right_padding_from(root.as_slice()).abi_encode())
            }
            OwnerValidator::ecdsaValidatorStorageCall::SELECTOR => {
                let first = self.account.as_ref().map(|account| account.owner);
                let owner = self.owned_by.or(first).and_then(|owner| owner.address());
                Some(owner.unwrap_or_default().abi_encode())
            }
            EntryPoint::getNonceCall::SELECTOR => {
                let key = EntryPoint::getNonceCall::abi_decode(data).ok()?.key;
                let sequence = u64::from(self.used_lanes.contains(&key));
                Some(full(key, sequence).abi_encode())
            }
            GasPolicyContract::gasPolicyConfigCall::SELECTOR => {
                Some((U256::from(self.gas_left), false, Address::ZERO).abi_encode_params())
            }
            RateLimitContract::rateLimitConfigsCall::SELECTOR => {
                Some((U256::ZERO, U256::from(self.uses_left), U256::ZERO).abi_encode_params())
            }
            _ => self.of_key(selector, data),
        }
    }

    fn of_key(&self, selector: [u8; 4], data: &[u8]) -> Option<Vec<u8>> {
        match selector {
            Kernel::validationConfigCall::SELECTOR => {
                let id = Kernel::validationConfigCall::abi_decode(data).ok()?.id;
                let hook = Address::with_last_byte(u8::from(self.installed.contains_key(&id)));
                let nonce = self.stored.get(&id).copied().unwrap_or_default();
                Some((nonce, hook).abi_encode_params())
            }
            Kernel::permissionConfigCall::SELECTOR => {
                let id = Kernel::permissionConfigCall::abi_decode(data).ok()?.id;
                let held = self.installed.values().find(|permission| permission.id() == id);
                Some(config(held).abi_encode())
            }
            Kernel::isAllowedSelectorCall::SELECTOR => {
                let id = Kernel::isAllowedSelectorCall::abi_decode(data).ok()?.id;
                Some(self.stored.contains_key(&id).abi_encode())
            }
            _ => None,
        }
    }
}

fn config(held: Option<&Permission>) -> PermissionConfig {
    let policies = held.map(|permission| permission.policies.clone()).unwrap_or_default();
    let heads = policies.iter().map(|policy| FixedBytes::from_slice(&policy.entry()[..22]));
    PermissionConfig {
        permissionFlag: FixedBytes::ZERO,
        signer: held.map(|permission| permission.signer.contract()).unwrap_or_default(),
        policyData: heads.collect(),
    }
}
