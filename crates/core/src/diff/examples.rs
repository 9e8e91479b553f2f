//! For what becomes allowed and what stops: an operation for which the two keys answer differently.
//!
//! Why: "25 becomes 26" is a rule; "26 DUSD to Bob now passes" is what it means. Each example is
//! found by asking [`crate::policy::check`] (spec 4.3, 4.4) for both keys.
//! Refuses: to show one that the check does not agree on. Finding none proves nothing.

use alloy_primitives::{Address, FixedBytes, U256};

use super::{
    probes::{Probe, probes},
    scene::Scene,
};
use crate::{
    language::{
        Value,
        table::{call, diff as words},
    },
    names::Names,
    policy::{Policy, describe::summary::Summary},
    review::call_words,
};

/// Most examples of calls for each direction.
const MAX_CALLS: usize = 3;

/// An operation that one of two keys lets through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// The new key lets it through and the old one does not; else the other way round.
    pub allowed: bool,
    /// The operation.
    pub scene: Scene,
    /// What it is, in words.
    pub text: String,
}

/// Two keys, and the moment and payer at which both work, as far as there is one.
struct Pair<'a> {
    old: &'a [Policy],
    new: &'a [Policy],
    before: Summary<'a>,
    after: Summary<'a>,
    names: &'a Names<'a>,
}

/// What an example is about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum About {
    Call,
    Time,
    Count,
    Gas,
    Payer,
}

pub(super) fn find(old: &[Policy], new: &[Policy], names: &Names<'_>) -> Vec<Example> {
    let (before, after) = (Summary::of(old), Summary::of(new));
    let lists: Vec<_> = before.calls.iter().chain(&after.calls).copied().collect();
    let all = probes(&lists);
    let pair = Pair { old, new, before, after, names };
    let mut out = pair.calls(&all);
    if let Some(anchor) = pair.anchor(&all) {
        for about in [About::Time, About::Count, About::Gas, About::Payer] {
            out.extend(pair.around(about, &anchor));
        }
    }
    out.sort_by_key(|example| !example.allowed);
    out
}

impl Pair<'_> {
    /// A moment inside both windows, or the first of the new one.
    fn moment(&self) -> u64 {
        let from = [self.before.from, self.after.from].into_iter().flatten().max();
        let both = from.unwrap_or_default();
        let open = |until: Option<u64>| until.is_none_or(|until| both <= until);
        if open(self.before.until) && open(self.after.until) {
            both
        } else {
            self.after.from.unwrap_or_default()
        }
    }

    fn payer(&self) -> Option<Address> {
        self.after.paymasters.iter().chain(&self.before.paymasters).copied().next()
    }

    fn scene(&self, probe: &Probe) -> Scene {
        Scene::new(probe, self.moment(), self.payer())
    }

    /// Some `true` when only the new key lets it through, `false` when only the old one does.
    fn differs(&self, scene: &Scene) -> Option<bool> {
        let (was, is) = (scene.passes(self.old), scene.passes(self.new));
        (was != is).then_some(is)
    }

    /// Calls on which the two answer differently, one for each function of each contract.
    fn calls(&self, all: &[Probe]) -> Vec<Example> {
        let mut out: Vec<Example> = Vec::new();
        for scene in all.iter().map(|probe| self.scene(probe)) {
            let Some(allowed) = self.differs(&scene) else { continue };
            let same = out.iter().filter(|known| known.allowed == allowed);
            let known = same.clone().any(|known| key(&known.scene) == key(&scene));
            if !known && same.count() < MAX_CALLS {
                out.push(self.example(About::Call, allowed, scene));
            }
        }
        out
    }

    /// A call that both let through, else one that either does.
    fn anchor(&self, all: &[Probe]) -> Option<Scene> {
        let mut scenes = all.iter().map(|probe| self.scene(probe));
        let both = scenes.clone().find(|s| s.passes(self.old) && s.passes(self.new));
        both.or_else(|| {
            let times = self.times();
            scenes.find_map(|scene| {
                let at = |at_secs: &u64| Scene { at_secs: *at_secs, ..scene.clone() };
                times.iter().map(at).find(|s| s.passes(self.old) || s.passes(self.new))
            })
        })
    }

    /// The first of each direction when one thing changes and the call does not.
    fn around(&self, about: About, anchor: &Scene) -> Vec<Example> {
        let scenes: Vec<Scene> = match about {
            About::Call => Vec::new(),
            About::Time => {
                let at = |at_secs| Scene { at_secs, ..anchor.clone() };
                self.times().into_iter().map(at).collect()
            }
            About::Count => {
                let after = |earlier| Scene { earlier, ..anchor.clone() };
                self.counts().into_iter().map(after).collect()
            }
            About::Gas => {
                let costing = |gas_wei| Scene { gas_wei, ..anchor.clone() };
                self.budgets().into_iter().map(costing).collect()
            }
            About::Payer => {
                let all = self.before.paymasters.iter().chain(&self.after.paymasters);
                let payers = all.map(|payer| Some(*payer)).chain([None]);
                payers.map(|paymaster| Scene { paymaster, ..anchor.clone() }).collect()
            }
        };
        // What already differs about the call itself is told there.
        let told = self.differs(anchor);
        let mut out: Vec<Example> = Vec::new();
        for scene in scenes {
            let Some(allowed) = self.differs(&scene).filter(|now| Some(*now) != told) else {
                continue;
            };
            if !out.iter().any(|known| known.allowed == allowed) {
                out.push(self.example(about, allowed, scene));
            }
        }
        out
    }

    /// The ends of both windows, and the seconds beside them.
    fn times(&self) -> Vec<u64> {
        let ends = [&self.before, &self.after].map(|sum| [sum.until, sum.from]);
        let beside = |end: u64| [end, end.saturating_add(1), end.saturating_sub(1)];
        ends.into_iter().flatten().flatten().flat_map(beside).chain([self.moment()]).collect()
    }

    fn counts(&self) -> Vec<u64> {
        let of = |sum: &Summary<'_>| [sum.uses, sum.window.map(|window| window.count)];
        let all = [of(&self.before), of(&self.after)].into_iter().flatten().flatten();
        all.filter(|count| *count > 0).chain([1]).collect()
    }

    fn budgets(&self) -> Vec<u128> {
        let all = [self.before.gas_wei, self.after.gas_wei].into_iter().flatten();
        let most = (1 << 120) - 1;
        all.flat_map(|wei| [wei, wei.saturating_add(1)]).filter(|wei| *wei <= most).collect()
    }

    fn example(&self, about: About, allowed: bool, scene: Scene) -> Example {
        let names = self.names;
        let call = if scene.delegate {
            let contract = scene.call.to.to_string();
            names.say(&call::FOREIGN, &[("contract", contract.into())])
        } else {
            call_words(&scene.call, names)
        };
        let how = match about {
            About::Call => String::new(),
            About::Time => names.say(&words::HOW_TIME, &[("date", Value::Date(scene.at_secs))]),
            About::Count => names.say(&words::HOW_COUNT, &[("count", Value::Count(scene.earlier))]),
            About::Gas => {
                let most = names.native(U256::from(scene.gas_wei));
                names.say(&words::HOW_GAS, &[("amount", most.into())])
            }
            About::Payer => match scene.paymaster {
                Some(payer) => names.say(&words::HOW_PAYER, &[("payer", payer.to_string().into())]),
                None => names.say(&words::HOW_ACCOUNT, &[]),
            },
        };
        let lead = if allowed { words::EXAMPLE_ALLOWED } else { words::EXAMPLE_REFUSED };
        let text = names.say(&lead, &[("call", call.into()), ("how", how.into())]);
        Example { allowed, scene, text }
    }
}

fn key(scene: &Scene) -> (bool, Address, Option<FixedBytes<4>>) {
    let selector = scene.call.data.first_chunk::<4>().map(FixedBytes::from);
    (scene.delegate, scene.call.to, selector)
}
