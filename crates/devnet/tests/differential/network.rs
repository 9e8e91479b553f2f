//! One local network with one account, and what a run does on it.

use alloy_primitives::{Address, B256, Bytes, U256, address, keccak256};
use alloy_sol_types::SolCall as _;
use latchkey_core::{
    abi::{GasPolicyContract, InstallConfig, Kernel, RateLimitContract},
    account::{AccountSpec, Owner},
    chain::{ENTRY_POINT_07, META_FACTORY},
    kernel::{enable::EXECUTE_SELECTOR, version::KernelVersion},
    permission::Permission,
    policy::{
        MAX_U48, address as policy_address,
        check::{Facts, WindowLeft},
    },
};
use latchkey_devnet::{Clock, Config};
use serde_json::{Value, json};

use crate::common::{self, Node};

/// The time of the first block, unix seconds.
pub const START: u64 = 1_900_000_000;
/// Nobody's account that sends.
pub const SENDER: Address = address!("00000000000000000000000000000000b0dd1e00");
/// A signer contract that accepts everything: the run is about policies.
pub const SIGNER: Address = address!("00000000000000000000000000000000000051e9");
/// Two paymasters that pay for everybody.
pub const PAYMASTERS: [Address; 2] = [
    address!("00000000000000000000000000000000CE110702"),
    address!("00000000000000000000000000000000CE110703"),
];
/// Always returns one word of zero.
const SAYS_ZERO: &str = "0x60006000526020 6000f3";

/// The validation struct's slot, +2 for the selectors (spec appendix A).
const SELECTORS_SLOT: &str = "7bcaa2ced2a71450ed5a9a1b4848e8e5206dbc3f06011e595f7f55428cc6f851";

alloy_sol_types::sol! {
    function depositTo(address account);
    function rateLimitState(bytes32 id, address account) returns (uint48 count, uint48 resetDate);
}

pub struct Network {
    node: Node,
    pub account: Address,
}

impl Network {
    pub fn start() -> Self {
        let node = Node::with(Config { clock: Clock::Fixed(START), ..Config::default() });
        let owner = Address::repeat_byte(0x0e);
        let spec = AccountSpec {
            version: KernelVersion::V0_3_1,
            owner: Owner::Ecdsa(owner),
            index: U256::ZERO,
        };
        let network = Self { node, account: spec.address() };
        network.transact(SENDER, META_FACTORY, &spec.factory_data(), U256::ZERO);
        network.give_everything();
        network
    }

    fn give_everything(&self) {
        let rich = U256::from(1) << 127;
        for who in [self.account, SENDER] {
            self.node.call("anvil_setBalance", json!([who, rich]));
        }
        self.node.call("anvil_impersonateAccount", json!([self.account]));
        self.node.call("anvil_setCode", json!([SIGNER, SAYS_ZERO.replace(' ', "")]));
        let code = self.node.call("eth_getCode", json!([PAYMASTERS[0], "latest"]));
        assert_ne!(code, json!("0x"), "the demo paymaster is in the genesis");
        self.node.call("anvil_setCode", json!([PAYMASTERS[1], code]));
        for account in PAYMASTERS {
            let deposit = depositToCall { account }.abi_encode();
            self.transact(SENDER, ENTRY_POINT_07, &deposit, U256::from(1) << 100);
        }
        let code = self.node.call("eth_getCode", json!([self.account, "latest"]));
        assert_ne!(code, json!("0x"), "the account is deployed");
    }

    /// Sends a transaction and says whether it succeeded.
    pub fn transact(&self, from: Address, to: Address, data: &[u8], value: U256) -> bool {
        let data = Bytes::copy_from_slice(data);
        let gas = U256::from(50_000_000);
        let request = json!({"from": from, "to": to, "data": data, "value": value, "gas": gas});
        let hash = self.node.call("eth_sendTransaction", json!([request]));
        self.node.call("eth_getTransactionReceipt", json!([hash]))["status"] == json!("0x1")
    }

    /// The time of the newest block.
    pub fn now(&self) -> u64 {
        self.node.timestamp()
    }

    /// The next block will have this time.
    pub fn next_at(&self, at: u64) {
        self.node.call("evm_setNextBlockTimestamp", json!([U256::from(at)]));
    }

    /// Installs a permission as the owner would, and lets it call `execute`.
    pub fn install(&self, permission: &Permission) -> bool {
        let install = Kernel::installValidationsCall {
            ids: vec![permission.validation_id()],
            configs: vec![InstallConfig { nonce: 1, hook: Address::ZERO }],
            validationData: vec![permission.enable_data()],
            hookData: vec![Bytes::new()],
        };
        let installed =
            self.transact(self.account, self.account, &install.abi_encode(), U256::ZERO);
        if installed {
            let base: B256 = SELECTORS_SLOT.parse().unwrap();
            let vid = B256::right_padding_from(permission.validation_id().as_slice());
            let inner = keccak256([vid, base].concat());
            let selector = B256::right_padding_from(EXECUTE_SELECTOR.as_slice());
            let slot = keccak256([selector, inner].concat());
            let yes = B256::with_last_byte(1);
            self.node.call("anvil_setStorageAt", json!([self.account, slot, yes]));
        }
        installed
    }

    /// Asks many things at once; each is a method with its parameters.
    pub fn ask_all(&self, asks: &[(&str, Value)]) -> Vec<Value> {
        let calls: Vec<Value> = asks
            .iter()
            .map(|(method, params)| json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}))
            .collect();
        let answers = common::rpc(&self.node.running.rpc_url(), &Value::Array(calls).to_string());
        let Value::Array(answers) = answers.unwrap() else {
            panic!("a batch answers with a batch")
        };
        assert_eq!(answers.len(), asks.len());
        answers
    }

    fn read<C: alloy_sol_types::SolCall>(&self, to: Address, call: &C) -> C::Return {
        let data = Bytes::from(call.abi_encode());
        let answer = self.node.call("eth_call", json!([{"to": to, "data": data}, "latest"]));
        C::abi_decode_returns(&serde_json::from_value::<Bytes>(answer).unwrap()).unwrap()
    }

    /// The counters that the policies of a permission hold.
    pub fn counters(&self, permission: &Permission, now_unix_secs: u64) -> Facts {
        let id = B256::right_padding_from(permission.id().as_slice());
        let account = self.account;
        let mut facts = Facts::fresh(account, now_unix_secs);
        for policy in &permission.policies {
            let contract = policy.address();
            if contract == policy_address::GAS {
                let read =
                    self.read(contract, &GasPolicyContract::gasPolicyConfigCall { id, account });
                facts.gas_left = Some(read.allowed);
            } else if contract == policy_address::RATE_LIMIT {
                let read =
                    self.read(contract, &RateLimitContract::rateLimitConfigsCall { id, account });
                facts.uses_left = Some(read.count.to());
                facts.next_allowed_at = Some(read.startAt.to());
            } else if contract == policy_address::RATE_LIMIT_RESET {
                let read = self.read(contract, &rateLimitStateCall { id, account });
                let (uses, ends_at): (u64, u64) = (read.count.to(), read.resetDate.to());
                assert!(ends_at <= MAX_U48);
                facts.window = Some(WindowLeft { uses, ends_at });
            }
        }
        facts
    }
}
