//! What an authenticator signs beside the question: who it answered, whom it saw, which key it made
//! (WebAuthn level 3, 6.1; spec 7.4).
//!
//! Layout: `rpIdHash(32) ‖ flags(1) ‖ counter(4, big-endian)`, then with flag AT
//! `aaguid(16) ‖ length(2) ‖ credential id ‖ COSE key`, then with flag ED one CBOR map.
//! Refuses: bytes that end early or go on after the last part, keys other than ES256. Reserved flags
//! are kept as they are.

use alloy_primitives::{B256, Bytes, FixedBytes, keccak256};

use super::{
    cbor::Reader,
    passkey::{Passkey, PasskeyError},
};

/// What the authenticator saw and sent along, one bit each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Flags(pub u8);

/// Authenticator data, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthenticatorData {
    /// SHA-256 of the relying party id. No contract looks at it.
    pub rp_id_hash: B256,
    /// Flags; AT and ED say which of the parts below are there.
    pub flags: Flags,
    /// Signature counter. No contract looks at it.
    pub counter: u32,
    /// The new credential, at a registration.
    pub credential: Option<AttestedCredential>,
    /// Extension outputs: the bytes of one CBOR map.
    pub extensions: Option<Bytes>,
}

/// A new credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttestedCredential {
    /// Model of the authenticator.
    pub aaguid: FixedBytes<16>,
    /// Raw credential id, at most 1023 bytes.
    pub id: Bytes,
    /// Its public key, in COSE form on the wire.
    pub passkey: Passkey,
}

/// Where authenticator data cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AuthenticatorDataError {
    /// Fewer than the 37 bytes that are always there.
    #[error("authenticator data has at least 37 bytes, this has {0}; ask the authenticator again")]
    Short(usize),
    /// Flag AT is set and the credential is cut off, or its id is longer than 1023 bytes or not
    /// the one its key is named by.
    #[error("the new credential cannot be read; register the passkey again")]
    Credential,
    /// The credential's key.
    #[error(transparent)]
    Key(#[from] PasskeyError),
    /// Flag ED is set and no whole CBOR map follows.
    #[error("the extension outputs cannot be read; ask the authenticator again")]
    Extensions,
    /// Bytes after the last part.
    #[error("{0} bytes follow where nothing belongs; ask the authenticator again")]
    Trailing(usize),
    /// Building: a part is there without its flag, or a flag without its part.
    #[error("the flags do not say which parts there are")]
    Flags,
}

/// Longest credential id (WebAuthn level 3, 6.1).
const MAX_CREDENTIAL_ID: usize = 1023;

impl Flags {
    /// User present.
    pub const UP: u8 = 0x01;
    /// User verified.
    pub const UV: u8 = 0x04;
    /// The credential may be backed up.
    pub const BE: u8 = 0x08;
    /// The credential is backed up.
    pub const BS: u8 = 0x10;
    /// A new credential is attested.
    pub const AT: u8 = 0x40;
    /// Extension outputs follow.
    pub const ED: u8 = 0x80;

    /// Whether all of these bits are set.
    #[must_use]
    pub const fn has(self, bits: u8) -> bool {
        self.0 & bits == bits
    }

    /// Whether the contracts take them: present and verified, and backed up only if it may be.
    #[must_use]
    pub const fn are_taken(self) -> bool {
        self.has(Self::UP | Self::UV) && (self.has(Self::BE) || !self.has(Self::BS))
    }
}

impl AuthenticatorData {
    /// Takes the bytes apart.
    ///
    /// # Errors
    /// [`AuthenticatorDataError`].
    pub fn parse(bytes: &[u8]) -> Result<Self, AuthenticatorDataError> {
        let short = || AuthenticatorDataError::Short(bytes.len());
        let (rp_id_hash, rest) = bytes.split_first_chunk::<32>().ok_or_else(short)?;
        let ([flags], rest) = rest.split_first_chunk::<1>().ok_or_else(short)?;
        let (counter, mut rest) = rest.split_first_chunk::<4>().ok_or_else(short)?;
        let flags = Flags(*flags);
        let mut credential = None;
        if flags.has(Flags::AT) {
            let (read, after) = AttestedCredential::parse(rest)?;
            (credential, rest) = (Some(read), after);
        }
        let mut extensions = None;
        if flags.has(Flags::ED) {
            let mut reader = Reader::new(rest);
            let map = reader.map().ok_or(AuthenticatorDataError::Extensions)?;
            (extensions, rest) = (Some(Bytes::copy_from_slice(map)), reader.rest());
        }
        if !rest.is_empty() {
            return Err(AuthenticatorDataError::Trailing(rest.len()));
        }
        let counter = u32::from_be_bytes(*counter);
        Ok(Self { rp_id_hash: rp_id_hash.into(), flags, counter, credential, extensions })
    }

    /// The bytes; an authenticator of our own (a chip that signs P-256) says the same this way.
    ///
    /// # Errors
    /// [`AuthenticatorDataError::Flags`], [`AuthenticatorDataError::Credential`],
    /// [`AuthenticatorDataError::Extensions`] for parts that would not read back.
    pub fn build(&self) -> Result<Bytes, AuthenticatorDataError> {
        let fits = self.flags.has(Flags::AT) == self.credential.is_some()
            && self.flags.has(Flags::ED) == self.extensions.is_some();
        if !fits {
            return Err(AuthenticatorDataError::Flags);
        }
        let mut out =
            [self.rp_id_hash.as_slice(), &[self.flags.0], &self.counter.to_be_bytes()].concat();
        if let Some(credential) = &self.credential {
            credential.append(&mut out)?;
        }
        if let Some(extensions) = &self.extensions {
            let mut reader = Reader::new(extensions);
            reader
                .map()
                .filter(|map| map.len() == extensions.len())
                .ok_or(AuthenticatorDataError::Extensions)?;
            out.extend_from_slice(extensions);
        }
        Ok(out.into())
    }
}

impl AttestedCredential {
    fn parse(bytes: &[u8]) -> Result<(Self, &[u8]), AuthenticatorDataError> {
        let cut = || AuthenticatorDataError::Credential;
        let (aaguid, rest) = bytes.split_first_chunk::<16>().ok_or_else(cut)?;
        let (length, rest) = rest.split_first_chunk::<2>().ok_or_else(cut)?;
        let length = usize::from(u16::from_be_bytes(*length));
        let (id, rest) = rest
            .split_at_checked(length)
            .filter(|_| length <= MAX_CREDENTIAL_ID)
            .ok_or_else(cut)?;
        let mut reader = Reader::new(rest);
        let passkey = Passkey::read_cose(&mut reader, id)?;
        let id = Bytes::copy_from_slice(id);
        Ok((Self { aaguid: aaguid.into(), id, passkey }, reader.rest()))
    }

    fn append(&self, out: &mut Vec<u8>) -> Result<(), AuthenticatorDataError> {
        let length = u16::try_from(self.id.len())
            .ok()
            .filter(|_| self.id.len() <= MAX_CREDENTIAL_ID)
            .filter(|_| self.passkey.authenticator_id_hash == keccak256(&self.id))
            .ok_or(AuthenticatorDataError::Credential)?;
        if !self.passkey.is_on_curve() {
            return Err(PasskeyError::NotOnCurve.into());
        }
        out.extend_from_slice(self.aaguid.as_slice());
        out.extend_from_slice(&length.to_be_bytes());
        out.extend_from_slice(&self.id);
        out.extend_from_slice(&self.passkey.to_cose());
        Ok(())
    }
}
