//! From logs to what is kept: operations with what they moved, validations with their limits.
//!
//! Refuses: more calldata than is needed to say what an operation did.

use std::collections::BTreeSet;

use alloy_primitives::{Address, B256, U256};
use latchkey_core::history::{
    AccountEvent, ChainLog, OperationEvent, Signer, bundled, calls_of, enabled, event,
    installed_by, native_out, spent,
};
use latchkey_core::kernel::execute::Call;
use latchkey_core::permission::{Permission, ValidationId, validation_id};
use latchkey_core::user_op::PackedUserOperation;

use super::Walk;
use crate::error::{Error, Result};
use crate::ports::ChainTransaction;
use crate::record::{Cursor, HistoryPart, SeenOperation, SeenValidation};

/// Most calls of an operation that are kept.
const CALLS: usize = 16;
/// Most bytes of calldata that are kept of each.
const DATA: usize = 256;

/// What some logs came to.
#[derive(Debug, Default)]
pub(super) struct Collected {
    /// The EntryPoint made the account here.
    pub(super) deployed: bool,
    operations: Vec<SeenOperation>,
    validations: Vec<SeenValidation>,
}

impl Collected {
    /// A piece to keep; the caller moves the cursor.
    pub(super) fn part(self, cursor: Cursor) -> HistoryPart {
        let (operations, validations) = (self.operations, self.validations);
        HistoryPart { cursor, again_from: None, operations, validations }
    }
}

impl Walk<'_> {
    /// Reads what the logs point to.
    pub(super) async fn collect(&self, logs: Vec<ChainLog>) -> Result<Collected> {
        let account = self.account.address;
        let events: Vec<(ChainLog, AccountEvent)> = logs
            .into_iter()
            .filter_map(|log| event(account, &log).map(|event| (log, event)))
            .collect();
        let pointing = events.iter().filter(|(_, event)| points(event));
        let hashes: BTreeSet<B256> = pointing.map(|(log, _)| log.transaction).collect();
        let hashes: Vec<B256> = hashes.into_iter().collect();
        let transactions = if hashes.is_empty() {
            Vec::new()
        } else {
            let read = self.events.transactions(&hashes).await;
            read.map_err(|error| Error::network(&self.network.name, &error))?
        };
        let mut found = Collected::default();
        for (log, event) in &events {
            let carried = transactions.iter().find(|one| one.hash == log.transaction);
            let here = Here { chain_id: self.network.chain_id, account, log, carried };
            found.take(&here, event);
        }
        Ok(found)
    }
}

/// Whether the transaction of an event is worth reading.
const fn points(event: &AccountEvent) -> bool {
    match event {
        AccountEvent::Operation(_)
        | AccountEvent::SelectorSet { allowed: true, .. }
        | AccountEvent::ModuleInstalled { .. } => true,
        AccountEvent::Deployed
        | AccountEvent::SelectorSet { allowed: false, .. }
        | AccountEvent::ModuleUninstalled { .. }
        | AccountEvent::ModuleUninstallResult { .. }
        | AccountEvent::RootChanged { .. }
        | AccountEvent::Upgraded { .. } => false,
    }
}

/// Where an event was told.
struct Here<'a> {
    chain_id: u64,
    account: Address,
    log: &'a ChainLog,
    carried: Option<&'a ChainTransaction>,
}

impl Here<'_> {
    /// The account's operations in the transaction.
    fn operations(&self) -> Vec<PackedUserOperation> {
        let input = self.carried.map(|one| one.input.as_ref()).unwrap_or_default();
        bundled(input).into_iter().filter(|op| op.sender == self.account).collect()
    }

    /// Everything that the transaction installs in the account.
    fn installs(&self) -> Vec<(ValidationId, Option<Permission>)> {
        let mut all = Vec::new();
        for op in self.operations() {
            if let Some(permission) = enabled(op.nonce, &op.signature) {
                all.push((permission.validation_id(), Some(permission)));
            }
            all.extend(installed_by(self.account, &calls_of(self.account, &op.call_data)));
        }
        if let Some(direct) = self.carried.filter(|one| one.to == Some(self.account)) {
            all.extend(installed_by(self.account, &calls_of(self.account, &direct.input)));
        }
        all
    }

    fn validation(&self, id: ValidationId, permission: Option<Permission>) -> SeenValidation {
        SeenValidation {
            chain_id: self.chain_id,
            validation_id: id,
            permission,
            transaction: self.log.transaction,
            block: self.log.block,
        }
    }

    fn operation(&self, ran: &OperationEvent) -> SeenOperation {
        let carried = self.operations().into_iter().find(|op| op.nonce == ran.nonce);
        let calls = carried.map(|op| calls_of(self.account, &op.call_data)).unwrap_or_default();
        let moved = ran.success;
        let logs = self.carried.map(|one| one.logs.as_slice()).unwrap_or_default();
        let sent = if moved { native_out(self.account, &calls) } else { U256::ZERO };
        SeenOperation {
            chain_id: self.chain_id,
            hash: ran.hash,
            signer: ran.signer,
            success: ran.success,
            cost_wei: ran.cost,
            account_paid: ran.paymaster.is_zero(),
            native_out: sent,
            tokens_out: if moved { spent(self.account, ran.hash, logs) } else { Vec::new() },
            calls: calls.into_iter().take(CALLS).map(shortened).collect(),
            transaction: self.log.transaction,
            block: self.log.block,
            at: self.carried.map_or(0, |one| one.timestamp),
        }
    }
}

fn shortened(call: Call) -> Call {
    let data = call.data.slice(..call.data.len().min(DATA));
    Call { data, ..call }
}

impl Collected {
    fn take(&mut self, here: &Here<'_>, event: &AccountEvent) {
        match event {
            AccountEvent::Deployed => self.deployed = true,
            AccountEvent::Operation(ran) => {
                self.operations.push(here.operation(ran));
                if let Signer::Permission(id) = ran.signer {
                    self.validations.push(here.validation(validation_id(id), None));
                }
            }
            AccountEvent::SelectorSet { validation_id: id, allowed: true, .. } => {
                let named = here.installs().into_iter().find(|(other, _)| other == id);
                let limits = named.and_then(|(_, limits)| limits);
                self.validations.push(here.validation(*id, limits));
            }
            AccountEvent::ModuleInstalled { .. } => {
                let all = here.installs();
                self.validations
                    .extend(all.into_iter().map(|(id, limits)| here.validation(id, limits)));
            }
            AccountEvent::SelectorSet { allowed: false, .. }
            | AccountEvent::ModuleUninstalled { .. }
            | AccountEvent::ModuleUninstallResult { .. }
            | AccountEvent::RootChanged { .. }
            | AccountEvent::Upgraded { .. } => {}
        }
    }
}
