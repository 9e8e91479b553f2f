//! The PIN: asked for with the tries that are left, set where there is none.
//!
//! Why: three wrong PINs in a row block a key until it is pulled out, eight in all lock it for good,
//! and no library says so in time.
//! Refuses: to try a PIN that the person did not just type; PINs that no key takes.

use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use super::{
    attend::attended,
    ctap::{Key, PinToken},
    seek::unfit,
    trouble::{LOCKED, Trouble, says},
};
use crate::owner::{DeviceState, OwnerError, Talk, Wanted};

/// What the token is for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Purpose<'a> {
    /// Permissions (CTAP 2.1, 6.5.5.7).
    pub(super) permissions: u8,
    pub(super) rp_id: &'a str,
    /// The key's name, for the person.
    pub(super) name: &'a str,
}

/// A PIN that the key has taken, kept for the few touches of one enrolment.
pub(super) struct Typed(Zeroizing<String>);

impl Typed {
    /// A further token: a key forgets the last one after each touch.
    ///
    /// # Errors
    /// [`Trouble`].
    pub(super) fn again(
        &self,
        key: &mut Key,
        purpose: Purpose<'_>,
        talk: &dyn Talk,
    ) -> Result<PinToken, Trouble> {
        trade(key, &self.0, purpose, talk)
    }
}

/// A token from a key that must verify the person: asks for its PIN, or lets one be set first.
///
/// # Errors
/// [`Trouble`]; [`Trouble::Replug`] after three wrong ones in a row.
pub(super) fn with_pin(
    key: &mut Key,
    purpose: Purpose<'_>,
    talk: &dyn Talk,
) -> Result<PinToken, Trouble> {
    match key.has_pin() {
        Some(true) => ask(key, purpose, talk).map(|(token, _wiped)| token),
        Some(false) => {
            let pin = set(key, purpose.name, talk)?;
            trade(key, &pin, purpose, talk)
        }
        None => Err(unfit("have a PIN, and the chain asks for one")),
    }
}

/// A token if the key has a PIN; `None` if it has none, then a touch is all there is.
///
/// # Errors
/// [`Trouble`].
pub(super) fn if_pin(
    key: &mut Key,
    purpose: Purpose<'_>,
    talk: &dyn Talk,
) -> Result<Option<(PinToken, Typed)>, Trouble> {
    if key.has_pin() == Some(true) { ask(key, purpose, talk).map(Some) } else { Ok(None) }
}

fn ask(key: &mut Key, purpose: Purpose<'_>, talk: &dyn Talk) -> Result<(PinToken, Typed), Trouble> {
    let mut wrong = false;
    loop {
        let (left, replug) = attended(key, purpose.name, talk, Key::pin_retries)?;
        if left == 0 {
            return Err(says(LOCKED));
        }
        if replug {
            return Err(Trouble::Replug);
        }
        let name = purpose.name.to_owned();
        let typed = talk.secret(Wanted::Pin { name, tries_left: Some(left), wrong });
        let pin = normal(&typed.ok_or(OwnerError::Cancelled)?);
        talk.show(DeviceState::Working("Checking the PIN"));
        match trade(key, &pin, purpose, talk) {
            Ok(token) => return Ok((token, Typed(pin))),
            Err(Trouble::WrongPin) => wrong = true,
            Err(trouble) => return Err(trouble),
        }
    }
}

fn trade(
    key: &mut Key,
    pin: &Zeroizing<String>,
    purpose: Purpose<'_>,
    talk: &dyn Talk,
) -> Result<PinToken, Trouble> {
    let Purpose { permissions, rp_id, name } = purpose;
    Ok(attended(key, name, talk, |key| key.pin_token(pin, permissions, rp_id))?)
}

fn set(key: &mut Key, name: &str, talk: &dyn Talk) -> Result<Zeroizing<String>, Trouble> {
    let at_least = key.shortest_pin().max(4);
    let shown = u8::try_from(at_least).unwrap_or(u8::MAX);
    loop {
        let wanted = Wanted::NewPin { name: name.to_owned(), at_least: shown };
        let pin = normal(&talk.secret(wanted).ok_or(OwnerError::Cancelled)?);
        // CTAP 2.1, 6.5.1: counted in characters from below, in bytes from above.
        if pin.chars().count() < at_least || pin.len() > 63 || pin.contains('\0') {
            continue;
        }
        talk.show(DeviceState::Working("Setting the PIN"));
        attended(key, name, talk, |key| key.set_pin(&pin))?;
        return Ok(pin);
    }
}

/// NFC, as CTAP 2.1 wants PINs (6.5.1).
fn normal(pin: &str) -> Zeroizing<String> {
    // Reserved whole, so that no shorter copy is left behind.
    let mut out = Zeroizing::new(String::with_capacity(pin.len().saturating_mul(3)));
    out.extend(pin.nfc());
    out
}
