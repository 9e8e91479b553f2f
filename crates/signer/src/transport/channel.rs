//! One channel to a key: asked for with a nonce, then one request after the other (CTAP 2.1,
//! 11.2.5, 11.2.9).
//!
//! Why: every program that has the key open reads the answers to all of them. What is not on our
//! channel, or answers another nonce, is passed over.
//! Refuses: to wait beyond the deadline or past a raised [`Stop`]; in both cases the key is told to
//! forget the request, so that a touch that comes late approves nothing.

use std::time::{Duration, Instant};

use super::{
    RawDevice, Report, Stop, TransportError,
    frame::{self, Assembly, BROADCAST, Packet, command},
};
use crate::random;

/// How often the flag and the clock are looked at.
const TICK: Duration = Duration::from_millis(25);
/// How long a key may take to give out a channel, and to say that it forgot a request.
const INIT_PATIENCE: Duration = Duration::from_secs(3);
const CANCEL_PATIENCE: Duration = Duration::from_millis(1500);
/// Pause before a busy key is asked again.
const BUSY_PAUSE: Duration = Duration::from_millis(150);
/// CTAPHID_ERROR: another channel has the key (CTAP 2.1, 11.2.9.1.6).
const CHANNEL_BUSY: u8 = 0x06;

/// What a key says while it works (CTAP 2.1, 11.2.9.1.7).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeepAlive {
    /// It computes.
    Working,
    /// It waits for a touch.
    TouchNeeded,
    /// It serves another program; it is asked again.
    Busy,
}

/// How a request is waited for.
#[derive(Clone, Copy)]
pub struct Watch<'a> {
    /// Longest wait for the whole answer.
    pub patience: Duration,
    /// Ends the wait from another thread.
    pub stop: &'a Stop,
    /// Hears what the key says meanwhile.
    pub news: &'a dyn Fn(KeepAlive),
}

impl std::fmt::Debug for Watch<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Watch").field("patience", &self.patience).finish_non_exhaustive()
    }
}

/// A channel of our own on a key.
#[derive(Debug)]
pub struct Channel {
    device: Box<dyn RawDevice>,
    id: u32,
    /// An answer to an earlier request may still come; then a fresh channel is needed.
    stale: bool,
}

/// What one report meant for the request that is out.
enum Step {
    Foreign,
    Busy,
    Whole(Vec<u8>),
}

impl Channel {
    /// Asks the key for a channel.
    ///
    /// # Errors
    /// [`TransportError`]; [`TransportError::Busy`] when other programs do not let us in.
    pub fn open(mut device: Box<dyn RawDevice>, stop: &Stop) -> Result<Self, TransportError> {
        let id = channel(device.as_mut(), stop)?;
        Ok(Self { device, id, stale: false })
    }

    /// Sends a CTAP2 request (command byte and CBOR) and waits for the answer (status byte and
    /// CBOR). A busy key is asked again until the deadline.
    ///
    /// # Errors
    /// [`TransportError`]. After [`TransportError::Stopped`] and [`TransportError::TimedOut`] the
    /// key has been told to forget the request.
    pub fn request(&mut self, message: &[u8], watch: Watch<'_>) -> Result<Vec<u8>, TransportError> {
        let until = Instant::now() + watch.patience;
        if self.stale {
            self.id = channel(self.device.as_mut(), watch.stop)?;
            self.stale = false;
        }
        loop {
            self.send(command::CBOR, message)?;
            match self.answer(until, watch) {
                Ok(Some(answer)) => return Ok(answer),
                // Each of our reports may have been answered "busy": all of them are passed over
                // before we ask again, or an old one would be taken for a new one.
                Ok(None) => {
                    (watch.news)(KeepAlive::Busy);
                    let pause = (Instant::now() + BUSY_PAUSE).min(until);
                    while let Some(_old) = next(self.device.as_mut(), pause, watch.stop)? {}
                    if Instant::now() >= until {
                        return Err(TransportError::Busy);
                    }
                }
                Err(error @ (TransportError::Stopped | TransportError::TimedOut)) => {
                    self.forget();
                    return Err(error);
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// The whole answer; `None` when the key is busy with another channel.
    fn answer(
        &mut self,
        until: Instant,
        watch: Watch<'_>,
    ) -> Result<Option<Vec<u8>>, TransportError> {
        let mut assembly = None;
        while let Some(report) = next(self.device.as_mut(), until, watch.stop)? {
            match step(self.id, &report, &mut assembly, watch.news)? {
                Step::Foreign => {}
                Step::Busy => return Ok(None),
                Step::Whole(answer) => return Ok(Some(answer)),
            }
        }
        Err(TransportError::TimedOut)
    }

    fn send(&mut self, command: u8, message: &[u8]) -> Result<(), TransportError> {
        let reports = frame::split(self.id, command, message).ok_or(TransportError::Garbled)?;
        reports.iter().try_for_each(|report| self.device.write(report))
    }

    /// Tells the key to forget the request, and hears it out so that its answer does not meet the
    /// next one.
    fn forget(&mut self) {
        self.stale = true;
        if self.send(command::CANCEL, &[]).is_err() {
            return;
        }
        let quiet = Stop::default();
        let watch = Watch { patience: CANCEL_PATIENCE, stop: &quiet, news: &|_| {} };
        match self.answer(Instant::now() + CANCEL_PATIENCE, watch) {
            Ok(Some(_)) => self.stale = false,
            Ok(None) => {}
            Err(error) => tracing::debug!(%error, "the key did not say that it forgot the request"),
        }
    }
}

/// Asks for a channel until the key gives one.
fn channel(device: &mut dyn RawDevice, stop: &Stop) -> Result<u32, TransportError> {
    let until = Instant::now() + INIT_PATIENCE;
    let mut busy = false;
    loop {
        match ask_for_channel(device, until, stop)? {
            Some(id) => return Ok(id),
            None if Instant::now() + BUSY_PAUSE < until => busy = true,
            None if busy => return Err(TransportError::Busy),
            None => return Err(TransportError::TimedOut),
        }
        let pause = Instant::now() + BUSY_PAUSE;
        while let Some(_passed_over) = next(device, pause, stop)? {}
    }
}

/// One INIT with a fresh nonce; `None` when the key is busy or says nothing.
fn ask_for_channel(
    device: &mut dyn RawDevice,
    until: Instant,
    stop: &Stop,
) -> Result<Option<u32>, TransportError> {
    let nonce = random::array::<8>()?;
    let reports = frame::split(BROADCAST, command::INIT, nonce.as_slice());
    for report in reports.iter().flatten() {
        device.write(report)?;
    }
    while let Some(report) = next(device, until, stop)? {
        let (BROADCAST, Packet::First { command, length, data }) = frame::parse(&report) else {
            continue;
        };
        if command == command::ERROR && data.first() == Some(&CHANNEL_BUSY) {
            return Ok(None);
        }
        // nonce(8) ‖ channel(4) ‖ versions and capabilities(5): an answer to another program has
        // another nonce.
        let Some((echo, rest)) = data.split_first_chunk::<8>() else { continue };
        let Some((id, _)) = rest.split_first_chunk::<4>() else { continue };
        if command == command::INIT && length >= 17 && *echo == *nonce {
            return Ok(Some(u32::from_be_bytes(*id)));
        }
    }
    Ok(None)
}

/// The next report of anybody; `None` at `until`.
fn next(
    device: &mut dyn RawDevice,
    until: Instant,
    stop: &Stop,
) -> Result<Option<Report>, TransportError> {
    loop {
        if stop.is_raised() {
            return Err(TransportError::Stopped);
        }
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Ok(None);
        }
        if let Some(report) = device.read(left.min(TICK))? {
            return Ok(Some(report));
        }
    }
}

fn step(
    id: u32,
    report: &Report,
    assembly: &mut Option<Assembly>,
    news: &dyn Fn(KeepAlive),
) -> Result<Step, TransportError> {
    let (channel, packet) = frame::parse(report);
    if channel != id {
        return Ok(Step::Foreign);
    }
    match packet {
        Packet::First { command: command::CBOR, length, data } => {
            *assembly = Some(Assembly::new(length, data).ok_or(TransportError::Garbled)?);
        }
        Packet::First { command: command::KEEPALIVE, data, .. } => {
            match data.first() {
                Some(2) => news(KeepAlive::TouchNeeded),
                _ => news(KeepAlive::Working),
            }
            return Ok(Step::Foreign);
        }
        Packet::First { command: command::ERROR, data, .. } => {
            return match data.first() {
                Some(&CHANNEL_BUSY) => Ok(Step::Busy),
                _ => Err(TransportError::Garbled),
            };
        }
        Packet::First { .. } => return Ok(Step::Foreign),
        Packet::More { sequence, data } => {
            let Some(open) = assembly else { return Ok(Step::Foreign) };
            open.add(sequence, data).ok_or(TransportError::Garbled)?;
        }
    }
    Ok(match assembly.take_if(|assembly| assembly.is_whole()) {
        Some(whole) => Step::Whole(whole.into_bytes()),
        None => Step::Foreign,
    })
}
