//! The signature field of an operation, in every form Kernel takes here (spec 3, 4.6, 5.4, 6),
//! and who made a 65-byte signature.
//!
//! Refuses: signatures of another length, recovery bytes other than 0, 1, 27, 28.
//! It never signs: there is no key in this crate.

use alloy_primitives::{Address, B256, Bytes, hex, keccak256};
use alloy_sol_types::SolValue;
use k256::ecdsa::{RecoveryId, Signature, VerifyingKey};

use super::enable::EnableApproval;

/// Stands for an ECDSA signature while gas is estimated: recovers to some address, so validation
/// fails without reverting.
pub const DUMMY_ECDSA: [u8; 65] = hex!(
    "fffffffffffffffffffffffffffffff0000000000000000000000000000000007aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1c"
);

/// Why a signature names nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// Not 65 bytes.
    #[error("a signature has 65 bytes, this one has {0}; ask for it again")]
    Length(usize),
    /// The last byte is not 0, 1, 27 or 28.
    #[error("the recovery byte {0} is unknown; ask for the signature again")]
    RecoveryByte(u8),
    /// No public key fits.
    #[error("no key can have made this signature; ask for it again")]
    NoKey,
}

/// Default mode of a permission: `0xff ‖ signer's signature`, no policy segments.
#[must_use]
pub fn permission_signature(signer_signature: &[u8]) -> Bytes {
    [&[0xff], signer_signature].concat().into()
}

/// Enable mode: `hook ‖ abi(enableData, hookData, selectorData, enableSig, userOpSig)`.
/// `user_op_signature` already has its `0xff` (see [`permission_signature`]).
#[must_use]
pub fn enable_mode_signature(
    approval: &EnableApproval,
    enable_signature: &[u8],
    user_op_signature: &[u8],
) -> Bytes {
    let parts = (
        approval.enable_data.clone(),
        approval.hook_data.clone(),
        approval.selector_data.clone(),
        Bytes::copy_from_slice(enable_signature),
        Bytes::copy_from_slice(user_op_signature),
    );
    [approval.hook.as_slice(), &parts.abi_encode_params()].concat().into()
}

/// Multi-chain validator: `sig ‖ root ‖ abi(bytes32[] proof)`. `signature` is a personal_sign over
/// the root.
#[must_use]
pub fn multi_chain_signature(signature: &[u8; 65], root: B256, proof: &[B256]) -> Bytes {
    [signature.as_slice(), root.as_slice(), &proof.to_vec().abi_encode()].concat().into()
}

/// Multi-chain validator while gas is estimated: `dummy ‖ root ‖ abi(bytes32 leaf, bytes32[] proof)`.
#[must_use]
pub fn dummy_multi_chain(root: B256, leaf: B256, proof: &[B256]) -> Bytes {
    let tail = (leaf, proof.to_vec()).abi_encode_params();
    [DUMMY_ECDSA.as_slice(), root.as_slice(), &tail].concat().into()
}

/// EIP-191 `personal_sign` over 32 bytes: `keccak256("\x19Ethereum Signed Message:\n32" ‖ hash)`.
#[must_use]
pub fn personal_sign_hash(hash: B256) -> B256 {
    keccak256([b"\x19Ethereum Signed Message:\n32", hash.as_slice()].concat())
}

/// Who signed these 32 bytes raw.
///
/// # Errors
/// [`SignatureError`] when the bytes are no signature at all.
pub fn recover(hash: B256, signature: &[u8]) -> Result<Address, SignatureError> {
    let Some(([rs @ .., _], &[.., v])) = <&[u8; 65]>::try_from(signature).ok().map(|s| (s, s))
    else {
        return Err(SignatureError::Length(signature.len()));
    };
    let id = match v {
        0 | 27 => RecoveryId::new(false, false),
        1 | 28 => RecoveryId::new(true, false),
        other => return Err(SignatureError::RecoveryByte(other)),
    };
    let signature = Signature::from_slice(rs).ok().ok_or(SignatureError::NoKey)?;
    let key = VerifyingKey::recover_from_prehash(hash.as_slice(), &signature, id)
        .ok()
        .ok_or(SignatureError::NoKey)?;
    let point = key.to_sec1_point(false);
    let (_, coordinates) = point.as_bytes().split_first().ok_or(SignatureError::NoKey)?;
    Ok(Address::from_raw_public_key(coordinates))
}

/// Who signed these 32 bytes by `personal_sign`.
///
/// # Errors
/// [`SignatureError`] when the bytes are no signature at all.
pub fn recover_personal_sign(hash: B256, signature: &[u8]) -> Result<Address, SignatureError> {
    recover(personal_sign_hash(hash), signature)
}

#[cfg(test)]
mod tests {
    use alloy_primitives::{address, b256};
    use k256::ecdsa::SigningKey;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_dummy_recovers_to_somebody() {
        let hash = b256!("29a0bca4af4be3421398da00295e58e6d7de38cb492214754cb6a47507dd6f8e");
        assert!(recover(hash, &DUMMY_ECDSA).is_ok());
        assert_ne!(recover(hash, &DUMMY_ECDSA), recover_personal_sign(hash, &DUMMY_ECDSA));
    }

    #[test]
    fn a_signature_names_its_key() {
        let key = SigningKey::from_slice(&B256::with_last_byte(1)[..]).unwrap();
        let (rs, id) = key.sign_prehash_recoverable(&B256::ZERO[..]);
        let one = address!("7E5F4552091A69125d5DfCb7b8C2659029395Bdf");
        for lift in [0, 27] {
            let signature = [&rs.to_bytes()[..], &[id.to_byte() + lift]].concat();
            assert_eq!(recover(B256::ZERO, &signature), Ok(one));
            assert_ne!(recover(B256::with_last_byte(1), &signature), Ok(one));
            assert_eq!(recover(B256::ZERO, &signature[1..]), Err(SignatureError::Length(64)));
        }
        let odd = [&rs.to_bytes()[..], &[29]].concat();
        assert_eq!(recover(B256::ZERO, &odd), Err(SignatureError::RecoveryByte(29)));
    }

    proptest! {
        #[test]
        fn no_bytes_panic(hash: [u8; 32], bytes in prop::collection::vec(any::<u8>(), 0..130)) {
            let _ = recover(hash.into(), &bytes);
            let mut right = bytes;
            right.resize(64, 1);
            right.push(27);
            let _ = recover(hash.into(), &right);
        }
    }
}
