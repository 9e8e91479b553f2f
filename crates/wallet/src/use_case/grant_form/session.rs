//! Who is to hold the key: made here, or brought by the agent.
//!
//! Why: an agent that keeps its own key gives only the public half. Whatever is wrong with that half
//! is found before the owner is asked, since an approval of it cannot be taken back without a fee.
//! Refuses: nobody's address, the owner's own key, the account itself, contracts, points that are not
//! on the curve, and a key that another grant uses: ending the one must not leave the other.

use alloy_primitives::{Address, B256, U256};
use latchkey_core::account::Owner;
use latchkey_core::approval::SessionSource;
use latchkey_core::permission::SessionSigner;
use latchkey_core::webauthn::Passkey;

use super::{Facts, Problems};
use crate::use_case::abi_text::address as parse_address;
use crate::views::SessionForm;

/// The source, when nothing blocks it.
pub(super) fn read(
    problems: &mut Problems,
    form: &SessionForm,
    facts: &Facts,
) -> Option<SessionSource> {
    match form {
        SessionForm::Made => Some(SessionSource::Made),
        SessionForm::Address { address } => {
            let key = address_of(problems, address, facts)?;
            unused(problems, "session.address", &SessionSigner::Ecdsa(key), facts)?;
            Some(SessionSource::Address(key))
        }
        SessionForm::Passkey { x, y, credential_id_hash } => {
            let x = word(problems, "session.x", x);
            let y = word(problems, "session.y", y);
            let id = word(problems, "session.credentialIdHash", credential_id_hash);
            let (x, y, authenticator_id_hash) = (x?, y?, id?);
            let (x, y) = (U256::from_be_bytes(x.0), U256::from_be_bytes(y.0));
            let passkey = Passkey { x, y, authenticator_id_hash };
            passkey_of(problems, &passkey, &facts.account.owner())?;
            unused(problems, "session.x", &SessionSigner::WebAuthn(passkey), facts)?;
            Some(SessionSource::Passkey(passkey))
        }
    }
}

fn address_of(problems: &mut Problems, said: &str, facts: &Facts) -> Option<Address> {
    let mut stop = |code, text: &str| {
        problems.stop("session.address", code, text);
        None
    };
    let said = said.trim();
    if said.is_empty() {
        return stop("session.missing", "Paste the address of the agent's own key.");
    }
    let Some(key) = parse_address(said) else {
        let text = "This is no address. It needs 0x and 40 hex digits; in mixed case the checksum \
                    must be right.";
        return stop("session.unreadable", text);
    };
    if key == Address::ZERO {
        return stop("session.nobody", "Nobody has a key for this address.");
    }
    if Some(key) == facts.account.owner().address() {
        let text =
            "This is the owner's own key, which no rule can limit. Ask the agent for another.";
        return stop("session.owner", text);
    }
    if key == facts.account.address || facts.contracts.contains(&key) {
        let text = "This is a contract, which has no key to sign with. Ask the agent for the address \
                    of its key.";
        return stop("session.contract", text);
    }
    Some(key)
}

fn passkey_of(problems: &mut Problems, passkey: &Passkey, owner: &Owner) -> Option<()> {
    if !passkey.is_on_curve() {
        let text =
            "This is no point of P-256, so nothing could ever sign for it. Paste x and y again.";
        problems.stop("session.x", "session.off-curve", text);
        return None;
    }
    let same = |own: &Passkey| (own.x, own.y) == (passkey.x, passkey.y);
    if owner.passkey().is_some_and(same) {
        let text =
            "This is the owner's own passkey, which no rule can limit. Ask the agent for another.";
        problems.stop("session.x", "session.owner", text);
        return None;
    }
    Some(())
}

/// 32 bytes in hex.
fn word(problems: &mut Problems, field: &str, said: &str) -> Option<B256> {
    let said = said.trim();
    if said.is_empty() {
        problems.stop(field, "session.missing", "Paste it as the agent gives it.");
        return None;
    }
    let read = said.strip_prefix("0x").filter(|digits| digits.len() == 64);
    let read = read.and_then(|digits| digits.parse().ok());
    if read.is_none() {
        problems.stop(field, "session.unreadable", "It needs 0x and 64 hex digits.");
    }
    read
}

fn unused(
    problems: &mut Problems,
    field: &str,
    signer: &SessionSigner,
    facts: &Facts,
) -> Option<()> {
    let used = facts.keys.iter().find(|key| key.session == *signer);
    let Some(used) = used else { return Some(()) };
    let text = format!(
        "The key “{}” uses this one already. Ask the agent for a fresh one, so that each can be ended \
         alone.",
        used.name
    );
    problems.stop(field, "session.used", text);
    None
}
