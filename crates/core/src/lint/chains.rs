//! Findings that only a chain can tell: no code, unverified code, unpatched modules, empty accounts.
//!
//! Why: the same key is harmless on one network and hollow on another (spec 7.6, 12.1).
//! Refuses: to say anything of what was not read.

use alloy_primitives::U256;

use super::{ChainFacts, Context, ContractFacts, Finding, Fix, Known, Rule, functions};
use crate::policy::{CallPermission, describe::summary::Summary};

pub(super) fn findings(summary: &Summary<'_>, context: &Context<'_>) -> Vec<Finding> {
    let mut out = Vec::new();
    for chain in context.chains {
        for module in chain.modules.iter().filter(|module| functions::is_unpatched(**module)) {
            out.push(Finding::new(Rule::UnpatchedModule).about(&network(chain), Some(*module)));
        }
        for contract in &chain.contracts {
            out.extend(of_contract(chain, contract, summary));
        }
        out.extend(gas(chain, summary));
    }
    let counted = summary.gas_wei.is_some() || summary.uses.is_some() || summary.window.is_some();
    if counted && context.chains.len() > 1 {
        out.push(Finding::new(Rule::PerNetwork));
    }
    out
}

fn of_contract(
    chain: &ChainFacts,
    contract: &ContractFacts,
    summary: &Summary<'_>,
) -> Option<Finding> {
    // Coin without data goes to people too, who have no code.
    let called =
        |entry: &CallPermission| entry.target == contract.address && !entry.selector.is_zero();
    if !summary.entries().any(called) {
        return None;
    }
    let rule = match (contract.code, contract.abi_verified) {
        (Known::No, _) => Rule::NoCode,
        (Known::Yes | Known::Unknown, Known::No) => Rule::UnverifiedAbi,
        (Known::Yes | Known::Unknown, Known::Yes | Known::Unknown) => return None,
    };
    Some(Finding::new(rule).about(&network(chain), Some(contract.address)))
}

fn gas(chain: &ChainFacts, summary: &Summary<'_>) -> Option<Finding> {
    let (budget, balance) = (summary.gas_wei?, chain.balance?);
    if U256::from(budget) <= balance || !summary.paymasters.is_empty() {
        return None;
    }
    let wei = u128::try_from(balance).ok().filter(|wei| *wei > 0);
    let fix = wei.map(|wei| Fix::LimitGas { wei });
    Some(Finding::new(Rule::GasAboveBalance).about(&network(chain), None).fix(fix))
}

fn network(chain: &ChainFacts) -> String {
    if chain.name.is_empty() { format!("network {}", chain.chain_id) } else { chain.name.clone() }
}
