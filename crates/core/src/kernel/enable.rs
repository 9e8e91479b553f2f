//! The Enable typed data: what an owner signs so that a session key may install itself (spec 5.1).
//!
//! Why: this digest is a leaf of the approval tree; everything a key may do is inside it.
//! Refuses: nothing; whoever asks for a signature must first decode `enable_data` and show it.

use alloy_primitives::{Address, B256, Bytes, FixedBytes, U256, b256, keccak256};
use alloy_sol_types::SolValue;
use serde::{Deserialize, Serialize};

use super::version::KernelVersion;

/// keccak256 of `EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)`.
pub const DOMAIN_TYPE_HASH: B256 =
    b256!("8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f");

/// keccak256 of the `Enable` type (spec 5.1).
pub const ENABLE_TYPE_HASH: B256 =
    b256!("b17ab1224aca0d4255ef8161acaf2ac121b8faa32a4b2258c912cc5f8308c505");

/// keccak256 of the domain's name, `Kernel`.
const NAME_HASH: B256 = b256!("32ba20807d2fff2dbb34e0bcfa82982565bef566d4c0c633dc57b700b81c3427");

/// Selector of `execute(bytes32,bytes)`, the one function a session key is granted.
pub const EXECUTE_SELECTOR: FixedBytes<4> = FixedBytes([0xe9, 0xae, 0x5c, 0x53]);

/// Approval of one validation on one account of one chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EnableApproval {
    /// The smart account.
    pub account: Address,
    /// EIP-155 chain id.
    pub chain_id: u64,
    /// Version of the account's implementation.
    pub version: KernelVersion,
    /// `type(1) ‖ identifier(20)`; for a permission `02 ‖ pId ‖ 0^16` (spec 1.3).
    pub validation_id: FixedBytes<21>,
    /// Validation nonce, not the EntryPoint's (spec 5.3).
    pub nonce: u32,
    /// Hook, or zero for none.
    pub hook: Address,
    /// The permission's policies and signer (spec 4.1), `validatorData` in the typed data.
    pub enable_data: Bytes,
    /// Empty without a hook.
    pub hook_data: Bytes,
    /// Which function is granted; see [`default_selector_data`].
    pub selector_data: Bytes,
}

impl EnableApproval {
    /// The EIP-712 domain separator of the account.
    #[must_use]
    pub fn domain_separator(&self) -> B256 {
        domain_separator(self.version, self.chain_id, self.account)
    }

    /// The EIP-712 hash of the `Enable` struct.
    #[must_use]
    pub fn struct_hash(&self) -> B256 {
        let words = [
            ENABLE_TYPE_HASH,
            B256::right_padding_from(self.validation_id.as_slice()),
            U256::from(self.nonce).into(),
            self.hook.into_word(),
            keccak256(&self.enable_data),
            keccak256(&self.hook_data),
            keccak256(&self.selector_data),
        ];
        keccak256(words.concat())
    }

    /// The digest the owner signs, alone or as a leaf of an approval tree.
    #[must_use]
    pub fn digest(&self) -> B256 {
        typed_data_digest(self.domain_separator(), self.struct_hash())
    }

    /// The digests of the same approval on several chains (spec 6.1), in order; its struct is
    /// hashed once.
    #[must_use]
    pub fn digests(&self, chain_ids: &[u64]) -> Vec<B256> {
        let (version, body) = (keccak256(self.version.eip712_version()), self.struct_hash());
        let digest = |id: &u64| typed_data_digest(separator(version, *id, self.account), body);
        chain_ids.iter().map(digest).collect()
    }
}

/// The nonce an account puts into the digest of an approval (spec 5.3): its current one; on 0.3.3
/// one more if the validation was installed with the current one, so that it can be approved again.
/// `stored` is the validation's own, 0 = never installed. A fresh EIP-7702 account (both 0) comes to 1.
#[must_use]
pub const fn digest_nonce(version: KernelVersion, current: u32, stored: u32) -> u32 {
    match version {
        KernelVersion::V0_3_3 if stored == current => current.saturating_add(1),
        KernelVersion::V0_3_0
        | KernelVersion::V0_3_1
        | KernelVersion::V0_3_2
        | KernelVersion::V0_3_3 => current,
    }
}

/// `{name "Kernel", version, chainId, verifyingContract account}`, hashed.
#[must_use]
pub fn domain_separator(version: KernelVersion, chain_id: u64, account: Address) -> B256 {
    domain_separator_of(version.eip712_version(), chain_id, account)
}

/// The same for any version by its EIP-712 name, as older accounts have it.
#[must_use]
pub fn domain_separator_of(version: &str, chain_id: u64, account: Address) -> B256 {
    separator(keccak256(version), chain_id, account)
}

fn separator(version_hash: B256, chain_id: u64, account: Address) -> B256 {
    let words = [
        DOMAIN_TYPE_HASH,
        NAME_HASH,
        version_hash,
        U256::from(chain_id).into(),
        account.into_word(),
    ];
    keccak256(words.concat())
}

/// `keccak256(0x1901 ‖ domain separator ‖ struct hash)` (EIP-712).
#[must_use]
pub fn typed_data_digest(domain_separator: B256, struct_hash: B256) -> B256 {
    keccak256([&[0x19, 0x01], domain_separator.as_slice(), struct_hash.as_slice()].concat())
}

/// Selector data that grants `execute` and nothing else: the 236-byte form that other readers of
/// the approval rebuild.
#[must_use]
pub fn default_selector_data() -> Bytes {
    selector_data(EXECUTE_SELECTOR, Address::ZERO, Address::ZERO)
}

/// `selector(4) ‖ target(20) ‖ actionHook(20) ‖ abi(bytes 0xff, bytes 0x0000)`.
#[must_use]
pub fn selector_data(selector: FixedBytes<4>, target: Address, action_hook: Address) -> Bytes {
    let tail = (Bytes::from_static(&[0xff]), Bytes::from_static(&[0, 0])).abi_encode_params();
    [selector.as_slice(), target.as_slice(), action_hook.as_slice(), &tail].concat().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_constants_are_the_hashes_they_say() {
        let domain =
            "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)";
        let enable = "Enable(bytes21 validationId,uint32 nonce,address hook,bytes validatorData,\
                      bytes hookData,bytes selectorData)";
        assert_eq!(keccak256(domain), DOMAIN_TYPE_HASH);
        assert_eq!(keccak256(enable), ENABLE_TYPE_HASH);
        assert_eq!(keccak256("Kernel"), NAME_HASH);
        assert_eq!(keccak256("execute(bytes32,bytes)")[..4], EXECUTE_SELECTOR[..]);
        let data = default_selector_data();
        assert_eq!(data.len(), 236);
        let hash = b256!("bf5d9d7b6e75c1a1f743e33022f73cc1ac42c3258e8fb3753ad2eccb14f99540");
        assert_eq!(keccak256(&data), hash);
    }
}
