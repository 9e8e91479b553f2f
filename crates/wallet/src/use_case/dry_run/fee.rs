//! What the calls would cost, and whether the gas budget lets that through.
//!
//! Why: the gas policy charges limits times price, not what is used; a key may allow the calls and
//! still not their gas.
//! Refuses: a price that nobody named.

use alloy_primitives::U256;
use latchkey_core::chain::ENTRY_POINT_07;
use latchkey_core::kernel::execute::Call;
use latchkey_core::names::Names;
use latchkey_core::policy::check::charge;
use latchkey_core::user_op::UserOperation;

use super::subject::{Live, Subject};
use super::{broken, probe};
use crate::error::{Code, Error};
use crate::ports::Fees;
use crate::use_case::agent_execute::{Choice, Chosen};
use crate::use_case::grant_form::{FIRST_USE_GAS, LATER_USE_GAS};
use crate::use_case::pricing::Pricing;
use crate::views::{TryFailure, TryFee};
use crate::wallet::Wallet;

/// Why there is no fee.
pub(super) enum NoFee {
    /// The gas budget, or another rule on the priced operation.
    Refused(Box<TryFailure>),
    /// Nobody knows, and why.
    Unknown(String),
}

impl Wallet {
    /// The highest cost. `gas_used` is what the calls use by themselves, 0 if that is not known.
    pub(super) async fn try_fee(
        &self,
        subject: &Subject,
        calls: &[Call],
        gas_used: u32,
        names: &Names<'_>,
    ) -> Result<TryFee, NoFee> {
        match &subject.live {
            Some(live) => self.fee_of_key(subject, live, calls, names).await,
            None => self.fee_of_draft(subject, calls, gas_used, names).await,
        }
    }

    /// The operation as it would be signed, priced by the bundler.
    async fn fee_of_key(
        &self,
        subject: &Subject,
        live: &Live,
        calls: &[Call],
        names: &Names<'_>,
    ) -> Result<TryFee, NoFee> {
        let unread = || NoFee::Unknown("Not priced: the key's state is not known.".to_owned());
        let chosen = Chosen {
            key: live.key.clone(),
            state: live.state.ok_or_else(unread)?,
            counters: subject.counted.counters,
        };
        let choice =
            Choice { account: &subject.account, chain: &subject.chain, calls, now: subject.now };
        let built = self.build(&choice, &chosen, live.deployed, 0).await.map_err(no_fee)?;
        Ok(TryFee {
            at_most: names.native(charge(built.operation())),
            words: "Priced by the bundler, with headroom.".to_owned(),
        })
    }

    /// The operation with the gas that such first uses need, since nothing can be estimated before
    /// the owner has approved.
    async fn fee_of_draft(
        &self,
        subject: &Subject,
        calls: &[Call],
        gas_used: u32,
        names: &Names<'_>,
    ) -> Result<TryFee, NoFee> {
        let network = &subject.chain.0;
        let chain = self.ports().networks.chain(network);
        let bundler = self.ports().networks.bundler(network);
        let pricing = Pricing {
            network,
            chain: chain.as_ref(),
            bundler: bundler.as_ref(),
            entry_point: ENTRY_POINT_07,
        };
        let read = pricing.fees().await;
        let (fees, _) = read
            .map_err(|error| NoFee::Unknown(format!("Not priced: {}", pricing.failed(&error))))?;
        let with = |gas: u64| {
            let gas = u128::from(gas).saturating_add(u128::from(gas_used));
            at_price(probe(subject, calls), gas, fees)
        };
        let first = with(FIRST_USE_GAS);
        if let Some(failure) = broken(subject, &first, names) {
            return Err(NoFee::Refused(Box::new(failure)));
        }
        let later = names.native(charge(&with(LATER_USE_GAS)));
        Ok(TryFee {
            at_most: names.native(charge(&first)),
            words: format!("For the first use, which installs the key; about {later} later."),
        })
    }
}

fn at_price(mut op: UserOperation, gas: u128, fees: Fees) -> UserOperation {
    op.call_gas_limit = gas;
    op.pre_verification_gas = U256::ZERO;
    op.max_fee_per_gas = fees.max_fee_per_gas;
    op.max_priority_fee_per_gas = fees.max_priority_fee_per_gas;
    op
}

fn no_fee(error: Error) -> NoFee {
    match (error.code, error.rule) {
        (Code::Policy, Some(rule)) => NoFee::Refused(Box::new(TryFailure {
            rule: rule.policy,
            path: rule.path,
            text: error.message,
            would_pass: rule.nearest,
        })),
        (_, _) => NoFee::Unknown(format!("Not priced: {}", error.message)),
    }
}
