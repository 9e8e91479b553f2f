//! The exact names of vault entries: `owner:0x…`, `passkey:0x…`, `ledger:0x…`,
//! `session:0x…:0x…` and `panic`.

use std::{fmt, str::FromStr};

use alloy_primitives::{Address, B256, FixedBytes};

/// The name of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EntryId {
    /// An ECDSA owner key at rest, sealed.
    Owner(Address),
    /// A WebAuthn owner, by keccak256 of its credential id. It holds no secret.
    Passkey(B256),
    /// A key on a Ledger, by its address. It holds no secret.
    Ledger(Address),
    /// A session key with what it was granted for.
    Session {
        /// The smart account.
        account: Address,
        /// The permission id on it (spec 4.2).
        permission_id: FixedBytes<4>,
    },
    /// The panic key: 32 bytes, no lock. It pays for prepared kills and signs nothing else.
    Panic,
    /// A short-lived entry that only tests whether a place can be written.
    Probe,
}

/// A text that names no entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is not the name of a vault entry")]
pub struct NotAnEntry;

impl EntryId {
    /// The name as part of a file name.
    pub(crate) fn file_stem(self) -> String {
        self.to_string().replace(':', "-")
    }
}

impl fmt::Display for EntryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Owner(address) => write!(f, "owner:0x{}", hex::encode(address)),
            Self::Passkey(credential) => write!(f, "passkey:0x{}", hex::encode(credential)),
            Self::Ledger(address) => write!(f, "ledger:0x{}", hex::encode(address)),
            Self::Session { account, permission_id } => {
                write!(f, "session:0x{}:0x{}", hex::encode(account), hex::encode(permission_id))
            }
            Self::Panic => f.write_str("panic"),
            Self::Probe => f.write_str("probe"),
        }
    }
}

impl FromStr for EntryId {
    type Err = NotAnEntry;

    fn from_str(text: &str) -> Result<Self, NotAnEntry> {
        let mut parts = text.split(':');
        let id = match (parts.next(), parts.next(), parts.next(), parts.next()) {
            (Some("owner"), Some(address), None, None) => Self::Owner(parse(address)?),
            (Some("passkey"), Some(credential), None, None) => Self::Passkey(parse(credential)?),
            (Some("ledger"), Some(address), None, None) => Self::Ledger(parse(address)?),
            (Some("session"), Some(account), Some(permission), None) => {
                Self::Session { account: parse(account)?, permission_id: parse(permission)? }
            }
            (Some("panic"), None, None, None) => Self::Panic,
            _ => return Err(NotAnEntry),
        };
        // One entry has one spelling.
        if id.to_string() == text { Ok(id) } else { Err(NotAnEntry) }
    }
}

fn parse<T: FromStr>(text: &str) -> Result<T, NotAnEntry> {
    text.parse().or(Err(NotAnEntry))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_round_trip_in_one_spelling() {
        let owner = EntryId::Owner(Address::repeat_byte(0xab));
        let session = EntryId::Session {
            account: Address::repeat_byte(0xcd),
            permission_id: FixedBytes([1, 2, 3, 4]),
        };
        let passkey = EntryId::Passkey(B256::repeat_byte(0xef));
        let ledger = EntryId::Ledger(Address::repeat_byte(0xab));
        for id in [owner, passkey, ledger, session, EntryId::Panic] {
            assert_eq!(id.to_string().parse(), Ok(id));
            assert_eq!(id.to_string().to_uppercase().parse::<EntryId>(), Err(NotAnEntry));
        }
    }

    #[test]
    fn other_texts_name_nothing() {
        for text in ["", "owner", "owner:", "owner:0x12", "probe", "owner:../../etc", "session:1:2"]
        {
            assert_eq!(text.parse::<EntryId>(), Err(NotAnEntry), "{text}");
        }
    }
}
