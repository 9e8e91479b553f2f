//! Accounts, their owner keys, and agents in memory.

use alloy_primitives::B256;
use latchkey_wallet::ports::{AccountStore, AgentStore, OwnerKeyStore, StoreError};
use latchkey_wallet::record::{Account, Agent, OwnerKey};

use super::MemoryStore;

impl AccountStore for MemoryStore {
    fn accounts(&self) -> Result<Vec<Account>, StoreError> {
        Ok(self.rows().accounts.values().cloned().collect())
    }

    fn account(&self, id: i64) -> Result<Option<Account>, StoreError> {
        Ok(self.rows().accounts.get(&id).cloned())
    }

    fn create_account(&self, account: &Account) -> Result<Account, StoreError> {
        let mut rows = self.rows();
        if rows.accounts.values().any(|one| one.address == account.address) {
            return Err(StoreError::Duplicate { what: "an account with this address" });
        }
        let account = Account { id: rows.next_id(), former_keys: 0, ..account.clone() };
        rows.accounts.insert(account.id, account.clone());
        let key = OwnerKey { id: rows.next_id(), ..OwnerKey::first(&account) };
        rows.owner_keys.insert(key.id, key);
        Ok(account)
    }

    fn forget_account(&self, id: i64) -> Result<(), StoreError> {
        let mut rows = self.rows();
        rows.refuse_while_live("account", |key| key.account_id == id && key.may_be_live())?;
        let keys: Vec<i64> =
            rows.keys.values().filter(|key| key.account_id == id).map(|key| key.id).collect();
        keys.into_iter().for_each(|key| rows.bury(key).unwrap_or_default());
        rows.accounts.remove(&id).ok_or(StoreError::NotFound { what: "account" })?;
        let keys: Vec<i64> = rows.keys.keys().copied().collect();
        rows.kills.retain(|kill| keys.contains(&kill.key_id));
        rows.owner_keys.retain(|_, key| key.account_id != id);
        Ok(())
    }
}

impl OwnerKeyStore for MemoryStore {
    fn owner_keys(&self, account_id: i64) -> Result<Vec<OwnerKey>, StoreError> {
        let of = |key: &&OwnerKey| key.account_id == account_id;
        Ok(self.rows().owner_keys.values().filter(of).cloned().collect())
    }

    fn create_owner_key(&self, key: &OwnerKey) -> Result<OwnerKey, StoreError> {
        let mut rows = self.rows();
        let account = key.account_id;
        rows.accounts.get(&account).ok_or(StoreError::NotFound { what: "account" })?;
        let same = |one: &OwnerKey| one.account_id == account && one.public == key.public;
        if rows.owner_keys.values().any(same) {
            return Err(StoreError::Duplicate { what: "this owner key" });
        }
        let key = OwnerKey { id: rows.next_id(), ..key.clone() };
        rows.owner_keys.insert(key.id, key.clone());
        Ok(key)
    }

    fn update_owner_key(&self, key: &OwnerKey) -> Result<(), StoreError> {
        let mut rows = self.rows();
        let row = rows.owner_keys.get_mut(&key.id);
        let row = row.ok_or(StoreError::NotFound { what: "owner key" })?;
        let (id, public) = (row.account_id, row.public);
        *row = OwnerKey { account_id: id, public, vault_id: row.vault_id.clone(), ..key.clone() };
        if let Some(account) = rows.accounts.get_mut(&id).filter(|a| a.public == public) {
            (account.kind, account.kept_in) = (key.kind, key.kept_in);
        }
        Ok(())
    }

    fn owner_changed(&self, owner_key_id: i64) -> Result<Account, StoreError> {
        let mut rows = self.rows();
        let key = rows.owner_keys.get(&owner_key_id).cloned();
        let key = key.ok_or(StoreError::NotFound { what: "owner key" })?;
        let last = rows.keys.keys().max().copied().unwrap_or(0);
        let account = rows.accounts.get_mut(&key.account_id);
        let account = account.ok_or(StoreError::NotFound { what: "account" })?;
        (account.vault_id, account.public) = (key.vault_id, key.public);
        (account.kind, account.kept_in, account.former_keys) = (key.kind, key.kept_in, last);
        Ok(account.clone())
    }

    fn forget_owner_key(&self, id: i64) -> Result<(), StoreError> {
        let mut rows = self.rows();
        let key = rows.owner_keys.get(&id).ok_or(StoreError::NotFound { what: "owner key" })?;
        let account = rows.accounts.get(&key.account_id);
        if account.is_some_and(|account| account.public == key.public) {
            let by = "the account it owns".to_owned();
            return Err(StoreError::InUse { what: "owner key", by });
        }
        rows.owner_keys.remove(&id);
        Ok(())
    }
}

impl AgentStore for MemoryStore {
    fn agents(&self) -> Result<Vec<Agent>, StoreError> {
        Ok(self.rows().agents.values().cloned().collect())
    }

    fn agent_by_token(&self, token_sha256: B256) -> Result<Option<Agent>, StoreError> {
        let rows = self.rows();
        let mut present = rows.agents.values().filter(|agent| !agent.removed);
        Ok(present.find(|agent| agent.token_sha256 == token_sha256).cloned())
    }

    fn create_agent(&self, agent: &Agent) -> Result<Agent, StoreError> {
        let mut rows = self.rows();
        let clash = |one: &Agent| {
            one.token_sha256 == agent.token_sha256 || (!one.removed && one.name == agent.name)
        };
        if rows.agents.values().any(clash) {
            return Err(StoreError::Duplicate { what: "an agent with this name or token" });
        }
        let agent = Agent { id: rows.next_id(), ..agent.clone() };
        rows.agents.insert(agent.id, agent.clone());
        Ok(agent)
    }

    fn touch_agent(&self, id: i64, at: u64) -> Result<(), StoreError> {
        let mut rows = self.rows();
        let agent = rows.agents.get_mut(&id).ok_or(StoreError::NotFound { what: "agent" })?;
        agent.last_seen_at = Some(agent.last_seen_at.unwrap_or(0).max(at));
        Ok(())
    }

    fn remove_agent(&self, id: i64) -> Result<(), StoreError> {
        let mut rows = self.rows();
        rows.refuse_while_live("agent", |key| key.agent_id == id && key.may_be_live())?;
        let agent = rows.agents.get_mut(&id).ok_or(StoreError::NotFound { what: "agent" })?;
        agent.removed = true;
        Ok(())
    }
}
