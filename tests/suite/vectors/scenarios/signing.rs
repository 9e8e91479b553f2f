//! A key's message signatures: not limited by a call policy, ended by an empty caller list or by
//! uninstalling (spec 9.3, 12.1).

use alloy_primitives::Address;
use latchkey_core::{
    kernel::{install, version::KernelVersion},
    policy::CallPolicyVersion,
};

use super::calls::entries;
use super::compare::Said;
use super::key::{Key, TARGET, call_policy, callers, execute, native, ping, sudo};
use super::script::{Script, strange};
use super::stage::Stage;

/// Whether the key has a signature-caller policy.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Guard {
    /// None.
    None,
    /// One with an empty list.
    Nobody,
}

pub(crate) struct Signing {
    stage: Stage,
    key: Key,
}

impl Signing {
    pub(crate) fn new(version: KernelVersion, guard: Guard) -> Self {
        let mut policies = vec![call_policy(CallPolicyVersion::V0_0_4, entries())];
        match guard {
            Guard::None => {}
            Guard::Nobody => policies.push(callers(vec![])),
        }
        Self { stage: Stage::ecdsa(version), key: Key::of(policies) }
    }
}

fn noted(said: Said, stage: &Stage, key: &Key) -> Said {
    said.noting(format!("1271: {}", stage.key_message(key, Address::ZERO)))
}

impl Script for Signing {
    fn step(&mut self, step: &str) -> Result<Said, String> {
        let allowed = execute(&[native(TARGET, 5)]);
        Ok(match step {
            "enable" => {
                let said = self.stage.first_use(&self.key, 1, allowed).into();
                noted(said, &self.stage, &self.key)
            }
            "next op" => self.stage.use_key(&self.key, allowed).into(),
            other => return strange(other),
        })
    }
}

pub(crate) struct Uninstalled {
    pub(crate) version: KernelVersion,
}

impl Script for Uninstalled {
    fn step(&mut self, step: &str) -> Result<Said, String> {
        if step != "uninstall" {
            return strange(step);
        }
        let (mut stage, key) = (Stage::ecdsa(self.version), Key::of(vec![sudo()]));
        stage.first_use(&key, 1, ping());
        let said = stage.owner_self(install::uninstall_validation(key.vid(), 2)).into();
        Ok(noted(said, &stage, &key))
    }
}
