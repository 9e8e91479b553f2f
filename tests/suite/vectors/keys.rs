//! Signing with the recorded private keys, by another library than the one the core recovers with.

use alloy_primitives::{Address, B256, Bytes, keccak256};
use latchkey_core::kernel::signature;
use secp256k1::{Message, PublicKey, SecretKey, ecdsa::RecoverableSignature};

/// The address of a private key.
pub(crate) fn address(key: B256) -> Address {
    let secret = SecretKey::from_secret_bytes(key.0).unwrap();
    let public = PublicKey::from_secret_key(&secret).serialize_uncompressed();
    Address::from_slice(&keccak256(&public[1..])[12..])
}

/// A 65-byte signature over 32 bytes as they are; the core must name its maker.
pub(crate) fn raw(key: B256, hash: B256) -> [u8; 65] {
    let secret = SecretKey::from_secret_bytes(key.0).unwrap();
    let made = RecoverableSignature::sign_ecdsa_recoverable(Message::from_digest(hash.0), &secret);
    let (id, rs) = made.serialize_compact();
    let mut out = [0; 65];
    out[..64].copy_from_slice(&rs);
    out[64] = 27 + id.to_u8();
    assert_eq!(signature::recover(hash, &out), Ok(address(key)));
    out
}

/// A `personal_sign` over 32 bytes.
pub(crate) fn personal(key: B256, hash: B256) -> [u8; 65] {
    let out = raw(key, signature::personal_sign_hash(hash));
    assert_eq!(signature::recover_personal_sign(hash, &out), Ok(address(key)));
    out
}

/// The same as bytes.
pub(crate) fn bytes(signature: [u8; 65]) -> Bytes {
    Bytes::copy_from_slice(&signature)
}
