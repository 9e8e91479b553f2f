//! An account on the core's model, and the operations the recorder sent to it.

use alloy_primitives::{Address, B256, Bytes, U256, aliases::U192, keccak256};
use latchkey_core::{
    account::root::{RootInstall, validator_id},
    answer::{Account, Outcome},
    chain,
    kernel::{
        enable::EnableApproval,
        erc1271,
        execute::{Call, encode_owner_calls},
        nonce, signature,
        version::KernelVersion,
    },
    user_op::UserOperation,
};

use super::key::{Key, OWNER};
use crate::keys;

/// The chain is not recorded; nothing recorded depends on which it is.
pub(crate) const CHAIN: u64 = 31337;

/// Time of the first operation; not recorded either. Within the windows of the recorded ids.
pub(crate) const START: u64 = 1_760_000_000;

/// One account, one clock.
#[derive(Debug, Clone)]
pub(crate) struct Stage {
    pub(crate) account: Account,
    pub(crate) now: u64,
    install: RootInstall,
    owner: B256,
}

/// An approval and the owner's signature.
#[derive(Debug, Clone)]
pub(crate) struct Approved {
    pub(crate) approval: EnableApproval,
    pub(crate) signature: Bytes,
}

/// An account of the recorder's owner.
pub(crate) fn install_of(version: KernelVersion, validator: Address, index: u64) -> RootInstall {
    RootInstall {
        version,
        validation_id: validator_id(validator),
        hook: Address::ZERO,
        validator_data: Bytes::copy_from_slice(keys::address(OWNER).as_slice()),
        hook_data: Bytes::new(),
        init_config: vec![],
        index: U256::from(index),
    }
}

impl Stage {
    pub(crate) fn of(install: RootInstall) -> Self {
        let account = Account::undeployed(install.clone(), CHAIN);
        Self { account, now: START, install, owner: OWNER }
    }

    /// With the version's ECDSA validator.
    pub(crate) fn ecdsa(version: KernelVersion) -> Self {
        Self::of(install_of(version, version.ecdsa_validator(), 0))
    }

    /// With the multi-chain validator.
    pub(crate) fn multi_chain(version: KernelVersion) -> Self {
        Self::of(install_of(version, chain::MULTI_CHAIN_ECDSA_VALIDATOR, 0))
    }

    /// The owner's own address as the account (EIP-7702).
    pub(crate) fn delegated() -> Self {
        let install = install_of(KernelVersion::V0_3_3, Address::ZERO, 0);
        let account = Account::delegated(keys::address(OWNER), CHAIN);
        Self { account, now: START, install, owner: OWNER }
    }

    /// Created already.
    pub(crate) fn deployed(mut self) -> Self {
        self.account.deploy(self.now).expect("the account can be created");
        self
    }

    pub(crate) fn version(&self) -> KernelVersion {
        self.account.version()
    }

    /// The root validator it was created with.
    pub(crate) fn validator(&self) -> Address {
        Address::from_slice(&self.install.validation_id[1..])
    }

    pub(crate) fn to_self(&self, data: impl Into<Bytes>) -> Call {
        Call { to: self.account.address(), value: U256::ZERO, data: data.into() }
    }

    /// An operation without a signature, creating the account if need be.
    pub(crate) fn operation(&self, key: U192, call_data: Bytes) -> UserOperation {
        let new = !self.account.deployed();
        UserOperation {
            sender: self.account.address(),
            nonce: nonce::full(key, self.account.sequence(key)),
            factory: new.then_some(chain::META_FACTORY),
            factory_data: if new { self.install.factory_data() } else { Bytes::new() },
            call_data,
            call_gas_limit: 2_000_000,
            verification_gas_limit: 6_000_000,
            pre_verification_gas: U256::from(100_000),
            max_fee_per_gas: 1_000_000_000,
            max_priority_fee_per_gas: 1_000_000_000,
            paymaster: None,
            signature: Bytes::new(),
        }
    }

    pub(crate) fn hash(&self, op: &UserOperation) -> B256 {
        op.hash(chain::ENTRY_POINT_07, CHAIN)
    }

    /// Sends it two seconds after the last one.
    pub(crate) fn send(&mut self, op: &UserOperation) -> Outcome {
        self.now += 2;
        self.account.handle(op, self.now)
    }

    /// What the owner signs for an operation.
    pub(crate) fn owner_signs(&self, op: &UserOperation) -> Bytes {
        keys::bytes(keys::personal(self.owner, self.hash(op)))
    }

    /// The owner's calls, as the SDK writes them.
    pub(crate) fn owner(&mut self, calls: &[Call]) -> Outcome {
        let data = encode_owner_calls(self.account.address(), calls);
        let mut op = self.operation(nonce::root_key(self.validator(), 0), data);
        op.signature = self.owner_signs(&op);
        self.send(&op)
    }

    /// One call of the owner to the account.
    pub(crate) fn owner_self(&mut self, data: impl Into<Bytes>) -> Outcome {
        let call = self.to_self(data);
        self.owner(&[call])
    }

    /// The approval of a key for a validation nonce.
    pub(crate) fn approval(&self, key: &Key, nonce: u32) -> EnableApproval {
        EnableApproval {
            account: self.account.address(),
            chain_id: CHAIN,
            version: self.version(),
            validation_id: key.vid(),
            nonce,
            hook: key.hook,
            enable_data: key.permission.enable_data(),
            hook_data: key.hook_data.clone(),
            selector_data: key.selector_data.clone(),
        }
    }

    pub(crate) fn approve(&self, key: &Key, nonce: u32) -> Approved {
        let approval = self.approval(key, nonce);
        let signature = keys::bytes(keys::raw(self.owner, approval.digest()));
        Approved { approval, signature }
    }

    /// The first operation of a key, on a lane.
    pub(crate) fn first_op(
        &self,
        key: &Key,
        how: &Approved,
        data: Bytes,
        lane: u16,
    ) -> UserOperation {
        let mut op = self.operation(nonce::enable_key(key.id(), lane), data);
        let inner = self.key_signs(key, &op);
        op.signature = signature::enable_mode_signature(&how.approval, &how.signature, &inner);
        op
    }

    /// The session key's signature of an operation, with its `0xff`.
    pub(crate) fn key_signs(&self, key: &Key, op: &UserOperation) -> Bytes {
        signature::permission_signature(&keys::personal(key.private, self.hash(op)))
    }

    pub(crate) fn first_use(&mut self, key: &Key, nonce: u32, data: Bytes) -> Outcome {
        let approved = self.approve(key, nonce);
        let op = self.first_op(key, &approved, data, 0);
        self.send(&op)
    }

    /// The same without a trace: the recorder went back to before it.
    pub(crate) fn would_enable(&self, key: &Key, nonce: u32) -> (Outcome, Self) {
        let mut probe = self.clone();
        let outcome = probe.first_use(key, nonce, super::key::ping());
        (outcome, probe)
    }

    /// A later operation of a key.
    pub(crate) fn default_op(&self, key: &Key, data: Bytes) -> UserOperation {
        let mut op = self.operation(nonce::default_key(key.id(), 0), data);
        op.signature = self.key_signs(key, &op);
        op
    }

    pub(crate) fn use_key(&mut self, key: &Key, data: Bytes) -> Outcome {
        let op = self.default_op(key, data);
        self.send(&op)
    }

    /// What a contract is answered that asks about the key's signature of a message.
    pub(crate) fn key_message(&self, key: &Key, caller: Address) -> String {
        let inner = keys::raw(key.private, self.digest());
        self.asked(caller, &erc1271::session_signature(key.id(), &inner))
    }

    /// The same for the owner's; `named` = addressed by the validator, else as the root.
    pub(crate) fn owner_message(&self, named: bool) -> String {
        let inner = keys::raw(self.owner, self.digest());
        if named {
            self.asked(Address::ZERO, &erc1271::owner_signature(self.validator(), &inner))
        } else {
            self.asked(Address::ZERO, &[&[0x00], inner.as_slice()].concat())
        }
    }

    fn message() -> B256 {
        keccak256("a message")
    }

    pub(crate) fn digest(&self) -> B256 {
        let address = self.account.address();
        erc1271::wrapped_digest(self.version(), CHAIN, address, Self::message())
    }

    /// The answer in the recorder's words.
    pub(crate) fn asked(&self, caller: Address, signature: &[u8]) -> String {
        match self.account.is_valid_signature(caller, Self::message(), signature) {
            Ok(true) => alloy_primitives::hex::encode_prefixed(latchkey_core::answer::YES),
            Ok(false) => "0xffffffff".to_owned(),
            Err(revert) => format!("revert {revert}"),
        }
    }
}
