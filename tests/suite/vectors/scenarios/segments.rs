//! Signature-caller policy, and the layout of a permission's signature (spec 4.3, 4.6, 12.2).

use alloy_primitives::{Address, Bytes, address};
use latchkey_core::{kernel::version::KernelVersion, user_op::UserOperation};

use super::compare::Said;
use super::key::{Key, callers, ping, sudo};
use super::script::{Script, strange};
use super::stage::Stage;
use crate::keys;

const LISTED: Address = address!("00000000000000000000000000000000000000aa");
const UNLISTED: Address = address!("00000000000000000000000000000000000000bb");

pub(crate) struct Segments {
    stage: Stage,
    key: Key,
}

/// Data for the policy at a place.
fn segment(index: u8) -> Vec<u8> {
    let data = [0x5e; 3];
    [&[index], 3u64.to_be_bytes().as_slice(), &data].concat()
}

impl Segments {
    pub(crate) fn new(version: KernelVersion) -> Self {
        let key = Key::of(vec![callers(vec![LISTED]), sudo()]);
        Self { stage: Stage::ecdsa(version), key }
    }

    fn answer(&self, caller: Address) -> String {
        let answer = self.stage.key_message(&self.key, caller);
        // A whole word was written down where the answer was yes.
        let padded = if answer.starts_with("0x") { format!("{answer:0<66}") } else { answer };
        format!("1271 from {} {padded}", super::words::plain(caller))
    }

    fn message_with_segment(&self) -> String {
        let inner = keys::raw(self.key.private, self.stage.digest());
        let id = self.key.id();
        let signature = [&[0x02], id.as_slice(), &segment(0), &[0xff], &inner].concat();
        format!("1271 with policy sig segment {}", self.stage.asked(LISTED, &signature))
    }

    /// An operation whose signature is laid out like this.
    fn laid_out(&mut self, layout: impl Fn(Bytes) -> Vec<u8>) -> Said {
        let mut op: UserOperation = self.stage.default_op(&self.key, ping());
        op.signature = layout(op.signature.clone()).into();
        self.stage.send(&op).into()
    }
}

impl Script for Segments {
    fn step(&mut self, step: &str) -> Result<Said, String> {
        Ok(match step {
            "userOp (policy passes userOps)" => self.stage.first_use(&self.key, 1, ping()).into(),
            "userOp with policy segments idx0,idx1" => {
                self.laid_out(|whole| [segment(0), segment(1), whole.to_vec()].concat())
            }
            "userOp with segments out of order" => {
                self.laid_out(|whole| [segment(1), segment(0), whole.to_vec()].concat())
            }
            "userOp without 0xff prefix" => self.laid_out(|whole| whole[1..].to_vec()),
            read if read.starts_with(&format!("1271 from {LISTED:?} ")) => {
                Said::text(self.answer(LISTED))
            }
            read if read.starts_with(&format!("1271 from {UNLISTED:?} ")) => {
                Said::text(self.answer(UNLISTED))
            }
            read if read.starts_with("1271 with policy sig segment ") => {
                Said::text(self.message_with_segment())
            }
            other => return strange(other),
        })
    }
}
