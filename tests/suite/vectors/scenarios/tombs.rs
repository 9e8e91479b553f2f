//! Section `lifecycle`, its second half: two approvals that were never used, A and B, and what ends
//! one, both or none of them (spec 9.3, 9.4).

use alloy_primitives::{Address, Bytes};
use latchkey_core::{
    answer::Outcome,
    kernel::{
        install::{self, Installation},
        version::KernelVersion,
    },
};

use super::compare::Said;
use super::key::{Key, STRANGER, TARGET, native, ping, sudo};
use super::stage::{Stage, install_of};
use super::words;

/// The account, before and after the step that the probes look at.
pub(crate) struct Tombs {
    fresh: Stage,
    stage: Stage,
    other: Stage,
    a: Key,
    b: Key,
}

impl Tombs {
    pub(crate) fn new(version: KernelVersion) -> Self {
        let stage = |index| Stage::of(install_of(version, version.ecdsa_validator(), index));
        Self {
            fresh: stage(1),
            stage: stage(1),
            other: stage(2),
            a: Key::sudo(),
            b: Key::signed_by(STRANGER, vec![sudo()]),
        }
    }

    /// `None` for steps of the first half.
    pub(crate) fn step(&mut self, step: &str) -> Option<Said> {
        if let Some(key) = self.probed(step) {
            return Some(self.stage.would_enable(key, 1).0.into());
        }
        let (a, entries) = (self.a.vid(), self.a.permission.policies.len() + 1);
        Some(match step {
            "deploy by sudo" => {
                let said = Said::from(self.fresh.owner(&[native(TARGET, 0)]));
                self.stage = self.fresh.clone();
                said.noting(format!("current {}", words::current(&self.fresh.account)))
            }
            "S3 uninstallValidation(never installed, SDK data n+1 items)" => {
                let data = self.a.permission.enable_data();
                self.afresh(&[install::uninstall_with(a, data)])
            }
            "S3b uninstallValidation(never installed, 1 empty item)" => {
                self.afresh(&[install::uninstall_validation(a, 1)])
            }
            "S2 invalidateNonce(current=1)" => self.afresh(&[install::invalidate_nonce(1)]),
            "S2 invalidateNonce(current+1=2)" => self.afresh(&[install::invalidate_nonce(2)]),
            "S4 install+uninstall (full data)" => {
                let install = install::install_validations(&[self.whole()]);
                self.afresh(&[install, install::uninstall_validation(a, entries)])
            }
            "S4b minimal tombstone (signer-only entry, flags 0x0003)" => {
                let account = self.fresh.account.address();
                let calls = install::tombstone_calls(account, a, 1);
                self.stage = self.fresh.clone();
                self.stage.owner(&calls).into()
            }
            "S9 deploy+invalidateNonce(2) in one op" => {
                let said = Said::from(self.other.owner_self(install::invalidate_nonce(2)));
                said.noting(format!("cur {}", words::current(&self.other.account)))
            }
            "enable after" => self.other.first_use(&self.a, 1, ping()).into(),
            read if read.starts_with("vc {") => {
                Said::text(format!("vc {}", words::config(&self.stage.account, a)))
            }
            _ => return None,
        })
    }

    /// The key that a probe tries to enable.
    fn probed(&self, step: &str) -> Option<&Key> {
        let befores = [
            "baseline",
            "after S3",
            "after S3b",
            "after S2(current)",
            "after S2(current+1)",
            "after S4",
            "after S4b",
        ];
        let (before, probe) = step.split_once(": ")?;
        let key = match probe {
            "enable A" => &self.a,
            "enable B" => &self.b,
            _ => return None,
        };
        befores.contains(&before).then_some(key)
    }

    /// Owner calls on the account as it was after its creation.
    fn afresh(&mut self, data: &[Bytes]) -> Said {
        self.stage = self.fresh.clone();
        let calls: Vec<_> = data.iter().map(|d| self.stage.to_self(d.clone())).collect();
        let outcome: Outcome = self.stage.owner(&calls);
        outcome.into()
    }

    fn whole(&self) -> Installation {
        Installation {
            validation_id: self.a.vid(),
            nonce: 1,
            hook: Address::ZERO,
            data: self.a.permission.enable_data(),
            hook_data: Bytes::new(),
        }
    }
}
