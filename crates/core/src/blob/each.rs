//! One permission of one account, approved on many chains at once (spec 6.1, 8): one text per chain.
//!
//! Why: the texts differ in the owner's signature alone, so what they share is checked, written and
//! put into base64 once.
//! Refuses: what [`SerializedAccount::encode`] refuses.

use alloy_primitives::Bytes;
use base64::Engine;
use zeroize::Zeroizing;

use super::{BASE64, EncodeError, MAX_TEXT, SerializedAccount, encode::json_of, tree::Tree};

impl SerializedAccount {
    /// The texts with each of these owner's signatures in place of the present one, in order; the
    /// same as setting `enable_signature` and calling [`Self::encode`] for each.
    ///
    /// # Errors
    /// [`EncodeError`] as in [`Self::encode`].
    pub fn encode_each(&self, signatures: &[Bytes]) -> Result<Vec<Zeroizing<String>>, EncodeError> {
        self.check_losses()?;
        let [before, after] = self.around_signature()?;
        let (Some((_brace, before)), Some((_other, after))) =
            (before.split_last(), after.split_first())
        else {
            return Err(EncodeError::NoSignature);
        };
        // Three bytes are four letters: what all texts begin with is encoded up to there.
        let (shared, rest) = before.split_at(before.len().saturating_sub(before.len() % 3));
        let shared = Zeroizing::new(BASE64.encode(shared));
        let comma: &[u8] = if after == b"}" { b"\"" } else { b"\"," };
        let text = |signature: &Bytes| {
            let hex = signature.to_string();
            let tail = Zeroizing::new([rest, MEMBER, hex.as_bytes(), comma, after].concat());
            let length = tail.len().div_ceil(3).saturating_mul(4).saturating_add(shared.len());
            if length > MAX_TEXT {
                return Err(EncodeError::TooLong(length));
            }
            let mut text = Zeroizing::new(String::with_capacity(length));
            text.push_str(&shared);
            BASE64.encode_string(tail.as_slice(), &mut text);
            Ok(text)
        };
        signatures.iter().map(text).collect()
    }

    /// The JSON objects of what is written before the signature, and of what is written after it.
    fn around_signature(&self) -> Result<[Zeroizing<Vec<u8>>; 2], EncodeError> {
        let Tree::Object(mut fields) = self.write() else { return Err(EncodeError::NoSignature) };
        fields.retain(|(name, _)| name != "enableSignature");
        let place = fields.iter().position(|(name, _)| AFTER.contains(&name.as_str()));
        let after = fields.split_off(place.unwrap_or(fields.len()));
        Ok([json_of(&Tree::Object(fields))?, json_of(&Tree::Object(after))?])
    }
}

/// How the member that differs begins.
const MEMBER: &[u8] = b",\"enableSignature\":\"";

/// What is written after it.
const AFTER: [&str; 3] = ["privateKey", "eip7702Auth", "isPreInstalled"];
