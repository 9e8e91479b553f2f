//! The address book: names that the person gives to addresses.
//!
//! Why: forty hex digits are checked once, when they are written down, and chosen by name afterwards.
//! Refuses: names that cannot be read, unreadable addresses, two names for one address.

use latchkey_core::text;

use crate::error::{Error, Result};
use crate::record;
use crate::tags::Tag;
use crate::use_case::abi_text::address as parse_address;
use crate::use_case::number::row;
use crate::views::Contact;
use crate::wallet::Wallet;

/// Most contacts.
const MANY: usize = 1000;

impl Wallet {
    /// All, by name.
    ///
    /// # Errors
    /// The store's.
    pub async fn contact_list(&self) -> Result<Vec<Contact>> {
        let all = self.stored(|s| s.contacts()).await?;
        Ok(all.iter().map(view).collect())
    }

    /// Writes one down.
    ///
    /// # Errors
    /// `Invalid` at `name` or `address`; the store's, `Duplicate` for a known address.
    pub async fn contact_add(&self, name: String, address: String) -> Result<Contact> {
        let name = text::clean(&name, text::NAME_MAX);
        if name.is_empty() {
            return Err(Error::invalid("This name cannot be read.", "Write a name.").at("name"));
        }
        let found = parse_address(address.trim()).filter(|found| !found.is_zero());
        let address = found.ok_or_else(|| {
            let advice = "Paste 0x and 40 hex digits, with the right capitals or none.";
            Error::invalid("This is not an address.", advice).at("address")
        })?;
        let new = record::Contact { id: 0, name, address };
        let kept = self
            .stored(move |s| {
                if s.contacts()?.len() >= MANY {
                    let by = format!("it holds {MANY} contacts already");
                    return Err(crate::ports::StoreError::InUse { what: "address book", by });
                }
                s.create_contact(&new)
            })
            .await?;
        self.stale(&[Tag::Contacts]);
        Ok(view(&kept))
    }

    /// Takes one out.
    ///
    /// # Errors
    /// The store's, `NotFound` too.
    pub async fn contact_remove(&self, id: u32) -> Result<()> {
        self.stored(move |s| s.remove_contact(i64::from(id))).await?;
        self.stale(&[Tag::Contacts]);
        Ok(())
    }
}

fn view(contact: &record::Contact) -> Contact {
    Contact {
        id: row(contact.id),
        name: contact.name.clone(),
        address: contact.address.to_checksum(None),
    }
}
