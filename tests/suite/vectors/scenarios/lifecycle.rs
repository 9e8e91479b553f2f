//! Section `lifecycle`: a key from its first use to every way of ending it (spec 9.2, 9.3, 9.4).
//!
//! The recorder went back to a checkpoint before each `S7`, `S2`, `S3`, `S4`; a probe after one of
//! these leaves no trace.

use alloy_primitives::{Address, Bytes};
use latchkey_core::{
    account::root::validator_id,
    kernel::{
        install::{self, Installation},
        version::KernelVersion,
    },
};

use super::compare::Said;
use super::key::{Key, OWNER, SESSION, ping, sudo};
use super::script::{Script, number, strange};
use super::stage::{Approved, Stage};
use super::tombs::Tombs;
use super::words;
use crate::keys;

/// The part with one key; [`Tombs`] plays the part with two.
pub(crate) struct Lifecycle {
    stage: Stage,
    key: Key,
    first: Approved,
    /// After the first two uses.
    used: Option<Stage>,
    tombs: Tombs,
}

impl Lifecycle {
    pub(crate) fn new(version: KernelVersion) -> Self {
        let stage = Stage::ecdsa(version);
        let key = Key::signed_by(SESSION, vec![sudo()]);
        let first = stage.approve(&key, 1);
        Self { first, used: None, tombs: Tombs::new(version), stage, key }
    }

    /// Back to the checkpoint.
    fn rewind(&mut self) -> Result<(), String> {
        self.stage = self.used.clone().ok_or("the key was not used yet")?;
        Ok(())
    }

    fn use_it(&mut self, first: bool) -> Said {
        let op = if first {
            self.stage.first_op(&self.key, &self.first, ping(), 0)
        } else {
            self.stage.default_op(&self.key, ping())
        };
        let length = if first { String::new() } else { format!(" siglen {}", op.signature.len()) };
        let said = Said::from(self.stage.send(&op));
        self.used = Some(self.stage.clone());
        said.noting(format!("nonce 0x{:064x}{length}", op.nonce))
    }

    fn state(&self) -> String {
        let account = &self.stage.account;
        let nonces = account.nonces();
        format!(
            "state: currentNonce {} validNonceFrom {} vc {} root vc {}",
            nonces.current,
            nonces.valid_from,
            words::config(account, self.key.vid()),
            self.root_config()
        )
    }

    fn root_config(&self) -> String {
        words::config(&self.stage.account, validator_id(self.stage.validator()))
    }

    fn after_uninstall(&self) -> String {
        let account = &self.stage.account;
        format!(
            "vc after {} pc {} allowed {}",
            words::config(account, self.key.vid()),
            words::permission(account, self.key.id()),
            words::allowed(account, self.key.vid())
        )
    }

    fn enable_again(&mut self, above: u64) -> Said {
        let nonce = words::current(&self.stage.account) + u32::try_from(above).unwrap();
        self.stage.first_use(&self.key, nonce, ping()).into()
    }

    fn invalidate(&mut self, above: u64) -> Result<Said, String> {
        self.rewind()?;
        let nonce = words::current(&self.stage.account) + u32::try_from(above).unwrap();
        let said = Said::from(self.stage.owner_self(install::invalidate_nonce(nonce)));
        let after = self.stage.account.nonces();
        Ok(said.noting(format!("-> current {} validFrom {}", after.current, after.valid_from)))
    }

    /// The root installed again under the new nonce, which its validator refuses.
    fn repair(&mut self) -> Said {
        let again = install::install_validations(&[Installation {
            validation_id: validator_id(self.stage.validator()),
            nonce: words::current(&self.stage.account),
            hook: Address::ZERO,
            data: Bytes::copy_from_slice(keys::address(OWNER).as_slice()),
            hook_data: Bytes::new(),
        }]);
        let said = Said::from(self.stage.owner_self(again));
        let current = words::current(&self.stage.account);
        said.noting(format!("root vc {} current {current}", self.root_config()))
    }

    fn message(&self, step: &str) -> Option<String> {
        let question = step.strip_prefix("after repair ").unwrap_or(step);
        let before = step.strip_suffix(question)?;
        let (words, answer) = if question.starts_with("isValidSignature permission ") {
            ("isValidSignature permission", self.stage.key_message(&self.key, Address::ZERO))
        } else if question.starts_with("isValidSignature root via 0x01 ") {
            ("isValidSignature root via 0x01", self.stage.owner_message(true))
        } else if question.starts_with("isValidSignature root via 0x00 ") {
            ("isValidSignature root via 0x00", self.stage.owner_message(false))
        } else {
            return None;
        };
        Some(format!("{before}{words} {answer}"))
    }
}

impl Script for Lifecycle {
    fn step(&mut self, step: &str) -> Result<Said, String> {
        if let Some(said) = self.tombs.step(step) {
            return Ok(said);
        }
        if let Some(text) = self.message(step) {
            return Ok(Said::text(text));
        }
        Ok(match step {
            "S1 first-use deploy+enable" => self.use_it(true),
            "S1 second-use default" => self.use_it(false),
            "S5 uninstall (SDK deinit data)" => {
                let data = self.key.permission.enable_data();
                self.stage.owner_self(install::uninstall_with(self.key.vid(), data)).into()
            }
            "S5 default-mode after uninstall" | "installed key default-mode" => {
                self.stage.use_key(&self.key, ping()).into()
            }
            "S5 replay old enable sig after uninstall" => {
                let op = self.stage.first_op(&self.key, &self.first, ping(), 0);
                self.stage.send(&op).into()
            }
            "root userOp" => {
                let call = super::key::native(super::key::TARGET, 0);
                self.stage.owner(&[call]).into()
            }
            "repair root by reinstall" => self.repair(),
            read if read.starts_with("address 0x") => {
                Said::text(format!("address {}", self.stage.account.address()))
            }
            read if read.starts_with("permId 0x") => {
                Said::text(format!("permId {}", self.key.id()))
            }
            read if read.starts_with("state: ") => Said::text(self.state()),
            read if read.starts_with("vc after ") => Said::text(self.after_uninstall()),
            again if again.starts_with("S6 ") => {
                let before = "S6 re-enable same permissionId, fresh sig nonce=currentNonce+";
                self.enable_again(number(again, before, "")?)
            }
            raise if raise.starts_with("S7 ") => {
                self.invalidate(number(raise, "S7 invalidateNonce(current+", ")")?)?
            }
            other => return strange(other),
        })
    }
}
