//! What happens between this computer, the Ledger and the person, until there is an answer.
//!
//! Why: a Ledger is locked, asleep, in another app or in a drawer far more often than it is ready.
//! Each of these is a state that is shown and waited out; the request stays.
//! Refuses: to ask for a signature before the address was read again and compared, and to hand on
//! one that its address did not make.

use std::{
    thread,
    time::{Duration, Instant},
};

use alloy_primitives::{Address, B256};
use coins_ledger::{ApduAnswer, ApduCommand, LedgerError};
use latchkey_core::{approval::MAX_DEADLINE_SECS, kernel::signature::recover_personal_sign};

use super::{
    apdu::{self, AppVersion},
    grouped::{grouped, shown},
    link::{Link, LinkError},
    status::{Meaning, meaning},
};
use crate::owner::{DeviceState, OwnerError, Probe, Talk};

/// Which app must be open.
const APP: &str = "Ethereum";
/// Most time for a question that nobody is asked. Old firmware is silent while it is locked.
const QUICK: Duration = Duration::from_secs(4);
/// Between two looks at a device that is not ready.
const PAUSE: Duration = Duration::from_millis(400);
/// How often a pause looks whether the request has ended.
const STEP: Duration = Duration::from_millis(50);
/// How many addresses are offered.
const OFFERED: u32 = 5;

/// A conversation about one request.
pub(super) struct Conversation<'a> {
    link: &'a mut dyn Link,
    talk: &'a dyn Talk,
    said: Option<DeviceState>,
    seen: bool,
}

/// What keeps an answer back.
enum Trouble {
    /// The person can help; this is shown.
    Wait(DeviceState),
    /// Nothing can.
    End(OwnerError),
}

impl From<LedgerError> for Trouble {
    fn from(error: LedgerError) -> Self {
        Self::End(OwnerError::Device(error.to_string()))
    }
}

/// Whether it could sign now.
pub(super) fn probe(link: &mut dyn Link) -> Probe {
    let Ok(command) = apdu::open_app() else { return Probe::Absent };
    match link.exchange(command, Instant::now() + QUICK, &|| false) {
        Ok(answer) => match apdu::read_open_app(&answer) {
            Ok(Some(_version)) => Probe::Ready,
            Ok(None) | Err(_) => Probe::Locked,
        },
        Err(LinkError::Absent | LinkError::Lost) => Probe::Insert,
        Err(
            LinkError::Several
            | LinkError::Busy
            | LinkError::TimedOut
            | LinkError::Stopped
            | LinkError::Garbled
            | LinkError::Status(_),
        ) => Probe::Locked,
    }
}

fn name() -> String {
    "your Ledger".to_owned()
}

impl<'a> Conversation<'a> {
    pub(super) fn new(link: &'a mut dyn Link, talk: &'a dyn Talk) -> Self {
        Self { link, talk, said: None, seen: false }
    }

    /// The first addresses of the device, in order.
    ///
    /// # Errors
    /// [`OwnerError`].
    pub(super) fn addresses(&mut self) -> Result<Vec<Address>, OwnerError> {
        self.until_done(|this| {
            this.app()?;
            this.say(DeviceState::Working("Reading the Ledger's addresses"));
            (0..OFFERED).map(|index| this.address(index)).collect()
        })
    }

    /// Has the person confirm on the device that the address is one of its own.
    ///
    /// # Errors
    /// [`OwnerError`].
    pub(super) fn confirm_address(
        &mut self,
        index: u32,
        address: Address,
    ) -> Result<(), OwnerError> {
        self.until_done(|this| {
            this.app()?;
            let lines = vec![address.to_checksum(None)];
            this.say(DeviceState::Confirm { name: name(), lines });
            let answer = this.slow(apdu::address(index, true)?)?;
            let confirmed = apdu::read_address(&answer).map_err(|e| this.trouble(e, true))?;
            this.same(address, confirmed)
        })
    }

    /// A `personal_sign` over `root` by the key at `index`, which must have this address.
    ///
    /// # Errors
    /// [`OwnerError`]; then nothing of what the device may have answered is used.
    pub(super) fn sign(
        &mut self,
        index: u32,
        address: Address,
        root: B256,
    ) -> Result<[u8; 65], OwnerError> {
        self.until_done(|this| {
            let version = this.app()?;
            let found = this.address(index)?;
            this.same(address, found)?;
            let lines = grouped(shown(root, version)).to_vec();
            this.say(DeviceState::Confirm { name: name(), lines });
            let mut last = None;
            for part in apdu::personal_sign(index, root.as_slice())? {
                last = Some(this.slow(part)?);
            }
            this.say(DeviceState::Verifying);
            let answer = last.ok_or_else(|| this.trouble(LinkError::Garbled, true))?;
            let signature = apdu::read_signature(&answer).map_err(|e| this.trouble(e, true))?;
            if recover_personal_sign(root, &signature) == Ok(address) {
                return Ok(signature);
            }
            let why = "the Ledger signed with another key, or signed something else; nothing of it \
                       is used";
            Err(Trouble::End(OwnerError::Device(why.to_owned())))
        })
    }

    /// The version of the Ethereum app, once it is open.
    fn app(&mut self) -> Result<AppVersion, Trouble> {
        let answer = self.quick(apdu::open_app()?)?;
        self.seen = true;
        let open = apdu::read_open_app(&answer).map_err(|e| self.trouble(e, false))?;
        open.ok_or_else(|| Trouble::Wait(DeviceState::OpenApp { name: name(), app: APP }))
    }

    fn address(&mut self, index: u32) -> Result<Address, Trouble> {
        let answer = self.quick(apdu::address(index, false)?)?;
        apdu::read_address(&answer).map_err(|error| self.trouble(error, false))
    }

    fn same(&self, wanted: Address, found: Address) -> Result<(), Trouble> {
        if wanted == found {
            return Ok(());
        }
        let why = format!(
            "this Ledger, or the passphrase set on it, has another key ({}) where the account's owner \
             should be ({}); plug in the one you enrolled and ask again",
            found.to_checksum(None),
            wanted.to_checksum(None)
        );
        Err(Trouble::End(OwnerError::Device(why)))
    }

    /// Repeats the steps from the first until they are all done, waiting out what a person can mend.
    fn until_done<T>(
        &mut self,
        mut steps: impl FnMut(&mut Self) -> Result<T, Trouble>,
    ) -> Result<T, OwnerError> {
        loop {
            if self.talk.cancelled() {
                return Err(OwnerError::Cancelled);
            }
            match steps(self) {
                Ok(done) => return Ok(done),
                Err(Trouble::End(error)) => return Err(error),
                Err(Trouble::Wait(state)) => self.say(state),
            }
            self.pause()?;
        }
    }

    fn pause(&self) -> Result<(), OwnerError> {
        let until = Instant::now() + PAUSE;
        while Instant::now() < until {
            if self.talk.cancelled() {
                return Err(OwnerError::Cancelled);
            }
            thread::sleep(STEP);
        }
        Ok(())
    }

    fn say(&mut self, state: DeviceState) {
        if self.said.as_ref() != Some(&state) {
            self.talk.show(state.clone());
            self.said = Some(state);
        }
    }

    /// A question that the device answers by itself.
    fn quick(&mut self, command: ApduCommand) -> Result<ApduAnswer, Trouble> {
        let talk = self.talk;
        let answer = self.link.exchange(command, Instant::now() + QUICK, &|| talk.cancelled());
        answer.map_err(|error| self.trouble(error, false))
    }

    /// A question that the person answers on the device; the request's own deadline ends it.
    fn slow(&mut self, command: ApduCommand) -> Result<ApduAnswer, Trouble> {
        let talk = self.talk;
        let until = Instant::now() + Duration::from_secs(u64::from(MAX_DEADLINE_SECS));
        let answer = self.link.exchange(command, until, &|| talk.cancelled());
        answer.map_err(|error| self.trouble(error, true))
    }

    fn trouble(&mut self, error: LinkError, asking: bool) -> Trouble {
        let device = || Trouble::End(OwnerError::Device(error.to_string()));
        match error {
            LinkError::Absent if !self.seen => Trouble::Wait(DeviceState::Insert { name: name() }),
            LinkError::Absent | LinkError::Lost => {
                Trouble::Wait(DeviceState::Unplugged { name: name() })
            }
            LinkError::Busy => Trouble::Wait(DeviceState::Busy { name: name() }),
            LinkError::Stopped => Trouble::End(OwnerError::Cancelled),
            LinkError::TimedOut if !asking => Trouble::Wait(DeviceState::Unlock { name: name() }),
            LinkError::TimedOut | LinkError::Several | LinkError::Garbled => device(),
            LinkError::Status(word) => match meaning(word, asking) {
                Meaning::Locked => Trouble::Wait(DeviceState::Unlock { name: name() }),
                Meaning::AppClosed => {
                    Trouble::Wait(DeviceState::OpenApp { name: name(), app: APP })
                }
                Meaning::Refused => Trouble::End(OwnerError::Declined(
                    "you refused on the Ledger; ask again if that was a mistake".to_owned(),
                )),
                Meaning::Unusable => Trouble::End(OwnerError::Device(
                    "the Ledger is not set up, or has stopped; set it up or restart it, and ask again"
                        .to_owned(),
                )),
                Meaning::Other => device(),
            },
        }
    }
}
