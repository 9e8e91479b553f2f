//! Call policy data as bytes: `abi(Permission[])` (spec 4.4).
//!
//! Refuses nothing. Version 0.0.1 has room for one word per rule; more or fewer are not
//! [`crate::policy::installable`] and are cut or filled with zero.

use alloy_primitives::{Bytes, FixedBytes};
use alloy_sol_types::SolValue;

use super::{CallPermission, CallPolicy, CallPolicyVersion, ParamRule};
use crate::policy::abi::{PermissionAbi, PermissionAbiV1, RuleAbi, RuleAbiV1};

impl CallPolicy {
    /// `abi(Permission[])`; version 0.0.1 takes the first parameter of each rule alone.
    #[must_use]
    pub fn encode(&self) -> Bytes {
        let permissions = self.permissions.iter();
        match self.version {
            CallPolicyVersion::V0_0_1 => permissions.map(v1).collect::<Vec<_>>().abi_encode(),
            CallPolicyVersion::V0_0_2
            | CallPolicyVersion::V0_0_3
            | CallPolicyVersion::V0_0_4
            | CallPolicyVersion::V0_0_5 => permissions.map(later).collect::<Vec<_>>().abi_encode(),
        }
        .into()
    }
}

fn later(entry: &CallPermission) -> PermissionAbi {
    let rule = |rule: &ParamRule| RuleAbi {
        condition: rule.condition.number(),
        offset: rule.offset,
        params: rule.params.clone(),
    };
    PermissionAbi {
        callType: FixedBytes([entry.call_type.byte()]),
        target: entry.target,
        selector: entry.selector,
        valueLimit: entry.value_limit,
        rules: entry.rules.iter().map(rule).collect(),
    }
}

fn v1(entry: &CallPermission) -> PermissionAbiV1 {
    let rule = |rule: &ParamRule| RuleAbiV1 {
        condition: rule.condition.number(),
        offset: rule.offset,
        param: rule.params.first().copied().unwrap_or_default(),
    };
    PermissionAbiV1 {
        callType: FixedBytes([entry.call_type.byte()]),
        target: entry.target,
        selector: entry.selector,
        valueLimit: entry.value_limit,
        rules: entry.rules.iter().map(rule).collect(),
    }
}
