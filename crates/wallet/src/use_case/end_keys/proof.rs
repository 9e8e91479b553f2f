//! The proof of a job, to be saved: what was asked, what was answered, what follows.
//!
//! Why: "off" is only worth something if somebody else can check it. Everything here follows from
//! the answers that are in it; they are judged anew, by the time of the block they stem from.
//! Refuses: to repeat what the job says of itself; a chain whose answers do not show it is not proven.

use latchkey_core::chain::ENTRY_POINT_07;
use latchkey_core::kernel::version::KernelVersion;
use latchkey_core::key_state::{
    AccountFacts, Block, Finding, Findings, Inquiry, KeyFacts, Messages, Reply, State,
};
use latchkey_core::permission::{Permission, validation_id};

use crate::error::{Error, Result};
use crate::record::{Account, Approval, EndAnswer, EndChain, EndRead, EndState, Key};
use crate::use_case::end_keys::jobs::Names;
use crate::views::{EndProof, ProvenChain, ProvenKey, ProvenRead};
use crate::wallet::Wallet;

/// Name of the format; a change that older readers would misread gets another number.
const FORMAT: &str = "latchkey-end-proof/1";

impl Wallet {
    /// The proof of a job as it stands; see [`EndProof::proven`].
    ///
    /// # Errors
    /// `NotFound`; the store's.
    pub async fn end_proof(&self, job_id: u32) -> Result<EndProof> {
        let id = i64::from(job_id);
        let job = self.stored(move |s| s.end_job(id)).await?;
        let job = job.ok_or_else(|| Error::not_found("job"))?;
        let account_id = job.account_id;
        let account = self.stored(move |s| s.account(account_id)).await?;
        let account = account.ok_or_else(|| Error::not_found("account"))?;
        let names = self.end_names().await?;
        let chains: Vec<ProvenChain> =
            job.chains.iter().map(|chain| Showing::of(&account, &names, chain).chain()).collect();
        Ok(EndProof {
            format: FORMAT.to_owned(),
            what: job.what,
            started_at: job.started_at,
            everything: job.everything,
            account: account.address.to_checksum(None),
            kernel_version: account.spec.version.name().to_owned(),
            entry_point: ENTRY_POINT_07.to_checksum(None),
            proven: chains.iter().all(|chain| chain.proven),
            chains,
        })
    }
}

/// One chain with what its answers come to.
struct Showing<'a> {
    account: &'a Account,
    names: &'a Names,
    chain: &'a EndChain,
    keys: Vec<(&'a Key, &'a Approval)>,
    findings: Option<Findings>,
}

impl<'a> Showing<'a> {
    fn of(account: &'a Account, names: &'a Names, chain: &'a EndChain) -> Self {
        let mut ids = chain.keys.clone();
        // In the order they were read: as the store lists them.
        ids.sort_unstable_by(|a, b| b.cmp(a));
        let keys = ids.iter().filter_map(|id| {
            let key = names.key(*id)?;
            Some((key, key.approvals.iter().find(|a| a.chain_id == chain.chain_id)?))
        });
        let keys: Vec<(&Key, &Approval)> = keys.collect();
        let findings = chain.read.as_ref().and_then(|read| findings(account, &keys, read));
        Self { account, names, chain, keys, findings }
    }

    fn chain(&self) -> ProvenChain {
        let read = self.chain.read.as_ref();
        let facts = self.findings.as_ref().map(|findings| findings.account);
        let nonces = facts.filter(|facts| facts.deployed).map(|facts| facts.nonces);
        let keys: Vec<ProvenKey> = match (&self.findings, facts) {
            (Some(findings), Some(facts)) => {
                let pairs = self.keys.iter().zip(&findings.keys);
                pairs.map(|(key, finding)| self.key(key, finding, &facts)).collect()
            }
            (_, _) => Vec::new(),
        };
        let over = self.findings.is_some() && keys.iter().all(|key| key.over);
        ProvenChain {
            chain_id: self.chain.chain_id,
            network: self.names.network(self.chain.chain_id),
            proven: self.chain.state == EndState::Proven && over,
            operation: self.chain.operation.map(|hash| hash.to_string()),
            transaction: self.chain.transaction.map(|hash| hash.to_string()),
            transaction_block: self.chain.block,
            block: read.map(|read| read.block),
            block_hash: read.and_then(|read| read.block_hash).map(|hash| hash.to_string()),
            timestamp: read.map(|read| read.timestamp),
            current_nonce: nonces.map(|nonces| nonces.current),
            valid_nonce_from: nonces.map(|nonces| nonces.valid_from),
            keys,
            reads: read.map(|read| read.answers.iter().map(said).collect()).unwrap_or_default(),
        }
    }

    fn key(
        &self,
        (key, approval): &(&Key, &Approval),
        finding: &Finding,
        account: &AccountFacts,
    ) -> ProvenKey {
        let facts = finding.facts.as_ref();
        let version = self.account.spec.version;
        ProvenKey {
            name: key.name.clone(),
            permission_id: key.permission_id.to_string(),
            validation_id: validation_id(key.permission_id).to_string(),
            approved_nonce: approval.validation_nonce,
            stored_nonce: facts.map(|facts| facts.nonce),
            installed: facts.map(|facts| facts.installed),
            state: state(finding.verdict.state).to_owned(),
            over: finding.verdict.is_over(),
            operations: operations(finding, approval, account),
            messages: facts.map_or_else(unread, |facts| messages(facts, finding, version)),
        }
    }
}

/// What the kept answers come to, if they are answers to what is asked now.
fn findings(account: &Account, keys: &[(&Key, &Approval)], read: &EndRead) -> Option<Findings> {
    let owner = account.owner();
    let approved: Vec<(Permission, u32)> =
        keys.iter().map(|(key, a)| (key.permission(), a.validation_nonce)).collect();
    let inquiry =
        Inquiry { account: &account.spec, owner: &owner, keys: &approved, strangers: &[] };
    let questions = inquiry.questions();
    let of_keys = read.answers.get(..questions.len())?;
    let same = questions.iter().zip(of_keys).all(|(question, kept)| kept.is_to(question));
    let replies: Vec<Reply> = of_keys.iter().map(|kept| kept.answer.clone()).collect();
    let block = Block { number: read.block, timestamp: read.timestamp };
    same.then(|| inquiry.read(&replies, block)).flatten()
}

fn said(kept: &EndAnswer) -> ProvenRead {
    let method = if kept.data.is_some() { "eth_call" } else { "eth_getCode" };
    ProvenRead {
        method: method.to_owned(),
        to: kept.to.to_checksum(None),
        data: kept.data.as_ref().map(ToString::to_string),
        answer: kept.answer.as_ref().map(ToString::to_string),
    }
}

const fn state(state: State) -> &'static str {
    match state {
        State::NotDeployed => "approved, not used; the account does not exist",
        State::ApprovedUnused => "approved, not used",
        State::ApprovalDormant => "approval for a later number",
        State::ApprovalStale => "approval of another owner",
        State::Installed => "installed",
        State::Invalidated => "ended by a raised number",
        State::Uninstalled => "uninstalled",
        State::Expired => "expired",
        State::Exhausted => "exhausted",
        State::Drifted(_) => "installed, but not as approved",
        State::Unknown(_) => "not read",
    }
}

/// Why no operation of the key passes, from the numbers that were read.
fn operations(finding: &Finding, approval: &Approval, account: &AccountFacts) -> String {
    let Some(key) = &finding.facts else { return unread() };
    let (n, s) = (approval.validation_nonce, key.nonce);
    if !finding.verdict.is_over() {
        "They may pass.".to_owned()
    } else if finding.verdict.state == State::Expired {
        "The time in its policies is over.".to_owned()
    } else if finding.verdict.state == State::Exhausted {
        "No use is left in its policies.".to_owned()
    } else if key.installed {
        let v = account.nonces.valid_from;
        format!("It is installed under number {s}; the account takes {v} and later only.")
    } else if s >= n {
        format!(
            "Not installed. Its approval is for number {n}; {s} is stored, so it installs nothing."
        )
    } else {
        let c = account.nonces.current;
        format!("Not installed. Its approval is for number {n}; the account takes {c} only.")
    }
}

/// Why no message signature of the key passes.
fn messages(key: &KeyFacts, finding: &Finding, version: KernelVersion) -> String {
    match (finding.verdict.messages, key.installed) {
        (Messages::Nobody, false) => {
            "Its hook is zero, so isValidSignature reverts for it.".to_owned()
        }
        (Messages::Nobody, true) if finding.verdict.state == State::Invalidated => match version {
            KernelVersion::V0_3_3 => {
                "Kernel 0.3.3 refuses messages below the valid number too.".to_owned()
            }
            KernelVersion::V0_3_0 | KernelVersion::V0_3_1 | KernelVersion::V0_3_2 => {
                "Its policies let nobody ask for its messages.".to_owned()
            }
        },
        (Messages::Nobody, true) => "Its policies let nobody ask for its messages.".to_owned(),
        (Messages::Listed | Messages::Anybody, _) => "They may pass.".to_owned(),
    }
}

fn unread() -> String {
    "It was not read.".to_owned()
}
