//! A trial on the fakes: what cannot be run to its end is never called fine.

use alloy_primitives::{Bytes, U256};
use latchkey_wallet::ports::{NetworkError, StateAccount};
use latchkey_wallet::views::{GrantTry, TryAnswer, TryCall};

use crate::desk::{CHAIN, Desk, LANDLORD, desk};
use crate::world::TOKEN;

async fn tried(desk: &Desk) -> TryAnswer {
    let pay = TryCall {
        to: TOKEN.to_string(),
        function: "transfer(address,uint256)".into(),
        args: vec![LANDLORD.to_string(), "1000000".into()],
        ..TryCall::default()
    };
    let asked = GrantTry {
        form: Some(desk.rent()),
        key_id: None,
        chain_id: None,
        calls: vec![pay],
        simulate: true,
    };
    desk.wallet.grant_try(asked).await.unwrap()
}

/// The account runs this code.
fn runs(desk: &Desk, code: &'static [u8]) {
    let account = StateAccount { nonce: 1, balance: U256::ZERO, code: Bytes::from_static(code) };
    desk.networks.written_state(CHAIN.into()).account(desk.account().address, account);
}

#[tokio::test]
async fn what_was_not_run_to_its_end_is_not_simulated() {
    let desk = desk().await;
    let state = desk.networks.written_state(CHAIN.into());
    let missing = |answer: TryAnswer| {
        assert!(answer.allowed && answer.simulation.is_none(), "{answer:#?}");
        answer.simulation_missing.expect("a reason")
    };
    // No factory is there, so nothing makes the account.
    assert!(missing(tried(&desk).await).contains("could not be made"));
    // Reads word after word without end.
    runs(&desk, &[0x5f, 0x5b, 0x80, 0x54, 0x50, 0x60, 1, 1, 0x60, 1, 0x56]);
    assert!(missing(tried(&desk).await).contains("more of the chain"));
    // An opcode that Ethereum does not have.
    runs(&desk, &[0x0c]);
    assert!(missing(tried(&desk).await).contains("not known here"));
    state.down(Some(NetworkError::Unreachable("silence".into())));
    assert!(missing(tried(&desk).await).contains("silence"));
    state.down(None);
    // A revert without a reason is an answer.
    runs(&desk, &[0x5f, 0x5f, 0xfd]);
    let answer = tried(&desk).await;
    let simulated = answer.simulation.expect("it was run");
    assert!(!simulated.ok && simulated.revert.is_some(), "{simulated:?}");
}
