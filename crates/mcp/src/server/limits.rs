//! How often an agent may call.
//!
//! Why: an agent in a loop must not keep the wallet, the node or the owner's log busy; it is told
//! when to come back.
//! Refuses: to be silent about it.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::tool::Effect;

const WINDOW: Duration = Duration::from_secs(60);
const READS: usize = 60;
const WRITES: usize = 10;

/// Calls of the last minute, per agent and effect.
#[derive(Debug, Default)]
pub(super) struct Limits {
    calls: Mutex<HashMap<(u32, bool), VecDeque<Instant>>>,
}

impl Limits {
    /// Counts a call, or says how long to wait.
    pub(super) fn take(&self, agent_id: u32, effect: Effect, now: Instant) -> Result<(), Duration> {
        let most = match effect {
            Effect::Read => READS,
            Effect::Write => WRITES,
        };
        let mut calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        let recent = calls.entry((agent_id, effect == Effect::Write)).or_default();
        while recent.front().is_some_and(|at| now.duration_since(*at) >= WINDOW) {
            recent.pop_front();
        }
        match recent.front() {
            Some(oldest) if recent.len() >= most => {
                Err(WINDOW.saturating_sub(now.duration_since(*oldest)))
            }
            Some(_) | None => {
                recent.push_back(now);
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_slides_per_agent_and_effect() {
        let (limits, start) = (Limits::default(), Instant::now());
        for _ in 0..WRITES {
            assert!(limits.take(1, Effect::Write, start).is_ok());
        }
        assert_eq!(limits.take(1, Effect::Write, start + WINDOW / 2), Err(WINDOW / 2));
        assert!(limits.take(1, Effect::Read, start).is_ok());
        assert!(limits.take(2, Effect::Write, start).is_ok());
        assert!(limits.take(1, Effect::Write, start + WINDOW).is_ok());
    }
}
