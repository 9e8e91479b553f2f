//! The numbers of a worst case: of what, over which time, by which way (spec 12.1).
//!
//! Why: a screen, a ceiling and a sum over keys ask for the same numbers.
//! Refuses: to leave out a way: [`OnChain::worst`] counts messages, takeover and gas too.

use alloy_primitives::{Address, FixedBytes};

use super::{Most, Operations};

/// Something of value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Asset {
    /// The chain's native coin, wei.
    Native,
    /// A token, smallest units.
    Token(Address),
    /// Each token that no entry names, by an entry for any contract.
    AnyToken,
}

/// Over which time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Span {
    /// In one operation, which may hold many calls.
    Operation,
    /// In any 24 hours.
    Day,
    /// Until the key's end.
    Life,
}

/// Most that leaves the account by calls whose effect is known, allowances given included (who is
/// allowed takes it). For the native coin: sent along with calls, gas not included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leak {
    /// Of what.
    pub asset: Asset,
    /// In one call.
    pub call: Most,
    /// In one operation.
    pub operation: Most,
    /// In any 24 hours.
    pub day: Most,
    /// For the key's life.
    pub life: Most,
}

impl Leak {
    /// The number for a time.
    #[must_use]
    pub const fn over(&self, span: Span) -> Most {
        match span {
            Span::Operation => self.operation,
            Span::Day => self.day,
            Span::Life => self.life,
        }
    }
}

/// Allowances that the key can give; they outlive it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Approval {
    /// Of which token or collection.
    pub asset: Asset,
    /// How much for the key's life.
    pub life: Most,
}

/// A function that may be called and whose effect is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ContractCall {
    /// Where; `None` = any contract.
    pub target: Option<Address>,
    /// Which.
    pub selector: FixedBytes<4>,
}

/// What the key can sign for the account outside of operations (ERC-1271). None of its limits
/// applies to it, its end neither (spec 4.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Messages {
    /// Nothing.
    Nothing,
    /// What these contracts ask about.
    For(Vec<Address>),
    /// Anything: orders, permits, logins.
    Anything,
}

/// Why something leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// By operations within its policies.
    Operations,
    /// By signed messages, such as permits and orders.
    Messages,
    /// By a function of the token itself whose effect is not known.
    Contract,
    /// By taking over the account.
    Takeover,
}

/// The worst case of one key on one chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnChain {
    /// EIP-155 chain id; 0 = none was given.
    pub chain_id: u64,
    /// The native coin first, then tokens as listed, then any token. Those that cannot leave are
    /// not listed.
    pub leaks: Vec<Leak>,
    /// How many operations.
    pub operations: Operations,
    /// How many calls fit into one operation.
    pub calls: Most,
    /// Gas, wei for life: what it may cost the account, and what a thief who sends the operations
    /// himself earns.
    pub gas: Most,
    /// Allowances it can give.
    pub approvals: Vec<Approval>,
    /// Functions whose effect is not known.
    pub contracts: Vec<ContractCall>,
    /// What it can sign.
    pub messages: Messages,
    /// It can change the account, and so do everything.
    pub takeover: bool,
}

/// The worst case of one key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorstCase {
    /// Per chain: each has its own counters, so a key on two chains has twice the budget.
    pub chains: Vec<OnChain>,
}

impl WorstCase {
    /// The worst case on a chain, if the key is for it.
    #[must_use]
    pub fn on(&self, chain_id: u64) -> Option<&OnChain> {
        self.chains.iter().find(|chain| chain.chain_id == chain_id)
    }
}

impl OnChain {
    /// What leaves of an asset by calls whose effect is known.
    #[must_use]
    pub fn leak(&self, asset: Asset) -> Leak {
        let named = self.leaks.iter().find(|leak| leak.asset == asset);
        let any = || self.leaks.iter().find(|leak| leak.asset == Asset::AnyToken);
        let found = match asset {
            Asset::Native | Asset::AnyToken => named,
            Asset::Token(_) => named.or_else(any),
        };
        let none = Leak {
            asset,
            call: Most::NONE,
            operation: Most::NONE,
            day: Most::NONE,
            life: Most::NONE,
        };
        found.map_or(none, |leak| Leak { asset, ..*leak })
    }

    /// What leaves of an asset in whatever way, gas included, and the gravest way.
    #[must_use]
    pub fn worst(&self, asset: Asset, span: Span) -> (Most, Way) {
        let known = self.leak(asset).over(span);
        let gas = if asset == Asset::Native { self.gas } else { Most::NONE };
        let signs = self.messages != Messages::Nothing && asset != Asset::Native;
        let at = |call: &ContractCall| match (asset, call.target) {
            (Asset::Native, _) => false,
            (Asset::Token(_) | Asset::AnyToken, None) => true,
            (Asset::Token(token), Some(target)) => token == target,
            (Asset::AnyToken, Some(_)) => false,
        };
        if self.takeover {
            (Most::NoLimit, Way::Takeover)
        } else if signs && span != Span::Operation {
            (Most::NoLimit, Way::Messages)
        } else if self.contracts.iter().any(at) {
            (Most::NoLimit, Way::Contract)
        } else {
            (known.plus(gas), Way::Operations)
        }
    }
}
