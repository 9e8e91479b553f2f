//! Jobs that end keys, as screens draw them, and trying one again now.
//!
//! Refuses: to ask the owner again where what was signed still fits.

use crate::error::{Error, Result};
use crate::record::{EndChain, EndJob, EndState, Key, Network, OperationStatus};
use crate::use_case::end_keys::Extent;
use crate::use_case::end_keys::course::Course;
use crate::use_case::end_keys::work::JOBS_MOST;
use crate::use_case::number::{row, secs};
use crate::views::{EndJobChain, EndJobView, EndOnChain, EndReport, ReadAt};
use crate::wallet::Wallet;

/// Names for what a job is about.
pub(crate) struct Names {
    keys: Vec<Key>,
    networks: Vec<Network>,
}

impl Wallet {
    /// Every job that ends keys, newest first.
    ///
    /// # Errors
    /// The store's.
    pub async fn end_jobs(&self) -> Result<Vec<EndJobView>> {
        let names = self.end_names().await?;
        let jobs = self.stored(|s| s.end_jobs(JOBS_MOST)).await?;
        Ok(jobs.iter().map(|job| names.job(job)).collect())
    }

    /// Tries a job again at once. Chains for which nothing that was signed fits any more are asked
    /// for anew, in one approval.
    ///
    /// # Errors
    /// `NotFound`; the signer's refusals; the store's. What went wrong on one chain is in the view.
    pub async fn end_retry(&self, job_id: u32) -> Result<EndJobView> {
        let id = i64::from(job_id);
        let job = self.stored(move |s| s.end_job(id)).await?;
        let mut job = self.end_try_all(&job.ok_or_else(|| Error::not_found("job"))?).await?;
        let stuck: Vec<u64> =
            job.chains.iter().filter(|c| c.state == EndState::Failed).map(|c| c.chain_id).collect();
        if !stuck.is_empty() {
            job = self.end_anew(job, &stuck).await?;
        }
        self.end_drive(id);
        Ok(self.end_names().await?.job(&job))
    }

    /// Works on every job until it is proven or needs the owner, for so long at most: for a program
    /// that would otherwise end.
    ///
    /// # Errors
    /// The store's.
    pub async fn end_work_off(&self, patience: std::time::Duration) -> Result<Vec<EndJobView>> {
        self.resume_ends().await?;
        let began = tokio::time::Instant::now();
        loop {
            let jobs = self.stored(|s| s.end_jobs(JOBS_MOST)).await?;
            let at_rest = jobs.iter().flat_map(|job| &job.chains).all(EndChain::at_rest);
            if at_rest || began.elapsed() >= patience {
                return self.end_jobs().await;
            }
            tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        }
    }

    /// Asks for what the stuck chains need as they are now, and tries it.
    async fn end_anew(&self, job: EndJob, stuck: &[u64]) -> Result<EndJob> {
        let account_id = job.account_id;
        let account = self.stored(move |s| s.account(account_id)).await?;
        let account = account.ok_or_else(|| Error::not_found("account"))?;
        let extent = if job.everything { Extent::All } else { Extent::One };
        let there = |chain: u64| stuck.contains(&chain);
        let ids: Vec<i64> =
            job.chains.iter().filter(|c| there(c.chain_id)).flat_map(|c| c.keys.clone()).collect();
        let mut keys = self.keys_of(&account).await?;
        keys.retain(|key| ids.contains(&key.id));
        for key in &mut keys {
            key.approvals.retain(|approval| there(approval.chain_id));
        }
        let mut courses = self.end_courses(&account, &keys, extent).await?;
        courses.retain(|course| there(course.chain_id));
        let ask = self.end_ask(&keys, extent).await?;
        let needs = |course: &Course| !course.operations().is_empty();
        let job = if courses.iter().any(needs) {
            self.end_approve_again(&account, &ask, courses, job).await?
        } else {
            job
        };
        self.end_try_all(&job).await
    }

    /// What ending came to, as the one who asked for it hears it.
    pub(crate) async fn end_report(&self, job: &EndJob) -> Result<EndReport> {
        let names = self.end_names().await?;
        let chains = job.chains.iter().map(|chain| names.on_chain(chain)).collect();
        Ok(EndReport { job_id: Some(row(job.id)), chains, proven: job.proven() })
    }

    pub(crate) async fn end_names(&self) -> Result<Names> {
        let (keys, networks) = self.stored(|s| Ok((s.keys()?, s.networks()?))).await?;
        Ok(Names { keys, networks })
    }
}

impl Names {
    /// Name of a network.
    pub(crate) fn network(&self, chain_id: u64) -> String {
        let found = self.networks.iter().find(|network| network.chain_id == chain_id);
        found.map_or_else(|| format!("chain {chain_id}"), |network| network.name.clone())
    }

    /// The key with this row.
    pub(crate) fn key(&self, id: i64) -> Option<&Key> {
        self.keys.iter().find(|key| key.id == id)
    }

    /// The key with this validation id, of this account.
    pub(crate) fn named(&self, account_id: i64, permission_id: [u8; 4]) -> Option<&Key> {
        let mut own = self.keys.iter().filter(|key| key.account_id == account_id);
        own.find(|key| key.permission_id.0 == permission_id)
    }

    fn of(&self, ids: impl Iterator<Item = i64>) -> Vec<String> {
        ids.filter_map(|id| self.key(id)).map(|key| key.name.clone()).collect()
    }

    fn split(&self, chain: &EndChain) -> (Vec<String>, Vec<String>) {
        let lives = |id: &i64| chain.read.is_none() || chain.alive.contains(id);
        let ended = self.of(chain.keys.iter().copied().filter(|id| !lives(id)));
        (ended, self.of(chain.keys.iter().copied().filter(lives)))
    }

    fn job(&self, job: &EndJob) -> EndJobView {
        let mut what = job.what.clone();
        if let Some(first) = what.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        EndJobView {
            id: row(job.id),
            what,
            started_at: secs(job.started_at),
            proven: job.proven(),
            chains: job.chains.iter().map(|chain| self.chain(chain)).collect(),
        }
    }

    fn chain(&self, chain: &EndChain) -> EndJobChain {
        let (ended, alive) = self.split(chain);
        EndJobChain {
            chain_id: secs(chain.chain_id),
            network: self.network(chain.chain_id),
            state: chain.state,
            transaction: chain.transaction.map(|hash| hash.to_string()),
            block: chain.block.map(secs),
            read_at: read_at(chain),
            problem: chain.problem.clone(),
            ask_again: chain.ask_again,
            next_try_at: chain.next_try_at.map(secs),
            ended,
            alive,
        }
    }

    fn on_chain(&self, chain: &EndChain) -> EndOnChain {
        let (ended, alive) = self.split(chain);
        let status = chain.status.unwrap_or(match chain.state {
            EndState::Proven => OperationStatus::Included,
            EndState::Failed => OperationStatus::Rejected,
            EndState::Waiting | EndState::Sending | EndState::Sent => OperationStatus::Signed,
        });
        EndOnChain {
            chain_id: secs(chain.chain_id),
            network: self.network(chain.chain_id),
            status,
            transaction: chain.transaction.map(|hash| hash.to_string()),
            read_at: read_at(chain),
            ended,
            alive,
            problem: chain.problem.clone(),
        }
    }
}

fn read_at(chain: &EndChain) -> Option<ReadAt> {
    chain.read.as_ref().map(|read| ReadAt { block: secs(read.block), at: secs(read.at) })
}
