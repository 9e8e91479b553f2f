//! Other programs on the same key: one that keeps asking it, one that keeps it busy.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use super::{Packet, Port, VirtualKey};

const BROADCAST: [u8; 4] = [0xff; 4];
const PATIENCE: Duration = Duration::from_secs(60);

fn report(channel: [u8; 4], command: u8, payload: &[u8]) -> Packet {
    let mut packet = [0; 64];
    let length = u16::try_from(payload.len()).unwrap().to_be_bytes();
    let bytes = [&channel[..], &[0x80 | command], &length, payload].concat();
    packet[..bytes.len()].copy_from_slice(&bytes);
    packet
}

/// A channel of its own; `None` when the key is gone, or busy with somebody else.
fn channel(port: &Port, nonce: u64) -> Option<[u8; 4]> {
    let nonce = nonce.to_be_bytes();
    port.send(&report(BROADCAST, 0x06, &nonce)).ok()?;
    loop {
        let packet = port.receive(Duration::from_millis(100)).ok()??;
        if packet[..5] == [0xff, 0xff, 0xff, 0xff, 0x86] && packet[7..15] == nonce {
            return packet[15..19].try_into().ok();
        }
    }
}

/// A program that keeps asking for channels and for what the key can do, as browsers do. It stops
/// when dropped.
#[derive(Debug)]
pub struct Rival {
    over: Arc<AtomicBool>,
    answers: Arc<AtomicUsize>,
    thread: Option<JoinHandle<()>>,
}

impl Rival {
    /// Starts it and waits for its first answer.
    #[must_use]
    pub fn start(key: &VirtualKey) -> Self {
        let port = key.open().unwrap();
        let (over, answers) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
        let (stop, count) = (Arc::clone(&over), Arc::clone(&answers));
        let thread = thread::spawn(move || {
            let mut nonce = 1;
            while !stop.load(Ordering::Acquire) {
                nonce += 1;
                let Some(channel) = channel(&port, nonce) else { continue };
                // GetInfo; whatever comes back on any channel is read by us too.
                if port.send(&report(channel, 0x10, &[0x04])).is_err() {
                    return;
                }
                while let Ok(Some(packet)) = port.receive(Duration::from_millis(20)) {
                    if packet[..4] == channel {
                        count.fetch_add(1, Ordering::AcqRel);
                    }
                }
            }
        });
        let rival = Self { over, answers, thread: Some(thread) };
        while rival.answers() == 0 {
            thread::sleep(Duration::from_millis(5));
        }
        rival
    }

    /// Reports it got on its own channels.
    #[must_use]
    pub fn answers(&self) -> usize {
        self.answers.load(Ordering::Acquire)
    }
}

impl Drop for Rival {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Release);
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

/// A program that has the key waiting for a touch, so that it is busy for everybody else. Dropped,
/// it cancels.
#[derive(Debug)]
pub struct Holder {
    port: Port,
    channel: [u8; 4],
}

impl Holder {
    /// Asks for a touch (authenticatorSelection) and waits until the key waits. The finger must be
    /// absent.
    #[must_use]
    pub fn start(key: &VirtualKey) -> Self {
        let port = key.open().unwrap();
        let channel = (1..).find_map(|nonce| channel(&port, nonce)).unwrap();
        port.send(&report(channel, 0x10, &[0x0b])).unwrap();
        loop {
            let packet = port.receive(PATIENCE).unwrap().expect("the key waits for a touch");
            if packet[..5] == [&channel[..], &[0xbb]].concat() {
                return Self { port, channel };
            }
        }
    }
}

impl Drop for Holder {
    fn drop(&mut self) {
        let _ = self.port.send(&report(self.channel, 0x11, &[]));
    }
}
