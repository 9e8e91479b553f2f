//! From courses to a job: the owner approves once for all chains, or once for each where the owner
//! signs one thing at a time; the job is on disk before anything is sent.
//!
//! Refuses: to keep anything when the first approval is refused; after a later refusal the chains
//! that were approved go on, and the others say that they need the owner.

use alloy_primitives::Bytes;
use latchkey_core::approval::{MAX_FRAME_BYTES, MAX_LEAVES};
use latchkey_core::user_op::UserOperation;

use crate::error::{Error, Result};
use crate::record::{Account, EndChain, EndJob, EndOperation, EndState, Network};
use crate::use_case::end_keys::Extent;
use crate::use_case::end_keys::course::{Course, Way};
use crate::use_case::owner_op::OwnerAsk;
use crate::wallet::Wallet;

impl Wallet {
    /// Asks for what the courses need, and keeps the job.
    pub(crate) async fn end_approve(
        &self,
        account: &Account,
        ask: &OwnerAsk,
        courses: Vec<Course>,
        extent: Extent,
    ) -> Result<EndJob> {
        let mut job = EndJob {
            id: 0,
            account_id: account.id,
            everything: extent == Extent::All,
            what: ask.what.clone(),
            started_at: self.now(),
            chains: courses.iter().map(unsigned).collect(),
        };
        for batch in batches(&courses, account.owner().kind().signs_trees()) {
            match self.end_sign(account, ask, &batch).await {
                Ok(signed) => job = self.end_signed(job, signed).await?,
                Err(error) if job.id == 0 => return Err(error),
                // What was approved before goes on; the rest says that it was not.
                Err(error) => return self.end_unsigned(job, &error).await,
            }
        }
        if job.id == 0 { self.stored(move |s| s.create_end_job(&job)).await } else { Ok(job) }
    }

    /// Asks for what these chains of a job need, in the place of what they have.
    pub(crate) async fn end_approve_again(
        &self,
        account: &Account,
        ask: &OwnerAsk,
        courses: Vec<Course>,
        mut job: EndJob,
    ) -> Result<EndJob> {
        let fresh: Vec<EndChain> = courses.iter().map(unsigned).collect();
        for course in &fresh {
            // What was proven, or needs no approval, is left as it is.
            if let Some(kept) = job.chains.iter_mut().find(|c| c.chain_id == course.chain_id) {
                let was = kept.clone();
                *kept = EndChain { keys: was.keys, read: was.read, ..course.clone() };
            }
        }
        for batch in batches(&courses, account.owner().kind().signs_trees()) {
            let signed = self.end_sign(account, ask, &batch).await?;
            job = self.end_signed(job, signed).await?;
        }
        for chain in job.chains.iter().filter(|c| fresh.iter().any(|f| f.chain_id == c.chain_id)) {
            let (id, chain) = (job.id, chain.clone());
            self.stored(move |s| s.put_end_chain(id, &chain)).await?;
        }
        Ok(job)
    }

    /// The signed chains of one approval.
    async fn end_sign(
        &self,
        account: &Account,
        ask: &OwnerAsk,
        batch: &[&Course],
    ) -> Result<Vec<EndChain>> {
        let pairs: Vec<(&Network, &UserOperation)> = batch
            .iter()
            .flat_map(|course| course.operations().into_iter().map(move |op| (course, op)))
            .filter_map(|(course, op)| Some((course.network.as_ref()?, op)))
            .collect();
        let mut signatures = self.owner_sign(account, ask, pairs).await?.into_iter();
        Ok(batch.iter().map(|course| signed(course, &mut signatures)).collect())
    }

    /// Puts signed chains into the job and the job on disk.
    async fn end_signed(&self, mut job: EndJob, signed: Vec<EndChain>) -> Result<EndJob> {
        for chain in &signed {
            if let Some(kept) = job.chains.iter_mut().find(|c| c.chain_id == chain.chain_id) {
                kept.clone_from(chain);
            }
        }
        self.stored(move |s| {
            if job.id == 0 {
                return s.create_end_job(&job);
            }
            signed.iter().try_for_each(|chain| s.put_end_chain(job.id, chain))?;
            Ok(job)
        })
        .await
    }

    async fn end_unsigned(&self, mut job: EndJob, why: &Error) -> Result<EndJob> {
        for chain in job.chains.iter_mut().filter(|chain| chain.ask_again) {
            chain.problem = Some(why.to_string());
        }
        self.stored(move |s| {
            job.chains.iter().try_for_each(|chain| s.put_end_chain(job.id, chain))?;
            Ok(job)
        })
        .await
    }
}

impl Course {
    /// What is to be signed for it.
    pub(crate) fn operations(&self) -> Vec<&UserOperation> {
        match &self.way {
            Way::Now(job) => vec![&job.operation],
            Way::Later(operations, _) => operations.iter().collect(),
            Way::Nothing | Way::Not(_) => Vec::new(),
        }
    }
}

/// Room that one request has for operations, in bytes; the rest of a frame is names.
const ROOM: usize = MAX_FRAME_BYTES / 4 * 3;

/// Courses under one approval each: as many as one request holds, or one.
fn batches(courses: &[Course], trees: bool) -> Vec<Vec<&Course>> {
    let mut batches: Vec<Vec<&Course>> = Vec::new();
    let (mut leaves, mut bytes) = (0_usize, 0_usize);
    for course in courses {
        let operations = course.operations();
        if operations.is_empty() {
            continue;
        }
        let more = operations.iter().map(|op| written(op)).fold(0, usize::saturating_add);
        leaves = leaves.saturating_add(operations.len());
        bytes = bytes.saturating_add(more);
        match batches.last_mut() {
            Some(batch) if trees && leaves <= MAX_LEAVES && bytes <= ROOM => batch.push(course),
            Some(_) | None => {
                (leaves, bytes) = (operations.len(), more);
                batches.push(vec![course]);
            }
        }
    }
    batches
}

/// Bytes of an operation in a request, as JSON: its data in hex, and a thousand for the rest.
fn written(operation: &UserOperation) -> usize {
    let data = operation.call_data.len().saturating_add(operation.factory_data.len());
    data.saturating_mul(2).saturating_add(1_000)
}

/// A chain before the owner was asked.
fn unsigned(course: &Course) -> EndChain {
    let (state, problem, ask_again) = match &course.way {
        Way::Nothing => (EndState::Waiting, None, false),
        Way::Not(why) => (EndState::Failed, Some(why.clone()), false),
        Way::Now(_) | Way::Later(..) => {
            (EndState::Failed, Some("The owner has not approved this yet.".to_owned()), true)
        }
    };
    EndChain {
        chain_id: course.chain_id,
        keys: course.keys.clone(),
        alive: course.alive.clone(),
        state,
        signed: Vec::new(),
        shows: course.shows.clone(),
        status: None,
        operation: None,
        transaction: None,
        block: None,
        read: None,
        problem,
        ask_again,
        tries: 0,
        next_try_at: None,
    }
}

/// The same with the owner's signatures.
fn signed(course: &Course, signatures: &mut impl Iterator<Item = Bytes>) -> EndChain {
    let (prepared, problem) = match &course.way {
        Way::Later(_, why) => (true, Some(why.clone())),
        Way::Nothing | Way::Now(_) | Way::Not(_) => (false, None),
    };
    let operations = course.operations().into_iter().zip(signatures);
    let signed = operations.map(|(operation, signature)| EndOperation {
        prepared,
        operation: UserOperation { signature, ..operation.clone() },
    });
    EndChain {
        state: EndState::Waiting,
        signed: signed.collect(),
        problem,
        ask_again: false,
        ..unsigned(course)
    }
}
