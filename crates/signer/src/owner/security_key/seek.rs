//! Finding the right key among those that are plugged in, with no touch (preflight), and waiting
//! for it while it is not there.
//!
//! Why: people own several keys. The one that holds the credential says so by itself; a wrong one
//! is never made to blink.
//! Refuses: to choose between two keys that are both possible for a new credential.

use std::{collections::HashSet, thread, time::Duration};

use super::{
    ctap::{Credential, Fault, Key},
    trouble::{Trouble, says},
};
use crate::{
    owner::{DeviceState, OwnerError, Talk},
    transport::{Bus, Found, TransportError},
};

/// How often it is looked what is plugged in.
const LOOK: Duration = Duration::from_millis(200);

/// What was learned about the keys that are plugged in, by the system's name for them.
#[derive(Debug, Default)]
pub(super) struct Seen {
    others: HashSet<String>,
}

/// Waits for the key that holds one of the credentials; which of them is its place in the list.
///
/// # Errors
/// [`OwnerError::Cancelled`]; [`OwnerError::Device`] when no key can be reached at all.
pub(super) fn holder(
    bus: &dyn Bus,
    credentials: &[Credential],
    (name, was_there): (&str, bool),
    talk: &dyn Talk,
) -> Result<(Key, usize), OwnerError> {
    let mut seen = Seen::default();
    waiting(talk, |shown| {
        let plugged = list(bus)?;
        if let Some(found) = seen.holder(bus, &plugged, credentials)? {
            return Ok(Some(found));
        }
        let name = name.to_owned();
        shown(match (plugged.is_empty(), was_there) {
            (false, _) => DeviceState::OtherDevice { name },
            (true, true) => DeviceState::Unplugged { name },
            (true, false) => DeviceState::Insert { name },
        });
        Ok(None)
    })
}

/// Waits for exactly one key that holds none of `taken`.
///
/// # Errors
/// As [`holder`].
pub(super) fn newcomer(
    bus: &dyn Bus,
    taken: &[Credential],
    talk: &dyn Talk,
) -> Result<Key, OwnerError> {
    let name = if taken.is_empty() { "a security key" } else { "another security key" };
    let mut holders = HashSet::new();
    let mut free = HashSet::new();
    waiting(talk, |shown| {
        let plugged = list(bus)?;
        for found in &plugged {
            if holders.contains(&found.id) || free.contains(&found.id) {
                continue;
            }
            match is_holder(bus, found, taken) {
                Ok((_, Some(_))) => holders.insert(found.id.clone()),
                Ok((_, None)) => free.insert(found.id.clone()),
                Err(fault) => passing(fault)?,
            };
        }
        let mut possible = plugged.iter().filter(|found| free.contains(&found.id));
        match (possible.next(), possible.next()) {
            (Some(found), None) => match Key::open(bus, found) {
                Ok(key) => return Ok(Some(key)),
                Err(fault) => passing(fault).map(drop)?,
            },
            (Some(_), Some(_)) => shown(DeviceState::TooManyDevices),
            (None, _) => shown(DeviceState::Insert { name: name.to_owned() }),
        }
        Ok(None)
    })
}

/// Waits until a key is pulled out.
///
/// # Errors
/// [`OwnerError::Cancelled`].
pub(super) fn until_gone(
    bus: &dyn Bus,
    found: &Found,
    name: &str,
    talk: &dyn Talk,
) -> Result<(), OwnerError> {
    waiting(talk, |shown| {
        shown(DeviceState::Replug { name: name.to_owned() });
        Ok((!list(bus)?.contains(found)).then_some(()))
    })
}

/// Whether the key that holds one of the credentials is plugged in now; nothing is shown.
pub(super) fn is_there(bus: &dyn Bus, credentials: &[Credential]) -> bool {
    let plugged = bus.list().unwrap_or_default();
    matches!(Seen::default().holder(bus, &plugged, credentials), Ok(Some(_)))
}

impl Seen {
    fn holder(
        &mut self,
        bus: &dyn Bus,
        plugged: &[Found],
        credentials: &[Credential],
    ) -> Result<Option<(Key, usize)>, OwnerError> {
        for found in plugged {
            if self.others.contains(&found.id) {
                continue;
            }
            match is_holder(bus, found, credentials) {
                Ok((key, Some(at))) => return Ok(Some((key, at))),
                Ok((_, None)) => {
                    self.others.insert(found.id.clone());
                }
                Err(fault) => {
                    passing(fault)?;
                }
            }
        }
        Ok(None)
    }
}

fn is_holder(
    bus: &dyn Bus,
    found: &Found,
    credentials: &[Credential],
) -> Result<(Key, Option<usize>), Fault> {
    let mut key = Key::open(bus, found)?;
    for (at, credential) in credentials.iter().enumerate() {
        if key.holds(credential)? {
            return Ok((key, Some(at)));
        }
    }
    Ok((key, None))
}

fn list(bus: &dyn Bus) -> Result<Vec<Found>, OwnerError> {
    bus.list().map_err(|error| OwnerError::Device(error.to_string()))
}

/// A key that could not be asked just now is asked again on the next look; what will not pass ends
/// the request.
fn passing(fault: Fault) -> Result<bool, OwnerError> {
    match fault {
        Fault::Transport(error @ (TransportError::Denied | TransportError::NoRandomness(_))) => {
            Err(OwnerError::Device(error.to_string()))
        }
        Fault::Transport(_) | Fault::Key(_) | Fault::Nonsense => Ok(false),
    }
}

/// Looks again and again until there is something. What is shown is shown once per change.
fn waiting<T>(
    talk: &dyn Talk,
    mut look: impl FnMut(&mut dyn FnMut(DeviceState)) -> Result<Option<T>, OwnerError>,
) -> Result<T, OwnerError> {
    let mut last = None;
    let mut show = |state: DeviceState| {
        if last.as_ref() != Some(&state) {
            talk.show(state.clone());
            last = Some(state);
        }
    };
    loop {
        if talk.cancelled() {
            return Err(OwnerError::Cancelled);
        }
        if let Some(found) = look(&mut show)? {
            return Ok(found);
        }
        thread::sleep(LOOK);
    }
}

/// Runs one approval over however many plugs and tries it takes.
///
/// `once` gets the key and says what went wrong; a key that is gone is waited for, one that wants to
/// be replugged is watched, a touch that did not come is asked for again after the person pressed
/// Approve again.
///
/// # Errors
/// [`OwnerError`].
pub(super) fn persist<T>(
    bus: &dyn Bus,
    (credentials, name): (&[Credential], &str),
    talk: &dyn Talk,
    mut once: impl FnMut(&mut Key, usize) -> Result<T, Trouble>,
) -> Result<T, OwnerError> {
    let mut was_there = false;
    loop {
        let (mut key, at) = holder(bus, credentials, (name, was_there), talk)?;
        was_there = true;
        match once(&mut key, at) {
            Ok(done) => return Ok(done),
            Err(Trouble::Gone | Trouble::WrongPin) => {}
            Err(Trouble::Replug) => {
                let found = key.found.clone();
                drop(key);
                until_gone(bus, &found, name, talk)?;
            }
            Err(Trouble::NotTouched) => {
                if !talk.confirm() {
                    return Err(OwnerError::Cancelled);
                }
            }
            Err(Trouble::Over(error)) => return Err(error),
        }
    }
}

/// The same for a key that is to get a new credential.
///
/// # Errors
/// [`OwnerError`].
pub(super) fn persist_new<T>(
    bus: &dyn Bus,
    taken: &[Credential],
    talk: &dyn Talk,
    mut once: impl FnMut(&mut Key) -> Result<T, Trouble>,
) -> Result<T, OwnerError> {
    loop {
        let mut key = newcomer(bus, taken, talk)?;
        match once(&mut key) {
            Ok(done) => return Ok(done),
            Err(Trouble::Gone | Trouble::WrongPin) => {}
            Err(Trouble::Replug) => {
                let found = key.found.clone();
                drop(key);
                until_gone(bus, &found, "the security key", talk)?;
            }
            Err(Trouble::NotTouched) => {
                if !talk.confirm() {
                    return Err(OwnerError::Cancelled);
                }
            }
            Err(Trouble::Over(error)) => return Err(error),
        }
    }
}

/// A key that cannot do what is needed.
pub(super) fn unfit(what: &str) -> Trouble {
    says(format!("this security key cannot {what}; use a newer one"))
}
