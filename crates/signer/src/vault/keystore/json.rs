//! The written form of a keystore: the JSON that wallets exchange.
//!
//! Why: `crypto` is spelled `Crypto` by some, hex may carry `0x`, members of others (`x-ethers`, a
//! name) stand beside it: all of that is read; one form is written, geth's.
//! Refuses: other versions, ciphers and derivations, by name.

use alloy_primitives::Address;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{
    Keystore, KeystoreError, MAX_FILE_BYTES,
    kdf::{Kdf, MAX_SALT, ScryptCost},
};

const CIPHER: &str = "aes-128-ctr";
const SCRYPT: &str = "scrypt";
const PBKDF2: &str = "pbkdf2";
const PRF: &str = "hmac-sha256";
const KEY_BYTES: u32 = 32;

#[derive(Serialize, Deserialize)]
struct File {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    address: Option<Hex>,
    #[serde(alias = "Crypto")]
    crypto: Crypto,
    #[serde(default)]
    id: String,
    version: Version,
}

/// 3, as a number or (in old files) as text.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Version {
    Number(u64),
    Text(String),
}

#[derive(Serialize, Deserialize)]
struct Crypto {
    cipher: String,
    cipherparams: CipherParams,
    ciphertext: Hex,
    kdf: String,
    kdfparams: KdfParams,
    mac: Hex,
}

#[derive(Serialize, Deserialize)]
struct CipherParams {
    iv: Hex,
}

#[derive(Default, Serialize, Deserialize)]
struct KdfParams {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    c: Option<u32>,
    dklen: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    n: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    p: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    prf: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    r: Option<u32>,
    salt: Hex,
}

/// Bytes as hex, written without `0x`, read with or without.
#[derive(Default)]
struct Hex(Vec<u8>);

impl Serialize for Hex {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&hex::encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Hex {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let digits = text.strip_prefix("0x").unwrap_or(&text);
        hex::decode(digits).map(Self).map_err(serde::de::Error::custom)
    }
}

impl Hex {
    fn array<const N: usize>(&self) -> Result<[u8; N], KeystoreError> {
        <[u8; N]>::try_from(self.0.as_slice()).or(Err(KeystoreError::NotAKeystore))
    }
}

impl Keystore {
    /// The file's bytes, in geth's form.
    #[must_use]
    pub fn to_json(&self) -> Vec<u8> {
        let (name, kdfparams) = params(&self.kdf);
        let file = File {
            address: self.address.map(|address| Hex(address.to_vec())),
            crypto: Crypto {
                cipher: CIPHER.to_owned(),
                cipherparams: CipherParams { iv: Hex(self.iv.to_vec()) },
                ciphertext: Hex(self.ciphertext.to_vec()),
                kdf: name.to_owned(),
                kdfparams,
                mac: Hex(self.mac.to_vec()),
            },
            id: uuid(self.id),
            version: Version::Number(3),
        };
        serde_json::to_vec(&file).unwrap_or_default()
    }

    /// Reads a file's bytes.
    ///
    /// # Errors
    /// [`KeystoreError::NotAKeystore`], [`KeystoreError::Unsupported`].
    pub fn from_json(bytes: &[u8]) -> Result<Self, KeystoreError> {
        if bytes.len() > MAX_FILE_BYTES {
            return Err(KeystoreError::NotAKeystore);
        }
        let file: File = serde_json::from_slice(bytes).or(Err(KeystoreError::NotAKeystore))?;
        if !matches!(&file.version, Version::Number(3))
            && !matches!(&file.version, Version::Text(text) if text == "3")
        {
            return Err(KeystoreError::Unsupported("another version of the format"));
        }
        let crypto = &file.crypto;
        if crypto.cipher != CIPHER {
            return Err(KeystoreError::Unsupported("another cipher"));
        }
        // Some writers put an empty text where they have no address.
        let address = file.address.filter(|hex| !hex.0.is_empty());
        Ok(Self {
            address: address.map(|hex| hex.array::<20>().map(Address::from)).transpose()?,
            id: hex::decode(file.id.replace('-', ""))
                .ok()
                .and_then(|id| <[u8; 16]>::try_from(id).ok())
                .unwrap_or_default(),
            kdf: kdf(&crypto.kdf, &crypto.kdfparams)?,
            iv: crypto.cipherparams.iv.array()?,
            ciphertext: crypto.ciphertext.array()?,
            mac: crypto.mac.array()?,
        })
    }
}

fn params(kdf: &Kdf) -> (&'static str, KdfParams) {
    match kdf {
        Kdf::Scrypt { cost, salt } => {
            let (n, p, r) = (cost.n(), Some(cost.p), Some(cost.r));
            (
                SCRYPT,
                KdfParams {
                    dklen: KEY_BYTES,
                    n,
                    p,
                    r,
                    salt: Hex(salt.clone()),
                    ..KdfParams::default()
                },
            )
        }
        Kdf::Pbkdf2 { rounds, salt } => {
            let (c, prf) = (Some(*rounds), Some(PRF.to_owned()));
            (
                PBKDF2,
                KdfParams {
                    c,
                    dklen: KEY_BYTES,
                    prf,
                    salt: Hex(salt.clone()),
                    ..KdfParams::default()
                },
            )
        }
    }
}

fn kdf(name: &str, params: &KdfParams) -> Result<Kdf, KeystoreError> {
    let salt = params.salt.0.clone();
    if params.dklen != KEY_BYTES || salt.is_empty() || salt.len() > MAX_SALT {
        return Err(KeystoreError::Unsupported("an unusual key length or salt"));
    }
    match name {
        SCRYPT => {
            let (Some(n), Some(r), Some(p)) = (params.n, params.r, params.p) else {
                return Err(KeystoreError::NotAKeystore);
            };
            if !n.is_power_of_two() {
                return Err(KeystoreError::NotAKeystore);
            }
            let log_n = u8::try_from(n.trailing_zeros()).or(Err(KeystoreError::Cost))?;
            Ok(Kdf::Scrypt { cost: ScryptCost { log_n, r, p }, salt })
        }
        PBKDF2 if params.prf.as_deref() == Some(PRF) => {
            let rounds = params.c.ok_or(KeystoreError::NotAKeystore)?;
            Ok(Kdf::Pbkdf2 { rounds, salt })
        }
        PBKDF2 => Err(KeystoreError::Unsupported("another random function")),
        _ => Err(KeystoreError::Unsupported("another key derivation")),
    }
}

/// A version 4 UUID of these bytes (RFC 9562); an id that was read back stays itself.
fn uuid(bytes: [u8; 16]) -> String {
    let [a, b, c, d, e, f, g, h, i, rest @ ..] = bytes;
    let (g, i) = ((g & 0x0f) | 0x40, (i & 0x3f) | 0x80);
    let parts: [&[u8]; 5] = [&[a, b, c, d], &[e, f], &[g, h], &[i], &rest];
    let [p1, p2, p3, p4, p5] = parts.map(hex::encode);
    let (first, last) = p5.split_at(2);
    format!("{p1}-{p2}-{p3}-{p4}{first}-{last}")
}
