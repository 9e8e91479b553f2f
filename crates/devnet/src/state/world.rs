//! The world as it is after the newest block, readable by the EVM.
//! Only `apply` changes it, and every change returns its own inverse.

use std::{collections::HashMap, convert::Infallible, sync::OnceLock};

use alloy_primitives::{Address, B256, Bytes, KECCAK256_EMPTY, U256};
use revm::{
    DatabaseRef,
    bytecode::Bytecode,
    primitives::{StorageKey, StorageValue},
    state::AccountInfo,
};

use super::diff::{AccountDiff, Diff};
use crate::genesis::GenesisState;

/// One account without its code.
#[derive(Debug, Clone)]
struct Account {
    balance: U256,
    nonce: u64,
    code_hash: B256,
    storage: HashMap<U256, U256>,
}

impl Default for Account {
    fn default() -> Self {
        Self { balance: U256::ZERO, nonce: 0, code_hash: KECCAK256_EMPTY, storage: HashMap::new() }
    }
}

impl Account {
    /// Whether EIP-161 calls it dead.
    fn is_empty(&self) -> bool {
        self.balance.is_zero() && self.nonce == 0 && self.code_hash == KECCAK256_EMPTY
    }
}

/// Runtime code; its jump table is made when it first runs, so that starting costs nothing.
#[derive(Debug, Clone)]
struct Code {
    raw: Bytes,
    analysed: OnceLock<Bytecode>,
}

/// All accounts, the code by hash, and the block hashes that BLOCKHASH may ask for.
#[derive(Debug, Clone, Default)]
pub(crate) struct World {
    accounts: HashMap<Address, Account>,
    codes: HashMap<B256, Code>,
    block_hashes: Vec<B256>,
}

impl World {
    /// The world before block 0.
    pub(crate) fn new(genesis: GenesisState) -> Self {
        let mut world = Self::default();
        for entry in genesis.accounts {
            let storage = entry.storage.into_iter().map(|word| (word.slot, word.value)).collect();
            // EIP-161: a contract created by a transaction has nonce 1.
            let nonce = u64::from(!entry.code.is_empty());
            world
                .codes
                .insert(entry.code_hash, Code { raw: entry.code, analysed: OnceLock::new() });
            let account =
                Account { balance: entry.balance, nonce, code_hash: entry.code_hash, storage };
            world.accounts.insert(entry.address, account);
        }
        world
    }

    /// Native balance in wei.
    pub(crate) fn balance(&self, address: Address) -> U256 {
        self.accounts.get(&address).map_or(U256::ZERO, |account| account.balance)
    }

    /// Number of transactions sent (or contracts created) by the account.
    pub(crate) fn nonce(&self, address: Address) -> u64 {
        self.accounts.get(&address).map_or(0, |account| account.nonce)
    }

    /// Hash of the account's code.
    pub(crate) fn code_hash(&self, address: Address) -> B256 {
        self.accounts.get(&address).map_or(KECCAK256_EMPTY, |account| account.code_hash)
    }

    /// Runtime code, empty when there is none.
    pub(crate) fn code(&self, address: Address) -> Bytes {
        self.codes.get(&self.code_hash(address)).map(|code| code.raw.clone()).unwrap_or_default()
    }

    /// One storage word.
    pub(crate) fn slot(&self, address: Address, slot: U256) -> U256 {
        self.accounts
            .get(&address)
            .and_then(|account| account.storage.get(&slot))
            .copied()
            .unwrap_or_default()
    }

    /// Adds the hash of the block that follows the last known one.
    pub(crate) fn push_block_hash(&mut self, hash: B256) {
        self.block_hashes.push(hash);
    }

    /// Forgets the newest block hash.
    pub(crate) fn pop_block_hash(&mut self) {
        self.block_hashes.pop();
    }

    /// Writes the changes and returns the changes that undo them.
    pub(crate) fn apply(&mut self, diff: &Diff) -> Diff {
        let undo =
            diff.0.iter().map(|(address, change)| (*address, self.apply_to(*address, change)));
        Diff(undo.collect())
    }

    fn apply_to(&mut self, address: Address, change: &AccountDiff) -> AccountDiff {
        let old_code = change.code.as_ref().map(|_| self.code(address));
        let account = self.accounts.entry(address).or_default();
        let mut undo = AccountDiff {
            balance: account.balance,
            nonce: account.nonce,
            code: old_code,
            ..Default::default()
        };
        account.balance = change.balance;
        account.nonce = change.nonce;
        for (slot, value) in &change.storage {
            let old = if value.is_zero() {
                account.storage.remove(slot)
            } else {
                account.storage.insert(*slot, *value)
            };
            undo.storage.insert(*slot, old.unwrap_or_default());
        }
        if let Some(code) = &change.code {
            account.code_hash = alloy_primitives::keccak256(code);
            let code = Code { raw: code.clone(), analysed: OnceLock::new() };
            self.codes.entry(account.code_hash).or_insert(code);
        }
        undo
    }
}

impl DatabaseRef for World {
    type Error = Infallible;

    fn basic_ref(&self, address: Address) -> Result<Option<AccountInfo>, Infallible> {
        let found = self.accounts.get(&address).filter(|account| !account.is_empty());
        Ok(found.map(|account| AccountInfo {
            balance: account.balance,
            nonce: account.nonce,
            code_hash: account.code_hash,
            account_id: None,
            code: None,
        }))
    }

    fn code_by_hash_ref(&self, code_hash: B256) -> Result<Bytecode, Infallible> {
        let Some(code) = self.codes.get(&code_hash) else { return Ok(Bytecode::default()) };
        // Code that looks like a broken delegation (EIP-7702) cannot come into being; it runs as empty.
        Ok(code
            .analysed
            .get_or_init(|| Bytecode::new_raw_checked(code.raw.clone()).unwrap_or_default())
            .clone())
    }

    fn storage_ref(&self, address: Address, index: StorageKey) -> Result<StorageValue, Infallible> {
        Ok(self.slot(address, index))
    }

    fn block_hash_ref(&self, number: u64) -> Result<B256, Infallible> {
        let index = usize::try_from(number).ok();
        Ok(index.and_then(|index| self.block_hashes.get(index)).copied().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::{collection, option, prelude::*};

    use super::*;

    fn change() -> impl Strategy<Value = AccountDiff> {
        let words = collection::btree_map(0_u64..3, 0_u64..3, 0..3);
        let code = option::of(collection::vec(any::<u8>(), 0..3));
        (0_u64..3, 0_u64..3, code, words).prop_map(|(balance, nonce, code, words)| AccountDiff {
            balance: U256::from(balance),
            nonce,
            code: code.map(Bytes::from),
            storage: words
                .into_iter()
                .map(|(slot, word)| (U256::from(slot), U256::from(word)))
                .collect(),
        })
    }

    fn diff() -> impl Strategy<Value = Diff> {
        let accounts = collection::btree_map(0_u8..3, change(), 0..3);
        accounts.prop_map(|accounts| {
            Diff(
                accounts
                    .into_iter()
                    .map(|(byte, change)| (Address::repeat_byte(byte), change))
                    .collect(),
            )
        })
    }

    /// All that can be seen of the few accounts and slots that the changes touch.
    fn seen(world: &World) -> BTreeMap<Address, (U256, u64, Bytes, Vec<U256>)> {
        let all = (0..3).map(Address::repeat_byte);
        all.map(|address| {
            let words = (0..3).map(|slot| world.slot(address, U256::from(slot))).collect();
            (address, (world.balance(address), world.nonce(address), world.code(address), words))
        })
        .collect()
    }

    proptest! {
        #[test]
        fn undoing_restores_what_was_there(first in diff(), second in diff()) {
            let mut world = World::default();
            world.apply(&first);
            let before = seen(&world);
            let undo = world.apply(&second);
            world.apply(&undo);
            prop_assert_eq!(seen(&world), before);
        }

        #[test]
        fn rewinding_shows_what_was_there(first in diff(), second in diff(), third in diff()) {
            let mut world = World::default();
            world.apply(&first);
            let before = seen(&world);
            let undo = [world.apply(&second), world.apply(&third)];
            let view = super::super::rewind(&world, undo.iter().rev());
            for (address, (balance, nonce, code, words)) in before {
                let info = view.basic_ref(address).unwrap().unwrap_or_default();
                prop_assert_eq!((info.balance, info.nonce), (balance, nonce));
                let shown = view.code_by_hash_ref(info.code_hash).unwrap();
                prop_assert_eq!(shown.original_bytes(), code);
                for (slot, word) in (0_u64..).zip(words) {
                    prop_assert_eq!(view.storage_ref(address, U256::from(slot)).unwrap(), word);
                }
            }
        }
    }
}
