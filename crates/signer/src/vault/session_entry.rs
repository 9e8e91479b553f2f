//! A session key at rest: the key together with what it was granted for.
//!
//! Why: the session signer re-checks scope and policies on every operation without believing the
//! wallet, so both lie beside the key and are bound to it by the permission id.
//! Refuses: an entry whose policies and key do not give the permission id in its name.

use alloy_primitives::{Address, FixedBytes};
use latchkey_core::{
    approval::OwnerPublic, permission::Permission, policy::Policy, webauthn::Passkey,
};
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, Zeroizing};

use super::{EntryId, Secret};
use crate::key::SigningKey;

const FORMAT: u16 = 1;
/// Room for an entry, so that writing it leaves no copies of the key behind in memory.
const ROOM: usize = 256 * 1024;

/// A session key with its grant.
#[derive(Debug)]
pub struct SessionEntry {
    /// The smart account.
    pub account: Address,
    /// Who approved it.
    pub owner: OwnerPublic,
    /// Where it may sign, EIP-155 chain ids.
    pub chain_ids: Vec<u64>,
    /// Its policies, in order.
    pub policies: Vec<Policy>,
    key: SigningKey,
}

/// Why bytes are not a session entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SessionEntryError {
    /// Not the written form, or of a newer version.
    #[error("the session key's entry is damaged or of a newer version; grant a new key")]
    Damaged,
    /// The policies or the key were exchanged.
    #[error("the session key's entry does not belong to its permission; grant a new key")]
    OtherPermission,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Written {
    format: u16,
    account: Address,
    owner: Approver,
    chain_ids: Vec<u64>,
    policies: Vec<Policy>,
    secret: Hidden,
}

/// Who approved it: an address as it always was, or a passkey.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Approver {
    Address(Address),
    Passkey(Passkey),
}

/// 32 bytes as hex, wiped on drop.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
struct Hidden(FixedBytes<32>);

impl Drop for Hidden {
    fn drop(&mut self) {
        self.0.0.zeroize();
    }
}

impl SessionEntry {
    /// An entry for a fresh key.
    #[must_use]
    pub const fn new(
        key: SigningKey,
        account: Address,
        owner: OwnerPublic,
        chain_ids: Vec<u64>,
        policies: Vec<Policy>,
    ) -> Self {
        Self { account, owner, chain_ids, policies, key }
    }

    /// The key that signs.
    pub(crate) const fn key(&self) -> &SigningKey {
        &self.key
    }

    /// The permission id that policies and key give (spec 4.2).
    #[must_use]
    pub fn permission_id(&self) -> FixedBytes<4> {
        Permission::ecdsa(self.policies.clone(), self.key.address()).id()
    }

    /// Its name in the vault.
    #[must_use]
    pub fn id(&self) -> EntryId {
        EntryId::Session { account: self.account, permission_id: self.permission_id() }
    }

    /// The bytes to write.
    ///
    /// # Errors
    /// [`SessionEntryError::Damaged`] when it is larger than any grant can be.
    pub fn to_bytes(&self) -> Result<Secret, SessionEntryError> {
        let written = Written {
            format: FORMAT,
            account: self.account,
            owner: match self.owner {
                OwnerPublic::Address(address) => Approver::Address(address),
                OwnerPublic::Passkey(passkey) => Approver::Passkey(passkey),
            },
            chain_ids: self.chain_ids.clone(),
            policies: self.policies.clone(),
            secret: Hidden(FixedBytes(*self.key.to_bytes())),
        };
        let mut room = Zeroizing::new(vec![0u8; ROOM]);
        let mut rest = room.as_mut_slice();
        serde_json::to_writer(&mut rest, &written).or(Err(SessionEntryError::Damaged))?;
        let used = ROOM - rest.len();
        Ok(Zeroizing::new(room.get(..used).unwrap_or_default().to_vec()))
    }

    /// Reads what [`Self::to_bytes`] wrote, under the name it lay.
    ///
    /// # Errors
    /// [`SessionEntryError`].
    pub fn from_bytes(id: EntryId, bytes: &[u8]) -> Result<Self, SessionEntryError> {
        let read: Written = serde_json::from_slice(bytes).or(Err(SessionEntryError::Damaged))?;
        let secret = Zeroizing::new(read.secret.0.0);
        let key = SigningKey::from_bytes(&secret).or(Err(SessionEntryError::Damaged))?;
        if read.format != FORMAT {
            return Err(SessionEntryError::Damaged);
        }
        let owner = match read.owner {
            Approver::Address(address) => OwnerPublic::Address(address),
            Approver::Passkey(passkey) => OwnerPublic::Passkey(passkey),
        };
        let entry = Self::new(key, read.account, owner, read.chain_ids, read.policies);
        if entry.id() == id { Ok(entry) } else { Err(SessionEntryError::OtherPermission) }
    }
}

#[cfg(test)]
mod tests {
    use latchkey_core::policy::PolicyKind;

    use super::*;

    fn entry() -> SessionEntry {
        let key = SigningKey::generate().unwrap();
        let policies = vec![PolicyKind::Sudo.into()];
        let (account, owner) = (Address::repeat_byte(1), Address::repeat_byte(2));
        SessionEntry::new(key, account, OwnerPublic::Address(owner), vec![31337], policies)
    }

    #[test]
    fn an_entry_round_trips_under_its_own_name_only() {
        let entry = entry();
        let bytes = entry.to_bytes().unwrap();
        let read = SessionEntry::from_bytes(entry.id(), &bytes).unwrap();
        assert_eq!(read.key().address(), entry.key().address());
        assert_eq!(
            (read.chain_ids, read.policies),
            (entry.chain_ids.clone(), entry.policies.clone())
        );
        let other = EntryId::Session { account: entry.account, permission_id: FixedBytes([9; 4]) };
        let error = SessionEntry::from_bytes(other, &bytes).unwrap_err();
        assert_eq!(error, SessionEntryError::OtherPermission);
    }

    #[test]
    fn a_widened_policy_list_no_longer_opens() {
        let entry = entry();
        let text = String::from_utf8(entry.to_bytes().unwrap().to_vec()).unwrap();
        let none = text.replacen(r#"[{"flag""#, r#"[],"x":[{"flag""#, 1);
        assert_ne!(none, text, "{text}");
        let error = SessionEntry::from_bytes(entry.id(), none.as_bytes()).unwrap_err();
        assert_eq!(error, SessionEntryError::Damaged);
        let start = text.find(r#""policies":["#).unwrap() + 12;
        let end = start + text[start..].find(']').unwrap();
        let emptied = format!("{}{}", &text[..start], &text[end..]);
        let error = SessionEntry::from_bytes(entry.id(), emptied.as_bytes()).unwrap_err();
        assert_eq!(error, SessionEntryError::OtherPermission);
    }

    #[test]
    fn debug_output_carries_no_secret() {
        let entry = entry();
        let secret = hex::encode(entry.key().to_bytes());
        assert!(!format!("{entry:?}").contains(&secret));
    }
}
