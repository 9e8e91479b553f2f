//! Prepared kills in memory.

use latchkey_wallet::ports::{KillStore, StoreError};
use latchkey_wallet::record::{Key, LogEvent, PreparedKill};

use super::{MemoryStore, Rows, keys, log};

impl KillStore for MemoryStore {
    fn create_key_with_kills(
        &self,
        key: &Key,
        sentence: &str,
        kills: &[PreparedKill],
    ) -> Result<Key, StoreError> {
        let mut rows = self.rows();
        let key = keys::create(&mut rows, key, sentence)?;
        kills.iter().for_each(|kill| add(&mut rows, key.id, kill));
        Ok(key)
    }

    fn add_kills(&self, at: u64, kills: &[PreparedKill]) -> Result<(), StoreError> {
        let mut rows = self.rows();
        if kills.iter().any(|kill| !rows.keys.contains_key(&kill.key_id)) {
            return Err(StoreError::NotFound { what: "key" });
        }
        let mut renewed: Vec<i64> = Vec::new();
        for kill in kills {
            add(&mut rows, kill.key_id, kill);
            if !renewed.contains(&kill.key_id) {
                renewed.push(kill.key_id);
            }
        }
        for key_id in renewed {
            log::append(&mut rows.log, at, &LogEvent::KillsRenewed { key_id });
        }
        Ok(())
    }

    fn kills(&self, account_id: i64) -> Result<Vec<PreparedKill>, StoreError> {
        let rows = self.rows();
        let of_account = |kill: &&PreparedKill| {
            rows.keys.get(&kill.key_id).is_some_and(|key| key.account_id == account_id)
        };
        Ok(rows.kills.iter().rev().filter(of_account).cloned().collect())
    }
}

fn add(rows: &mut Rows, key_id: i64, kill: &PreparedKill) {
    let kill = PreparedKill { id: rows.next_id(), key_id, ..kill.clone() };
    rows.kills.push(kill);
}
