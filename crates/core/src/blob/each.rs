//! One permission of one account, approved on many chains at once (spec 6.1, 8): one text per chain.
//!
//! Why: the texts differ in the owner's signature alone, so what they share is checked, written and
//! put into base64 once.
//! Refuses: what [`SerializedAccount::encode`] refuses.

use alloy_primitives::Bytes;
use base64::Engine;
use zeroize::Zeroizing;

use super::{BASE64, EncodeError, MAX_TEXT, SerializedAccount, tree::Tree};

impl SerializedAccount {
    /// The texts with each of these owner's signatures in place of the present one, in order; the
    /// same as setting `enable_signature` and calling [`Self::encode`] for each.
    ///
    /// # Errors
    /// [`EncodeError`] as in [`Self::encode`].
    pub fn encode_each(&self, signatures: &[Bytes]) -> Result<Vec<Zeroizing<String>>, EncodeError> {
        self.check_losses()?;
        let [before, after] = self.around_signature()?;
        // Three bytes are four letters: what all texts begin with is encoded up to there.
        let (shared, rest) = before.split_at(before.len().saturating_sub(before.len() % 3));
        let shared = Zeroizing::new(BASE64.encode(shared));
        let text = |signature: &Bytes| {
            let hex = signature.to_string();
            let tail = Zeroizing::new([rest, hex.as_bytes(), after.as_slice()].concat());
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

    /// The JSON up to the first digit of the signature, and from its closing quote on.
    fn around_signature(&self) -> Result<[Json; 2], EncodeError> {
        let Tree::Object(mut fields) = self.write() else { return Err(EncodeError::NoSignature) };
        fields.retain(|(name, _)| name != SIGNATURE);
        let place = fields.iter().position(|(name, _)| AFTER.contains(&name.as_str()));
        let after = fields.split_off(place.unwrap_or(fields.len()));
        // Writing to memory does not fail; if it ever did, the text would be none.
        let failed = |_error| EncodeError::TooLong(usize::MAX);
        let mut before = Zeroizing::new(Vec::with_capacity(SHARED));
        serde_json::to_writer(&mut *before, &Tree::Object(fields)).map_err(failed)?;
        before.pop();
        before.extend_from_slice(b",\"enableSignature\":\"");
        let mut tail = Zeroizing::new(Vec::with_capacity(SHARED));
        tail.extend_from_slice(if after.is_empty() { b"\"" } else { b"\"," });
        let mut rest = Zeroizing::new(Vec::with_capacity(SHARED));
        serde_json::to_writer(&mut *rest, &Tree::Object(after)).map_err(failed)?;
        tail.extend(rest.iter().skip(1));
        Ok([before, tail])
    }
}

/// A piece of JSON, wiped when dropped: it may hold a private key.
type Json = Zeroizing<Vec<u8>>;

/// The field that differs.
const SIGNATURE: &str = "enableSignature";

/// What is written after it.
const AFTER: [&str; 3] = ["privateKey", "eip7702Auth", "isPreInstalled"];

/// Enough room for either part of nearly every account, so that no copies are left behind.
const SHARED: usize = 16 * 1024;
