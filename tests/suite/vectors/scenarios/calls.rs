//! Call policies 0.0.2 to 0.0.5 on the same sixteen operations (spec 4.4).

use alloy_primitives::{Address, B256, Bytes, U256};
use latchkey_core::{
    kernel::{
        execute::{Call, ExecMode, encode_delegatecall, encode_execute},
        install::invalidate_nonce,
        version::KernelVersion,
    },
    names::TRANSFER,
    policy::{CallPermission, CallPolicyVersion, CallType, Condition, ParamRule},
};

use super::compare::Said;
use super::key::{
    APPROVE, Key, OTHER, TARGET, TOKEN, approve, call_policy, execute, native, native_up_to, to,
    transfer,
};
use super::script::{Script, strange};
use super::stage::Stage;

pub(crate) fn script(version: KernelVersion, policy: &str) -> Result<Box<dyn Script>, String> {
    let policy = match policy {
        "0.0.2" => CallPolicyVersion::V0_0_2,
        "0.0.3" => CallPolicyVersion::V0_0_3,
        "0.0.4" => CallPolicyVersion::V0_0_4,
        "0.0.5" => CallPolicyVersion::V0_0_5,
        other => return strange(other),
    };
    let key = Key::of(vec![call_policy(policy, entries())]);
    Ok(Box::new(Calls { stage: Stage::ecdsa(version), key }))
}

/// Transfers of the token to one recipient up to 100, five wei to the same, approvals of any token.
pub(crate) fn entries() -> Vec<CallPermission> {
    let rule = |condition, offset, word| ParamRule { condition, offset, params: vec![word] };
    let function = |target, selector, rules| CallPermission {
        call_type: CallType::Call,
        target,
        selector,
        value_limit: U256::ZERO,
        rules,
    };
    let hundred = B256::from(U256::from(100));
    let rules = vec![
        rule(Condition::Equal, 0, TARGET.into_word()),
        rule(Condition::LessThanOrEqual, 32, hundred),
    ];
    vec![
        function(TOKEN, TRANSFER, rules),
        native_up_to(TARGET, 5),
        function(Address::ZERO, APPROVE, vec![]),
    ]
}

struct Calls {
    stage: Stage,
    key: Key,
}

impl Calls {
    fn sent(&self, step: &str) -> Result<Bytes, String> {
        let token = |data: Bytes| execute(&[to(TOKEN, data)]);
        let account = self.stage.account.address();
        Ok(match step {
            "transfer 101" => token(transfer(TARGET, 101)),
            "transfer wrong recipient" => token(transfer(OTHER, 100)),
            "native 5 to T" => execute(&[native(TARGET, 5)]),
            "native 6 to T" => execute(&[native(TARGET, 6)]),
            "native to other" => execute(&[native(OTHER, 5)]),
            "batch 3x native 5 (15 total)" => execute(&vec![native(TARGET, 5); 3]),
            "batch ok+bad" => {
                execute(&[to(TOKEN, transfer(TARGET, 100)), to(TOKEN, transfer(TARGET, 101))])
            }
            "approve any token (wildcard target)" => execute(&[to(OTHER, approve(TARGET, 7))]),
            "approve on TOK (wildcard although TOK has other rule)" => token(approve(TARGET, 7)),
            "explicit zero-selector data 0x00000000.. to T" => {
                execute(&[to(TARGET, Bytes::from_static(&[0; 36]))])
            }
            "3-byte data to T" => execute(&[to(TARGET, Bytes::from_static(&[1, 2, 3]))]),
            "transfer truncated calldata (36 bytes)" => token(transfer(TARGET, 1).slice(..36)),
            "TRY single native 5" => encode_execute(&[native(TARGET, 5)], ExecMode::Try),
            "delegatecall to TOK" => {
                encode_delegatecall(TOKEN, transfer(TARGET, 1), ExecMode::Default)
            }
            "self call execute->account invalidateNonce" => {
                execute(&[Call { to: account, value: U256::ZERO, data: invalidate_nonce(2) }])
            }
            other => return strange(other),
        })
    }
}

impl Script for Calls {
    fn step(&mut self, step: &str) -> Result<Said, String> {
        if step == "enable: transfer ok" {
            let data = execute(&[to(TOKEN, transfer(TARGET, 100))]);
            return Ok(self.stage.first_use(&self.key, 1, data).into());
        }
        let data = self.sent(step)?;
        Ok(self.stage.use_key(&self.key, data).into())
    }
}
