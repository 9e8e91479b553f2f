//! Watched agents in memory.

use latchkey_wallet::ports::{ShadowStore, StoreError};
use latchkey_wallet::record::ShadowCall;

use super::MemoryStore;

impl ShadowStore for MemoryStore {
    fn shadowed(&self) -> Result<Vec<i64>, StoreError> {
        Ok(self.rows().shadowed.iter().copied().collect())
    }

    fn set_shadow(&self, agent_id: i64, on: bool) -> Result<(), StoreError> {
        let mut rows = self.rows();
        if !rows.agents.contains_key(&agent_id) {
            return Err(StoreError::NotFound { what: "agent" });
        }
        if on {
            rows.shadowed.insert(agent_id);
        } else {
            rows.shadowed.remove(&agent_id);
        }
        Ok(())
    }

    fn add_shadow_call(&self, call: &ShadowCall, most: u32) -> Result<ShadowCall, StoreError> {
        let mut rows = self.rows();
        let same = |one: &&ShadowCall| one.key.is_some() && one.key == call.key;
        let mut own = rows.shadow_calls.iter().filter(|one| one.agent_id == call.agent_id);
        if let Some(known) = own.find(same) {
            return Ok(known.clone());
        }
        let call = ShadowCall { id: rows.next_id(), ..call.clone() };
        rows.shadow_calls.push(call.clone());
        let of = |one: &ShadowCall| one.agent_id == call.agent_id;
        let count = rows.shadow_calls.iter().filter(|one| of(one)).count();
        let mut extra = count.saturating_sub(usize::try_from(most).unwrap());
        rows.shadow_calls.retain(|one| {
            let drop = of(one) && extra > 0;
            extra -= usize::from(drop);
            !drop
        });
        Ok(call)
    }

    fn shadow_calls(&self, agent_id: i64) -> Result<Vec<ShadowCall>, StoreError> {
        let rows = self.rows();
        Ok(rows.shadow_calls.iter().filter(|one| one.agent_id == agent_id).cloned().collect())
    }

    fn clear_shadow_calls(&self, agent_id: i64) -> Result<(), StoreError> {
        self.rows().shadow_calls.retain(|one| one.agent_id != agent_id);
        Ok(())
    }
}
