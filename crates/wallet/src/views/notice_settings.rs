//! Whether the desktop tells of each use of a key.

use serde::{Deserialize, Serialize};
use specta::Type;

/// What the person chose. Off at first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NoticeSettings {
    /// Whether notices are shown at all.
    pub on: bool,
    /// Row ids of keys that nothing is shown for.
    pub quiet_keys: Vec<u32>,
}
