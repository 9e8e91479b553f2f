//! The form while it is typed: nothing in it is an error, everything wrong in it is named.

use latchkey_wallet::views::{
    Allow, ArgOperator, ArgRule, ArgUnit, GrantForm, GrantPreview, Severity,
};

use crate::desk::{LANDLORD, desk};
use crate::world::TOKEN;

fn codes(preview: &GrantPreview) -> Vec<(&str, &str)> {
    let stops = preview.problems.iter().filter(|problem| problem.severity == Severity::Stop);
    stops.map(|problem| (problem.field.as_str(), problem.code.as_str())).collect()
}

fn empty() -> GrantForm {
    GrantForm { allow: vec![pay(String::new(), String::new(), "")], ..GrantForm::default() }
}

fn pay(token: String, recipient: String, max: &str) -> Allow {
    Allow::PayToken { token, recipient, max_per_call: max.into() }
}

#[tokio::test]
async fn an_empty_form_says_what_is_missing() {
    let desk = desk().await;
    let preview = desk.wallet.grant_preview(empty()).await.unwrap();
    assert!(!preview.ready && preview.sentence.is_none());
    let expected = [
        ("agentId", "agent.missing"),
        ("chainIds", "networks.missing"),
        ("allow.0.token", "address.missing"),
        ("allow.0.recipient", "address.missing"),
        ("allow.0.maxPerCall", "amount.missing"),
    ];
    assert_eq!(codes(&preview), expected);
}

#[tokio::test]
async fn a_whole_form_is_a_sentence_with_every_limit() {
    let desk = desk().await;
    let preview = desk.wallet.grant_preview(desk.rent()).await.unwrap();
    assert!(preview.ready, "{preview:?}");
    let sentence = preview.sentence.unwrap();
    for part in ["25 DUSD", "3 ", "Local network"] {
        assert!(sentence.contains(part), "{sentence}");
    }
    assert!(!preview.rules.is_empty() && !preview.at_worst.is_empty());
    assert_eq!(preview.gas_budget, "0.032", "(2.5 + 2 × 0.7) million gas × 4 × 2 gwei, rounded up");
}

#[tokio::test]
async fn each_bad_field_is_named() {
    let desk = desk().await;
    let account = desk.account().address.to_string();
    let with = |change: &dyn Fn(&mut GrantForm)| {
        let mut form = desk.rent();
        change(&mut form);
        form
    };
    let (token, landlord) = (TOKEN.to_string(), LANDLORD.to_string());
    let table: Vec<(GrantForm, (&str, &str))> = vec![
        (with(&|f| f.agent_id = Some(99)), ("agentId", "agent.unknown")),
        (with(&|f| f.chain_ids.push(5)), ("chainIds", "networks.unknown")),
        (
            with(&|f| f.allow = vec![pay(token.clone(), account.clone(), "1")]),
            ("allow.0.recipient", "recipient.self"),
        ),
        (
            with(&|f| f.allow = vec![pay(token.clone(), landlord.clone(), "0")]),
            ("allow.0.maxPerCall", "amount.zero"),
        ),
        (
            with(&|f| f.allow = vec![pay(token.clone(), landlord.clone(), "1.0000001")]),
            ("allow.0.maxPerCall", "amount.too-fine"),
        ),
        (
            with(&|f| f.allow = vec![pay(landlord.clone(), landlord.clone(), "1")]),
            ("allow.0.token", "token.unread"),
        ),
        (with(&|f| f.until = Some(1)), ("until", "until.past")),
        (with(&|f| f.every_secs = "soon".into()), ("everySecs", "count.unreadable")),
        (with(&|f| f.gas_budget = "0".into()), ("gasBudget", "amount.zero")),
    ];
    for (form, expected) in table {
        let preview = desk.wallet.grant_preview(form).await.unwrap();
        assert_eq!(codes(&preview), [expected]);
        assert!(!preview.ready);
    }
}

fn call(function: &str, args: Vec<(ArgOperator, &str)>) -> Allow {
    let rule = |(operator, value): (ArgOperator, &str)| ArgRule {
        path: String::new(),
        operator,
        value: value.into(),
        unit: ArgUnit::Plain,
    };
    Allow::CallFunction {
        contract: TOKEN.to_string(),
        function: function.into(),
        args: args.into_iter().map(rule).collect(),
        max_value: String::new(),
    }
}

#[tokio::test]
async fn functions_and_their_arguments() {
    use ArgOperator::{Any, AtMost, Is, OneOf};
    let desk = desk().await;
    let to = LANDLORD.to_string();
    let two = format!("{to}, {TOKEN}");
    let table = [
        (call("", vec![]), Some(("allow.0.function", "function.missing"))),
        (call("mint", vec![]), Some(("allow.0.function", "function.unreadable"))),
        (call("f(int256)", vec![(AtMost, "1")]), Some(("allow.0.args.0.value", "args.order"))),
        (call("f(bytes)", vec![(Is, "0x00")]), Some(("allow.0.args.0.value", "args.pointer"))),
        (call("f(uint8[2])", vec![(Is, "1")]), Some(("allow.0.args.0.value", "args.pointer"))),
        (call("f(uint8)", vec![(Is, "256")]), Some(("allow.0.args.0.value", "args.unreadable"))),
        (call("f(uint8)", vec![(Is, "")]), Some(("allow.0.args.0.value", "args.missing"))),
        (call("f(uint8,bool)", vec![(Any, "")]), Some(("allow.0.args", "args.count"))),
        (call("f(address,uint256)", vec![(OneOf, &two), (AtMost, "7")]), None),
        (call("f(bytes,address)", vec![(Any, ""), (Is, &to)]), None),
        (call("f(int256)", vec![(Is, "-1")]), None),
    ];
    for (allow, expected) in table {
        let form = GrantForm { allow: vec![allow.clone()], ..desk.rent() };
        let preview = desk.wallet.grant_preview(form).await.unwrap();
        assert_eq!(codes(&preview), expected.into_iter().collect::<Vec<_>>(), "{allow:?}");
    }
}

#[tokio::test]
async fn what_no_approval_can_lift_is_said_in_the_form() {
    let desk = desk().await;
    let mut form = desk.rent();
    form.allow = vec![Allow::CallFunction {
        contract: desk.account().address.to_string(),
        function: "invalidateNonce(uint32)".into(),
        args: vec![],
        max_value: String::new(),
    }];
    let preview = desk.wallet.grant_preview(form.clone()).await.unwrap();
    assert!(!preview.ready);
    assert!(codes(&preview).contains(&("allow.0", "self-target")), "{preview:?}");
    assert!(desk.wallet.grant(form).await.is_err());
}

#[tokio::test]
async fn without_a_price_the_gas_budget_must_be_written() {
    let desk = desk().await;
    let unreachable = latchkey_wallet::ports::NetworkError::Unreachable("no route".into());
    desk.chain.down(Some(unreachable));
    let preview = desk.wallet.grant_preview(desk.rent()).await.unwrap();
    assert_eq!(codes(&preview), [("gasBudget", "gas.price-unread")]);
    let mut form = desk.rent();
    form.gas_budget = "0.5".into();
    let preview = desk.wallet.grant_preview(form).await.unwrap();
    assert!(preview.ready, "the token was read before: {preview:?}");
    assert_eq!(preview.gas_budget, "0.5");
}
