//! An EIP-7702 account: its nonce starts at 0, so raising it to 1 ends nothing (spec 5.3, 9.3).

use latchkey_core::kernel::{enable::digest_nonce, install::invalidate_nonce};

use super::compare::Said;
use super::key::{Key, OWNER};
use super::script::{Script, strange};
use super::stage::Stage;
use super::words;
use crate::keys;

/// Each step starts from an untouched account, or from the one before it.
pub(crate) struct Delegated {
    stage: Stage,
    key: Key,
}

impl Delegated {
    pub(crate) fn new() -> Self {
        Self { stage: Stage::delegated(), key: Key::sudo() }
    }

    fn typed_nonce(&self) -> u32 {
        let account = &self.stage.account;
        let stored = account.validation(self.key.vid()).nonce;
        digest_nonce(account.version(), words::current(account), stored)
    }

    /// The approval is always the one for the nonce of the untouched account.
    fn enable(&self) -> Said {
        let nonce = Self::new().typed_nonce();
        let (outcome, after) = self.stage.would_enable(&self.key, nonce);
        Said::from(outcome).noting_always(format!("cur {}", words::current(&after.account)))
    }

    fn raise(&mut self, nonce: u32) -> Said {
        self.stage = Stage::delegated();
        let said = Said::from(self.stage.owner_self(invalidate_nonce(nonce)));
        said.noting(format!("cur {}", words::current(&self.stage.account)))
    }
}

impl Script for Delegated {
    fn step(&mut self, step: &str) -> Result<Said, String> {
        let account = &self.stage.account;
        Ok(match step {
            "enable baseline"
            | "enable after invalidateNonce(1)"
            | "enable after invalidateNonce(2)" => self.enable(),
            "root invalidateNonce 1" => self.raise(1),
            "root invalidateNonce 2" => self.raise(2),
            read if read.starts_with("currentNonce ") => Said::text(format!(
                "currentNonce {} root {:?}",
                // Read of the delegation itself, before anything was installed.
                words::current(account),
                account.root()
            )),
            read if read.starts_with("addr ok ") => {
                Said::text(format!("addr ok {}", account.address() == keys::address(OWNER)))
            }
            read if read.starts_with("typed nonce ") => Said::text(format!(
                "typed nonce {} version {}",
                self.typed_nonce(),
                account.version().eip712_version()
            )),
            other => return strange(other),
        })
    }
}
