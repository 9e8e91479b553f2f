//! The wire to one Ledger: a command out, an answer back, within a time, or why not.
//!
//! Why: the real one is `coins-ledger`'s USB transport, which knows neither "stop" nor a device that
//! went away; tests put an app of ours behind the same trait.
//! Refuses: to choose between two Ledgers, and to wait for one after it was told to stop.

use std::{
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use coins_ledger::{
    ApduAnswer, ApduCommand, LedgerError, StatusWord,
    transports::{HidDeviceId, NativeTransportError, native::HidLedgerDevice},
};

/// How often a wait looks whether it was told to stop.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// No Ledger is plugged in.
    #[error("no Ledger is plugged in; plug it in and ask again")]
    Absent,
    /// More than one is.
    #[error("more than one Ledger is plugged in; leave only the one you mean")]
    Several,
    /// It is there, but cannot be opened: another program has it, or the system forbids it.
    #[error(
        "the Ledger cannot be opened; close other wallet programs, and on Linux install Ledger's udev rules"
    )]
    Busy,
    /// It went away in the middle.
    #[error("the Ledger was unplugged; plug it back in")]
    Lost,
    /// It did not answer in time.
    #[error("the Ledger did not answer in time; nothing was signed")]
    TimedOut,
    /// The person, or the clock, ended the wait.
    #[error("stopped; refuse on the Ledger too if it still asks")]
    Stopped,
    /// The answer is not one of the Ethereum app.
    #[error("the Ledger gave an answer that cannot be read; nothing was signed")]
    Garbled,
    /// The device or its app said no, and why.
    #[error("the Ledger answered {0}; nothing was signed")]
    Status(StatusWord),
}

/// The wire.
pub trait Link: Send + std::fmt::Debug {
    /// Sends one command and waits for its answer, at most until `until`. Whatever goes wrong, the
    /// next call starts anew.
    ///
    /// # Errors
    /// [`LinkError`]; a status word other than `0x9000` is one.
    fn exchange(
        &mut self,
        command: ApduCommand,
        until: Instant,
        stop: &dyn Fn() -> bool,
    ) -> Result<ApduAnswer, LinkError>;
}

/// The Ledger on a USB port. It is opened by the first command and kept open.
#[derive(Debug, Default)]
pub struct Usb {
    open: Option<HidLedgerDevice>,
}

type Back = (HidLedgerDevice, Result<ApduAnswer, LedgerError>);

impl Link for Usb {
    fn exchange(
        &mut self,
        command: ApduCommand,
        until: Instant,
        stop: &dyn Fn() -> bool,
    ) -> Result<ApduAnswer, LinkError> {
        let mut device = match self.open.take() {
            Some(device) => device,
            None => open()?,
        };
        let (tell, told) = mpsc::sync_channel::<Back>(1);
        // The transport's wait knows no "stop", so it waits elsewhere: whoever is told to stop
        // leaves the device to that thread, which ends with the wait.
        let left = until.saturating_duration_since(Instant::now());
        let asking = thread::Builder::new().name("ledger".into()).spawn(move || {
            let answer = device.exchange(&command, Some(left));
            let _nobody_waits = tell.send((device, answer));
        });
        let _running = asking.or(Err(LinkError::Busy))?;
        let (device, answer) = waited(&told, until, stop)?;
        let answer = answer.map_err(meant);
        // After anything but a whole answer the device is opened anew, so that nothing late is read
        // as the answer to the next question.
        if matches!(answer, Ok(_) | Err(LinkError::Status(_))) {
            self.open = Some(device);
        }
        answer
    }
}

fn waited(
    told: &mpsc::Receiver<Back>,
    until: Instant,
    stop: &dyn Fn() -> bool,
) -> Result<Back, LinkError> {
    loop {
        match told.recv_timeout(LOOK_EVERY) {
            Ok(back) => return Ok(back),
            Err(mpsc::RecvTimeoutError::Disconnected) => return Err(LinkError::Lost),
            Err(mpsc::RecvTimeoutError::Timeout) if stop() => return Err(LinkError::Stopped),
            Err(mpsc::RecvTimeoutError::Timeout) if Instant::now() > until => {
                return Err(LinkError::TimedOut);
            }
            Err(mpsc::RecvTimeoutError::Timeout) => {}
        }
    }
}

/// The one Ledger there is. A device may be listed once per usage of the same path.
fn open() -> Result<HidLedgerDevice, LinkError> {
    let mut found: Vec<HidDeviceId> = HidLedgerDevice::list().or(Err(LinkError::Absent))?;
    found.dedup_by(|one, other| one.path() == other.path());
    match found.as_slice() {
        [] => Err(LinkError::Absent),
        [one] => HidLedgerDevice::open(one).or(Err(LinkError::Busy)),
        [_, _, ..] => Err(LinkError::Several),
    }
}

/// What a failure of the transport means here.
fn meant(error: LedgerError) -> LinkError {
    match error {
        LedgerError::BadRetcode(word) => LinkError::Status(word),
        LedgerError::Timeout(_) => LinkError::TimedOut,
        LedgerError::ResponseTooShort(_)
        | LedgerError::MissingCla
        | LedgerError::MissingIns
        | LedgerError::DataTooLong(_) => LinkError::Garbled,
        LedgerError::Transport(inner) => {
            tracing::info!(%inner, "the Ledger's transport failed");
            match inner.downcast_ref::<NativeTransportError>() {
                Some(
                    NativeTransportError::ResponseTooLong(_)
                    | NativeTransportError::SequenceMismatch { .. }
                    | NativeTransportError::UnexpectedChannel { .. }
                    | NativeTransportError::UnexpectedTag(_)
                    | NativeTransportError::TruncatedReport(_)
                    | NativeTransportError::EmptyReport,
                ) => LinkError::Garbled,
                Some(NativeTransportError::CantOpen(_)) => LinkError::Busy,
                Some(NativeTransportError::DeviceNotFound) => LinkError::Absent,
                Some(
                    NativeTransportError::ShortWrite { .. }
                    | NativeTransportError::HidThreadUnavailable
                    | NativeTransportError::IoThreadUnavailable
                    | NativeTransportError::Hid(_)
                    | NativeTransportError::InvalidTermuxUsbFd,
                )
                | None => LinkError::Lost,
            }
        }
    }
}
