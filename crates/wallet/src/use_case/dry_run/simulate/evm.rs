//! The calls, run by the EVM on fetched state: the account's own code, called as the EntryPoint
//! calls it.
//!
//! Why: what the account does is decided by its code, its hooks and the contracts it calls, not by
//! what this app thinks of them (spec 2.2: `innerHandleOp` calls the sender with the calldata).
//! Refuses: to vouch for more than Ethereum's rules: a chain's own opcodes and precompiles are not
//! known here, and what meets them is not simulated.

use alloy_primitives::{Address, Bytes, Log, U256};
use latchkey_core::chain::{ENTRY_POINT_07, META_FACTORY};
use revm::context::result::{EVMError, ExecutionResult, HaltReason, ResultAndState};
use revm::context::{BlockEnv, TxEnv};
use revm::database::CacheDB;
use revm::primitives::{TxKind, hardfork::SpecId};
use revm::{Context, DatabaseCommit as _, ExecuteEvm as _, MainBuilder as _, MainContext as _};

use super::remote::{Remote, Unread};
use crate::ports::Tip;

/// Most gas the calls may use: as much as a block of most chains has.
const GAS: u64 = 30_000_000;

/// Gas of a transaction that is no part of what the account is called with.
const INTRINSIC_GAS: u64 = 21_000;

/// Why nothing can be said about the calls.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Unclear {
    /// The state.
    #[error("{0}")]
    Unread(#[from] Unread),
    /// The account cannot be made first.
    #[error("the account, which does not exist there yet, could not be made in the trial")]
    NotMade,
    /// The EVM would not run it.
    #[error("the calls need rules of this network that are not known here: {0}")]
    Foreign(String),
}

/// What became of a run.
#[derive(Debug, Clone)]
pub(super) struct Run {
    /// Whether it succeeded.
    pub(super) ok: bool,
    /// What it answered, or its revert data.
    pub(super) output: Bytes,
    /// Why it stopped without an answer, in words.
    pub(super) stopped: Option<&'static str>,
    /// What it logged.
    pub(super) logs: Vec<Log>,
    /// Gas, without the transaction around it.
    pub(super) gas_used: u64,
    /// Native balances that changed: whose, before, after.
    pub(super) native: Vec<(Address, U256, U256)>,
}

/// State that may be changed freely.
pub(super) struct Bench {
    state: CacheDB<Remote>,
    tip: Tip,
    chain_id: u64,
    now: u64,
}

impl Bench {
    /// Over a chain's state, at the block after `tip`, no earlier than `now`.
    pub(super) fn new(remote: Remote, tip: Tip, chain_id: u64, now: u64) -> Self {
        Self { state: CacheDB::new(remote), tip, chain_id, now }
    }

    /// Whether there is code at an address.
    pub(super) fn has_code(&mut self, address: Address) -> Result<bool, Unclear> {
        let account = self.state.load_account(address)?;
        Ok(account.info.code.as_ref().is_some_and(|code| !code.is_empty()))
    }

    /// Makes the account as its first operation would, and keeps it.
    pub(super) fn make(&mut self, factory_data: Bytes) -> Result<(), Unclear> {
        let done = self.transact(ENTRY_POINT_07, META_FACTORY, factory_data)?;
        if !done.result.is_success() {
            return Err(Unclear::NotMade);
        }
        self.state.commit(done.state);
        Ok(())
    }

    /// Calls the account with an operation's calldata, as the EntryPoint does; nothing is kept.
    pub(super) fn try_out(&mut self, account: Address, call_data: Bytes) -> Result<Run, Unclear> {
        let done = self.transact(ENTRY_POINT_07, account, call_data)?;
        read(done.result, Vec::new())
    }

    /// The same, and what it changed is kept.
    pub(super) fn execute(&mut self, account: Address, call_data: Bytes) -> Result<Run, Unclear> {
        let done = self.transact(ENTRY_POINT_07, account, call_data)?;
        let mut native = Vec::new();
        for (address, after) in &done.state {
            let before = self.state.load_account(*address)?.info.balance;
            if before != after.info.balance {
                native.push((*address, before, after.info.balance));
            }
        }
        native.sort_unstable();
        let run = read(done.result, native)?;
        if run.ok {
            self.state.commit(done.state);
        }
        Ok(run)
    }

    /// Asks a contract; nothing is kept. `None` when it reverts.
    pub(super) fn ask(&mut self, to: Address, data: Bytes) -> Result<Option<Bytes>, Unclear> {
        let done = self.transact(Address::ZERO, to, data)?;
        Ok(match done.result {
            ExecutionResult::Success { output, .. } => Some(output.into_data()),
            ExecutionResult::Revert { .. } | ExecutionResult::Halt { .. } => None,
        })
    }

    fn transact(
        &mut self,
        caller: Address,
        to: Address,
        data: Bytes,
    ) -> Result<ResultAndState, Unclear> {
        let transaction = TxEnv {
            caller,
            kind: TxKind::Call(to),
            data,
            gas_limit: GAS,
            gas_price: 0,
            chain_id: Some(self.chain_id),
            ..TxEnv::default()
        };
        let (block, chain_id) = (self.block(), self.chain_id);
        let context = Context::mainnet().with_db(&mut self.state).with_block(block);
        let context = context.modify_cfg_chained(|cfg| {
            cfg.set_spec_and_mainnet_gas_params(SpecId::OSAKA);
            cfg.chain_id = chain_id;
            cfg.limit_contract_code_size = Some(usize::MAX);
            cfg.limit_contract_initcode_size = Some(usize::MAX);
            cfg.tx_gas_limit_cap = Some(u64::MAX);
            // The caller is a contract without a signature, and nobody is charged.
            cfg.disable_eip3607 = true;
            cfg.disable_nonce_check = true;
            cfg.disable_balance_check = true;
            cfg.disable_base_fee = true;
        });
        context.build_mainnet().transact(transaction).map_err(|error| match error {
            EVMError::Database(unread) => Unclear::Unread(unread),
            EVMError::Transaction(invalid) => Unclear::Foreign(invalid.to_string()),
            EVMError::Header(header) => Unclear::Foreign(header.to_string()),
            EVMError::Custom(text) => Unclear::Foreign(text),
            EVMError::CustomAny(any) => Unclear::Foreign(any.to_string()),
        })
    }

    fn block(&self) -> BlockEnv {
        let next = self.tip.timestamp.saturating_add(1);
        BlockEnv {
            number: U256::from(self.tip.number.saturating_add(1)),
            beneficiary: self.tip.beneficiary,
            timestamp: U256::from(next.max(self.now)),
            gas_limit: self.tip.gas_limit.max(GAS),
            basefee: self.tip.base_fee,
            prevrandao: Some(self.tip.randomness),
            ..BlockEnv::default()
        }
    }
}

fn read(result: ExecutionResult, native: Vec<(Address, U256, U256)>) -> Result<Run, Unclear> {
    let gas_used = result.tx_gas_used().saturating_sub(INTRINSIC_GAS);
    Ok(match result {
        ExecutionResult::Success { output, logs, .. } => {
            let output = output.into_data();
            Run { ok: true, output, stopped: None, logs, gas_used, native }
        }
        ExecutionResult::Revert { output, .. } => failed(output, None, gas_used),
        ExecutionResult::Halt { reason, .. } => {
            let why = stopped(&reason).ok_or_else(|| Unclear::Foreign(format!("{reason:?}")))?;
            failed(Bytes::new(), Some(why), gas_used)
        }
    })
}

fn failed(output: Bytes, stopped: Option<&'static str>, gas_used: u64) -> Run {
    Run { ok: false, output, stopped, logs: Vec::new(), gas_used, native: Vec::new() }
}

/// What stopped the account's code in any chain; `None` for what another chain may know better.
fn stopped(reason: &HaltReason) -> Option<&'static str> {
    match reason {
        HaltReason::OutOfGas(_) => Some("It used all of 30 million gas."),
        HaltReason::InvalidFEOpcode => Some("The contract stopped itself without a reason."),
        HaltReason::InvalidJump
        | HaltReason::StackUnderflow
        | HaltReason::StackOverflow
        | HaltReason::OutOfOffset
        | HaltReason::OutOfFunds
        | HaltReason::CallTooDeep
        | HaltReason::NonceOverflow
        | HaltReason::OverflowPayment
        | HaltReason::StateChangeDuringStaticCall
        | HaltReason::CallNotAllowedInsideStatic
        | HaltReason::CreateCollision
        | HaltReason::CreateContractSizeLimit
        | HaltReason::CreateContractStartingWithEF
        | HaltReason::CreateInitCodeSizeLimit => Some("The contract hit a fault of its own."),
        HaltReason::OpcodeNotFound
        | HaltReason::NotActivated
        | HaltReason::PrecompileError
        | HaltReason::PrecompileErrorWithContext(_) => None,
    }
}
