//! The secret a key and this program agree on for PINs and hmac-secret: PIN/UV auth protocols 1 and
//! 2 (CTAP 2.1, 6.5.6 and 6.5.7).
//!
//! Why our own: hmac-secret needs the same secret, and a PIN and what it opens must be wiped here.
//! Protocol 2 is taken where the key has it.
//! Refuses: points that are not on P-256, lengths that are not whole blocks.

use aes::{
    Aes256, Block,
    cipher::{BlockCipherDecrypt, BlockCipherEncrypt, KeyInit},
};
use hkdf::{
    Hkdf,
    hmac::{Hmac, Mac},
};
use p256::{PublicKey, SecretKey, ecdh::diffie_hellman};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::{
    key::SecretBytes,
    random::{self, NoRandomness},
};

/// Bytes of a block of AES.
const BLOCK: usize = 16;

/// Which of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Protocol {
    One,
    Two,
}

/// A point of P-256: two coordinates of 32 bytes, big-endian.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Point {
    pub(super) x: [u8; 32],
    pub(super) y: [u8; 32],
}

/// Agreed with a key for one exchange.
pub(super) struct Agreed {
    pub(super) protocol: Protocol,
    /// Our half, for the key.
    pub(super) ours: Point,
    hmac_key: SecretBytes,
    aes_key: SecretBytes,
}

impl Protocol {
    /// The number on the wire.
    pub(super) const fn number(self) -> u32 {
        match self {
            Self::One => 1,
            Self::Two => 2,
        }
    }

    /// What proves that `message` comes from who knows `key` (`authenticate`).
    pub(super) fn authenticate(self, key: &[u8], message: &[u8]) -> Vec<u8> {
        // HMAC takes keys of any length.
        let Ok(mac) = <Hmac<Sha256> as KeyInit>::new_from_slice(key) else { return Vec::new() };
        let tag = mac.chain_update(message).finalize().into_bytes();
        let length = match self {
            Self::One => 16,
            Self::Two => 32,
        };
        tag.iter().copied().take(length).collect()
    }
}

impl Agreed {
    /// With the key's half and a fresh one of ours; `None` when theirs is no point of the curve.
    ///
    /// # Errors
    /// [`NoRandomness`].
    pub(super) fn with(protocol: Protocol, theirs: &Point) -> Result<Option<Self>, NoRandomness> {
        let sec1 = [&[4], &theirs.x[..], &theirs.y].concat();
        let Ok(theirs) = PublicKey::from_sec1_bytes(&sec1) else { return Ok(None) };
        let secret = loop {
            // Outside the group with probability 2^-32; then another draw.
            if let Ok(secret) = SecretKey::from_slice(random::array::<32>()?.as_slice()) {
                break secret;
            }
        };
        let Some(ours) = Point::of(&secret.public_key()) else { return Ok(None) };
        let shared = diffie_hellman(secret.to_nonzero_scalar(), theirs.as_affine());
        let z: &[u8] = shared.raw_secret_bytes();
        let (hmac_key, aes_key) = match protocol {
            Protocol::One => {
                let both: SecretBytes = Zeroizing::new(Sha256::digest(z).into());
                (both.clone(), both)
            }
            Protocol::Two => (expand(z, b"CTAP2 HMAC key"), expand(z, b"CTAP2 AES key")),
        };
        Ok(Some(Self { protocol, ours, hmac_key, aes_key }))
    }

    /// Encrypts whole blocks.
    ///
    /// # Errors
    /// [`NoRandomness`].
    pub(super) fn encrypt(&self, plain: &[u8]) -> Result<Vec<u8>, NoRandomness> {
        let (mut last, mut out) = match self.protocol {
            Protocol::One => ([0; BLOCK], Vec::new()),
            Protocol::Two => {
                let iv = *random::array::<BLOCK>()?;
                (iv, iv.to_vec())
            }
        };
        let Ok(cipher) = Aes256::new_from_slice(self.aes_key.as_slice()) else { return Ok(out) };
        for part in plain.as_chunks::<BLOCK>().0 {
            let mut block = Block::from(xor(*part, last));
            cipher.encrypt_block(&mut block);
            last = block.into();
            out.extend_from_slice(&last);
        }
        Ok(out)
    }

    /// Decrypts whole blocks; `None` for other lengths.
    pub(super) fn decrypt(&self, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (mut last, blocks) = match self.protocol {
            Protocol::One => ([0; BLOCK], sealed),
            Protocol::Two => {
                let (iv, blocks) = sealed.split_first_chunk::<BLOCK>()?;
                (*iv, blocks)
            }
        };
        let (blocks, []) = blocks.as_chunks::<BLOCK>() else { return None };
        let cipher = Aes256::new_from_slice(self.aes_key.as_slice()).ok()?;
        let mut out = Zeroizing::new(Vec::with_capacity(sealed.len()));
        for part in blocks {
            let mut block = Block::from(*part);
            cipher.decrypt_block(&mut block);
            out.extend_from_slice(&xor(block.into(), last));
            last = *part;
        }
        Some(out)
    }

    /// What proves that `message` comes from us.
    pub(super) fn authenticate(&self, message: &[u8]) -> Vec<u8> {
        self.protocol.authenticate(self.hmac_key.as_slice(), message)
    }
}

impl Point {
    fn of(key: &PublicKey) -> Option<Self> {
        let sec1 = key.to_sec1_bytes();
        let (x, y) = match &*sec1 {
            [4, point @ ..] => point.split_first_chunk::<32>()?,
            _ => return None,
        };
        Some(Self { x: *x, y: y.try_into().ok()? })
    }
}

impl std::fmt::Debug for Agreed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Agreed({:?}, secret withheld)", self.protocol)
    }
}

/// HKDF-SHA-256 with a salt of zeros.
fn expand(z: &[u8], info: &[u8]) -> SecretBytes {
    let mut out: SecretBytes = Zeroizing::new([0; 32]);
    // 32 bytes are always within HKDF's reach.
    let _ = Hkdf::<Sha256>::new(Some(&[0; 32]), z).expand(info, out.as_mut_slice());
    out
}

fn xor(mut block: [u8; BLOCK], with: [u8; BLOCK]) -> [u8; BLOCK] {
    block.iter_mut().zip(with).for_each(|(byte, with)| *byte ^= with);
    block
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(protocol: Protocol) -> (Agreed, Agreed) {
        let secret = SecretKey::from_slice(&[7; 32]).unwrap();
        let theirs = Point::of(&secret.public_key()).unwrap();
        let ours = Agreed::with(protocol, &theirs).unwrap().unwrap();
        // The other side, from the same two points.
        let sec1 = [&[4], &ours.ours.x[..], &ours.ours.y].concat();
        let public = PublicKey::from_sec1_bytes(&sec1).unwrap();
        let shared = diffie_hellman(secret.to_nonzero_scalar(), public.as_affine());
        let z: &[u8] = shared.raw_secret_bytes();
        let (hmac_key, aes_key) = match protocol {
            Protocol::One => {
                let both: SecretBytes = Zeroizing::new(Sha256::digest(z).into());
                (both.clone(), both)
            }
            Protocol::Two => (expand(z, b"CTAP2 HMAC key"), expand(z, b"CTAP2 AES key")),
        };
        (ours, Agreed { protocol, ours: theirs, hmac_key, aes_key })
    }

    #[test]
    fn what_one_side_seals_the_other_opens() {
        for (protocol, extra, tag) in [(Protocol::One, 0, 16), (Protocol::Two, 16, 32)] {
            let (a, b) = pair(protocol);
            let sealed = a.encrypt(&[5; 64]).unwrap();
            assert_eq!(sealed.len(), 64 + extra);
            assert_eq!(b.decrypt(&sealed).unwrap().as_slice(), [5; 64]);
            assert_eq!(a.authenticate(b"x"), b.authenticate(b"x"));
            assert_eq!(a.authenticate(b"x").len(), tag);
            assert_eq!(b.decrypt(&sealed[..sealed.len() - 1]), None);
        }
    }

    #[test]
    fn a_point_off_the_curve_is_refused() {
        let nowhere = Point { x: [1; 32], y: [1; 32] };
        assert!(Agreed::with(Protocol::Two, &nowhere).unwrap().is_none());
    }
}
