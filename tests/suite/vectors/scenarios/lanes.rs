//! What Kernel reads of a nonce and what it leaves to lanes (spec 2.4), and a key enabled twice.

use alloy_primitives::{Bytes, aliases::U192};
use latchkey_core::kernel::{
    nonce::{self, Mode},
    version::KernelVersion,
};

use super::compare::Said;
use super::key::{Key, ping};
use super::script::{Script, strange};
use super::stage::Stage;

pub(crate) struct Lanes {
    stage: Stage,
    key: Key,
}

impl Lanes {
    pub(crate) fn new(version: KernelVersion) -> Self {
        Self { stage: Stage::ecdsa(version), key: Key::sudo() }
    }

    fn by_key(&mut self, nonce_key: U192) -> Said {
        let mut op = self.stage.operation(nonce_key, ping());
        op.signature = self.stage.key_signs(&self.key, &op);
        self.stage.send(&op).into()
    }

    fn by_owner(&mut self, nonce_key: U192) -> Said {
        let mut op = self.stage.operation(nonce_key, ping());
        op.signature = self.stage.owner_signs(&op);
        self.stage.send(&op).into()
    }

    /// `mode ‖ type ‖ identifier ‖ lane`.
    fn raw(mode: u8, kind: u8, identifier: &[u8], lane: u16) -> U192 {
        let bytes = [&[mode, kind], identifier, &lane.to_be_bytes()].concat();
        U192::from_be_slice(&bytes)
    }
}

impl Script for Lanes {
    fn step(&mut self, step: &str) -> Result<Said, String> {
        let id = self.key.id();
        Ok(match step {
            "enable" => self.stage.first_use(&self.key, 1, ping()).into(),
            "permission lane abab..1234" => {
                let identifier = [id.as_slice(), &[0xab; 16]].concat();
                self.by_key(Self::raw(0, 2, &identifier, 0x1234))
            }
            "root lane cdcd..ffff" => self.by_owner(Self::raw(0, 0, &[0xcd; 20], 0xffff)),
            "root validator addressed as type 0x01 (validator)" => {
                self.by_owner(nonce::validator_key(Mode::Default, self.stage.validator(), 0))
            }
            "mode 0x02 (install)" => {
                self.by_owner(Self::raw(2, 0, self.stage.validator().as_slice(), 0))
            }
            other => return strange(other),
        })
    }
}

pub(crate) struct Concurrent {
    stage: Stage,
    key: Key,
}

impl Concurrent {
    pub(crate) fn new(version: KernelVersion) -> Self {
        Self { stage: Stage::ecdsa(version), key: Key::sudo() }
    }

    fn enable_on(&mut self, lane: u16, data: Bytes) -> Said {
        let approved = self.stage.approve(&self.key, 1);
        let op = self.stage.first_op(&self.key, &approved, data, lane);
        self.stage.send(&op).into()
    }
}

impl Script for Concurrent {
    fn step(&mut self, step: &str) -> Result<Said, String> {
        match step {
            "first" => Ok(self.enable_on(0, ping())),
            "second (already installed)" => Ok(self.enable_on(1, ping())),
            other => strange(other),
        }
    }
}
