//! One try to end keys on one chain of a job: read, and only if something is left send what fits,
//! then read again.
//!
//! Why: each try starts from what the chain holds, so it does not matter who ended a key, how often
//! it is tried, or whether the app was killed in between.
//! Refuses: to send what would not end everything that is left, and to send again what was mined.

use std::time::Duration;

use crate::error::{Error, Result};
use crate::record::{
    Account, EndChain, EndJob, EndOperation, EndState, LogEvent, Network, OperationStatus,
};
use crate::use_case::end_keys::STALE;
use crate::use_case::end_keys::look::Found;
use crate::use_case::owner_op::sealed;
use crate::use_case::passkey;
use crate::use_case::send::{Sending, Sent};
use crate::wallet::Wallet;

/// How long one try waits for inclusion.
const WAIT: Duration = Duration::from_secs(30);
/// A bundler that took an operation gets so many tries before it is handed over again.
const PATIENCE: u32 = 4;
/// Longest pause between two tries.
const PAUSE_MOST: Duration = Duration::from_secs(30);

/// A chain of a job under work.
pub(crate) struct Work {
    pub(crate) job_id: i64,
    what: String,
    account: Account,
    network: Network,
    chain: EndChain,
}

/// What comes next.
enum Step {
    /// Send the first of these that is taken.
    Send(Vec<EndOperation>),
    /// Look again later, because.
    Wait(String),
    /// The owner must approve again, because.
    AskAgain(String),
}

/// Pause before the next try.
pub(crate) fn pause(tries: u32) -> Duration {
    let doubled = Duration::from_millis(500).saturating_mul(1 << tries.min(6));
    doubled.min(PAUSE_MOST)
}

impl Wallet {
    /// Tries once on one chain of a job; what it came to is on disk.
    pub(crate) async fn end_try(&self, job_id: i64, chain_id: u64) -> Result<EndChain> {
        let _alone = self.locks().hold(job_id.saturating_neg(), chain_id).await;
        let Some(mut work) = self.end_work(job_id, chain_id).await? else {
            return self.end_without_network(job_id, chain_id).await;
        };
        if work.chain.state == EndState::Proven {
            return Ok(work.chain);
        }
        for _once_more_after_a_receipt in 0..2 {
            let found = match self.end_look(&work.account, &work.network, &work.chain).await {
                Ok(found) => found,
                Err(error) => return self.end_wait(work, error.to_string()).await,
            };
            work.chain.read = Some(found.read.clone());
            work.chain.alive = found.alive.iter().map(|(id, _)| *id).collect();
            if found.done() {
                return self.end_proven(work).await;
            }
            match self.end_step(&mut work, &found).await? {
                Step::Wait(why) => return self.end_wait(work, why).await,
                Step::AskAgain(why) => return self.end_stuck(work, why).await,
                Step::Send(ways) => {
                    if let Some(why) = self.end_send(&mut work, ways).await? {
                        return self.end_wait(work, why).await;
                    }
                }
            }
        }
        let why = "It was mined, but the chain does not show it yet.".to_owned();
        self.end_wait(work, why).await
    }

    /// The chain of a job with what is needed to work on it; `None` for a removed network.
    async fn end_work(&self, job_id: i64, chain_id: u64) -> Result<Option<Work>> {
        let (job, network) =
            self.stored(move |s| Ok((s.end_job(job_id)?, s.network(chain_id)?))).await?;
        let job = job.ok_or_else(|| Error::not_found("job"))?;
        let account_id = job.account_id;
        let account = self.stored(move |s| s.account(account_id)).await?;
        let account = account.ok_or_else(|| Error::not_found("account"))?;
        let chain = chain_of(&job, chain_id)?;
        let what = job.what;
        Ok(network.map(|network| Work { job_id, what, account, network, chain }))
    }

    async fn end_without_network(&self, job_id: i64, chain_id: u64) -> Result<EndChain> {
        let job = self.stored(move |s| s.end_job(job_id)).await?;
        let mut chain = chain_of(&job.ok_or_else(|| Error::not_found("job"))?, chain_id)?;
        if chain.state != EndState::Proven {
            let why = format!("Chain {chain_id} is not among the networks any more. Add it again.");
            (chain.state, chain.problem, chain.next_try_at) = (EndState::Failed, Some(why), None);
        }
        self.end_keep(job_id, &chain).await?;
        Ok(chain)
    }

    /// What to do about a chain that does not show the end.
    async fn end_step(&self, work: &mut Work, found: &Found) -> Result<Step> {
        let chain = &mut work.chain;
        if let Some(hash) = chain.operation {
            let chain_id = chain.chain_id;
            if let Some(row) = self.stored(move |s| s.operation(chain_id, hash)).await? {
                chain.status = Some(row.status);
                (chain.transaction, chain.block) = (row.transaction, row.block_number);
            }
        }
        let account = &work.account;
        let fit = chain.signed.iter().filter(|one| found.fits(account, chain, &one.operation));
        let ways: Vec<EndOperation> = fit.cloned().collect();
        let mined = chain.status.is_some_and(OperationStatus::is_final);
        if mined && chain.block.is_some_and(|block| block > found.read.block) {
            return Ok(Step::Wait("It was mined; the node does not know that block yet.".into()));
        }
        if ways.is_empty() || mined {
            return Ok(Step::AskAgain(stuck(chain).to_owned()));
        }
        let taken = chain.status.is_some_and(OperationStatus::may_still_be_mined);
        if taken && chain.tries < PATIENCE {
            return Ok(Step::Wait("The bundler has it; it was not mined yet.".to_owned()));
        }
        Ok(Step::Send(ways))
    }

    /// Hands over the first that is taken; why it is not mined now, if it is not.
    async fn end_send(&self, work: &mut Work, ways: Vec<EndOperation>) -> Result<Option<String>> {
        let precompile = match work.account.owner().passkey() {
            Some(_) => match self.use_precompile(&work.network).await {
                Ok(flag) => Some(flag),
                Err(error) => return Ok(Some(error.to_string())),
            },
            None => None,
        };
        let mut refused: Option<String> = None;
        for way in ways {
            let sent = self.end_hand_over(work, &way, precompile).await?;
            match sent.operation.status {
                OperationStatus::Included | OperationStatus::Reverted => return Ok(None),
                OperationStatus::Submitted | OperationStatus::Unknown => {
                    let reason = sent.operation.reason;
                    return Ok(reason.or(Some("The bundler has it; it was not mined yet.".into())));
                }
                OperationStatus::Rejected | OperationStatus::Signed => {
                    let name = &work.network.name;
                    let said = sent.operation.reason.unwrap_or_default();
                    refused
                        .get_or_insert(format!("The bundler of {name} does not take it: {said}"));
                }
            }
        }
        Ok(refused)
    }

    async fn end_hand_over(
        &self,
        work: &mut Work,
        way: &EndOperation,
        precompile: Option<bool>,
    ) -> Result<Sent> {
        let operation = &way.operation;
        let signature = passkey::flagged(operation.signature.clone(), precompile);
        let signed = sealed(operation, work.chain.chain_id).sign(signature);
        let chain = &mut work.chain;
        (chain.state, chain.operation) = (EndState::Sending, Some(signed.hash()));
        (chain.transaction, chain.block, chain.next_try_at) = (None, None, None);
        chain.ask_again = false;
        self.end_keep(work.job_id, &work.chain).await?;
        let sending = Sending {
            network: work.network.clone(),
            signed,
            key_id: None,
            agent: None,
            account_id: work.account.id,
            what: work.what.clone(),
        };
        let sent = self.send(sending, WAIT).await?;
        let chain = &mut work.chain;
        chain.status = Some(sent.operation.status);
        (chain.transaction, chain.block) =
            (sent.operation.transaction, sent.operation.block_number);
        Ok(sent)
    }

    async fn end_wait(&self, mut work: Work, why: String) -> Result<EndChain> {
        let chain = &mut work.chain;
        let taken = chain.status.is_some_and(|s| s.may_still_be_mined() || s.is_final());
        // What only the owner can move does not begin to wait because a chain fell silent.
        if chain.ask_again || (chain.signed.is_empty() && chain.state == EndState::Failed) {
            self.end_keep(work.job_id, &work.chain).await?;
            return Ok(work.chain);
        }
        chain.state = if taken { EndState::Sent } else { EndState::Waiting };
        chain.next_try_at = Some(self.now().saturating_add(pause(chain.tries).as_secs().max(1)));
        chain.tries = chain.tries.saturating_add(1);
        chain.problem = Some(why);
        self.end_keep(work.job_id, &work.chain).await?;
        Ok(work.chain)
    }

    async fn end_stuck(&self, mut work: Work, why: String) -> Result<EndChain> {
        let chain = &mut work.chain;
        (chain.state, chain.ask_again, chain.next_try_at) = (EndState::Failed, true, None);
        // Why nothing was signed says more than that nothing was.
        if chain.problem.is_none() || !chain.signed.is_empty() {
            chain.problem = Some(why);
        }
        self.end_keep(work.job_id, &work.chain).await?;
        Ok(work.chain)
    }

    async fn end_proven(&self, mut work: Work) -> Result<EndChain> {
        let chain = &mut work.chain;
        (chain.state, chain.problem, chain.next_try_at) = (EndState::Proven, None, None);
        chain.ask_again = false;
        let block = chain.read.as_ref().map_or(0, |read| read.block);
        let (ids, chain_id, kept) = (chain.keys.clone(), chain.chain_id, chain.clone());
        let job_id = work.job_id;
        let fresh: Vec<i64> = self
            .stored(move |s| {
                let live = s.keys()?.into_iter().filter(|key| ids.contains(&key.id));
                let live = live.filter(|key| {
                    key.approvals
                        .iter()
                        .any(|a| a.chain_id == chain_id && a.ended_at_block.is_none())
                });
                let fresh: Vec<i64> = live.map(|key| key.id).collect();
                fresh.iter().try_for_each(|id| s.end_approval(*id, chain_id, block))?;
                s.put_end_chain(job_id, &kept)?;
                Ok(fresh)
            })
            .await?;
        for key_id in fresh {
            let transaction = work.chain.transaction;
            self.log(LogEvent::KeyRevoked { key_id, chain_id, transaction }).await?;
        }
        self.forget_ended(&work.account);
        self.stale(&STALE);
        Ok(work.chain)
    }

    async fn end_keep(&self, job_id: i64, chain: &EndChain) -> Result<()> {
        let kept = chain.clone();
        self.stored(move |s| s.put_end_chain(job_id, &kept)).await?;
        self.stale(&STALE);
        Ok(())
    }
}

fn chain_of(job: &EndJob, chain_id: u64) -> Result<EndChain> {
    let found = job.chains.iter().find(|chain| chain.chain_id == chain_id);
    found.cloned().ok_or_else(|| Error::not_found("job"))
}

/// Why nothing that was signed can do it.
fn stuck(chain: &EndChain) -> &'static str {
    match (chain.status, chain.signed.is_empty()) {
        (_, true) => "The chain shows keys that nothing was signed for. Approve it again.",
        (Some(OperationStatus::Included | OperationStatus::Reverted), _) => {
            "What was sent was mined, but the chain shows that it did not end everything. Approve it \
             again."
        }
        (
            None
            | Some(
                OperationStatus::Signed
                | OperationStatus::Submitted
                | OperationStatus::Rejected
                | OperationStatus::Unknown,
            ),
            false,
        ) => {
            "The chain has changed since it was signed, and what was signed does not fit any more. \
             Approve it again."
        }
    }
}
