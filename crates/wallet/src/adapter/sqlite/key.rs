//! Session keys and approvals in the store.
//!
//! Why: a grant is one transaction: key, approvals, the permission id marked as used, log line.
//! Refuses: a permission id twice on an account (spec 9.7), and forgetting what may be live.

use alloy_primitives::Address;
use latchkey_core::permission::SessionSigner;
use rusqlite::{OptionalExtension, Row, Transaction, params};

use super::column::{Blob, Decimal, Fixed, Json, Seconds, address};
use super::failure::Failure;
use super::{SqliteStore, account, agent, kill, log, network, tombstone};
use crate::ports::{KeyEndStore, KeyStore, StoreError};
use crate::record::{Account, Agent, Approval, ForgottenKey, Holder, Key, LogEvent, PreparedKill};

const TABLE: &str = "key";
const COLUMNS: &str = "SELECT id, name, account_id, agent_id, session, permission_id, policies,
    granted_at, functions, signer, holder FROM session_key";

/// Which keys may be live.
#[derive(Clone, Copy)]
pub(super) enum Live {
    OnChain(u64),
    OfAccount(i64),
    OfAgent(i64),
    Itself(i64),
}

/// [`StoreError::InUse`], naming one, while there is such a key.
pub(super) fn refuse_while_live(
    tx: &Transaction<'_>,
    what: &'static str,
    live: Live,
) -> Result<(), Failure> {
    let (column, value): (_, Box<dyn rusqlite::ToSql>) = match live {
        Live::OnChain(chain_id) => ("approval.chain_id", Box::new(Decimal(chain_id))),
        Live::OfAccount(id) => ("session_key.account_id", Box::new(id)),
        Live::OfAgent(id) => ("session_key.agent_id", Box::new(id)),
        Live::Itself(id) => ("session_key.id", Box::new(id)),
    };
    let query = format!(
        "SELECT session_key.name FROM session_key JOIN approval ON approval.key_id = session_key.id
         WHERE approval.ended_at_block IS NULL AND {column} = ?1 LIMIT 1"
    );
    let name: Option<String> = tx.query_row(&query, [value], |row| row.get(0)).optional()?;
    match name {
        Some(name) => {
            let by = format!("the key \u{201c}{name}\u{201d} may be live on chain");
            Err(StoreError::InUse { what, by }.into())
        }
        None => Ok(()),
    }
}

fn row(row: &Row<'_>) -> rusqlite::Result<Key> {
    let signer = row.get::<_, Option<Json<_>>>(9)?.map(|signer| signer.0);
    let address = Address(row.get::<_, Fixed<20>>(4)?.0);
    Ok(Key {
        id: row.get(0)?,
        name: row.get(1)?,
        account_id: row.get(2)?,
        agent_id: row.get(3)?,
        session: signer.unwrap_or(SessionSigner::Ecdsa(address)),
        holder: row.get::<_, Json<_>>(10)?.0,
        permission_id: row.get::<_, Fixed<4>>(5)?.0,
        policies: row.get::<_, Json<_>>(6)?.0,
        granted_at: row.get::<_, Seconds>(7)?.0,
        functions: row.get::<_, Json<_>>(8)?.0,
        approvals: Vec::new(),
    })
}

fn approvals(tx: &Transaction<'_>, key_id: i64) -> rusqlite::Result<Vec<Approval>> {
    let mut query = tx.prepare_cached(
        "SELECT chain_id, validation_nonce, enable_signature, ended_at_block FROM approval
         WHERE key_id = ?1 ORDER BY position",
    )?;
    let rows = query.query_map([key_id], |row| {
        Ok(Approval {
            chain_id: row.get::<_, Decimal>(0)?.0,
            validation_nonce: row.get(1)?,
            enable_signature: row.get::<_, Blob>(2)?.0,
            ended_at_block: row.get::<_, Option<Decimal>>(3)?.map(|block| block.0),
        })
    })?;
    rows.collect()
}

fn with_approvals(tx: &Transaction<'_>, mut key: Key) -> rusqlite::Result<Key> {
    key.approvals = approvals(tx, key.id)?;
    Ok(key)
}

impl KeyStore for SqliteStore {
    fn keys(&self) -> Result<Vec<Key>, StoreError> {
        self.read(TABLE, |tx| {
            let mut query = tx.prepare_cached(&format!("{COLUMNS} ORDER BY id DESC"))?;
            let rows = query.query_map([], row)?;
            Ok(rows.map(|key| with_approvals(tx, key?)).collect::<rusqlite::Result<_>>()?)
        })
    }

    fn key(&self, id: i64) -> Result<Option<Key>, StoreError> {
        self.read(TABLE, |tx| {
            let mut query = tx.prepare_cached(&format!("{COLUMNS} WHERE id = ?1"))?;
            let key = query.query_row([id], row).optional()?;
            Ok(key.map(|key| with_approvals(tx, key)).transpose()?)
        })
    }

    fn create_key(&self, key: &Key, sentence: &str) -> Result<Key, StoreError> {
        self.write(TABLE, |tx| create(tx, key, sentence, &[]))
    }
}

/// Writes a key with everything that belongs to it.
pub(super) fn create(
    tx: &Transaction<'_>,
    key: &Key,
    sentence: &str,
    kills: &[PreparedKill],
) -> Result<Key, Failure> {
    let (account, agent) = owners(tx, key)?;
    claim_permission(tx, &account, key)?;
    let id = insert(tx, key)?;
    kills.iter().try_for_each(|one| kill::insert(tx, id, one))?;
    let event = LogEvent::KeyGranted {
        key_id: id,
        name: key.name.clone(),
        agent: agent.name,
        sentence: sentence.to_owned(),
    };
    log::append(tx, key.granted_at, &event)?;
    Ok(Key { id, ..key.clone() })
}

/// [`StoreError::NotFound`] if there is no such key.
pub(super) fn exists(tx: &Transaction<'_>, id: i64) -> Result<(), Failure> {
    let known: Option<i64> = tx
        .query_row("SELECT id FROM session_key WHERE id = ?1", [id], |row| row.get(0))
        .optional()?;
    found(usize::from(known.is_some()), TABLE)
}

impl KeyEndStore for SqliteStore {
    fn end_approval(&self, key_id: i64, chain_id: u64, block: u64) -> Result<(), StoreError> {
        self.write(TABLE, |tx| {
            let rows = tx.execute(
                "UPDATE approval SET ended_at_block = coalesce(ended_at_block, ?3)
                 WHERE key_id = ?1 AND chain_id = ?2",
                params![key_id, Decimal(chain_id), Decimal(block)],
            )?;
            found(rows, "approval")
        })
    }

    fn secret_removed(&self, id: i64) -> Result<(), StoreError> {
        self.write(TABLE, |tx| {
            refuse_while_live(tx, TABLE, Live::Itself(id))?;
            let rows = tx.execute(
                "UPDATE session_key SET holder = ?2 WHERE id = ?1",
                params![id, Json(Holder::Nobody)],
            )?;
            found(rows, TABLE)
        })
    }

    fn forget_key(&self, id: i64) -> Result<(), StoreError> {
        self.write(TABLE, |tx| {
            refuse_while_live(tx, TABLE, Live::Itself(id))?;
            bury(tx, id)
        })
    }
}

/// Sets a tombstone, then deletes.
pub(super) fn bury(tx: &Transaction<'_>, id: i64) -> Result<(), Failure> {
    let mut query = tx.prepare_cached(&format!("{COLUMNS} WHERE id = ?1"))?;
    let key = query.query_row([id], row).optional()?.ok_or(StoreError::NotFound { what: TABLE })?;
    let key = with_approvals(tx, key)?;
    let account =
        account::one(tx, key.account_id)?.ok_or(StoreError::NotFound { what: "account" })?;
    let agent = agent::one(tx, key.agent_id)?.map(|agent| agent.name).unwrap_or_default();
    tombstone::set(tx, &ForgottenKey::of(&key, account.address, &agent))?;
    found(tx.execute("DELETE FROM session_key WHERE id = ?1", [id])?, TABLE)
}

/// The keys of an account, by row id.
pub(super) fn of_account(tx: &Transaction<'_>, account_id: i64) -> rusqlite::Result<Vec<i64>> {
    let mut query = tx.prepare_cached("SELECT id FROM session_key WHERE account_id = ?1")?;
    let rows = query.query_map([account_id], |row| row.get(0))?;
    rows.collect()
}

/// The account and the agent of a new key; every chain must be known too.
fn owners(tx: &Transaction<'_>, key: &Key) -> Result<(Account, Agent), Failure> {
    let account =
        account::one(tx, key.account_id)?.ok_or(StoreError::NotFound { what: "account" })?;
    let agent = agent::one(tx, key.agent_id)?
        .filter(|agent| !agent.removed)
        .ok_or(StoreError::NotFound { what: "agent" })?;
    for approval in &key.approvals {
        network::one(tx, approval.chain_id)?.ok_or(StoreError::NotFound { what: "network" })?;
    }
    Ok((account, agent))
}

fn claim_permission(tx: &Transaction<'_>, account: &Account, key: &Key) -> Result<(), Failure> {
    let claimed = tx.execute(
        "INSERT INTO used_permission VALUES (?1, ?2) ON CONFLICT DO NOTHING",
        params![address(account.address), Fixed(key.permission_id)],
    )?;
    if claimed == 0 {
        return Err(StoreError::Duplicate { what: "a key with this permission id" }.into());
    }
    Ok(())
}

fn insert(tx: &Transaction<'_>, key: &Key) -> Result<i64, Failure> {
    tx.execute(
        "INSERT INTO session_key (name, account_id, agent_id, session, permission_id, policies,
         granted_at, functions, signer, holder) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        params![
            key.name,
            key.account_id,
            key.agent_id,
            address(address_of(&key.session)),
            Fixed(key.permission_id),
            Json(&key.policies),
            Seconds(key.granted_at),
            Json(&key.functions),
            Json(&key.session),
            Json(key.holder)
        ],
    )?;
    let id = tx.last_insert_rowid();
    for (position, approval) in (0_i64..).zip(&key.approvals) {
        tx.execute(
            "INSERT INTO approval (key_id, chain_id, position, validation_nonce, enable_signature,
             ended_at_block) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                id,
                Decimal(approval.chain_id),
                position,
                approval.validation_nonce,
                Blob(approval.enable_signature.clone()),
                approval.ended_at_block.map(Decimal)
            ],
        )?;
    }
    Ok(id)
}

/// The address column; zero for a signer that has none.
const fn address_of(signer: &SessionSigner) -> Address {
    match signer {
        SessionSigner::Ecdsa(address) => *address,
        SessionSigner::WebAuthn(_)
        | SessionSigner::UnpatchedWebAuthn { .. }
        | SessionSigner::Foreign { .. } => Address::ZERO,
    }
}

fn found(rows: usize, what: &'static str) -> Result<(), Failure> {
    if rows == 0 { Err(StoreError::NotFound { what }.into()) } else { Ok(()) }
}
