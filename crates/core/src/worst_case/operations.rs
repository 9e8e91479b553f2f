//! How many operations a key can send: in a day and for its life (spec 4.3).
//!
//! Why: a limit per operation means little without it. Counts, spacing, windows and ends all bound
//! it, and whichever is strictest holds.
//! Refuses: to take spacing for a limit per day: slots that are not used are saved up, so the last
//! day may see all of them.

use super::{Context, Most, OfChain};
use crate::policy::{
    Policy, PolicyFlag, PolicyKind, RateLimitPolicy,
    check::Facts,
    describe::summary::{Summary, binds_operations},
};

/// Seconds of a day.
const DAY: u64 = 86_400;

/// How many operations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Operations {
    /// In any 24 hours.
    pub per_day: Most,
    /// From now on, or from the grant, until the key's end.
    pub life: Most,
}

impl Operations {
    const NONE: Self = Self { per_day: Most::NONE, life: Most::NONE };

    pub(super) fn of(
        policies: &[Policy],
        summary: &Summary<'_>,
        ctx: &Context<'_>,
        chain: &OfChain,
    ) -> Self {
        let time = Time { from: summary.from, until: summary.until, now: ctx.now };
        if forbidden(ctx.flag) || time.is_over() {
            return Self::NONE;
        }
        let mut all = Self { per_day: Most::NoLimit, life: Most::NoLimit };
        // Of several limits of one kind only one can be installed; the loosest is taken.
        for reset in [false, true] {
            let limits = policies.iter().filter(|p| binds_operations(p)).filter_map(rate);
            let same = limits.filter(|rate| rate.reset == reset);
            let each = same.map(|rate| one(rate, &time, chain.counters.as_ref()));
            let loosest = each
                .reduce(|a, b| Self { per_day: a.per_day.or(b.per_day), life: a.life.or(b.life) });
            if let Some(loosest) = loosest {
                all.per_day = all.per_day.and(loosest.per_day);
                all.life = all.life.and(loosest.life);
            }
        }
        all.per_day = all.per_day.and(all.life);
        all
    }
}

const fn forbidden(flag: PolicyFlag) -> bool {
    match flag {
        PolicyFlag::NotForUserOp | PolicyFlag::Neither => true,
        PolicyFlag::All | PolicyFlag::NotForSignature => false,
    }
}

const fn rate(policy: &Policy) -> Option<RateLimitPolicy> {
    match &policy.kind {
        PolicyKind::RateLimit(rate) => Some(*rate),
        PolicyKind::Call(_)
        | PolicyKind::Gas(_)
        | PolicyKind::Timestamp(_)
        | PolicyKind::SignatureCaller(_)
        | PolicyKind::Sudo => None,
    }
}

/// When it works.
struct Time {
    from: Option<u64>,
    until: Option<u64>,
    now: Option<u64>,
}

impl Time {
    fn is_over(&self) -> bool {
        let begin = self.from.max(self.now).unwrap_or(0);
        self.until.is_some_and(|until| until < begin)
    }

    /// Seconds in which it works, both ends included; `None` = no end, or no known beginning.
    fn seconds(&self) -> Option<u64> {
        let begin = self.from.max(self.now)?;
        self.until?.checked_sub(begin)?.checked_add(1)
    }
}

fn one(rate: RateLimitPolicy, time: &Time, left: Option<&Facts>) -> Operations {
    if rate.reset {
        let of = |seconds| windows(rate.interval, seconds).times(Most::count(rate.count));
        let life = time.seconds().map_or(Most::NoLimit, of);
        let life = if rate.count == 0 { Most::NONE } else { life };
        return Operations { per_day: of(DAY), life };
    }
    let uses = left.and_then(|facts| facts.uses_left).unwrap_or(rate.count);
    let slot = left.and_then(|facts| facts.next_allowed_at).unwrap_or(rate.start_at);
    let slots = match (time.until, rate.interval) {
        (Some(until), _) if until < slot => Most::NONE,
        (Some(until), 1..) => Most::count(((until - slot) / rate.interval).saturating_add(1)),
        (Some(_) | None, _) => Most::NoLimit,
    };
    let life = slots.and(Most::count(uses.min(rate.count)));
    Operations { per_day: life, life }
}

/// Windows of at least `interval` seconds that so many seconds can touch: one that is open already,
/// and each that begins within.
fn windows(interval: u64, seconds: u64) -> Most {
    if interval == 0 {
        return Most::NoLimit;
    }
    Most::count(seconds.div_ceil(interval).saturating_add(1))
}
