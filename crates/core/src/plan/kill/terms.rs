//! Whether the terms of an off switch make sense (spec 5.3, 9.2, 9.5).
//!
//! Why: whoever asks could be hostile. Out of its terms come only calls that end keys, but with a
//! fee the account pays for them, and a switch that cannot work is a promise that is not kept.
//! Refuses: see [`BadTerms`]. What cannot be told without the chain, such as whether the account
//! exists, is not told here: a lie about it makes a switch that fails, never one that takes.

use alloy_primitives::U256;

use crate::account::Owner;
use crate::amount;
use crate::approval::{KillOther, KillTerms, MAX_KILL_OTHERS};
use crate::permission::{Permission, PermissionId};
use crate::plan::{MAX_RAISE, Nonces};
use crate::policy::{check, installable::MAX_POLICIES};

use super::{Disarm, Kill, KillGround, disarm, prepared};

/// The most that one kill may cost the account, in wei: a quarter of the native coin.
pub const MAX_KILL_COST: u128 = 250_000_000_000_000_000;

/// Why terms are not signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadTerms {
    /// The key could use the switch up.
    #[error("no off switch can be promised for this key: {0}")]
    Disarmed(#[from] Disarm),
    /// `validNonceFrom` above `currentNonce`, which no account has, or no room above.
    #[error("the account's numbers in it cannot be those of an account")]
    Nonces,
    /// An account that does not exist has number 1.
    #[error("the account is said not to exist, and has numbers all the same")]
    NotFresh,
    /// It would be made with its first owner, who is another.
    #[error("the account is said not to exist, and would not belong to this owner when it is made")]
    OtherOwner,
    /// It does not go with the account's nonce.
    #[error("approval number {nonce} does not go with the account's number {current}")]
    ApprovalNonce {
        /// Of the approval.
        nonce: u32,
        /// Of the account.
        current: u32,
    },
    /// More than [`MAX_KILL_OTHERS`].
    #[error("it names {0} other keys, more than {MAX_KILL_OTHERS}; name the installed ones first")]
    TooManyOthers(usize),
    /// The key itself, or one twice.
    #[error("it names the key {0} twice")]
    Twice(PermissionId),
    /// More policies than a permission holds.
    #[error("it names the key {0} with more policies than a key can have")]
    Policies(PermissionId),
    /// A fee of 0, which is prepared anyway, or a tip above the fee.
    #[error("its fee is nothing, or its tip is above its fee")]
    Fees,
    /// Above [`MAX_KILL_COST`].
    #[error(
        "it could cost the account {} of the network's coin, more than {}",
        coins(*.0), coins(U256::from(MAX_KILL_COST))
    )]
    TooDear(U256),
}

fn coins(wei: U256) -> String {
    amount::format(wei, 18)
}

/// Whether the approval is signed now or was signed before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Approved {
    /// With the kills: it is for the account's present nonce.
    Now,
    /// Earlier, for any nonce that was within reach of the account.
    Before,
}

/// Holds terms against what an off switch may be.
///
/// # Errors
/// [`BadTerms`].
pub fn check_terms(
    ground: &KillGround<'_>,
    terms: &KillTerms,
    permission: &Permission,
    approved: Approved,
) -> Result<(), BadTerms> {
    if let Some(way) = disarm(permission, ground.account.address()) {
        return Err(way.into());
    }
    nonces(ground, terms, approved)?;
    others(&terms.others, permission.id())?;
    let Some(fees) = terms.fees else { return Ok(()) };
    if fees.max_fee_per_gas == 0 || fees.max_priority_fee_per_gas > fees.max_fee_per_gas {
        return Err(BadTerms::Fees);
    }
    let most = prepared(ground, terms, permission).iter().map(Kill::most).max();
    match most.filter(|most| *most > U256::from(MAX_KILL_COST)) {
        Some(most) => Err(BadTerms::TooDear(most)),
        None => Ok(()),
    }
}

fn nonces(ground: &KillGround<'_>, terms: &KillTerms, approved: Approved) -> Result<(), BadTerms> {
    let (Nonces { current, valid_from }, nonce) = (terms.nonces, ground.validation_nonce);
    let highest = current.checked_add(MAX_RAISE).ok_or(BadTerms::Nonces)?;
    if valid_from > current {
        return Err(BadTerms::Nonces);
    }
    if !terms.deployed && terms.nonces != Nonces::FRESH {
        return Err(BadTerms::NotFresh);
    }
    if !terms.deployed && *ground.owner != ground.account.owner {
        return Err(BadTerms::OtherOwner);
    }
    let fits = match approved {
        Approved::Now => nonce == current.max(1),
        Approved::Before => (1..=highest).contains(&nonce),
    };
    if fits { Ok(()) } else { Err(BadTerms::ApprovalNonce { nonce, current }) }
}

fn others(others: &[KillOther], own: PermissionId) -> Result<(), BadTerms> {
    if others.len() > MAX_KILL_OTHERS {
        return Err(BadTerms::TooManyOthers(others.len()));
    }
    for (place, other) in others.iter().enumerate() {
        let id = other.permission_id;
        let mut before = others.iter().take(place);
        if id == own || before.any(|before| before.permission_id == id) {
            return Err(BadTerms::Twice(id));
        }
        if usize::from(other.policies) > MAX_POLICIES {
            return Err(BadTerms::Policies(id));
        }
    }
    Ok(())
}

impl Kill {
    /// The most that the account pays for it, in wei: every unit of gas it may use at its highest
    /// price. 0 without a fee.
    #[must_use]
    pub fn most(&self) -> U256 {
        check::charge(&self.leaf.operation)
    }
}

impl super::KillGas {
    /// For a variant with a fee: wide for the calls, since too little uses the lane up and ends
    /// nothing; near need for the rest, since the account must hold the whole, bundlers refuse a limit
    /// far above use, and a check that lacks gas uses nothing up.
    #[must_use]
    pub fn priced(keys: usize, deployed: bool, owner: &Owner) -> Self {
        let more = u128::try_from(keys).unwrap_or(u128::MAX).saturating_sub(1);
        let call = more.saturating_mul(300_000).saturating_add(800_000);
        let signature = match owner {
            Owner::Ecdsa(_) | Owner::MultiChainEcdsa(_) => 250_000,
            Owner::WebAuthn(_) | Owner::MultiChainWebAuthn(_) => 750_000,
        };
        let verification = if deployed { signature } else { signature + 450_000 };
        Self { call, verification, pre_verification: 200_000 }
    }
}
