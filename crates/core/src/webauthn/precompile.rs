//! Whether a chain checks P-256 by precompile, asked of the chain itself (spec 7.4).
//!
//! Why: `usePrecompiled` set where the precompile is absent fails every signature; not set where it
//! is present costs 340k gas more; chains change, and a list does not. The flag is not signed, so it
//! may be chosen at the moment of sending.
//! Refuses: to trust an address that answers "valid" to a wrong signature: whoever sends chooses the
//! flag, so on such a chain a passkey protects nothing.

use alloy_primitives::{Bytes, U256, hex};

use crate::{
    chain::{P256_PRECOMPILE, P256_VERIFIER},
    key_state::{Question, Reply},
};

/// `hash ‖ r ‖ s ‖ x ‖ y`, a valid signature: the test vector of RIP-7212 and EIP-7951.
const GOOD: [u8; 160] = hex!(
    "4cee90eb86eaa050036147a12d49004b6b9c72bd725d39d4785011fe190f0b4d"
    "a73bd4903f0ce3b639bbbf6e8e80d16931ff4bcf5993d58468e8fb19086e8cac"
    "36dbcd03009df8c59286b162af3bd7fcc0450c9aa81be5d10d312af6c66b1d60"
    "4aebd3099c618202fcfe16ae7770b0c49ab5eadf74b754204a3bb6060e44eff3"
    "7618b065f9832de4ca6ca971a7a1adc826d0f7c00181a5fb2ddf79ae00b4e10e"
);

/// The same for another hash: a wrong signature.
const WRONG: [u8; 160] = hex!(
    "4cee90eb86eaa050036147a12d49004b6b9c72bd725d39d4785011fe190f0b4e"
    "a73bd4903f0ce3b639bbbf6e8e80d16931ff4bcf5993d58468e8fb19086e8cac"
    "36dbcd03009df8c59286b162af3bd7fcc0450c9aa81be5d10d312af6c66b1d60"
    "4aebd3099c618202fcfe16ae7770b0c49ab5eadf74b754204a3bb6060e44eff3"
    "7618b065f9832de4ca6ca971a7a1adc826d0f7c00181a5fb2ddf79ae00b4e10e"
);

/// How passkey signatures are checked on a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum P256 {
    /// By the precompile: set `usePrecompiled`.
    Precompile,
    /// By the verifier contract: do not set it, and allow 700k gas for verification.
    Verifier,
    /// By nothing: no passkey works there.
    Nowhere,
    /// Something at the precompile's address calls a wrong signature right: no passkey is safe there.
    Unsafe,
    /// Not all was read; ask again before signing.
    Unknown,
}

impl P256 {
    /// `usePrecompiled`, where a passkey can be used at all.
    #[must_use]
    pub const fn use_precompile(self) -> Option<bool> {
        match self {
            Self::Precompile => Some(true),
            Self::Verifier => Some(false),
            Self::Nowhere | Self::Unsafe | Self::Unknown => None,
        }
    }
}

/// What to ask, once per chain: a right signature, a wrong one, and the verifier's code.
#[must_use]
pub fn questions() -> [Question; 3] {
    let ask = |data: &'static [u8]| Question::Call {
        to: P256_PRECOMPILE,
        data: Bytes::from_static(data),
    };
    [ask(&GOOD), ask(&WRONG), Question::Code(P256_VERIFIER)]
}

/// What the replies come to, in the order of [`questions`]; a missing or failed one is unknown.
#[must_use]
pub fn read(replies: &[Reply]) -> P256 {
    let reply = |place: usize| replies.get(place).and_then(Option::as_ref);
    let (Some(right), Some(wrong)) = (reply(0), reply(1)) else { return P256::Unknown };
    if says_valid(wrong) {
        return P256::Unsafe;
    }
    if says_valid(right) {
        return P256::Precompile;
    }
    match reply(2) {
        None => P256::Unknown,
        Some(code) if code.is_empty() => P256::Nowhere,
        Some(_) => P256::Verifier,
    }
}

/// The precompile answers the word 1 for a valid signature and nothing for any other.
fn says_valid(answer: &[u8]) -> bool {
    <[u8; 32]>::try_from(answer).is_ok_and(|word| U256::from_be_bytes(word) == U256::ONE)
}
