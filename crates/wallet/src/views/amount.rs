//! Amounts as screens and agents get them: smallest units and words side by side.
//!
//! Refuses: a float, and a symbol that was not cleaned.

use serde::{Deserialize, Serialize};
use specta::Type;

/// An amount in words and in atoms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Amount {
    /// Smallest units, decimal.
    pub atomic: String,
    /// Decimals of the token.
    pub decimals: u8,
    /// Symbol, cleaned of control characters.
    pub symbol: String,
    /// For people, with thin spaces: `12 480.5`.
    pub formatted: String,
}
