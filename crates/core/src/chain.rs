//! Addresses of the contracts this crate speaks to: one constant each, the same on every chain.
//!
//! Why: a wrong address is a lost account, so each appears once. Sources: spec 1.1, 1.2, 4.3, 4.5.
//! Refuses: aliases. EntryPoint "0.8" is its own contract, never the address of 0.7.

use alloy_primitives::{Address, address};

/// EntryPoint 0.6 (ERC-4337), used only by Kernel 0.2.x.
pub const ENTRY_POINT_06: Address = address!("5FF137D4b0FDCD49DcA30c7CF57E578a026d2789");
/// EntryPoint 0.7 (ERC-4337), the one every Kernel 0.3.x account answers to.
pub const ENTRY_POINT_07: Address = address!("0000000071727De22E5E9d8BAf0edAc6f37da032");
/// EntryPoint 0.8 (ERC-4337); no Kernel 0.3.x account can be used through it.
pub const ENTRY_POINT_08: Address = address!("4337084D9E255Ff0702461CF8895CE9E3b5Ff108");
/// EntryPoint 0.9 (ERC-4337); no Kernel 0.3.x account can be used through it.
pub const ENTRY_POINT_09: Address = address!("433709009B8330FDa32311DF1C2AFA402eD8D009");

/// Staked factory of factories; the `factory` of a UserOperation that deploys a 0.3.x account.
pub const META_FACTORY: Address = address!("d703aaE79538628d27099B8c4f621bE4CCd142d5");
/// Factory of Kernel 0.2.2 to 0.2.4.
pub const FACTORY_02: Address = address!("5de4839a76cf55d0c90e2061ef4386d962E15ae3");

/// ECDSA validator of Kernel 0.2.x.
pub const ECDSA_VALIDATOR_02: Address = address!("d9AB5096a832b9ce79914329DAEE236f8Eea0390");
/// ECDSA validator of Kernel 0.3.0.
pub const ECDSA_VALIDATOR_030: Address = address!("8104e3Ad430EA6d354d013A6789fDFc71E671c43");
/// ECDSA validator of Kernel 0.3.1 and later.
pub const ECDSA_VALIDATOR: Address = address!("845ADb2C711129d4f3966735eD98a9F09fC4cE57");
/// Multi-chain ECDSA validator: one signature over a Merkle root approves many digests.
pub const MULTI_CHAIN_ECDSA_VALIDATOR: Address =
    address!("5C97aA67Ba578E3c54ec5942A7563Ea9130E4f5F");
/// WebAuthn validator 0.0.1. Accepts replayed assertions (spec 7.6): never for new accounts.
pub const WEBAUTHN_VALIDATOR_001: Address = address!("D990393C670dCcE8b4d8F858FB98c9912dBFAa06");
/// WebAuthn validator 0.0.2. Accepts replayed assertions (spec 7.6): never for new accounts.
pub const WEBAUTHN_VALIDATOR_002: Address = address!("bA45a2BFb8De3D24cA9D7F1B551E14dFF5d690Fd");
/// WebAuthn validator 0.0.3, the only safe one for Kernel 0.3.x.
pub const WEBAUTHN_VALIDATOR_003: Address = address!("7ab16Ff354AcB328452F1D445b3Ddee9a91e9e69");
/// WebAuthn validator of Kernel 0.2.x.
pub const WEBAUTHN_VALIDATOR_02: Address = address!("1e02Ff20b604C2B2809193917Ea22D8602126837");

/// Multi-chain WebAuthn validator 0.0.1, the one the published package names. Accepts replayed
/// assertions (spec 7.6): never for new accounts.
pub const MULTI_CHAIN_WEBAUTHN_VALIDATOR_001: Address =
    address!("56Bf68A3Eb0b95A4EC0880E5F39Cf45CF58dAe70");
/// Multi-chain WebAuthn validator 0.0.2, the patched one. Its behaviour on a chain is unverified.
pub const MULTI_CHAIN_WEBAUTHN_VALIDATOR_002: Address =
    address!("F98365FAD8403C340b1D5F017b2EBdaE641104ff");

/// Hook that lets only the EntryPoint call an action (mandatory for actions on 0.3.0).
pub const ONLY_ENTRY_POINT_HOOK: Address = address!("b230f0A1C7C95fa11001647383c8C7a8F316b900");
/// Lifetime, account-wide spending limit hook (spec 12.4).
pub const SPENDING_LIMIT_HOOK: Address = address!("b6D6B30C9E1A28E8044F4cCB48A63A423Ee3D70E");
/// Safe's CreateCall, the delegatecall target for contract deployment.
pub const CREATE_CALL: Address = address!("9b35Af71d77eaf8d7e40252370304687390A1A52");
/// Daimo's P-256 verifier, used where the precompile is absent.
pub const P256_VERIFIER: Address = address!("c2b78104907F722DABAc4C69f826a522B2754De4");
/// The P-256 precompile, where a chain has one (RIP-7212, EIP-7951).
pub const P256_PRECOMPILE: Address = address!("0000000000000000000000000000000000000100");
/// Multicall3.
pub const MULTICALL3: Address = address!("cA11bde05977b3631167028862bE2a173976CA11");

/// Sudo policy.
pub const SUDO_POLICY: Address = address!("67b436caD8a6D025DF6C82C5BB43fbF11fC5B9B7");
/// Call policy 0.0.1.
pub const CALL_POLICY_001: Address = address!("e4Fec84B7B002273ecC86baa65a831ddB92d30a8");
/// Call policy 0.0.2.
pub const CALL_POLICY_002: Address = address!("67Fa43ca2D689beA4d10b9F2C96828828A2Ab275");
/// Call policy 0.0.3.
pub const CALL_POLICY_003: Address = address!("B3CB5f502250360335614df1421f2AAbE98CE503");
/// Call policy 0.0.4, the default.
pub const CALL_POLICY_004: Address = address!("9a52283276A0ec8740DF50bF01B28A80D880eaf2");
/// Call policy 0.0.5, only where SLICE_EQUAL is needed.
pub const CALL_POLICY_005: Address = address!("85770b902D1e503D5f5141d9eaC16d0d08eEaDd2");
/// Gas policy.
pub const GAS_POLICY: Address = address!("aeFC5AbC67FfD258abD0A3E54f65E70326F84b23");
/// Timestamp policy.
pub const TIMESTAMP_POLICY: Address = address!("B9f8f524bE6EcD8C945b1b87f9ae5C192FdCE20F");
/// Rate limit policy.
pub const RATE_LIMIT_POLICY: Address = address!("f63d4139B25c836334edD76641356c6b74C86873");
/// Rate limit policy with a window that resets.
pub const RATE_LIMIT_RESET_POLICY: Address = address!("6a06358e6b283921deceabe7e8a3741d506cca9b");
/// Signature caller policy.
pub const SIGNATURE_CALLER_POLICY: Address = address!("F6A936c88D97E6fad13b98d2FD731Ff17eeD591d");

/// ECDSA signer of a permission.
pub const ECDSA_SIGNER: Address = address!("6A6F069E2a08c2468e7724Ab3250CdBFBA14D4FF");
/// WebAuthn signer 0.0.1. Accepts replayed assertions (spec 7.6).
pub const WEBAUTHN_SIGNER_001: Address = address!("8AA55d4BfAE101609078681A69B5bc3181516612");
/// WebAuthn signer 0.0.2. Accepts replayed assertions (spec 7.6).
pub const WEBAUTHN_SIGNER_002: Address = address!("58625164e306242c7613223bDeb68fbe11300606");
/// WebAuthn signer 0.0.3. Accepts replayed assertions (spec 7.6).
pub const WEBAUTHN_SIGNER_003: Address = address!("615d8641B6Ce9406DE7c3C01f57c552Ab3A96f83");
/// WebAuthn signer 0.0.4, the only safe one.
pub const WEBAUTHN_SIGNER_004: Address = address!("65DEeC8fEe717dc044D0CFD63cCf55F02cCaC2b3");
