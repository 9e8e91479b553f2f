//! The spending limit hook, written for 0.3.0: later versions ask it by another function
//! (spec 12.4).

use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::SolValue;
use latchkey_core::{
    answer::HookModule,
    chain::SPENDING_LIMIT_HOOK,
    kernel::{execute::with_hook_prefix, version::KernelVersion},
};

use super::compare::Said;
use super::key::{Key, TARGET, execute, native, sudo};
use super::script::{Script, number, strange};
use super::stage::Stage;

pub(crate) struct Spending {
    stage: Stage,
    key: Key,
}

impl Spending {
    pub(crate) fn new(version: KernelVersion) -> Self {
        let ten = U256::from(10).to_be_bytes::<32>();
        let entry = Bytes::from([Address::ZERO.as_slice(), &ten].concat());
        let data = [vec![0xff], vec![entry].abi_encode()].concat();
        let key = Key::of(vec![sudo()]).hooked(SPENDING_LIMIT_HOOK, data.into());
        let mut stage = Stage::ecdsa(version);
        let hook = HookModule::SpendingLimit { left: None };
        stage.account = stage.account.with_hook(SPENDING_LIMIT_HOOK, hook);
        Self { stage, key }
    }
}

impl Script for Spending {
    fn step(&mut self, step: &str) -> Result<Said, String> {
        let amount = match step {
            "spend 7 (total 11>10)" => 7,
            "spend 4" => number(step, "spend ", "")?,
            other => return strange(other),
        };
        let data = with_hook_prefix(&execute(&[native(TARGET, amount)]));
        let first = !self.stage.account.deployed();
        Ok(if first {
            self.stage.first_use(&self.key, 1, data)
        } else {
            self.stage.use_key(&self.key, data)
        }
        .into())
    }
}
