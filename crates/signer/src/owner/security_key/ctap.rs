//! An open security key and the commands of CTAP2 that owner keys need (CTAP 2.1, 6).
//!
//! Why: the published crate reads what a key says of itself; requests with PINs, and those with
//! extensions that it lacks, are written here, so that nothing secret passes through its strings
//! and its logs.
//! Refuses: answers that are not CBOR, keys without CTAP2.

use std::time::Duration;

use ciborium::Value;
use latchkey_core::webauthn::AuthenticatorData;
use webauthn_authenticator_rs::{
    ctap2::{
        GetInfoResponse,
        commands::{ClientPinRequest, ClientPinSubCommand, GetInfoRequest},
    },
    error::{CtapError, WebauthnCError},
    transport::Token,
};
use zeroize::Zeroizing;

use super::{
    cbor::{self, bytes, int, map, named, text},
    pin_protocol::{Agreed, Point, Protocol},
};
use crate::{
    random::NoRandomness,
    transport::{Bus, Found, HidToken, Quiet, Stop, TransportError, at_once},
};

/// How long a key may think, and how long it may wait for a touch (it gives up after about 30 s).
const THINKING: Duration = Duration::from_secs(10);
const TOUCHING: Duration = Duration::from_secs(45);

/// Why a key did not do it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// Nothing came back.
    Transport(TransportError),
    /// It said no.
    Key(CtapError),
    /// It answered what makes no sense.
    Nonsense,
}

/// A plugged-in key with a channel of ours.
#[derive(Debug)]
pub(super) struct Key {
    pub(super) token: HidToken,
    pub(super) found: Found,
    info: GetInfoResponse,
}

/// What names a credential on a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Credential {
    pub(super) rp_id: String,
    pub(super) id: Vec<u8>,
}

/// Allows requests in the name of the person who typed the PIN, once or for a short while.
pub(super) struct PinToken {
    protocol: Protocol,
    token: Zeroizing<Vec<u8>>,
}

/// A salt, encrypted for the key.
pub(super) struct Salt<'a> {
    pub(super) agreed: &'a Agreed,
    pub(super) salt: &'a [u8; 32],
}

/// What a key signed.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) authenticator_data: Vec<u8>,
    pub(super) signature: Vec<u8>,
    /// Keys may leave it out when only one was allowed.
    pub(super) credential: Option<Vec<u8>>,
}

/// What is wanted of a new credential.
#[derive(Debug, Clone, Copy)]
pub(super) struct NewCredential<'a> {
    pub(super) rp_id: &'a str,
    pub(super) account: &'a str,
    pub(super) user_id: &'a [u8; 32],
    pub(super) client_data_hash: &'a [u8; 32],
    pub(super) hmac_secret: bool,
}

/// Permissions of a PIN token (CTAP 2.1, 6.5.5.7).
pub(super) const MAKE: u8 = 0x01;
pub(super) const GET: u8 = 0x02;

impl From<WebauthnCError> for Fault {
    fn from(error: WebauthnCError) -> Self {
        if let Some(error) = TransportError::from_theirs(&error) {
            return Self::Transport(error);
        }
        if let WebauthnCError::Ctap(status) = error { Self::Key(status) } else { Self::Nonsense }
    }
}

impl From<NoRandomness> for Fault {
    fn from(error: NoRandomness) -> Self {
        Self::Transport(error.into())
    }
}

impl Key {
    /// Opens a key and asks what it can do. No touch.
    pub(super) fn open(bus: &dyn Bus, found: &Found) -> Result<Self, Fault> {
        let opened = bus.open(found).and_then(|device| HidToken::open(device, Stop::default()));
        let mut token = opened.map_err(Fault::Transport)?;
        token.set_patience(THINKING);
        let info = at_once(token.transmit(GetInfoRequest {}, &Quiet))?;
        Ok(Self { token, found: found.clone(), info })
    }

    /// Whether it has a PIN; `None` when it can have none.
    pub(super) fn has_pin(&self) -> Option<bool> {
        self.info.get_option("clientPin")
    }

    /// Whether it can seal (hmac-secret).
    pub(super) fn can_seal(&self) -> bool {
        self.info.extensions.iter().flatten().any(|name| name == "hmac-secret")
    }

    /// Fewest characters of a PIN.
    pub(super) fn shortest_pin(&self) -> usize {
        self.info.get_min_pin_length()
    }

    /// The best protocol both sides have. A key that lists none has the first one.
    fn protocol(&self) -> Protocol {
        let listed = self.info.pin_protocols.iter().flatten();
        if listed.into_iter().any(|number| *number == 2) { Protocol::Two } else { Protocol::One }
    }

    /// Whether the key holds this credential: asked with `up: false`, so with no touch and no PIN.
    pub(super) fn holds(&mut self, credential: &Credential) -> Result<bool, Fault> {
        // Zeros have no known preimage, and without presence no contract takes the answer.
        let mut body = get_assertion(credential, &[0; 32]);
        body.push((5, named([("up", Value::Bool(false))])));
        match self.ask(0x02, &map(body), THINKING) {
            Ok(_) => Ok(true),
            Err(Fault::Key(
                CtapError::Ctap2NoCredentials
                | CtapError::Ctap2InvalidCredential
                | CtapError::Ctap1InvalidParameter
                | CtapError::Ctap1InvalidLength
                | CtapError::Ctap2LimitExceeded,
            )) => Ok(false),
            Err(fault) => Err(fault),
        }
    }

    /// Tries left for the PIN, and whether the key wants to be unplugged before the next one.
    pub(super) fn pin_retries(&mut self) -> Result<(u8, bool), Fault> {
        let request = ClientPinRequest {
            pin_uv_protocol: Some(self.protocol().number()),
            sub_command: ClientPinSubCommand::GetPinRetries,
            ..ClientPinRequest::default()
        };
        self.token.set_patience(THINKING);
        let answer = at_once(self.token.transmit(request, &Quiet))?;
        let left = answer.pin_retries.and_then(|left| u8::try_from(left).ok());
        Ok((left.ok_or(Fault::Nonsense)?, answer.power_cycle_state.unwrap_or(false)))
    }

    /// A fresh secret with the key.
    pub(super) fn agree(&mut self) -> Result<Agreed, Fault> {
        let protocol = self.protocol();
        let body = map([(1, int(protocol.number())), (2, int(2))]);
        let answer = self.ask(0x06, &body, THINKING)?;
        let cose = cbor::at(&answer, 1).ok_or(Fault::Nonsense)?;
        let coordinate = |label| cbor::at(cose, label).and_then(cbor::word);
        let (x, y) = coordinate(-2).zip(coordinate(-3)).ok_or(Fault::Nonsense)?;
        Agreed::with(protocol, &Point { x, y })?.ok_or(Fault::Nonsense)
    }

    /// Sets the first PIN of a key that has none. 4 to 63 bytes, checked by the caller.
    pub(super) fn set_pin(&mut self, pin: &str) -> Result<(), Fault> {
        let agreed = self.agree()?;
        let mut padded = Zeroizing::new([0; 64]);
        padded.iter_mut().zip(pin.as_bytes()).for_each(|(to, from)| *to = *from);
        let sealed = agreed.encrypt(padded.as_slice())?;
        let body = map([
            (1, int(agreed.protocol.number())),
            (2, int(3)),
            (3, cose(&agreed.ours)),
            (4, bytes(&agreed.authenticate(&sealed))),
            (5, bytes(&sealed)),
        ]);
        self.ask(0x06, &body, THINKING)?;
        self.token.set_patience(THINKING);
        self.info = at_once(self.token.transmit(GetInfoRequest {}, &Quiet))?;
        Ok(())
    }

    /// Trades the PIN for a token that is good for `permissions` at `rp_id`.
    pub(super) fn pin_token(
        &mut self,
        pin: &str,
        permissions: u8,
        rp_id: &str,
    ) -> Result<PinToken, Fault> {
        use sha2::{Digest, Sha256};
        let agreed = self.agree()?;
        let hash: Zeroizing<[u8; 32]> = Zeroizing::new(Sha256::digest(pin.as_bytes()).into());
        let (half, _) = hash.split_at(16);
        let sealed = agreed.encrypt(half)?;
        // Keys without pinUvAuthToken (CTAP 2.0) know only the older way (6.5.5.7.1).
        let scoped = self.info.get_option("pinUvAuthToken") == Some(true);
        let mut body = vec![
            (1, int(agreed.protocol.number())),
            (2, int(if scoped { 9 } else { 5 })),
            (3, cose(&agreed.ours)),
            (6, bytes(&sealed)),
        ];
        if scoped {
            body.extend([(9, int(permissions)), (10, text(rp_id))]);
        }
        let answer = self.ask(0x06, &map(body), THINKING)?;
        let sealed = cbor::at(&answer, 2).and_then(Value::as_bytes).ok_or(Fault::Nonsense)?;
        let token = agreed.decrypt(sealed).ok_or(Fault::Nonsense)?;
        Ok(PinToken { protocol: agreed.protocol, token })
    }

    /// Makes a credential (6.1). One touch.
    pub(super) fn make(
        &mut self,
        wanted: NewCredential<'_>,
        pin: Option<&PinToken>,
    ) -> Result<AuthenticatorData, Fault> {
        let user = named([
            ("id", bytes(wanted.user_id)),
            ("name", text(wanted.account)),
            ("displayName", text(wanted.account)),
        ]);
        let es256 = named([("alg", int(-7)), ("type", text("public-key"))]);
        let mut body = vec![
            (1, bytes(wanted.client_data_hash)),
            (2, named([("id", text(wanted.rp_id)), ("name", text("Latchkey"))])),
            (3, user),
            (4, Value::Array(vec![es256])),
        ];
        if wanted.hmac_secret {
            body.push((6, named([("hmac-secret", Value::Bool(true))])));
        }
        if let Some(pin) = pin {
            body.extend(pin.parameters(wanted.client_data_hash, 8));
        }
        let answer = self.ask(0x01, &map(body), TOUCHING)?;
        let data = cbor::at(&answer, 2).and_then(Value::as_bytes).ok_or(Fault::Nonsense)?;
        AuthenticatorData::parse(data).or(Err(Fault::Nonsense))
    }

    /// Signs (6.2), and seals or opens when a salt is given (12.5). One touch.
    pub(super) fn sign(
        &mut self,
        credential: &Credential,
        client_data_hash: &[u8; 32],
        pin: Option<&PinToken>,
        salt: Option<&Salt<'_>>,
    ) -> Result<Answer, Fault> {
        let mut body = get_assertion(credential, client_data_hash);
        if let Some(Salt { agreed, salt }) = salt {
            let sealed = agreed.encrypt(*salt)?;
            let input = map([
                (1, cose(&agreed.ours)),
                (2, bytes(&sealed)),
                (3, bytes(&agreed.authenticate(&sealed))),
                (4, int(agreed.protocol.number())),
            ]);
            body.push((4, named([("hmac-secret", input)])));
        }
        if let Some(pin) = pin {
            body.extend(pin.parameters(client_data_hash, 6));
        }
        let answer = self.ask(0x02, &map(body), TOUCHING)?;
        let at = |key| cbor::at(&answer, key).and_then(Value::as_bytes).cloned();
        let credential = cbor::at(&answer, 1).and_then(|named| cbor::under(named, "id"));
        Ok(Answer {
            authenticator_data: at(2).ok_or(Fault::Nonsense)?,
            signature: at(3).ok_or(Fault::Nonsense)?,
            credential: credential.and_then(Value::as_bytes).cloned(),
        })
    }

    fn ask(&mut self, command: u8, body: &Value, patience: Duration) -> Result<Value, Fault> {
        self.token.set_patience(patience);
        let message = Zeroizing::new(cbor::message(command, body));
        let answer = at_once(self.token.transmit_raw(&message, &Quiet))?;
        if answer.is_empty() {
            return Ok(Value::Null);
        }
        cbor::read(&answer).ok_or(Fault::Nonsense)
    }
}

impl PinToken {
    /// `pinUvAuthParam` and `pinUvAuthProtocol`, which stand under `first` and the key after it.
    fn parameters(&self, client_data_hash: &[u8; 32], first: i64) -> [(i64, Value); 2] {
        let proof = self.protocol.authenticate(&self.token, client_data_hash);
        [(first, bytes(&proof)), (first.saturating_add(1), int(self.protocol.number()))]
    }
}

fn get_assertion(credential: &Credential, client_data_hash: &[u8; 32]) -> Vec<(i64, Value)> {
    let allowed = named([("id", bytes(&credential.id)), ("type", text("public-key"))]);
    vec![
        (1, text(&credential.rp_id)),
        (2, bytes(client_data_hash)),
        (3, Value::Array(vec![allowed])),
    ]
}

/// A point as COSE key agreement (6.5.6): `{1: 2, 3: -25, -1: 1, -2: x, -3: y}`.
fn cose(point: &Point) -> Value {
    map([(1, int(2)), (3, int(-25)), (-1, int(1)), (-2, bytes(&point.x)), (-3, bytes(&point.y))])
}
