//! Notices on the desktop when an agent uses a key or is refused: the setting, and who hears of it.
//!
//! Why: a key that is used without asking should not be used without being seen, if the person
//! wants to see it.
//! Refuses: to be a way to flood the desktop (see [`pace`]), to show anything secret, and to hold an
//! operation up: who listens too late hears a number instead.

mod pace;
mod words;

use std::sync::Arc;

use alloy_primitives::B256;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::{Instant, timeout_at};

use crate::error::Result;
use crate::ports::{Notifier, Store, StoreError, UseNotice};
use crate::record::{Key, OperationStatus, Setting};
use crate::tags::Tag;
use crate::use_case::number::row;
use crate::views::NoticeSettings;
use crate::wallet::Wallet;
use pace::Pace;
pub(crate) use pace::Told;

const ON: &str = "on";
const OFF: &str = "off";

/// Uses that may wait to be told; older ones become a number.
pub(crate) const WAITING_MOST: usize = 256;

/// A use of a key, or the refusal of one.
#[derive(Debug, Clone)]
pub(crate) struct KeyUse {
    pub(crate) key: WhichKey,
    pub(crate) agent: String,
    pub(crate) network: String,
    /// In words, from the decoded calls.
    pub(crate) what: String,
    pub(crate) came: CameOf,
}

/// Which key.
#[derive(Debug, Clone)]
pub(crate) enum WhichKey {
    /// Row id.
    Row(i64),
    /// Permission id, as text.
    Permission(String),
    /// A refusal that is about no single key.
    None,
}

/// What came of it.
#[derive(Debug, Clone)]
pub(crate) enum CameOf {
    /// Signed; where it stands.
    Operation(B256, OperationStatus),
    /// Refused before anything was signed, in words.
    Refused(String),
}

impl Wallet {
    /// Whether notices are shown, and for which keys not.
    ///
    /// # Errors
    /// The store's.
    pub async fn notice_settings(&self) -> Result<NoticeSettings> {
        self.stored(settings).await
    }

    /// Keeps the choice. Keys that are not known are left out.
    ///
    /// # Errors
    /// The store's.
    pub async fn notice_settings_set(&self, wanted: NoticeSettings) -> Result<NoticeSettings> {
        let kept = self
            .stored(move |s| {
                let keys = s.keys()?;
                let known = |id: &u32| keys.iter().any(|key| row(key.id) == *id);
                let mut quiet: Vec<u32> = wanted.quiet_keys.into_iter().filter(known).collect();
                quiet.sort_unstable();
                quiet.dedup();
                let text: Vec<String> = quiet.iter().map(u32::to_string).collect();
                s.set_setting(Setting::QuietKeys, &text.join(","))?;
                s.set_setting(Setting::UseNotices, if wanted.on { ON } else { OFF })?;
                settings(s)
            })
            .await?;
        self.stale(&[Tag::Notices]);
        Ok(kept)
    }

    /// Shows notices on this desktop while the person wants them. Ends with the wallet.
    pub fn notify(&self, desktop: Arc<dyn Notifier>) {
        let (wallet, mut uses) = (self.downgrade(), self.uses().subscribe());
        tokio::spawn(async move {
            let began = Instant::now();
            let mut pace = Pace::default();
            loop {
                let heard = match pace.next().and_then(|at| began.checked_add(at)) {
                    Some(at) => timeout_at(at, uses.recv()).await.ok(),
                    None => Some(uses.recv().await),
                };
                let Some(wallet) = wallet() else { return };
                let now = began.elapsed();
                match heard {
                    Some(Ok(told)) => pace.hear(told, now),
                    Some(Err(RecvError::Lagged(missed))) => pace.missed(missed),
                    Some(Err(RecvError::Closed)) => return,
                    None => {}
                }
                if let Some(notice) = pace.ready(now) {
                    wallet.show(&desktop, notice).await;
                }
            }
        });
    }

    /// Says that a key was used, if the person wants to hear of it. Nobody listening is fine.
    pub(crate) async fn tell_use(&self, used: KeyUse) {
        if self.uses().receiver_count() == 0 {
            return;
        }
        let read = self.stored(|s| Ok((settings(s)?, s.keys()?))).await;
        let Ok((settings, keys)) = read else { return };
        let key = used.key.find(&keys);
        let quiet = key.is_some_and(|key| settings.quiet_keys.contains(&row(key.id)));
        if settings.on && !quiet {
            let _nobody_listens = self.uses().send(words::told(&used, key));
        }
    }

    /// Shows one, unless notices were switched off while it waited.
    async fn show(&self, desktop: &Arc<dyn Notifier>, notice: UseNotice) {
        if self.stored(settings).await.is_ok_and(|settings| settings.on) {
            let desktop = Arc::clone(desktop);
            let shown = tokio::task::spawn_blocking(move || desktop.show(&notice)).await;
            if shown.is_err() {
                tracing::warn!("a notice could not be shown");
            }
        }
    }
}

impl WhichKey {
    fn find<'a>(&self, keys: &'a [Key]) -> Option<&'a Key> {
        match self {
            Self::Row(id) => keys.iter().find(|key| key.id == *id),
            Self::Permission(id) => {
                keys.iter().find(|key| key.permission_id.to_string().eq_ignore_ascii_case(id))
            }
            Self::None => None,
        }
    }
}

fn settings(store: &dyn Store) -> std::result::Result<NoticeSettings, StoreError> {
    let quiet = store.setting(Setting::QuietKeys)?.unwrap_or_default();
    Ok(NoticeSettings {
        on: store.setting(Setting::UseNotices)?.as_deref() == Some(ON),
        quiet_keys: quiet.split(',').filter_map(|id| id.parse().ok()).collect(),
    })
}
