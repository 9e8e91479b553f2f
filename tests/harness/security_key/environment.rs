//! What OpenSK needs to run: storage, randomness and a clock from its own test environment, the
//! finger and the wire from ours.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use opensk::{
    api::{
        connection::{HidConnection, RecvStatus, UsbEndpoint},
        crypto::software_crypto::SoftwareCrypto,
        user_presence::{UserPresence, UserPresenceError, UserPresenceWaitResult},
    },
    ctap::status_code::CtapResult,
    env::{
        Env,
        test::{TestClock, TestEnv, TestRng, TestWrite, customization::TestCustomization},
    },
};

use super::{Finger, Incoming, Packet, Shared};

pub(super) struct Environment {
    inner: TestEnv,
    body: Body,
}

/// The finger and the wire.
pub(super) struct Body {
    shared: Arc<Shared>,
    clock: TestClock,
    plugged: u64,
    waits_since: Instant,
}

impl Environment {
    pub(super) fn new(shared: Arc<Shared>, seed: u64) -> Self {
        let mut inner = TestEnv::default();
        inner.seed_rng_from_u64(seed);
        let clock = inner.clock().clone();
        let body = Body { shared, clock, plugged: 0, waits_since: Instant::now() };
        Self { inner, body }
    }

    pub(super) fn power_up(&mut self, plugged: u64) {
        self.body.plugged = plugged;
    }
}

impl Body {
    /// What the finger has done; `Err(Timeout)`: nothing yet.
    fn feel(&self) -> Result<(), UserPresenceError> {
        let mut state = self.shared.lock();
        let touched = match state.finger {
            Finger::Touches => true,
            Finger::TouchesAfter(wait) => self.waits_since.elapsed() >= wait,
            Finger::Absent => false,
            Finger::Refuses => return Err(UserPresenceError::Declined),
        };
        if touched {
            state.touches += 1;
            return Ok(());
        }
        Err(UserPresenceError::Timeout)
    }
}

impl UserPresence for Body {
    fn check_init(&mut self) {
        self.waits_since = Instant::now();
    }

    fn wait_with_timeout(
        &mut self,
        packet: &mut Packet,
        timeout_ms: usize,
    ) -> UserPresenceWaitResult {
        let felt = self.feel();
        if !matches!(felt, Err(UserPresenceError::Timeout)) {
            return Ok((felt, RecvStatus::Timeout));
        }
        let wait = Duration::from_millis(u64::try_from(timeout_ms).unwrap());
        let incoming = self.shared.next(self.plugged, wait);
        let hurry = self.shared.lock().hurry;
        self.clock.advance(timeout_ms * hurry);
        Ok(match incoming {
            Incoming::Report(report) => {
                *packet = report;
                (self.feel(), RecvStatus::Received(UsbEndpoint::MainHid))
            }
            Incoming::Nothing => (Err(UserPresenceError::Timeout), RecvStatus::Timeout),
            Incoming::Unplugged => (Err(UserPresenceError::Canceled), RecvStatus::Timeout),
        })
    }

    fn check_complete(&mut self) {}
}

impl HidConnection for Body {
    fn send(&mut self, packet: &Packet, _endpoint: UsbEndpoint) -> CtapResult<()> {
        self.shared.say(self.plugged, packet);
        Ok(())
    }

    fn recv(&mut self, _packet: &mut Packet, _timeout_ms: usize) -> CtapResult<RecvStatus> {
        Ok(RecvStatus::Timeout)
    }
}

impl Env for Environment {
    type Rng = TestRng;
    type UserPresence = Body;
    type Persist = TestEnv;
    type KeyStore = TestEnv;
    type Clock = TestClock;
    type Write = TestWrite;
    type Customization = TestCustomization;
    type HidConnection = Body;
    type Crypto = SoftwareCrypto;

    fn rng(&mut self) -> &mut TestRng {
        self.inner.rng()
    }

    fn user_presence(&mut self) -> &mut Body {
        &mut self.body
    }

    fn persist(&mut self) -> &mut TestEnv {
        self.inner.persist()
    }

    fn key_store(&mut self) -> &mut TestEnv {
        self.inner.key_store()
    }

    fn clock(&mut self) -> &mut TestClock {
        self.inner.clock()
    }

    fn write(&mut self) -> TestWrite {
        self.inner.write()
    }

    fn customization(&self) -> &TestCustomization {
        self.inner.customization()
    }

    fn hid_connection(&mut self) -> &mut Body {
        &mut self.body
    }

    fn boots_after_soft_reset(&self) -> bool {
        false
    }
}
