//! Networks, tokens and settings in memory.

use latchkey_wallet::ports::{NetworkStore, SettingStore, StoreError, TokenStore};
use latchkey_wallet::record::{Network, Setting, Token};

use super::MemoryStore;

impl NetworkStore for MemoryStore {
    fn networks(&self) -> Result<Vec<Network>, StoreError> {
        let mut all: Vec<Network> = self.rows().networks.values().cloned().collect();
        all.sort_by_key(|network| !network.built_in);
        Ok(all)
    }

    fn network(&self, chain_id: u64) -> Result<Option<Network>, StoreError> {
        Ok(self.rows().networks.get(&chain_id).cloned())
    }

    fn put_network(&self, network: &Network) -> Result<(), StoreError> {
        self.rows().networks.insert(network.chain_id, network.clone());
        Ok(())
    }

    fn remove_network(&self, chain_id: u64) -> Result<(), StoreError> {
        let mut rows = self.rows();
        let network = rows.networks.get(&chain_id);
        if network.ok_or(StoreError::NotFound { what: "network" })?.built_in {
            let by = "it is the built-in local network".to_owned();
            return Err(StoreError::InUse { what: "network", by });
        }
        rows.refuse_while_live("network", |key| {
            key.approvals.iter().any(|a| a.chain_id == chain_id && a.ended_at_block.is_none())
        })?;
        rows.networks.remove(&chain_id);
        rows.tokens.retain(|(chain, _), _| *chain != chain_id);
        rows.ceilings.retain(|row| row.chain_id != chain_id);
        Ok(())
    }
}

impl TokenStore for MemoryStore {
    fn tokens(&self, chain_id: u64) -> Result<Vec<Token>, StoreError> {
        let rows = self.rows();
        let mut all: Vec<Token> =
            rows.tokens.values().filter(|token| token.chain_id == chain_id).cloned().collect();
        all.sort_by(|a, b| (&a.symbol, a.address).cmp(&(&b.symbol, b.address)));
        Ok(all)
    }

    fn put_token(&self, token: &Token) -> Result<(), StoreError> {
        let mut rows = self.rows();
        if !rows.networks.contains_key(&token.chain_id) {
            return Err(StoreError::NotFound { what: "network" });
        }
        rows.tokens.insert((token.chain_id, token.address), token.clone());
        Ok(())
    }
}

impl SettingStore for MemoryStore {
    fn setting(&self, setting: Setting) -> Result<Option<String>, StoreError> {
        Ok(self.rows().settings.get(setting.name()).map(|(_, value)| value.clone()))
    }

    fn set_setting(&self, setting: Setting, value: &str) -> Result<(), StoreError> {
        self.rows().settings.insert(setting.name(), (setting, value.to_owned()));
        Ok(())
    }
}
