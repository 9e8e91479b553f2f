//! Accounts, networks, money, access and the log.

use alloy_primitives::Address;
use latchkey_core::approval::{OwnerKind, Refusal, Verdict};
use latchkey_core::kernel::version::KernelVersion;
use latchkey_wallet::error::Code;
use latchkey_wallet::ports::{NetworkError, NetworkStore};
use latchkey_wallet::record::Network;
use latchkey_wallet::tags::Tag;
use latchkey_wallet::views::{NetworkForm, Outcome, Reach};

use crate::desk::{CHAIN, bare, desk};
use crate::world::{TOKEN, World};

#[tokio::test]
async fn an_account_is_made_funded_and_told() {
    let desk = bare().await;
    let mut heard = desk.wallet.changes();
    let account =
        desk.wallet.account_create(" Main\u{202E} ".into(), OwnerKind::Passphrase).await.unwrap();
    assert_eq!((account.name.as_str(), account.kernel_version.as_str()), ("Main", "0.3.1"));
    let kept = desk.account();
    assert_eq!(kept.address, kept.spec.address());
    assert_eq!(desk.chain.funded(), [kept.address]);
    let status = desk.wallet.status().await.unwrap();
    assert_eq!(status.account, Some(account));
    assert!(status.notices.is_empty() && !status.agent_access.on);
    let mut tags = Vec::new();
    while let Ok(changed) = heard.try_recv() {
        tags.extend(changed.tags);
    }
    assert!(tags.contains(&Tag::Status) && tags.contains(&Tag::Holdings));
}

#[tokio::test]
async fn an_account_without_test_money_is_an_account_and_a_notice() {
    let desk = bare().await;
    desk.chain.down(Some(NetworkError::Unreachable("no route".into())));
    desk.wallet.account_create("Main".into(), OwnerKind::Passphrase).await.unwrap();
    assert_eq!(desk.wallet.status().await.unwrap().notices.len(), 1);
    assert_eq!(desk.wallet.faucet(CHAIN).await.unwrap_err().code, Code::Offline);
}

#[tokio::test]
async fn a_refused_account_is_none() {
    let desk = bare().await;
    for (reason, code) in [
        (Refusal::Declined, Code::Refused),
        (Refusal::TimedOut, Code::Refused),
        (Refusal::VaultUnavailable, Code::Locked),
        (Refusal::NoDisplay, Code::Signer),
    ] {
        *desk.hand.refuse.lock().unwrap() = Some(reason);
        assert_eq!(
            desk.wallet
                .account_create("Main".into(), OwnerKind::Passphrase)
                .await
                .unwrap_err()
                .code,
            code
        );
    }
    assert!(desk.wallet.status().await.unwrap().account.is_none());
    assert_eq!(desk.wallet.holdings().await.unwrap_err().code, Code::NotFound);
    assert!(desk.wallet.keys_refresh().await.unwrap().is_empty());
    desk.lies(|verdict| {
        if let Verdict::Refused { request_id, .. } = verdict {
            request_id.clear();
        }
    });
    assert_eq!(
        desk.wallet
            .account_create(String::new(), OwnerKind::Passphrase)
            .await
            .unwrap_err()
            .field
            .as_deref(),
        Some("name")
    );
}

#[tokio::test]
async fn holdings_are_dated_or_have_a_problem() {
    let desk = desk().await;
    let held = desk.wallet.holdings().await.unwrap().remove(0);
    assert_eq!(held.read_at.unwrap().block, 1);
    assert_eq!((held.deployed, held.amounts[0].amount.formatted.as_str()), (Some(false), "1"));
    assert_eq!(held.amounts.len(), 1, "the token did not answer");
    assert!(held.problem.unwrap().contains("DUSD"));
    desk.chain.down(Some(NetworkError::WrongChain { expected: 31_337, got: 1 }));
    let silent = desk.wallet.holdings().await.unwrap().remove(0);
    assert!(silent.read_at.is_none() && silent.amounts.is_empty() && silent.problem.is_some());
}

fn second() -> NetworkForm {
    NetworkForm {
        chain_id: 10,
        name: "Ten".into(),
        rpc_url: "https://node.example".into(),
        bundler_url: "https://bundler.example".into(),
        native_symbol: "ETH".into(),
        explorer_url: None,
    }
}

#[tokio::test]
async fn a_network_is_added_when_it_answers_and_carries_the_contracts() {
    let desk = desk().await;
    let chain = desk.networks.scripted_chain(10);
    let refused = desk.wallet.network_add(second()).await.unwrap_err();
    assert!(refused.message.contains("EntryPoint 0.7"), "{refused}");
    let world = World::on(&chain);
    let factory = KernelVersion::V0_3_1.factory();
    world.lock().unwrap().missing.push(factory);
    let refused = desk.wallet.network_add(second()).await.unwrap_err();
    assert!(refused.message.contains(&factory.to_checksum(None)), "{refused}");
    world.lock().unwrap().missing.clear();
    chain.down(Some(NetworkError::WrongChain { expected: 10, got: 11 }));
    let refused = desk.wallet.network_add(second()).await.unwrap_err();
    assert_eq!((refused.code, refused.field.as_deref()), (Code::Offline, Some("chainId")));
    chain.down(None);
    let added = desk.wallet.network_add(second()).await.unwrap();
    assert_eq!(added.reach, Reach::Ok { block: 1 });
    let again = desk.wallet.network_add(second()).await.unwrap_err();
    assert_eq!(again.field.as_deref(), Some("chainId"));
    let listed = desk.wallet.network_list().await.unwrap();
    assert_eq!(listed.iter().map(|n| n.chain_id).collect::<Vec<_>>(), [31_337, 10]);
    assert_eq!(listed[0].tokens[0].address, TOKEN.to_checksum(None));
    assert_eq!(desk.wallet.faucet(10).await.unwrap_err().code, Code::Invalid);
    desk.wallet.network_remove(10).await.unwrap();
    assert_eq!(desk.wallet.network_remove(10).await.unwrap_err().code, Code::NotFound);
}

#[tokio::test]
async fn a_network_with_a_live_key_or_built_in_stays() {
    let desk = desk().await;
    assert!(desk.wallet.network_remove(CHAIN).await.unwrap_err().message.contains("built in"));
    World::on(&desk.networks.scripted_chain(10)).lock().unwrap().account =
        Some(desk.account().spec);
    desk.wallet.network_add(second()).await.unwrap();
    let mut form = desk.rent();
    form.chain_ids = vec![10];
    desk.wallet.grant(form).await.unwrap();
    let refused = desk.wallet.network_remove(10).await.unwrap_err();
    assert!(refused.message.contains("Rent"), "{refused}");
}

#[tokio::test]
async fn a_chain_of_the_persons_own_is_not_taken_over_by_the_built_in_one() {
    let desk = bare().await;
    let own = Network {
        chain_id: 77,
        name: "Mine".into(),
        rpc_url: "http://127.0.0.1:1".into(),
        bundler_url: "http://127.0.0.1:1".into(),
        native_symbol: "X".into(),
        explorer_url: None,
        built_in: false,
    };
    NetworkStore::put_network(desk.store.as_ref(), &own).unwrap();
    let local = latchkey_wallet::use_case::BuiltInNetwork {
        chain_id: 77,
        rpc_url: "http://127.0.0.1:2".into(),
        bundler_url: "http://127.0.0.1:2".into(),
        tokens: vec![],
    };
    assert_eq!(desk.wallet.built_in_network_set(local).await.unwrap_err().code, Code::Invalid);
}

#[tokio::test]
async fn access_is_off_until_switched_on_and_names_keys_the_vault_lost() {
    let desk = desk().await;
    assert!(desk.wallet.agent_access().on);
    desk.granted().await;
    assert!(!desk.wallet.agent_access_set(false).await.unwrap().on);
    let mut lost = desk.rent();
    lost.name = "Lost".into();
    desk.lies(|_honest| {});
    desk.wallet.grant(lost).await.unwrap();
    assert!(desk.wallet.agent_access_set(true).await.unwrap().on);
    assert_eq!(desk.sessions.loaded().len(), 1);
    let notices = desk.wallet.status().await.unwrap().notices;
    assert!(notices.len() == 1 && notices[0].text.contains("Lost"), "{notices:?}");
    assert!(desk.wallet.agent_access_was_on().await.unwrap());
}

#[tokio::test]
async fn the_log_reads_backwards_in_plain_words() {
    let desk = desk().await;
    *desk.hand.refuse.lock().unwrap() = Some(Refusal::Declined);
    desk.wallet.grant(desk.rent()).await.unwrap_err();
    let lines = desk.wallet.activity_list(None, 3).await.unwrap();
    let titles: Vec<&str> = lines.iter().map(|line| line.title.as_str()).collect();
    assert_eq!(
        titles,
        ["Not approved", "Asked for approval: give Billing bot the key Rent", "Agents let in"]
    );
    assert_eq!(lines[0].outcome, Outcome::Refused);
    let older = desk.wallet.activity_list(Some(lines[2].seq), 100).await.unwrap();
    assert_eq!(older[0].title, "Agent Billing bot added");
    assert!(older.iter().all(|line| line.seq < lines[2].seq));
    let account = desk.account().address;
    assert!(older.iter().any(|line| line.detail == Some(account.to_checksum(None))));
    assert_ne!(account, Address::ZERO);
}
