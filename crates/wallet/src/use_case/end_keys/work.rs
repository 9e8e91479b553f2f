//! Goes on with jobs in the background until every chain is proven or needs the owner.
//!
//! Why: a chain that is down while keys are ended comes back some time; nobody should have to watch.
//! Refuses: two workers for one job in one process. In two processes they send the same signed
//! operation, which can run once only.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use crate::error::Result;
use crate::record::{EndChain, EndJob};
use crate::use_case::each::each;
use crate::use_case::end_keys::run::pause;
use crate::wallet::Wallet;

/// Jobs that are looked at, newest first.
pub(crate) const JOBS_MOST: u32 = 100;
/// Before work that failed in the store is tried again.
const STORE_PAUSE: Duration = Duration::from_secs(5);

impl Wallet {
    /// Goes on with jobs of an earlier run, or of another process.
    pub(crate) async fn resume_ends(&self) -> Result<()> {
        for job in self.stored(|s| s.end_jobs(JOBS_MOST)).await? {
            if job.chains.iter().any(|chain| !chain.at_rest()) {
                self.end_drive(job.id);
            }
        }
        Ok(())
    }

    /// Tries on each chain of a job once, all at the same time.
    pub(crate) async fn end_try_all(&self, job: &EndJob) -> Result<EndJob> {
        let chains = job.chains.iter().map(|chain| (self.clone(), job.id, chain.chain_id));
        let tried = each(
            chains
                .map(|(wallet, job_id, chain)| async move { wallet.end_try(job_id, chain).await }),
        );
        let chains = tried.await?.into_iter().collect::<Result<Vec<EndChain>>>()?;
        Ok(EndJob { chains, ..job.clone() })
    }

    /// Works on a job in the background, unless somebody does already.
    pub(crate) fn end_drive(&self, job_id: i64) {
        let ends = Arc::clone(self.ends());
        if !ends.take(job_id) {
            ends.ring();
            return;
        }
        let wallet = self.downgrade();
        tokio::spawn(async move {
            let mut due: HashMap<u64, Instant> = HashMap::new();
            loop {
                let Some(wallet) = wallet() else { return };
                let wait = match wallet.end_round(job_id, &mut due).await {
                    Ok(Some(wait)) => wait,
                    Ok(None) => return ends.leave(job_id),
                    Err(error) => {
                        tracing::warn!(%error, job_id, "a job that ends keys could not go on");
                        STORE_PAUSE
                    }
                };
                drop(wallet);
                tokio::select! {
                    () = tokio::time::sleep(wait) => {}
                    () = ends.rung() => due.clear(),
                }
            }
        });
    }

    /// Tries on every chain that is due; how long to wait, `None` when nothing is left to do.
    async fn end_round(
        &self,
        job_id: i64,
        due: &mut HashMap<u64, Instant>,
    ) -> Result<Option<Duration>> {
        let job = self.stored(move |s| s.end_job(job_id)).await?;
        let Some(mut job) = job else { return Ok(None) };
        let now = Instant::now();
        job.chains.retain(|chain| {
            !chain.at_rest() && due.get(&chain.chain_id).is_none_or(|at| *at <= now)
        });
        let tried = self.end_try_all(&job).await?;
        for chain in &tried.chains {
            due.insert(chain.chain_id, Instant::now() + pause(chain.tries));
        }
        let left = self.stored(move |s| s.end_job(job_id)).await?;
        let left = left.map(|job| job.chains).unwrap_or_default();
        let waits = left.iter().filter(|chain| !chain.at_rest()).map(|chain| {
            let at = due.get(&chain.chain_id).copied();
            at.map_or(Duration::ZERO, |at| at.saturating_duration_since(Instant::now()))
        });
        Ok(waits.min())
    }
}
