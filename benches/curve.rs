//! Keys of the benchmarks, and libsecp256k1's signature in two ways.
//!
//! Why: core makes hashes and takes signatures; how fast a signature is depends on how the library
//! is called, so both ways are measured. [`Key::sign`] uses a context that is blinded once, as
//! libsecp256k1 asks for at the least: one multiplication of the curve. [`Key::sign_blinding`] is how
//! `latchkey-signer` signs: its binding blinds the context anew after every signature, which is a
//! second multiplication. Both are of constant time and give the same bytes.
//! Refuses: nothing; these keys are public.

use alloy_primitives::{Address, B256};
use context_secp256k1::{PublicKey, Secp256k1, SecretKey, SignOnly};

/// A private key, and what signs with it.
pub(crate) struct Key {
    context: Secp256k1<SignOnly>,
    secret: SecretKey,
    of_the_signer: secp256k1::SecretKey,
}

impl Key {
    /// The key of 32 equal bytes.
    pub(crate) fn new(byte: u8) -> Self {
        let mut context = Secp256k1::signing_only();
        context.seeded_randomize(&[byte ^ 0x5a; 32]);
        let secret = SecretKey::from_byte_array([byte; 32]).unwrap();
        let of_the_signer = secp256k1::SecretKey::from_secret_bytes([byte; 32]).unwrap();
        Self { context, secret, of_the_signer }
    }

    /// Its address.
    pub(crate) fn address(&self) -> Address {
        let point = PublicKey::from_secret_key(&self.context, &self.secret);
        let [_, point @ ..] = point.serialize_uncompressed();
        Address::from_raw_public_key(&point)
    }

    /// `r ‖ s ‖ v` (65 bytes) over 32 bytes; the context stays as it is.
    pub(crate) fn sign(&self, hash: B256) -> [u8; 65] {
        let digest = context_secp256k1::Message::from_digest(hash.0);
        let signature = self.context.sign_ecdsa_recoverable(digest, &self.secret);
        let (recovery, compact) = signature.serialize_compact();
        joined(&compact, i32::from(recovery).try_into().unwrap())
    }

    /// The same; the context is blinded anew.
    pub(crate) fn sign_blinding(&self, hash: B256) -> [u8; 65] {
        let digest = secp256k1::Message::from_digest(hash.0);
        let key = &self.of_the_signer;
        let signature = secp256k1::ecdsa::RecoverableSignature::sign_ecdsa_recoverable(digest, key);
        let (recovery, compact) = signature.serialize_compact();
        joined(&compact, recovery.to_u8())
    }
}

fn joined(compact: &[u8; 64], recovery: u8) -> [u8; 65] {
    let mut out = [27 + recovery; 65];
    let (rs, _v) = out.split_at_mut(64);
    rs.copy_from_slice(compact);
    out
}
