//! Security keys on Linux: `/sys/class/hidraw` says what is plugged in, `/dev/hidrawN` carries the
//! reports (kernel documentation, hid/hidraw).
//!
//! Why without libudev and ioctls: the report descriptor and the name stand in sysfs as files, so
//! this needs no C library, no unsafe code and no socket, and a wait has an end (poll).
//! Refuses: devices that are not on USB, and those whose report descriptor is not a FIDO one.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Write},
    path::{Path, PathBuf},
    time::Duration,
};

use rustix::{
    event::{PollFd, PollFlags, poll},
    io::Errno,
    time::Timespec,
};

use super::{Bus, Found, REPORT_BYTES, RawDevice, Report, TransportError};

/// Longest name that is taken from a device, in characters.
const NAME_MAX: usize = 40;

/// The two folders.
#[derive(Debug)]
pub(super) struct Hidraw {
    classes: PathBuf,
    devices: PathBuf,
}

impl Hidraw {
    /// The real ones.
    pub(super) fn system() -> Self {
        Self { classes: "/sys/class/hidraw".into(), devices: "/dev".into() }
    }
}

impl Bus for Hidraw {
    fn list(&self) -> Result<Vec<Found>, TransportError> {
        let entries = match fs::read_dir(&self.classes) {
            Ok(entries) => entries,
            // No HID device was ever plugged in.
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(TransportError::Io(error.to_string())),
        };
        let mut found: Vec<Found> = entries
            .filter_map(|entry| {
                let name = entry.ok()?.file_name().into_string().ok()?;
                describe(&self.classes.join(&name).join("device"), name)
            })
            .collect();
        found.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(found)
    }

    fn open(&self, found: &Found) -> Result<Box<dyn RawDevice>, TransportError> {
        let path = self.devices.join(&found.id);
        let file = OpenOptions::new().read(true).write(true).open(path).map_err(|e| fault(&e))?;
        Ok(Box::new(Open { file }))
    }
}

/// A FIDO key on USB, or `None`.
fn describe(device: &Path, id: String) -> Option<Found> {
    let descriptor = fs::read(device.join("report_descriptor")).ok()?;
    let event = fs::read_to_string(device.join("uevent")).ok()?;
    let value = |name: &str| {
        event.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('=')).map(str::trim)
    };
    // HID_ID is `bus:vendor:product`; bus 3 is USB.
    let (bus, _) = value("HID_ID")?.split_once(':')?;
    if u32::from_str_radix(bus, 16).ok()? != 3 || !is_fido(&descriptor) {
        return None;
    }
    let product = value("HID_NAME").unwrap_or_default();
    let product = latchkey_core::text::name_or(product, NAME_MAX, "Security key");
    Some(Found { id, product })
}

/// Whether a report descriptor opens with usage page 0xf1d0, usage 1 (CTAP 2.1, 11.2.8.1; HID 1.11,
/// 6.2.2).
fn is_fido(descriptor: &[u8]) -> bool {
    let (mut page, mut rest) = (0_u32, descriptor);
    while let Some((prefix, after)) = rest.split_first() {
        let size = match prefix & 3 {
            3 => 4,
            size => usize::from(size),
        };
        let Some((data, after)) = after.split_at_checked(size) else { return false };
        let value = data.iter().rev().fold(0_u32, |sum, byte| (sum << 8) | u32::from(*byte));
        match prefix & 0xfc {
            0x04 => page = value,
            0x08 => return (page, value) == (0xf1d0, 1),
            _ => {}
        }
        rest = after;
    }
    false
}

fn fault(error: &io::Error) -> TransportError {
    match Errno::from_io_error(error) {
        Some(Errno::ACCESS | Errno::PERM) => TransportError::Denied,
        Some(Errno::NOENT | Errno::IO | Errno::NODEV | Errno::NXIO | Errno::PIPE) => {
            TransportError::Unplugged
        }
        _ => TransportError::Io(error.to_string()),
    }
}

#[derive(Debug)]
struct Open {
    file: File,
}

impl Open {
    /// Whether something can be read, or the key is gone.
    fn has_news(&self, wait: Duration) -> Result<bool, TransportError> {
        let timeout = Timespec::try_from(wait).ok();
        let mut fds = [PollFd::new(&self.file, PollFlags::IN)];
        match poll(&mut fds, timeout.as_ref()) {
            Ok(0) | Err(Errno::INTR) => Ok(false),
            Ok(_) => Ok(true),
            Err(error) => Err(TransportError::Io(error.to_string())),
        }
    }
}

impl RawDevice for Open {
    fn write(&mut self, report: &Report) -> Result<(), TransportError> {
        // hidraw wants the report number first; FIDO keys have none: zero.
        let mut numbered = [0; REPORT_BYTES + 1];
        numbered.iter_mut().skip(1).zip(report).for_each(|(to, from)| *to = *from);
        self.file.write_all(&numbered).map_err(|error| fault(&error))
    }

    fn read(&mut self, wait: Duration) -> Result<Option<Report>, TransportError> {
        if !self.has_news(wait)? {
            return Ok(None);
        }
        // One read of a hidraw is one report; a short one is made whole for devices that stream.
        let mut report = [0; REPORT_BYTES];
        match self.file.read_exact(&mut report) {
            Ok(()) => Ok(Some(report)),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                Err(TransportError::Unplugged)
            }
            Err(error) => Err(fault(&error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first items of a YubiKey's report descriptor.
    const FIDO: &[u8] = &[0x06, 0xd0, 0xf1, 0x09, 0x01, 0xa1, 0x01, 0x09, 0x20];
    const MOUSE: &[u8] = &[0x05, 0x01, 0x09, 0x02, 0xa1, 0x01];

    fn plug(root: &Path, name: &str, descriptor: &[u8], event: &str) {
        let device = root.join("class").join(name).join("device");
        fs::create_dir_all(&device).unwrap();
        fs::write(device.join("report_descriptor"), descriptor).unwrap();
        fs::write(device.join("uevent"), event).unwrap();
    }

    fn bus(root: &Path) -> Hidraw {
        Hidraw { classes: root.join("class"), devices: root.join("dev") }
    }

    #[test]
    fn only_fido_keys_on_usb_are_listed_by_their_names() {
        let root = tempfile::tempdir().unwrap();
        let key = "DRIVER=hid-generic\nHID_ID=0003:00001050:00000407\nHID_NAME=Yubico YubiKey\n";
        plug(root.path(), "hidraw3", FIDO, key);
        plug(root.path(), "hidraw1", MOUSE, "HID_ID=0003:0000046D:0000C077\nHID_NAME=Mouse\n");
        plug(root.path(), "hidraw2", FIDO, "HID_ID=0005:00001050:00000407\nHID_NAME=Radio\n");
        plug(root.path(), "hidraw0", &FIDO[..2], key);
        let found = bus(root.path()).list().unwrap();
        assert_eq!(found, [Found { id: "hidraw3".into(), product: "Yubico YubiKey".into() }]);
    }

    #[test]
    fn a_computer_without_the_folder_has_no_keys() {
        let root = tempfile::tempdir().unwrap();
        assert_eq!(bus(root.path()).list(), Ok(vec![]));
    }

    #[test]
    fn a_key_that_is_gone_is_unplugged_and_a_forbidden_one_is_denied() {
        let root = tempfile::tempdir().unwrap();
        let gone = Found { id: "hidraw9".into(), product: String::new() };
        assert_eq!(bus(root.path()).open(&gone).unwrap_err(), TransportError::Unplugged);
        assert_eq!(fault(&io::Error::from(Errno::ACCESS)), TransportError::Denied);
        assert_eq!(fault(&io::Error::from(Errno::IO)), TransportError::Unplugged);
    }

    #[test]
    fn forged_names_are_cleaned() {
        let root = tempfile::tempdir().unwrap();
        let event = "HID_ID=0003:1:1\nHID_NAME=Key\u{202e}yek\u{7}\n";
        plug(root.path(), "hidraw0", FIDO, event);
        assert_eq!(bus(root.path()).list().unwrap()[0].product, "Keyyek");
    }
}
