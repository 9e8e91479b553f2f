//! Messages in reports of 64 bytes (CTAP 2.1, 11.2.4).
//!
//! First report: `channel(4) ‖ 0x80|command(1) ‖ length(2) ‖ up to 57 bytes`; each further one:
//! `channel(4) ‖ sequence 0..=127 (1) ‖ up to 59 bytes`; big-endian, padded with zeros.
//! Refuses: messages above [`LONGEST_MESSAGE`], reports out of sequence.

/// Bytes of a report, without the report number that some systems put before it.
pub const REPORT_BYTES: usize = 64;

/// One report.
pub type Report = [u8; REPORT_BYTES];

/// Longest message: `57 + 128 · 59` bytes.
pub const LONGEST_MESSAGE: usize = FIRST + 128 * MORE;

const FIRST: usize = REPORT_BYTES - 7;
const MORE: usize = REPORT_BYTES - 5;

/// The channel on which channels are given out.
pub(super) const BROADCAST: u32 = u32::MAX;

/// Commands (CTAP 2.1, 11.2.9), without the high bit.
pub(super) mod command {
    pub(in super::super) const INIT: u8 = 0x06;
    pub(in super::super) const CBOR: u8 = 0x10;
    pub(in super::super) const CANCEL: u8 = 0x11;
    pub(in super::super) const KEEPALIVE: u8 = 0x3b;
    pub(in super::super) const ERROR: u8 = 0x3f;
}

/// A report, read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Packet<'a> {
    /// Begins a message; `data` may be longer than the message.
    First { command: u8, length: usize, data: &'a [u8] },
    /// Goes on with one.
    More { sequence: u8, data: &'a [u8] },
}

/// The reports of a message; `None` when it is too long.
pub(super) fn split(channel: u32, command: u8, message: &[u8]) -> Option<Vec<Report>> {
    let length = u16::try_from(message.len()).ok().filter(|_| message.len() <= LONGEST_MESSAGE)?;
    let (channel, [high, low]) = (channel.to_be_bytes(), length.to_be_bytes());
    let (first, rest) = message.split_at(message.len().min(FIRST));
    let head = [&channel[..], &[0x80 | command, high, low]].concat();
    let mut reports = vec![report(&head, first)];
    for (sequence, part) in (0_u8..).zip(rest.chunks(MORE)) {
        reports.push(report(&[&channel[..], &[sequence]].concat(), part));
    }
    Some(reports)
}

fn report(head: &[u8], data: &[u8]) -> Report {
    let mut out = [0; REPORT_BYTES];
    out.iter_mut().zip(head.iter().chain(data)).for_each(|(to, from)| *to = *from);
    out
}

/// The channel of a report, and what it is.
pub(super) fn parse(report: &Report) -> (u32, Packet<'_>) {
    let [c0, c1, c2, c3, kind, high, low, data @ ..] = report;
    let channel = u32::from_be_bytes([*c0, *c1, *c2, *c3]);
    let packet = if kind & 0x80 == 0 {
        let (_, data) = report.split_at(REPORT_BYTES - MORE);
        Packet::More { sequence: *kind, data }
    } else {
        let length = usize::from(u16::from_be_bytes([*high, *low]));
        Packet::First { command: kind & 0x7f, length, data }
    };
    (channel, packet)
}

/// A message that is coming in.
#[derive(Debug)]
pub(super) struct Assembly {
    length: usize,
    data: Vec<u8>,
    next: u8,
}

impl Assembly {
    /// After its first report.
    pub(super) fn new(length: usize, data: &[u8]) -> Option<Self> {
        if length > LONGEST_MESSAGE {
            return None;
        }
        let data = data.iter().copied().take(length).collect();
        Some(Self { length, data, next: 0 })
    }

    /// Takes a further report; `None` when it is out of sequence.
    pub(super) fn add(&mut self, sequence: u8, data: &[u8]) -> Option<()> {
        if sequence != self.next || self.is_whole() {
            return None;
        }
        self.next = self.next.checked_add(1)?;
        let missing = self.length.saturating_sub(self.data.len());
        self.data.extend(data.iter().take(missing));
        Some(())
    }

    /// Whether all of it is here.
    pub(super) fn is_whole(&self) -> bool {
        self.data.len() >= self.length
    }

    /// The message.
    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.data
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_of_every_length_come_back_whole() {
        for length in [0, 1, 56, 57, 58, 57 + 59, 57 + 60, 1024, LONGEST_MESSAGE] {
            let message: Vec<u8> = (0..length).map(|i| u8::try_from(i % 251).unwrap()).collect();
            let reports = split(7, command::CBOR, &message).unwrap();
            let mut assembly: Option<Assembly> = None;
            for report in &reports {
                match parse(report) {
                    (7, Packet::First { command: command::CBOR, length, data }) => {
                        assembly = Assembly::new(length, data);
                    }
                    (7, Packet::More { sequence, data }) => {
                        assembly.as_mut().unwrap().add(sequence, data).unwrap();
                    }
                    other => panic!("{other:?}"),
                }
            }
            let assembly = assembly.unwrap();
            assert!(assembly.is_whole(), "{length}");
            assert_eq!(assembly.into_bytes(), message);
        }
    }

    #[test]
    fn too_long_and_out_of_sequence_are_refused() {
        assert_eq!(split(7, command::CBOR, &vec![0; LONGEST_MESSAGE + 1]), None);
        assert!(Assembly::new(LONGEST_MESSAGE + 1, &[]).is_none());
        let mut assembly = Assembly::new(200, &[0; 57]).unwrap();
        assert_eq!(assembly.add(1, &[0; 59]), None);
        assert_eq!(assembly.add(0, &[0; 59]), Some(()));
        assert_eq!(assembly.add(0, &[0; 59]), None);
    }
}
