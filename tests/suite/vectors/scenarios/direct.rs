//! The owner's plain account calls the smart account without the EntryPoint (spec 9.5), and a key
//! whose nonce alone was taken (spec 9.7).

use alloy_primitives::B256;
use latchkey_core::kernel::{install::invalidate_nonce, version::KernelVersion};

use super::compare::Said;
use super::key::{Key, OWNER, STRANGER, ping};
use super::script::{Script, strange};
use super::stage::Stage;
use super::words;
use crate::keys;

pub(crate) fn script(version: KernelVersion, section: &str) -> Result<Box<dyn Script>, String> {
    let rest = section.strip_prefix(version.name()).and_then(|rest| rest.strip_prefix(' '));
    Ok(match (rest, section) {
        (Some("owner EOA calls the account directly (ecdsa root)"), _) => {
            Box::new(Direct { stage: Stage::ecdsa(version).deployed() })
        }
        (Some("owner EOA calls the account directly (mc root)"), _) => {
            Box::new(Direct { stage: Stage::multi_chain(version).deployed() })
        }
        (None, "nonce-only revocation then re-approval of the same pId (signer slot occupied)") => {
            Box::new(Again { version })
        }
        (_, other) => return strange(other),
    })
}

struct Direct {
    stage: Stage,
}

impl Direct {
    fn by(&mut self, who: &str, key: B256) -> Said {
        let now = self.stage.now;
        let call = invalidate_nonce(2);
        let account = &mut self.stage.account;
        let answer = account.call_directly(keys::address(key), &call, now);
        let word = if answer.is_ok() { "success" } else { "reverted" };
        let from = account.nonces().valid_from;
        Said::text(format!("{who} invalidateNonce(2): {word} validNonceFrom {from}"))
    }
}

impl Script for Direct {
    fn step(&mut self, step: &str) -> Result<Said, String> {
        if step.starts_with("stranger invalidateNonce(2): ") {
            Ok(self.by("stranger", STRANGER))
        } else if step.starts_with("owner invalidateNonce(2): ") {
            Ok(self.by("owner", OWNER))
        } else {
            strange(step)
        }
    }
}

struct Again {
    version: KernelVersion,
}

impl Script for Again {
    fn step(&mut self, step: &str) -> Result<Said, String> {
        let (mut stage, key) = (Stage::ecdsa(self.version), Key::sudo());
        stage.first_use(&key, 1, ping());
        stage.owner_self(invalidate_nonce(2));
        let nonce = words::current(&stage.account);
        if step != format!("{} re-enable with correct nonce {nonce}", self.version.name()) {
            return strange(step);
        }
        Ok(stage.first_use(&key, nonce, ping()).into())
    }
}
