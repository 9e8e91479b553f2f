//! Ends keys on their chains: one approval, one operation per chain, and success only by what the
//! chains are read to hold afterwards.
//!
//! Why: what was approved becomes a job in the store before anything of it is sent; chains that do
//! not take it now are tried again until they do, also after the app was killed.
//! Refuses: to believe a receipt, a bundler, or a chain that does not answer.

mod approve;
mod course;
mod jobs;
mod later;
mod look;
mod preview;
mod proof;

mod run;
mod work;

use latchkey_core::approval::{KeyClaim, Purpose};

use crate::error::Result;
use crate::record::{Account, Agent, Key};
use crate::tags::Tag;
use crate::use_case::owner_op::OwnerAsk;
use crate::views::EndReport;
use crate::wallet::Wallet;

/// What is ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    /// One key, the others left alone.
    One,
    /// Everything: installed keys and unused approvals, also such that this app does not know.
    All,
}

/// What screens show that ending keys makes stale.
pub(crate) const STALE: [Tag; 6] =
    [Tag::Keys, Tag::Status, Tag::Agents, Tag::Activity, Tag::Holdings, Tag::Jobs];

impl Wallet {
    /// Ends these keys: asks once, tries every chain once, and goes on in the background where a
    /// chain did not come to its end.
    pub(crate) async fn end_keys(
        &self,
        account: &Account,
        keys: &[Key],
        extent: Extent,
    ) -> Result<EndReport> {
        let courses = self.end_courses(account, keys, extent).await?;
        if courses.is_empty() {
            return Ok(EndReport { job_id: None, chains: Vec::new(), proven: true });
        }
        let ask = self.end_ask(keys, extent).await?;
        let job = self.end_approve(account, &ask, courses, extent).await?;
        let job = self.end_try_all(&job).await?;
        self.end_drive(job.id);
        self.stale(&STALE);
        self.end_report(&job).await
    }

    pub(crate) async fn end_ask(&self, keys: &[Key], extent: Extent) -> Result<OwnerAsk> {
        let agents = self.stored(|s| s.agents()).await?;
        let claims = keys.iter().map(|key| KeyClaim {
            permission_id: key.permission_id,
            name: key.name.clone(),
            agent_name: agent_name(&agents, key),
        });
        let (purpose, what) = match (extent, keys) {
            (Extent::One, [key, ..]) => (Purpose::Revoke, format!("revoke the key {}", key.name)),
            (Extent::One | Extent::All, _) => {
                (Purpose::StopAll, "stop all keys on chain".to_owned())
            }
        };
        Ok(OwnerAsk { purpose, what, keys: claims.collect() })
    }
}

/// The name of the agent a key is for; empty if it is unknown.
pub(crate) fn agent_name(agents: &[Agent], key: &Key) -> String {
    let found = agents.iter().find(|agent| agent.id == key.agent_id);
    found.map(|agent| agent.name.clone()).unwrap_or_default()
}
