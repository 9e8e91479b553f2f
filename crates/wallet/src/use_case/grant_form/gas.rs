//! The gas budget: what is written, or a proposal that the asked-for uses fit into.
//!
//! Why: the gas policy charges every operation by its limits at its highest price, so the budget
//! must hold for all uses and for a rise of the price, and not much more.
//! Refuses: a proposal without a price; then the budget must be written.

use alloy_primitives::U256;
use latchkey_core::amount;

use super::facts::Facts;
use super::fields;
use super::problems::Problems;
use crate::use_case::holdings::NATIVE_DECIMALS;

/// Gas limits of a first use that deploys the account and installs five policies, with headroom
/// (measured on the contracts: 1.3 million used).
pub(crate) const FIRST_USE_GAS: u64 = 2_500_000;

/// Gas limits of a later use, with headroom (measured: 0.27 million used).
pub(crate) const LATER_USE_GAS: u64 = 700_000;

/// A proposal stands a price this many times the present one.
const PRICE_RISE: u64 = 4;

/// Most uses that a proposal provides for; more are still allowed, on a written budget.
const USES_MOST: u64 = 10_000;

/// Uses that a proposal provides for when the number of operations is not limited.
pub(super) const USES_OPEN: u64 = 100;

/// The budget in wei.
pub(super) fn budget(
    problems: &mut Problems,
    said: &str,
    uses: u64,
    facts: &Facts,
) -> Option<u128> {
    let field = "gasBudget";
    if said.trim().is_empty() {
        return proposed(problems, field, uses, facts);
    }
    let wei = fields::amount(problems, field, said, NATIVE_DECIMALS)?;
    if let Some(least) = facts.fee_cap.and_then(|fee| fee.checked_mul(U256::from(FIRST_USE_GAS)))
        && wei < least
    {
        let needed = amount::format(least, NATIVE_DECIMALS);
        let text = format!("The first use may need {needed} at the present price of gas.");
        problems.warn(field, "gas.tight", text);
    }
    in_policy(problems, field, wei)
}

fn proposed(problems: &mut Problems, field: &str, uses: u64, facts: &Facts) -> Option<u128> {
    let Some(fee) = facts.fee_cap else {
        if !facts.networks.is_empty() {
            let text = "The price of gas could not be read. Write a gas budget.";
            problems.stop(field, "gas.price-unread", text);
        }
        return None;
    };
    let later = uses.min(USES_MOST).saturating_sub(1).saturating_mul(LATER_USE_GAS);
    let gas = U256::from(FIRST_USE_GAS.saturating_add(later).saturating_mul(PRICE_RISE));
    in_policy(problems, field, rounded_up(gas.saturating_mul(fee)))
}

/// To two significant digits, upwards: a budget a person can read.
fn rounded_up(wei: U256) -> U256 {
    let digits = wei.to_string().len();
    let unit = U256::from(10).pow(U256::from(digits.saturating_sub(2)));
    wei.div_ceil(unit).saturating_mul(unit)
}

fn in_policy(problems: &mut Problems, field: &str, wei: U256) -> Option<u128> {
    let fits = u128::try_from(wei).ok();
    if fits.is_none() {
        problems.stop(field, "amount.too-large", "This amount is too large.");
    }
    fits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn proposals_are_round_and_never_below() {
        assert_eq!(rounded_up(U256::from(12_345)), U256::from(13_000));
        assert_eq!(rounded_up(U256::from(13_000)), U256::from(13_000));
        assert_eq!(rounded_up(U256::from(7)), U256::from(7));
        assert_eq!(rounded_up(U256::ZERO), U256::ZERO);
    }
}
