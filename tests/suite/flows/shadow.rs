//! Learn, then lock: a watched agent asks, nothing is signed or sent, and the key made from what it
//! asked for lets exactly that through.

use alloy_primitives::U256;
use latchkey_wallet::error::Code;
use latchkey_wallet::record::OperationStatus;
use latchkey_wallet::use_case::abi_text::{AbiInput, FunctionSource};
use latchkey_wallet::views::{AgentCall, AgentExecute, Allow, CallInput, Outcome};

use super::stage::{LANDLORD, STRANGER, Stage, stage};

fn payment(stage: &Stage, dusd: u64) -> AgentExecute {
    let source = FunctionSource { function: "transfer(address,uint256)".into(), abi: None };
    let amount = (dusd * 1_000_000).to_string();
    let args = vec![AbiInput::Text(LANDLORD.to_string()), AbiInput::Text(amount)];
    let input = CallInput::Function { source, args };
    let calls = vec![AgentCall { to: stage.token, value: U256::ZERO, input }];
    AgentExecute { chain_id: stage.chain_id(), calls, permission_id: None, wait_secs: 20 }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_seen_becomes_the_narrowest_key() {
    let stage = stage("what_was_seen").await;
    let wallet = &stage.wallet;
    let unwatched = wallet.agent_shadow(stage.agent, &payment(&stage, 3), None).await.unwrap();
    assert_eq!(unwatched, None, "an agent that is not watched");
    wallet.shadow_set(stage.agent, true).await.unwrap();
    assert!(wallet.agent_list().await.unwrap()[0].shadow);
    let nothing = wallet.shadow_propose(stage.agent).await.unwrap_err();
    assert_eq!(nothing.code, Code::Invalid);

    for (dusd, key) in [(3, None), (12, Some("a")), (12, Some("a")), (7, None)] {
        let key = key.map(str::to_owned);
        let seen = wallet.agent_shadow(stage.agent, &payment(&stage, dusd), key).await.unwrap();
        let seen = seen.expect("it is watched");
        assert_eq!(seen.outcome, "It would have worked.", "{seen:?}");
        assert!(seen.simulation.expect("it was run").ok);
    }
    let seen = wallet.shadow_calls(stage.agent).await.unwrap();
    assert_eq!(seen.len(), 3, "the same name is kept once: {seen:?}");
    assert!(seen[1].what.contains("12 DUSD"), "{seen:?}");
    assert_eq!(stage.dusd(LANDLORD).await, 0, "nothing was sent");

    let proposal = wallet.shadow_propose(stage.agent).await.unwrap();
    assert_eq!((proposal.covered, proposal.refused.len()), (3, 0), "{proposal:?}");
    let [allow] = proposal.form.allow.as_slice() else { panic!("{proposal:?}") };
    let Allow::PayToken { recipient, max_per_call, .. } = allow else { panic!("{allow:?}") };
    assert_eq!((recipient.as_str(), max_per_call.as_str()), (&*LANDLORD.to_checksum(None), "12"));
    assert_eq!(proposal.form.agent_id, Some(stage.agent));

    let refused = stage.pay(LANDLORD, 3).await.unwrap_err();
    assert_eq!(refused.code, Code::Policy);
    assert!(refused.message.contains("shadow mode"), "{refused}");
    wallet.grant(proposal.form).await.unwrap();
    let refused = stage.pay(LANDLORD, 3).await.unwrap_err();
    assert!(refused.message.contains("shadow mode"), "not even with a key: {refused}");

    wallet.shadow_set(stage.agent, false).await.unwrap();
    assert_eq!(stage.pay(LANDLORD, 12).await.unwrap().status, OperationStatus::Included);
    assert_eq!(stage.pay(LANDLORD, 13).await.unwrap_err().code, Code::Policy);
    assert_eq!(stage.pay(STRANGER, 1).await.unwrap_err().code, Code::Policy);

    let lines = wallet.activity_list(None, 50).await.unwrap();
    let watched = lines.iter().filter(|line| line.title.starts_with("Only watched: "));
    assert_eq!(watched.count(), 3, "{lines:#?}");
    assert!(lines.iter().any(|line| line.outcome == Outcome::Refused));
    wallet.shadow_clear(stage.agent).await.unwrap();
    assert!(wallet.shadow_calls(stage.agent).await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_switch_refuses_watched_agents_too_and_failures_are_said() {
    let stage = stage("the_switch_refuses_watched").await;
    stage.wallet.shadow_set(stage.agent, true).await.unwrap();
    let all = payment(&stage, 900_000_000);
    let seen = stage.wallet.agent_shadow(stage.agent, &all, None).await.unwrap().unwrap();
    assert!(seen.outcome.starts_with("It would have failed."), "{seen:?}");
    stage.wallet.stop_local().await.unwrap();
    let off = stage.wallet.agent_shadow(stage.agent, &all, None).await.unwrap_err();
    assert_eq!(off.code, Code::Off);
    assert_eq!(stage.wallet.shadow_calls(stage.agent).await.unwrap().len(), 1);
    let nobody = stage.wallet.shadow_set(9_999, true).await.unwrap_err();
    assert_eq!(nobody.code, Code::NotFound);
}
