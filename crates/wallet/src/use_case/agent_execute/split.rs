//! Operations of keys that agents hold themselves: prepared here, signed there, sent from here.
//!
//! Why: an agent that keeps its own key still gets the pricing, the check and the bundler, and the
//! owner sees what it does. What was prepared cannot be altered before it is sent.
//! Refuses: signatures of another key or over anything else, a key that ended in the meantime, what
//! was prepared by another agent or too long ago, and everything while agent access is off.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use alloy_primitives::{B256, Bytes, U256, uint};
use latchkey_core::kernel::signature::{permission_signature, recover, recover_personal_sign};
use latchkey_core::key_state::State;
use latchkey_core::permission::SessionSigner;
use latchkey_core::webauthn::Assertion;

use super::build::{Built, Signer};
use super::choose::Choice;
use super::{Drafted, Task, WAIT_MAX, answer, sending};
use crate::error::{Code, Error, Result};
use crate::record::{Holder, Key};
use crate::use_case::number::secs;
use crate::views::{
    AgentExecute, AgentOperation, AgentPrepared, AgentSignature, AgentSubmit, ToSign,
};
use crate::wallet::Wallet;

/// What was prepared is forgotten after so many seconds.
const EXPIRES_SECS: u64 = 600;

/// Most operations that are prepared and not submitted, of all agents.
const MOST: usize = 64;

/// Half the order of secp256k1; contracts may refuse a larger `s`.
const HALF_ORDER: U256 =
    uint!(0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0_U256);

/// Operations that wait for their agents' signatures, by agent and hash. In memory only.
#[derive(Debug, Default)]
pub(crate) struct Waiting {
    kept: Mutex<HashMap<(i64, B256), Kept>>,
    /// Those that a stop dropped, the newest [`MOST`], so that their agents hear why.
    dropped: Mutex<VecDeque<(i64, B256)>>,
}

#[derive(Debug, Clone)]
struct Kept {
    task: Task,
    key: Key,
    built: Built,
    /// Unix seconds.
    at: u64,
    /// What became of it, once it was sent.
    sent: Option<AgentOperation>,
}

impl Waiting {
    fn kept(&self) -> MutexGuard<'_, HashMap<(i64, B256), Kept>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Drops what was not submitted: agents were shut out.
    pub(crate) fn drop_all(&self) {
        let mut kept = self.kept();
        let gone: Vec<_> =
            kept.iter().filter(|(_, one)| one.sent.is_none()).map(|(name, _)| *name).collect();
        kept.retain(|_, one| one.sent.is_some());
        let mut dropped = self.dropped();
        dropped.extend(gone);
        let over = dropped.len().saturating_sub(MOST);
        dropped.drain(..over);
    }

    fn dropped(&self) -> MutexGuard<'_, VecDeque<(i64, B256)>> {
        self.dropped.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Why an operation is not here.
    fn missing(&self, agent_id: i64, hash: B256) -> Error {
        if !self.dropped().contains(&(agent_id, hash)) {
            return not_prepared();
        }
        let message = "This operation waited for your signature when agents were shut out, so it was dropped.";
        let advice = "Nothing was sent. Prepare it again, if it is still wanted.";
        Error::new(Code::NotFound, message, advice).at("userOpHash")
    }

    fn keep(&self, one: Kept) -> Result<()> {
        let mut kept = self.kept();
        kept.retain(|_, other| other.at.saturating_add(EXPIRES_SECS) > one.at);
        if kept.len() >= MOST {
            let message = format!("{MOST} operations are prepared and not submitted.");
            return Err(Error::new(Code::Invalid, message, "Submit them, or wait ten minutes."));
        }
        kept.insert((one.task.agent.id, one.built.sealed.hash()), one);
        Ok(())
    }

    fn find(&self, agent_id: i64, hash: B256, now: u64) -> Option<Kept> {
        let kept = self.kept();
        let found = kept.get(&(agent_id, hash));
        found.filter(|one| one.at.saturating_add(EXPIRES_SECS) > now).cloned()
    }

    fn sent(&self, agent_id: i64, hash: B256, operation: &AgentOperation) {
        if let Some(one) = self.kept().get_mut(&(agent_id, hash)) {
            one.sent = Some(operation.clone());
        }
    }
}

impl Wallet {
    /// The exact operation for an agent's calls and a key that it holds itself, unsigned.
    ///
    /// # Errors
    /// As for [`Wallet::agent_execute`]; `Policy` when Latchkey holds the key. Nothing is signed or
    /// sent either way.
    pub async fn agent_prepare(&self, agent_id: u32, ask: AgentExecute) -> Result<AgentPrepared> {
        let task = self.task(agent_id, ask).await?;
        let drafted = self.draft(&task, Holder::Agent).await;
        if let Err(error) = &drafted {
            self.log_refusal(&task, error).await?;
        }
        let Drafted { built, key, .. } = drafted?;
        let hash = built.sealed.hash();
        let prepared = AgentPrepared {
            chain_id: secs(task.chain.0.chain_id),
            account: task.account.address.to_checksum(None),
            permission_id: key.permission_id.to_string(),
            what: task.what.clone(),
            user_op_hash: hash,
            to_sign: match built.signer {
                Signer::Ecdsa => ToSign::PersonalSign(hash),
                Signer::Passkey { .. } => ToSign::Challenge(hash),
            },
            operation: built.sealed.operation().clone(),
            entry_point: built.sealed.entry_point(),
            expires_in_secs: secs(EXPIRES_SECS),
        };
        self.waiting().keep(Kept { task, key, built, at: self.now(), sent: None })?;
        Ok(prepared)
    }

    /// Sends what was prepared, with the agent's signature. Submitting the same again answers where it
    /// stands; nothing is sent twice.
    ///
    /// # Errors
    /// `NotFound` for what was not prepared, or too long ago; `Invalid` for a signature that is not the
    /// key's over exactly this; `Stale` and `Policy` when the key ended or changed meanwhile; the rest
    /// as for [`Wallet::agent_execute`].
    pub async fn agent_submit(&self, agent_id: u32, ask: AgentSubmit) -> Result<AgentOperation> {
        let wallet = self.clone();
        // A client that hangs up must not cut an operation off between sending and keeping.
        let work = tokio::spawn(async move { wallet.submit(agent_id, ask).await });
        work.await.unwrap_or_else(|_cut| Err(Error::bug("The operation's work was cut off.")))
    }

    async fn submit(&self, agent_id: u32, ask: AgentSubmit) -> Result<AgentOperation> {
        self.access_needed()?;
        let agent = self.agent_needed(agent_id).await?;
        self.shadow_refused(&agent).await?;
        let hash = ask.user_op_hash;
        let missing = || self.waiting().missing(agent.id, hash);
        let find = || self.waiting().find(agent.id, hash, self.now()).ok_or_else(missing);
        let Kept { task, key, built, .. } = find()?;
        let signature = checked(&key, &built, &ask.signature)?;
        let _turn = self.locks().hold(key.id, task.chain.0.chain_id).await;
        // Whoever submitted the same a moment earlier was first.
        if let Some(operation) = find()?.sent {
            return self.agent_operation(agent_id, operation).await;
        }
        let usable = self.still_usable(&task, &key, &built).await;
        if let Err(error) = &usable {
            self.log_refusal(&task, error).await?;
        }
        usable?;
        self.access_needed()?;
        let signed = built.signed(&task.account, &key, &permission_signature(&signature));
        let wait = Duration::from_secs(u64::from(ask.wait_secs.min(WAIT_MAX)));
        let sent = self.send(sending(&task, &key, signed), wait).await?;
        let operation = answer(&task, &key, &sent)?;
        self.waiting().sent(agent.id, hash, &operation);
        Ok(operation)
    }

    /// Reads the key again: that it is still live, that the operation still fits what is left of it,
    /// and that it is still its first use if it was prepared as that.
    async fn still_usable(&self, task: &Task, key: &Key, built: &Built) -> Result<()> {
        let (chosen, now, _) = self.choose(task, std::slice::from_ref(key)).await?;
        if (chosen.state == State::Installed) == built.first_use.is_some() {
            let message = format!("The key “{}” was used since this was prepared.", key.name);
            return Err(Error::new(Code::Stale, message, "Nothing was sent. Prepare it again."));
        }
        let choice = Choice { account: &task.account, chain: &task.chain, calls: &task.calls, now };
        let checked = choice.check(key, &chosen.counters, built.sealed.operation());
        checked.map_err(|failure| choice.refusal(key, &failure))
    }
}

/// The signer's part of the signature field, if it is the key's over the operation's hash.
fn checked(key: &Key, built: &Built, given: &AgentSignature) -> Result<Bytes> {
    let hash = built.sealed.hash();
    match (&key.session, given, built.signer) {
        (SessionSigner::Ecdsa(address), AgentSignature::Ecdsa(bytes), _) => {
            let (bytes, high) = tidy(bytes);
            let by_key = [recover_personal_sign(hash, &bytes), recover(hash, &bytes)];
            if high {
                return Err(wrong("its s is in the upper half; lower it"));
            }
            if by_key.contains(&Ok(*address)) {
                return Ok(bytes);
            }
            Err(wrong("another key made it, or it signs something else"))
        }
        (
            SessionSigner::WebAuthn(passkey),
            AgentSignature::Passkey { authenticator_data, client_data_json, signature },
            Signer::Passkey { use_precompile },
        ) => {
            let (data, json) = (authenticator_data.clone(), client_data_json.clone());
            let answer = Assertion::new(hash, data, json, signature, use_precompile);
            let answer = answer.map_err(|error| wrong(&error.to_string()))?;
            answer.verify(passkey, hash).map_err(|error| wrong(&error.to_string()))?;
            Ok(answer.encode())
        }
        (_, AgentSignature::Ecdsa(_), _) => Err(wrong("the key is a passkey; give its answer")),
        (_, AgentSignature::Passkey { .. }, _) => {
            Err(wrong("the key is no passkey; give 65 bytes"))
        }
    }
}

/// With `v` as 27 or 28, which contracts expect; and whether `s` is in the upper half.
fn tidy(bytes: &Bytes) -> (Bytes, bool) {
    let mut tidy = bytes.to_vec();
    if let Some(v) = tidy.get_mut(64).filter(|v| **v < 27) {
        *v = v.saturating_add(27);
    }
    let high = tidy.get(32..64).is_some_and(|s| U256::from_be_slice(s) > HALF_ORDER);
    (tidy.into(), high)
}

fn wrong(why: &str) -> Error {
    let message = format!("The signature does not fit: {why}.");
    let advice = "Nothing was sent. Sign what prepare_operation gave, and submit it again.";
    Error::new(Code::Invalid, message, advice).at("signature")
}

fn not_prepared() -> Error {
    let message = "No such operation is prepared for this agent, or it was too long ago.";
    let advice = "Nothing was sent now. List the activity, or prepare it again.";
    Error::new(Code::NotFound, message, advice).at("userOpHash")
}
