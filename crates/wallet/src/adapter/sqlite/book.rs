//! Contacts and ceilings in the store.
//!
//! Why: small tables of the person's own, written in one transaction each.
//! Refuses: two names for one address, and ceilings of an unknown network.

use alloy_primitives::{Address, U256};
use rusqlite::{Row, params};

use super::column::{Decimal, Fixed, address};
use super::{SqliteStore, network};
use crate::ports::{CeilingStore, ContactStore, StoreError};
use crate::record::{CeilingRow, Contact};

const CONTACT: &str = "contact";
const CEILING: &str = "ceiling";

fn contact(row: &Row<'_>) -> rusqlite::Result<Contact> {
    Ok(Contact {
        id: row.get(0)?,
        name: row.get(1)?,
        address: Address(row.get::<_, Fixed<20>>(2)?.0),
    })
}

fn ceiling(row: &Row<'_>) -> rusqlite::Result<CeilingRow> {
    let token = Address(row.get::<_, Fixed<20>>(1)?.0);
    let atoms: String = row.get(2)?;
    let atoms = U256::from_str_radix(&atoms, 10).map_err(|error| {
        let kind = rusqlite::types::Type::Text;
        rusqlite::Error::FromSqlConversionFailure(2, kind, Box::new(error))
    })?;
    Ok(CeilingRow {
        chain_id: row.get::<_, Decimal>(0)?.0,
        token: (!token.is_zero()).then_some(token),
        atoms,
    })
}

impl ContactStore for SqliteStore {
    fn contacts(&self) -> Result<Vec<Contact>, StoreError> {
        self.read(CONTACT, |tx| {
            let sql = "SELECT id, name, address FROM contact ORDER BY name, id";
            let mut query = tx.prepare_cached(sql)?;
            let rows = query.query_map([], contact)?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    fn create_contact(&self, new: &Contact) -> Result<Contact, StoreError> {
        self.write(CONTACT, |tx| {
            let same = "SELECT count(*) FROM contact WHERE address = ?1";
            let known: i64 = tx.query_row(same, [address(new.address)], |row| row.get(0))?;
            if known > 0 {
                return Err(StoreError::Duplicate { what: "a contact with this address" }.into());
            }
            tx.execute(
                "INSERT INTO contact (name, address) VALUES (?1, ?2)",
                params![new.name, address(new.address)],
            )?;
            Ok(Contact { id: tx.last_insert_rowid(), ..new.clone() })
        })
    }

    fn remove_contact(&self, id: i64) -> Result<(), StoreError> {
        self.write(CONTACT, |tx| match tx.execute("DELETE FROM contact WHERE id = ?1", [id])? {
            0 => Err(StoreError::NotFound { what: "contact" }.into()),
            _ => Ok(()),
        })
    }
}

impl CeilingStore for SqliteStore {
    fn ceilings(&self) -> Result<Vec<CeilingRow>, StoreError> {
        self.read(CEILING, |tx| {
            let sql = "SELECT chain_id, token, atoms FROM ceiling ORDER BY chain_id, token";
            let mut query = tx.prepare_cached(sql)?;
            let rows = query.query_map([], ceiling)?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    fn put_ceiling(&self, row: &CeilingRow) -> Result<(), StoreError> {
        self.write(CEILING, |tx| {
            if network::one(tx, row.chain_id)?.is_none() {
                return Err(StoreError::NotFound { what: "network" }.into());
            }
            let token = address(row.token.unwrap_or(Address::ZERO));
            tx.execute(
                "INSERT OR REPLACE INTO ceiling (chain_id, token, atoms) VALUES (?1, ?2, ?3)",
                params![Decimal(row.chain_id), token, row.atoms.to_string()],
            )?;
            Ok(())
        })
    }

    fn remove_ceiling(&self, chain_id: u64, token: Option<Address>) -> Result<(), StoreError> {
        self.write(CEILING, |tx| {
            let token = address(token.unwrap_or(Address::ZERO));
            let sql = "DELETE FROM ceiling WHERE chain_id = ?1 AND token = ?2";
            match tx.execute(sql, params![Decimal(chain_id), token])? {
                0 => Err(StoreError::NotFound { what: "ceiling" }.into()),
                _ => Ok(()),
            }
        })
    }
}
