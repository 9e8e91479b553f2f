//! Contacts and ceilings in memory.

use alloy_primitives::Address;
use latchkey_wallet::ports::{CeilingStore, ContactStore, StoreError};
use latchkey_wallet::record::{CeilingRow, Contact};

use super::MemoryStore;

impl ContactStore for MemoryStore {
    fn contacts(&self) -> Result<Vec<Contact>, StoreError> {
        let mut all: Vec<Contact> = self.rows().contacts.clone();
        all.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        Ok(all)
    }

    fn create_contact(&self, contact: &Contact) -> Result<Contact, StoreError> {
        let mut rows = self.rows();
        if rows.contacts.iter().any(|one| one.address == contact.address) {
            return Err(StoreError::Duplicate { what: "a contact with this address" });
        }
        let contact = Contact { id: rows.next_id(), ..contact.clone() };
        rows.contacts.push(contact.clone());
        Ok(contact)
    }

    fn remove_contact(&self, id: i64) -> Result<(), StoreError> {
        let mut rows = self.rows();
        let before = rows.contacts.len();
        rows.contacts.retain(|one| one.id != id);
        let gone = rows.contacts.len() < before;
        if gone { Ok(()) } else { Err(StoreError::NotFound { what: "contact" }) }
    }
}

impl CeilingStore for MemoryStore {
    fn ceilings(&self) -> Result<Vec<CeilingRow>, StoreError> {
        let mut all = self.rows().ceilings.clone();
        all.sort_by_key(|row| (row.chain_id.to_string(), row.token.unwrap_or_default()));
        Ok(all)
    }

    fn put_ceiling(&self, row: &CeilingRow) -> Result<(), StoreError> {
        let mut rows = self.rows();
        if !rows.networks.contains_key(&row.chain_id) {
            return Err(StoreError::NotFound { what: "network" });
        }
        rows.ceilings.retain(|one| (one.chain_id, one.token) != (row.chain_id, row.token));
        rows.ceilings.push(*row);
        Ok(())
    }

    fn remove_ceiling(&self, chain_id: u64, token: Option<Address>) -> Result<(), StoreError> {
        let mut rows = self.rows();
        let before = rows.ceilings.len();
        rows.ceilings.retain(|one| (one.chain_id, one.token) != (chain_id, token));
        let gone = rows.ceilings.len() < before;
        if gone { Ok(()) } else { Err(StoreError::NotFound { what: "ceiling" }) }
    }
}
