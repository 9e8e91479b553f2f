//! Gas limits for an operation whose signature is not yet right: creation, validation and call are
//! run one by one from the EntryPoint's address, and what they used is what is asked for, with room.

use alloy_primitives::{Address, B256, Bytes, U128, U256};
use alloy_sol_types::SolCall as _;
use revm::context::result::InvalidTransaction;

use super::{
    Refusal, SENDER_CREATOR, UserOperation,
    measure::{Measured, intrinsic, measure},
    operation, submit,
};
use crate::{
    abi::{IAccount, IPaymaster, ISenderCreator},
    chain::{BLOCK_GAS_LIMIT, Chain, View},
};

/// Gas limits to put into the operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct GasEstimate {
    /// Gas that the EntryPoint cannot measure.
    pub(crate) pre_verification: u64,
    /// Gas of creation and validation.
    pub(crate) verification: u64,
    /// Gas of the call.
    pub(crate) call: u64,
    /// Gas of the paymaster's validation and of its last word.
    pub(crate) paymaster: Option<(u64, u64)>,
}

/// Why there is no estimate.
#[derive(Debug)]
pub(crate) enum EstimateError {
    /// The EntryPoint would refuse the operation, whatever its gas.
    Refused(Refusal),
    /// The call itself reverts with this data.
    CallReverts(Bytes),
    /// The EVM would not run it.
    Invalid(InvalidTransaction),
}

/// What the EntryPoint itself uses inside the measured validation: copying, hashing, the deposit
/// and a nonce slot that is written for the first time.
const ENTRY_POINT_VALIDATION: u64 = 65_000;

/// What the EntryPoint uses per bundle and operation outside of any limit.
const ENTRY_POINT_OUTSIDE: u64 = 30_000;

/// What the paymaster is told that gas costs: one gwei.
const ONE_GWEI: U256 = U256::from_limbs([1_000_000_000, 0, 0, 0]);

/// A balance that pays for everything: the prefund is not what is estimated.
const RICH: U256 = U256::from_limbs([0, 1 << 40, 0, 0]);

/// Estimates on the state that a view shows.
///
/// # Errors
/// When validation reverts, or the call does.
pub(crate) fn estimate(
    chain: &Chain,
    mut view: View<'_>,
    operation: &UserOperation,
) -> Result<GasEstimate, EstimateError> {
    let entry_point = chain.contracts.entry_point;
    let hash = operation::hash(&operation.pack(), entry_point, chain.id);
    view.pretend_balance(operation.sender, RICH);
    let mut run = Estimation { view: view.clone(), entry_point, hash, operation };
    let created = run.create()?;
    let validated = run.validate()?;
    let paymaster = run.paymaster()?;
    let first = GasEstimate {
        pre_verification: pre_verification(operation),
        verification: roomy(created + validated) + ENTRY_POINT_VALIDATION,
        call: run.call()?,
        paymaster,
    };
    confirm(entry_point, &view, operation, first)
}

struct Estimation<'c> {
    view: View<'c>,
    entry_point: Address,
    hash: B256,
    operation: &'c UserOperation,
}

impl Estimation<'_> {
    fn create(&mut self) -> Result<u64, EstimateError> {
        let exists = !self.view.code(self.operation.sender).is_empty();
        match (self.operation.factory, exists) {
            (None, true) => Ok(0),
            (None, false) => Err(refused("AA20 account not deployed")),
            (Some(_), true) => Err(refused("AA10 sender already constructed")),
            (Some(_), false) => {
                let create =
                    ISenderCreator::createSenderCall { initCode: self.operation.pack().initCode };
                let step =
                    self.step(SENDER_CREATOR, create.abi_encode(), "AA13 initCode failed or OOG")?;
                if self.view.code(self.operation.sender).is_empty() {
                    return Err(refused("AA15 initCode must create sender"));
                }
                Ok(step.gas)
            }
        }
    }

    fn validate(&mut self) -> Result<u64, EstimateError> {
        let validate = IAccount::validateUserOpCall {
            op: self.operation.pack(),
            userOpHash: self.hash,
            missingAccountFunds: U256::from(u8::from(self.operation.paymaster.is_none())),
        };
        Ok(self.step(self.operation.sender, validate.abi_encode(), "AA23 reverted")?.gas)
    }

    fn paymaster(&mut self) -> Result<Option<(u64, u64)>, EstimateError> {
        let Some(paymaster) = self.operation.paymaster else { return Ok(None) };
        let op = self.operation.pack();
        let ask = IPaymaster::validatePaymasterUserOpCall {
            op,
            userOpHash: self.hash,
            maxCost: ONE_GWEI,
        };
        let asked = self.step(paymaster, ask.abi_encode(), "AA33 reverted")?;
        let answer = IPaymaster::validatePaymasterUserOpCall::abi_decode_returns(&asked.output);
        let context = answer.map(|answer| answer.context).unwrap_or_default();
        let validation = roomy(asked.gas) + 20_000;
        if context.is_empty() {
            return Ok(Some((validation, 0)));
        }
        let post = IPaymaster::postOpCall {
            mode: 0,
            context,
            actualGasCost: ONE_GWEI,
            actualUserOpFeePerGas: ONE_GWEI,
        };
        let last = self.step(paymaster, post.abi_encode(), "AA50 postOp reverted")?;
        Ok(Some((validation, roomy(last.gas) + 10_000)))
    }

    /// The call limit: what the call used, raised until the call succeeds with exactly that.
    fn call(&mut self) -> Result<u64, EstimateError> {
        let data = match &self.operation.call_data {
            data if data.is_empty() => return Ok(0),
            data if data.starts_with(&IAccount::executeUserOpCall::SELECTOR) => {
                let op = self.operation.pack();
                IAccount::executeUserOpCall { op, userOpHash: self.hash }.abi_encode().into()
            }
            data => data.clone(),
        };
        let (from, to) = (self.entry_point, self.operation.sender);
        let run = measure(&mut self.view, from, to, &data, BLOCK_GAS_LIMIT)
            .map_err(EstimateError::Invalid)?;
        let used = run.result.map_err(EstimateError::CallReverts)?.gas;
        let mut limit = roomy(used) + 5_000;
        for _ in 0..8 {
            let again =
                measure(&mut self.view, from, to, &data, limit.saturating_add(intrinsic(&data)));
            if again.is_ok_and(|run| run.result.is_ok()) {
                break;
            }
            limit = limit.saturating_add(limit / 4);
        }
        Ok(limit)
    }

    /// Makes a call from the EntryPoint and keeps its changes.
    fn step(
        &mut self,
        to: Address,
        data: Vec<u8>,
        failed_op: &str,
    ) -> Result<Measured, EstimateError> {
        let run = measure(&mut self.view, self.entry_point, to, &data.into(), BLOCK_GAS_LIMIT);
        let run = run.map_err(EstimateError::Invalid)?;
        let measured = run
            .result
            .map_err(|inner| EstimateError::Refused(Refusal::new(failed_op, Some(inner))))?;
        revm::DatabaseCommit::commit(&mut self.view.state, run.changes);
        Ok(measured)
    }
}

/// Tries the bundle with these limits and raises the validation's until gas is not what stops it.
/// A wrong signature or a time window is no matter here: the signature is a stub.
fn confirm(
    entry_point: Address,
    view: &View<'_>,
    operation: &UserOperation,
    mut limits: GasEstimate,
) -> Result<GasEstimate, EstimateError> {
    for _ in 0..8 {
        let calldata = submit::bundle(with_limits(operation, limits).pack());
        match submit::try_bundle(&mut view.clone(), entry_point, &calldata) {
            Err(refusal) if refusal.may_be_gas() => {
                limits.verification += limits.verification / 3;
                limits.paymaster =
                    limits.paymaster.map(|(validation, last)| (validation + validation / 3, last));
            }
            Err(refusal) if !refusal.is_for_a_stub() => {
                return Err(EstimateError::Refused(refusal));
            }
            Ok(()) | Err(_) => break,
        }
    }
    Ok(limits)
}

fn with_limits(operation: &UserOperation, limits: GasEstimate) -> UserOperation {
    UserOperation {
        call_gas_limit: U128::from(limits.call),
        verification_gas_limit: U128::from(limits.verification),
        pre_verification_gas: U256::from(limits.pre_verification),
        paymaster_verification_gas_limit: limits
            .paymaster
            .map(|(validation, _)| U128::from(validation)),
        paymaster_post_op_gas_limit: limits.paymaster.map(|(_, last)| U128::from(last)),
        ..operation.clone()
    }
}

/// Calldata and fixed costs, with the fields that are still zero counted as full.
fn pre_verification(operation: &UserOperation) -> u64 {
    let full = U128::from(u64::MAX);
    let mut filled = operation.clone();
    filled.call_gas_limit = full;
    filled.verification_gas_limit = full;
    filled.pre_verification_gas = U256::from(u64::MAX);
    filled.max_fee_per_gas = full;
    filled.max_priority_fee_per_gas = full;
    intrinsic(&submit::bundle(filled.pack())) + ENTRY_POINT_OUTSIDE
}

/// A tenth more: nested calls keep back 1/64 of the gas at every level.
fn roomy(gas: u64) -> u64 {
    gas.saturating_add(gas / 10)
}

fn refused(failed_op: &str) -> EstimateError {
    EstimateError::Refused(Refusal::new(failed_op, None))
}
