//! Security keys on macOS, through fido-hid-rs (IOKit). Type-checked, not yet run on a Mac.
//!
//! Why behind this one file: that crate promises no stability. Its callbacks run on threads of
//! their own and feed channels, so a read with a deadline loses nothing.
//! Refuses: nothing; what the crate says is passed on.

use std::{fmt, sync::Arc, time::Duration};

use fido_hid_rs::{
    HidError, USBDevice, USBDeviceImpl, USBDeviceInfo, USBDeviceManager, USBDeviceManagerImpl,
};
use tokio::{
    runtime::{Builder, Runtime},
    sync::OnceCell,
    time::timeout,
};

use super::{Bus, Found, REPORT_BYTES, RawDevice, Report, TransportError};

/// IOKit's manager, made when it is first asked.
#[derive(Default)]
pub(super) struct Iokit {
    parts: std::sync::OnceLock<Option<Parts>>,
}

struct Parts {
    runtime: Arc<Runtime>,
    manager: OnceCell<USBDeviceManagerImpl>,
}

impl fmt::Debug for Iokit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Iokit")
    }
}

impl Iokit {
    fn parts(&self) -> Result<&Parts, TransportError> {
        let make = || {
            let runtime =
                Builder::new_multi_thread().worker_threads(1).enable_all().build().ok()?;
            Some(Parts { runtime: Arc::new(runtime), manager: OnceCell::new() })
        };
        let parts = self.parts.get_or_init(make).as_ref();
        parts.ok_or_else(|| TransportError::Io("no thread for IOKit".into()))
    }
}

impl Parts {
    fn devices(
        &self,
    ) -> Result<Vec<<USBDeviceManagerImpl as USBDeviceManager>::DeviceInfo>, TransportError> {
        self.runtime.block_on(async {
            let manager = self.manager.get_or_try_init(USBDeviceManagerImpl::new).await;
            manager.map_err(fault)?.get_devices().await.map_err(fault)
        })
    }
}

impl Bus for Iokit {
    fn list(&self) -> Result<Vec<Found>, TransportError> {
        let devices = self.parts()?.devices()?;
        let found = |info| Found { id: format!("{info:?}"), product: "Security key".into() };
        Ok(devices.iter().map(found).collect())
    }

    fn open(&self, found: &Found) -> Result<Box<dyn RawDevice>, TransportError> {
        let parts = self.parts()?;
        let devices = parts.devices()?;
        let info = devices.into_iter().find(|info| format!("{info:?}") == found.id);
        let info = info.ok_or(TransportError::Unplugged)?;
        let device = parts.runtime.block_on(info.open()).map_err(fault)?;
        Ok(Box::new(Open { runtime: Arc::clone(&parts.runtime), device }))
    }
}

fn fault(error: HidError) -> TransportError {
    match error {
        HidError::Closed => TransportError::Unplugged,
        HidError::PermissionDenied => TransportError::Denied,
        HidError::InvalidMessageLength => TransportError::Garbled,
        HidError::IoError(what) => TransportError::Io(what),
        HidError::SendError | HidError::Internal => TransportError::Io(error.to_string()),
    }
}

struct Open {
    runtime: Arc<Runtime>,
    device: USBDeviceImpl,
}

impl fmt::Debug for Open {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Open")
    }
}

impl RawDevice for Open {
    fn write(&mut self, report: &Report) -> Result<(), TransportError> {
        let mut numbered = [0; REPORT_BYTES + 1];
        numbered.iter_mut().skip(1).zip(report).for_each(|(to, from)| *to = *from);
        self.runtime.block_on(self.device.write(numbered)).map_err(fault)
    }

    fn read(&mut self, wait: Duration) -> Result<Option<Report>, TransportError> {
        let read = self.runtime.block_on(async { timeout(wait, self.device.read()).await });
        match read {
            Ok(report) => report.map(Some).map_err(fault),
            Err(_elapsed) => Ok(None),
        }
    }
}
