//! One permission of one account, approved on many chains at once (spec 6.1, 8): one text per chain.
//!
//! Why: the texts differ in the owner's signature alone, so what they share is checked, written and
//! put into base64 once.
//! Refuses: what [`SerializedAccount::encode`] refuses; to show a text that holds a private key, or
//! to leave it in memory.

use std::{fmt, ops::Deref};

use alloy_primitives::{Bytes, hex};
use base64::Engine;
use zeroize::Zeroize;

use super::{BASE64, EncodeError, MAX_TEXT, SerializedAccount, encode::json_of, tree::Tree};

/// The text for one chain. It is wiped when dropped if a private key is inside.
#[derive(Clone, PartialEq, Eq)]
pub struct ChainText {
    text: String,
    has_key: bool,
}

impl Deref for ChainText {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

impl fmt::Debug for ChainText {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.debug_struct("ChainText").field("has_key", &self.has_key).finish_non_exhaustive()
    }
}

impl Drop for ChainText {
    fn drop(&mut self) {
        if self.has_key {
            self.text.zeroize();
        }
    }
}

impl SerializedAccount {
    /// The texts with each of these owner's signatures in place of the present one, in order; the
    /// same as setting `enable_signature` and calling [`Self::encode`] for each.
    ///
    /// # Errors
    /// [`EncodeError`] as in [`Self::encode`].
    pub fn encode_each(&self, signatures: &[Bytes]) -> Result<Vec<ChainText>, EncodeError> {
        self.check_losses()?;
        let before = serde_json::to_vec(&Tree::Object(self.write_before()));
        let before = before.map_err(|_error| EncodeError::TooLong(usize::MAX))?;
        let after = json_of(&Tree::Object(self.write_after()))?;
        let (Some((_brace, before)), Some((_other, after))) =
            (before.split_last(), after.split_first())
        else {
            return Err(EncodeError::NoSignature);
        };
        // Three bytes are four letters: what all texts begin with is encoded up to there.
        let (shared, rest) = before.split_at(before.len().saturating_sub(before.len() % 3));
        let shared = BASE64.encode(shared);
        let comma: &[u8] = if after == b"}" { b"\"" } else { b"\"," };
        let text = |signature: &Bytes| {
            let hex = hex::encode_prefixed(signature);
            let mut tail = [rest, MEMBER, hex.as_bytes(), comma, after].concat();
            let length = tail.len().div_ceil(3).saturating_mul(4).saturating_add(shared.len());
            let has_key = self.session_key.is_some();
            let mut text = ChainText { text: String::with_capacity(length), has_key };
            text.text.push_str(&shared);
            BASE64.encode_string(tail.as_slice(), &mut text.text);
            if has_key {
                tail.zeroize();
            }
            if length > MAX_TEXT { Err(EncodeError::TooLong(length)) } else { Ok(text) }
        };
        signatures.iter().map(text).collect()
    }
}

/// How the member that differs begins.
const MEMBER: &[u8] = b",\"enableSignature\":\"";
