//! A dry run says what then happens: the same moves, the same refusals, on the real local network.

use alloy_primitives::Address;
use latchkey_wallet::record::OperationStatus;
use latchkey_wallet::views::{
    Allow, CounterSource, GrantTry, TryAnswer, TryCall, TryChange, TryChangeKind,
};

use super::stage::{LANDLORD, STRANGER, Stage, stage};

fn transfer(stage: &Stage, to: Address, atoms: u64) -> TryCall {
    TryCall {
        to: stage.token.to_string(),
        function: "transfer(address,uint256)".into(),
        args: vec![to.to_string(), atoms.to_string()],
        ..TryCall::default()
    }
}

fn draft(stage: &Stage, calls: Vec<TryCall>) -> GrantTry {
    GrantTry { form: Some(stage.rent()), key_id: None, chain_id: None, calls, simulate: true }
}

fn live(key_id: u32, calls: Vec<TryCall>) -> GrantTry {
    GrantTry { form: None, key_id: Some(key_id), chain_id: None, calls, simulate: true }
}

fn texts(answer: &TryAnswer) -> Vec<String> {
    let simulated = answer.simulation.as_ref().expect("it was simulated");
    assert!(simulated.ok, "{answer:#?}");
    simulated.changes.iter().map(|change| change.text.clone()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_draft_on_an_account_that_does_not_exist_yet() {
    let stage = stage("a_draft_on_an_account").await;
    let asked = draft(&stage, vec![transfer(&stage, LANDLORD, 10_000_000)]);
    let answer = stage.wallet.grant_try(asked).await.unwrap();
    assert!(answer.allowed, "{answer:#?}");
    assert_eq!(answer.counters.source, CounterSource::Draft);
    assert_eq!(answer.counters.uses_left.as_deref(), Some("3"));
    let texts = texts(&answer);
    assert_eq!(texts, ["−10 DUSD for the account", "+10 DUSD for 0x70e4…2f0b"], "{answer:#?}");
    let simulated = answer.simulation.unwrap();
    assert!(simulated.notes[0].contains("made first"), "{simulated:#?}");
    assert!((10_000..200_000).contains(&simulated.gas_used), "{simulated:#?}");
    assert!(answer.fee.unwrap().at_most.ends_with("ETH"));
    assert_eq!(stage.dusd(LANDLORD).await, 0, "nothing was sent");
    assert!(stage.wallet.keys_refresh().await.unwrap().is_empty(), "nothing was granted");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_live_key_is_told_is_what_happens() {
    let stage = stage("what_a_live_key_is_told").await;
    let key = stage.wallet.grant(stage.rent()).await.unwrap();
    stage.pay(LANDLORD, 5).await.unwrap();

    let tried = live(key.id, vec![transfer(&stage, LANDLORD, 7_000_000)]);
    let answer = stage.wallet.grant_try(tried).await.unwrap();
    assert_eq!(answer.counters.source, CounterSource::Chain, "{answer:#?}");
    assert_eq!(answer.counters.uses_left.as_deref(), Some("2"));
    assert_eq!(texts(&answer), ["−7 DUSD for the account", "+7 DUSD for 0x70e4…2f0b"]);
    assert!(answer.fee.is_some(), "{answer:#?}");
    let before = stage.dusd(LANDLORD).await;
    let paid = stage.pay(LANDLORD, 7).await.unwrap();
    assert_eq!(paid.status, OperationStatus::Included);
    assert_eq!(stage.dusd(LANDLORD).await - before, 7_000_000, "what was simulated");

    let tried = live(key.id, vec![transfer(&stage, LANDLORD, 26_000_000)]);
    let answer = stage.wallet.grant_try(tried).await.unwrap();
    let failure = answer.first_failure.expect("a rule");
    assert_eq!(failure.would_pass.as_deref(), Some("at most 25 DUSD"));
    assert_eq!((failure.rule.as_str(), failure.path.as_str()), ("call", "calls[0].args[1]"));
    assert!(answer.simulation.is_none() && answer.simulation_missing.is_some());
    let refused = stage.pay(LANDLORD, 26).await.unwrap_err();
    assert_eq!(refused.rule.expect("a rule").path, failure.path, "the agent meets the same rule");

    stage.pay(LANDLORD, 1).await.unwrap();
    let tried = live(key.id, vec![transfer(&stage, LANDLORD, 1)]);
    let answer = stage.wallet.grant_try(tried).await.unwrap();
    let failure = answer.first_failure.expect("no uses are left");
    assert_eq!((failure.rule.as_str(), failure.would_pass), ("rate-limit", None));

    let other = stage.wallet.grant(stage.rent()).await.unwrap();
    stage.wallet.key_revoke(other.id).await.unwrap();
    let tried = live(other.id, vec![transfer(&stage, LANDLORD, 1)]);
    let answer = stage.wallet.grant_try(tried).await.unwrap();
    assert_eq!(answer.first_failure.expect("it is over").rule, "state");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_revert_is_quoted_and_an_allowance_is_shown() {
    let stage = stage("a_revert_is_quoted").await;
    let mut form = stage.rent();
    form.allow = vec![Allow::CallFunction {
        contract: stage.token.to_string(),
        function: "approve(address,uint256)".into(),
        args: Vec::new(),
        max_value: String::new(),
    }];
    let approve = TryCall {
        to: stage.token.to_string(),
        function: "approve(address,uint256)".into(),
        args: vec![STRANGER.to_string(), "40000000".into()],
        ..TryCall::default()
    };
    let asked = GrantTry {
        form: Some(form),
        key_id: None,
        chain_id: None,
        calls: vec![approve],
        simulate: true,
    };
    let answer = stage.wallet.grant_try(asked).await.unwrap();
    let texts = texts(&answer);
    let found = &answer.simulation.as_ref().unwrap().changes;
    let [TryChange { kind, spender, amount, .. }] = found.as_slice() else { panic!("{found:#?}") };
    assert_eq!((*kind, amount.as_str()), (TryChangeKind::Allowance, "40 DUSD"));
    assert_eq!(spender.as_deref(), Some(STRANGER.to_checksum(None).as_str()));
    assert!(texts[0].contains("even after the key has ended"), "{texts:?}");

    let mut rich = stage.rent();
    if let Some(Allow::PayToken { max_per_call, .. }) = rich.allow.first_mut() {
        *max_per_call = "1000000000".into();
    }
    let asked = GrantTry {
        form: Some(rich),
        key_id: None,
        chain_id: None,
        calls: vec![transfer(&stage, LANDLORD, 900_000_000_000_000)],
        simulate: true,
    };
    let answer = stage.wallet.grant_try(asked).await.unwrap();
    let simulated = answer.simulation.expect("it was run");
    assert!(answer.allowed && !simulated.ok, "{simulated:#?}");
    assert!(simulated.revert.is_some() && simulated.changes.is_empty(), "{simulated:#?}");
    assert!(answer.fee.is_none() && answer.fee_missing.is_some());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_silent_network_is_never_taken_for_fine() {
    let stage = stage("a_silent_network").await;
    let key = stage.wallet.grant(stage.rent()).await.unwrap();
    let tried = live(key.id, vec![transfer(&stage, LANDLORD, 7_000_000)]);
    let Stage { wallet, net, .. } = stage;
    net.stop();
    let answer = wallet.grant_try(tried.clone()).await.unwrap();
    assert_eq!(answer.counters.source, CounterSource::Unknown, "{answer:#?}");
    assert!(answer.counters.words.contains("not known"), "{answer:#?}");
    assert!(answer.simulation.is_none() && answer.fee.is_none());
    let why = answer.simulation_missing.expect("a reason");
    assert!(why.starts_with("Not simulated: "), "{why}");
    let offline = wallet.grant_try(GrantTry { simulate: false, ..tried }).await.unwrap();
    assert!(offline.allowed && offline.simulation.is_none());
}
