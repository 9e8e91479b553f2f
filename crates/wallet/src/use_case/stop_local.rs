//! Stops every agent on this machine, at once and without any network.
//!
//! Why: the first act of the kill switch. The stop mark is written and the process that holds the
//! session keys is killed before anything else is written, read or sent.
//! Refuses: to wait for anything; and to undo itself: agents stay out until the owner lets them in.

use latchkey_core::approval::{Asker, StopMark, StoppedBy};

use crate::error::{Code, Error, Result};
use crate::record::{LogEvent, Setting};
use crate::tags::Tag;
use crate::use_case::number::{count, secs};
use crate::views::StopReport;
use crate::wallet::Wallet;

/// A stop that is in force and not written down yet.
#[derive(Debug, Clone)]
pub struct JustStopped {
    millis: u64,
    mark: StopMark,
}

impl Wallet {
    /// Shuts agents out without a mark: the plain switch, which needs nobody to be switched back.
    pub(crate) fn shut_now(&self) {
        self.access_shut();
        self.ports().sessions.stop();
        self.waiting().drop_all();
    }

    /// The immediate part: no agent gets a signature after this returns, here or from any other
    /// program, until the owner lets agents in again. Milliseconds it took.
    pub fn stop_now(&self) -> u64 {
        self.stop_now_from(self.here()).millis
    }

    /// The same, saying from where; [`Wallet::stop_kept`] then writes it down.
    #[must_use]
    pub fn stop_now_from(&self, by: StoppedBy) -> JustStopped {
        let clock = &self.ports().clock;
        let began = clock.monotonic_millis();
        let id = hex::encode(self.ports().entropy.bytes32().get(..16).unwrap_or_default());
        let mark = StopMark { by, at_unix_secs: self.now(), id };
        // Said before the mark is there: whoever looks for marks then knows that this one is ours.
        self.with_live(|live| live.stop = Some(mark.id.clone()));
        self.access_shut();
        let marked = self.ports().sessions.stop_everything(&mark);
        let millis = clock.monotonic_millis().saturating_sub(began);
        self.waiting().drop_all();
        if let Err(why) = marked {
            tracing::error!(why, "everything is stopped, but the stop mark could not be written");
        }
        JustStopped { millis, mark }
    }

    /// Kills the session signer, shuts agents out until the owner lets them in, says how many keys are
    /// still alive on chain.
    ///
    /// # Errors
    /// `Store` when the stop could not be written down; agents are stopped nevertheless.
    pub async fn stop_local(&self) -> Result<StopReport> {
        self.stop_kept(self.stop_now_from(self.here())).await
    }

    /// Writes a stop down.
    ///
    /// # Errors
    /// As [`Wallet::stop_local`].
    pub async fn stop_kept(&self, stop: JustStopped) -> Result<StopReport> {
        let JustStopped { millis, mark } = stop;
        self.stale(&[Tag::Status, Tag::Keys, Tag::Activity]);
        let now = self.now();
        let kept = self
            .stored(move |s| {
                s.set_setting(Setting::AgentAccess, "off")?;
                s.append(now, &LogEvent::Stopped { millis })?;
                s.set_setting(Setting::StopLogged, &mark.id)?;
                s.keys()
            })
            .await;
        let keys = kept.map_err(|error| {
            let message = format!("All agents are stopped, but this is not in the log: {error}");
            let advice = "The stop stays in force over a start; it is written then.";
            Error::new(Code::Store, message, advice)
        })?;
        self.stale(&[Tag::Status, Tag::Keys, Tag::Activity]);
        let still_on_chain = count(keys.iter().filter(|key| key.may_be_live()).count());
        Ok(StopReport { millis: secs(millis), still_on_chain })
    }

    /// From where this program is used.
    fn here(&self) -> StoppedBy {
        match self.ports().host.asker {
            Asker::Person => StoppedBy::Window,
            Asker::CommandLine => StoppedBy::CommandLine,
            Asker::Agent { .. } => StoppedBy::Unknown,
        }
    }
}
