//! Session keys in memory.

use latchkey_wallet::ports::{KeyEndStore, KeyStore, StoreError, TombstoneStore};
use latchkey_wallet::record::{ForgottenKey, Holder, Key, LogEvent};

use super::{MemoryStore, Rows, log};

impl KeyStore for MemoryStore {
    fn keys(&self) -> Result<Vec<Key>, StoreError> {
        Ok(self.rows().keys.values().rev().cloned().collect())
    }

    fn key(&self, id: i64) -> Result<Option<Key>, StoreError> {
        Ok(self.rows().keys.get(&id).cloned())
    }

    fn create_key(&self, key: &Key, sentence: &str) -> Result<Key, StoreError> {
        create(&mut self.rows(), key, sentence)
    }
}

/// Writes a key and its line.
pub(super) fn create(rows: &mut Rows, key: &Key, sentence: &str) -> Result<Key, StoreError> {
    let agent = claim(rows, key)?;
    let key = Key { id: rows.next_id(), ..key.clone() };
    rows.keys.insert(key.id, key.clone());
    let event = LogEvent::KeyGranted {
        key_id: key.id,
        name: key.name.clone(),
        agent,
        sentence: sentence.to_owned(),
    };
    log::append(&mut rows.log, key.granted_at, &event);
    Ok(key)
}

impl KeyEndStore for MemoryStore {
    fn end_approval(&self, key_id: i64, chain_id: u64, block: u64) -> Result<(), StoreError> {
        let mut rows = self.rows();
        let approvals = rows.keys.get_mut(&key_id).map(|key| key.approvals.iter_mut());
        let approval = approvals.into_iter().flatten().find(|one| one.chain_id == chain_id);
        let approval = approval.ok_or(StoreError::NotFound { what: "approval" })?;
        approval.ended_at_block.get_or_insert(block);
        Ok(())
    }

    fn secret_removed(&self, id: i64) -> Result<(), StoreError> {
        let mut rows = self.rows();
        rows.refuse_while_live("key", |key| key.id == id && key.may_be_live())?;
        let key = rows.keys.get_mut(&id).ok_or(StoreError::NotFound { what: "key" })?;
        key.holder = Holder::Nobody;
        Ok(())
    }

    fn forget_key(&self, id: i64) -> Result<(), StoreError> {
        let mut rows = self.rows();
        rows.refuse_while_live("key", |key| key.id == id && key.may_be_live())?;
        rows.kills.retain(|kill| kill.key_id != id);
        rows.bury(id).ok_or(StoreError::NotFound { what: "key" })
    }
}

impl TombstoneStore for MemoryStore {
    fn forgotten_keys(&self) -> Result<Vec<ForgottenKey>, StoreError> {
        let mut all = self.rows().forgotten.clone();
        all.sort_by_key(|key| std::cmp::Reverse(key.granted_at));
        Ok(all)
    }
}

impl Rows {
    /// Forgets a key and sets its stone.
    pub(super) fn bury(&mut self, id: i64) -> Option<()> {
        let key = self.keys.remove(&id)?;
        let account = self.accounts.get(&key.account_id)?.address;
        let agent = self.agents.get(&key.agent_id).map(|agent| agent.name.clone());
        self.forgotten.push(ForgottenKey::of(&key, account, &agent.unwrap_or_default()));
        Some(())
    }
}

/// Checks what a new key needs and marks its permission id as used; answers the agent's name.
fn claim(rows: &mut Rows, key: &Key) -> Result<String, StoreError> {
    let account = rows.accounts.get(&key.account_id);
    let address = account.ok_or(StoreError::NotFound { what: "account" })?.address;
    let agent = rows.agents.get(&key.agent_id).filter(|agent| !agent.removed);
    let name = agent.ok_or(StoreError::NotFound { what: "agent" })?.name.clone();
    if key.approvals.iter().any(|approval| !rows.networks.contains_key(&approval.chain_id)) {
        return Err(StoreError::NotFound { what: "network" });
    }
    if !rows.used_permissions.insert((address, key.permission_id)) {
        return Err(StoreError::Duplicate { what: "a key with this permission id" });
    }
    Ok(name)
}
