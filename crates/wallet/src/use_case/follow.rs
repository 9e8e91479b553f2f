//! Follows the chains while the app runs: new blocks make screens read again, and operations that
//! were on their way when the app last ended are looked for.
//!
//! Refuses: to send anything, or anything again.

use std::time::Duration;

use latchkey_core::chain::ENTRY_POINT_07;
use latchkey_core::user_op::UserOperation;
use latchkey_core::user_op::stage::{Draft, Gas};

use crate::error::{Error, Result};
use crate::ports::OperationsOf;
use crate::record::{Agent, Network, Operation};
use crate::tags::Tag;
use crate::use_case::each::each;
use crate::use_case::rhythm::Rhythm;
use crate::use_case::send::{Sending, Sent};
use crate::wallet::Wallet;

/// Most operations of an earlier run that are looked for.
const RESUME_MOST: u32 = 50;

/// Jobs that another process left are looked for every so many rounds.
const JOBS_EVERY: u32 = 5;

/// The off switch is looked at every so many rounds, one round trip per network.
const SWITCH_EVERY: u32 = 60;

impl Wallet {
    /// Starts following, looking every so often. Ends with the wallet.
    pub fn follow(&self, every: Duration) {
        let wallet = self.downgrade();
        tokio::spawn(async move {
            let mut rhythm = Rhythm::default();
            let mut round = 0_u32;
            loop {
                {
                    let Some(wallet) = wallet() else { return };
                    if round == 0 {
                        wallet.take_up().await;
                    }
                    if round.is_multiple_of(JOBS_EVERY)
                        && let Err(error) = wallet.resume_ends().await
                    {
                        tracing::warn!(%error, "jobs that end keys were not looked for");
                    }
                    if round.is_multiple_of(SWITCH_EVERY) {
                        wallet.look_at_switch_soon();
                    }
                    if let Err(error) = wallet.look_at_heads(&mut rhythm, round).await {
                        tracing::debug!(%error, "the chains were not looked at");
                    }
                }
                round = round.saturating_add(1);
                tokio::time::sleep(every).await;
            }
        });
    }

    /// Whether somebody looks at the app; while nobody does, chains are asked less often.
    pub fn watched_set(&self, watched: bool) {
        self.with_live(|live| live.unwatched = !watched);
    }

    /// What an earlier run left.
    async fn take_up(&self) {
        if let Err(error) = self.resume_operations().await {
            tracing::warn!(%error, "operations of an earlier run were not looked for");
        }
        if let Ok(account) = self.account_needed().await {
            self.forget_ended(&account);
        }
    }

    /// Reads the keys where a chain has a new block, and tells what to read again.
    async fn look_at_heads(&self, rhythm: &mut Rhythm, round: u32) -> Result<()> {
        let mut networks: Vec<Network> = self.stored(|s| s.networks()).await?;
        networks.retain(|network| rhythm.due(network, round));
        let looked = each(networks.into_iter().map(|network| {
            let chain = self.ports().networks.chain(&network);
            async move { (network, chain.head().await.map(|head| head.number)) }
        }))
        .await?;
        let watched = !self.with_live(|live| live.unwatched);
        let mut tags: Vec<Tag> = Vec::new();
        for (network, head) in looked {
            let news = rhythm.heard(&network, head.as_ref().ok().copied(), round, watched);
            if let Err(error) = head {
                let problem = Error::network(&network.name, &error).to_string();
                if self.last_read().failed(network.chain_id, problem, self.now()) {
                    tags.push(Tag::Keys);
                }
            }
            if news.block {
                self.refresh_soon(network.chain_id);
                tags.push(Tag::Holdings);
            }
            if news.reach {
                self.ends().ring();
                tags.extend([Tag::Holdings, Tag::Networks]);
            }
        }
        if !tags.is_empty() {
            self.stale(&tags);
        }
        Ok(())
    }

    /// Looks for the operations that were on their way when the app last ended.
    async fn resume_operations(&self) -> Result<()> {
        let (rows, networks, agents) = self
            .stored(|s| {
                let rows = s.operations(OperationsOf::Unsettled, RESUME_MOST)?;
                Ok((rows, s.networks()?, s.agents()?))
            })
            .await?;
        for row in rows {
            let network = networks.iter().find(|network| network.chain_id == row.chain_id);
            if let Some(sending) = network.and_then(|network| sending(&row, network, &agents)) {
                let sent = Sent { operation: row, receipt: None, explained: None };
                self.watch(sending, sent);
            }
        }
        Ok(())
    }
}

/// What was sent, from its row; `None` if the row is not the operation it says.
fn sending(row: &Operation, network: &Network, agents: &[Agent]) -> Option<Sending> {
    let op: UserOperation = serde_json::from_str(&row.signed_json).ok()?;
    let (signature, paymaster) = (op.signature.clone(), op.paymaster.clone());
    let gas = Gas {
        call_gas_limit: op.call_gas_limit,
        verification_gas_limit: op.verification_gas_limit,
        pre_verification_gas: op.pre_verification_gas,
        max_fee_per_gas: op.max_fee_per_gas,
        max_priority_fee_per_gas: op.max_priority_fee_per_gas,
    };
    let sealed = Draft::new(op).price(gas, paymaster).seal(ENTRY_POINT_07, row.chain_id);
    let agent = agents.iter().find(|agent| Some(agent.id) == row.agent_id);
    (sealed.hash() == row.hash).then(|| Sending {
        network: network.clone(),
        signed: sealed.sign(signature),
        key_id: row.key_id,
        agent: agent.map(|agent| (agent.id, agent.name.clone())),
        account_id: row.account_id,
        what: "an operation of an earlier run".to_owned(),
    })
}
