//! A key as webauthn-authenticator-rs asks for one: its `Token` over a channel of ours.
//!
//! Why: that crate knows the commands of CTAP2 and reads the answers; this is the transport under
//! it. Its own is not used.
//! Refuses: to ask for a PIN; PINs never pass through that crate's strings.

use std::{
    pin::pin,
    sync::mpsc::Sender,
    task::{Context, Poll, Waker},
    time::Duration,
};

use async_trait::async_trait;
use webauthn_authenticator_rs::{
    error::{CtapError, WebauthnCError},
    transport::Token,
    types::{CableRequestType, CableState, EnrollSampleStatus},
    ui::UiCallback,
};
use webauthn_rs_proto::AuthenticatorTransport;

use super::{Channel, KeepAlive, RawDevice, Stop, TransportError, Watch};

/// A key with a channel of ours.
#[derive(Debug)]
pub struct HidToken {
    channel: Channel,
    stop: Stop,
    patience: Duration,
    listener: Option<Sender<KeepAlive>>,
}

impl HidToken {
    /// Asks the key for a channel. `stop` ends every later wait, from any thread.
    ///
    /// # Errors
    /// [`TransportError`].
    pub fn open(device: Box<dyn RawDevice>, stop: Stop) -> Result<Self, TransportError> {
        let channel = Channel::open(device, &stop)?;
        Ok(Self { channel, stop, patience: Duration::from_secs(5), listener: None })
    }

    /// How long the next requests may take.
    pub const fn set_patience(&mut self, patience: Duration) {
        self.patience = patience;
    }

    /// Who hears what the key says during the next requests.
    pub fn listen(&mut self, listener: Option<Sender<KeepAlive>>) {
        self.listener = listener;
    }

    /// Ends every wait for this key, from any thread.
    #[must_use]
    pub fn stop(&self) -> Stop {
        self.stop.clone()
    }
}

#[async_trait]
impl Token for HidToken {
    type Id = ();

    fn get_transport(&self) -> AuthenticatorTransport {
        AuthenticatorTransport::Usb
    }

    async fn transmit_raw<U>(&mut self, cbor: &[u8], ui: &U) -> Result<Vec<u8>, WebauthnCError>
    where
        U: UiCallback,
    {
        let news = |news| {
            match news {
                KeepAlive::Working => ui.processing(),
                KeepAlive::TouchNeeded => ui.request_touch(),
                KeepAlive::Busy => {}
            }
            // Nobody listens any more: then nobody needs to know.
            let _ = self.listener.as_ref().map(|listener| listener.send(news));
        };
        let watch = Watch { patience: self.patience, stop: &self.stop, news: &news };
        let answer = self.channel.request(cbor, watch).map_err(|error| into_theirs(&error))?;
        let (status, cbor) = answer.split_first().ok_or(WebauthnCError::MessageTooShort)?;
        let status = CtapError::from(*status);
        if status.is_ok() { Ok(cbor.to_vec()) } else { Err(WebauthnCError::Ctap(status)) }
    }

    async fn cancel(&mut self) -> Result<(), WebauthnCError> {
        self.stop.raise();
        Ok(())
    }

    async fn init(&mut self) -> Result<(), WebauthnCError> {
        Ok(())
    }

    async fn close(&mut self) -> Result<(), WebauthnCError> {
        Ok(())
    }
}

/// Our errors in that crate's words; [`TransportError::from_theirs`] is the way back.
pub(super) fn into_theirs(error: &TransportError) -> WebauthnCError {
    match error {
        TransportError::Unplugged => WebauthnCError::Closed,
        TransportError::Stopped => WebauthnCError::Cancelled,
        TransportError::TimedOut => WebauthnCError::Ctap(CtapError::Ctap1Timeout),
        TransportError::Busy => WebauthnCError::Ctap(CtapError::Ctap1ChannelBusy),
        TransportError::Denied => WebauthnCError::PermissionDenied,
        TransportError::Garbled => WebauthnCError::UnexpectedState,
        TransportError::Io(what) => WebauthnCError::IoError(what.clone()),
        TransportError::NoRandomness(error) => WebauthnCError::Rand(error.to_string()),
    }
}

impl TransportError {
    /// What that crate's error says about the transport; `None` when it is about something else.
    #[must_use]
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "that crate has some fifty errors, and these are all that we make"
    )]
    pub fn from_theirs(error: &WebauthnCError) -> Option<Self> {
        Some(match error {
            WebauthnCError::Closed => Self::Unplugged,
            WebauthnCError::Cancelled => Self::Stopped,
            WebauthnCError::Ctap(CtapError::Ctap1Timeout) => Self::TimedOut,
            WebauthnCError::Ctap(CtapError::Ctap1ChannelBusy) => Self::Busy,
            WebauthnCError::PermissionDenied => Self::Denied,
            WebauthnCError::UnexpectedState
            | WebauthnCError::MessageTooShort
            | WebauthnCError::Cbor => Self::Garbled,
            WebauthnCError::IoError(what) => Self::Io(what.clone()),
            WebauthnCError::Rand(_) => Self::NoRandomness(crate::random::NoRandomness),
            _ => return None,
        })
    }
}

/// Asks nobody anything. What the key says goes to [`HidToken::listen`].
#[derive(Debug, Clone, Copy)]
pub struct Quiet;

impl UiCallback for Quiet {
    fn request_pin(&self) -> Option<String> {
        None
    }

    fn request_touch(&self) {}

    fn processing(&self) {}

    fn fingerprint_enrollment_feedback(&self, _left: u32, _feedback: Option<EnrollSampleStatus>) {}

    fn cable_qr_code(&self, _request: CableRequestType, _url: String) {}

    fn dismiss_qr_code(&self) {}

    fn cable_status_update(&self, _state: CableState) {}
}

/// Runs a future of [`HidToken`] to its end on this thread. It never sleeps: the token waits inside.
pub fn at_once<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(done) = future.as_mut().poll(&mut context) {
            return done;
        }
        std::thread::yield_now();
    }
}
