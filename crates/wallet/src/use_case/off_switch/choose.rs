//! Which prepared kill can run now, and in which order they are tried; pure.
//!
//! Why: of up to eight variants of a kill at most one can ever run; a wrong one is refused, and on a
//! used lane every one is.
//! Refuses: a kill of another owner, of the wrong shape, on a used lane, or whose raise came too late.

use alloy_primitives::U256;
use latchkey_core::kernel::nonce;
use latchkey_core::policy::check::charge;

use crate::record::{Account, KillEnds, PreparedKill};
use crate::use_case::off_switch::read::Ground;

/// Why a prepared kill cannot run now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Unfit {
    /// The account exists and it carries the factory, or the other way round.
    Shape,
    /// Another owner key signed it than the one that owns the account there.
    Owner,
    /// The account's nonce has gone past what it would raise to.
    Nonce,
    /// Its lane could not be read.
    LaneUnread,
    /// Its lane is used up.
    LaneUsed,
}

/// Whether a kill can run on this ground.
pub(crate) fn fit(kill: &PreparedKill, account: &Account, ground: &Ground) -> Result<(), Unfit> {
    let sequence = ground.sequences.get(&nonce::key_of(kill.operation.nonce));
    match sequence {
        None => return Err(Unfit::LaneUnread),
        Some(0) => {}
        Some(_) => return Err(Unfit::LaneUsed),
    }
    let raised = kill.ends == KillEnds::OneKey || ground.account.nonces.current < kill.raises_to();
    if !ground.account.same_owner || kill.made_for.owner != account.public {
        Err(Unfit::Owner)
    } else if !raised {
        Err(Unfit::Nonce)
    } else if kill.deploys() == ground.account.deployed {
        Err(Unfit::Shape)
    } else {
        Ok(())
    }
}

/// Who is to carry a kill to the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Way {
    /// A bundler, paid by the account.
    Bundler,
    /// The panic key of this computer, through the EntryPoint itself.
    PanicKey,
    /// A bundler that gets nothing for it; the built-in network's takes it, others may.
    BundlerUnpaid,
}

/// The ways of some kills that do the same, best first, each that can run now. Newer before older.
/// With a panic key, it pays before anybody is asked to take one for nothing.
pub(crate) fn ways<'a>(
    kills: impl Iterator<Item = &'a PreparedKill> + Clone,
    account: &Account,
    ground: &Ground,
    panic_key: bool,
) -> Vec<(Way, &'a PreparedKill)> {
    let fit = kills.filter(|kill| fit(kill, account, ground).is_ok());
    let paid = fit.clone().filter(|kill| kill.pays() && covered(kill, ground));
    let unpaid = fit.filter(|kill| !kill.pays());
    let by = |way| move |kill| (way, kill);
    let by_panic_key = unpaid.clone().filter(|_| panic_key).map(by(Way::PanicKey));
    let for_nothing = unpaid.map(by(Way::BundlerUnpaid));
    paid.map(by(Way::Bundler)).chain(by_panic_key).chain(for_nothing).collect()
}

/// Whether the account can pay for it at its highest price; else the EntryPoint refuses it (AA21).
pub(crate) fn covered(kill: &PreparedKill, ground: &Ground) -> bool {
    ground.purse >= charge(&kill.operation)
}

/// Whether its fee is still what blocks ask for. A node suggests twice the base fee and the tip
/// (see the adapter), so half of what lies above the tip is the base fee.
pub(crate) fn dear_enough(kill: &PreparedKill, ground: &Ground) -> bool {
    let Some(now) = ground.fees else { return true };
    let tip = now.max_priority_fee_per_gas;
    let base = now.max_fee_per_gas.saturating_sub(tip) / 2;
    kill.operation.max_fee_per_gas >= base.saturating_add(tip)
}

/// What the account would have to hold for the cheapest variant with a fee.
pub(crate) fn price<'a>(kills: impl Iterator<Item = &'a PreparedKill>) -> Option<U256> {
    kills.filter(|kill| kill.pays()).map(|kill| charge(&kill.operation)).min()
}
