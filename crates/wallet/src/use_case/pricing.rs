//! What an operation may use and pay.
//!
//! Why: estimates are exact for a moment; a little headroom keeps an operation alive, too much
//! eats the key's gas budget, which is charged by the limits and not by what is used (spec 4.3).
//! Refuses: to go above what the budget has left; the caller then names the rule.

use alloy_primitives::{Address, U256};
use latchkey_core::user_op::UserOperation;

use crate::error::{Error, Result};
use crate::ports::{Bundler, Chain, Fees, GasLimits, NetworkError};
use crate::record::Network;

/// Percent of the estimates: comfortable, and the least that is still likely to pass.
const COMFORTABLE: u128 = 125;
const TIGHT: u128 = 105;

/// Puts limits and fees on an operation whose signature is a stub, asking node and bundler.
pub(crate) struct Pricing<'a> {
    pub(crate) network: &'a Network,
    pub(crate) chain: &'a dyn Chain,
    pub(crate) bundler: &'a dyn Bundler,
    pub(crate) entry_point: Address,
}

/// What the estimates came to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Priced {
    limits: GasLimits,
    fees: Fees,
    /// The price is what the node suggests, with room for it to rise; a bundler's own is exact.
    suggested: bool,
}

impl Pricing<'_> {
    /// Fees and limits for an operation with a stub signature.
    ///
    /// # Errors
    /// [`NetworkError`] as the bundler or node gave it.
    pub(crate) async fn estimate(
        &self,
        op: &UserOperation,
    ) -> std::result::Result<Priced, NetworkError> {
        let (fees, suggested) = self.fees().await?;
        let mut asked = op.clone();
        put(
            &mut asked,
            &GasLimits { call: 0, verification: 0, pre_verification: U256::ZERO },
            fees,
        );
        let limits = self.bundler.estimate(&asked, self.entry_point).await?;
        Ok(Priced { limits, fees, suggested })
    }

    /// What the bundler wants, else what the node suggests (then `true`).
    pub(crate) async fn fees(&self) -> std::result::Result<(Fees, bool), NetworkError> {
        match self.bundler.fees().await? {
            Some(fees) => Ok((fees, false)),
            None => Ok((self.chain.fees().await?, true)),
        }
    }

    /// The network's failure, in words.
    pub(crate) fn failed(&self, error: &NetworkError) -> Error {
        Error::network(&self.network.name, error)
    }
}

impl Priced {
    /// Puts comfortable limits on it.
    pub(crate) fn comfortable(&self, op: &mut UserOperation) -> Result<()> {
        self.put(op, COMFORTABLE)
    }

    /// Puts the least limits on it that are likely to pass.
    pub(crate) fn tight(&self, op: &mut UserOperation) -> Result<()> {
        self.put(op, TIGHT)
    }

    /// Lowers a suggested price, which leaves room for the base fee to double, to a quarter's rise.
    pub(crate) fn cheaper(&self, op: &mut UserOperation) {
        if self.suggested {
            let tip = op.max_priority_fee_per_gas;
            let room = op.max_fee_per_gas.saturating_sub(tip);
            op.max_fee_per_gas = tip.saturating_add(room / 8 * 5);
        }
    }

    fn put(&self, op: &mut UserOperation, percent: u128) -> Result<()> {
        let scaled = |gas: u128| gas.checked_mul(percent).map(|gas| gas / 100);
        let pre = self.limits.pre_verification.checked_mul(U256::from(percent));
        let limits = scaled(self.limits.call)
            .zip(scaled(self.limits.verification))
            .zip(pre.map(|gas| gas / U256::from(100)))
            .map(|((call, verification), pre_verification)| GasLimits {
                call,
                verification,
                pre_verification,
            });
        let limits = limits.ok_or_else(|| Error::bug("The bundler's gas estimate is absurd."))?;
        put(op, &limits, self.fees);
        Ok(())
    }
}

fn put(op: &mut UserOperation, limits: &GasLimits, fees: Fees) {
    op.call_gas_limit = limits.call;
    op.verification_gas_limit = limits.verification;
    op.pre_verification_gas = limits.pre_verification;
    op.max_fee_per_gas = fees.max_fee_per_gas;
    op.max_priority_fee_per_gas = fees.max_priority_fee_per_gas;
}
