//! An agent's operations: the fitting key, the rule that refuses, the gas budget, and what is kept
//! when a bundler, a chain or the session signer misbehaves.

use alloy_primitives::{Bytes, U256, hex};
use latchkey_core::kernel::nonce::{Mode, decode};
use latchkey_core::kernel::signature::permission_signature;
use latchkey_tests::fakes::ScriptedBundler;
use latchkey_tests::hand::TestKey;
use latchkey_wallet::error::Code;
use latchkey_wallet::ports::{Fees, NetworkError, OpReceipt, OperationsOf};
use latchkey_wallet::record::OperationStatus;
use latchkey_wallet::views::Outcome;

use crate::desk::{Desk, NOW, desk};

async fn granted() -> Desk {
    let desk = desk().await;
    desk.granted().await;
    desk
}

async fn installed() -> Desk {
    let desk = granted().await;
    desk.world.lock().unwrap().install(desk.permission());
    desk
}

#[tokio::test]
async fn the_first_use_deploys_and_enables_and_is_kept() {
    let desk = granted().await;
    let paid = desk.pay(10).await.unwrap();
    assert_eq!((paid.status, paid.block), (OperationStatus::Included, Some(7)));
    assert_eq!(paid.what, format!("pay 10 DUSD to {}", short()));
    let sent = desk.bundler.sent().remove(0);
    assert!(sent.factory.is_some());
    assert_eq!(decode(sent.nonce).mode, Mode::Enable);
    let kept = desk.ports.store.operations(OperationsOf::Everybody, 9).unwrap();
    assert_eq!((kept.len(), kept[0].status), (1, OperationStatus::Included));
    let lines = desk.wallet.activity_list(None, 2).await.unwrap();
    let titles: Vec<&str> = lines.iter().map(|line| line.title.as_str()).collect();
    assert_eq!(titles, [format!("Done: {}", paid.what), format!("Sent: {}", paid.what)]);
    assert!(lines.iter().all(|line| line.outcome == Outcome::Done && line.transaction.is_some()));
}

fn short() -> String {
    latchkey_core::text::short_address(crate::desk::LANDLORD)
}

#[tokio::test]
async fn a_later_use_does_neither() {
    let desk = installed().await;
    desk.pay(25).await.unwrap();
    let sent = desk.bundler.sent().remove(0);
    assert!(sent.factory.is_none());
    assert_eq!((decode(sent.nonce).mode, sent.signature.len()), (Mode::Default, 66));
}

#[tokio::test]
async fn too_much_names_the_rule_and_nothing_is_signed() {
    let desk = installed().await;
    let error = desk.pay(26).await.unwrap_err();
    let rule = error.rule.as_ref().unwrap();
    assert_eq!((rule.limit.as_str(), rule.got.as_str()), ("25 DUSD", "26 DUSD"));
    assert_eq!(rule.chain_error.as_deref(), Some("CallViolatesParamRule"));
    assert!(desk.sessions.asked().is_empty() && desk.bundler.sent().is_empty());
    let line = desk.wallet.activity_list(None, 1).await.unwrap().remove(0);
    assert_eq!((line.outcome, line.who.as_str()), (Outcome::Refused, "Billing bot"));
    assert!(line.detail.unwrap().contains("26 DUSD"));
}

#[tokio::test]
async fn counters_are_the_chains() {
    let desk = installed().await;
    desk.world.lock().unwrap().uses_left = 0;
    let error = desk.pay(1).await.unwrap_err();
    assert_eq!(error.rule.unwrap().policy, "rate-limit");

    desk.world.lock().unwrap().uses_left = 1;
    desk.chain.head_is(9, NOW + 86_401);
    let error = desk.pay(1).await.unwrap_err();
    assert_eq!(error.rule.unwrap().policy, "timestamp");
}

#[tokio::test]
async fn the_gas_budget_lowers_limits_and_then_refuses() {
    let desk = installed().await;
    let charge = |percent: u128, fee: u128| 650_000 * percent / 100 * fee;
    let fees = |fee| Fees { max_fee_per_gas: fee, max_priority_fee_per_gas: 1 };
    desk.chain.fees_are(fees(1_000));

    desk.world.lock().unwrap().gas_left = charge(125, 1_000);
    desk.pay(1).await.unwrap();
    desk.world.lock().unwrap().gas_left = charge(125, 1_000) - 1;
    desk.pay(1).await.unwrap();
    desk.world.lock().unwrap().gas_left = charge(105, 1_000) - 1;
    desk.pay(1).await.unwrap();
    let prices: Vec<(u128, u128)> =
        desk.bundler.sent().iter().map(|op| (op.call_gas_limit, op.max_fee_per_gas)).collect();
    assert_eq!(prices, [(250_000, 1_000), (210_000, 1_000), (210_000, 621)]);

    desk.world.lock().unwrap().gas_left = charge(105, 621) - 1;
    let error = desk.pay(1).await.unwrap_err();
    assert_eq!(error.rule.unwrap().policy, "gas");
    desk.bundler.wants(Some(fees(1_000)));
    desk.world.lock().unwrap().gas_left = charge(105, 1_000) - 1;
    let error = desk.pay(1).await.unwrap_err();
    assert_eq!(error.rule.unwrap().policy, "gas", "a bundler's own price is not lowered");
}

#[tokio::test]
async fn an_account_that_cannot_pay_is_told_how_much() {
    let desk = installed().await;
    desk.world.lock().unwrap().wei = U256::ZERO;
    let error = desk.pay(1).await.unwrap_err();
    assert_eq!(error.code, Code::Bundler);
    assert!(error.message.contains("0 ETH"), "{error}");
    assert!(desk.sessions.asked().is_empty());
}

#[tokio::test]
async fn a_lying_session_signer_is_caught() {
    let desk = installed().await;
    desk.sessions.answers(|_, scope, op| {
        let hash = op.hash(scope.entry_point, scope.chain_id);
        Ok(permission_signature(&TestKey::named("stranger").personal_sign(hash)))
    });
    assert_eq!(desk.pay(1).await.unwrap_err().code, Code::Signer);
    desk.sessions.answers(|_, _, _| Ok(Bytes::from_static(&[0xff])));
    assert_eq!(desk.pay(1).await.unwrap_err().code, Code::Signer);
    assert!(desk.bundler.sent().is_empty());
    assert!(desk.ports.store.operations(OperationsOf::Everybody, 9).unwrap().is_empty());
}

#[tokio::test]
async fn a_stop_while_it_signs_wins() {
    let desk = installed().await;
    let (wallet, hand) = (desk.wallet.clone(), desk.hand.clone());
    desk.sessions.answers(move |key, scope, op| {
        wallet.stop_now();
        hand.session_sign(key, scope, op)
    });
    assert_eq!(desk.pay(1).await.unwrap_err().code, Code::Off);
    assert!(desk.bundler.sent().is_empty(), "signed, but never sent");
    assert_eq!(desk.pay(1).await.unwrap_err().code, Code::Off);
}

#[tokio::test]
async fn a_refused_estimate_names_the_rule() {
    let desk = installed().await;
    let data = Bytes::from_static(&hex!("59d52e40"));
    desk.bundler.wants(Some(Fees { max_fee_per_gas: 9, max_priority_fee_per_gas: 1 }));
    desk.bundler.estimates(Some(NetworkError::Rejected {
        code: -32_500,
        message: "AA23".into(),
        data,
    }));
    let error = desk.pay(1).await.unwrap_err();
    assert_eq!((error.code, error.rule.unwrap().policy.as_str()), (Code::Policy, "call"));
    assert!(desk.sessions.asked().is_empty());
}

#[tokio::test]
async fn what_the_bundler_says_is_kept() {
    let desk = installed().await;
    desk.bundler.includes(|_op| OpReceipt {
        success: false,
        revert_data: Bytes::new(),
        ..ScriptedBundler::success(8)
    });
    let reverted = desk.pay(1).await.unwrap();
    assert_eq!(reverted.status, OperationStatus::Reverted);
    assert!(reverted.reason.is_some() && reverted.transaction.is_some());

    desk.bundler.takes();
    let pending = desk.pay(2).await.unwrap();
    assert_eq!(pending.status, OperationStatus::Submitted);
    let lanes: Vec<u16> = desk.bundler.sent().iter().map(|op| decode(op.nonce).lane).collect();
    assert_eq!(lanes, [0, 0]);
    desk.pay(3).await.unwrap();
    assert_eq!(decode(desk.bundler.sent()[2].nonce).lane, 1, "beside the pending one");
}

/// A bundler that estimates but refuses to take anything.
#[tokio::test]
async fn what_was_refused_can_be_tried_again() {
    let desk = installed().await;
    let closed = desk.networks.scripted_bundler(31_337);
    closed.closes();
    let error = desk.pay(1).await.unwrap_err();
    assert_eq!(error.code, Code::Bundler, "{error}");
    let kept = desk.ports.store.operations(OperationsOf::Everybody, 9).unwrap();
    assert_eq!((kept.len(), kept[0].status), (1, OperationStatus::Rejected));
    desk.bundler.includes(|_op| ScriptedBundler::success(8));
    assert_eq!(desk.pay(1).await.unwrap().status, OperationStatus::Included);
    let kept = desk.ports.store.operations(OperationsOf::Everybody, 9).unwrap();
    assert_eq!((kept.len(), kept[0].status), (1, OperationStatus::Included));
}

#[tokio::test]
async fn a_refusal_after_signing_names_the_rule() {
    let desk = installed().await;
    let data = Bytes::from_static(&hex!("59d52e40"));
    desk.bundler.takes_but(NetworkError::Rejected { code: -32_500, message: "AA23".into(), data });
    let error = desk.pay(1).await.unwrap_err();
    assert_eq!(error.code, Code::Policy, "{error}");
    let rule = error.rule.unwrap();
    assert_eq!(
        (rule.policy.as_str(), rule.chain_error.as_deref()),
        ("call", Some("CallViolatesParamRule"))
    );
    desk.bundler.takes_but(NetworkError::Unreachable("hung up".into()));
    let unknown = desk.pay(1).await.unwrap();
    assert_eq!(unknown.status, OperationStatus::Unknown, "it may have been taken");
}

#[tokio::test]
async fn a_second_first_use_waits() {
    let desk = granted().await;
    desk.bundler.takes();
    assert_eq!(desk.pay(1).await.unwrap().status, OperationStatus::Submitted);
    let error = desk.pay(1).await.unwrap_err();
    assert_eq!(error.code, Code::Stale, "{error}");
    assert_eq!(desk.bundler.sent().len(), 1);
}

#[tokio::test]
async fn no_key_no_network_no_access() {
    let desk = desk().await;
    assert_eq!(desk.pay(1).await.unwrap_err().code, Code::Policy);
    desk.granted().await;
    desk.chain.down(Some(NetworkError::Unreachable("no route".into())));
    assert_eq!(desk.pay(1).await.unwrap_err().code, Code::Offline);
    desk.chain.down(None);
    desk.sessions.dies();
    assert_eq!(desk.pay(1).await.unwrap_err().code, Code::Off);
}
