//! Raw state from the real local network, and from endpoints that are no such thing.

use alloy_primitives::{Address, B256, U256};
use latchkey_devnet::{Config, Devnet};
use latchkey_tests::endpoint::StubEndpoint;
use latchkey_wallet::adapter::networks::RpcNetworks;
use latchkey_wallet::adapter::rpc::RpcChain;
use latchkey_wallet::ports::{NetworkError, Networks, State};
use latchkey_wallet::record::Network;
use serde_json::json;

use crate::node::good;
use crate::rows::network;

#[tokio::test]
async fn state_is_what_the_chain_says() {
    let running = Devnet::start(Config::default()).unwrap();
    let network = Network {
        rpc_url: running.rpc_url(),
        bundler_url: running.bundler_url(),
        ..network(running.chain_id())
    };
    let networks = RpcNetworks::default();
    let (chain, state) = (networks.chain(&network), networks.state(&network));
    let to = Address::repeat_byte(0x42);
    chain.faucet(to).await.unwrap();
    let tip = state.tip().await.unwrap();
    assert_eq!(tip.number, chain.head().await.unwrap().number);
    assert!(tip.base_fee > 0 && tip.gas_limit > 1_000_000, "{tip:?}");

    let token = running.demo_token().unwrap();
    let found = state.accounts(&[token, to, Address::repeat_byte(0x43)], tip.number).await.unwrap();
    assert!(!found[0].code.is_empty() && found[0].nonce == 1, "a contract");
    assert!(found[1].code.is_empty() && found[1].balance > U256::ZERO, "a person with coins");
    assert_eq!(found[2], latchkey_wallet::ports::StateAccount::default(), "nobody");
    let before = state.accounts(&[to], 0).await.unwrap();
    assert!(before[0].balance < found[1].balance, "the block that was named, not the newest");

    let slots: Vec<U256> = (0..120).map(U256::from).collect();
    let words = state.slots(token, &slots, tip.number).await.unwrap();
    assert_eq!(words.len(), slots.len(), "more than one batch");
    assert!(words.iter().any(|word| !word.is_zero()), "the token keeps something there");
    assert_ne!(state.block_hash(0).await.unwrap(), B256::ZERO);
}

#[tokio::test]
async fn what_is_missing_is_an_error_and_never_a_zero() {
    let node = StubEndpoint::calls(|method, _| match method {
        "eth_getStorageAt" => Err(json!({"code": -32000, "message": "missing trie node"})),
        "eth_getTransactionCount" => Ok(json!("nonsense")),
        other => good(other),
    })
    .await;
    let chain = RpcChain::new(7, node.url());
    assert!(chain.tip().await.is_ok());
    let slots = chain.slots(Address::ZERO, &[U256::ZERO], 16).await;
    assert!(matches!(slots, Err(NetworkError::Rejected { .. })), "{slots:?}");
    let accounts = chain.accounts(&[Address::ZERO], 16).await;
    assert!(matches!(accounts, Err(NetworkError::Unreachable(_))), "{accounts:?}");
    let other = RpcChain::new(8, node.url()).tip().await;
    assert_eq!(other, Err(NetworkError::WrongChain { expected: 8, got: 7 }));
}
