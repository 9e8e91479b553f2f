//! The EIP-7702 authorization that a serialized account may carry (`eip7702Auth`, spec 8).
//!
//! Why: an account of EIP-7702 has no factory; without its authorization it cannot be started.
//! Refuses: halves; a `v` that contradicts `yParity`.

use alloy_primitives::{Address, B256, U256, keccak256};

use super::{
    error::{DecodeError, Problem},
    read::At,
    tree::Tree,
};
use crate::kernel::signature;

/// A signed permission of an ordinary key to run as a contract (EIP-7702).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Authorization {
    /// The contract whose code the account takes on.
    pub delegate: Address,
    /// EIP-155 chain id; 0 = every chain.
    pub chain_id: u64,
    /// Transaction nonce of the account at which it works.
    pub nonce: u64,
    /// First half of the signature.
    pub r: B256,
    /// Second half of the signature.
    pub s: B256,
    /// Which of the two points.
    pub y_parity: bool,
}

impl Authorization {
    /// `keccak256(0x05 ‖ rlp([chainId, delegate, nonce]))` (EIP-7702).
    #[must_use]
    pub fn hash(&self) -> B256 {
        let mut list = Vec::with_capacity(39);
        rlp_number(self.chain_id, &mut list);
        list.push(0x94);
        list.extend_from_slice(self.delegate.as_slice());
        rlp_number(self.nonce, &mut list);
        // At most 9 + 21 + 9 bytes, so the length fits the one-byte header of a short list.
        let header = 0xc0_u8.saturating_add(u8::try_from(list.len()).unwrap_or(u8::MAX));
        keccak256([&[0x05, header], list.as_slice()].concat())
    }

    /// Whose account it starts; `None` if nobody can have signed it.
    #[must_use]
    pub fn authority(&self) -> Option<Address> {
        let v = 27 + u8::from(self.y_parity);
        let signature = [self.r.as_slice(), self.s.as_slice(), &[v]].concat();
        signature::recover(self.hash(), &signature).ok()
    }

    pub(super) fn read(at: &At<'_>) -> Result<Self, DecodeError> {
        let fields = at.object(&["address", "chainId", "nonce", "r", "s", "v", "yParity"])?;
        let parity = fields.need("yParity")?;
        let y_parity = match parity.whole(64)? {
            0 => false,
            1 => true,
            _ => return Err(parity.fails(Problem::Value("parity"))),
        };
        if let Some(v) = fields.get("v")
            && v.integer(64)? != U256::from(27 + u8::from(y_parity))
        {
            return Err(v.fails(Problem::Contradiction("yParity")));
        }
        Ok(Self {
            delegate: fields.need("address")?.address()?,
            chain_id: fields.need("chainId")?.whole(53)?,
            nonce: fields.need("nonce")?.whole(53)?,
            r: fields.need("r")?.fixed()?,
            s: fields.need("s")?.fixed()?,
            y_parity,
        })
    }

    pub(super) fn write(&self) -> Tree {
        let parity = u64::from(self.y_parity);
        Tree::object([
            ("address", Some(Tree::text(self.delegate.to_string()))),
            ("chainId", Some(Tree::Whole(self.chain_id))),
            ("nonce", Some(Tree::Whole(self.nonce))),
            ("r", Some(Tree::text(self.r.to_string()))),
            ("s", Some(Tree::text(self.s.to_string()))),
            ("v", Some(Tree::text((27 + parity).to_string()))),
            ("yParity", Some(Tree::Whole(parity))),
        ])
    }
}

/// A number in RLP: big-endian without leading zeros, behind its length unless below 128.
fn rlp_number(value: u64, to: &mut Vec<u8>) {
    let bytes = value.to_be_bytes();
    let digits: Vec<u8> = bytes.into_iter().skip_while(|byte| *byte == 0).collect();
    match digits.as_slice() {
        [single] if *single < 0x80 => to.push(*single),
        digits => {
            to.push(0x80_u8.saturating_add(u8::try_from(digits.len()).unwrap_or(u8::MAX)));
            to.extend_from_slice(digits);
        }
    }
}
