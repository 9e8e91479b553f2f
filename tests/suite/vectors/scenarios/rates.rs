//! Rate limits, for life and per window (spec 4.3).

use latchkey_core::{
    kernel::version::KernelVersion,
    policy::{PolicyKind, RateLimitPolicy},
};

use super::compare::Said;
use super::key::{Key, ping};
use super::script::{Script, number, strange};
use super::stage::{START, Stage};

pub(crate) fn script(version: KernelVersion, section: &str) -> Result<Box<dyn Script>, String> {
    let rest = |before: &str| section.strip_prefix(before);
    let (limits, start_at, reset) = if let Some(rest) = rest("RateLimit startAt=0 ") {
        (rest.strip_suffix(": burst"), 0, false)
    } else if let Some(rest) = rest("RateLimit startAt=now ") {
        (Some(rest), START, false)
    } else if let Some(rest) = rest("RateLimit RESET ") {
        (Some(rest), 0, true)
    } else {
        (None, 0, false)
    };
    let Some((interval, count)) = limits.and_then(|l| l.split_once(' ')) else {
        return strange(section);
    };
    let policy = RateLimitPolicy {
        interval: number(interval, "interval=", "")?,
        count: number(count, "count=", "")?,
        start_at,
        reset,
    };
    let key = Key::of(vec![PolicyKind::RateLimit(policy).into()]);
    Ok(Box::new(Rates { stage: Stage::ecdsa(version), key, waited: false }))
}

struct Rates {
    stage: Stage,
    key: Key,
    waited: bool,
}

impl Rates {
    /// Once, before the first step that says so.
    fn wait(&mut self, hours: u64) {
        if !self.waited {
            self.stage.now += hours * 3600;
            self.waited = true;
        }
    }
}

impl Script for Rates {
    fn step(&mut self, step: &str) -> Result<Said, String> {
        let first = match step.split_once("h op ") {
            Some((hours, number_of)) => {
                self.wait(number(hours, "+", "")?);
                number(number_of, "", "")?;
                false
            }
            None => number(step, "op ", "")? == 0,
        };
        Ok(if first {
            self.stage.first_use(&self.key, 1, ping())
        } else {
            self.stage.use_key(&self.key, ping())
        }
        .into())
    }
}
