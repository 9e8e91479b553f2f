//! Settings in the store.
//!
//! Why: what the person switched stays switched over a start.
//! Refuses: names that are not in the closed list of [`Setting`].

use rusqlite::OptionalExtension;

use super::SqliteStore;
use crate::ports::{SettingStore, StoreError};
use crate::record::Setting;

const TABLE: &str = "setting";

impl SettingStore for SqliteStore {
    fn setting(&self, setting: Setting) -> Result<Option<String>, StoreError> {
        self.read(TABLE, |tx| {
            Ok(tx
                .prepare_cached("SELECT value FROM setting WHERE name = ?1")?
                .query_row([setting.name()], |row| row.get(0))
                .optional()?)
        })
    }

    fn set_setting(&self, setting: Setting, value: &str) -> Result<(), StoreError> {
        self.write(TABLE, |tx| {
            tx.execute(
                "INSERT INTO setting VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2",
                [setting.name(), value],
            )?;
            Ok(())
        })
    }
}
