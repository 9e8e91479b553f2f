//! What is to be ended on one network, what can end it there, and what comes next; pure.
//!
//! Why: a kill that was used up without effect is followed by the next that fits, until nothing is
//! alive or nothing is left.
//! Refuses: to try anything twice.

use std::collections::HashSet;

use crate::record::{Account, Key, KillEnds, PreparedKill};
use crate::use_case::off_switch::choose::{Way, fit, ways};
use crate::use_case::off_switch::read::Ground;

/// What is to be ended on one network.
#[derive(Debug, Clone)]
pub(crate) struct Aim {
    pub(crate) account: Account,
    /// EIP-155 chain id.
    pub(crate) chain_id: u64,
    /// The keys that are meant, each with its approval there alone.
    pub(crate) keys: Vec<Key>,
    /// Every prepared kill of the account there, newest first.
    pub(crate) kills: Vec<PreparedKill>,
    /// Every key is meant, so that the kill of everything may be used.
    pub(crate) everything: bool,
    /// Whether there is a panic key that may pay.
    pub(crate) panic_key: bool,
}

/// A kill on its way: who carries it, and which one.
pub(crate) type Shot = (Way, PreparedKill);

/// What was tried: who carried which row.
pub(crate) type Tried = HashSet<(Way, i64)>;

impl Aim {
    /// What to send next: the newest kill of everything first; then, since keys that it does not list
    /// may still sign messages, the kill of each key that is alive.
    pub(crate) fn next(&self, ground: &Ground, alive: &[i64], tried: &Tried) -> Vec<Shot> {
        if alive.is_empty() {
            return Vec::new();
        }
        if self.everything {
            let all = self.kills.iter().filter(|kill| kill.ends == KillEnds::Everything);
            let shot = self.first(all, ground, tried);
            if shot.is_some() {
                return shot.into_iter().collect();
            }
        }
        let of_key = |id: &i64| {
            let own = |kill: &&PreparedKill| kill.key_id == *id && kill.ends == KillEnds::OneKey;
            self.first(self.kills.iter().filter(own), ground, tried)
        };
        alive.iter().filter_map(of_key).collect()
    }

    fn first<'a>(
        &self,
        kills: impl Iterator<Item = &'a PreparedKill> + Clone,
        ground: &Ground,
        tried: &Tried,
    ) -> Option<Shot> {
        let ways = ways(kills, &self.account, ground, self.panic_key);
        let fresh = ways.into_iter().find(|(way, kill)| !tried.contains(&(*way, kill.id)));
        fresh.map(|(way, kill)| (way, kill.clone()))
    }

    /// The kills that could still run for keys that are alive, whoever sends them.
    pub(crate) fn left(&self, ground: &Ground, alive: &[i64]) -> bool {
        let of_alive = |kill: &PreparedKill| self.everything || alive.contains(&kill.key_id);
        let mut of = self.kills.iter().filter(|kill| of_alive(kill));
        of.any(|kill| fit(kill, &self.account, ground).is_ok())
    }

    /// Names of those of the aimed keys whose rows these are, or are not.
    pub(crate) fn names(&self, ids: &[i64], among: bool) -> Vec<String> {
        let keys = self.keys.iter().filter(|key| ids.contains(&key.id) == among);
        keys.map(|key| key.name.clone()).collect()
    }

    /// What a kill ends, in words.
    pub(crate) fn what(&self, kill: &PreparedKill) -> String {
        match kill.ends {
            KillEnds::Everything => "every key".to_owned(),
            KillEnds::OneKey => {
                let key = self.keys.iter().find(|key| key.id == kill.key_id);
                format!("the key {}", key.map_or("that was granted", |key| key.name.as_str()))
            }
        }
    }
}
