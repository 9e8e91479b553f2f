//! Who may give the account away, and what that does to approvals (spec 9.2, 12.1).

use alloy_primitives::{Address, Bytes};
use alloy_sol_types::SolCall;
use latchkey_core::{
    abi::Kernel,
    account::root::validator_id,
    kernel::{install::invalidate_nonce, version::KernelVersion},
    permission::ValidationId,
};

use super::compare::Said;
use super::key::{Key, STRANGER, TARGET, execute, native, ping};
use super::script::{Script, strange};
use super::stage::{Approved, Stage};
use super::words;
use crate::keys;

fn change_root(root: ValidationId, data: Bytes) -> Bytes {
    Kernel::changeRootValidatorCall {
        id: root,
        hook: Address::ZERO,
        validatorData: data,
        hookData: Bytes::new(),
    }
    .abi_encode()
    .into()
}

/// A key without limits makes itself the root.
pub(crate) struct Takeover {
    stage: Stage,
    key: Key,
}

impl Takeover {
    pub(crate) fn new(version: KernelVersion) -> Self {
        Self { stage: Stage::ecdsa(version), key: Key::sudo() }
    }
}

impl Script for Takeover {
    fn step(&mut self, step: &str) -> Result<Said, String> {
        let root = || format!("{:?}", self.stage.account.root());
        Ok(match step {
            "enable" => self.stage.first_use(&self.key, 1, ping()).into(),
            "" => {
                let data = change_root(self.key.vid(), self.key.permission.enable_data());
                let call = self.stage.to_self(data);
                self.stage.use_key(&self.key, execute(&[call])).into()
            }
            read if read.starts_with("root before 0x") => {
                Said::text(format!("root before {}", root()))
            }
            read if read.starts_with("root after 0x") => {
                Said::text(format!("root after {}", root()))
            }
            other => return strange(other),
        })
    }
}

/// The same key without going through `execute`.
pub(crate) struct RawCall {
    stage: Stage,
    key: Key,
}

impl RawCall {
    pub(crate) fn new(version: KernelVersion) -> Self {
        Self { stage: Stage::ecdsa(version), key: Key::sudo() }
    }
}

impl Script for RawCall {
    fn step(&mut self, step: &str) -> Result<Said, String> {
        Ok(match step {
            "enable" => self.stage.first_use(&self.key, 1, ping()),
            "raw invalidateNonce callData" => self.stage.use_key(&self.key, invalidate_nonce(2)),
            other => return strange(other),
        }
        .into())
    }
}

/// Another owner; the old one's approval is worth nothing.
pub(crate) struct OtherOwner {
    stage: Stage,
    key: Key,
    old: Approved,
}

impl OtherOwner {
    pub(crate) fn new(version: KernelVersion) -> Self {
        let (stage, key) = (Stage::multi_chain(version), Key::sudo());
        Self { old: stage.approve(&key, 1), stage, key }
    }
}

impl Script for OtherOwner {
    fn step(&mut self, step: &str) -> Result<Said, String> {
        Ok(match step {
            "deploy" => self.stage.owner(&[native(TARGET, 0)]).into(),
            "change root to ECDSA validator w/ other owner" => {
                let root = validator_id(self.stage.version().ecdsa_validator());
                let owner = Bytes::copy_from_slice(keys::address(STRANGER).as_slice());
                let outcome = self.stage.owner_self(change_root(root, owner));
                let account = &self.stage.account;
                let note = format!("root {:?} cur {}", account.root(), words::current(account));
                Said::from(outcome).noting(note)
            }
            "enable with old approval" => {
                let op = self.stage.first_op(&self.key, &self.old, ping(), 0);
                self.stage.send(&op).into()
            }
            other => return strange(other),
        })
    }
}
