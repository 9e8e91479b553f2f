//! Fees, as nodes of different kinds name them.

use latchkey_tests::endpoint::StubEndpoint;
use latchkey_wallet::adapter::rpc::RpcChain;
use latchkey_wallet::ports::{Chain, Fees, NetworkError};
use serde_json::{Value, json};

use crate::node::good;

async fn fees(
    answer: impl Fn(&str) -> Option<Value> + Send + Sync + 'static,
) -> Result<Fees, NetworkError> {
    let node =
        StubEndpoint::calls(move |method, _| answer(method).map_or_else(|| good(method), Ok));
    RpcChain::new(7, node.await.url()).fees().await
}

fn is(max_fee_per_gas: u128, max_priority_fee_per_gas: u128) -> Result<Fees, NetworkError> {
    Ok(Fees { max_fee_per_gas, max_priority_fee_per_gas })
}

#[tokio::test]
async fn the_cap_is_twice_the_next_base_fee_and_the_tip() {
    let answer = fees(|method| match method {
        "eth_feeHistory" => Some(json!({"baseFeePerGas": ["0x1", "0x64"], "gasUsedRatio": [0.5]})),
        "eth_maxPriorityFeePerGas" => Some(json!("0x5")),
        _ => None,
    });
    assert_eq!(answer.await, is(205, 5));
}

#[tokio::test]
async fn without_a_tip_of_the_node_the_middle_of_the_last_blocks_is_paid() {
    let answer = fees(|method| match method {
        "eth_feeHistory" => Some(json!({
            "baseFeePerGas": ["0x64"],
            "reward": [["0x9"], ["0x1"], ["0x3"]],
        })),
        _ => None,
    });
    assert_eq!(answer.await, is(203, 3));
}

#[tokio::test]
async fn a_chain_without_base_fee_is_paid_its_gas_price() {
    let answer = fees(|method| (method == "eth_gasPrice").then(|| json!("0x2a")));
    assert_eq!(answer.await, is(42, 42));
}

#[tokio::test]
async fn a_fee_that_cannot_be_is_not_paid() {
    let huge = format!("0x{}", "f".repeat(64));
    let answer = fees(move |method| (method == "eth_gasPrice").then(|| json!(huge))).await;
    assert!(matches!(answer, Err(NetworkError::Unreachable(_))), "{answer:?}");
}

#[tokio::test]
async fn a_node_that_names_no_fee_at_all_is_an_error() {
    let answer = fees(|_| None).await;
    assert!(matches!(answer, Err(NetworkError::Rejected { code: -32601, .. })), "{answer:?}");
}
