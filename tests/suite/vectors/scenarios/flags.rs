//! Flags: on the signer's entry they close a path, on a policy's they switch it off (spec 4.1).

use alloy_primitives::Address;
use latchkey_core::{
    kernel::version::KernelVersion,
    policy::{CallPolicyVersion, Policy, PolicyFlag},
};

use super::compare::Said;
use super::key::{Key, OTHER, call_policy, execute, native, ping};
use super::script::{Script, strange};
use super::stage::Stage;

pub(crate) struct SignerFlag {
    version: KernelVersion,
    stage: Stage,
    silent: Key,
}

impl SignerFlag {
    pub(crate) fn new(version: KernelVersion) -> Self {
        let silent = Key::sudo().flagged(PolicyFlag::NotForSignature);
        Self { version, stage: Stage::ecdsa(version), silent }
    }
}

impl Script for SignerFlag {
    fn step(&mut self, step: &str) -> Result<Said, String> {
        Ok(match step {
            "flag 0x0001 userOp" => {
                let key = Key::sudo().flagged(PolicyFlag::NotForUserOp);
                Stage::ecdsa(self.version).first_use(&key, 1, ping()).into()
            }
            "flag 0x0002 userOp" => self.stage.first_use(&self.silent, 1, ping()).into(),
            read if read.starts_with("1271 ") => {
                Said::text(format!("1271 {}", self.stage.key_message(&self.silent, Address::ZERO)))
            }
            other => return strange(other),
        })
    }
}

pub(crate) struct PolicyFlagged {
    pub(crate) version: KernelVersion,
}

impl Script for PolicyFlagged {
    fn step(&mut self, step: &str) -> Result<Said, String> {
        if step != "forbidden value call passes?" {
            return strange(step);
        }
        let policy = call_policy(CallPolicyVersion::V0_0_4, super::calls::entries());
        let forbidden = execute(&[native(OTHER, 9)]);
        let asked = Key::of(vec![policy.clone()]);
        let refused = Stage::ecdsa(self.version).first_use(&asked, 1, forbidden.clone());
        if matches!(refused, latchkey_core::answer::Outcome::Included { .. }) {
            return Err("the call is not forbidden".to_owned());
        }
        let off = Key::of(vec![Policy { flag: PolicyFlag::NotForUserOp, ..policy }]);
        Ok(Stage::ecdsa(self.version).first_use(&off, 1, forbidden).into())
    }
}
