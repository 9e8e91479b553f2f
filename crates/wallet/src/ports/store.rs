//! What the store can do, one small trait per table.
//!
//! Why: use cases and tests need a few rows each, not a database. All calls are synchronous and
//! short; each is one transaction, on disk when it returns. Rows that are created get their id
//! from the store: the `id` of what is passed in is ignored and the row as kept comes back.
//! Refuses: to forget what may still be live (revoke before forget), and to alter the log.

use alloy_primitives::{Address, B256};

use super::StoreError;
use crate::record::{
    Account, Agent, CeilingRow, Contact, EndChain, EndJob, ForgottenKey, History, HistoryPart,
    KeptReading, Key, LogCheck, LogEvent, LogLine, Network, Operation, OwnerKey, PreparedKill,
    Setting, ShadowCall, Token,
};

type Stored<T> = Result<T, StoreError>;

/// Networks, by chain id.
pub trait NetworkStore: Send + Sync {
    /// All, built-in first, then by chain id.
    fn networks(&self) -> Stored<Vec<Network>>;
    /// One, if it is known.
    fn network(&self, chain_id: u64) -> Stored<Option<Network>>;
    /// Adds it, or replaces the one with the same chain id.
    fn put_network(&self, network: &Network) -> Stored<()>;
    /// Removes it with its tokens. [`StoreError::InUse`] while it is built-in or a key may be
    /// live there.
    fn remove_network(&self, chain_id: u64) -> Stored<()>;
}

/// Tokens known on networks.
pub trait TokenStore: Send + Sync {
    /// Those of one network, by symbol.
    fn tokens(&self, chain_id: u64) -> Stored<Vec<Token>>;
    /// Adds it, or replaces the one at the same address.
    fn put_token(&self, token: &Token) -> Stored<()>;
}

/// Accounts.
pub trait AccountStore: Send + Sync {
    /// All, oldest first.
    fn accounts(&self) -> Stored<Vec<Account>>;
    /// One, if it exists.
    fn account(&self, id: i64) -> Stored<Option<Account>>;
    /// Adds one with its owner key. [`StoreError::Duplicate`] if its address is known.
    fn create_account(&self, account: &Account) -> Stored<Account>;
    /// Forgets one and its ended keys, leaving a tombstone of each. [`StoreError::InUse`] while a key of it may
    /// be live.
    fn forget_account(&self, id: i64) -> Stored<()>;
}

/// Owner keys of accounts.
pub trait OwnerKeyStore: Send + Sync {
    /// Those of one account, oldest first.
    fn owner_keys(&self, account_id: i64) -> Stored<Vec<OwnerKey>>;
    /// Adds one. [`StoreError::Duplicate`] if the account has it.
    fn create_owner_key(&self, key: &OwnerKey) -> Stored<OwnerKey>;
    /// Writes locks, test, backup and place of the row with this id.
    fn update_owner_key(&self, key: &OwnerKey) -> Stored<()>;
    /// Notes that this key owns its account now, as a chain has shown; every session key approved
    /// so far is a former owner's.
    fn owner_changed(&self, owner_key_id: i64) -> Stored<Account>;
    /// Forgets one. [`StoreError::InUse`] while it owns its account.
    fn forget_owner_key(&self, id: i64) -> Stored<()>;
}

/// Agents.
pub trait AgentStore: Send + Sync {
    /// All, removed ones too, oldest first.
    fn agents(&self) -> Stored<Vec<Agent>>;
    /// The one that holds this token and is not removed.
    fn agent_by_token(&self, token_sha256: B256) -> Stored<Option<Agent>>;
    /// Adds one. [`StoreError::Duplicate`] if another that is not removed has its name or token.
    fn create_agent(&self, agent: &Agent) -> Stored<Agent>;
    /// Notes when it last called, unix seconds; never moves back.
    fn touch_agent(&self, id: i64, at: u64) -> Stored<()>;
    /// Marks it removed; its token is dead from then on. [`StoreError::InUse`] while a key of it
    /// may be live.
    fn remove_agent(&self, id: i64) -> Stored<()>;
}

/// Session keys and their approvals.
pub trait KeyStore: Send + Sync {
    /// All, newest first.
    fn keys(&self) -> Stored<Vec<Key>>;
    /// One, if it exists.
    fn key(&self, id: i64) -> Stored<Option<Key>>;
    /// Writes the key, all its approvals and the log line `KeyGranted` with this sentence in one
    /// transaction. [`StoreError::Duplicate`] if the account ever had this permission id (spec
    /// 9.7), [`StoreError::NotFound`] if its account, agent or a chain is unknown.
    fn create_key(&self, key: &Key, sentence: &str) -> Stored<Key>;
}

/// Prepared kills, signed with a grant. They go with their key.
pub trait KillStore: Send + Sync {
    /// [`KeyStore::create_key`] with the prepared kills of the grant, in the same transaction. Their
    /// `key_id` is ignored.
    fn create_key_with_kills(
        &self,
        key: &Key,
        sentence: &str,
        kills: &[PreparedKill],
    ) -> Stored<Key>;
    /// Adds newer ones, with a log line `KillsRenewed` for each key, all or nothing.
    /// [`StoreError::NotFound`] if a key is unknown.
    fn add_kills(&self, at: u64, kills: &[PreparedKill]) -> Stored<()>;
    /// Those of every key of an account, newest first.
    fn kills(&self, account_id: i64) -> Stored<Vec<PreparedKill>>;
}

/// The ends of session keys.
pub trait KeyEndStore: Send + Sync {
    /// Notes that the chain was read as "this key is ended here" at this block; the first such
    /// reading stays. [`StoreError::NotFound`] if the key has no approval there.
    fn end_approval(&self, key_id: i64, chain_id: u64, block: u64) -> Stored<()>;
    /// Notes that the vault no longer holds the private half. [`StoreError::InUse`] while the key may
    /// be live.
    fn secret_removed(&self, id: i64) -> Stored<()>;
    /// Forgets an ended key, leaving a tombstone; its operations stay. [`StoreError::InUse`] while it may be live.
    fn forget_key(&self, id: i64) -> Stored<()>;
}

/// Keys that were forgotten; forgetting one sets its stone in the same transaction.
pub trait TombstoneStore: Send + Sync {
    /// All, the newest grants first.
    fn forgotten_keys(&self) -> Stored<Vec<ForgottenKey>>;
}

/// Operations that were signed.
pub trait OperationStore: Send + Sync {
    /// The newest first, at most `limit`.
    fn operations(&self, of: OperationsOf, limit: u32) -> Stored<Vec<Operation>>;
    /// One, by chain and UserOperation hash.
    fn operation(&self, chain_id: u64, hash: B256) -> Stored<Option<Operation>>;
    /// Adds one. [`StoreError::Duplicate`] if chain and hash are known.
    fn create_operation(&self, operation: &Operation) -> Stored<Operation>;
    /// Writes status, transaction, block and reason of the row with this id. Answers whether
    /// anything changed; a final status is never overwritten.
    fn update_operation(&self, operation: &Operation) -> Stored<bool>;
    /// How many operations of a key were included, on all chains.
    fn included_count(&self, key_id: i64) -> Stored<u64>;
}

/// Jobs that end keys on chain.
pub trait EndJobStore: Send + Sync {
    /// The newest first, at most `limit`.
    fn end_jobs(&self, limit: u32) -> Stored<Vec<EndJob>>;
    /// One, if it exists.
    fn end_job(&self, id: i64) -> Stored<Option<EndJob>>;
    /// Writes a job with all its chains in one transaction.
    fn create_end_job(&self, job: &EndJob) -> Stored<EndJob>;
    /// Replaces what is kept of one chain of a job. [`StoreError::NotFound`] if the job has no such
    /// chain.
    fn put_end_chain(&self, job_id: i64, chain: &EndChain) -> Stored<()>;
}

/// Which operations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OperationsOf {
    /// All.
    Everybody,
    /// Signed by this key.
    Key(i64),
    /// Signed, submitted or unknown: the chain may still say something about them.
    Unsettled,
}

/// Watched agents, and what they wanted to do.
pub trait ShadowStore: Send + Sync {
    /// The agents that are watched.
    fn shadowed(&self) -> Stored<Vec<i64>>;
    /// Watches an agent, or stops watching it. [`StoreError::NotFound`] for one that never was.
    fn set_shadow(&self, agent_id: i64, on: bool) -> Stored<()>;
    /// Keeps a wish, at most `most` for its agent: the oldest makes room. One under a name that the
    /// agent used before comes back as it was kept.
    fn add_shadow_call(&self, call: &ShadowCall, most: u32) -> Stored<ShadowCall>;
    /// Those of an agent, oldest first.
    fn shadow_calls(&self, agent_id: i64) -> Stored<Vec<ShadowCall>>;
    /// Forgets those of an agent.
    fn clear_shadow_calls(&self, agent_id: i64) -> Stored<()>;
}

/// The log.
pub trait LogStore: Send + Sync {
    /// Appends a line. `at` in unix seconds.
    fn append(&self, at: u64, event: &LogEvent) -> Stored<LogLine>;
    /// The newest first, at most `limit`, all below the line `before` if one is given.
    fn log(&self, before: Option<i64>, limit: u32) -> Stored<Vec<LogLine>>;
    /// Reads every line and finds the first that is missing or altered.
    fn verify_log(&self) -> Stored<LogCheck>;
}

/// Settings.
pub trait SettingStore: Send + Sync {
    /// Its value, if it was ever set.
    fn setting(&self, setting: Setting) -> Stored<Option<String>>;
    /// Sets it.
    fn set_setting(&self, setting: Setting, value: &str) -> Stored<()>;
}

/// The address book.
pub trait ContactStore: Send + Sync {
    /// All, by name.
    fn contacts(&self) -> Stored<Vec<Contact>>;
    /// Adds one. [`StoreError::Duplicate`] if its address is in the book.
    fn create_contact(&self, contact: &Contact) -> Stored<Contact>;
    /// Takes one out.
    fn remove_contact(&self, id: i64) -> Stored<()>;
}

/// Ceilings, by chain and token; they go with their network.
pub trait CeilingStore: Send + Sync {
    /// All, by chain.
    fn ceilings(&self) -> Stored<Vec<CeilingRow>>;
    /// Adds it, or replaces the one for the same asset. [`StoreError::NotFound`] if the network is
    /// unknown.
    fn put_ceiling(&self, ceiling: &CeilingRow) -> Stored<()>;
    /// Takes one away.
    fn remove_ceiling(&self, chain_id: u64, token: Option<Address>) -> Stored<()>;
}

/// What chains were read to hold, and what accounts were seen to do there.
pub trait HistoryStore: Send + Sync {
    /// The last reading of every key and chain.
    fn key_readings(&self) -> Stored<Vec<KeptReading>>;
    /// Keeps these, each in place of the one of the same key and chain; those of unknown keys are
    /// left out.
    fn keep_readings(&self, readings: &[KeptReading]) -> Stored<()>;
    /// What was seen of an account.
    fn history(&self, account_id: i64) -> Stored<History>;
    /// Adds a piece and its cursor, all or nothing. An operation or a validation that is known stays
    /// as it was first seen. [`StoreError::NotFound`] if the account is unknown.
    fn add_history(&self, part: &HistoryPart) -> Stored<()>;
    /// Appends the line if nothing was found under this name before; whether it was appended.
    fn note_finding(&self, name: &str, at: u64, event: &LogEvent) -> Stored<bool>;
}

/// All of them in one place.
pub trait Store:
    NetworkStore
    + TokenStore
    + AccountStore
    + OwnerKeyStore
    + AgentStore
    + KeyStore
    + KeyEndStore
    + KillStore
    + TombstoneStore
    + OperationStore
    + EndJobStore
    + ShadowStore
    + LogStore
    + SettingStore
    + ContactStore
    + CeilingStore
    + HistoryStore
{
}

impl<T> Store for T where
    T: NetworkStore
        + TokenStore
        + AccountStore
        + OwnerKeyStore
        + AgentStore
        + KeyStore
        + KeyEndStore
        + KillStore
        + TombstoneStore
        + OperationStore
        + EndJobStore
        + ShadowStore
        + LogStore
        + SettingStore
        + ContactStore
        + CeilingStore
        + HistoryStore
{
}
