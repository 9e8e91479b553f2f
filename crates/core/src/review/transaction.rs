//! The review of plain transactions of the owner key's own address: what they end, read from their
//! bytes, and the most they can cost.
//!
//! Why: such a key may hold money of its own, and a transaction is valid wherever it is sent; what is
//! not the ending of keys must never be signed this way.
//! Refuses: other contracts and functions, other accounts, owners whose address cannot call the
//! account (spec 9.5), fees for somebody else, and calls that do not end keys.

use alloy_primitives::{Address, B256, Bytes, U256};

use super::{
    Fact, Review, ReviewError, Signing, operations::keep_first, owner_key, purpose, recipe, request,
};
use crate::{
    approval::{OperationsAsk, OwnerOperation, Purpose, TransactionAsk},
    chain::ENTRY_POINT_07,
    kernel::{
        execute::{Execution, decode_execute},
        nonce::{full, root_key},
    },
    names::Names,
    transaction::{
        Transaction,
        bundle::{MAX_GAS, MAX_OPERATIONS, is_prepared},
        direct,
        reading::Doing,
    },
    user_op::UserOperation,
    worst_case::Row,
};

pub(super) fn review(ask: &TransactionAsk) -> Result<Review, ReviewError> {
    if !matches!(ask.purpose, Purpose::Revoke | Purpose::StopAll) {
        return Err(ReviewError::Unreadable(0));
    }
    let chains: Vec<u64> = ask.transactions.iter().map(|one| one.chain_id).collect();
    request::each_once(&chains)?;
    let mut read = Read::default();
    for (index, transaction) in ask.transactions.iter().enumerate() {
        read.add(index, transaction, ask)?;
    }
    let names = Names::new(&ask.claims, &chains);
    let operations = read.operations(ask);
    let meaning = purpose::ending(&operations, &read.executions, &names)?;
    let hashes: Vec<B256> = ask.transactions.iter().map(Transaction::signing_hash).collect();
    let mut rules = meaning.rules;
    rules.extend(read.ways(ask, &names));
    Ok(Review {
        title: meaning.title,
        asked_by: String::new(),
        sentence: meaning.sentence,
        facts: [facts(ask, &names), read.before].concat(),
        rules,
        not_limited: Vec::new(),
        at_worst: ask.transactions.iter().map(|one| cost(one, &names)).collect(),
        diff: None,
        warnings: meaning.warnings,
        claims: meaning.claims,
        networks: chains.iter().map(|chain_id| names.network(*chain_id)).collect(),
        groups: Vec::new(),
        off_switch: Vec::new(),
        you_sign: hashes.first().copied().filter(|_| hashes.len() == 1),
        recipe: Some(recipe::transaction()),
        digests: hashes.clone(),
        blocked: request::owner_mismatch(&ask.root(), &ask.owner).or_else(|| blocked(ask)),
        unlock: None,
        signing: Signing::Transactions { hashes },
    })
}

/// The account's calls inside the transactions, one execution per call or operation.
#[derive(Default)]
struct Read {
    executions: Vec<Execution>,
    chains: Vec<(u64, Bytes)>,
    /// Whether each transaction is a bundle.
    bundles: Vec<bool>,
    /// The operations in bundles, by their hashes.
    before: Vec<Fact>,
}

impl Read {
    fn add(
        &mut self,
        index: usize,
        transaction: &Transaction,
        ask: &TransactionAsk,
    ) -> Result<(), ReviewError> {
        let account = ask.account.address();
        if transaction.gas_limit > MAX_GAS {
            return Err(ReviewError::Unreadable(index));
        }
        let doing = Doing::of(transaction, account).ok_or(ReviewError::Unreadable(index))?;
        match doing {
            Doing::DirectCall(execution) => {
                self.bundles.push(false);
                self.execution(index, execution, transaction)
            }
            Doing::SelfBundle { operations, beneficiary } => {
                self.bundles.push(true);
                if ask.owner.public.address() != Some(beneficiary) {
                    return Err(ReviewError::Unreadable(index));
                }
                if !(1..=MAX_OPERATIONS).contains(&operations.len()) {
                    return Err(ReviewError::Empty(index));
                }
                for op in operations {
                    let execution = of_account(index, &op, account)?;
                    let hash = op.hash(ENTRY_POINT_07, transaction.chain_id);
                    self.before.push(Fact::new("Operation signed before", hash.to_string()));
                    self.execution(index, execution, transaction)?;
                }
                Ok(())
            }
        }
    }

    fn execution(
        &mut self,
        index: usize,
        execution: Execution,
        transaction: &Transaction,
    ) -> Result<(), ReviewError> {
        if execution.calls().is_empty() {
            return Err(ReviewError::Empty(index));
        }
        self.chains.push((transaction.chain_id, execution.encode()));
        self.executions.push(execution);
        Ok(())
    }

    /// The same calls as owner operations, which is how ending keys is put into words.
    fn operations(&self, ask: &TransactionAsk) -> OperationsAsk {
        let validator = ask.root().kind().address(ask.account.version);
        let operation = |(chain_id, call_data): &(u64, Bytes)| OwnerOperation {
            chain_id: *chain_id,
            entry_point: ENTRY_POINT_07,
            operation: plain(ask.account.address(), validator, call_data.clone()),
        };
        OperationsAsk {
            purpose: ask.purpose,
            owner: ask.owner.clone(),
            account: ask.account.clone(),
            validator: ask.validator,
            operations: self.chains.iter().map(operation).collect(),
            keys: ask.keys.clone(),
            claims: ask.claims.clone(),
        }
    }

    fn ways(&self, ask: &TransactionAsk, names: &Names<'_>) -> Vec<String> {
        let way = |(one, bundle): (&Transaction, &bool)| {
            let network = names.network(one.chain_id);
            if *bundle {
                format!(
                    "On {network}: your key's own address hands operations that you signed before to the EntryPoint, and pays."
                )
            } else {
                format!(
                    "On {network}: your key's own address calls the account itself, without a bundler, and pays."
                )
            }
        };
        let mut ways: Vec<String> = ask.transactions.iter().zip(&self.bundles).map(way).collect();
        keep_first(&mut ways);
        ways
    }
}

/// An operation that only carries calls.
fn plain(sender: Address, validator: Address, call_data: Bytes) -> UserOperation {
    UserOperation {
        sender,
        nonce: full(root_key(validator, 0), 0),
        factory: None,
        factory_data: Bytes::new(),
        call_data,
        call_gas_limit: 0,
        verification_gas_limit: 0,
        pre_verification_gas: U256::ZERO,
        max_fee_per_gas: 0,
        max_priority_fee_per_gas: 0,
        paymaster: None,
        signature: Bytes::new(),
    }
}

/// The calls of an operation of this account that its owner signed before.
fn of_account(
    index: usize,
    op: &UserOperation,
    account: Address,
) -> Result<Execution, ReviewError> {
    if op.sender != account {
        return Err(ReviewError::ForeignSender { index, expected: account, got: op.sender });
    }
    if !is_prepared(op) {
        return Err(ReviewError::NotOwnerNonce(index));
    }
    decode_execute(&op.call_data).map_err(|_malformed| ReviewError::Unreadable(index))
}

/// Why the owner key's address cannot send them.
fn blocked(ask: &TransactionAsk) -> Option<String> {
    let calls_account = ask.transactions.iter().any(|one| one.to == ask.account.address());
    let why = direct::sender(ask.account.version, &ask.root(), true).err();
    why.filter(|_| calls_account).map(|why| format!("It would fail: {why}."))
}

fn facts(ask: &TransactionAsk, names: &Names<'_>) -> Vec<Fact> {
    let version = format!("Kernel {}", ask.account.version.name());
    let mut facts = vec![
        Fact::address("Account", ask.account.address(), &version),
        owner_key::owner(ask.owner.public),
    ];
    facts.extend(ask.owner.public.address().map(|payer| Fact::address("Paid by", payer, "")));
    for one in &ask.transactions {
        let network = names.network(one.chain_id);
        facts.push(Fact::new("Network", format!("{network} · id {}", one.chain_id)));
        let number = format!("{} of your key's address on {network}", one.nonce);
        facts.push(Fact::new("Transaction number", number));
    }
    facts
}

fn cost(one: &Transaction, names: &Names<'_>) -> Row {
    let chains = [one.chain_id];
    let amount = names.only(&chains).native(one.most());
    Row { label: format!("gas on {}", names.network(one.chain_id)), amount, unlimited: false }
}
