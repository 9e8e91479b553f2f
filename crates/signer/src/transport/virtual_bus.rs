//! Virtual keys as the transport sees real ones. For tests.

use std::{sync::Arc, time::Duration};

use super::{
    Bus, Found, RawDevice, Report, TransportError,
    rig::{Gone, Port, VirtualKey},
};

/// The keys that may be plugged in.
#[derive(Debug)]
pub(crate) struct VirtualBus(Vec<Arc<VirtualKey>>);

impl VirtualBus {
    pub(crate) fn of(keys: impl IntoIterator<Item = Arc<VirtualKey>>) -> Self {
        Self(keys.into_iter().collect())
    }
}

impl From<Gone> for TransportError {
    fn from(_gone: Gone) -> Self {
        Self::Unplugged
    }
}

impl Bus for VirtualBus {
    fn list(&self) -> Result<Vec<Found>, TransportError> {
        let found = |(at, key): (usize, &Arc<VirtualKey>)| {
            let id = format!("{at}/{}", key.plugged()?);
            Some(Found { id, product: format!("Virtual key {at}") })
        };
        Ok(self.0.iter().enumerate().filter_map(found).collect())
    }

    fn open(&self, found: &Found) -> Result<Box<dyn RawDevice>, TransportError> {
        let at: usize = found.id.split('/').next().unwrap().parse().unwrap();
        Ok(Box::new(Open(self.0[at].open()?)))
    }
}

#[derive(Debug)]
struct Open(Port);

impl RawDevice for Open {
    fn write(&mut self, report: &Report) -> Result<(), TransportError> {
        Ok(self.0.send(report)?)
    }

    fn read(&mut self, wait: Duration) -> Result<Option<Report>, TransportError> {
        Ok(self.0.receive(wait)?)
    }
}
