//! Addresses in EIP-55's mixed case, as the published writer spells them (spec 8).
//!
//! Why: the spelling takes a hash, and most addresses of a serialized account are always the same.
//! Refuses: nothing; what is not in the list is spelled by its hash.

use alloy_primitives::Address;

use super::tree::Tree;
use crate::policy::address as policy;

/// Zero and the policy contracts (spec 4.3), but the one that is written in small letters.
const KNOWN: [(Address, &str); 11] = [
    (Address::ZERO, "0x0000000000000000000000000000000000000000"),
    (policy::CALL_0_0_1, "0xe4Fec84B7B002273ecC86baa65a831ddB92d30a8"),
    (policy::CALL_0_0_2, "0x67Fa43ca2D689beA4d10b9F2C96828828A2Ab275"),
    (policy::CALL_0_0_3, "0xB3CB5f502250360335614df1421f2AAbE98CE503"),
    (policy::CALL_0_0_4, "0x9a52283276A0ec8740DF50bF01B28A80D880eaf2"),
    (policy::CALL_0_0_5, "0x85770b902D1e503D5f5141d9eaC16d0d08eEaDd2"),
    (policy::GAS, "0xaeFC5AbC67FfD258abD0A3E54f65E70326F84b23"),
    (policy::RATE_LIMIT, "0xf63d4139B25c836334edD76641356c6b74C86873"),
    (policy::SIGNATURE_CALLER, "0xF6A936c88D97E6fad13b98d2FD731Ff17eeD591d"),
    (policy::SUDO, "0x67b436caD8a6D025DF6C82C5BB43fbF11fC5B9B7"),
    (policy::TIMESTAMP, "0xB9f8f524bE6EcD8C945b1b87f9ae5C192FdCE20F"),
];

/// An address, spelled.
pub(super) fn spelled(address: Address) -> String {
    let known = KNOWN.iter().find(|(known, _)| *known == address);
    known.map_or_else(|| address.to_string(), |(_, spelled)| (*spelled).to_owned())
}

/// The same as a value.
pub(super) fn checksummed(address: Address) -> Tree {
    Tree::text(spelled(address))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_spellings_are_those_of_their_hashes() {
        for (address, spelled) in KNOWN {
            assert_eq!(address.to_string(), spelled);
        }
    }

    #[test]
    fn every_address_has_its_spelling() {
        let other = Address::repeat_byte(0xab);
        assert_eq!(spelled(other), other.to_string());
        assert_eq!(spelled(policy::GAS), policy::GAS.to_string());
    }
}
