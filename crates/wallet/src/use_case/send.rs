//! Sends a signed operation, waits for the chain, and keeps what became of it.
//!
//! Why: a signed operation can be mined long after it was signed; its row is written before it is
//! sent, and every change of its status after.
//! Refuses: to call an operation done before a receipt says so, and to send anything twice.

use std::time::Duration;

use alloy_primitives::B256;
use latchkey_core::errors::{self, Explained};
use latchkey_core::text;
use latchkey_core::user_op::stage::Signed;
use tokio::time::{Instant, sleep};

use crate::error::{Code, Error, Result};
use crate::ports::{Bundler, NetworkError, OpReceipt, Store, StoreError};
use crate::record::{LogEvent, Network, Operation, OperationStatus};
use crate::tags::Tag;
use crate::use_case::key_use::{CameOf, KeyUse, WhichKey};
use crate::wallet::Wallet;

/// First wait between two looks; it grows by half each time, to a second.
const LOOK_EVERY: Duration = Duration::from_millis(150);
const LOOK_AT_MOST_EVERY: Duration = Duration::from_secs(1);

/// An operation on its way.
#[derive(Debug, Clone)]
pub(crate) struct Sending {
    /// Where.
    pub(crate) network: Network,
    /// The bytes.
    pub(crate) signed: Signed,
    /// The key that signed; `None` = the owner.
    pub(crate) key_id: Option<i64>,
    /// The agent that asked: row and name.
    pub(crate) agent: Option<(i64, String)>,
    /// Account that sends.
    pub(crate) account_id: i64,
    /// What it does, in words.
    pub(crate) what: String,
}

/// What became of it so far.
#[derive(Debug, Clone)]
pub(crate) struct Sent {
    /// The row, with its newest status.
    pub(crate) operation: Operation,
    /// Once it was mined.
    pub(crate) receipt: Option<OpReceipt>,
    /// Why it failed, if it did.
    pub(crate) explained: Option<Explained>,
}

impl Wallet {
    /// Writes the row, sends, waits at most `wait`. The row exists before anything leaves.
    pub(crate) async fn send(&self, sending: Sending, wait: Duration) -> Result<Sent> {
        let sent = self.send_only(&sending).await?;
        self.follow_up(sending, sent, wait).await
    }

    /// The same where another way is at hand: a bundler that does not answer is not waited for.
    pub(crate) async fn send_or_move_on(&self, sending: Sending, wait: Duration) -> Result<Sent> {
        let sent = self.send_only(&sending).await?;
        let taken = sent.operation.status == OperationStatus::Submitted;
        self.follow_up(sending, sent, if taken { wait } else { Duration::ZERO }).await
    }

    async fn follow_up(&self, sending: Sending, sent: Sent, wait: Duration) -> Result<Sent> {
        let mut sent = sent;
        if sent.operation.status.may_still_be_mined() {
            self.wait(&sending, &mut sent, wait).await?;
        }
        if sent.operation.status.may_still_be_mined() {
            self.watch(sending, sent.clone());
        }
        self.refresh_soon(sent.operation.chain_id);
        self.stale(&[Tag::Holdings, Tag::Keys, Tag::Activity]);
        Ok(sent)
    }

    async fn send_only(&self, sending: &Sending) -> Result<Sent> {
        let signed = &sending.signed;
        let json = serde_json::to_string(signed.operation())
            .map_err(|_unwritable| Error::bug("An operation could not be written down."))?;
        let row = Operation {
            id: 0,
            key_id: sending.key_id,
            agent_id: sending.agent.as_ref().map(|(id, _)| *id),
            account_id: sending.account_id,
            chain_id: signed.chain_id(),
            hash: signed.hash(),
            signed_json: json,
            status: OperationStatus::Signed,
            transaction: None,
            block_number: None,
            reason: None,
            created_at: self.now(),
        };
        let operation = self.stored(move |s| kept(s, &row)).await?;
        self.held_back(sending)?;
        let mut sent = Sent { operation, receipt: None, explained: None };
        let bundler = self.ports().networks.bundler(&sending.network);
        let answer = bundler.send(signed.operation(), signed.entry_point()).await;
        let (status, explained) = accepted(answer, signed.hash());
        sent.explained = explained;
        self.moved(sending, &mut sent, status).await?;
        Ok(sent)
    }

    /// An agent's operation does not leave while everything is stopped, signed or not; the owner's do.
    fn held_back(&self, sending: &Sending) -> Result<()> {
        if sending.agent.is_none() || self.stopped().is_none() {
            return Ok(());
        }
        let message = "The owner has stopped all keys. The operation was signed before that; it was not sent and will not be.";
        let advice = "Ask the owner. Once agents are let in again, make it anew.";
        Err(Error::new(Code::Off, message, advice))
    }

    async fn wait(&self, sending: &Sending, sent: &mut Sent, wait: Duration) -> Result<()> {
        let bundler = self.ports().networks.bundler(&sending.network);
        let until = Instant::now().checked_add(wait);
        let mut pause = LOOK_EVERY;
        loop {
            if self.look(bundler.as_ref(), sending, sent).await? {
                return Ok(());
            }
            if until.is_none_or(|until| Instant::now() + pause > until) {
                return Ok(());
            }
            sleep(pause).await;
            pause = LOOK_AT_MOST_EVERY.min(pause.saturating_mul(3) / 2);
        }
    }

    /// Looks once for a receipt; whether there was one.
    async fn look(
        &self,
        bundler: &dyn Bundler,
        sending: &Sending,
        sent: &mut Sent,
    ) -> Result<bool> {
        let Ok(Some(receipt)) = bundler.receipt(sent.operation.hash).await else {
            return Ok(false);
        };
        let status = if receipt.success {
            OperationStatus::Included
        } else {
            sent.explained = Some(errors::explain(&receipt.revert_data));
            OperationStatus::Reverted
        };
        sent.operation.transaction = Some(receipt.transaction);
        sent.operation.block_number = Some(receipt.block_number);
        sent.receipt = Some(receipt);
        self.moved(sending, sent, status).await?;
        Ok(true)
    }

    /// Keeps looking for ten minutes after the caller got its answer.
    pub(crate) fn watch(&self, sending: Sending, mut sent: Sent) {
        let wallet = self.clone();
        tokio::spawn(async move {
            let patience = Duration::from_secs(600);
            if let Err(error) = wallet.wait(&sending, &mut sent, patience).await {
                tracing::warn!(%error, hash = %sent.operation.hash, "an operation was lost sight of");
            }
            wallet.refresh_soon(sent.operation.chain_id);
            wallet.stale(&[Tag::Holdings, Tag::Keys, Tag::Activity]);
        });
    }

    /// Writes a new status and its line.
    async fn moved(
        &self,
        sending: &Sending,
        sent: &mut Sent,
        status: OperationStatus,
    ) -> Result<()> {
        sent.operation.status = status;
        sent.operation.reason = sent.explained.as_ref().map(|why| why.words.clone());
        let event = LogEvent::Operation {
            hash: sent.operation.hash,
            chain_id: sent.operation.chain_id,
            key_id: sending.key_id,
            agent: sending.agent.as_ref().map(|(_, name)| name.clone()),
            what: sending.what.clone(),
            status,
            reason: sent.operation.reason.clone(),
        };
        let (row, now) = (sent.operation.clone(), self.now());
        let moved = self.stored(move |s| {
            let moved = s.update_operation(&row)?;
            if moved {
                s.append(now, &event)?;
            }
            Ok(moved)
        });
        if moved.await?
            && let Some(used) = key_use(sending, &sent.operation)
        {
            self.tell_use(used).await;
        }
        self.stale(&[Tag::Activity]);
        Ok(())
    }
}

/// An operation that a session key signed, as the person may be told of it.
fn key_use(sending: &Sending, operation: &Operation) -> Option<KeyUse> {
    let (key, (_, agent)) = (sending.key_id?, sending.agent.as_ref()?);
    Some(KeyUse {
        key: WhichKey::Row(key),
        agent: agent.clone(),
        network: sending.network.name.clone(),
        what: sending.what.clone(),
        came: CameOf::Operation(operation.hash, operation.status),
    })
}

/// The row of an operation. The same operation, refused before and made again with the same nonce
/// and gas, has the same hash and keeps its row.
fn kept(store: &dyn Store, row: &Operation) -> std::result::Result<Operation, StoreError> {
    match store.operation(row.chain_id, row.hash)? {
        Some(known) if !known.status.is_final() => Ok(known),
        Some(_) | None => store.create_operation(row),
    }
}

/// What a bundler's answer to a send means.
fn accepted(
    answer: std::result::Result<B256, NetworkError>,
    hash: B256,
) -> (OperationStatus, Option<Explained>) {
    match answer {
        Ok(got) if got == hash => (OperationStatus::Submitted, None),
        Ok(got) => {
            let words = format!("The bundler answered with another operation hash, {got}.");
            (OperationStatus::Unknown, Some(said(words)))
        }
        Err(NetworkError::Rejected { message, data, .. }) => {
            (OperationStatus::Rejected, Some(rejection(&message, &data)))
        }
        Err(error @ (NetworkError::Unreachable(_) | NetworkError::WrongChain { .. })) => {
            let words = format!("Whether it was accepted is not known: {error}.");
            (OperationStatus::Unknown, Some(said(words)))
        }
    }
}

/// A bundler's refusal: the revert data it gives, else the code and hex inside its words
/// (`AA23 reverted 0x59d52e40`).
pub(crate) fn rejection(message: &str, data: &[u8]) -> Explained {
    let code = entry_point_code(message);
    let mut explained = if data.is_empty() {
        match hex_in(message) {
            Some(bytes) => errors::explain(&bytes),
            None => said(match &code {
                Some(_) => errors::entry_point_words(message),
                None => text::clean(message, text::REASON_MAX),
            }),
        }
    } else {
        errors::explain(data)
    };
    explained.entry_point_code = explained.entry_point_code.or(code);
    explained
}

fn said(words: String) -> Explained {
    Explained {
        name: String::new(),
        words,
        selector: None,
        policy_index: None,
        entry_point_code: None,
    }
}

fn entry_point_code(message: &str) -> Option<String> {
    let at = message.find("AA")?;
    let code: String = message.get(at..)?.chars().take(4).collect();
    let digits = code.get(2..)?;
    (digits.len() == 2 && digits.bytes().all(|b| b.is_ascii_digit())).then_some(code)
}

fn hex_in(message: &str) -> Option<Vec<u8>> {
    let at = message.find("0x")?;
    let digits: String =
        message.get(at + 2..)?.chars().take_while(char::is_ascii_hexdigit).collect();
    hex::decode(digits).ok().filter(|bytes| bytes.len() >= 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rejection_names_the_inner_error() {
        let explained = rejection("AA23 reverted 0x59d52e40", &[]);
        assert_eq!(explained.name, "CallViolatesParamRule");
        assert_eq!(explained.entry_point_code.as_deref(), Some("AA23"));
        let plain = rejection("AA25 invalid account nonce", &[]);
        assert_eq!(plain.entry_point_code.as_deref(), Some("AA25"));
        assert!(!plain.words.is_empty());
        assert_eq!(rejection("too\nbusy", &[]).words, "too busy");
        let by_data = rejection("anything", &[0x7b, 0x58, 0x12, 0xd4]);
        assert_eq!(by_data.name, "CallViolatesValueRule");
    }

    #[test]
    fn another_hash_is_not_taken_for_ours() {
        let ours = B256::repeat_byte(1);
        assert_eq!(accepted(Ok(ours), ours).0, OperationStatus::Submitted);
        assert_eq!(accepted(Ok(B256::ZERO), ours).0, OperationStatus::Unknown);
        let gone = NetworkError::Unreachable("x".into());
        assert_eq!(accepted(Err(gone), ours).0, OperationStatus::Unknown);
    }
}
