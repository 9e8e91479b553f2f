//! Whether the prepared kills of a key on a network still work; pure.
//!
//! Why: everything that can make a prepared kill worthless is known (recorded under “Off switch”);
//! each cause has its own words and its own remedy.
//! Refuses: to call ready what cannot run now, or what leaves the key out.

use latchkey_core::plan::Disarm;

use crate::record::{Account, Key, KillEnds, PreparedKill};
use crate::use_case::off_switch::choose::{Unfit, covered, dear_enough, fit};
use crate::use_case::off_switch::read::Ground;
use crate::use_case::off_switch::terms::disarm;
use crate::views::SwitchState;

/// A key on a network whose kills are judged.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Subject<'a> {
    pub(crate) account: &'a Account,
    pub(crate) key: &'a Key,
    /// Every prepared kill of the account on that network, newest first.
    pub(crate) kills: &'a [&'a PreparedKill],
    pub(crate) ground: &'a Ground,
}

/// What was found: state, why, what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Judgement {
    pub(crate) state: SwitchState,
    pub(crate) why: String,
    pub(crate) todo: &'static str,
    /// Whether signing anew helps.
    pub(crate) renewable: bool,
}

const RENEW: &str = "Renew the off switch; the owner is asked once.";
const REVOKE: &str = "Revoke this key with the owner key, and grant a new one.";
const NARROW: &str = "Without the owner key it cannot be stopped on chain. Grant a key with a list of calls instead.";

const ELSEWHERE: &str = "In Settings, Owner keys, make the present owner key the owner on this network too; then renew.";

/// Judges.
pub(crate) fn judge(subject: Subject<'_>) -> Judgement {
    let Subject { account, key, kills, ground } = subject;
    if let Some(way) = disarm(&key.policies, account.address) {
        return disarmable(way);
    }
    if !ground.account.same_owner {
        return Judgement { todo: ELSEWHERE, renewable: false, ..unfit_words(Unfit::Owner) };
    }
    let own = |kill: &&&PreparedKill| kill.key_id == key.id && kill.ends == KillEnds::OneKey;
    let one: Vec<&PreparedKill> = kills.iter().filter(own).copied().collect();
    if one.is_empty() {
        return missing(account);
    }
    if let Err(unfit) = best(&one, account, ground) {
        return unfit_words(unfit);
    }
    if !account.owner().kind().signs_trees() {
        return ready("Signed for this key alone, without a fee: whoever sends it pays.");
    }
    let lists =
        |kill: &&&PreparedKill| kill.ends == KillEnds::Everything && kill.lists(key.permission_id);
    let all: Vec<&PreparedKill> = kills.iter().filter(lists).copied().collect();
    let Err(unfit) = best(&all, account, ground) else { return paid(&one, account, ground) };
    let own: Vec<&PreparedKill> =
        all.iter().filter(|kill| kill.key_id == key.id).copied().collect();
    if best(&own, account, ground) == Err(Unfit::LaneUsed) {
        // Its lane is used, so signing anew would not help; the key's own kill does.
        return ready("The stop of this key alone works; the one that ends everything is used up.");
    }
    unfit_words(unfit)
}

/// Fine if one of them can run; else the cause that is nearest to running.
fn best(kills: &[&PreparedKill], account: &Account, ground: &Ground) -> Result<(), Unfit> {
    let mut worst = Unfit::LaneUsed;
    for kill in kills {
        match fit(kill, account, ground) {
            Ok(()) => return Ok(()),
            Err(unfit) => worst = worst.min(unfit),
        }
    }
    Err(worst)
}

/// Ready, and by whom it can be carried.
fn paid(one: &[&PreparedKill], account: &Account, ground: &Ground) -> Judgement {
    let fit_now = |kill: &&&PreparedKill| kill.pays() && fit(kill, account, ground).is_ok();
    let with_fee: Vec<&PreparedKill> = one.iter().filter(fit_now).copied().collect();
    if with_fee.is_empty() {
        ready("Signed without a fee: whoever sends it pays.")
    } else if !with_fee.iter().any(|kill| dear_enough(kill, ground)) {
        Judgement {
            why: "Gas costs more now than was signed for, so no bundler would take it.".to_owned(),
            ..stale()
        }
    } else if with_fee.iter().any(|kill| covered(kill, ground)) {
        ready("A bundler can carry it, and so can anybody who pays for the transaction.")
    } else {
        ready(
            "The account holds too little for a bundler; anybody who pays for the transaction can carry it.",
        )
    }
}

fn ready(why: &str) -> Judgement {
    Judgement { state: SwitchState::Ready, why: why.to_owned(), todo: "", renewable: false }
}

fn stale() -> Judgement {
    Judgement { state: SwitchState::Stale, why: String::new(), todo: RENEW, renewable: true }
}

fn disarmable(way: Disarm) -> Judgement {
    let why = format!("No off switch was signed: {way}.");
    Judgement { state: SwitchState::Disarmable, why, todo: NARROW, renewable: false }
}

fn missing(account: &Account) -> Judgement {
    let why = if account.owner().kind().signs_trees() {
        "None was signed with this key: it was granted before Latchkey prepared them, or on too many networks at once."
    } else {
        "None was signed with this key: its owner key approves one thing at a time."
    };
    Judgement { state: SwitchState::Missing, why: why.to_owned(), todo: RENEW, renewable: true }
}

fn unfit_words(unfit: Unfit) -> Judgement {
    let why = match unfit {
        Unfit::Owner => "The account there has another owner than the one who signed it.",
        Unfit::Nonce => "The account moved on by ten numbers since it was signed.",
        Unfit::Shape => {
            "It was signed for an account that exists, and the account does not, or the other way round."
        }
        Unfit::LaneUnread => {
            let why = "The network does not tell whether it was used.".to_owned();
            let todo = "Read again when the network answers.";
            return Judgement { state: SwitchState::Unknown, why, todo, renewable: false };
        }
        Unfit::LaneUsed => {
            let why =
                "It was used, or withdrawn, and works no more; the key is still alive.".to_owned();
            return Judgement { state: SwitchState::Spent, why, todo: REVOKE, renewable: false };
        }
    };
    Judgement { why: why.to_owned(), ..stale() }
}
