//! The slice rule of call policy 0.0.5: three letters from the second on must be “abc” (spec 4.4).

use alloy_primitives::{B256, Bytes, FixedBytes, U256, keccak256};
use alloy_sol_types::SolValue;
use latchkey_core::{
    kernel::version::KernelVersion,
    policy::{CallPermission, CallPolicyVersion, CallType, Condition, ParamRule},
};

use super::compare::Said;
use super::key::{Key, TARGET, call_policy, execute, to};
use super::script::{Script, strange};
use super::stage::Stage;

/// A function with one string.
const FUNCTION: FixedBytes<4> = FixedBytes([0x6e, 0x6f, 0x74, 0x65]);

pub(crate) struct Slices {
    stage: Stage,
    key: Key,
}

impl Slices {
    pub(crate) fn new(version: KernelVersion) -> Self {
        let word = |n: u64| B256::from(U256::from(n));
        let rule = ParamRule {
            condition: Condition::SliceEqual,
            offset: 0,
            params: vec![word(1), word(3), keccak256("abc")],
        };
        let entry = CallPermission {
            call_type: CallType::Call,
            target: TARGET,
            selector: FUNCTION,
            value_limit: U256::ZERO,
            rules: vec![rule],
        };
        let key = Key::of(vec![call_policy(CallPolicyVersion::V0_0_5, vec![entry])]);
        Self { stage: Stage::ecdsa(version), key }
    }
}

impl Script for Slices {
    fn step(&mut self, step: &str) -> Result<Said, String> {
        if !["Xabc..", "Xabd", "Xab", "abc", "YYabc"].contains(&step) {
            return strange(step);
        }
        let argument = (step.to_owned(),).abi_encode_params();
        let data: Bytes = [FUNCTION.as_slice(), &argument].concat().into();
        let data = execute(&[to(TARGET, data)]);
        let first = !self.stage.account.deployed();
        Ok(if first {
            self.stage.first_use(&self.key, 1, data)
        } else {
            self.stage.use_key(&self.key, data)
        }
        .into())
    }
}
