//! A Ledger with the Ethereum app, of ours: the same bytes in and out, and a person who can be told
//! what to do. For tests only.
//!
//! Why: no app of the maker may be shipped with tests, and a real one cannot be told to go wrong.

use std::{
    sync::{Arc, Mutex, MutexGuard},
    thread,
    time::{Duration, Instant},
};

use alloy_primitives::{B256, keccak256};
use coins_ledger::{ApduAnswer, ApduBuffer, ApduCommand, StatusWord};
use secp256k1::{PublicKey, SecretKey};
use zeroize::Zeroizing;

use super::link::{Link, LinkError};
use crate::key::SigningKey;

/// What the person at the device does with a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Person {
    Approves,
    Refuses,
    /// Does nothing until the question is gone.
    Away,
    /// Pulls the plug with the question on the screen; the next time, approves.
    PullsThePlug,
}

/// How the device stands.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) plugged: bool,
    pub(crate) locked: bool,
    pub(crate) app: &'static str,
    pub(crate) version: &'static str,
    pub(crate) person: Person,
    /// Which seed; another seed has other keys.
    pub(crate) seed: u8,
    /// Signs with the key of this index, whatever it is asked.
    pub(crate) signs_as: Option<u32>,
    /// Answers signatures with 0/1 and a high s.
    pub(crate) twisted: bool,
    /// Cuts every answer short.
    pub(crate) garbled: bool,
    /// Every command, as it came over the wire.
    pub(crate) heard: Vec<Vec<u8>>,
    /// What stood on its screen, one per question.
    pub(crate) shown: Vec<String>,
    message: Vec<u8>,
    wanted: usize,
    index: u32,
}

/// The device, and a handle on it for the test.
#[derive(Debug, Clone)]
pub(crate) struct FakeLedger(Arc<Mutex<State>>);

impl FakeLedger {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Mutex::new(State {
            plugged: true,
            locked: false,
            app: "Ethereum",
            version: "1.12.1",
            person: Person::Approves,
            seed: 7,
            signs_as: None,
            twisted: false,
            garbled: false,
            heard: Vec::new(),
            shown: Vec::new(),
            message: Vec::new(),
            wanted: 0,
            index: 0,
        })))
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }

    pub(crate) fn key(&self, index: u32) -> SigningKey {
        SigningKey::from_bytes(&secret(self.state().seed, index)).unwrap()
    }
}

fn secret(seed: u8, index: u32) -> Zeroizing<[u8; 32]> {
    Zeroizing::new(keccak256([&[seed], index.to_be_bytes().as_slice()].concat()).0)
}

impl Link for FakeLedger {
    fn exchange(
        &mut self,
        command: ApduCommand,
        until: Instant,
        stop: &dyn Fn() -> bool,
    ) -> Result<ApduAnswer, LinkError> {
        let reply = {
            let mut state = self.state();
            if !state.plugged {
                return Err(LinkError::Absent);
            }
            state.heard.push(command.as_bytes().to_vec());
            state.answer(&command)
        };
        match reply {
            Reply::Now(data) => self.said(data, 0x9000),
            Reply::Word(word) => self.said(Vec::new(), word),
            Reply::Asks(data) => self.asked(data, until, stop),
        }
    }
}

impl FakeLedger {
    fn asked(
        &self,
        data: Vec<u8>,
        until: Instant,
        stop: &dyn Fn() -> bool,
    ) -> Result<ApduAnswer, LinkError> {
        loop {
            let person = self.state().person;
            match person {
                Person::Approves => return self.said(data, 0x9000),
                Person::Refuses => return self.said(Vec::new(), 0x6985),
                Person::PullsThePlug => {
                    let mut state = self.state();
                    (state.plugged, state.person) = (false, Person::Approves);
                    return Err(LinkError::Lost);
                }
                Person::Away if stop() => return Err(LinkError::Stopped),
                Person::Away if Instant::now() > until => return Err(LinkError::TimedOut),
                Person::Away => thread::sleep(Duration::from_millis(5)),
            }
        }
    }

    fn said(&self, mut data: Vec<u8>, word: u16) -> Result<ApduAnswer, LinkError> {
        if word != 0x9000 {
            return Err(LinkError::Status(StatusWord::new(word)));
        }
        if self.state().garbled {
            data.truncate(data.len() / 2);
        }
        let mut buffer = ApduBuffer::new();
        buffer.extend_from_slice(&[data.as_slice(), &word.to_be_bytes()].concat()).unwrap();
        Ok(ApduAnswer::from_answer(buffer).unwrap())
    }
}

enum Reply {
    Now(Vec<u8>),
    Word(u16),
    Asks(Vec<u8>),
}

impl State {
    fn answer(&mut self, command: &ApduCommand) -> Reply {
        if self.locked {
            return Reply::Word(0x5515);
        }
        match (command.cla(), command.ins(), self.app) {
            (0xb0, 0x01, app) => {
                let (name, version) = (app.as_bytes(), self.version.as_bytes());
                let (n, v) = (name.len().try_into().unwrap(), version.len().try_into().unwrap());
                Reply::Now([&[1, n], name, &[v], version, &[1, 0x40]].concat())
            }
            (0xe0, 0x02, "Ethereum") => self.address(command),
            (0xe0, 0x08, "Ethereum") => self.sign(command),
            (0xe0, _, "Ethereum") => Reply::Word(0x6d00),
            _ => Reply::Word(0x6e00),
        }
    }

    fn address(&mut self, command: &ApduCommand) -> Reply {
        let Some((index, [])) = read_path(command.data()) else { return Reply::Word(0x6a80) };
        let secret = SecretKey::from_secret_bytes(*secret(self.seed, index)).unwrap();
        let point = PublicKey::from_secret_key(&secret).serialize_uncompressed();
        let address = crate::key::SigningKey::from_bytes(&self::secret(self.seed, index)).unwrap();
        let text = address.address().to_checksum(None);
        let digits = text.trim_start_matches("0x").as_bytes();
        let data = [&[65], point.as_slice(), &[40], digits].concat();
        if command.p1() == 1 {
            self.shown.push(text);
            return Reply::Asks(data);
        }
        Reply::Now(data)
    }

    fn sign(&mut self, command: &ApduCommand) -> Reply {
        if command.p1() == 0 {
            let Some((index, rest)) = read_path(command.data()) else { return Reply::Word(0x6a80) };
            let Some((length, message)) = rest.split_first_chunk::<4>() else {
                return Reply::Word(0x6a80);
            };
            (self.index, self.message) = (index, message.to_vec());
            self.wanted = usize::try_from(u32::from_be_bytes(*length)).unwrap();
        } else {
            self.message.extend(command.data());
        }
        if self.message.len() < self.wanted {
            return Reply::Now(Vec::new());
        }
        let Ok(digest) = B256::try_from(self.message.as_slice()) else {
            return Reply::Word(0x6a80);
        };
        self.shown.push(format!("0x{}", hex::encode_upper(digest)));
        let index = self.signs_as.unwrap_or(self.index);
        let key = SigningKey::from_bytes(&secret(self.seed, index)).unwrap();
        let signature = key.personal_sign(digest);
        Reply::Asks(if self.twisted { twisted(&signature) } else { v_first(&signature) })
    }
}

fn v_first(signature: &[u8; 65]) -> Vec<u8> {
    [&signature[64..], &signature[..64]].concat()
}

/// The same signature in its other form: high s, the other point, v as 0 or 1.
fn twisted(signature: &[u8; 65]) -> Vec<u8> {
    let s = alloy_primitives::U256::from_be_slice(&signature[32..64]);
    let high = B256::from(super::apdu::ORDER - s);
    [&[28 - signature[64]], &signature[..32], high.as_slice()].concat()
}

/// `m/44'/60'/0'/0/index`, and what follows.
fn read_path(data: &[u8]) -> Option<(u32, &[u8])> {
    let (path, rest) = data.split_first_chunk::<21>()?;
    let (front, index) = path.split_at(17);
    let fixed = hex::decode("058000002c8000003c8000000000000000").unwrap();
    (front == fixed).then(|| (u32::from_be_bytes(index.try_into().unwrap()), rest))
}
