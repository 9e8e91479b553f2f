//! What the person chose for the builder: the language of sentences, looking contracts up online.
//!
//! Why: looking up tells a server which contract somebody looks at, so it is off until it is wanted.
//! Refuses: to show the key for Etherscan again; only whether there is one.

use latchkey_core::language;

use crate::error::{Error, Result};
use crate::ports::{Store, StoreError};
use crate::record::Setting;
use crate::tags::Tag;
use crate::views::{BuilderSettings, Language};
use crate::wallet::Wallet;

const ON: &str = "on";
const OFF: &str = "off";
/// Longest key for Etherscan, in characters.
const KEY_MAX: usize = 100;

impl Wallet {
    /// What was chosen.
    ///
    /// # Errors
    /// The store's.
    pub async fn builder_settings(&self) -> Result<BuilderSettings> {
        self.stored(read).await
    }

    /// Chooses the language of sentences about keys.
    ///
    /// # Errors
    /// The store's.
    pub async fn language_set(&self, language: Language) -> Result<BuilderSettings> {
        let code = core_language(language).code();
        self.keep_choice(Setting::Language, code.to_owned()).await
    }

    /// Switches looking contracts up online.
    ///
    /// # Errors
    /// The store's.
    pub async fn online_lookup_set(&self, on: bool) -> Result<BuilderSettings> {
        self.keep_choice(Setting::OnlineLookup, if on { ON } else { OFF }.to_owned()).await
    }

    /// Keeps a key for Etherscan; empty = none.
    ///
    /// # Errors
    /// `Invalid` for what cannot be a key; the store's.
    pub async fn etherscan_key_set(&self, key: String) -> Result<BuilderSettings> {
        let key = key.trim().to_owned();
        if key.len() > KEY_MAX || !key.bytes().all(|b| b.is_ascii_alphanumeric()) {
            let advice = "It has letters and digits only. Nothing was changed.";
            return Err(Error::invalid("This is not a key for Etherscan.", advice).at("key"));
        }
        self.keep_choice(Setting::EtherscanKey, key).await
    }

    async fn keep_choice(&self, setting: Setting, value: String) -> Result<BuilderSettings> {
        let kept = self
            .stored(move |s| {
                s.set_setting(setting, &value)?;
                read(s)
            })
            .await?;
        self.stale(&[Tag::Builder, Tag::Keys]);
        Ok(kept)
    }

    /// The language of sentences.
    pub(crate) async fn language(&self) -> Result<language::Language> {
        self.stored(language_of).await
    }

    /// Whether to look up online, and with which key for Etherscan.
    pub(crate) async fn lookup(&self) -> Result<Option<Option<String>>> {
        self.stored(|s| {
            let on = s.setting(Setting::OnlineLookup)?.as_deref() == Some(ON);
            let key = s.setting(Setting::EtherscanKey)?.filter(|key| !key.is_empty());
            Ok(on.then_some(key))
        })
        .await
    }
}

fn read(store: &dyn Store) -> std::result::Result<BuilderSettings, StoreError> {
    Ok(BuilderSettings {
        language: match language_of(store)? {
            language::Language::English => Language::English,
            language::Language::German => Language::German,
        },
        online_lookup: store.setting(Setting::OnlineLookup)?.as_deref() == Some(ON),
        has_etherscan_key: store.setting(Setting::EtherscanKey)?.is_some_and(|k| !k.is_empty()),
    })
}

fn language_of(store: &dyn Store) -> std::result::Result<language::Language, StoreError> {
    let code = store.setting(Setting::Language)?.unwrap_or_default();
    Ok(language::Language::of(&code).unwrap_or_default())
}

const fn core_language(language: Language) -> language::Language {
    match language {
        Language::English => language::Language::English,
        Language::German => language::Language::German,
    }
}
