//! Systems on which a program cannot reach security keys over HID (Windows keeps them to itself).
//!
//! Refuses: everything; there Windows Hello's own window is the way.

use super::{Bus, Found, RawDevice, TransportError};

/// No keys.
#[derive(Debug)]
pub(super) struct Nothing;

impl Bus for Nothing {
    fn list(&self) -> Result<Vec<Found>, TransportError> {
        Ok(Vec::new())
    }

    fn open(&self, _found: &Found) -> Result<Box<dyn RawDevice>, TransportError> {
        Err(TransportError::Unplugged)
    }
}
