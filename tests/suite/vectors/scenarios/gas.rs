//! Gas policies: the demanded paymaster, and the budget (spec 4.3).
//!
//! The gas limits of the recorded operations are not written down; their sum times the fee is, as
//! what one operation took from the budget.

use alloy_primitives::Address;
use latchkey_core::{
    answer::Account,
    kernel::version::KernelVersion,
    policy::{GasPolicy, Policy, PolicyKind},
};

use super::compare::Said;
use super::key::{Key, TARGET, execute, native, ping};
use super::script::{Script, strange};
use super::stage::Stage;

/// What one operation is charged: 8,100,000 gas at 1 gwei.
const CHARGE: u128 = 8_100_000_000_000_000;

pub(crate) fn script(version: KernelVersion, section: &str) -> Result<Box<dyn Script>, String> {
    let one = |enforce_paymaster, allowed_paymaster| {
        let policy = gas(CHARGE, enforce_paymaster, allowed_paymaster);
        Box::new(One { stage: Stage::ecdsa(version), key: Key::of(vec![policy]) })
    };
    Ok(match section {
        "Gas policy: enforcePaymaster=true, allowedPaymaster=0, no paymaster used" => {
            one(true, Address::ZERO)
        }
        "Gas policy: enforcePaymaster=true, allowedPaymaster=X, no paymaster used" => {
            one(true, TARGET)
        }
        "Gas policy: enforcePaymaster=false, allowedPaymaster=X (ignored), no paymaster" => {
            one(false, TARGET)
        }
        "Gas policy budget accounting: max cost deducted ((pre+ver+call)*maxFee)" => {
            let key = Key::of(vec![gas(2 * CHARGE, false, Address::ZERO)]);
            return Ok(Box::new(Budget { stage: Stage::ecdsa(version), key }));
        }
        other => return strange(other),
    })
}

fn gas(allowed_wei: u128, enforce_paymaster: bool, allowed_paymaster: Address) -> Policy {
    PolicyKind::Gas(GasPolicy { allowed_wei, enforce_paymaster, allowed_paymaster }).into()
}

struct One {
    stage: Stage,
    key: Key,
}

impl Script for One {
    fn step(&mut self, step: &str) -> Result<Said, String> {
        match step {
            "" => Ok(self.stage.first_use(&self.key, 1, ping()).into()),
            other => strange(other),
        }
    }
}

struct Budget {
    stage: Stage,
    key: Key,
}

impl Budget {
    /// `gasPolicyConfig` after it.
    fn noted(&self, said: Said) -> Said {
        let account = &self.stage.account;
        let counters = account.modules().counters(self.key.id(), account.address(), 0);
        let left = counters.gas_left.unwrap();
        said.noting(format!("[\"{left}\",false,\"{}\"]", Address::ZERO))
    }
}

impl Script for Budget {
    fn step(&mut self, step: &str) -> Result<Said, String> {
        match step {
            "op1" => {
                let said = self.stage.first_use(&self.key, 1, ping()).into();
                Ok(self.noted(said))
            }
            "op2 (call reverts: value > balance)" => {
                self.stage.account = poor(&self.stage.account);
                let data = execute(&[native(TARGET, 1)]);
                let said = self.stage.use_key(&self.key, data).into();
                Ok(self.noted(said))
            }
            "op3" => Ok(self.stage.use_key(&self.key, ping()).into()),
            other => strange(other),
        }
    }
}

/// The account without a wei.
fn poor(account: &Account) -> Account {
    account.clone().with_balance(alloy_primitives::U256::ZERO)
}
