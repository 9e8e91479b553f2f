//! The kills of one key on one network, in the one order in which they are signed (spec 2.4, 9.5).
//!
//! Why: the signer prepares them out of the terms, the wallet prepares them again to hold the
//! signatures against them; both go through here, so nothing else can be signed as an off switch.
//! Refuses: nothing; whether the terms make sense is [`super::terms`].

use crate::account::{AccountSpec, Owner};
use crate::approval::{GrantAsk, GrantLeaf, KillTerms, KillsAsk};
use crate::permission::{Permission, validation_id};

use super::{Fees, Kill, KillForm, KillGas, KillPlan};

/// Where kills are prepared, and whose account that is.
#[derive(Debug, Clone, Copy)]
pub struct KillGround<'a> {
    /// The account.
    pub account: &'a AccountSpec,
    /// Who owns it there.
    pub owner: &'a Owner,
    /// EIP-155 chain id.
    pub chain_id: u64,
    /// Validation nonce that the key's approval is signed for.
    pub validation_nonce: u32,
}

/// A kill that [`KillsAsk`] asks for, and for what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedKill {
    /// Which of [`KillsAsk::keys`], from 0.
    pub key: usize,
    /// Which of its leaves, from 0.
    pub leaf: usize,
    /// The operation.
    pub kill: Kill,
}

/// Every kill of a key on one network: the one that ends this key, then the one that ends every
/// key; each for fee 0 and then for the fee of the terms; each with initCode first while the account
/// does not exist. 2 to 8 operations.
#[must_use]
pub fn prepared(ground: &KillGround<'_>, terms: &KillTerms, permission: &Permission) -> Vec<Kill> {
    let policies = permission.policies.len();
    let others = terms.others.iter();
    let others = others.map(|o| (validation_id(o.permission_id), usize::from(o.policies)));
    let own = (permission.validation_id(), policies);
    let keys: Vec<_> = std::iter::once(own).chain(others).collect();
    let many = keys.len();
    let one = KillForm::OneKey { policies, nonce: ground.validation_nonce };
    let of = |(form, keys)| {
        let plan = KillPlan {
            account: ground.account,
            owner: ground.owner,
            chain_id: ground.chain_id,
            deployed: terms.deployed,
            nonces: terms.nonces,
            permission_id: permission.id(),
            form,
        };
        variants(&plan, keys, terms.fees)
    };
    [(one, 1), (KillForm::Everything { keys }, many)].into_iter().flat_map(of).collect()
}

/// The kills of a grant, per leaf.
#[must_use]
pub fn granted_kills(ask: &GrantAsk, permission: &Permission) -> Vec<Vec<Kill>> {
    let owner = ask.root();
    let of = |leaf: &GrantLeaf| {
        let (chain_id, validation_nonce) = (leaf.chain_id, leaf.validation_nonce);
        let ground =
            KillGround { account: &ask.account, owner: &owner, chain_id, validation_nonce };
        leaf.kill.as_ref().map_or_else(Vec::new, |terms| prepared(&ground, terms, permission))
    };
    ask.leaves.iter().map(of).collect()
}

/// The kills of a renewal, key by key, network by network; only the one asked for, if only one is.
#[must_use]
pub fn asked_kills(ask: &KillsAsk) -> Vec<AskedKill> {
    let owner = ask.root();
    let mut all = Vec::new();
    for (key, of) in ask.keys.iter().enumerate() {
        let permission = of.permission();
        for (place, leaf) in of.leaves.iter().enumerate() {
            let (chain_id, validation_nonce) = (leaf.chain_id, leaf.validation_nonce);
            let ground =
                KillGround { account: &ask.account, owner: &owner, chain_id, validation_nonce };
            let kills = prepared(&ground, &leaf.kill, &permission).into_iter();
            all.extend(kills.map(|kill| AskedKill { key, leaf: place, kill }));
        }
    }
    match ask.only {
        None => all,
        Some(only) => {
            let only = usize::try_from(only).unwrap_or(usize::MAX);
            all.into_iter().skip(only).take(1).collect()
        }
    }
}

fn variants(plan: &KillPlan<'_>, keys: usize, fees: Option<Fees>) -> Vec<Kill> {
    let mut kills = plan.operations(KillGas::wide(keys), &[Fees::NONE]);
    if let Some(fees) = fees {
        kills.extend(plan.operations(KillGas::priced(keys, plan.deployed, plan.owner), &[fees]));
    }
    kills
}
