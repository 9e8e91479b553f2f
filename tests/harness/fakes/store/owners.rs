//! Accounts and agents in memory.

use alloy_primitives::B256;
use latchkey_wallet::ports::{AccountStore, AgentStore, StoreError};
use latchkey_wallet::record::{Account, Agent};

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
        let account = Account { id: rows.next_id(), ..account.clone() };
        rows.accounts.insert(account.id, account.clone());
        Ok(account)
    }

    fn forget_account(&self, id: i64) -> Result<(), StoreError> {
        let mut rows = self.rows();
        rows.refuse_while_live("account", |key| key.account_id == id && key.may_be_live())?;
        rows.accounts.remove(&id).ok_or(StoreError::NotFound { what: "account" })?;
        rows.keys.retain(|_, key| key.account_id != id);
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
