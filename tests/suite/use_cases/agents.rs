//! Agents: names, tokens, and what they may read.

use alloy_primitives::{Address, B256};
use latchkey_wallet::error::Code;
use latchkey_wallet::ports::AgentStore;
use latchkey_wallet::use_case::abi_text::{AbiOutput, FunctionSource};
use latchkey_wallet::use_case::token_sha256;
use latchkey_wallet::views::AgentRead;

use crate::desk::{CHAIN, desk};
use crate::world::TOKEN;

#[tokio::test]
async fn a_token_is_shown_once_and_kept_as_a_hash() {
    let desk = desk().await;
    let new = desk.wallet.agent_create("  Book\u{202E}keeper ".into()).await.unwrap();
    assert_eq!(new.agent.name, "Bookkeeper");
    assert!(new.token.starts_with("lk_") && new.token.len() == 67);
    assert_eq!(new.snippets.len(), 7);
    let hash = token_sha256(&new.token);
    let found = desk.wallet.agent_by_token(hash).await.unwrap().unwrap();
    assert_eq!(found.id, new.agent.id);
    assert!(desk.wallet.agent_by_token(B256::ZERO).await.unwrap().is_none());
    let rows = format!("{:?}", desk.ports.store.agents().unwrap());
    assert!(!rows.contains(new.token.trim_start_matches("lk_")), "no token in the store");
    assert!(!format!("{new:?}").contains(&new.token), "no token in a debug line");
}

#[tokio::test]
async fn names_are_single_and_readable() {
    let desk = desk().await;
    let taken = desk.wallet.agent_create("billing BOT".into()).await.unwrap_err();
    assert_eq!((taken.code, taken.field.as_deref()), (Code::Invalid, Some("name")));
    let blank = desk.wallet.agent_create("\u{200B} ".into()).await.unwrap_err();
    assert_eq!(blank.field.as_deref(), Some("name"));
}

#[tokio::test]
async fn an_agent_with_a_live_key_stays() {
    let desk = desk().await;
    let key = desk.granted().await;
    let refused = desk.wallet.agent_remove(desk.agent).await.unwrap_err();
    assert!(refused.message.contains(&key.name), "{refused}");
    let other = desk.wallet.agent_create("Other".into()).await.unwrap();
    desk.wallet.agent_remove(other.agent.id).await.unwrap();
    assert!(desk.wallet.agent_by_token(token_sha256(&other.token)).await.unwrap().is_none());
    assert_eq!(desk.wallet.agent_list().await.unwrap().len(), 1);
    assert_eq!(desk.wallet.agent_remove(99).await.unwrap_err().code, Code::NotFound);
}

#[tokio::test]
async fn reads_are_dated_and_only_for_known_agents() {
    let desk = desk().await;
    let account = desk.wallet.agent_address(desk.agent).await.unwrap();
    assert_eq!(account.address, desk.account().address.to_checksum(None));
    let native = desk.wallet.agent_balance(desk.agent, CHAIN, None, None).await.unwrap();
    assert_eq!((native.amount.formatted.as_str(), native.block), ("1", 1));
    let no_token =
        desk.wallet.agent_balance(desk.agent, CHAIN, None, Some(Address::repeat_byte(1)));
    assert_eq!(no_token.await.unwrap_err().field.as_deref(), Some("token"));
    assert_eq!(
        desk.wallet.agent_balance(99, CHAIN, None, None).await.unwrap_err().code,
        Code::NotFound
    );
    assert_eq!(
        desk.wallet.agent_balance(desk.agent, 5, None, None).await.unwrap_err().code,
        Code::NotFound
    );

    let source = |function: &str| FunctionSource { function: function.into(), abi: None };
    let ask = |function| AgentRead {
        chain_id: CHAIN,
        contract: TOKEN,
        source: source(function),
        args: vec![],
    };
    let symbol = desk
        .wallet
        .agent_read_contract(desk.agent, ask("symbol() returns (string)"))
        .await
        .unwrap();
    assert_eq!(symbol.results, [AbiOutput::Text("DUSD".into())]);
    let reverts =
        desk.wallet.agent_read_contract(desk.agent, ask("owner() returns (address)")).await;
    assert_eq!(reverts.unwrap_err().code, Code::Invalid);
}

#[tokio::test]
async fn permissions_are_ones_own() {
    let desk = desk().await;
    desk.granted().await;
    let other = desk.wallet.agent_create("Other".into()).await.unwrap().agent.id;
    assert_eq!(desk.wallet.agent_permissions(desk.agent).await.unwrap().len(), 1);
    assert!(desk.wallet.agent_permissions(other).await.unwrap().is_empty());
}

#[tokio::test]
async fn being_seen_is_noted_now_and_then() {
    let desk = desk().await;
    desk.wallet.agent_touch(desk.agent).await.unwrap();
    let seen = desk.ports.store.agents().unwrap()[0].last_seen_at;
    assert!(seen.is_some());
    AgentStore::touch_agent(desk.store.as_ref(), i64::from(desk.agent), 0).unwrap();
    assert_eq!(desk.ports.store.agents().unwrap()[0].last_seen_at, seen);
}
