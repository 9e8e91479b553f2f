//! Jobs that end keys, in memory.

use latchkey_wallet::ports::{EndJobStore, StoreError};
use latchkey_wallet::record::{EndChain, EndJob};

use super::MemoryStore;

impl EndJobStore for MemoryStore {
    fn end_jobs(&self, limit: u32) -> Result<Vec<EndJob>, StoreError> {
        let most = usize::try_from(limit).unwrap();
        Ok(self.rows().end_jobs.values().rev().take(most).cloned().collect())
    }

    fn end_job(&self, id: i64) -> Result<Option<EndJob>, StoreError> {
        Ok(self.rows().end_jobs.get(&id).cloned())
    }

    fn create_end_job(&self, job: &EndJob) -> Result<EndJob, StoreError> {
        let mut rows = self.rows();
        let job = EndJob { id: rows.next_id(), ..job.clone() };
        rows.end_jobs.insert(job.id, job.clone());
        Ok(job)
    }

    fn put_end_chain(&self, job_id: i64, chain: &EndChain) -> Result<(), StoreError> {
        let mut rows = self.rows();
        let chains = rows.end_jobs.get_mut(&job_id).map(|job| job.chains.iter_mut());
        let kept = chains.into_iter().flatten().find(|kept| kept.chain_id == chain.chain_id);
        let kept = kept.ok_or(StoreError::NotFound { what: "job" })?;
        kept.clone_from(chain);
        Ok(())
    }
}
