//! The form that was being filled when the app ended, however it ended.
//!
//! Why: each keystroke may be the last before a crash; what was typed is on disk when this returns.
//! Refuses: to understand it (the builder does, and drops what it cannot read), and texts beyond
//! [`DRAFT_MAX`].

use crate::error::{Error, Result};
use crate::record::Setting;
use crate::wallet::Wallet;

/// Longest draft, in bytes.
const DRAFT_MAX: usize = 256 * 1024;

impl Wallet {
    /// Keeps it in the place of the last one.
    ///
    /// # Errors
    /// `Invalid` when it is too long; the store's.
    pub async fn draft_keep(&self, text: String) -> Result<()> {
        if text.len() > DRAFT_MAX {
            let advice = "The last one that fits is still kept.";
            return Err(Error::invalid("This draft is too long to keep.", advice));
        }
        self.stored(move |s| s.set_setting(Setting::GrantDraft, &text)).await
    }

    /// The last one, unless it was dropped.
    ///
    /// # Errors
    /// The store's.
    pub async fn draft_last(&self) -> Result<Option<String>> {
        let kept = self.stored(|s| s.setting(Setting::GrantDraft)).await?;
        Ok(kept.filter(|text| !text.is_empty()))
    }

    /// Drops it.
    ///
    /// # Errors
    /// The store's.
    pub async fn draft_drop(&self) -> Result<()> {
        self.stored(|s| s.set_setting(Setting::GrantDraft, "")).await
    }
}
