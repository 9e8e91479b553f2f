//! The recorder's keys and permissions.
//!
//! The owner's key is `11…11` and the session key `22…22`: the recorded account addresses, permission
//! ids and the logged owner all follow from them.

use alloy_primitives::{Address, B256, Bytes, FixedBytes, U256};
use latchkey_core::{
    kernel::{
        enable::default_selector_data,
        execute::{Call, ExecMode, encode_execute},
    },
    names::TRANSFER,
    permission::{Permission, PermissionId, SessionSigner, ValidationId},
    policy::{
        CallPermission, CallPolicy, CallPolicyVersion, CallType, Policy, PolicyFlag, PolicyKind,
        SignatureCallerPolicy, TimestampPolicy,
    },
};

use crate::keys;

pub(crate) const OWNER: B256 = B256::repeat_byte(0x11);
pub(crate) const SESSION: B256 = B256::repeat_byte(0x22);
/// Somebody else's key.
pub(crate) const STRANGER: B256 = B256::repeat_byte(0x33);

/// Somebody who receives.
pub(crate) const TARGET: Address = Address::repeat_byte(0x7a);
/// Somebody who is not to receive.
pub(crate) const OTHER: Address = Address::repeat_byte(0x0e);
/// A token.
pub(crate) const TOKEN: Address = Address::repeat_byte(0x70);

/// `approve(address,uint256)`.
pub(crate) const APPROVE: FixedBytes<4> = FixedBytes([0x09, 0x5e, 0xa7, 0xb3]);

/// A session key and how it is granted.
#[derive(Debug, Clone)]
pub(crate) struct Key {
    pub(crate) private: B256,
    pub(crate) permission: Permission,
    pub(crate) hook: Address,
    pub(crate) hook_data: Bytes,
    pub(crate) selector_data: Bytes,
}

impl Key {
    pub(crate) fn of(policies: Vec<Policy>) -> Self {
        Self::signed_by(SESSION, policies)
    }

    pub(crate) fn signed_by(private: B256, policies: Vec<Policy>) -> Self {
        Self {
            private,
            permission: Permission {
                flag: PolicyFlag::All,
                policies,
                signer: SessionSigner::Ecdsa(keys::address(private)),
            },
            hook: Address::ZERO,
            hook_data: Bytes::new(),
            selector_data: default_selector_data(),
        }
    }

    pub(crate) fn sudo() -> Self {
        Self::of(vec![sudo()])
    }

    pub(crate) fn flagged(mut self, flag: PolicyFlag) -> Self {
        self.permission.flag = flag;
        self
    }

    pub(crate) fn hooked(mut self, hook: Address, data: Bytes) -> Self {
        self.hook = hook;
        self.hook_data = data;
        self
    }

    pub(crate) fn id(&self) -> PermissionId {
        self.permission.id()
    }

    pub(crate) fn vid(&self) -> ValidationId {
        self.permission.validation_id()
    }
}

pub(crate) fn sudo() -> Policy {
    PolicyKind::Sudo.into()
}

pub(crate) fn window(valid_after: u64, valid_until: u64) -> Policy {
    PolicyKind::Timestamp(TimestampPolicy { valid_after, valid_until }).into()
}

pub(crate) fn callers(allowed_callers: Vec<Address>) -> Policy {
    PolicyKind::SignatureCaller(SignatureCallerPolicy { allowed_callers }).into()
}

pub(crate) fn call_policy(version: CallPolicyVersion, permissions: Vec<CallPermission>) -> Policy {
    PolicyKind::Call(CallPolicy { version, permissions }).into()
}

/// Native coin to one target, up to a limit.
pub(crate) fn native_up_to(target: Address, wei: u64) -> CallPermission {
    CallPermission {
        call_type: CallType::Call,
        target,
        selector: FixedBytes::ZERO,
        value_limit: U256::from(wei),
        rules: vec![],
    }
}

pub(crate) fn native(to: Address, wei: u64) -> Call {
    Call { to, value: U256::from(wei), data: Bytes::new() }
}

pub(crate) fn to(to: Address, data: impl Into<Bytes>) -> Call {
    Call { to, value: U256::ZERO, data: data.into() }
}

pub(crate) fn transfer(recipient: Address, amount: u64) -> Bytes {
    two_words(TRANSFER, recipient, amount)
}

pub(crate) fn approve(spender: Address, amount: u64) -> Bytes {
    two_words(APPROVE, spender, amount)
}

fn two_words(selector: FixedBytes<4>, who: Address, amount: u64) -> Bytes {
    let amount = U256::from(amount).to_be_bytes::<32>();
    [selector.as_slice(), who.into_word().as_slice(), &amount].concat().into()
}

/// `execute` over calls.
pub(crate) fn execute(calls: &[Call]) -> Bytes {
    encode_execute(calls, ExecMode::Default)
}

/// `execute` that sends nothing to nobody in particular.
pub(crate) fn ping() -> Bytes {
    execute(&[native(TARGET, 0)])
}
