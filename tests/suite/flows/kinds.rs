//! The other kinds of key: native coin, a function with rules on its arguments, spacing, an end in
//! time, calls that revert, several calls at once.

use alloy_primitives::U256;
use latchkey_wallet::error::{Code, Result};
use latchkey_wallet::record::OperationStatus;
use latchkey_wallet::use_case::abi_text::{AbiInput, FunctionSource};
use latchkey_wallet::views::{
    AbiFrom, AgentCall, AgentExecute, AgentOperation, Allow, ArgOperator, ArgRule, ArgUnit,
    CallInput, HasCode, KeyState,
};
use serde_json::json;

use crate::stage::{LANDLORD, STRANGER, Stage, stage};

fn function(signature: &str, args: &[String]) -> CallInput {
    CallInput::Function {
        source: FunctionSource { function: signature.into(), abi: None },
        args: args.iter().cloned().map(AbiInput::Text).collect(),
    }
}

async fn send_wei(stage: &Stage, wei: u64) -> Result<AgentOperation> {
    let input = CallInput::Data(alloy_primitives::Bytes::new());
    let calls = vec![AgentCall { to: LANDLORD, value: U256::from(wei), input }];
    let ask =
        AgentExecute { chain_id: stage.chain_id(), calls, permission_id: None, wait_secs: 20 };
    stage.wallet.agent_execute(stage.agent, ask).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn native_coin_to_one_recipient() {
    let stage = stage("native_coin_to_one_recipient").await;
    let mut form = stage.rent();
    form.allow = vec![Allow::PayNative {
        recipient: LANDLORD.to_string(),
        max_per_call: "0.00000001".into(),
    }];
    stage.wallet.grant(form).await.unwrap();
    let refused = send_wei(&stage, 10_000_000_001).await.unwrap_err();
    let rule = refused.rule.unwrap();
    assert_eq!((rule.policy.as_str(), rule.path.as_str()), ("call", "calls[0].value"));
    assert_eq!(send_wei(&stage, 10_000_000_000).await.unwrap().status, OperationStatus::Included);
    let held = stage.wallet.agent_balance(stage.agent, stage.chain_id(), Some(LANDLORD), None);
    assert_eq!(held.await.unwrap().amount.atomic, "10000000000");
    let token = stage.pay(LANDLORD, 1).await.unwrap_err();
    assert_eq!(token.rule.unwrap().policy, "call");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_function_with_rules_on_its_arguments() {
    let stage = stage("a_function_with_rules").await;
    let rule = |operator, value: String| {
        let (path, unit) = (String::new(), ArgUnit::Plain);
        ArgRule { path, operator, value, unit }
    };
    let mut form = stage.rent();
    form.name = String::new();
    form.allow = vec![Allow::CallFunction {
        contract: stage.token.to_string(),
        function: "approve(address,uint256)".into(),
        args: vec![
            rule(ArgOperator::OneOf, format!("{LANDLORD},{STRANGER}")),
            rule(ArgOperator::AtMost, "500".into()),
        ],
        max_value: String::new(),
    }];
    let key = stage.wallet.grant(form).await.unwrap();
    assert!(key.rules.iter().any(|rule| rule.contains("approve")), "{:?}", key.rules);
    let approve =
        |who: String, amount: &str| function("approve(address,uint256)", &[who, amount.into()]);
    let too_much = stage.execute(stage.token, approve(STRANGER.to_string(), "501")).await;
    assert_eq!(too_much.unwrap_err().rule.unwrap().path, "calls[0].args[1]");
    let nobody = stage.execute(stage.token, approve(stage.token.to_string(), "1")).await;
    assert_eq!(nobody.unwrap_err().rule.unwrap().path, "calls[0].args[0]");
    let done = stage.execute(stage.token, approve(STRANGER.to_string(), "500")).await.unwrap();
    assert_eq!(done.status, OperationStatus::Included);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn spacing_and_an_end_in_time() {
    let stage = stage("spacing_and_an_end").await;
    let mut form = stage.rent();
    form.every_secs = "3600".into();
    stage.wallet.grant(form).await.unwrap();
    stage.pay(LANDLORD, 1).await.unwrap();
    let early = stage.pay(LANDLORD, 1).await.unwrap_err();
    let rule = early.rule.unwrap();
    assert_eq!((rule.policy.as_str(), rule.operator.as_str()), ("rate-limit", ">="));
    stage.rpc("evm_increaseTime", json!([3_700])).await;
    stage.rpc("evm_mine", json!([])).await;
    assert_eq!(stage.pay(LANDLORD, 1).await.unwrap().status, OperationStatus::Included);
    stage.rpc("evm_increaseTime", json!([90_000])).await;
    stage.rpc("evm_mine", json!([])).await;
    let late = stage.pay(LANDLORD, 1).await.unwrap_err();
    assert_eq!(late.rule.unwrap().policy, "timestamp");
    let key = stage.key().await;
    assert_eq!((key.states[0].state, key.ended), (KeyState::Expired, true));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calls_that_revert_and_several_at_once() {
    let stage = stage("calls_that_revert").await;
    let mut form = stage.rent();
    form.allow = vec![Allow::PayToken {
        token: stage.token.to_string(),
        recipient: LANDLORD.to_string(),
        max_per_call: "1000000000".into(),
    }];
    stage.wallet.grant(form).await.unwrap();
    let before = stage.dusd(LANDLORD).await;
    match stage.pay(LANDLORD, 1_000_000_000).await {
        Ok(mined) => assert_eq!(mined.status, OperationStatus::Reverted, "{mined:?}"),
        Err(error) => assert_eq!(error.code, Code::Bundler, "{error}"),
    }
    assert_eq!(stage.dusd(LANDLORD).await, before, "more than there is moves nothing");

    let one = |atoms: u64| AgentCall {
        to: stage.token,
        value: U256::ZERO,
        input: function("transfer(address,uint256)", &[LANDLORD.to_string(), atoms.to_string()]),
    };
    let calls = vec![one(1), one(2), one(3)];
    let ask =
        AgentExecute { chain_id: stage.chain_id(), calls, permission_id: None, wait_secs: 20 };
    let done = stage.wallet.agent_execute(stage.agent, ask).await.unwrap();
    assert_eq!(done.status, OperationStatus::Included, "{done:?}");
    assert_eq!(stage.dusd(LANDLORD).await - before, 6);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_gas_budget_that_is_too_small_is_named() {
    let stage = stage("a_gas_budget_that_is_too_small").await;
    let mut form = stage.rent();
    form.gas_budget = "0.000001".into();
    let preview = stage.wallet.grant_preview(form.clone()).await.unwrap();
    assert!(preview.problems.iter().any(|p| p.code == "gas.tight"), "{preview:?}");
    stage.wallet.grant(form).await.unwrap();
    let refused = stage.pay(LANDLORD, 1).await.unwrap_err();
    assert_eq!(refused.rule.expect("a rule").policy, "gas");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_contract_is_there_or_not_and_its_standard_is_known() {
    let stage = stage("a_contract_is_there_or_not").await;
    let here = vec![stage.chain_id()];
    let token = stage.wallet.contract_facts(stage.token.to_string(), here.clone()).await.unwrap();
    assert_eq!((token.presence[0].code, token.source), (HasCode::Yes, AbiFrom::BuiltIn));
    assert!(token.functions.iter().any(|one| one.signature == "transfer(address,uint256)"));
    let nobody = stage.wallet.contract_facts(STRANGER.to_string(), here).await.unwrap();
    assert_eq!((nobody.presence[0].code, nobody.source), (HasCode::No, AbiFrom::None));
    stage.wallet.grant(stage.rent()).await.unwrap();
    let rows = stage.wallet.exposure().await.unwrap();
    let token = stage.token.to_checksum(None);
    let row = rows.iter().find(|row| row.token.as_ref() == Some(&token)).unwrap();
    assert!(row.worst.is_some() && !row.unlimited && row.balance.is_some(), "{row:?}");
}
