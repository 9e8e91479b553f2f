//! Jobs that end keys on chain, in the store.
//!
//! Why: what the owner signed to end keys outlives the app until each chain shows that it worked.
//! Refuses: a job without its chains; both are written in one transaction.

use rusqlite::{OptionalExtension, Row, Transaction, params};

use super::SqliteStore;
use super::column::{Decimal, Json, Seconds};
use super::failure::Failure;
use crate::ports::{EndJobStore, StoreError};
use crate::record::{EndChain, EndJob};

const TABLE: &str = "end_job";
const COLUMNS: &str = "SELECT id, account_id, everything, what, started_at FROM end_job";

fn row(row: &Row<'_>) -> rusqlite::Result<EndJob> {
    Ok(EndJob {
        id: row.get(0)?,
        account_id: row.get(1)?,
        everything: row.get(2)?,
        what: row.get(3)?,
        started_at: row.get::<_, Seconds>(4)?.0,
        chains: Vec::new(),
    })
}

impl EndJobStore for SqliteStore {
    fn end_jobs(&self, limit: u32) -> Result<Vec<EndJob>, StoreError> {
        self.read(TABLE, |tx| {
            let mut query = tx.prepare_cached(&format!("{COLUMNS} ORDER BY id DESC LIMIT ?1"))?;
            let jobs = query.query_map([limit], row)?.collect::<rusqlite::Result<Vec<_>>>()?;
            jobs.into_iter().map(|job| Ok(whole(tx, job)?)).collect()
        })
    }

    fn end_job(&self, id: i64) -> Result<Option<EndJob>, StoreError> {
        self.read(TABLE, |tx| {
            let mut query = tx.prepare_cached(&format!("{COLUMNS} WHERE id = ?1"))?;
            let job = query.query_row([id], row).optional()?;
            Ok(job.map(|job| whole(tx, job)).transpose()?)
        })
    }

    fn create_end_job(&self, job: &EndJob) -> Result<EndJob, StoreError> {
        self.write(TABLE, |tx| create(tx, job))
    }

    fn put_end_chain(&self, job_id: i64, chain: &EndChain) -> Result<(), StoreError> {
        self.write(TABLE, |tx| {
            let changed = tx.execute(
                "UPDATE end_chain SET body = ?3 WHERE job_id = ?1 AND chain_id = ?2",
                params![job_id, Decimal(chain.chain_id), Json(chain)],
            )?;
            if changed == 0 {
                return Err(StoreError::NotFound { what: "job" }.into());
            }
            Ok(())
        })
    }
}

fn whole(tx: &Transaction<'_>, job: EndJob) -> rusqlite::Result<EndJob> {
    let mut query =
        tx.prepare_cached("SELECT body FROM end_chain WHERE job_id = ?1 ORDER BY place")?;
    let bodies = query.query_map([job.id], |row| row.get::<_, Json<EndChain>>(0))?;
    let chains = bodies.map(|body| body.map(|body| body.0)).collect::<rusqlite::Result<_>>()?;
    Ok(EndJob { chains, ..job })
}

fn create(tx: &Transaction<'_>, job: &EndJob) -> Result<EndJob, Failure> {
    tx.execute(
        "INSERT INTO end_job (account_id, everything, what, started_at) VALUES (?1, ?2, ?3, ?4)",
        params![job.account_id, job.everything, job.what, Seconds(job.started_at)],
    )?;
    let id = tx.last_insert_rowid();
    for (place, chain) in job.chains.iter().enumerate() {
        let place = i64::try_from(place).unwrap_or(i64::MAX);
        tx.execute(
            "INSERT INTO end_chain (job_id, chain_id, place, body) VALUES (?1, ?2, ?3, ?4)",
            params![id, Decimal(chain.chain_id), place, Json(chain)],
        )?;
    }
    Ok(EndJob { id, ..job.clone() })
}
