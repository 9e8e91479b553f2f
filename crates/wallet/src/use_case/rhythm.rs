//! When each network is looked at next.
//!
//! Why: a new block should show soon, and a node of somebody else should not be bothered for nothing.
//! Refuses: to press a network that does not answer; each silence doubles the wait, up to a limit.

use std::collections::HashMap;

use crate::record::Network;

/// Networks other than the built-in one are looked at every so many rounds.
const OTHERS_EVERY: u32 = 5;
/// While nobody looks at the app, each wait is so many times longer.
const UNWATCHED: u32 = 6;
/// Most doublings of a wait.
const DOUBLINGS: u32 = 5;

/// What a look showed, compared with the one before.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct News {
    /// There is a new block, or the first was seen.
    pub(crate) block: bool,
    /// It answers again, or fell silent.
    pub(crate) reach: bool,
}

/// The networks' turns. Time is counted in rounds.
#[derive(Debug, Default)]
pub(crate) struct Rhythm {
    by_chain: HashMap<u64, Beat>,
}

#[derive(Debug, Default)]
struct Beat {
    due: u32,
    silences: u32,
    head: Option<Option<u64>>,
}

impl Rhythm {
    /// Whether it is a network's turn.
    pub(crate) fn due(&self, network: &Network, round: u32) -> bool {
        self.by_chain.get(&network.chain_id).is_none_or(|beat| beat.due <= round)
    }

    /// Takes what a look showed; `None` = no answer.
    pub(crate) fn heard(
        &mut self,
        network: &Network,
        head: Option<u64>,
        round: u32,
        watched: bool,
    ) -> News {
        let beat = self.by_chain.entry(network.chain_id).or_default();
        beat.silences = if head.is_some() { 0 } else { beat.silences.saturating_add(1) };
        let every = if network.built_in { 1 } else { OTHERS_EVERY };
        let doubled = every << beat.silences.min(DOUBLINGS);
        let wait = if watched { doubled } else { doubled * UNWATCHED };
        beat.due = round.saturating_add(wait);
        let before = beat.head.replace(head);
        News {
            block: head.is_some() && before != Some(head),
            reach: before.is_some_and(|before| before.is_some() != head.is_some()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(built_in: bool) -> Network {
        Network {
            chain_id: 1,
            name: String::new(),
            rpc_url: String::new(),
            bundler_url: String::new(),
            native_symbol: String::new(),
            explorer_url: None,
            built_in,
        }
    }

    /// Rounds until its next turn.
    fn wait(rhythm: &Rhythm, network: &Network, now: u32) -> u32 {
        (now..).find(|round| rhythm.due(network, *round)).unwrap() - now
    }

    #[test]
    fn a_silent_network_is_asked_ever_less_and_at_once_normally_when_it_answers() {
        let (mut rhythm, far) = (Rhythm::default(), network(false));
        assert!(rhythm.due(&far, 0));
        let waits: Vec<u32> = (0..8)
            .map(|_| {
                rhythm.heard(&far, None, 0, true);
                wait(&rhythm, &far, 0)
            })
            .collect();
        assert_eq!(waits, [10, 20, 40, 80, 160, 160, 160, 160]);
        rhythm.heard(&far, Some(1), 0, true);
        assert_eq!(wait(&rhythm, &far, 0), 5);
        rhythm.heard(&far, Some(1), 0, false);
        assert_eq!(wait(&rhythm, &far, 0), 30, "nobody looks");
        let (mut rhythm, near) = (Rhythm::default(), network(true));
        rhythm.heard(&near, Some(1), 0, true);
        assert_eq!(wait(&rhythm, &near, 0), 1);
    }

    #[test]
    fn news_are_blocks_and_changes_of_reach() {
        let (mut rhythm, near) = (Rhythm::default(), network(true));
        let mut heard = |head| rhythm.heard(&near, head, 0, true);
        assert_eq!(heard(Some(1)), News { block: true, reach: false });
        assert_eq!(heard(Some(1)), News::default());
        assert_eq!(heard(Some(2)), News { block: true, reach: false });
        assert_eq!(heard(None), News { block: false, reach: true });
        assert_eq!(heard(None), News::default());
        assert_eq!(heard(Some(2)), News { block: true, reach: true });
    }
}
