//! Whether an owner's signature holds, as the root validators see it (spec 3, 6).
//!
//! Refuses: passkeys; the WebAuthn validator is not modelled.

use alloy_primitives::{Address, B256};
use alloy_sol_types::SolValue;

use super::{Account, Revert, modules::is_ecdsa};
use crate::approval_tree::verify;
use crate::chain;
use crate::kernel::signature::{DUMMY_ECDSA, personal_sign_hash, recover};

impl Account {
    /// A validator's own answer: whether its owner signed `hash`.
    pub(super) fn validator_signs(
        &self,
        validator: Address,
        hash: B256,
        signature: &[u8],
    ) -> Result<bool, Revert> {
        if !is_ecdsa(validator) {
            return Err(Revert::Unknown { module: validator });
        }
        let owner = self.modules.owners.get(&validator).copied().unwrap_or_default();
        if validator == chain::MULTI_CHAIN_ECDSA_VALIDATOR && signature.len() != 65 {
            return multi_chain(owner, hash, signature);
        }
        either(owner, hash, signature)
    }

    /// The account itself as its own owner (EIP-7702, 0.3.3). Operations are signed by
    /// `personal_sign`, everything else raw.
    pub(super) fn delegator_signs(&self, hash: B256, signature: &[u8]) -> Result<bool, Revert> {
        Ok(recovered(hash, signature)? == self.address)
    }
}

/// Raw or by `personal_sign`: the ECDSA contracts take both.
pub(super) fn either(owner: Address, hash: B256, signature: &[u8]) -> Result<bool, Revert> {
    let raw = recovered(hash, signature)? == owner;
    Ok(raw || recovered(personal_sign_hash(hash), signature)? == owner)
}

fn recovered(hash: B256, signature: &[u8]) -> Result<Address, Revert> {
    recover(hash, signature).ok().ok_or_else(|| Revert::named("InvalidSignature"))
}

/// `sig ‖ root ‖ abi(proof)`. With the dummy signature, which stands in while gas is estimated, the
/// leaf is in the bytes too.
fn multi_chain(owner: Address, hash: B256, signature: &[u8]) -> Result<bool, Revert> {
    let (signed, rest) = signature.split_first_chunk::<65>().ok_or(Revert::Empty)?;
    let (root, tail) = rest.split_first_chunk::<32>().ok_or(Revert::Empty)?;
    let root = B256::from(*root);
    let (leaf, proof) = if *signed == DUMMY_ECDSA {
        <(B256, Vec<B256>)>::abi_decode_params(tail).ok().ok_or(Revert::Empty)?
    } else {
        (hash, Vec::<B256>::abi_decode(tail).ok().ok_or(Revert::Empty)?)
    };
    if !verify(root, leaf, &proof) {
        return Err(Revert::Text("hash is not in proof"));
    }
    either(owner, root, signed)
}
