//! Where an agent's operation stands now, as this app last saw it on the chain.
//!
//! Refuses: operations of other agents.

use alloy_primitives::B256;

use crate::error::{Error, Result};
use crate::use_case::number::secs;
use crate::views::AgentOperation;
use crate::wallet::Wallet;

impl Wallet {
    /// The same operation with its newest status. Reads the store; the chain is looked at by
    /// whoever sent it.
    ///
    /// # Errors
    /// `NotFound` for an operation that is not this agent's; the store's.
    pub async fn agent_operation(
        &self,
        agent_id: u32,
        known: AgentOperation,
    ) -> Result<AgentOperation> {
        let hash: B256 =
            known.user_op_hash.parse().map_err(|_malformed| Error::not_found("operation"))?;
        let chain_id = u64::from(known.chain_id);
        let row = self.stored(move |s| s.operation(chain_id, hash)).await?;
        let own = row.filter(|row| row.agent_id == Some(i64::from(agent_id)));
        let row = own.ok_or_else(|| Error::not_found("operation"))?;
        Ok(AgentOperation {
            status: row.status,
            transaction: row.transaction.map(|hash| hash.to_string()),
            block: row.block_number.map(secs),
            reason: row.reason,
            ..known
        })
    }
}
