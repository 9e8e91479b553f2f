//! One run of the EVM: the Osaka rules without a limit on code size, on a block and a state that
//! the caller names. Never changes the world: the changes come back with the result.

use std::convert::Infallible;

use alloy_primitives::{Address, B256, U256, address};
use revm::{
    Context, Database, ExecuteEvm as _, MainBuilder as _, MainContext as _,
    context::{
        BlockEnv, TxEnv,
        result::{EVMError, InvalidTransaction, ResultAndState},
    },
    primitives::hardfork::SpecId,
};

/// Most gas that a block, and so a transaction, may use.
pub(crate) const BLOCK_GAS_LIMIT: u64 = 60_000_000;

/// The base fee of every block, in wei per gas: 1 gwei, so that prices do not move by themselves.
pub(crate) const BASE_FEE: u64 = 1_000_000_000;

/// Where the tips go.
pub(crate) const BENEFICIARY: Address = address!("00000000000000000000000000000000000c0ffe");

/// Which rules a run keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rules {
    /// All of them: a signed transaction.
    Transaction,
    /// A transaction of an account that is impersonated: the account may be a contract.
    Impersonated,
    /// A question: no nonce, balance, sender or base fee is checked.
    Call,
}

/// The block a run happens in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct BlockPoint {
    /// Its number.
    pub(crate) number: u64,
    /// Its time, in seconds since 1970.
    pub(crate) timestamp: u64,
    /// Its randomness: the hash of the parent.
    pub(crate) prevrandao: B256,
}

impl BlockPoint {
    fn env(self) -> BlockEnv {
        BlockEnv {
            number: U256::from(self.number),
            beneficiary: BENEFICIARY,
            timestamp: U256::from(self.timestamp),
            gas_limit: BLOCK_GAS_LIMIT,
            basefee: BASE_FEE,
            prevrandao: Some(self.prevrandao),
            ..BlockEnv::default()
        }
    }
}

/// Payments beyond what 256 bits hold must not reach the EVM, which takes them for impossible.
fn refuse_overflow(transaction: &TxEnv) -> Result<(), InvalidTransaction> {
    let gas = u128::from(transaction.gas_limit).checked_mul(transaction.gas_price);
    let payment = gas.and_then(|gas| U256::from(gas).checked_add(transaction.value));
    payment.map(drop).ok_or(InvalidTransaction::OverflowPaymentInTransaction)
}

/// Runs one transaction.
///
/// # Errors
/// When the transaction cannot be part of the block at all. A revert is a result, not an error.
pub(crate) fn run<D: Database<Error = Infallible>>(
    database: D,
    chain_id: u64,
    block: BlockPoint,
    transaction: TxEnv,
    rules: Rules,
) -> Result<ResultAndState, InvalidTransaction> {
    refuse_overflow(&transaction)?;
    let context =
        Context::mainnet().with_db(database).with_block(block.env()).modify_cfg_chained(|cfg| {
            cfg.set_spec_and_mainnet_gas_params(SpecId::OSAKA);
            cfg.chain_id = chain_id;
            cfg.limit_contract_code_size = Some(usize::MAX);
            cfg.limit_contract_initcode_size = Some(usize::MAX);
            cfg.tx_gas_limit_cap = Some(u64::MAX);
            cfg.disable_eip3607 = rules != Rules::Transaction;
            cfg.tx_chain_id_check = rules != Rules::Call;
            cfg.disable_nonce_check = rules == Rules::Call;
            cfg.disable_balance_check = rules == Rules::Call;
            cfg.disable_base_fee = rules == Rules::Call;
        });
    context.build_mainnet().transact(transaction).map_err(|error| match error {
        EVMError::Transaction(invalid) => invalid,
        EVMError::Header(header) => InvalidTransaction::Str(header.to_string().into()),
        EVMError::Database(never) => match never {},
        EVMError::Custom(text) => InvalidTransaction::Str(text.into()),
        EVMError::CustomAny(any) => InvalidTransaction::Str(any.to_string().into()),
    })
}
