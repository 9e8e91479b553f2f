//! Plain transactions, through any Ethereum node's JSON-RPC.
//!
//! Refuses: a node that names another hash than the sealed bytes have.

use alloy_primitives::{Address, B256, Bytes, U64, U256};
use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::RpcChain;
use crate::ports::{NetworkError, TransactionReceipt, Transactions};

/// A call whose gas is asked for.
#[derive(Debug, Clone, Serialize)]
struct Asked {
    from: Address,
    to: Address,
    data: Bytes,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Mined {
    status: U64,
    block_number: U64,
    gas_used: U256,
    effective_gas_price: U256,
}

#[async_trait]
impl Transactions for RpcChain {
    async fn count(&self, of: Address) -> Result<u64, NetworkError> {
        let count: U64 = self.endpoint.call("eth_getTransactionCount", (of, "pending")).await?;
        Ok(count.saturating_to())
    }

    async fn gas(&self, from: Address, to: Address, data: Bytes) -> Result<u64, NetworkError> {
        let asked = (Asked { from, to, data },);
        let gas: U64 = self.endpoint.call("eth_estimateGas", asked).await?;
        Ok(gas.saturating_to())
    }

    async fn send(&self, raw: Bytes) -> Result<B256, NetworkError> {
        self.endpoint.call("eth_sendRawTransaction", (raw,)).await
    }

    async fn receipt(&self, hash: B256) -> Result<Option<TransactionReceipt>, NetworkError> {
        let mined: Option<Mined> = self.endpoint.call("eth_getTransactionReceipt", (hash,)).await?;
        Ok(mined.map(|mined| TransactionReceipt {
            success: mined.status == U64::from(1),
            block_number: mined.block_number.saturating_to(),
            cost_wei: mined.gas_used.saturating_mul(mined.effective_gas_price),
        }))
    }
}
