//! Signing plain transactions: the key is opened once, each is signed, each signature is checked.
//!
//! Refuses: signatures that are not the owner's over what the sheet showed.

use alloy_primitives::B256;
use latchkey_core::{approval::TransactionAsk, kernel::signature::recover};

use crate::owner::{OwnerError, OwnerKey, Talk};

/// One signature per hash that was shown, in order.
///
/// # Errors
/// [`OwnerError`]; then nothing was signed.
pub(super) fn sign(
    ask: &TransactionAsk,
    shown: &[B256],
    key: &mut dyn OwnerKey,
    talk: &dyn Talk,
) -> Result<Vec<[u8; 65]>, OwnerError> {
    let owner = ask.owner.public.address().ok_or(OwnerError::NoTransactions(key.kind()))?;
    if !key.describe().secret_first && !talk.confirm() {
        return Err(OwnerError::Cancelled);
    }
    let signatures = key.sign_transactions(&ask.transactions, talk)?;
    let right = signatures.len() == shown.len()
        && shown.iter().zip(&signatures).all(|(hash, made)| recover(*hash, made) == Ok(owner));
    if right {
        Ok(signatures)
    } else {
        Err(OwnerError::Device(
            "another key than this account's owner signed; nothing of it is used".to_owned(),
        ))
    }
}
