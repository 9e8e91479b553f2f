//! Idempotency: one key of an agent never sends twice.
//!
//! Why: agents repeat calls after time-outs. The first call under a key runs on its own, whatever
//! becomes of its connection; later ones get what it came to.
//! Refuses: a key that is used again for something else, and another agent's keys.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use latchkey_wallet::views::AgentOperation;
use tokio::sync::watch;
use tokio::time::Instant;

use crate::tool::ToolError;

/// How long a key is remembered.
const KEPT_FOR: Duration = Duration::from_secs(24 * 60 * 60);

/// What a call came to: an operation, or why none was sent.
pub(super) type Outcome = Result<AgentOperation, ToolError>;

/// Filled once.
pub(super) type Awaited = watch::Receiver<Option<Outcome>>;

/// Keys of all agents.
#[derive(Debug, Default)]
pub(super) struct Replays {
    kept: Mutex<HashMap<(u32, String), Kept>>,
}

#[derive(Debug)]
struct Kept {
    digest: String,
    since: Instant,
    outcome: Awaited,
}

/// What to do with a call.
#[derive(Debug)]
pub(super) enum Turn {
    /// Send it, and say here what it came to.
    First(watch::Sender<Option<Outcome>>, Awaited),
    /// It was sent; this is what it came to, or will.
    Again(Awaited),
    /// The key stands for something else.
    Conflict,
}

impl Replays {
    /// Whose turn a call under this key is.
    pub(super) fn turn(&self, agent_id: u32, key: &str, digest: &str, now: Instant) -> Turn {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|_, kept| now.duration_since(kept.since) < KEPT_FOR && kept.is_of_use());
        match kept.get(&(agent_id, key.to_owned())) {
            Some(before) if before.digest == digest => Turn::Again(before.outcome.clone()),
            Some(_) => Turn::Conflict,
            None => {
                let (said, outcome) = watch::channel(None);
                let entry =
                    Kept { digest: digest.to_owned(), since: now, outcome: outcome.clone() };
                kept.insert((agent_id, key.to_owned()), entry);
                Turn::First(said, outcome)
            }
        }
    }

    /// Remembers an operation that was sent without a key, under one made for it.
    pub(super) fn keep(&self, agent_id: u32, key: String, digest: String, sent: AgentOperation) {
        let (_said, outcome) = watch::channel(Some(Ok(sent)));
        let entry = Kept { digest, since: Instant::now(), outcome };
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.insert((agent_id, key), entry);
    }
}

impl Kept {
    /// A call that sent nothing may be made again; one that runs or sent may not.
    fn is_of_use(&self) -> bool {
        match &*self.outcome.borrow() {
            Some(Err(_)) => false,
            Some(Ok(_)) => true,
            None => self.outcome.has_changed().is_ok(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tool::ErrorCode;

    #[test]
    fn a_key_stands_for_one_thing_of_one_agent() {
        let (replays, now) = (Replays::default(), Instant::now());
        let Turn::First(said, _) = replays.turn(1, "k", "a", now) else { panic!("first") };
        assert!(matches!(replays.turn(1, "k", "a", now), Turn::Again(_)));
        assert!(matches!(replays.turn(1, "k", "b", now), Turn::Conflict));
        assert!(matches!(replays.turn(2, "k", "b", now), Turn::First(..)));
        said.send_replace(Some(Err(ToolError::new(ErrorCode::PolicyDenied, "no"))));
        assert!(matches!(replays.turn(1, "k", "b", now), Turn::First(..)), "nothing was sent");
        assert!(matches!(replays.turn(1, "k", "c", now), Turn::First(..)), "its work was cut off");
    }
}
