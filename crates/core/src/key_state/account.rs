//! What is read of the account itself, once for all its keys (spec 9.1).

use alloy_primitives::{Address, B256, Bytes, FixedBytes, U256};
use alloy_sol_types::{SolCall, SolValue};
use serde::{Deserialize, Serialize};

use super::{Question, Reply};
use crate::abi::Kernel;
use crate::account::{AccountSpec, Owner, root::validator_id};
use crate::plan::Nonces;

/// An account on one chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountFacts {
    /// Whether it exists there.
    pub deployed: bool,
    /// Its nonces; [`Nonces::FRESH`] while it does not exist.
    pub nonces: Nonces,
    /// Whether its root validator and owner are the expected ones; while it does not exist, whether
    /// its first owner is.
    pub same_owner: bool,
}

/// How many replies [`read_account`] takes.
pub(super) const ACCOUNT_REPLIES: usize = 5;

/// What to ask.
#[must_use]
pub(super) fn account_questions(account: &AccountSpec, owner: &Owner) -> Vec<Question> {
    let address = account.address();
    let ask = |to: Address, data: Vec<u8>| Question::Call { to, data: data.into() };
    vec![
        Question::Code(address),
        ask(address, Kernel::currentNonceCall {}.abi_encode()),
        ask(address, Kernel::validNonceFromCall {}.abi_encode()),
        ask(address, Kernel::rootValidatorCall {}.abi_encode()),
        ask(owner.kind().address(account.version), owner.kind().storage_call(address).into()),
    ]
}

/// Reads the replies to [`account_questions`], which come first; `None` if they do not decode.
#[must_use]
pub(super) fn read_account(
    account: &AccountSpec,
    owner: &Owner,
    replies: &[Reply],
) -> Option<AccountFacts> {
    let [code, current, valid_from, root, stored, ..] = replies else { return None };
    if code.as_ref()?.is_empty() {
        // It is made with its first owner, whoever that was.
        let same_owner = account.owner == *owner;
        return Some(AccountFacts { deployed: false, nonces: Nonces::FRESH, same_owner });
    }
    let nonces =
        Nonces { current: nonce(current.as_ref()?)?, valid_from: nonce(valid_from.as_ref()?)? };
    let root = B256::abi_decode(root.as_ref()?).ok()?;
    let root: FixedBytes<21> = FixedBytes::try_from(root.get(..21)?).ok()?;
    let same_root = root == validator_id(owner.kind().address(account.version));
    // Another root's answer says nothing of this owner, and need not even decode.
    let same_owner = same_root && owner.is_stored(stored.as_ref()?)?;
    Some(AccountFacts { deployed: true, nonces, same_owner })
}

fn nonce(word: &Bytes) -> Option<u32> {
    U256::abi_decode(word).ok().and_then(|word| u32::try_from(word).ok())
}
