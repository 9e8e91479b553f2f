//! The published WebAuthn contracts by address, and which of them are safe (spec 7.6).
//!
//! Why: before 0.0.3 (validators), 0.0.2 (multi-chain) and 0.0.4 (signers) a signature with
//! `responseTypeLocation = 2^256 − 1` skipped the challenge and the flags, so any answer the
//! passkey ever gave, to anybody, approves any operation.
//! Refuses: to say that a contract is safe that it does not know.

use alloy_primitives::Address;

use crate::chain;

/// A published WebAuthn contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WebAuthnModule {
    /// Validator of Kernel 0.2.x.
    ValidatorOf02,
    /// Validator 0.0.1.
    Validator001,
    /// Validator 0.0.2.
    Validator002,
    /// Validator 0.0.3, patched.
    Validator003,
    /// Multi-chain validator 0.0.1.
    MultiChain001,
    /// Multi-chain validator 0.0.2, patched.
    MultiChain002,
    /// Signer 0.0.1.
    Signer001,
    /// Signer 0.0.2.
    Signer002,
    /// Signer 0.0.3.
    Signer003,
    /// Signer 0.0.4, patched.
    Signer004,
}

/// What is wrong with an unpatched contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Flaw {
    /// Any old answer of the passkey approves anything.
    Replay,
    /// The same, and an account can have one such session key only.
    ReplayAndOnePerAccount,
}

impl WebAuthnModule {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::ValidatorOf02,
        Self::Validator001,
        Self::Validator002,
        Self::Validator003,
        Self::MultiChain001,
        Self::MultiChain002,
        Self::Signer001,
        Self::Signer002,
        Self::Signer003,
        Self::Signer004,
    ];

    /// Where it is, on every chain that has it.
    #[must_use]
    pub const fn address(self) -> Address {
        match self {
            Self::ValidatorOf02 => chain::WEBAUTHN_VALIDATOR_02,
            Self::Validator001 => chain::WEBAUTHN_VALIDATOR_001,
            Self::Validator002 => chain::WEBAUTHN_VALIDATOR_002,
            Self::Validator003 => chain::WEBAUTHN_VALIDATOR_003,
            Self::MultiChain001 => chain::MULTI_CHAIN_WEBAUTHN_VALIDATOR_001,
            Self::MultiChain002 => chain::MULTI_CHAIN_WEBAUTHN_VALIDATOR_002,
            Self::Signer001 => chain::WEBAUTHN_SIGNER_001,
            Self::Signer002 => chain::WEBAUTHN_SIGNER_002,
            Self::Signer003 => chain::WEBAUTHN_SIGNER_003,
            Self::Signer004 => chain::WEBAUTHN_SIGNER_004,
        }
    }

    /// Which one is at this address; `None` for a contract that is none of them.
    #[must_use]
    pub fn at(address: Address) -> Option<Self> {
        Self::ALL.into_iter().find(|module| module.address() == address)
    }

    /// What is wrong with it; `None` for the patched ones.
    #[must_use]
    pub const fn flaw(self) -> Option<Flaw> {
        match self {
            Self::Validator003 | Self::MultiChain002 | Self::Signer004 => None,
            Self::ValidatorOf02
            | Self::Validator001
            | Self::Validator002
            | Self::MultiChain001
            | Self::Signer003 => Some(Flaw::Replay),
            Self::Signer001 | Self::Signer002 => Some(Flaw::ReplayAndOnePerAccount),
        }
    }

    /// In words.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ValidatorOf02 => "WebAuthn validator of Kernel 0.2",
            Self::Validator001 => "WebAuthn validator 0.0.1",
            Self::Validator002 => "WebAuthn validator 0.0.2",
            Self::Validator003 => "WebAuthn validator 0.0.3",
            Self::MultiChain001 => "multi-chain WebAuthn validator 0.0.1",
            Self::MultiChain002 => "multi-chain WebAuthn validator 0.0.2",
            Self::Signer001 => "WebAuthn signer 0.0.1",
            Self::Signer002 => "WebAuthn signer 0.0.2",
            Self::Signer003 => "WebAuthn signer 0.0.3",
            Self::Signer004 => "WebAuthn signer 0.0.4",
        }
    }
}

impl Flaw {
    /// For people: what can happen and what to do.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Replay => {
                "This contract takes any answer the passkey ever gave, to anybody, as approval of anything. Move to the patched contract."
            }
            Self::ReplayAndOnePerAccount => {
                "This contract takes any answer the passkey ever gave, to anybody, as approval of anything, and an account can have only one key of it. Move to the patched contract."
            }
        }
    }
}
