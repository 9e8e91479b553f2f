//! Networks in the store.
//!
//! Why: a network that a key may be live on must stay reachable, or the key could not be ended.
//! Refuses: to remove such a network, or the built-in one.

use rusqlite::{OptionalExtension, Row, Transaction, params};

use super::column::Decimal;
use super::failure::Failure;
use super::{SqliteStore, key};
use crate::ports::{NetworkStore, StoreError};
use crate::record::Network;

const TABLE: &str = "network";
const COLUMNS: &str = "SELECT chain_id, name, rpc_url, bundler_url, native_symbol, explorer_url, built_in FROM network";

fn row(row: &Row<'_>) -> rusqlite::Result<Network> {
    Ok(Network {
        chain_id: row.get::<_, Decimal>(0)?.0,
        name: row.get(1)?,
        rpc_url: row.get(2)?,
        bundler_url: row.get(3)?,
        native_symbol: row.get(4)?,
        explorer_url: row.get(5)?,
        built_in: row.get(6)?,
    })
}

pub(super) fn one(tx: &Transaction<'_>, chain_id: u64) -> rusqlite::Result<Option<Network>> {
    tx.prepare_cached(&format!("{COLUMNS} WHERE chain_id = ?1"))?
        .query_row([Decimal(chain_id)], row)
        .optional()
}

impl NetworkStore for SqliteStore {
    fn networks(&self) -> Result<Vec<Network>, StoreError> {
        self.read(TABLE, |tx| {
            let order = "ORDER BY built_in DESC, length(chain_id), chain_id";
            let mut query = tx.prepare_cached(&format!("{COLUMNS} {order}"))?;
            let rows = query.query_map([], row)?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    fn network(&self, chain_id: u64) -> Result<Option<Network>, StoreError> {
        self.read(TABLE, |tx| Ok(one(tx, chain_id)?))
    }

    fn put_network(&self, network: &Network) -> Result<(), StoreError> {
        self.write(TABLE, |tx| {
            tx.execute(
                "INSERT INTO network VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                 ON CONFLICT (chain_id) DO UPDATE SET name = ?2, rpc_url = ?3, bundler_url = ?4,
                 native_symbol = ?5, explorer_url = ?6, built_in = ?7",
                params![
                    Decimal(network.chain_id),
                    network.name,
                    network.rpc_url,
                    network.bundler_url,
                    network.native_symbol,
                    network.explorer_url,
                    network.built_in
                ],
            )?;
            Ok(())
        })
    }

    fn remove_network(&self, chain_id: u64) -> Result<(), StoreError> {
        self.write(TABLE, |tx| remove(tx, chain_id))
    }
}

fn remove(tx: &Transaction<'_>, chain_id: u64) -> Result<(), Failure> {
    let network = one(tx, chain_id)?.ok_or(StoreError::NotFound { what: TABLE })?;
    if network.built_in {
        let by = "it is the built-in local network".to_owned();
        return Err(StoreError::InUse { what: TABLE, by }.into());
    }
    key::refuse_while_live(tx, TABLE, key::Live::OnChain(chain_id))?;
    tx.execute("DELETE FROM network WHERE chain_id = ?1", [Decimal(chain_id)])?;
    Ok(())
}
