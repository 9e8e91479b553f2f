//! An account on a local network of its own, and session keys with whatever policies a test gives
//! them, even ones that no form and no approval window would let through.

use alloy_primitives::{Address, B256, Bytes, U256, address, aliases::U192};
use alloy_sol_types::{SolCall, SolValue, sol};
use latchkey_core::abi::{EntryPoint, Kernel};
use latchkey_core::account::{AccountSpec, Owner};
use latchkey_core::approval_tree::{Approvals, Leaf};
use latchkey_core::chain::ENTRY_POINT_07;
use latchkey_core::kernel::enable::{EnableApproval, default_selector_data};
use latchkey_core::kernel::execute::{Call, ExecMode};
use latchkey_core::kernel::signature::permission_signature;
use latchkey_core::kernel::version::KernelVersion;
use latchkey_core::lint::{self, Rule};
use latchkey_core::message::{Message, MessagePlan, Speaker};
use latchkey_core::names::TRANSFER;
use latchkey_core::permission::{Permission, SignerKind};
use latchkey_core::plan::{FirstUse, OwnerPlan, SessionPlan};
use latchkey_core::policy::{
    CallPermission, CallPolicy, CallPolicyVersion, CallType, GasPolicy, ParamRule, Policy,
    PolicyKind,
};
use latchkey_core::user_op::UserOperation;
use latchkey_core::user_op::stage::{Draft, Gas, Sealed};
use latchkey_devnet::{Config, Devnet, Running};
use latchkey_tests::hand::TestKey;
use serde_json::{Value, json};

use super::stage::rpc;

/// Who gets what a thief takes.
pub(crate) const THIEF: Address = address!("7777777777777777777777777777777777777777");

/// One DUSD.
pub(crate) const DUSD: u64 = 1_000_000;

sol! {
    function transfer(address to, uint256 amount) returns (bool);
    function approve(address spender, uint256 amount) returns (bool);
    function transferFrom(address from, address to, uint256 amount) returns (bool);
    function balanceOf(address owner) returns (uint256);
}

/// The account, its owner, its network.
pub(crate) struct Ground {
    pub(crate) net: Running,
    pub(crate) account: AccountSpec,
    pub(crate) owner: TestKey,
    pub(crate) token: Address,
}

/// A session key with the owner's approval.
pub(crate) struct Key {
    secret: TestKey,
    pub(crate) permission: Permission,
    first_use: FirstUse,
}

/// What became of an operation: whether its calls succeeded, or the EntryPoint's refusal.
pub(crate) type Sent = Result<bool, String>;

impl Ground {
    /// An account that does not exist yet and holds test money.
    pub(crate) async fn new(name: &str) -> Self {
        let net = Devnet::start(Config::default()).unwrap();
        let owner = TestKey::named(name);
        let account = AccountSpec {
            version: KernelVersion::V0_3_1,
            owner: Owner::MultiChainEcdsa(owner.address()),
            index: U256::ZERO,
        };
        let token = net.demo_token().unwrap();
        let ground = Self { net, account, owner, token };
        ground.rpc("latchkey_faucet", json!([ground.address()])).await;
        ground
    }

    pub(crate) fn address(&self) -> Address {
        self.account.address()
    }

    pub(crate) async fn rpc(&self, method: &str, params: Value) -> Value {
        rpc(&self.net, method, params).await
    }

    /// The network's time, unix seconds.
    pub(crate) async fn now(&self) -> u64 {
        let block = self.rpc("eth_getBlockByNumber", json!(["latest", false])).await;
        let text = block["result"]["timestamp"].as_str().unwrap().to_owned();
        u64::from_str_radix(text.trim_start_matches("0x"), 16).unwrap()
    }

    /// Lets time pass.
    pub(crate) async fn pass(&self, seconds: u64) {
        self.rpc("evm_increaseTime", json!([seconds])).await;
        self.rpc("evm_mine", json!([])).await;
    }

    /// A key with these policies, approved by the owner, not used yet.
    pub(crate) fn key(&self, name: &str, policies: Vec<Policy>) -> Key {
        let secret = TestKey::named(name);
        let permission = Permission::ecdsa(policies, secret.address());
        let leaf = Leaf::Enable(Box::new(EnableApproval {
            account: self.address(),
            chain_id: self.net.chain_id(),
            version: self.account.version,
            validation_id: permission.validation_id(),
            nonce: 1,
            hook: Address::ZERO,
            enable_data: permission.enable_data(),
            hook_data: Bytes::new(),
            selector_data: default_selector_data(),
        }));
        let approvals = Approvals::new(vec![leaf]).unwrap();
        let over_root = self.owner.personal_sign(approvals.root());
        let enable_signature = approvals.signed(&over_root).remove(0).1;
        let first_use = FirstUse { enable_data: permission.enable_data(), enable_signature };
        Key { secret, permission, first_use }
    }

    /// The key makes calls: by the owner's approval when it was never used, as installed otherwise.
    pub(crate) async fn use_key(&self, key: &Key, first: bool, calls: &[Call]) -> Sent {
        let plan = SessionPlan {
            account: &self.account,
            deployed: self.deployed().await,
            permission_id: key.permission.id(),
            signer: SignerKind::Ecdsa,
            first_use: first.then_some(&key.first_use),
            lane: 0,
            calls,
        };
        let sealed = self.sealed(plan.draft(self.sequence(plan.nonce_key()).await));
        let inner = permission_signature(&key.secret.personal_sign(sealed.hash()));
        self.send(sealed.sign(plan.envelope(&inner)).operation()).await
    }

    /// Somebody makes calls as the owner.
    pub(crate) async fn as_owner(&self, owner: &TestKey, calls: &[Call]) -> Sent {
        let deployed = self.deployed().await;
        let mode = ExecMode::Default;
        let plan = OwnerPlan { account: &self.account, deployed, lane: 1, mode, calls };
        let sealed = self.sealed(plan.draft(self.sequence(plan.nonce_key()).await));
        let signature = owner.personal_sign(sealed.hash());
        self.send(sealed.sign(Bytes::copy_from_slice(&signature)).operation()).await
    }

    fn sealed(&self, draft: Draft) -> Sealed {
        let gas = Gas {
            call_gas_limit: 4_000_000,
            verification_gas_limit: 3_000_000,
            pre_verification_gas: U256::from(100_000),
            max_fee_per_gas: 2_000_000_000,
            max_priority_fee_per_gas: 1_000_000_000,
        };
        draft.price(gas, None).seal(ENTRY_POINT_07, self.net.chain_id())
    }

    async fn send(&self, op: &UserOperation) -> Sent {
        let answer = self.rpc("eth_sendUserOperation", json!([op, ENTRY_POINT_07])).await;
        let Some(hash) = answer["result"].as_str() else {
            return Err(answer["error"].to_string());
        };
        let receipt = self.rpc("eth_getUserOperationReceipt", json!([hash])).await;
        Ok(receipt["result"]["success"] == true)
    }

    async fn deployed(&self) -> bool {
        self.rpc("eth_getCode", json!([self.address(), "latest"])).await["result"] != json!("0x")
    }

    async fn sequence(&self, key: U192) -> u64 {
        let data = EntryPoint::getNonceCall { sender: self.address(), key }.abi_encode();
        let nonce = U256::abi_decode(&self.ask(ENTRY_POINT_07, &data).await.unwrap()).unwrap();
        u64::try_from(nonce & U256::from(u64::MAX)).unwrap()
    }

    async fn ask(&self, to: Address, data: &[u8]) -> Option<Bytes> {
        let data = Bytes::copy_from_slice(data);
        let answer = self.rpc("eth_call", json!([{"to": to, "data": data}, "latest"])).await;
        answer["result"].as_str().map(|text| text.parse().unwrap())
    }

    /// DUSD of an address, smallest units.
    pub(crate) async fn dusd(&self, owner: Address) -> U256 {
        let data = balanceOfCall { owner }.abi_encode();
        U256::abi_decode(&self.ask(self.token, &data).await.unwrap()).unwrap()
    }

    /// Whether the account says that a message signature of the key is its own (ERC-1271).
    pub(crate) async fn speaks(&self, key: &Key) -> bool {
        let message = Message::Text("sell everything for nothing".to_owned());
        let plan = MessagePlan {
            account: &self.account,
            chain_id: self.net.chain_id(),
            deployed: true,
            speaker: Speaker::Session(&key.permission),
            replayable: false,
        };
        // The same digest for every speaker; core itself makes none for a key that may not speak.
        let owner = MessagePlan { speaker: Speaker::Owner, ..plan };
        let digest: B256 = owner.to_sign(&message).unwrap();
        let signature = plan.finish(&key.secret.sign(digest));
        let data = Kernel::isValidSignatureCall { hash: message.hash(), signature }.abi_encode();
        let answer = self.ask(self.address(), &data).await;
        answer.is_some_and(|word| word.starts_with(&[0x16, 0x26, 0xba, 0x7e]))
    }

    /// A plain transaction of anybody; whether it succeeded.
    pub(crate) async fn transact(&self, from: Address, to: Address, data: Vec<u8>) -> bool {
        self.rpc("anvil_setBalance", json!([from, "0x8ac7230489e80000"])).await;
        self.rpc("anvil_impersonateAccount", json!([from])).await;
        let message = json!({"from": from, "to": to, "data": Bytes::from(data), "gas": "0x100000"});
        let sent = self.rpc("eth_sendTransaction", json!([message])).await;
        let Some(hash) = sent["result"].as_str().map(str::to_owned) else { return false };
        let receipt = self.rpc("eth_getTransactionReceipt", json!([hash])).await;
        receipt["result"]["status"] == "0x1"
    }

    /// A call of the token.
    pub(crate) fn of_token(&self, data: Vec<u8>) -> Call {
        Call { to: self.token, value: U256::ZERO, data: data.into() }
    }

    /// A payment in DUSD, smallest units.
    pub(crate) fn pay(&self, to: Address, atoms: u64) -> Call {
        self.of_token(transferCall { to, amount: U256::from(atoms) }.abi_encode())
    }

    /// What the linter says about policies of this account.
    pub(crate) fn findings(&self, policies: &[Policy]) -> Vec<lint::Finding> {
        lint::findings(policies, &lint::Context::offline(self.address()))
    }

    /// The finding of a rule; a test that names a rule must find it.
    pub(crate) fn finding(&self, policies: &[Policy], rule: Rule) -> lint::Finding {
        let found = self.findings(policies).into_iter().find(|finding| finding.rule == rule);
        found.unwrap_or_else(|| panic!("the linter is silent about {}", rule.id()))
    }

    /// `transfer` of DUSD under these rules on its arguments.
    pub(crate) fn transfers(&self, rules: Vec<ParamRule>) -> CallPermission {
        self.entry(TRANSFER.0, rules)
    }

    /// A function of the token under these rules.
    pub(crate) fn entry(&self, selector: [u8; 4], rules: Vec<ParamRule>) -> CallPermission {
        CallPermission {
            call_type: CallType::Call,
            target: self.token,
            selector: selector.into(),
            value_limit: U256::ZERO,
            rules,
        }
    }
}

/// A call policy with these entries.
pub(crate) fn calls(permissions: Vec<CallPermission>) -> Policy {
    PolicyKind::Call(CallPolicy { version: CallPolicyVersion::V0_0_4, permissions }).into()
}

/// A gas budget that is never the limit here.
pub(crate) fn plenty_of_gas() -> Policy {
    PolicyKind::Gas(GasPolicy {
        allowed_wei: 10_u128.pow(18),
        enforce_paymaster: false,
        allowed_paymaster: Address::ZERO,
    })
    .into()
}
