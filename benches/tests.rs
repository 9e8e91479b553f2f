//! Our work and the published packages' come to the same bytes.

use serde::Deserialize;

use super::{curve::Key, *};

#[derive(Deserialize)]
struct Outcome {
    operation: Operation,
    /// Serialized accounts, one per chain.
    grant: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Operation {
    account: Address,
    nonce: U256,
    call_data: Bytes,
    user_op_hash: B256,
    signature: Bytes,
}

fn outcome() -> Outcome {
    serde_json::from_str(include_str!("peers/outcome.json")).unwrap()
}

#[test]
fn the_operation_is_that_of_the_published_packages() {
    let want = outcome().operation;
    let account = account(Key::new(8).address());
    let (place, session) = (Located::from(&account), Key::new(7));
    let signed = operation((&account, &place), &call(), 1, |hash| session.sign(hash));
    let other = operation((&account, &place), &call(), 1, |hash| session.sign_blinding(hash));
    assert_eq!(signed, other, "both ways to sign give the same bytes");
    assert_eq!(signed.operation().sender, want.account);
    assert_eq!(signed.operation().nonce, want.nonce);
    assert_eq!(signed.operation().call_data, want.call_data);
    assert_eq!(signed.hash(), want.user_op_hash);
    assert_eq!(signed.operation().signature, want.signature);
}

#[test]
fn the_grant_is_that_of_the_published_packages() {
    let want = outcome().grant;
    let owner = Key::new(8);
    let ready = ready(owner.address(), Key::new(7).address());
    let ours = grant(&ready, |hash| owner.sign(hash)).unwrap();
    assert_eq!(ours.len(), want.len());
    for (ours, want) in ours.iter().zip(want) {
        let read = |text: &str| SerializedAccount::decode(text).unwrap();
        assert_eq!(read(ours), read(&want));
    }
}
