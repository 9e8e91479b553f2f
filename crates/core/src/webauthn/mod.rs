//! Passkeys (WebAuthn, P-256) as Kernel's validators and signer take them (spec 7).
//!
//! Why: what an authenticator says is bytes of somebody else; they are parsed whole, and what the
//! contracts would refuse is refused here first. Answers are made elsewhere.
//! Refuses: to sign: there is no key in this crate.

mod assertion;
mod authenticator_data;
mod cbor;
mod client_data;
mod contract;
mod der;
mod dummy;
mod multi_chain;
mod passkey;
pub mod precompile;
mod sdk_list;
#[cfg(test)]
mod tests;
mod verify;

pub use assertion::{Assertion, AssertionError};
pub use authenticator_data::{
    AttestedCredential, AuthenticatorData, AuthenticatorDataError, Flags,
};
pub use client_data::{Ceremony, ClientData, ClientDataError};
pub use contract::{Flaw, WebAuthnModule};
pub use dummy::{DUMMY_CLIENT_DATA, dummy_signature};
pub use multi_chain::{MultiChainError, MultiChainSignature, dummy_of_one, dummy_of_tree};
pub use passkey::{Passkey, PasskeyError};
pub use sdk_list::sdk_uses_precompile;
