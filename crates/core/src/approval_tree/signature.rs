//! An owner's ECDSA signature as the owner validators take it (spec 3, 6): 65 bytes over one hash,
//! or `sig65 ‖ root32 ‖ abi(bytes32[] proof)` over a tree that holds it.
//!
//! Why: enable signatures and operation signatures are this, and whoever receives one must be able
//! to say what it approves and who made it.
//! Refuses: any other length or encoding; EIP-2098 (64 bytes), which the multi-chain validator
//! does not take.

use alloy_primitives::{Address, B256, Bytes};
use alloy_sol_types::SolValue;

use super::verify;
use crate::kernel::signature::{multi_chain_signature, recover, recover_personal_sign};

/// The two forms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OwnerSignature {
    /// 65 bytes, over the hash itself.
    Plain([u8; 65]),
    /// Over the root of a tree; the proof shows that the hash is a leaf of it.
    Proven {
        /// Over the root.
        signature: [u8; 65],
        /// What was signed.
        root: B256,
        /// Siblings, bottom up.
        proof: Vec<B256>,
    },
}

/// Why bytes are no signature of an owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ParseError {
    /// Neither 65 bytes nor enough for a root and a proof.
    #[error("an owner's signature has 65 bytes, or 161 and more with a proof, not {0}")]
    Length(usize),
    /// What follows the root is not `abi(bytes32[])`, byte for byte.
    #[error("what follows the signed root is not a proof; ask for the signature again")]
    Proof,
}

/// What the signer put the key to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignedForm {
    /// The 32 bytes as they are (typed data).
    Raw,
    /// EIP-191 over the 32 bytes (`personal_sign`).
    Personal,
}

/// Why a signature does not approve a hash for an owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotSigned {
    /// The proof leads elsewhere; the validator reverts with "hash is not in proof".
    #[error("this is not among what was approved: the proof does not lead to the signed root")]
    NotInTree,
    /// It was made by another key.
    #[error("somebody else than the owner signed")]
    Stranger,
}

impl OwnerSignature {
    /// Reads one. Total: any bytes are read or refused.
    ///
    /// # Errors
    /// [`ParseError`] for anything that [`Self::encode`] would not write.
    pub fn parse(bytes: &[u8]) -> Result<Self, ParseError> {
        let length = ParseError::Length(bytes.len());
        let (signature, rest) = bytes.split_first_chunk::<65>().ok_or(length)?;
        if rest.is_empty() {
            return Ok(Self::Plain(*signature));
        }
        let (root, proof) = rest.split_first_chunk::<32>().ok_or(length)?;
        let proof = Vec::<B256>::abi_decode(proof).ok().ok_or(ParseError::Proof)?;
        let read = Self::Proven { signature: *signature, root: B256::from(*root), proof };
        if *read.encode() == *bytes { Ok(read) } else { Err(ParseError::Proof) }
    }

    /// The bytes.
    #[must_use]
    pub fn encode(&self) -> Bytes {
        match self {
            Self::Plain(signature) => Bytes::copy_from_slice(signature),
            Self::Proven { signature, root, proof } => {
                multi_chain_signature(signature, *root, proof)
            }
        }
    }

    /// The root, for the form with a proof.
    #[must_use]
    pub const fn root(&self) -> Option<B256> {
        match self {
            Self::Plain(_) => None,
            Self::Proven { root, .. } => Some(*root),
        }
    }

    /// Whether the owner approved this hash with it, and how the key was put to it. Both validators
    /// take either form (spec 3).
    ///
    /// # Errors
    /// [`NotSigned`].
    pub fn approves(&self, hash: B256, owner: Address) -> Result<SignedForm, NotSigned> {
        let (signature, signed) = match self {
            Self::Plain(signature) => (signature, hash),
            Self::Proven { signature, root, proof } if verify(*root, hash, proof) => {
                (signature, *root)
            }
            Self::Proven { .. } => return Err(NotSigned::NotInTree),
        };
        if recover_personal_sign(signed, signature) == Ok(owner) {
            Ok(SignedForm::Personal)
        } else if recover(signed, signature) == Ok(owner) {
            Ok(SignedForm::Raw)
        } else {
            Err(NotSigned::Stranger)
        }
    }
}
