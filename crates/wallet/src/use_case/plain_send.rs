//! Prices, sends and follows plain transactions, which are logged before they leave.
//!
//! Refuses: to send what the payer cannot pay for, and to call a transaction done before a receipt.

use std::time::Duration;

use alloy_primitives::{Address, B256, Bytes, U256};
use latchkey_core::transaction::{Sealed, Transaction, bundle::MAX_GAS};
use tokio::time::{Instant, sleep};

use crate::error::{Code, Error, Result};
use crate::ports::{NetworkError, Read, TransactionReceipt};
use crate::record::{LogEvent, Network};
use crate::use_case::erc20;
use crate::use_case::holdings::{NATIVE_DECIMALS, in_words};
use crate::use_case::send::rejection;
use crate::wallet::Wallet;

/// How long a receipt is waited for, and how often it is looked for.
const WAIT: Duration = Duration::from_secs(60);
const LOOK_EVERY: Duration = Duration::from_millis(250);

/// A transaction that left.
#[derive(Debug, Clone)]
pub struct PlainSent {
    /// Its hash.
    pub hash: B256,
    /// Once it was mined; `None` = not within a minute.
    pub receipt: Option<TransactionReceipt>,
}

impl Wallet {
    /// A transaction of this payer with price, number and a quarter more gas than it needs now.
    pub(crate) async fn plain_price(
        &self,
        network: &Network,
        payer: Address,
        to: Address,
        input: Bytes,
    ) -> Result<Transaction> {
        let failed = |error: NetworkError| plain_failure(network, &error);
        let node = self.ports().networks.transactions(network);
        let chain = self.ports().networks.chain(network);
        let gas = node.gas(payer, to, input.clone()).await.map_err(failed)?;
        let gas_limit = gas.saturating_add(gas / 4).min(MAX_GAS);
        let nonce = node.count(payer).await.map_err(failed)?;
        let fees = chain.fees().await.map_err(failed)?;
        let purse = chain.read(vec![Read::Balance(payer)]).await.map_err(failed)?;
        let has = erc20::word(purse.answers.first()).unwrap_or_default();
        let transaction = Transaction {
            chain_id: network.chain_id,
            nonce,
            max_priority_fee_per_gas: fees.max_priority_fee_per_gas,
            max_fee_per_gas: fees.max_fee_per_gas,
            gas_limit,
            to,
            input,
        };
        enough(network, payer, has, transaction.most())?;
        Ok(transaction)
    }

    /// Logs, sends, and waits at most a minute.
    pub(crate) async fn plain_send(
        &self,
        network: &Network,
        sealed: Sealed,
        what: String,
    ) -> Result<PlainSent> {
        let node = self.ports().networks.transactions(network);
        let line = |mined| LogEvent::Transaction {
            hash: sealed.hash,
            chain_id: network.chain_id,
            payer: sealed.from,
            what: what.clone(),
            mined,
        };
        self.log(line(None)).await?;
        let told = node.send(sealed.raw.clone()).await;
        let hash = told.map_err(|error| plain_failure(network, &error))?;
        if hash != sealed.hash {
            let message = format!("{} answered with another transaction hash.", network.name);
            return Err(Error::new(Code::Offline, message, "Check the network in Settings."));
        }
        let until = Instant::now() + WAIT;
        loop {
            if let Ok(Some(receipt)) = node.receipt(hash).await {
                self.log(line(Some(receipt.success))).await?;
                return Ok(PlainSent { hash, receipt: Some(receipt) });
            }
            if Instant::now() >= until {
                return Ok(PlainSent { hash, receipt: None });
            }
            sleep(LOOK_EVERY).await;
        }
    }
}

/// A node's refusal, with the contract's own error in words where it gives one.
pub(crate) fn plain_failure(network: &Network, error: &NetworkError) -> Error {
    match error {
        NetworkError::Rejected { message, data, .. } => {
            let words = rejection(message, data).words;
            let message = format!("On {} it would fail: {words}", network.name);
            Error::new(Code::Bundler, message, "Nothing was sent there.")
        }
        NetworkError::Unreachable(_) | NetworkError::WrongChain { .. } => {
            Error::network(&network.name, error)
        }
    }
}

/// Whether a payer can pay the most that a transaction may cost.
fn enough(network: &Network, payer: Address, has: U256, needs: U256) -> Result<()> {
    if has >= needs {
        return Ok(());
    }
    let words = |wei| {
        let amount = in_words(wei, NATIVE_DECIMALS, &network.native_symbol);
        format!("{} {}", amount.formatted, amount.symbol)
    };
    let (has, needs, payer) = (words(has), words(needs), payer.to_checksum(None));
    Err(Error::new(
        Code::Bundler,
        format!("{payer} has {has} on {}, but this may cost up to {needs}.", network.name),
        format!("Nothing was sent. Send some to {payer}."),
    ))
}
