//! The approval that an agent carries, used by the published packages: they open it, sign with the
//! agent's own key, and the local network's bundler includes what the policies allow.
//!
//! Refuses: to count an approval as portable because we read it back ourselves.

use alloy_primitives::{Address, U256, hex};
use alloy_sol_types::{SolCall, sol};
use latchkey_tests::blob_check;
use latchkey_wallet::views::KeyState;
use serde_json::{Value, json};

use crate::brought::Own;
use crate::stage::{LANDLORD, STRANGER, Stage, stage};

sol! {
    function transfer(address to, uint256 amount) external returns (bool);
}

impl Stage {
    /// A payment as the packages take it.
    fn payment(&self, to: Address, dusd: u64) -> Value {
        let amount = U256::from(dusd) * U256::from(1_000_000);
        let data = transferCall { to, amount }.abi_encode();
        json!({ "to": self.token, "data": hex::encode_prefixed(data) })
    }

    /// Has the packages pay with the approval of a key.
    async fn packages_pay(&self, approval: &str, own: &Own, payments: Vec<Value>) -> Vec<Value> {
        let mut input = json!({
            "serialized": approval,
            "rpcUrl": self.net.rpc_url(),
            "chainId": self.chain_id(),
            "kernelVersion": "0.3.1",
            "payments": payments,
        });
        let (name, key) = own.published();
        input[name] = key;
        let asked = tokio::task::spawn_blocking(move || blob_check::pay(&input));
        asked.await.unwrap()
    }
}

async fn carried_by(stage: Stage, own: Own) {
    let key = stage.wallet.grant(stage.rent_for(&own)).await.unwrap();
    let carried = stage.wallet.key_approval(key.id, stage.chain_id()).await.unwrap();
    let before = stage.dusd(LANDLORD).await;
    let payments = vec![
        stage.payment(LANDLORD, 10),
        stage.payment(LANDLORD, 5),
        stage.payment(LANDLORD, 26),
        stage.payment(STRANGER, 1),
    ];
    let answers = stage.packages_pay(&carried.approval, &own, payments).await;
    let included: Vec<bool> = answers.iter().map(|answer| answer["included"] == true).collect();
    assert_eq!(included, [true, true, false, false], "{answers:#?}");
    assert!(answers[2..].iter().all(|answer| answer["refused"].is_string()), "{answers:#?}");
    assert_eq!(stage.dusd(LANDLORD).await - before, 15_000_000);
    assert_eq!(stage.dusd(STRANGER).await, 0);
    // What was done past Latchkey is seen by it: the chain is what it reads.
    let seen = stage.key().await;
    assert_eq!((seen.states[0].state, seen.used), (KeyState::Installed, 2));

    assert!(stage.wallet.key_revoke(key.id).await.unwrap().proven);
    let payments = vec![stage.payment(LANDLORD, 1)];
    let answers = stage.packages_pay(&carried.approval, &own, payments).await;
    assert!(answers[0]["refused"].is_string(), "{answers:#?}");
    assert_eq!(stage.dusd(LANDLORD).await - before, 15_000_000);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_published_packages_use_the_approval_with_the_agents_key() {
    carried_by(stage("published_key").await, Own::key("carried away")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_published_packages_use_the_approval_with_the_agents_passkey() {
    carried_by(stage("published_passkey").await, Own::passkey("carried away")).await;
}
