//! Which calls a key can make, what each can move, and how little gas it takes (spec 4.4, 12.1).
//!
//! Why: the worst case is a sum over calls, so each entry is read as the contract would: an exact
//! target hides the wildcard, and with two call policies a call must pass both.
//! Refuses: to guess what a function does. Seven that move or allow tokens are known by selector;
//! any other is listed as one whose effect no rule of the key bounds.

use alloy_primitives::{Address, FixedBytes, U256};

use super::{Context, Most};
use crate::{
    lint::{is_admin, is_module},
    names::TRANSFER,
    policy::{CallPermission, CallPolicy, CallType, Condition, ParamRule},
};

/// ERC-20 and ERC-721 `transferFrom(address,address,uint256)`.
const TRANSFER_FROM: u32 = 0x23b8_72dd;
/// `approve(address,uint256)`.
const APPROVE: u32 = 0x095e_a7b3;
/// `increaseAllowance(address,uint256)`.
const INCREASE_ALLOWANCE: u32 = 0x3950_9351;
/// EIP-2612 `permit(address,address,uint256,uint256,uint8,bytes32,bytes32)`.
const PERMIT: u32 = 0xd505_accf;
/// ERC-721 and ERC-1155 `setApprovalForAll(address,bool)`.
const APPROVE_ALL: u32 = 0xa22c_b465;

/// Least gas of a call and of a storage slot that was read before in the same transaction
/// (EIP-2929: 100 each).
const WARM: u64 = 100;
/// Least gas that sending coin adds to a call: 9000 less the 2300 that the callee may give back
/// (G_callvalue, G_callstipend of the yellow paper).
const VALUE: u64 = 6_700;

/// What a function does to the token it is called on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effect {
    /// Nothing: empty calldata, only coin is sent.
    Plain,
    /// Moves the amount at this offset.
    Moves(u64),
    /// Lets somebody take the amount at this offset.
    Allows(u64),
    /// Lets somebody take everything.
    AllowsAll,
    /// Unknown.
    Unknown,
}

/// One kind of call that a key can make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reach {
    /// The contract; zero = each that no policy names for this function.
    pub(super) target: Address,
    pub(super) selector: FixedBytes<4>,
    pub(super) effect: Effect,
    /// Coin sent along, wei.
    pub(super) value: Most,
    /// Smallest units of the target's token moved or allowed.
    pub(super) tokens: Most,
    /// Least gas.
    pub(super) gas: u64,
    /// Contracts that a policy names for this function, for which a zero target does not stand.
    pub(super) except: Vec<Address>,
}

/// All kinds of ordinary calls that pass every call policy.
pub(super) fn all(policies: &[&CallPolicy]) -> Vec<Reach> {
    let mut keys: Vec<(Address, FixedBytes<4>)> = Vec::new();
    for entry in policies.iter().flat_map(|policy| &policy.permissions) {
        let key = (entry.target, entry.selector);
        if entry.call_type == CallType::Call && !keys.contains(&key) {
            keys.push(key);
        }
    }
    let reach = |(target, selector): &(Address, FixedBytes<4>)| {
        let named = keys.iter().filter(|key| key.1 == *selector && !key.0.is_zero());
        let except = if target.is_zero() { named.map(|key| key.0).collect() } else { Vec::new() };
        of_key(policies, *target, *selector).map(|reach| Reach { except, ..reach })
    };
    keys.iter().filter_map(reach).collect()
}

fn of_key(policies: &[&CallPolicy], target: Address, selector: FixedBytes<4>) -> Option<Reach> {
    let effect = effect(selector);
    let mut reach = Reach {
        target,
        selector,
        effect,
        value: Most::NoLimit,
        tokens: Most::NoLimit,
        gas: WARM,
        except: Vec::new(),
    };
    for policy in policies {
        let (value, tokens, words) = of_policy(policy, target, selector, effect)?;
        reach.value = reach.value.and(value);
        reach.tokens = reach.tokens.and(tokens);
        reach.gas = reach.gas.saturating_add(words.saturating_mul(WARM));
    }
    Some(reach)
}

/// Value, tokens and the fewest storage words that the policy reads to judge the call: its entry is
/// stored as `abi(uint256 valueLimit, ParamRule[] rules)`. Entries that could never be installed
/// beside each other count together, as the loosest.
fn of_policy(
    policy: &CallPolicy,
    target: Address,
    selector: FixedBytes<4>,
    effect: Effect,
) -> Option<(Most, Most, u64)> {
    let fits =
        |entry: &&CallPermission| entry.call_type == CallType::Call && entry.selector == selector;
    let at = |place: Address| {
        let here = move |entry: &&CallPermission| entry.target == place;
        policy.permissions.iter().filter(fits).filter(here)
    };
    let exact = at(target).next().is_some();
    let wildcard = !exact && policy.version.has_wildcard();
    let place = if wildcard { Address::ZERO } else { target };
    at(place).filter(|entry| passable(&entry.rules)).map(|entry| of_entry(entry, effect)).reduce(
        |(value, tokens, words), more| (value.or(more.0), tokens.or(more.1), words.min(more.2)),
    )
}

fn of_entry(entry: &CallPermission, effect: Effect) -> (Most, Most, u64) {
    let tokens = match effect {
        Effect::Plain => Most::NONE,
        Effect::Moves(offset) | Effect::Allows(offset) => most_at(&entry.rules, offset),
        Effect::AllowsAll | Effect::Unknown => Most::NoLimit,
    };
    // An item of a collection leaves whatever its number is, and its number may be zero.
    let items = effect == Effect::Moves(64) || effect == Effect::Allows(32);
    let tokens = if items { tokens.or(Most::count(1)) } else { tokens };
    let words = entry.rules.iter().fold(3_u64, |sum, rule| {
        let params = u64::try_from(rule.params.len()).unwrap_or(u64::MAX);
        sum.saturating_add(2).saturating_add(params)
    });
    (Most::AtMost(entry.value_limit), tokens, words)
}

/// The largest word that the rules on an offset let through.
fn most_at(rules: &[ParamRule], offset: u64) -> Most {
    let limits = rules.iter().filter(|rule| rule.offset == offset).filter_map(|rule| {
        let first = rule.params.first().map(|word| U256::from_be_bytes(word.0));
        match rule.condition {
            Condition::Equal | Condition::LessThanOrEqual => first,
            Condition::LessThan => first.map(|word| word.saturating_sub(U256::ONE)),
            Condition::OneOf => rule.params.iter().map(|word| U256::from_be_bytes(word.0)).max(),
            Condition::GreaterThan
            | Condition::GreaterThanOrEqual
            | Condition::NotEqual
            | Condition::SliceEqual => None,
        }
    });
    limits.min().filter(|limit| *limit < U256::MAX).map_or(Most::NoLimit, Most::AtMost)
}

/// False where a rule lets nothing through at all.
fn passable(rules: &[ParamRule]) -> bool {
    rules.iter().all(|rule| !rule.params.is_empty())
}

fn effect(selector: FixedBytes<4>) -> Effect {
    match u32::from_be_bytes(selector.0) {
        0 => Effect::Plain,
        _ if selector == TRANSFER => Effect::Moves(32),
        TRANSFER_FROM => Effect::Moves(64),
        APPROVE | INCREASE_ALLOWANCE => Effect::Allows(32),
        PERMIT => Effect::Allows(64),
        APPROVE_ALL => Effect::AllowsAll,
        _ => Effect::Unknown,
    }
}

impl Reach {
    /// True when this kind of call can be made to a token contract.
    pub(super) fn reaches(&self, token: Address) -> bool {
        self.target == token || self.target.is_zero() && !self.except.contains(&token)
    }

    /// Least gas, the sending of coin included.
    pub(super) const fn gas_with_value(&self) -> u64 {
        self.gas.saturating_add(VALUE)
    }

    /// True when the call runs or changes the account itself, or a contract that runs it.
    pub(super) fn takes_over(&self, ctx: &Context<'_>) -> bool {
        let account = match ctx.account {
            Some(account) => {
                self.target == account || self.target.is_zero() && is_admin(self.selector)
            }
            None => is_admin(self.selector),
        };
        account || is_module(self.target)
    }
}

/// True when foreign code may run as the account.
pub(super) fn delegates(policies: &[&CallPolicy]) -> bool {
    let foreign = |entry: &CallPermission| entry.call_type == CallType::Delegate;
    let one = |policy: &&CallPolicy| policy.permissions.iter().any(foreign);
    policies.iter().all(one) && !policies.is_empty()
}
