//! What a run would change: balances and allowances, asked of the contracts before and after.
//!
//! Why: a log is a contract's word; the balance afterwards is what counts, fees on transfers
//! included. Logs only say where to look.
//! Refuses: symbols that are not known, and more questions than a person would read answers.

use alloy_primitives::{Address, B256, Bytes, Log, U256, b256};
use alloy_sol_types::{SolCall, sol};
use latchkey_core::names::Names;
use latchkey_core::{amount, text};

use super::evm::{Bench, Run, Unclear};
use crate::views::{TryChange, TryChangeKind};

sol! {
    function balanceOf(address owner) external view returns (uint256);
    function allowance(address owner, address spender) external view returns (uint256);
}

/// keccak256 of `Transfer(address,address,uint256)`, `Approval(address,address,uint256)` and
/// `ApprovalForAll(address,address,bool)` (ERC-20, ERC-721, ERC-1155).
const TRANSFER: B256 = b256!("ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef");
const APPROVAL: B256 = b256!("8c5be1e5ebec7d5bd14f71427d1e84f3dd0314c0f7b2291e5b200ac8c7c3b925");
const APPROVAL_FOR_ALL: B256 =
    b256!("17307eab39ab6107e8899845ad3d59bd9653f200f220920489ca2b5937696c31");

/// Most balances or allowances that are looked at.
const MOST: usize = 24;

/// Something to ask before and after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Tokens of a holder.
    Balance {
        /// Contract.
        token: Address,
        /// Whose.
        holder: Address,
    },
    /// What a spender may take of the account's tokens.
    Allowance {
        /// Contract.
        token: Address,
        /// Who may take.
        spender: Address,
    },
}

/// Where the logs say to look, each once; the account's own first.
pub(super) fn places(account: Address, logs: &[Log]) -> Vec<Place> {
    let mut found = Vec::new();
    for log in logs {
        let token = log.address;
        match log.topics() {
            [TRANSFER, from, to, ..] => {
                for holder in [word(*from), word(*to)] {
                    if !holder.is_zero() {
                        found.push(Place::Balance { token, holder });
                    }
                }
            }
            [APPROVAL, owner, spender] if word(*owner) == account => {
                found.push(Place::Allowance { token, spender: word(*spender) });
            }
            _ => {}
        }
    }
    found.sort_by_key(|place| match place {
        Place::Balance { holder, .. } => u8::from(*holder != account),
        Place::Allowance { .. } => 2,
    });
    let mut once = Vec::new();
    for place in found {
        if !once.contains(&place) && once.len() < MOST {
            once.push(place);
        }
    }
    once
}

/// Asks all of these; `None` where a contract does not answer with a number.
pub(super) fn measured(
    bench: &mut Bench,
    account: Address,
    places: &[Place],
) -> Result<Vec<Option<U256>>, Unclear> {
    let mut numbers = Vec::with_capacity(places.len());
    for place in places {
        let (to, data) = match *place {
            Place::Balance { token, holder } => {
                (token, balanceOfCall { owner: holder }.abi_encode())
            }
            Place::Allowance { token, spender } => {
                (token, allowanceCall { owner: account, spender }.abi_encode())
            }
        };
        let answer = bench.ask(to, data.into())?;
        numbers.push(answer.filter(|a: &Bytes| a.len() == 32).map(|a| U256::from_be_slice(&a)));
    }
    Ok(numbers)
}

/// Draws changes with the names that are known.
pub(super) struct Drawing<'a> {
    /// The account.
    pub(super) account: Address,
    /// Names.
    pub(super) names: &'a Names<'a>,
}

impl Drawing<'_> {
    /// Native balances, the account's own first.
    pub(super) fn native(&self, run: &Run) -> Vec<TryChange> {
        let one = |(holder, before, after): &(Address, U256, U256)| {
            let amount = signed(*before, *after, |wei| self.names.native(wei));
            self.balance(*holder, None, amount)
        };
        let mut changes: Vec<TryChange> = run.native.iter().map(one).collect();
        changes.sort_by_key(|change| !change.own);
        changes
    }

    /// Token balances and allowances that are different afterwards.
    pub(super) fn measured(
        &self,
        places: &[Place],
        before: &[Option<U256>],
        after: &[Option<U256>],
    ) -> Vec<TryChange> {
        let pairs = places.iter().zip(before.iter().zip(after));
        let one = |(place, (before, after)): (&Place, (&Option<U256>, &Option<U256>))| {
            let (before, after) = (before.unwrap_or_default(), (*after)?);
            if before == after {
                return None;
            }
            Some(match *place {
                Place::Balance { token, holder } => {
                    let amount = signed(before, after, |atoms| self.amount(token, atoms));
                    self.balance(holder, Some(token), amount)
                }
                Place::Allowance { token, spender } => self.allowance(token, spender, after),
            })
        };
        pairs.filter_map(one).collect()
    }

    /// Permissions over single pieces, or over everything, of a contract (ERC-721, ERC-1155).
    pub(super) fn operators(&self, logs: &[Log]) -> Vec<TryChange> {
        let one = |log: &Log| match log.topics() {
            [APPROVAL_FOR_ALL, owner, operator] if word(*owner) == self.account => {
                let on = log.data.data.iter().any(|byte| *byte != 0);
                Some(self.operator(log.address, word(*operator), "everything", on))
            }
            [APPROVAL, owner, approved, id] if word(*owner) == self.account => {
                let piece = format!("number {}", U256::from_be_bytes(id.0));
                let to = word(*approved);
                Some(self.operator(log.address, to, &piece, !to.is_zero()))
            }
            _ => None,
        };
        logs.iter().filter_map(one).take(MOST).collect()
    }

    fn operator(&self, token: Address, spender: Address, what: &str, on: bool) -> TryChange {
        let (who, of) = (text::short_address(spender), text::short_address(token));
        let text = if on {
            format!("{who} may move {what} of {of}, even after the key has ended")
        } else {
            format!("{who} may no longer move {what} of {of}")
        };
        TryChange {
            kind: TryChangeKind::Operator,
            holder: self.account.to_checksum(None),
            own: true,
            spender: Some(spender.to_checksum(None)),
            token: Some(token.to_checksum(None)),
            amount: if on { what.to_owned() } else { "nothing".to_owned() },
            text,
        }
    }

    fn balance(&self, holder: Address, token: Option<Address>, amount: String) -> TryChange {
        let own = holder == self.account;
        let who = if own { "the account".to_owned() } else { text::short_address(holder) };
        TryChange {
            kind: TryChangeKind::Balance,
            holder: holder.to_checksum(None),
            own,
            spender: None,
            token: token.map(|token| token.to_checksum(None)),
            text: format!("{amount} for {who}"),
            amount,
        }
    }

    fn allowance(&self, token: Address, spender: Address, atoms: U256) -> TryChange {
        let amount = if atoms == U256::MAX {
            format!("any amount of {}", self.symbol(token))
        } else {
            self.amount(token, atoms)
        };
        let who = text::short_address(spender);
        let text = if atoms.is_zero() {
            format!("{who} may no longer take {}", self.symbol(token))
        } else {
            format!("{who} may take {amount}, even after the key has ended")
        };
        TryChange {
            kind: TryChangeKind::Allowance,
            holder: self.account.to_checksum(None),
            own: true,
            spender: Some(spender.to_checksum(None)),
            token: Some(token.to_checksum(None)),
            amount,
            text,
        }
    }

    fn amount(&self, token: Address, atoms: U256) -> String {
        match self.names.token(token) {
            Some(known) => known.amount(atoms),
            None => format!("{} of {}", amount::group(&atoms.to_string()), self.symbol(token)),
        }
    }

    fn symbol(&self, token: Address) -> String {
        match self.names.token(token) {
            Some(known) => known.symbol,
            None => format!("the smallest unit of {}", text::short_address(token)),
        }
    }
}

fn signed(before: U256, after: U256, words: impl Fn(U256) -> String) -> String {
    if after > before {
        format!("+{}", words(after.saturating_sub(before)))
    } else {
        format!("−{}", words(before.saturating_sub(after)))
    }
}

/// An address in a topic.
fn word(topic: B256) -> Address {
    Address::from_word(topic)
}
