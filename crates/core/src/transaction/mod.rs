//! Plain transactions (EIP-1559), for the day on which no bundler answers.
//!
//! Why: keys must end without a bundler (spec 9.5): the owner key's own address can call the account,
//! and anybody funded can hand signed operations to the EntryPoint.
//! Refuses: every other purpose. Value is always 0, access lists are empty, no contract is made; what
//! the calldata may be is decided by [`reading::Doing`].

pub mod bundle;
pub mod direct;
pub mod reading;
mod rlp;

use alloy_primitives::{Address, B256, Bytes, U256, keccak256};
use serde::{Deserialize, Serialize};

use crate::kernel::signature::{SignatureError, recover};
use crate::plan::Fees;
use crate::user_op::quantity;

/// The envelope's type byte (EIP-2718, EIP-1559).
const TYPE: u8 = 2;

/// Half the order of secp256k1; a higher `s` is refused by every node (EIP-2).
const HALF_ORDER: U256 = U256::from_limbs([
    0xdfe9_2f46_681b_20a0,
    0x5d57_6e73_57a4_501d,
    0xffff_ffff_ffff_ffff,
    0x7fff_ffff_ffff_ffff,
]);

/// A transaction without value, before it is signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Transaction {
    /// EIP-155 chain id.
    pub chain_id: u64,
    /// Number of transactions that the sender has made there.
    pub nonce: u64,
    /// Highest tip per unit of gas, wei.
    #[serde(with = "quantity::u128")]
    pub max_priority_fee_per_gas: u128,
    /// Highest price of a unit of gas, wei.
    #[serde(with = "quantity::u128")]
    pub max_fee_per_gas: u128,
    /// Most gas it may use.
    pub gas_limit: u64,
    /// The contract that is called.
    pub to: Address,
    /// Calldata.
    pub input: Bytes,
}

/// A signed transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// What a node takes: `0x02 ‖ rlp([… , yParity, r, s])`.
    pub raw: Bytes,
    /// Its hash.
    pub hash: B256,
    /// Who signed it.
    pub from: Address,
}

/// Why a signature seals nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// It names nobody.
    #[error(transparent)]
    Signature(#[from] SignatureError),
    /// Its `s` is in the upper half, which no node takes.
    #[error("the signature is not in its lower form; ask for it again")]
    HighS,
}

impl Transaction {
    /// The 32 bytes that are signed raw: `keccak256(0x02 ‖ rlp([chainId, nonce, tip, fee, gas, to,
    /// value, data, accessList]))`.
    #[must_use]
    pub fn signing_hash(&self) -> B256 {
        keccak256(enveloped(&self.items()))
    }

    /// The most it can cost, wei.
    #[must_use]
    pub fn most(&self) -> U256 {
        U256::from(self.gas_limit).saturating_mul(U256::from(self.max_fee_per_gas))
    }

    /// What it pays per gas.
    #[must_use]
    pub const fn fees(&self) -> Fees {
        Fees {
            max_fee_per_gas: self.max_fee_per_gas,
            max_priority_fee_per_gas: self.max_priority_fee_per_gas,
        }
    }

    /// The sealed bytes, from `r ‖ s ‖ v` over [`Self::signing_hash`].
    ///
    /// # Errors
    /// [`SealError`] for what no node would take.
    pub fn sealed(&self, signature: &[u8]) -> Result<Sealed, SealError> {
        let from = recover(self.signing_hash(), signature)?;
        let length = SignatureError::Length(signature.len());
        let signature = <&[u8; 65]>::try_from(signature).ok().ok_or(length)?;
        let (r, rest) = signature.split_first_chunk::<32>().ok_or(length)?;
        let (s, v) = rest.split_first_chunk::<32>().ok_or(length)?;
        if U256::from_be_bytes(*s) > HALF_ORDER {
            return Err(SealError::HighS);
        }
        let odd = matches!(v, [1 | 28]);
        let mut items = self.items();
        rlp::number(&mut items, &[u8::from(odd)]);
        rlp::number(&mut items, r);
        rlp::number(&mut items, s);
        let raw = Bytes::from(enveloped(&items));
        Ok(Sealed { hash: keccak256(&raw), raw, from })
    }

    fn items(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.input.len().saturating_add(128));
        rlp::number(&mut out, &self.chain_id.to_be_bytes());
        rlp::number(&mut out, &self.nonce.to_be_bytes());
        rlp::number(&mut out, &self.max_priority_fee_per_gas.to_be_bytes());
        rlp::number(&mut out, &self.max_fee_per_gas.to_be_bytes());
        rlp::number(&mut out, &self.gas_limit.to_be_bytes());
        rlp::bytes(&mut out, self.to.as_slice());
        rlp::number(&mut out, &[]); // value
        rlp::bytes(&mut out, &self.input);
        out.extend(rlp::list(&[])); // access list
        out
    }
}

fn enveloped(items: &[u8]) -> Vec<u8> {
    let mut out = vec![TYPE];
    out.extend(rlp::list(items));
    out
}

#[cfg(test)]
mod tests;
