//! How a keystore's password becomes 32 bytes: scrypt (RFC 7914) or PBKDF2-HMAC-SHA256 (RFC 8018).
//!
//! Why: old files use PBKDF2, all wallets write scrypt today.
//! Refuses: costs out of bounds: a forged file must not exhaust the computer. The stretching's own
//! working memory is its crate's and is not wiped; what is derived is.

use sha2::Sha256;
use zeroize::Zeroizing;

use super::KeystoreError;
use crate::key::SecretBytes;

/// Most bytes scrypt may take, `128 · n · r`: twice what geth's files need.
const MAX_SCRYPT_BYTES: u64 = 512 * 1024 * 1024;
/// Most work, `n · r · p`: eight times geth's files.
const MAX_SCRYPT_WORK: u64 = 1 << 24;
/// Most rounds of PBKDF2; files in the wild have 10,240 to 1,000,000.
const MAX_ROUNDS: u32 = 10_000_000;
/// Longest salt, bytes.
pub(super) const MAX_SALT: usize = 128;

/// What one guess costs: `n` is `2^log_n`, memory is `128 · n · r` bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScryptCost {
    /// Base-2 logarithm of `n`.
    pub log_n: u8,
    /// Block size.
    pub r: u32,
    /// Lanes.
    pub p: u32,
}

impl ScryptCost {
    /// What geth calls standard, and Namera writes too: n = 262,144, r = 8, p = 1 (256 MiB).
    pub const STANDARD: Self = Self { log_n: 18, r: 8, p: 1 };

    /// `n`, if there is one.
    pub(super) fn n(self) -> Option<u64> {
        1u64.checked_shl(u32::from(self.log_n))
    }

    /// Working memory in bytes, when the cost is bearable.
    fn memory(self) -> Option<usize> {
        let blocks = self.n()?.checked_mul(u64::from(self.r))?;
        let work = blocks.checked_mul(u64::from(self.p))?;
        let bytes = blocks.checked_mul(128)?;
        let bearable =
            self.log_n > 0 && work > 0 && work <= MAX_SCRYPT_WORK && bytes <= MAX_SCRYPT_BYTES;
        usize::try_from(bytes).ok().filter(|_| bearable)
    }
}

/// How the password is stretched, with its salt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kdf {
    /// scrypt.
    Scrypt { cost: ScryptCost, salt: Vec<u8> },
    /// PBKDF2 with HMAC-SHA256.
    Pbkdf2 { rounds: u32, salt: Vec<u8> },
}

impl Kdf {
    pub(super) fn scrypt(cost: ScryptCost, salt: [u8; 32]) -> Self {
        Self::Scrypt { cost, salt: salt.to_vec() }
    }

    pub(super) fn derive(&self, password: &str) -> Result<SecretBytes, KeystoreError> {
        let mut out: SecretBytes = Zeroizing::new([0; 32]);
        match self {
            Self::Scrypt { cost, salt } => {
                let params = bearable(*cost)?;
                scrypt::scrypt(password.as_bytes(), salt, &params, out.as_mut_slice())
                    .or(Err(KeystoreError::Cost))?;
            }
            Self::Pbkdf2 { rounds, salt } => {
                if *rounds == 0 || *rounds > MAX_ROUNDS {
                    return Err(KeystoreError::Cost);
                }
                pbkdf2::pbkdf2_hmac::<Sha256>(
                    password.as_bytes(),
                    salt,
                    *rounds,
                    out.as_mut_slice(),
                );
            }
        }
        Ok(out)
    }
}

fn bearable(cost: ScryptCost) -> Result<scrypt::Params, KeystoreError> {
    let memory = cost.memory().ok_or(KeystoreError::Cost)?;
    // The crate takes its memory without asking first; a refusal here is better than an abort there.
    Vec::<u8>::new().try_reserve_exact(memory).or(Err(KeystoreError::Cost))?;
    scrypt::Params::new(cost.log_n, cost.r, cost.p).or(Err(KeystoreError::Cost))
}
