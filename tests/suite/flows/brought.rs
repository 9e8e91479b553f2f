//! Keys that agents bring and keep: granted, prepared here, signed there, sent from here; refused by
//! rule, and by the chain once they are ended.

use std::time::Duration;

use alloy_primitives::{Address, B256, Bytes, U256, keccak256};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use latchkey_core::blob::{self, Place, SerializedAccount};
use latchkey_core::chain::ENTRY_POINT_07;
use latchkey_core::kernel::signature::permission_signature;
use latchkey_core::permission::SessionSigner;
use latchkey_core::user_op::UserOperation;
use latchkey_tests::hand::TestKey;
use latchkey_wallet::error::{Code, Error, Result};
use latchkey_wallet::record::OperationStatus;
use latchkey_wallet::use_case::abi_text::{AbiInput, FunctionSource};
use latchkey_wallet::views::{
    AgentCall, AgentExecute, AgentOperation, AgentPrepared, AgentSignature, AgentSubmit, CallInput,
    GrantForm, KeyHolder, KeyState, SessionForm, ToSign,
};
use p256::ecdsa::signature::hazmat::PrehashSigner;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::stage::{LANDLORD, STRANGER, Stage, stage};

/// An agent with a key of its own.
pub(crate) enum Own {
    Key(TestKey),
    Passkey(p256::ecdsa::SigningKey),
}

impl Own {
    pub(crate) fn key(name: &str) -> Self {
        Self::Key(TestKey::named(name))
    }

    pub(crate) fn passkey(name: &str) -> Self {
        Self::Passkey(p256::ecdsa::SigningKey::from_slice(keccak256(name).as_slice()).unwrap())
    }

    /// The secret as the published packages take it: the name of the input and its value.
    pub(crate) fn published(&self) -> (&'static str, serde_json::Value) {
        match (self, self.form()) {
            (Self::Passkey(key), SessionForm::Passkey { x, y, credential_id_hash }) => {
                let secret = alloy_primitives::hex::encode_prefixed(key.to_bytes());
                let passkey = json!({
                    "x": x, "y": y, "authenticatorIdHash": credential_id_hash, "privateKey": secret,
                });
                ("passkey", passkey)
            }
            (Self::Key(key), _) => ("sessionPrivateKey", json!(key.secret())),
            (Self::Passkey(_), form) => panic!("a passkey's form is {form:?}"),
        }
    }

    fn form(&self) -> SessionForm {
        match self {
            Self::Key(key) => SessionForm::Address { address: key.address().to_checksum(None) },
            Self::Passkey(key) => {
                let point = key.verifying_key().to_sec1_point(false);
                let (x, y) = point.as_bytes()[1..].split_at(32);
                let word = |bytes: &[u8]| B256::from_slice(bytes).to_string();
                let credential_id_hash = keccak256("credential").to_string();
                SessionForm::Passkey { x: word(x), y: word(y), credential_id_hash }
            }
        }
    }

    /// What the agent makes of what it is given to sign.
    fn sign(&self, to_sign: ToSign) -> AgentSignature {
        match (self, to_sign) {
            (Self::Key(key), ToSign::PersonalSign(hash)) => {
                AgentSignature::Ecdsa(Bytes::copy_from_slice(&key.personal_sign(hash)))
            }
            (Self::Passkey(key), ToSign::Challenge(hash)) => {
                let authenticator_data = Bytes::from([vec![7; 32], vec![5, 0, 0, 0, 1]].concat());
                let challenge = URL_SAFE_NO_PAD.encode(hash);
                let client_data_json = format!(
                    r#"{{"type":"webauthn.get","challenge":"{challenge}","origin":"agent"}}"#
                );
                let client = Sha256::digest(client_data_json.as_bytes());
                let signed = Sha256::new().chain_update(&authenticator_data).chain_update(client);
                let made: p256::ecdsa::Signature = key.sign_prehash(&signed.finalize()).unwrap();
                let signature = Bytes::copy_from_slice(made.to_der().as_bytes());
                AgentSignature::Passkey { authenticator_data, client_data_json, signature }
            }
            (Self::Key(_) | Self::Passkey(_), to_sign) => panic!("asked for {to_sign:?}"),
        }
    }
}

impl Stage {
    pub(crate) fn rent_for(&self, own: &Own) -> GrantForm {
        GrantForm { session: own.form(), ..self.rent() }
    }

    async fn prepare(&self, to: Address, dusd: u64) -> Result<AgentPrepared> {
        let source = FunctionSource { function: "transfer(address,uint256)".into(), abi: None };
        let amount = (dusd * 1_000_000).to_string();
        let args = vec![AbiInput::Text(to.to_string()), AbiInput::Text(amount)];
        let input = CallInput::Function { source, args };
        let calls = vec![AgentCall { to: self.token, value: U256::ZERO, input }];
        let chain_id = self.chain_id();
        let ask = AgentExecute { chain_id, calls, permission_id: None, wait_secs: 0 };
        self.wallet.agent_prepare(self.agent, ask).await
    }

    async fn submit(&self, hash: B256, signature: AgentSignature) -> Result<AgentOperation> {
        let ask = AgentSubmit { user_op_hash: hash, signature, wait_secs: 40 };
        self.wallet.agent_submit(self.agent, ask).await
    }

    /// Prepares, signs and submits a payment to the landlord.
    async fn pay_with(&self, own: &Own, dusd: u64) -> Result<AgentOperation> {
        let prepared = self.prepare(LANDLORD, dusd).await?;
        self.submit(prepared.user_op_hash, own.sign(prepared.to_sign)).await
    }
}

fn refusal<T: std::fmt::Debug>(outcome: Result<T>) -> Error {
    outcome.expect_err("a refusal")
}

/// The whole life of a brought key.
async fn lives_and_ends(stage: Stage, own: Own, other: Own) {
    let key = stage.wallet.grant(stage.rent_for(&own)).await.unwrap();
    assert_eq!((key.holder, key.states[0].state), (KeyHolder::Agent, KeyState::NotDeployed));
    let held = refusal(stage.pay(LANDLORD, 1).await);
    assert!(held.message.contains("holds the key"), "{held}");

    let before = stage.dusd(LANDLORD).await;
    let first = stage.prepare(LANDLORD, 10).await.unwrap();
    let forged = refusal(stage.submit(first.user_op_hash, other.sign(first.to_sign)).await);
    assert_eq!((forged.code, forged.field.as_deref()), (Code::Invalid, Some("signature")));
    let paid = stage.submit(first.user_op_hash, own.sign(first.to_sign)).await.unwrap();
    assert_eq!(paid.status, OperationStatus::Included, "{paid:?}");
    let again = stage.submit(first.user_op_hash, own.sign(first.to_sign)).await.unwrap();
    assert_eq!((again.operation_id, again.transaction), (paid.operation_id, paid.transaction));
    let second = stage.pay_with(&own, 5).await.unwrap();
    assert_eq!(second.status, OperationStatus::Included, "{second:?}");
    assert_eq!(stage.dusd(LANDLORD).await - before, 15_000_000);

    let much = refusal(stage.prepare(LANDLORD, 26).await);
    assert_eq!((much.code, much.rule.unwrap().path.as_str()), (Code::Policy, "calls[0].args[1]"));
    let stranger = refusal(stage.prepare(STRANGER, 1).await);
    assert_eq!(stranger.rule.unwrap().path, "calls[0].args[0]");

    a_stop_drops_what_waits(&stage, &own).await;
    let late = stage.prepare(LANDLORD, 1).await.unwrap();
    let report = stage.wallet.key_revoke(key.id).await.unwrap();
    assert!(report.proven, "{report:?}");
    let refused = refusal(stage.submit(late.user_op_hash, own.sign(late.to_sign)).await);
    assert!(refused.message.contains("uninstalled"), "{refused}");
    // The agent has its key still; past the app, the chain itself says no.
    let signed = signed(&late, &own);
    let sent = stage.rpc("eth_sendUserOperation", json!([signed, ENTRY_POINT_07])).await;
    assert!(sent["error"].is_object(), "{sent}");
    assert_eq!(stage.dusd(LANDLORD).await - before, 15_000_000);
}

/// What waits for an agent's signature when everything is stopped is dropped, and says so.
async fn a_stop_drops_what_waits(stage: &Stage, own: &Own) {
    let waits = stage.prepare(LANDLORD, 1).await.unwrap();
    stage.wallet.stop_local().await.unwrap();
    let stopped = refusal(stage.submit(waits.user_op_hash, own.sign(waits.to_sign)).await);
    assert!(stopped.message.contains("stopped all keys"), "{stopped}");
    assert_eq!(refusal(stage.prepare(LANDLORD, 1).await).code, Code::Off);
    stage.wallet.agent_access_set(true).await.unwrap();
    let dropped = refusal(stage.submit(waits.user_op_hash, own.sign(waits.to_sign)).await);
    assert_eq!(dropped.code, Code::NotFound);
    assert!(dropped.message.contains("so it was dropped"), "{dropped}");
}

/// A prepared operation of an installed ECDSA or passkey key, as the bundler takes it.
fn signed(prepared: &AgentPrepared, own: &Own) -> UserOperation {
    let signature = match own.sign(prepared.to_sign) {
        AgentSignature::Ecdsa(bytes) => permission_signature(&bytes),
        AgentSignature::Passkey { authenticator_data, client_data_json, signature } => {
            let hash = prepared.user_op_hash;
            let answer = latchkey_core::webauthn::Assertion::new(
                hash,
                authenticator_data,
                client_data_json,
                &signature,
                true,
            );
            permission_signature(&answer.unwrap().encode())
        }
    };
    UserOperation { signature, ..prepared.operation.clone() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_agent_uses_its_own_key_without_giving_it_away() {
    let stage = stage("an_agent_uses_its_own_key").await;
    lives_and_ends(stage, Own::key("the agent's own"), Own::key("somebody else's")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_agent_uses_its_own_passkey() {
    let stage = stage("an_agent_uses_its_own_passkey").await;
    lives_and_ends(stage, Own::passkey("the agent's own"), Own::passkey("another")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_approval_it_carries_opens_as_exactly_what_was_granted() {
    let stage = stage("the_approval_it_carries").await;
    for own in [Own::key("carried"), Own::passkey("carried")] {
        let key = stage.wallet.grant(stage.rent_for(&own)).await.unwrap();
        let (agent, chain) = (stage.agent, stage.chain_id());
        let carried = stage.wallet.agent_approval(agent, &key.permission_id, chain).await.unwrap();
        assert_eq!(carried, stage.wallet.key_approval(key.id, chain).await.unwrap());
        let read = SerializedAccount::decode(&carried.approval).unwrap();
        assert_eq!(read.session_key, None, "no secret");
        let signer = match &own {
            Own::Key(key) => SessionSigner::Ecdsa(key.address()),
            Own::Passkey(_) => stage.signer_of(key.id),
        };
        let place = Place { chain_id: chain.into(), nonce: 1, version: None };
        let opened = read.open(Some(&signer), place).unwrap();
        assert_eq!(opened.permission.id().to_string(), key.permission_id);
        assert_eq!(opened.owner, blob::Owner::Signed(stage.hand.owner.address()));

        let other = stage.wallet.agent_create("Another".into()).await;
        if let Ok(other) = other {
            let theirs = stage.wallet.agent_approval(other.agent.id, &key.permission_id, chain);
            assert_eq!(refusal(theirs.await).code, Code::NotFound);
        }
    }
    let kept = stage.wallet.grant(stage.rent()).await.unwrap();
    let refused = refusal(stage.wallet.key_approval(kept.id, stage.chain_id()).await);
    assert!(refused.message.contains("Latchkey holds"), "{refused}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_that_must_not_be_granted_is_refused_before_anybody_is_asked() {
    let stage = stage("a_key_that_must_not_be_granted").await;
    let own = Own::key("fine");
    stage.wallet.grant(stage.rent_for(&own)).await.unwrap();
    let asked = stage.hand.asked.lock().unwrap().len();
    let account = stage.wallet.status().await.unwrap().account.unwrap().address;
    let SessionForm::Address { address: used } = own.form() else { unreachable!() };
    let wrong_case = used.chars().rev().collect::<String>().to_lowercase();
    let SessionForm::Passkey { x, credential_id_hash, .. } = Own::passkey("off").form() else {
        unreachable!()
    };
    let address = |address: String| SessionForm::Address { address };
    let cases = [
        (address(stage.hand.owner.address().to_string()), "session.owner"),
        (address(Address::ZERO.to_string()), "session.nobody"),
        (address(stage.token.to_string()), "session.contract"),
        (address(account), "session.contract"),
        (address(used.clone()), "session.used"),
        (address(wrong_case), "session.unreadable"),
        (address(flip_case(&used)), "session.unreadable"),
        (address(String::new()), "session.missing"),
        (
            SessionForm::Passkey {
                y: x.clone(),
                x,
                credential_id_hash: credential_id_hash.clone(),
            },
            "session.off-curve",
        ),
        (
            SessionForm::Passkey { x: "0x1".into(), y: String::new(), credential_id_hash },
            "session.unreadable",
        ),
    ];
    for (session, code) in cases {
        let form = GrantForm { session, ..stage.rent() };
        let preview = stage.wallet.grant_preview(form.clone()).await.unwrap();
        assert!(preview.problems.iter().any(|p| p.code == code), "{code}: {preview:?}");
        assert_eq!(refusal(stage.wallet.grant(form).await).code, Code::Invalid, "{code}");
    }
    assert_eq!(stage.hand.asked.lock().unwrap().len(), asked);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_made_here_leaves_the_vault_once_the_chain_has_ended_it() {
    let stage = stage("a_key_leaves_the_vault").await;
    let ended = stage.wallet.grant(stage.rent()).await.unwrap();
    let kept = stage.wallet.grant(stage.rent()).await.unwrap();
    assert!(stage.wallet.key_revoke(ended.id).await.unwrap().proven);
    let holder = |id| {
        let wallet = stage.wallet.clone();
        async move {
            let keys = wallet.keys_refresh().await.unwrap();
            keys.into_iter().find(|key| key.id == id).unwrap().holder
        }
    };
    let began = std::time::Instant::now();
    while holder(ended.id).await != KeyHolder::Nobody {
        assert!(began.elapsed() < Duration::from_secs(60), "it is still in the vault");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(holder(kept.id).await, KeyHolder::Vault, "what may be live stays");
    assert_eq!(stage.hand.held(), 1);
    assert_eq!(stage.pay(LANDLORD, 1).await.unwrap().status, OperationStatus::Included);
}

/// The same address with a wrong checksum: the case of its last letter turned.
fn flip_case(address: &str) -> String {
    let at = address.rfind(|c: char| c.is_ascii_alphabetic()).unwrap();
    let turned = |c: char| {
        if c.is_ascii_uppercase() { c.to_ascii_lowercase() } else { c.to_ascii_uppercase() }
    };
    address.char_indices().map(|(i, c)| if i == at { turned(c) } else { c }).collect()
}
