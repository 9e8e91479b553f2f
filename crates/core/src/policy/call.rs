//! Call policy: which contracts, functions, arguments and values (spec 4.4).
//!
//! A call is looked up by call type, target and selector; an exact target hides the wildcard entry
//! for that selector. Rules compare 32-byte words as unsigned integers.
//! Refuses: data that is not canonical, and conditions a version does not know.

use alloy_primitives::{Address, B256, Bytes, FixedBytes, U256};
use alloy_sol_types::SolValue;
use serde::{Deserialize, Serialize};

use super::{
    DecodeError,
    abi::{PermissionAbi, PermissionAbiV1, RuleAbi, RuleAbiV1},
    address,
};

const NAME: &str = "call policy";

/// Deployed versions of the call policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum CallPolicyVersion {
    /// One word per rule, no wildcard, no plain transfers.
    #[serde(rename = "0.0.1")]
    V0_0_1,
    /// One-of, wildcard, plain transfers.
    #[serde(rename = "0.0.2")]
    V0_0_2,
    /// Repaired delegatecall.
    #[serde(rename = "0.0.3")]
    V0_0_3,
    /// Storage that strict bundlers accept; the default.
    #[serde(rename = "0.0.4")]
    V0_0_4,
    /// Slices of dynamic arguments.
    #[serde(rename = "0.0.5")]
    V0_0_5,
}

impl CallPolicyVersion {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::V0_0_1, Self::V0_0_2, Self::V0_0_3, Self::V0_0_4, Self::V0_0_5];

    /// Its contract.
    #[must_use]
    pub const fn address(self) -> Address {
        match self {
            Self::V0_0_1 => address::CALL_0_0_1,
            Self::V0_0_2 => address::CALL_0_0_2,
            Self::V0_0_3 => address::CALL_0_0_3,
            Self::V0_0_4 => address::CALL_0_0_4,
            Self::V0_0_5 => address::CALL_0_0_5,
        }
    }

    /// The version at an address, if it is a call policy.
    #[must_use]
    pub fn at(contract: Address) -> Option<Self> {
        Self::ALL.into_iter().find(|version| version.address() == contract)
    }
}

/// How a call is made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum CallType {
    /// `0x00`: an ordinary call, alone or inside a batch.
    #[default]
    Call,
    /// `0x01`: can be written down but never matches.
    Batch,
    /// `0xff`: foreign code running as the account; as good as the owner key.
    Delegate,
}

impl CallType {
    const fn byte(self) -> u8 {
        match self {
            Self::Call => 0x00,
            Self::Batch => 0x01,
            Self::Delegate => 0xff,
        }
    }

    const fn from_byte(byte: u8) -> Option<Self> {
        match byte {
            0x00 => Some(Self::Call),
            0x01 => Some(Self::Batch),
            0xff => Some(Self::Delegate),
            _ => None,
        }
    }
}

/// How a rule compares the word at its offset with its parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Condition {
    /// 0: equal.
    Equal,
    /// 1: greater, unsigned.
    GreaterThan,
    /// 2: less, unsigned.
    LessThan,
    /// 3: greater or equal, unsigned.
    GreaterThanOrEqual,
    /// 4: less or equal, unsigned.
    LessThanOrEqual,
    /// 5: not equal.
    NotEqual,
    /// 6: one of the parameters; an empty list accepts nothing.
    OneOf,
    /// 7: a slice of a dynamic argument, by hash; 0.0.5 only.
    SliceEqual,
}

impl Condition {
    const ALL: [Self; 8] = [
        Self::Equal,
        Self::GreaterThan,
        Self::LessThan,
        Self::GreaterThanOrEqual,
        Self::LessThanOrEqual,
        Self::NotEqual,
        Self::OneOf,
        Self::SliceEqual,
    ];

    /// Its number in the contract.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::Equal => 0,
            Self::GreaterThan => 1,
            Self::LessThan => 2,
            Self::GreaterThanOrEqual => 3,
            Self::LessThanOrEqual => 4,
            Self::NotEqual => 5,
            Self::OneOf => 6,
            Self::SliceEqual => 7,
        }
    }

    /// The condition of a number.
    #[must_use]
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number)).copied()
    }
}

/// A call policy: a list of permitted calls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CallPolicy {
    /// Which contract checks it.
    pub version: CallPolicyVersion,
    /// What it permits.
    pub permissions: Vec<CallPermission>,
}

/// One permitted call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CallPermission {
    /// How it is called.
    pub call_type: CallType,
    /// Contract; zero = any.
    pub target: Address,
    /// Function; zero = empty calldata (or the literal selector 0).
    pub selector: FixedBytes<4>,
    /// Most native coin sent along, wei, inclusive, per call.
    pub value_limit: U256,
    /// All must hold.
    pub rules: Vec<ParamRule>,
}

/// A rule on one word of the arguments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ParamRule {
    /// How it compares.
    pub condition: Condition,
    /// Bytes after the selector where the word begins.
    pub offset: u64,
    /// With what.
    pub params: Vec<B256>,
}

impl CallPolicy {
    /// `abi(Permission[])`; version 0.0.1 takes the first parameter of each rule alone.
    #[must_use]
    pub fn encode(&self) -> Bytes {
        if self.version == CallPolicyVersion::V0_0_1 {
            self.permissions
                .iter()
                .map(CallPermission::to_v1)
                .collect::<Vec<_>>()
                .abi_encode()
                .into()
        } else {
            self.permissions
                .iter()
                .map(CallPermission::to_abi)
                .collect::<Vec<_>>()
                .abi_encode()
                .into()
        }
    }

    /// Reads it back.
    ///
    /// # Errors
    /// Any data that [`Self::encode`] would not produce, unknown call types and conditions.
    pub fn decode(version: CallPolicyVersion, data: &[u8]) -> Result<Self, DecodeError> {
        let broken = |_cause| DecodeError::Encoding { policy: NAME };
        let raw = if version == CallPolicyVersion::V0_0_1 {
            let read = Vec::<PermissionAbiV1>::abi_decode_validate(data).map_err(broken)?;
            read.into_iter().map(widen).collect()
        } else {
            Vec::<PermissionAbi>::abi_decode_validate(data).map_err(broken)?
        };
        let permissions =
            raw.into_iter().map(CallPermission::from_abi).collect::<Result<_, DecodeError>>()?;
        let read = Self { version, permissions };
        if read.encode().as_ref() == data {
            Ok(read)
        } else {
            Err(DecodeError::NotCanonical { policy: NAME })
        }
    }
}

fn widen(old: PermissionAbiV1) -> PermissionAbi {
    let rules = old.rules.into_iter();
    PermissionAbi {
        callType: old.callType,
        target: old.target,
        selector: old.selector,
        valueLimit: old.valueLimit,
        rules: rules
            .map(|r| RuleAbi { condition: r.condition, offset: r.offset, params: vec![r.param] })
            .collect(),
    }
}

impl CallPermission {
    fn to_abi(&self) -> PermissionAbi {
        let rule = |rule: &ParamRule| RuleAbi {
            condition: rule.condition.number(),
            offset: rule.offset,
            params: rule.params.clone(),
        };
        PermissionAbi {
            callType: FixedBytes([self.call_type.byte()]),
            target: self.target,
            selector: self.selector,
            valueLimit: self.value_limit,
            rules: self.rules.iter().map(rule).collect(),
        }
    }

    fn to_v1(&self) -> PermissionAbiV1 {
        let rule = |rule: &ParamRule| RuleAbiV1 {
            condition: rule.condition.number(),
            offset: rule.offset,
            param: rule.params.first().copied().unwrap_or_default(),
        };
        PermissionAbiV1 {
            callType: FixedBytes([self.call_type.byte()]),
            target: self.target,
            selector: self.selector,
            valueLimit: self.value_limit,
            rules: self.rules.iter().map(rule).collect(),
        }
    }

    fn from_abi(raw: PermissionAbi) -> Result<Self, DecodeError> {
        let unknown = |field| DecodeError::Field { policy: NAME, field };
        let FixedBytes([call_type]) = raw.callType;
        let rule = |rule: RuleAbi| {
            Ok(ParamRule {
                condition: Condition::from_number(rule.condition).ok_or(unknown("condition"))?,
                offset: rule.offset,
                params: rule.params,
            })
        };
        Ok(Self {
            call_type: CallType::from_byte(call_type).ok_or(unknown("call type"))?,
            target: raw.target,
            selector: raw.selector,
            value_limit: raw.valueLimit,
            rules: raw.rules.into_iter().map(rule).collect::<Result<_, DecodeError>>()?,
        })
    }
}
