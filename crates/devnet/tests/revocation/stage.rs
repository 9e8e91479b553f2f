//! One account of one owner on a node of its own, and session keys with their approvals.

use alloy_primitives::{Address, B256, Bytes, U256, address, aliases::U192, keccak256};
use alloy_sol_types::{SolCall, SolValue};
use k256::ecdsa::SigningKey;
use latchkey_core::{
    abi::{EntryPoint, Kernel},
    account::{AccountSpec, Owner},
    approval_tree::{Approvals, Leaf},
    chain::ENTRY_POINT_07,
    kernel::{
        enable::{EnableApproval, default_selector_data},
        execute::Call,
        signature::{permission_signature, personal_sign_hash},
        version::KernelVersion,
    },
    key_state::{Block, Findings, Inquiry, Question, Reply},
    message::{Message, MessagePlan, Speaker},
    permission::{Permission, SignerKind},
    plan::{EndPlan, Ending, FirstUse, OwnerPlan, SessionPlan},
    policy::{CallPermission, CallPolicy, CallPolicyVersion, CallType, Policy, PolicyKind},
    user_op::{
        UserOperation,
        stage::{Draft, Gas},
    },
};
use serde_json::{Value, json};

use crate::common::Node;

/// Gets one wei per operation.
pub const BOB: Address = address!("00000000000000000000000000000000000b0b00");

/// A key of the curve made from a name.
pub struct Secret(SigningKey);

impl Secret {
    pub fn named(name: &str) -> Self {
        Self(SigningKey::from_slice(keccak256(name).as_slice()).unwrap())
    }

    pub fn address(&self) -> Address {
        let point = self.0.verifying_key().to_sec1_point(false);
        Address::from_raw_public_key(&point.as_bytes()[1..])
    }

    pub fn sign(&self, hash: B256) -> [u8; 65] {
        let (rs, id) = self.0.sign_prehash_recoverable(hash.as_slice());
        let mut out = [27 + id.to_byte(); 65];
        out[..64].copy_from_slice(&rs.to_bytes());
        out
    }

    pub fn personal_sign(&self, hash: B256) -> [u8; 65] {
        self.sign(personal_sign_hash(hash))
    }
}

/// A session key with its approval.
pub struct Key {
    pub secret: Secret,
    pub permission: Permission,
    pub nonce: u32,
    pub first_use: FirstUse,
}

/// A policy that allows one wei to Bob.
pub fn pay_bob() -> Policy {
    let permissions = vec![CallPermission {
        call_type: CallType::Call,
        target: BOB,
        selector: [0; 4].into(),
        value_limit: U256::from(1),
        rules: vec![],
    }];
    PolicyKind::Call(CallPolicy { version: CallPolicyVersion::V0_0_4, permissions }).into()
}

pub struct Stage {
    pub node: Node,
    pub account: AccountSpec,
    pub owner: Secret,
}

impl Stage {
    pub fn new() -> Self {
        let (node, owner) = (Node::start(), Secret::named("owner"));
        let account = AccountSpec {
            version: KernelVersion::V0_3_1,
            owner: Owner::MultiChainEcdsa(owner.address()),
            index: U256::ZERO,
        };
        let stage = Self { node, account, owner };
        stage.fund(stage.account.address());
        stage
    }

    pub fn fund(&self, address: Address) {
        self.node.call("anvil_setBalance", json!([address, "0x8ac7230489e80000"]));
    }

    pub fn chain_id(&self) -> u64 {
        self.node.running.chain_id()
    }

    pub fn enable(&self, permission: &Permission, nonce: u32) -> Leaf {
        Leaf::Enable(Box::new(EnableApproval {
            account: self.account.address(),
            chain_id: self.chain_id(),
            version: self.account.version,
            validation_id: permission.validation_id(),
            nonce,
            hook: Address::ZERO,
            enable_data: permission.enable_data(),
            hook_data: Bytes::new(),
            selector_data: default_selector_data(),
        }))
    }

    /// A key that may pay Bob, with more policies after that, approved for a nonce.
    pub fn key(&self, name: &str, more: Vec<Policy>, nonce: u32) -> Key {
        let secret = Secret::named(name);
        let policies = [vec![pay_bob()], more].concat();
        let permission = Permission::ecdsa(policies, secret.address());
        let approvals = Approvals::new(vec![self.enable(&permission, nonce)]).unwrap();
        let over_root = self.owner.personal_sign(approvals.root());
        let enable_signature = approvals.signed(&over_root).remove(0).1;
        self.approved(name, permission, nonce, enable_signature)
    }

    pub fn approved(
        &self,
        name: &str,
        permission: Permission,
        nonce: u32,
        signature: Bytes,
    ) -> Key {
        let enable_data = permission.enable_data();
        let first_use = FirstUse { enable_data, enable_signature: signature };
        Key { secret: Secret::named(name), permission, nonce, first_use }
    }

    pub fn eth_call(&self, to: Address, data: &[u8]) -> Reply {
        let data = Bytes::copy_from_slice(data);
        let answer = self.node.ask("eth_call", json!([{"to": to, "data": data}, "latest"]));
        answer["result"].as_str().map(|text| text.parse().unwrap())
    }

    pub fn deployed(&self) -> bool {
        self.node.call("eth_getCode", json!([self.account.address(), "latest"])) != json!("0x")
    }

    fn sequence(&self, key: U192) -> u64 {
        let data = EntryPoint::getNonceCall { sender: self.account.address(), key }.abi_encode();
        let nonce = U256::abi_decode(&self.eth_call(ENTRY_POINT_07, &data).unwrap()).unwrap();
        u64::try_from(nonce & U256::from(u64::MAX)).unwrap()
    }

    fn price(draft: Draft) -> latchkey_core::user_op::stage::Priced {
        let gas = Gas {
            call_gas_limit: 2_000_000,
            verification_gas_limit: 3_000_000,
            pre_verification_gas: U256::from(100_000),
            max_fee_per_gas: 2_000_000_000,
            max_priority_fee_per_gas: 1_000_000_000,
        };
        draft.price(gas, None)
    }

    /// Through the bundler: whether the operation succeeded, or the EntryPoint's refusal.
    pub fn send(&self, op: &UserOperation) -> Result<bool, Value> {
        let answer = self.node.ask("eth_sendUserOperation", json!([op, ENTRY_POINT_07]));
        let Some(hash) = answer["result"].as_str() else { return Err(answer["error"].clone()) };
        let receipt = self.node.call("eth_getUserOperationReceipt", json!([hash]));
        Ok(receipt["success"] == true)
    }

    fn session(&self, key: &Key, first_use: Option<&FirstUse>) -> Result<bool, Value> {
        let calls = [Call { to: BOB, value: U256::from(1), data: Bytes::new() }];
        let plan = SessionPlan {
            account: &self.account,
            deployed: self.deployed(),
            permission_id: key.permission.id(),
            signer: SignerKind::Ecdsa,
            first_use,
            lane: 0,
            calls: &calls,
        };
        let draft = plan.draft(self.sequence(plan.nonce_key()));
        let sealed = Self::price(draft).seal(ENTRY_POINT_07, self.chain_id());
        let inner = permission_signature(&key.secret.personal_sign(sealed.hash()));
        self.send(sealed.sign(plan.envelope(&inner)).operation())
    }

    /// The first use, with the owner's approval.
    pub fn first(&self, key: &Key) -> Result<bool, Value> {
        self.session(key, Some(&key.first_use))
    }

    /// A later use.
    pub fn again(&self, key: &Key) -> Result<bool, Value> {
        self.session(key, None)
    }

    /// Whether the account takes a message signature of the key.
    pub fn speaks(&self, key: &Key) -> bool {
        let message = Message::Text("let me in".to_owned());
        let plan = MessagePlan {
            account: &self.account,
            chain_id: self.chain_id(),
            deployed: true,
            speaker: Speaker::Session(&key.permission),
            replayable: false,
        };
        let digest = plan.to_sign(&message).unwrap();
        self.accepts(message.hash(), plan.finish(&key.secret.sign(digest)))
    }

    pub fn accepts(&self, hash: B256, signature: Bytes) -> bool {
        let data = Kernel::isValidSignatureCall { hash, signature }.abi_encode();
        let answer = self.eth_call(self.account.address(), &data);
        answer.is_some_and(|word| word.starts_with(&[0x16, 0x26, 0xba, 0x7e]))
    }

    /// The owner sends calls.
    pub fn owner(&self, plan: &EndPlan) -> Result<bool, Value> {
        self.owner_calls(&plan.calls, plan.mode)
    }

    pub fn owner_calls(
        &self,
        calls: &[Call],
        mode: latchkey_core::kernel::execute::ExecMode,
    ) -> Result<bool, Value> {
        let deployed = self.deployed();
        let plan = OwnerPlan { account: &self.account, deployed, lane: 1, mode, calls };
        let draft = plan.draft(self.sequence(plan.nonce_key()));
        let sealed = Self::price(draft).seal(ENTRY_POINT_07, self.chain_id());
        let signature = self.owner.personal_sign(sealed.hash());
        self.send(sealed.sign(Bytes::copy_from_slice(&signature)).operation())
    }

    fn replies(&self, questions: &[Question]) -> Vec<Reply> {
        let one = |question: &Question| match question {
            Question::Code(address) => {
                let code = self.node.call("eth_getCode", json!([address, "latest"]));
                Some(code.as_str().unwrap().parse().unwrap())
            }
            Question::Call { to, data } => self.eth_call(*to, data),
        };
        questions.iter().map(one).collect()
    }

    /// Reads keys.
    pub fn read(&self, keys: &[&Key]) -> Findings {
        let keys: Vec<_> = keys.iter().map(|key| (key.permission.clone(), key.nonce)).collect();
        let inquiry = Inquiry {
            account: &self.account,
            owner: &self.account.owner,
            keys: &keys,
            strangers: &[],
        };
        let block = Block { number: 0, timestamp: self.node.timestamp() };
        inquiry.read(&self.replies(&inquiry.questions()), block).unwrap()
    }

    /// A key as it is to be ended, from reading it.
    pub fn ending(&self, key: &Key) -> Option<Ending> {
        let standing = self.read(&[key]).keys[0].verdict.ending?;
        Some(Ending { validation_id: key.permission.validation_id(), standing })
    }

    /// What a plan promised and the chain does not show.
    pub fn unproven(&self, plan: &EndPlan) -> usize {
        let replies = self.replies(&plan.read_back(self.account.address()));
        plan.unproven(self.account.version, &replies).len()
    }

    /// Nothing of the key passes: not its approval, not an operation, not a message.
    pub fn is_dead(&self, key: &Key) {
        assert!(self.first(key).is_err(), "its approval still installs it");
        assert!(self.again(key).is_err(), "its operations still pass");
        assert!(!self.speaks(key), "it still signs messages");
        assert!(self.read(&[key]).keys[0].verdict.is_over(), "and the reading does not say so");
    }
}
