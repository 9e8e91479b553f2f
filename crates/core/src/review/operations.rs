//! The review of owner operations: ending keys, or anything else the account does for its owner.
//!
//! Why: each operation is hashed (spec 2.2) and decoded (spec 10) again; its calls are what is shown.
//! Refuses: operations of other accounts, EntryPoints, nonce spaces or factories, calldata that
//! reads two ways, and calls that do not belong to the purpose.

use alloy_primitives::{B256, U256};

use super::{
    Fact, Review, ReviewError, Signing, Span, call_words, change_owner, owner_key, purpose, recipe,
    request,
};
use crate::{
    account::AccountSpec,
    approval::{OperationsAsk, OwnerOperation, Purpose},
    approval_tree::Tree,
    chain,
    kernel::{
        execute::{Execution, ExecutionBody, decode_execute},
        nonce::{self, Mode, Validation},
    },
    names::Names,
    policy::check,
    worst_case::Row,
};

pub(super) fn review(ask: &OperationsAsk) -> Result<Review, ReviewError> {
    let mut chains: Vec<u64> = ask.operations.iter().map(|op| op.chain_id).collect();
    match ask.purpose {
        Purpose::Revoke | Purpose::StopAll => request::leaves(&ask.root(), &chains)?,
        Purpose::Operation | Purpose::ChangeOwner => request::chains(&ask.root(), &chains)?,
    }
    let networks = chains.clone();
    keep_first(&mut chains);
    let names = Names::new(&ask.claims, &chains);
    let executions = ask.operations.iter().enumerate();
    let executions: Vec<Execution> = executions
        .map(|(index, op)| of_owner(index, op, &ask.account))
        .collect::<Result<_, _>>()?;
    let digests: Vec<B256> =
        ask.operations.iter().map(|op| op.operation.hash(op.entry_point, op.chain_id)).collect();
    let tree = Tree::new(digests.clone())?;
    let mut meaning = meaning(ask, &executions, &names)?;
    let mut facts = facts(ask, &names);
    facts.append(&mut meaning.facts);
    Ok(Review {
        title: meaning.title,
        asked_by: String::new(),
        sentence: meaning.sentence,
        facts,
        rules: meaning.rules,
        not_limited: meaning.not_limited,
        off_switch: Vec::new(),
        at_worst: gas_rows(ask, &names),
        diff: None,
        warnings: meaning.warnings,
        claims: meaning.claims,
        networks: networks.into_iter().map(|chain_id| names.network(chain_id)).collect(),
        you_sign: Some(tree.root()),
        recipe: Some(recipe::operations(digests.len())),
        digests,
        groups: Vec::new(),
        blocked: request::owner_mismatch(&ask.root(), &ask.owner).or(meaning.blocked),
        unlock: None,
        signing: Signing::Operations { tree },
    })
}

/// Drops what was there before, in order.
pub(super) fn keep_first<T: PartialEq>(list: &mut Vec<T>) {
    let mut kept: Vec<T> = Vec::with_capacity(list.len());
    for item in list.drain(..) {
        if !kept.contains(&item) {
            kept.push(item);
        }
    }
    *list = kept;
}

/// What the calls come to.
#[derive(Debug, Default)]
pub(super) struct Meaning {
    pub(super) title: String,
    pub(super) sentence: Vec<Span>,
    pub(super) facts: Vec<Fact>,
    pub(super) rules: Vec<String>,
    pub(super) not_limited: Vec<String>,
    pub(super) warnings: Vec<String>,
    pub(super) claims: Vec<String>,
    pub(super) blocked: Option<String>,
}

fn meaning(
    ask: &OperationsAsk,
    executions: &[Execution],
    names: &Names<'_>,
) -> Result<Meaning, ReviewError> {
    match ask.purpose {
        Purpose::Revoke | Purpose::StopAll => purpose::ending(ask, executions, names),
        Purpose::Operation => Ok(call_words::ordinary(ask, executions, names)),
        Purpose::ChangeOwner => change_owner::changing(ask, executions, names),
    }
}

pub(super) fn of_owner(
    index: usize,
    op: &OwnerOperation,
    account: &AccountSpec,
) -> Result<Execution, ReviewError> {
    let operation = &op.operation;
    let expected = account.address();
    if operation.sender != expected {
        return Err(ReviewError::ForeignSender { index, expected, got: operation.sender });
    }
    if op.entry_point != chain::ENTRY_POINT_07 {
        return Err(ReviewError::UnknownEntryPoint { index, got: op.entry_point });
    }
    if !operation.signature.is_empty() {
        return Err(ReviewError::AlreadySigned(index));
    }
    let parts = nonce::decode(operation.nonce);
    if parts.mode != Mode::Default || !matches!(parts.validation, Validation::Root { .. }) {
        return Err(ReviewError::NotOwnerNonce(index));
    }
    let factory_fits = operation.factory.map_or_else(
        || operation.factory_data.is_empty(),
        |f| f == chain::META_FACTORY && operation.factory_data == account.factory_data(),
    );
    if !factory_fits {
        return Err(ReviewError::ForeignFactory(index));
    }
    let execution = decode_execute(&operation.call_data)
        .map_err(|_malformed| ReviewError::Unreadable(index))?;
    let delegate = matches!(execution.body, ExecutionBody::Delegate { .. });
    if !delegate && execution.calls().is_empty() {
        return Err(ReviewError::Empty(index));
    }
    Ok(execution)
}

fn facts(ask: &OperationsAsk, names: &Names<'_>) -> Vec<Fact> {
    let version = format!("Kernel {}", ask.account.version.name());
    let mut facts = vec![
        Fact::address("Account", ask.account.address(), &version),
        owner_key::owner(ask.owner.public),
    ];
    for op in &ask.operations {
        let name = names.network(op.chain_id);
        facts.push(Fact::new("Network", format!("{name} · id {}", op.chain_id)));
        if op.operation.factory.is_some() {
            facts.push(Fact::new("Also", format!("creates the account on {name}")));
        }
        if let Some(paymaster) = &op.operation.paymaster {
            facts.push(Fact::address("Gas paid by", paymaster.address, &name));
        }
    }
    keep_first(&mut facts);
    facts
}

fn gas_rows(ask: &OperationsAsk, names: &Names<'_>) -> Vec<Row> {
    let row = |op: &OwnerOperation| {
        let chains = [op.chain_id];
        let here = names.only(&chains);
        Row {
            label: format!("gas on {}", names.network(op.chain_id)),
            amount: here.native(most_gas(op)),
            unlimited: false,
        }
    };
    let mut rows: Vec<Row> = ask.operations.iter().map(row).collect();
    keep_first(&mut rows);
    rows
}

/// The most the EntryPoint can take for an operation, wei.
fn most_gas(op: &OwnerOperation) -> U256 {
    let paymaster = op.operation.paymaster.as_ref().map_or(U256::ZERO, |p| {
        U256::from(p.verification_gas_limit).saturating_add(U256::from(p.post_op_gas_limit))
    });
    let fee = U256::from(op.operation.max_fee_per_gas);
    check::charge(&op.operation).saturating_add(paymaster.saturating_mul(fee))
}
