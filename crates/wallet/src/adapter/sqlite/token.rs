//! Tokens in the store.
//!
//! Why: balances are shown for the tokens a person has met.
//! Refuses: tokens of an unknown network.

use alloy_primitives::Address;
use rusqlite::{Row, params};

use super::column::{Decimal, Fixed, address};
use super::{SqliteStore, network};
use crate::ports::{StoreError, TokenStore};
use crate::record::Token;

const TABLE: &str = "token";

fn row(row: &Row<'_>) -> rusqlite::Result<Token> {
    Ok(Token {
        chain_id: row.get::<_, Decimal>(0)?.0,
        address: Address(row.get::<_, Fixed<20>>(1)?.0),
        symbol: row.get(2)?,
        decimals: row.get(3)?,
    })
}

impl TokenStore for SqliteStore {
    fn tokens(&self, chain_id: u64) -> Result<Vec<Token>, StoreError> {
        self.read(TABLE, |tx| {
            let mut query = tx.prepare_cached(
                "SELECT chain_id, address, symbol, decimals FROM token WHERE chain_id = ?1
                 ORDER BY symbol, address",
            )?;
            let rows = query.query_map([Decimal(chain_id)], row)?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    fn put_token(&self, token: &Token) -> Result<(), StoreError> {
        self.write(TABLE, |tx| {
            if network::one(tx, token.chain_id)?.is_none() {
                return Err(StoreError::NotFound { what: "network" }.into());
            }
            tx.execute(
                "INSERT OR REPLACE INTO token (chain_id, address, symbol, decimals)
                 VALUES (?1, ?2, ?3, ?4)",
                params![
                    Decimal(token.chain_id),
                    address(token.address),
                    token.symbol,
                    token.decimals
                ],
            )?;
            Ok(())
        })
    }
}
