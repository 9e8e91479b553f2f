//! Execution: what the calls of an operation do to the account itself (spec 10).
//!
//! Why: an owner operation ends keys by calling the account; whether a batch stands or falls
//! together decides whether anything ended.
//! Refuses: delegatecalls to anything but Kernel's own `grantAccess`. Calls to other contracts move
//! their value and are taken to work.

use alloy_primitives::{Address, U256};
use alloy_sol_types::SolCall;

use super::account::NO_HOOK;
use super::modules::is_ecdsa;
use super::{Account, HookModule, PostCheck, Revert};
use crate::abi::Module;
use crate::kernel::enable::EXECUTE_SELECTOR;
use crate::kernel::execute::{
    Call, EXECUTE_USER_OP, ExecMode, ExecuteError, Execution, ExecutionBody, decode_execute,
};
use crate::kernel::install::{AdminCall, decode_admin};
use crate::kernel::version::KernelVersion;

impl Account {
    /// Runs an operation's calldata, with its hook before and after.
    pub(super) fn run(&mut self, hook: Address, data: &[u8], now: u64) -> Result<(), Revert> {
        if hook.is_zero() || hook == NO_HOOK {
            return self.dispatch(data, now);
        }
        let before = self.balance;
        let inner = data.strip_prefix(&EXECUTE_USER_OP).ok_or(Revert::Empty)?;
        let failed = |_why| Revert::named("ExecutionReverted");
        self.dispatch(inner, now).map_err(failed)?;
        self.after(hook, before.saturating_sub(self.balance))
    }

    /// The hook's word after `spent` native wei are gone.
    fn after(&mut self, hook: Address, spent: U256) -> Result<(), Revert> {
        match self.modules.hook(hook).ok_or(Revert::Unknown { module: hook })? {
            HookModule::Open => Ok(()),
            HookModule::SpendingLimit { left } => {
                if PostCheck::implemented_by(hook) != Some(PostCheck::of(self.version)) {
                    return Err(Revert::Empty);
                }
                let left = left
                    .map(|left| left.checked_sub(spent))
                    .map(|left| left.ok_or_else(|| Revert::named("ExceedsAllowance")))
                    .transpose()?;
                self.modules.hooks.insert(hook, HookModule::SpendingLimit { left });
                Ok(())
            }
        }
    }

    /// One call of the account to itself, by whoever may.
    pub(super) fn dispatch(&mut self, data: &[u8], now: u64) -> Result<(), Revert> {
        if let Some(inner) = data.strip_prefix(&EXECUTE_USER_OP) {
            return self.dispatch(inner, now);
        }
        if !data.starts_with(EXECUTE_SELECTOR.as_slice()) {
            return self.administer(data, now);
        }
        match decode_execute(data) {
            Ok(execution) => self.execute(&execution, now),
            Err(ExecuteError::UnknownMode) => Err(Revert::Text("Unsupported")),
            Err(ExecuteError::OtherFunction | ExecuteError::Malformed) => Err(Revert::Empty),
        }
    }

    fn execute(&mut self, execution: &Execution, now: u64) -> Result<(), Revert> {
        if let ExecutionBody::Delegate { target, data } = &execution.body {
            return self.delegate(*target, data);
        }
        for call in execution.calls() {
            let mut next = self.clone();
            match (next.call(call, now), execution.mode) {
                (Ok(()), _) => *self = next,
                (Err(_), ExecMode::Try) => {}
                (Err(revert), ExecMode::Default) => return Err(revert),
            }
        }
        Ok(())
    }

    /// The 0.3.3 implementation's code on an older account: how a selector is granted there
    /// (spec 5.5).
    fn delegate(&mut self, target: Address, data: &[u8]) -> Result<(), Revert> {
        match decode_admin(data) {
            Some(AdminCall::GrantAccess { validation_id, selector, allow })
                if target == KernelVersion::V0_3_3.implementation() =>
            {
                self.grant(validation_id, selector, allow);
                Ok(())
            }
            Some(_) | None => Err(Revert::Unknown { module: target }),
        }
    }

    fn call(&mut self, call: &Call, now: u64) -> Result<(), Revert> {
        let left = self.balance.checked_sub(call.value).ok_or(Revert::Empty)?;
        if call.to == self.address {
            return self.dispatch(&call.data, now);
        }
        self.balance = left;
        if is_ecdsa(call.to) {
            return self.call_validator(call.to, &call.data);
        }
        Ok(())
    }

    /// `onUninstall` and `onInstall` of a validator, called by the account (spec 9.6).
    fn call_validator(&mut self, validator: Address, data: &[u8]) -> Result<(), Revert> {
        if Module::onUninstallCall::abi_decode(data).is_ok() {
            let held = self.modules.owners.remove(&validator);
            return held.map(|_owner| ()).ok_or_else(|| Revert::named("NotInitialized"));
        }
        match Module::onInstallCall::abi_decode(data) {
            Ok(call) => {
                self.modules.install_validator(validator, &call.data, self.address).map(|_owner| ())
            }
            Err(_) => Err(Revert::Unknown { module: validator }),
        }
    }
}
