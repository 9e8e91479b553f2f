//! Our work and the published packages' come to the same bytes.

use serde::Deserialize;

use super::*;

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
    let account = account(address(&key(8).unwrap()));
    let signed = operation(&account, &call(), 1, &key(7).unwrap());
    assert_eq!(signed.operation().sender, want.account);
    assert_eq!(signed.operation().nonce, want.nonce);
    assert_eq!(signed.operation().call_data, want.call_data);
    assert_eq!(signed.hash(), want.user_op_hash);
    assert_eq!(signed.operation().signature, want.signature);
}

#[test]
fn the_grant_is_that_of_the_published_packages() {
    let want = outcome().grant;
    let owner = key(8).unwrap();
    let ours = grant(&owner, address(&owner), address(&key(7).unwrap())).unwrap();
    assert_eq!(ours.len(), want.len());
    for (ours, want) in ours.iter().zip(want) {
        let read = |text: &str| SerializedAccount::decode(text).unwrap();
        assert_eq!(read(ours), read(&want));
    }
}
