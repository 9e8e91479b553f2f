//! Stops every agent on this machine, at once and without any network.
//!
//! Why: the first act of the kill switch. The process that holds the session keys is killed before
//! anything is written, read or sent.
//! Refuses: to wait for anything; and to undo itself: agents stay out until a person lets them in.

use crate::error::{Code, Error, Result};
use crate::record::{LogEvent, Setting};
use crate::tags::Tag;
use crate::use_case::number::{count, secs};
use crate::views::StopReport;
use crate::wallet::Wallet;

impl Wallet {
    /// The immediate part: no agent gets a signature after this returns. Milliseconds it took.
    pub fn stop_now(&self) -> u64 {
        let clock = &self.ports().clock;
        let began = clock.monotonic_millis();
        self.access_shut();
        self.ports().sessions.stop();
        clock.monotonic_millis().saturating_sub(began)
    }

    /// Kills the session signer, shuts agents out for good, says how many keys are still alive on
    /// chain.
    ///
    /// # Errors
    /// `Store` when the switch could not be kept; agents are stopped nevertheless.
    pub async fn stop_local(&self) -> Result<StopReport> {
        let millis = self.stop_now();
        self.stale(&[Tag::Status, Tag::Keys, Tag::Activity]);
        let now = self.now();
        let kept = self
            .stored(move |s| {
                s.set_setting(Setting::AgentAccess, "off")?;
                s.append(now, &LogEvent::Stopped { millis })?;
                s.keys()
            })
            .await;
        let keys = kept.map_err(|error| {
            let message = format!("All agents are stopped, but this could not be kept: {error}");
            let advice = "Do not start Latchkey again before the store can be written.";
            Error::new(Code::Store, message, advice)
        })?;
        self.stale(&[Tag::Status, Tag::Keys, Tag::Activity]);
        let still_on_chain = count(keys.iter().filter(|key| key.may_be_live()).count());
        Ok(StopReport { millis: secs(millis), still_on_chain })
    }
}
