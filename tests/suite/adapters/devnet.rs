//! The adapters against the real local network.

use alloy_primitives::{Address, B256, Bytes, U256};
use latchkey_devnet::{Config, Devnet, Running};
use latchkey_wallet::adapter::networks::RpcNetworks;
use latchkey_wallet::ports::{NetworkError, Networks, Read};
use latchkey_wallet::record::Network;

use crate::bundler::operation;
use crate::rows::network;

fn started() -> (Running, Network) {
    let running = Devnet::start(Config::default()).unwrap();
    let network = Network {
        rpc_url: running.rpc_url(),
        bundler_url: running.bundler_url(),
        ..network(running.chain_id())
    };
    (running, network)
}

#[tokio::test]
async fn it_is_read_at_one_block() {
    let (running, network) = started();
    let chain = RpcNetworks::default().chain(&network);
    let nobody = Address::repeat_byte(0x42);
    let decimals = Bytes::from_static(&[0x31, 0x3c, 0xe5, 0x67]);
    let reads = vec![
        Read::Code(running.entry_point()),
        Read::Code(nobody),
        Read::Balance(nobody),
        Read::Call { to: running.demo_token().unwrap(), data: decimals },
        Read::Call { to: running.demo_token().unwrap(), data: Bytes::from_static(&[1, 2, 3, 4]) },
    ];
    let read = chain.read(reads).await.unwrap();
    assert_eq!(read.at, chain.head().await.unwrap(), "nothing was mined in between");
    assert!(!read.answers[0].as_ref().unwrap().is_empty());
    assert_eq!(read.answers[1], Ok(Bytes::new()));
    assert_eq!(read.answers[2], Ok(Bytes::from([0; 32])));
    assert_eq!(U256::from_be_slice(read.answers[3].as_ref().unwrap()), U256::from(6));
    assert!(read.answers[4].is_err(), "an unknown function reverts");
}

#[tokio::test]
async fn its_faucet_gives_coins_and_its_fees_are_usable() {
    let (_running, network) = started();
    let chain = RpcNetworks::default().chain(&network);
    let to = Address::repeat_byte(0x42);
    let before = chain.head().await.unwrap().number;
    chain.faucet(to).await.unwrap();
    let read = chain.read(vec![Read::Balance(to)]).await.unwrap();
    assert!(read.at.number > before, "the gift is a transaction");
    assert!(U256::from_be_slice(read.answers[0].as_ref().unwrap()) > U256::ZERO);
    let fees = chain.fees().await.unwrap();
    assert!(fees.max_fee_per_gas >= fees.max_priority_fee_per_gas && fees.max_fee_per_gas > 0);
}

#[tokio::test]
async fn another_chain_id_is_found_out() {
    let (running, network) = started();
    let wrong = Network { chain_id: 1, ..network };
    let answer = RpcNetworks::default().chain(&wrong).head().await;
    let got = running.chain_id();
    assert_eq!(answer, Err(NetworkError::WrongChain { expected: 1, got }));
}

#[tokio::test]
async fn its_bundler_names_prices_and_refuses_what_cannot_work() {
    let (running, network) = started();
    let bundler = RpcNetworks::default().bundler(&network);
    assert!(bundler.fees().await.unwrap().is_some());
    assert_eq!(bundler.receipt(B256::repeat_byte(1)).await, Ok(None));
    let answer = bundler.send(&operation(), running.entry_point()).await;
    let Err(NetworkError::Rejected { code, message, .. }) = answer else { panic!("{answer:?}") };
    assert!((-32_600..=-32_500).contains(&code) && !message.is_empty(), "{code} {message}");
}

#[tokio::test]
async fn a_network_that_stopped_is_unreachable() {
    let (running, network) = started();
    let chain = RpcNetworks::default().chain(&network);
    chain.head().await.unwrap();
    running.stop();
    assert!(matches!(chain.head().await, Err(NetworkError::Unreachable(_))));
}
