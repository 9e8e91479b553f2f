//! An agent's calls as one operation: the fitting key, checked here, signed behind the pipe, sent,
//! waited for, kept.
//!
//! Why: an agent that stays within its keys is served without asking anybody; one that does not is
//! told the rule and the number before anything is signed.
//! Refuses: everything while agent access is off or the agent is only watched, and a second first
//! use of a key.

mod build;
pub(crate) mod calls;
mod choose;
mod refusal;
mod shadow;
mod split;

use std::time::Duration;

use latchkey_core::approval::Claims;
use latchkey_core::kernel::execute::Call;
use latchkey_core::key_state::State;
use latchkey_core::names::Names;

use crate::error::{Code, Error, Result};
use crate::ports::{OperationsOf, SignScope};
use crate::record::{
    Account, Agent, Holder, Key, LogEvent, Network, Operation, OperationStatus, Token,
};
use crate::use_case::grant_form::{network_claim, token_claim};
use crate::use_case::holdings::{NATIVE_DECIMALS, in_words};
use crate::use_case::key_use::{CameOf, KeyUse, WhichKey};
use crate::use_case::number::{row, secs};
use crate::use_case::send::{Sending, Sent};
use crate::views::{AgentExecute, AgentOperation};
use crate::wallet::Wallet;
pub(crate) use choose::{Choice, Chosen};
pub(crate) use split::Waiting;
use tokio::sync::OwnedMutexGuard;

/// Longest wait for inclusion, seconds.
const WAIT_MAX: u8 = 45;

/// An operation that is older than this is not waited for any more, seconds.
const PENDING_SECS: u64 = 3_600;

/// Operations of a key that are looked through for pending ones.
const PENDING_LOOK: u32 = 100;

/// Who asks for what, where.
#[derive(Debug, Clone)]
struct Task {
    agent: Agent,
    account: Account,
    chain: (Network, Vec<Token>),
    calls: Vec<Call>,
    /// Signatures of the functions it named.
    functions: Vec<String>,
    what: String,
    permission_id: Option<String>,
    wait: Duration,
}

/// An operation that is ready to be signed, while the key's turn is held.
struct Drafted {
    built: build::Built,
    key: Key,
    /// Chain time, unix seconds.
    now: u64,
    turn: OwnedMutexGuard<()>,
}

/// A signed operation, ready to leave, while the key's turn is held.
struct Prepared {
    sending: Sending,
    key: Key,
    _turn: OwnedMutexGuard<()>,
}

impl Wallet {
    /// Makes an agent's calls. A mined operation whose calls failed is an answer (`reverted`), and
    /// so is one that is still on its way (`submitted`, `unknown`).
    ///
    /// # Errors
    /// `Off`; `Invalid` at the argument; `Policy` with the rule that refused; `Stale` for a key that
    /// was ended elsewhere; `Offline`; `Bundler` when the chain refuses or the account cannot pay;
    /// `Signer`; the store's. In each case nothing was included.
    pub async fn agent_execute(&self, agent_id: u32, ask: AgentExecute) -> Result<AgentOperation> {
        let wallet = self.clone();
        // A client that hangs up must not cut an operation off between signing and keeping.
        let work = tokio::spawn(async move {
            let task = wallet.task(agent_id, ask).await?;
            let prepared = wallet.prepare(&task).await;
            if let Err(error) = &prepared {
                wallet.log_refusal(&task, error).await?;
            }
            let Prepared { sending, key, _turn } = prepared?;
            let sent = wallet.send(sending, task.wait).await?;
            answer(&task, &key, &sent)
        });
        work.await.unwrap_or_else(|_cut| Err(Error::bug("The operation's work was cut off.")))
    }

    async fn task(&self, agent_id: u32, ask: AgentExecute) -> Result<Task> {
        let agent = self.agent_needed(agent_id).await?;
        let account = self.account_needed().await?;
        let network = self.network_needed(ask.chain_id).await?;
        let chain_id = network.chain_id;
        let tokens = self.stored(move |s| s.tokens(chain_id)).await?;
        let (calls, functions) = calls::parse(&ask.calls)?;
        let claims = Claims {
            tokens: tokens.iter().map(token_claim).collect(),
            networks: vec![network_claim(&network)],
            functions: functions.clone(),
        };
        let what = calls::words(&calls, &Names::new(&claims, &[chain_id]));
        let wait = Duration::from_secs(u64::from(ask.wait_secs.min(WAIT_MAX)));
        let chain = (network, tokens);
        let permission_id = ask.permission_id;
        Ok(Task { agent, account, chain, calls, functions, what, permission_id, wait })
    }

    /// Everything up to the signature; nothing has left when this fails.
    async fn prepare(&self, task: &Task) -> Result<Prepared> {
        let Drafted { built, key, now, turn } = self.draft(task, Holder::Vault).await?;
        let scope = SignScope {
            chain_id: task.chain.0.chain_id,
            entry_point: built.sealed.entry_point(),
            now_unix_secs: now,
        };
        let signed = self.session_sign(&task.account, &key, scope, built).await?;
        self.access_needed()?;
        Ok(Prepared { sending: sending(task, &key, signed), key, _turn: turn })
    }

    /// The exact operation for the key that fits, unsigned.
    async fn draft(&self, task: &Task, holder: Holder) -> Result<Drafted> {
        self.access_needed()?;
        self.shadow_refused(&task.agent).await?;
        let keys = self.keys_for(task, holder).await?;
        let (chosen, _, _) = self.choose(task, &keys).await?;
        // One after another per key: the first use installs it, and each use takes the next nonce.
        let turn = self.locks().hold(chosen.key.id, task.chain.0.chain_id).await;
        let (chosen, choice_now, deployed) = self.choose(task, &[chosen.key]).await?;
        let lane = self.lane(task, &chosen).await?;
        let choice = Choice {
            account: &task.account,
            chain: &task.chain,
            calls: &task.calls,
            now: choice_now,
        };
        let built = self.build(&choice, &chosen, deployed, lane).await?;
        self.shadow_refused(&task.agent).await?;
        self.access_needed()?;
        Ok(Drafted { built, key: chosen.key, now: choice_now, turn })
    }

    /// The agent's keys on that chain, newest first, only their approvals there.
    async fn keys_for(&self, task: &Task, holder: Holder) -> Result<Vec<Key>> {
        let chain_id = task.chain.0.chain_id;
        let mut keys = self.keys_of(&task.account).await?;
        keys.retain(|key| key.agent_id == task.agent.id);
        if let Some(wanted) = &task.permission_id {
            keys.retain(|key| key.permission_id.to_string().eq_ignore_ascii_case(wanted));
            if keys.is_empty() {
                let message = "This agent has no key with that permission id.";
                let advice = "Nothing was signed. List the permissions and choose one of them.";
                return Err(Error::new(Code::NotFound, message, advice).at("permissionId"));
            }
        }
        if let Some(key) = keys.first().filter(|_| keys.iter().all(|key| !fits(key, holder))) {
            return Err(refusal::by_holder(key));
        }
        keys.retain(|key| fits(key, holder));
        for key in &mut keys {
            key.approvals.retain(|approval| approval.chain_id == chain_id);
        }
        keys.retain(|key| !key.approvals.is_empty());
        Ok(keys)
    }

    /// Reads the chain and chooses; also the chain's time and whether the account exists there.
    async fn choose(&self, task: &Task, keys: &[Key]) -> Result<(Chosen, u64, bool)> {
        let readings = self.read_keys(&task.account, keys).await?;
        let mut now = self.now();
        let mut deployed = false;
        if let Some(reading) = readings.first() {
            let unread = |why: &str| {
                Error::new(Code::Offline, why, "Nothing was signed. Try again when it answers.")
            };
            if let Some(problem) = &reading.problem {
                return Err(unread(problem));
            }
            deployed = reading.account.is_some_and(|account| account.deployed);
            now = reading.at.map_or(now, |at| at.timestamp.max(now));
        }
        let choice = Choice { account: &task.account, chain: &task.chain, calls: &task.calls, now };
        let of_chain: Vec<_> = readings.into_iter().flat_map(|reading| reading.keys).collect();
        let chosen = choice.of(keys, &of_chain).map_err(|error| *error)?;
        Ok((chosen, now, deployed))
    }

    /// A nonce lane that no pending operation of the key uses.
    async fn lane(&self, task: &Task, chosen: &Chosen) -> Result<u16> {
        let key_id = chosen.key.id;
        let since = self.now().saturating_sub(PENDING_SECS);
        let recent =
            self.stored(move |s| s.operations(OperationsOf::Key(key_id), PENDING_LOOK)).await?;
        let pending = |op: &&Operation| {
            op.chain_id == task.chain.0.chain_id
                && op.status.may_still_be_mined()
                && op.created_at >= since
        };
        let pending = recent.iter().filter(pending).count();
        if pending > 0 && chosen.state != State::Installed {
            let message = format!(
                "The first operation of the key “{}” is still on its way.",
                chosen.key.name
            );
            let advice = "Nothing was signed. Wait for it, then try again.";
            return Err(Error::new(Code::Stale, message, advice));
        }
        u16::try_from(pending).map_err(|_too_many| Error::bug("Too many operations are pending."))
    }

    async fn log_refusal(&self, task: &Task, error: &Error) -> Result<()> {
        match error.code {
            Code::Policy | Code::Off | Code::Stale => {
                self.tell_use(refused(task, error)).await;
                self.log(LogEvent::AgentRefused {
                    agent: task.agent.name.clone(),
                    what: task.what.clone(),
                    reason: error.message.clone(),
                })
                .await
            }
            Code::Refused
            | Code::Locked
            | Code::Offline
            | Code::Bundler
            | Code::Invalid
            | Code::NotFound
            | Code::Store
            | Code::Signer
            | Code::Bug => Ok(()),
        }
    }
}

/// A refusal, as the person may be told of it.
fn refused(task: &Task, error: &Error) -> KeyUse {
    let named = error.rule.as_ref().map(|rule| rule.permission_id.clone());
    let named = named.or_else(|| task.permission_id.clone());
    KeyUse {
        key: named.map_or(WhichKey::None, WhichKey::Permission),
        agent: task.agent.name.clone(),
        network: task.chain.0.name.clone(),
        what: task.what.clone(),
        came: CameOf::Refused(error.message.clone()),
    }
}

/// Whether a key is signed for in this way; one that nobody holds any more was the vault's.
const fn fits(key: &Key, holder: Holder) -> bool {
    matches!(key.holder, Holder::Agent) == matches!(holder, Holder::Agent)
}

/// What leaves, with who asked for it.
fn sending(task: &Task, key: &Key, signed: latchkey_core::user_op::stage::Signed) -> Sending {
    Sending {
        network: task.chain.0.clone(),
        signed,
        key_id: Some(key.id),
        agent: Some((task.agent.id, task.agent.name.clone())),
        account_id: task.account.id,
        what: task.what.clone(),
    }
}

/// What the agent is told. A refusal by the chain is an error; everything else is an operation.
fn answer(task: &Task, key: &Key, sent: &Sent) -> Result<AgentOperation> {
    let (network, operation) = (&task.chain.0, &sent.operation);
    if let (OperationStatus::Rejected, Some(why)) = (operation.status, &sent.explained) {
        return Err(refusal::by_chain(key, &network.name, why));
    }
    let fee = sent
        .receipt
        .as_ref()
        .map(|receipt| in_words(receipt.cost_wei, NATIVE_DECIMALS, &network.native_symbol));
    let transaction = operation.transaction.map(|hash| hash.to_string());
    let explorer_url = network.explorer_url.as_ref().zip(transaction.as_ref());
    Ok(AgentOperation {
        operation_id: row(operation.id),
        status: operation.status,
        chain_id: secs(network.chain_id),
        network: network.name.clone(),
        account: task.account.address.to_checksum(None),
        permission_id: key.permission_id.to_string(),
        what: task.what.clone(),
        user_op_hash: operation.hash.to_string(),
        explorer_url: explorer_url
            .map(|(base, hash)| format!("{}/tx/{hash}", base.trim_end_matches('/'))),
        transaction,
        block: operation.block_number.map(secs),
        fee,
        reason: operation.reason.clone(),
        rule: None,
    })
}
