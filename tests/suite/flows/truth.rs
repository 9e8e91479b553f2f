//! What happens past the app on the real local network is found: a stolen key's operation, and keys
//! that the owner key installed elsewhere. What the meters say is what happened.

use alloy_primitives::{Address, B256, Bytes, U256, aliases::U192};
use alloy_sol_types::{SolCall, SolValue};
use latchkey_core::abi::EntryPoint;
use latchkey_core::account::{AccountSpec, Owner};
use latchkey_core::chain::ENTRY_POINT_07;
use latchkey_core::kernel::execute::{Call, ExecMode};
use latchkey_core::kernel::install::{Installation, install_validations};
use latchkey_core::kernel::signature::permission_signature;
use latchkey_core::kernel::version::KernelVersion;
use latchkey_core::permission::{Permission, PermissionId, SignerKind};
use latchkey_core::plan::{OwnerPlan, SessionPlan};
use latchkey_core::policy::PolicyKind;
use latchkey_core::user_op::stage::{Draft, Gas, Sealed, Signed};
use latchkey_tests::hand::TestKey;
use latchkey_wallet::views::{DriftKind, DriftView, KeyState, Severity};
use serde_json::json;

use super::ground::transferCall;
use super::stage::{LANDLORD, STRANGER, Stage, stage};

/// Somebody who has keys of the account, and works past the app.
struct Outsider<'a> {
    stage: &'a Stage,
    account: AccountSpec,
}

impl<'a> Outsider<'a> {
    fn of(stage: &'a Stage) -> Self {
        let owner = Owner::MultiChainEcdsa(stage.hand.owner.address());
        let account = AccountSpec { version: KernelVersion::V0_3_1, owner, index: U256::ZERO };
        Self { stage, account }
    }

    async fn sequence(&self, key: U192) -> u64 {
        let data = EntryPoint::getNonceCall { sender: self.account.address(), key }.abi_encode();
        let call = json!([{"to": ENTRY_POINT_07, "data": Bytes::from(data)}, "latest"]);
        let answer = self.stage.rpc("eth_call", call).await;
        let word: Bytes = answer["result"].as_str().unwrap().parse().unwrap();
        u64::try_from(U256::abi_decode(&word).unwrap() & U256::from(u64::MAX)).unwrap()
    }

    fn sealed(&self, draft: Draft) -> Sealed {
        let gas = Gas {
            call_gas_limit: 2_000_000,
            verification_gas_limit: 2_000_000,
            pre_verification_gas: U256::from(100_000),
            max_fee_per_gas: 2_000_000_000,
            max_priority_fee_per_gas: 1_000_000_000,
        };
        draft.price(gas, None).seal(ENTRY_POINT_07, self.stage.net.chain_id())
    }

    /// What it cost, wei; `None` = refused or failed.
    async fn send(&self, signed: Signed) -> Option<U256> {
        let op = json!([signed.operation(), ENTRY_POINT_07]);
        let answer = self.stage.rpc("eth_sendUserOperation", op).await;
        let hash: B256 = answer["result"].as_str()?.parse().unwrap();
        let receipt = self.stage.rpc("eth_getUserOperationReceipt", json!([hash])).await;
        let cost = receipt["result"]["actualGasCost"].as_str().unwrap().to_owned();
        (receipt["result"]["success"] == true).then(|| cost.parse().unwrap())
    }

    async fn with_key(&self, key: &TestKey, id: PermissionId, calls: &[Call]) -> Option<U256> {
        let plan = SessionPlan {
            account: &self.account,
            deployed: true,
            permission_id: id,
            signer: SignerKind::Ecdsa,
            first_use: None,
            lane: 7,
            calls,
        };
        let sealed = self.sealed(plan.draft(self.sequence(plan.nonce_key()).await));
        let inner = permission_signature(&key.personal_sign(sealed.hash()));
        self.send(sealed.sign(plan.envelope(&inner))).await
    }

    async fn as_owner(&self, calls: &[Call]) -> Option<U256> {
        let (account, mode) = (&self.account, ExecMode::Default);
        let plan = OwnerPlan { account, deployed: true, lane: 9, mode, calls };
        let sealed = self.sealed(plan.draft(self.sequence(plan.nonce_key()).await));
        let signature = self.stage.hand.owner.personal_sign(sealed.hash());
        self.send(sealed.sign(Bytes::copy_from_slice(&signature))).await
    }

    fn pay(&self, to: Address, dusd: u64) -> [Call; 1] {
        let data = transferCall { to, amount: U256::from(dusd * 1_000_000) }.abi_encode().into();
        [Call { to: self.stage.token, value: U256::ZERO, data }]
    }

    fn install(&self, permission: &Permission) -> [Call; 1] {
        let data = install_validations(&[Installation {
            validation_id: permission.validation_id(),
            nonce: 1,
            hook: Address::ZERO,
            data: permission.enable_data(),
            hook_data: Bytes::new(),
        }]);
        [Call { to: self.account.address(), value: U256::ZERO, data }]
    }
}

async fn of_kind(stage: &Stage, kind: DriftKind) -> Vec<DriftView> {
    stage.wallet.keys_refresh().await.unwrap();
    let all = stage.wallet.drift_list().await.unwrap();
    all.into_iter().filter(|one| one.kind == kind).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stolen_key_is_found_out_and_the_meters_count_what_it_took() {
    let stage = stage("a_stolen_key_is_found_out").await;
    let key = stage.wallet.grant(stage.rent()).await.unwrap();
    stage.pay(LANDLORD, 2).await.unwrap();
    assert_eq!(of_kind(&stage, DriftKind::ForeignOperation).await, [], "that was the app");
    let before = stage.key().await.states.remove(0).meters.unwrap();
    assert_eq!((before.operations, before.uses_left), (1, Some(2)));

    let thief = Outsider::of(&stage);
    let mut made = (0..9).map(|n| format!("session {n} of {}", stage.hand.owner.address()));
    let stolen = made.find(|name| TestKey::named(name).address().to_string() == key.address);
    let stolen = TestKey::named(&stolen.expect("the hand made it"));
    let id: PermissionId = key.permission_id.parse().unwrap();
    let cost = thief.with_key(&stolen, id, &thief.pay(LANDLORD, 3)).await.expect("it works");
    let found = of_kind(&stage, DriftKind::ForeignOperation).await;
    let [theft] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((theft.severity, theft.key_id), (Severity::Stop, Some(key.id)));
    assert!(theft.text.contains("pay 3 DUSD"), "{}", theft.text);
    assert!(theft.transaction.is_some() && theft.block.is_some());

    let after = stage.key().await.states.remove(0).meters.unwrap();
    assert_eq!((after.operations, after.uses_left, after.uses), (2, Some(1), Some(3)));
    let spent: Vec<&str> = after.spent.iter().map(|one| one.formatted.as_str()).collect();
    assert_eq!(spent, ["5"], "what the landlord got");
    assert_eq!(stage.dusd(LANDLORD).await, 5_000_000);
    let wei = |amount: &latchkey_wallet::views::Amount| amount.atomic.parse::<U256>().unwrap();
    assert_eq!(wei(&after.gas_spent), wei(&before.gas_spent) + cost);

    let state = stage.wallet.key_revoke(key.id).await.unwrap();
    assert!(state.proven, "{state:?}");
    assert_eq!(stage.key().await.states[0].state, KeyState::Uninstalled);
    assert!(thief.with_key(&stolen, id, &thief.pay(LANDLORD, 1)).await.is_none(), "it is over");
    assert_eq!(of_kind(&stage, DriftKind::KeyGone).await, [], "we ended it ourselves");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_that_the_owner_key_installed_elsewhere_is_found_and_ended_with_all() {
    let stage = stage("a_key_installed_elsewhere").await;
    stage.wallet.grant(stage.rent()).await.unwrap();
    stage.pay(LANDLORD, 1).await.unwrap();
    let outsider = Outsider::of(&stage);
    let secret = TestKey::named("a key of somebody");
    let wide = Permission::ecdsa(vec![PolicyKind::Sudo.into()], secret.address());
    outsider.as_owner(&outsider.install(&wide)).await.expect("the owner key may");

    let found = of_kind(&stage, DriftKind::ForeignPermission).await;
    let [one] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(one.permission_id.as_deref(), Some(wide.id().to_string().as_str()));
    assert_eq!(one.severity, Severity::Stop);
    assert!(one.transaction.is_some() && one.todo.contains("Stop all keys"), "{one:?}");
    let by_owner = of_kind(&stage, DriftKind::ForeignOperation).await;
    assert_eq!(by_owner.len(), 1, "and the operation that installed it: {by_owner:?}");

    let report = stage.wallet.stop_on_chain().await.unwrap();
    assert!(report.proven, "{report:?}");
    assert_eq!(of_kind(&stage, DriftKind::ForeignPermission).await, []);
    let refused = outsider.with_key(&secret, wide.id(), &outsider.pay(STRANGER, 1)).await;
    assert!(refused.is_none() && stage.dusd(STRANGER).await == 0);
}
