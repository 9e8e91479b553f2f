//! Windows of time: for operations only, and never twice for one permission (spec 4.3, 9.7).

use alloy_primitives::{Address, Bytes};
use latchkey_core::kernel::{
    install::{self, Installation},
    version::KernelVersion,
};

use super::compare::Said;
use super::key::{Key, ping, window};
use super::script::{Script, strange};
use super::stage::{START, Stage};
use super::words;

const LONG: u64 = 100_000;

pub(crate) struct Times {
    version: KernelVersion,
    stage: Stage,
    short: Key,
}

impl Times {
    pub(crate) fn new(version: KernelVersion) -> Self {
        let short = Key::of(vec![window(0, START + 1000)]);
        Self { version, stage: Stage::ecdsa(version), short }
    }

    /// First use of a key with this window, on an account of its own.
    fn first(&self, valid_after: u64, valid_until: u64) -> Said {
        let key = Key::of(vec![window(valid_after, valid_until)]);
        Stage::ecdsa(self.version).first_use(&key, 1, ping()).into()
    }
}

impl Script for Times {
    fn step(&mut self, step: &str) -> Result<Said, String> {
        Ok(match step {
            "expired" => self.first(0, START - 1000),
            "future" => self.first(START + 1000, START + LONG),
            "ok" => self.first(START - 1000, START + LONG),
            "zero" => self.first(0, 0),
            "enable ok" => self.stage.first_use(&self.short, 1, ping()).into(),
            "userOp after expiry" => self.stage.use_key(&self.short, ping()).into(),
            read if read.starts_with("ERC1271 after expiry: ") => {
                self.stage.now += LONG;
                let answer = self.stage.key_message(&self.short, Address::ZERO);
                Said::text(format!("ERC1271 after expiry: {answer}"))
            }
            other => return strange(other),
        })
    }
}

pub(crate) struct Reinstall {
    stage: Stage,
    key: Key,
}

impl Reinstall {
    pub(crate) fn new(version: KernelVersion) -> Self {
        Self { stage: Stage::ecdsa(version), key: Key::of(vec![window(0, START + LONG)]) }
    }
}

impl Script for Reinstall {
    fn step(&mut self, step: &str) -> Result<Said, String> {
        Ok(match step {
            "enable" => self.stage.first_use(&self.key, 1, ping()),
            "uninstall" => self.stage.owner_self(install::uninstall_validation(self.key.vid(), 2)),
            "reinstall by sudo" => {
                let again = Installation {
                    validation_id: self.key.vid(),
                    nonce: words::current(&self.stage.account) + 1,
                    hook: Address::ZERO,
                    data: self.key.permission.enable_data(),
                    hook_data: Bytes::new(),
                };
                self.stage.owner_self(install::install_validations(&[again]))
            }
            other => return strange(other),
        }
        .into())
    }
}
