//! Reads a chain to see whether keys are over there, and whether what was signed still fits.
//!
//! Why: only reads prove an end (spec 9.5), so the questions and the answers are kept as they are.
//! A signature made to be refused would prove nothing about messages: a wrong one is refused by a
//! key that is alive, too. They are judged by state: without a hook no permission answers
//! `isValidSignature`, and 0.3.3 also checks the nonce (spec 9.3).
//! Refuses: to take an answer that is missing or does not decode for a yes.

use alloy_primitives::{U256, aliases::U192};
use alloy_sol_types::{SolCall, SolValue};
use latchkey_core::abi::EntryPoint;
use latchkey_core::chain::ENTRY_POINT_07;
use latchkey_core::kernel::execute::{ExecMode, decode_execute};
use latchkey_core::kernel::nonce;
use latchkey_core::key_state::{AccountFacts, Findings, Inquiry, Question, Reply};
use latchkey_core::permission::{Permission, validation_id};
use latchkey_core::plan::{self, EndPlan, Ending, Ground, OwnerMessages, Shown};
use latchkey_core::user_op::UserOperation;

use crate::error::{Error, Result};
use crate::ports::Answers;
use crate::record::{Account, EndAnswer, EndChain, EndRead, Key, Network};
use crate::use_case::keys_on_chain::{asked, block};
use crate::wallet::Wallet;

/// What a chain showed.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    facts: AccountFacts,
    /// Keys that have something left to end.
    pub(crate) alive: Vec<(i64, Ending)>,
    /// What was promised besides, and is not there.
    unproven: Vec<Shown>,
    /// The next sequence of each lane that was signed for.
    lanes: Vec<(U192, u64)>,
    /// The reading itself.
    pub(crate) read: EndRead,
}

impl Wallet {
    /// Reads what one chain of a job holds now.
    pub(crate) async fn end_look(
        &self,
        account: &Account,
        network: &Network,
        chain: &EndChain,
    ) -> Result<Found> {
        let ids = chain.keys.clone();
        let keys = self.stored(|s| s.keys()).await?;
        let keys: Vec<Key> = keys.into_iter().filter(|key| ids.contains(&key.id)).collect();
        let questions = Questions::of(account, chain, &keys);
        let reads = questions.all.iter().cloned().map(asked).collect();
        let answers = self.ports().networks.chain(network).read(reads).await;
        let answers = answers.map_err(|error| Error::network(&network.name, &error))?;
        questions.read(&answers, self.now()).ok_or_else(|| {
            let message = format!("{} answered something that is no Kernel account.", network.name);
            Error::invalid(message, "Check the network's address in Settings.")
        })
    }
}

/// Everything that is asked at once.
struct Questions<'a> {
    account: &'a Account,
    chain: &'a EndChain,
    ids: Vec<i64>,
    approved: Vec<(Permission, u32)>,
    lanes: Vec<U192>,
    all: Vec<Question>,
}

impl<'a> Questions<'a> {
    fn of(account: &'a Account, chain: &'a EndChain, keys: &[Key]) -> Self {
        let here = |key: &Key| {
            let approval = key.approvals.iter().find(|a| a.chain_id == chain.chain_id)?;
            Some((key.id, (key.permission(), approval.validation_nonce)))
        };
        let (ids, approved): (Vec<i64>, Vec<_>) = keys.iter().filter_map(here).unzip();
        let mut lanes: Vec<U192> =
            chain.signed.iter().map(|one| nonce::key_of(one.operation.nonce)).collect();
        lanes.dedup();
        let mut questions = Self { account, chain, ids, approved, lanes, all: Vec::new() };
        questions.all = questions.inquired(|inquiry| inquiry.questions());
        questions.all.extend(shows(chain).read_back(account.address));
        questions.all.extend(questions.lanes.iter().map(|key| Question::Call {
            to: ENTRY_POINT_07,
            data:
                EntryPoint::getNonceCall { sender: account.address, key: *key }.abi_encode().into(),
        }));
        questions
    }

    fn inquired<T>(&self, with: impl FnOnce(&Inquiry<'_>) -> T) -> T {
        let owner = self.account.owner();
        with(&Inquiry {
            account: &self.account.spec,
            owner: &owner,
            keys: &self.approved,
            strangers: &[],
        })
    }

    fn read(&self, answers: &Answers, now: u64) -> Option<Found> {
        let at = answers.at;
        let replies: Vec<Reply> = answers.answers.iter().map(|one| one.clone().ok()).collect();
        let plan = shows(self.chain);
        let own = self.inquired(|inquiry| inquiry.questions().len());
        let (of_keys, rest) = replies.split_at_checked(own)?;
        let back = plan.read_back(self.account.address).len();
        let (of_plan, of_lanes) = rest.split_at_checked(back)?;
        // By the chain's own time: what is over must be over for the chain.
        let findings = self.inquired(|inquiry| inquiry.read(of_keys, block(at, 0)))?;
        let asked = self.all.iter().zip(&replies);
        Some(Found {
            facts: findings.account,
            alive: self.alive(&findings),
            unproven: plan.unproven(self.account.spec.version, of_plan),
            lanes: self.lanes.iter().zip(of_lanes).filter_map(lane).collect(),
            read: EndRead {
                block: at.number,
                block_hash: at.hash,
                timestamp: at.timestamp,
                at: now,
                answers: asked.map(|(question, reply)| kept(question, reply)).collect(),
            },
        })
    }

    fn alive(&self, findings: &Findings) -> Vec<(i64, Ending)> {
        let keys = self.ids.iter().zip(&self.approved).zip(&findings.keys);
        keys.filter_map(|((id, (permission, _)), finding)| {
            let validation_id = validation_id(permission.id());
            Some((*id, Ending { validation_id, standing: finding.verdict.ending? }))
        })
        .collect()
    }
}

/// The plan as far as reading back needs it.
fn shows(chain: &EndChain) -> EndPlan {
    EndPlan {
        calls: Vec::new(),
        mode: ExecMode::Try,
        losses: Vec::new(),
        shows: chain.shows.clone(),
        owner_messages: OwnerMessages::Untouched,
    }
}

fn lane((key, reply): (&U192, &Reply)) -> Option<(U192, u64)> {
    let word = U256::abi_decode(reply.as_ref()?).ok()?;
    Some((*key, u64::try_from(word & U256::from(u64::MAX)).ok()?))
}

fn kept(question: &Question, reply: &Reply) -> EndAnswer {
    let answer = reply.clone();
    match question {
        Question::Code(to) => EndAnswer { to: *to, data: None, answer },
        Question::Call { to, data } => EndAnswer { to: *to, data: Some(data.clone()), answer },
    }
}

impl Found {
    /// Whether the chain shows that everything is over.
    pub(crate) const fn done(&self) -> bool {
        self.alive.is_empty() && self.unproven.is_empty()
    }

    /// Whether an operation can still run here and would end what is left.
    pub(crate) fn fits(&self, account: &Account, chain: &EndChain, op: &UserOperation) -> bool {
        let parts = nonce::decode(op.nonce);
        let free = self.lanes.contains(&(nonce::key_of(op.nonce), parts.sequence));
        if !free || op.factory.is_some() == self.facts.deployed {
            return false;
        }
        let Ok(execution) = decode_execute(&op.call_data) else { return false };
        let owner = account.owner();
        let ground = Ground { account: &account.spec, owner: &owner, nonces: self.facts.nonces };
        let keys: Vec<Ending> = self.alive.iter().map(|(_, ending)| *ending).collect();
        let outcome = plan::outcome(&ground, &keys, execution.calls());
        let raised = chain.shows.iter().all(|shown| match shown {
            Shown::Raised { nonce } => {
                outcome.nonces.current >= *nonce && outcome.nonces.valid_from >= *nonce
            }
            Shown::Gone { .. } | Shown::Void { .. } | Shown::OwnerSigns { .. } => true,
        });
        outcome.over && raised
    }
}
