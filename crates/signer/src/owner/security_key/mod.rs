//! Security keys (FIDO2) as owners, in two ways: the key itself signs as a passkey
//! ([`SecurityKeyOwner`]), or it opens an ECDSA key at rest ([`SealedKeyOwner`]).
//!
//! Why the relying party id is `latchkey.invalid`: a name that can never resolve (RFC 2606), so no
//! web page can ask a key for these credentials. It is stored per credential, never assumed.
//! Refuses: to make a key blink that does not hold the credential, answers without the presence and
//! verification that were asked for, signatures that do not verify here.

mod answer;
mod attend;
mod cbor;
mod ctap;
mod entry;
mod passkey;
mod pin_protocol;
mod seal;
mod sealed;
mod seek;
#[cfg(test)]
mod tests;
mod trouble;
mod unlock;

pub use passkey::{SecurityKeyOwner, enrol as enrol_passkey};
pub use sealed::{SealedKeyOwner, enrol as enrol_sealed};
pub(super) use sealed::{new_lock, open};

/// The relying party id of new credentials.
pub const RP_ID: &str = "latchkey.invalid";

/// Who asks, in client data. No contract looks at it.
const ORIGIN: &str = "https://latchkey.invalid";

/// How a key is called in a sentence.
fn named(label: &str) -> String {
    format!("the security key “{label}”")
}
