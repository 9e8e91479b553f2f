//! A Ledger as owner key: the key is made and stays on the device, and each approval is a look at
//! its screen and a press of its buttons.
//!
//! Why: nothing that runs on this computer can sign. The app shows only a number, so the sheet shows
//! the same number, grouped to be compared. ECDSA owners of both validators take what it signs:
//! EIP-191 over 32 bytes (spec 3, 6), so one press covers many networks.
//! Refuses: another Ledger than the one that was enrolled, a signature that is not of its address,
//! and to go on after the person pressed "reject".

mod apdu;
mod conversation;
mod entry;
#[cfg(test)]
pub(crate) mod fake;
mod grouped;
mod link;
mod status;
#[cfg(test)]
mod tests;

use alloy_primitives::Address;
use latchkey_core::approval::{KeptIn, OwnerKind, OwnerPublic};
use zeroize::Zeroizing;

use super::{
    Choice, Described, Enrolled, Offer, OwnerError, OwnerKey, OwnerSignature, Probe, Signing, Talk,
};
use crate::vault::{EntryId, Vaults};
use conversation::Conversation;
use entry::Entry;

pub use apdu::AppVersion;
pub use grouped::{grouped, shown};
pub use link::{Link, LinkError, Usb};

/// A key on a Ledger. This computer keeps its address and its place in the tree, no secret.
#[derive(Debug)]
pub struct LedgerOwner {
    entry: Entry,
    link: Box<dyn Link>,
}

impl LedgerOwner {
    /// Reads the entry of an address.
    ///
    /// # Errors
    /// [`OwnerError::Unknown`] when there is none, or it names another address;
    /// [`OwnerError::Vault`] when the vault does not answer.
    pub fn find(address: Address, vaults: &Vaults) -> Result<Self, OwnerError> {
        let found = vaults.get(EntryId::Ledger(address))?;
        let (bytes, _place) = found.ok_or(OwnerError::Unknown)?;
        let entry = Entry::from_bytes(&bytes).filter(|entry| entry.address == address);
        let entry = entry.ok_or(OwnerError::Unknown)?;
        Ok(Self { entry, link: Box::new(Usb::default()) })
    }
}

impl OwnerKey for LedgerOwner {
    fn kind(&self) -> OwnerKind {
        OwnerKind::Ledger
    }

    fn describe(&self) -> Described {
        Described {
            name: format!("your Ledger, address {}", self.entry.index.saturating_add(1)),
            protects: "The key never leaves the Ledger: no program on this computer can sign \
                       without its buttons.",
            does_not: "The Ledger shows only a number. What it stands for is said here alone, so \
                       compare the number before you press.",
            secret_first: false,
            kept_in: KeptIn::Device,
        }
    }

    fn probe(&mut self) -> Probe {
        conversation::probe(self.link.as_mut())
    }

    fn approve(
        &mut self,
        ask: &Signing<'_>,
        talk: &dyn Talk,
    ) -> Result<OwnerSignature, OwnerError> {
        let Entry { address, index } = self.entry;
        let mut conversation = Conversation::new(self.link.as_mut(), talk);
        let signature = conversation.sign(index, address, ask.root)?;
        Ok(OwnerSignature::Ecdsa(Zeroizing::new(signature)))
    }

    fn remove(self: Box<Self>, vaults: &Vaults) -> Result<(), OwnerError> {
        Ok(vaults.remove(EntryId::Ledger(self.entry.address))?)
    }
}

/// Takes an address of the Ledger that is plugged in, chosen here and confirmed there.
///
/// # Errors
/// [`OwnerError`]; nothing is stored either way.
pub fn enrol(talk: &dyn Talk) -> Result<Enrolled, OwnerError> {
    enrol_over(&mut Usb::default(), talk)
}

/// An address and where it lies in the device's tree.
fn offer((index, address): (usize, &Address)) -> Offer {
    Offer { text: address.to_checksum(None), note: format!("m/44'/60'/0'/0/{index}") }
}

fn enrol_over(link: &mut dyn Link, talk: &dyn Talk) -> Result<Enrolled, OwnerError> {
    let mut conversation = Conversation::new(link, talk);
    let addresses = conversation.addresses()?;
    let chosen = talk.choose(Choice {
        question: "Which address of your Ledger shall own the account?",
        note: "The first one for most people. The Ledger then shows it, to be confirmed there.",
        options: addresses.iter().enumerate().map(offer).collect(),
    });
    let chosen = chosen.ok_or(OwnerError::Cancelled)?;
    let address = *addresses.get(chosen).ok_or(OwnerError::Cancelled)?;
    let index = u32::try_from(chosen).map_err(|_never| OwnerError::Unknown)?;
    conversation.confirm_address(index, address)?;
    let entry = Entry { address, index };
    Ok(Enrolled {
        id: EntryId::Ledger(address),
        entry: entry.to_bytes(),
        public: OwnerPublic::Address(address),
        kind: OwnerKind::Ledger,
    })
}
