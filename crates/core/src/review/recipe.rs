//! What the signed 32 bytes are the hash of, in one line (spec 3, 5.1, 6).
//!
//! Why: a person, or somebody they trust, must be able to compute them again without this program.
//! Refuses: to shorten the recipe; each names its standard.

use crate::kernel::version::KernelVersion;

const OPERATION: &str =
    "the ERC-4337 hash of the operation, as getUserOpHash of EntryPoint 0.7 gives it";

/// For a grant of so many leaves and kills.
pub(super) fn grant(version: KernelVersion, leaves: usize, kills: usize) -> String {
    let enable = format!(
        "the EIP-712 digest of Enable(bytes21 validationId, uint32 nonce, address hook, bytes validatorData, bytes hookData, bytes selectorData) in the account's domain “Kernel” {}",
        version.name()
    );
    match kills {
        0 => whole(&enable, leaves),
        _ => {
            let more = leaves.saturating_add(kills);
            let leaf = format!("{enable}, or, for an off switch, {OPERATION}");
            whole(&leaf, more)
        }
    }
}

/// For so many operations.
pub(super) fn operations(leaves: usize) -> String {
    whole(OPERATION, leaves)
}

/// For plain transactions.
pub(super) fn transaction() -> String {
    "keccak256 of 0x02 and the RLP list of an EIP-1559 transaction: chain id, nonce, tip, fee, gas, to, value, data, access list. Your key signs it raw.".to_owned()
}

fn whole(leaf: &str, leaves: usize) -> String {
    let signed = "An ECDSA key signs it as a personal message (EIP-191).";
    match leaves {
        0 | 1 => format!("This is {leaf}. {signed}"),
        more => format!(
            "This is the root of a Merkle tree over the {more} hashes below, in their order: a pair becomes keccak256(smaller, larger), an odd one goes up unchanged. Each is {leaf}. {signed}"
        ),
    }
}
