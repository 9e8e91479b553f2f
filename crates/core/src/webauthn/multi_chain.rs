//! The signature of the multi-chain WebAuthn validator: one answer for one digest, or for a tree
//! (spec 6, 7.4).
//!
//! `abi(bytes merkleData, bytes assertion)`; `merkleData` is empty (the challenge is the digest) or
//! `root ‖ abi(bytes32[] proof)` (the challenge is EIP-191 over the root). The layout is that of
//! the published package `multi-chain-web-authn-validator` 5.4.3, held byte by byte by what was
//! recorded from it (`tests/recorded`); it names the unpatched contract, and what 0.0.2 does with it
//! on a chain is unverified.
//! Refuses: Merkle data that is neither.

use alloy_primitives::{B256, Bytes};
use alloy_sol_types::SolValue;

use super::{
    Assertion, AssertionError,
    dummy::{DUMMY_CLIENT_DATA_OF_TREE, with_client_data},
};
use crate::{approval_tree::verify, kernel::signature::personal_sign_hash};

/// A signature of a multi-chain passkey owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MultiChainSignature {
    /// Over one digest.
    One(Assertion),
    /// Over a tree.
    Tree {
        /// Root of the tree.
        root: B256,
        /// Siblings of the leaf, from the bottom.
        proof: Vec<B256>,
        /// The answer, to [`MultiChainSignature::challenge_of_root`].
        assertion: Assertion,
    },
}

/// Why such a signature is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MultiChainError {
    /// Not `abi(bytes, bytes)`, or Merkle data that is neither empty nor a root with its proof.
    #[error("this is not a signature for many networks; ask for it again")]
    Encoding,
    /// The proof does not lead from the digest to the root.
    #[error("the approval does not cover this; ask for it again")]
    Proof,
    /// The answer inside.
    #[error(transparent)]
    Assertion(#[from] AssertionError),
}

impl MultiChainSignature {
    /// What the authenticator is asked for a tree: EIP-191 over the root.
    #[must_use]
    pub fn challenge_of_root(root: B256) -> B256 {
        personal_sign_hash(root)
    }

    /// `abi(merkleData, assertion)`.
    #[must_use]
    pub fn encode(&self) -> Bytes {
        match self {
            Self::One(assertion) => encode(Bytes::new(), assertion),
            Self::Tree { root, proof, assertion } => {
                let merkle_data = [root.as_slice(), &proof.abi_encode()].concat();
                encode(merkle_data.into(), assertion)
            }
        }
    }

    /// Reads a signature back.
    ///
    /// # Errors
    /// [`MultiChainError::Encoding`], [`MultiChainError::Assertion`].
    pub fn decode(bytes: &[u8]) -> Result<Self, MultiChainError> {
        let wrong = || MultiChainError::Encoding;
        let (merkle_data, inner) =
            <(Bytes, Bytes)>::abi_decode_params(bytes).ok().ok_or_else(wrong)?;
        let assertion = Assertion::decode(&inner)?;
        if merkle_data.is_empty() {
            return Ok(Self::One(assertion));
        }
        let (root, proof) = merkle_data.split_first_chunk::<32>().ok_or_else(wrong)?;
        let read = Vec::<B256>::abi_decode(proof).ok();
        let proof = read.filter(|read| read.abi_encode() == proof).ok_or_else(wrong)?;
        Ok(Self::Tree { root: root.into(), proof, assertion })
    }

    /// Checks what a contract would, but for the P-256 equation.
    ///
    /// # Errors
    /// [`MultiChainError::Proof`], [`MultiChainError::Assertion`].
    pub fn check(&self, digest: B256) -> Result<(), MultiChainError> {
        match self {
            Self::One(assertion) => Ok(assertion.check(digest)?),
            Self::Tree { root, proof, assertion } => {
                if !verify(*root, digest, proof) {
                    return Err(MultiChainError::Proof);
                }
                Ok(assertion.check(Self::challenge_of_root(*root))?)
            }
        }
    }
}

fn encode(merkle_data: Bytes, assertion: &Assertion) -> Bytes {
    (merkle_data, assertion.encode()).abi_encode_params().into()
}

/// While gas is estimated for a leaf of a tree:
/// `merkleData = root ‖ abi(bytes32 leaf, bytes32[] proof)` around the shorter dummy.
#[must_use]
pub fn dummy_of_tree(root: B256, leaf: B256, proof: &[B256]) -> Bytes {
    let tail = (leaf, proof.to_vec()).abi_encode_params();
    let merkle_data = [root.as_slice(), &tail].concat();
    encode(merkle_data.into(), &with_client_data(DUMMY_CLIENT_DATA_OF_TREE))
}

/// While gas is estimated for a single digest: no Merkle data, the usual dummy.
#[must_use]
pub fn dummy_of_one() -> Bytes {
    encode(Bytes::new(), &with_client_data(super::DUMMY_CLIENT_DATA))
}
