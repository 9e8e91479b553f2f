//! From what the off switch of a key on one network is prepared.
//!
//! Why: a kill is signed long before it is sent, so the fee carries a margin ([`KILL_FEE_MARGIN`]),
//! within what one kill may cost ([`MAX_KILL_COST`]), and everything it depends on is read when it is
//! signed.
//! Refuses: a switch for a key that could disarm it; that would be a promise that the key breaks.

use alloy_primitives::{Address, U256};
use latchkey_core::approval::{GrantLeaf, KillOther, KillTerms, MAX_KILL_OTHERS, MAX_LEAVES};
use latchkey_core::chain::ENTRY_POINT_07;
use latchkey_core::key_state::AccountFacts;
use latchkey_core::permission::Permission;
use latchkey_core::plan::{self, Disarm, KillGround, MAX_KILL_COST};
use latchkey_core::policy::Policy;

use crate::ports::Fees;
use crate::record::{Key, Network};
use crate::use_case::pricing::Pricing;
use crate::wallet::Wallet;

/// A kill for bundlers offers so many times what they want when it is signed. The account pays what
/// the block asks for, never more than this.
pub(crate) const KILL_FEE_MARGIN: u128 = 3;

/// How a key with these policies could make its off switch worthless.
pub(crate) fn disarm(policies: &[Policy], account: Address) -> Option<Disarm> {
    // Who signs for it makes no difference.
    plan::disarm(&Permission::ecdsa(policies.to_vec(), Address::ZERO), account)
}

/// The other keys that may be live on a network, newest first, as far as one kill can name them.
/// Those beyond end by the raised nonce, and by kills of their own.
pub(crate) fn others(keys: &[Key], chain_id: u64, own: Option<i64>) -> Vec<KillOther> {
    let live = keys.iter().filter(|key| Some(key.id) != own && key.may_be_live_on(chain_id));
    let listed = live.filter_map(|key| {
        let policies = u8::try_from(key.policies.len()).ok()?;
        Some(KillOther { permission_id: key.permission_id, policies })
    });
    listed.take(MAX_KILL_OTHERS).collect()
}

/// Makes the leaves of a grant fit under one approval: first the variants for bundlers go, then the
/// off switches of the last networks. What is left out is said by the health of the switch.
pub(crate) fn fit(leaves: &mut [GrantLeaf]) {
    if leaves_of(leaves) > MAX_LEAVES {
        leaves.iter_mut().filter_map(|leaf| leaf.kill.as_mut()).for_each(|kill| kill.fees = None);
    }
    let count = leaves.len();
    for place in (0..count).rev() {
        if leaves_of(leaves) <= MAX_LEAVES {
            return;
        }
        if let Some(leaf) = leaves.get_mut(place) {
            leaf.kill = None;
        }
    }
}

fn leaves_of(leaves: &[GrantLeaf]) -> usize {
    let kills = leaves.iter().filter_map(|leaf| leaf.kill.as_ref()).map(kills_of);
    kills.sum::<usize>().saturating_add(leaves.len())
}

/// How many operations are prepared from these terms: two forms, with and without initCode while the
/// account does not exist, with and without a fee.
pub(crate) const fn kills_of(terms: &KillTerms) -> usize {
    let shapes = if terms.deployed { 1 } else { 2 };
    let fees = if terms.fees.is_some() { 2 } else { 1 };
    2 * shapes * fees
}

impl Wallet {
    /// The terms for a key on a network whose account was just read.
    pub(crate) async fn kill_terms(
        &self,
        ground: &KillGround<'_>,
        network: &Network,
        facts: &AccountFacts,
        key: (&Permission, Vec<KillOther>),
    ) -> KillTerms {
        let (permission, others) = key;
        let AccountFacts { deployed, nonces, .. } = *facts;
        let mut terms = KillTerms { deployed, nonces, others, fees: None };
        let fees = self.kill_fees(network).await;
        terms.fees = fees.and_then(|fees| affordable(ground, &terms, permission, fees));
        terms
    }

    /// What the bundler wants; `None` when nobody tells: then only kills without a fee are prepared.
    async fn kill_fees(&self, network: &Network) -> Option<Fees> {
        let chain = self.ports().networks.chain(network);
        let bundler = self.ports().networks.bundler(network);
        let pricing = Pricing {
            network,
            chain: chain.as_ref(),
            bundler: bundler.as_ref(),
            entry_point: ENTRY_POINT_07,
        };
        pricing.fees().await.ok().map(|(fees, _)| fees)
    }
}

/// The fees, lowered to what one kill may cost (a quarter of the coin); `None` when no fee that a
/// bundler would take is left. The wider form decides.
fn affordable(
    ground: &KillGround<'_>,
    terms: &KillTerms,
    permission: &Permission,
    fees: Fees,
) -> Option<plan::Fees> {
    let unit = plan::Fees { max_fee_per_gas: 1, max_priority_fee_per_gas: 0 };
    let priced = KillTerms { fees: Some(unit), ..terms.clone() };
    let gas = plan::prepared(ground, &priced, permission).iter().map(plan::Kill::most).max()?;
    let most = U256::from(MAX_KILL_COST).checked_div(gas)?;
    let cap = u128::try_from(most).unwrap_or(u128::MAX);
    let lowered = lowered(with_margin(fees), cap);
    (lowered.max_fee_per_gas >= fees.max_fee_per_gas.max(1)).then_some(lowered)
}

fn lowered(fees: plan::Fees, cap: u128) -> plan::Fees {
    let max_fee_per_gas = fees.max_fee_per_gas.min(cap);
    let max_priority_fee_per_gas = fees.max_priority_fee_per_gas.min(max_fee_per_gas);
    plan::Fees { max_fee_per_gas, max_priority_fee_per_gas }
}

fn with_margin(fees: Fees) -> plan::Fees {
    let raised = |wei: u128| wei.saturating_mul(KILL_FEE_MARGIN);
    let max_priority_fee_per_gas = raised(fees.max_priority_fee_per_gas);
    let max_fee_per_gas = raised(fees.max_fee_per_gas).max(max_priority_fee_per_gas).max(1);
    plan::Fees { max_fee_per_gas, max_priority_fee_per_gas }
}

#[cfg(test)]
mod tests {
    use latchkey_core::account::{AccountSpec, Owner};
    use latchkey_core::kernel::version::KernelVersion;
    use latchkey_core::plan::Nonces;

    use super::*;

    fn leaf(deployed: bool) -> GrantLeaf {
        let fees = Some(with_margin(Fees { max_fee_per_gas: 5, max_priority_fee_per_gas: 2 }));
        let kill = KillTerms { deployed, nonces: Nonces::FRESH, others: vec![], fees };
        GrantLeaf { chain_id: 1, validation_nonce: 1, kill: Some(kill) }
    }

    #[test]
    fn ten_new_networks_fit_whole_and_more_lose_the_least_first() {
        let mut ten = vec![leaf(false); 10];
        fit(&mut ten);
        assert!(ten.iter().all(|leaf| leaf.kill.as_ref().is_some_and(|kill| kill.fees.is_some())));
        let mut twenty = vec![leaf(false); 20];
        fit(&mut twenty);
        assert!(twenty.iter().all(|one| one.kill.as_ref().is_some_and(|kill| kill.fees.is_none())));
        let mut many = vec![leaf(false); 40];
        fit(&mut many);
        assert!(leaves_of(&many) <= MAX_LEAVES);
        let first_without = many.iter().position(|leaf| leaf.kill.is_none());
        assert!(first_without.is_some_and(|place| place > 15), "{first_without:?}");
    }

    #[test]
    fn a_fee_has_its_margin_within_what_a_kill_may_cost() {
        let account = AccountSpec {
            version: KernelVersion::V0_3_1,
            owner: Owner::MultiChainEcdsa(Address::repeat_byte(1)),
            index: U256::ZERO,
        };
        let owner = account.owner;
        let ground =
            KillGround { account: &account, owner: &owner, chain_id: 1, validation_nonce: 1 };
        let permission = Permission::ecdsa(vec![], Address::repeat_byte(2));
        let terms = leaf(false).kill.unwrap();
        let of = |max_fee_per_gas| {
            let fees = Fees { max_fee_per_gas, max_priority_fee_per_gas: 2 };
            affordable(&ground, &terms, &permission, fees)
        };
        let raised = of(100).unwrap();
        assert_eq!((raised.max_fee_per_gas, raised.max_priority_fee_per_gas), (300, 6));
        assert_eq!(of(0).unwrap().max_fee_per_gas, 6, "never 0; that is another variant");
        let gwei = 1_000_000_000;
        let dear = KillTerms { fees: of(100 * gwei), ..terms.clone() };
        let most = plan::prepared(&ground, &dear, &permission).iter().map(plan::Kill::most).max();
        assert!(most.unwrap() <= U256::from(MAX_KILL_COST));
        assert!(dear.fees.unwrap().max_fee_per_gas >= 100 * gwei, "{dear:?}");
        assert_eq!(of(u128::MAX), None, "nobody would take what may be offered");
    }
}
