//! Somebody who copied a session key before everything was stopped: signs a fresh payment with it,
//! past the app, and keeps it for later.
//!
//! Why: "stopped" must hold against a copy of the key and an operation that was never sent, not only
//! against the app's own refusal.
//! Refuses: keys of the owner; the signing program has no mode that would hand one out unattended.

use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};

use alloy_primitives::{Address, Bytes, U256};
use latchkey_core::approval::{PROTOCOL_VERSION, SessionKeyRef, SessionReply, SessionRequest};
use latchkey_core::chain::ENTRY_POINT_07;
use latchkey_core::kernel::execute::Call;
use latchkey_core::permission::SignerKind;
use latchkey_core::plan::{FirstUse, SessionPlan};
use latchkey_core::user_op::UserOperation;
use latchkey_wallet::adapter::sqlite::SqliteStore;
use latchkey_wallet::ports::{AccountStore, KeyStore};
use latchkey_wallet::record::Key;
use serde_json::json;

use super::chain::Signed;
use super::{RECIPIENT, Story};
use crate::binaries;
use crate::home::Home;

/// The built-in network.
const CHAIN: u64 = 31_337;

impl Story {
    /// Signs a payment of so many DUSD that nobody has sent: with a key that is installed, or with one
    /// whose approval was never used.
    pub async fn copy_signs(&self, name: &str, installed: bool, dusd: u64) -> Signed {
        let store = SqliteStore::open(&self.home.data().join("latchkey.db")).unwrap();
        let key = store.keys().unwrap().into_iter().find(|key| key.name == name).unwrap();
        let account = store.account(key.account_id).unwrap().unwrap();
        let first_use = (!installed).then(|| first_use(&key));
        let ledger = self.ledger();
        let calls = [payment(ledger.token(), dusd)];
        let plan = SessionPlan {
            account: &account.spec,
            deployed: true,
            permission_id: key.permission_id,
            signer: SignerKind::Ecdsa,
            first_use: first_use.as_ref(),
            lane: 0,
            calls: &calls,
        };
        let nonce_key = U256::from(plan.nonce_key());
        let sequence = ledger.sequence(account.address, nonce_key).await;
        let mut operation = plan.draft(sequence).operation().clone();
        price(&mut operation);
        let holder = SessionKeyRef { account: account.address, permission_id: key.permission_id };
        let signature =
            Copier::start(&self.home, &holder).sign(&holder, ledger.now().await, &operation);
        operation.signature = plan.envelope(&signature);
        Signed { json: json!(operation) }
    }
}

fn first_use(key: &Key) -> FirstUse {
    FirstUse {
        enable_data: key.permission().enable_data(),
        enable_signature: key.approvals[0].enable_signature.clone(),
    }
}

fn payment(token: Address, dusd: u64) -> Call {
    let to: Address = RECIPIENT.parse().unwrap();
    let amount = U256::from(dusd * 1_000_000).to_be_bytes::<32>();
    let data = [&[0xa9, 0x05, 0x9c, 0xbb][..], to.into_word().as_slice(), &amount].concat();
    Call { to: token, value: U256::ZERO, data: data.into() }
}

/// Generous limits at a price the local network takes; far inside the keys' gas budgets.
fn price(operation: &mut UserOperation) {
    operation.signature = Bytes::new();
    operation.call_gas_limit = 200_000;
    operation.verification_gas_limit = 1_500_000;
    operation.pre_verification_gas = U256::from(150_000);
    operation.max_fee_per_gas = 2_000_000_000;
    operation.max_priority_fee_per_gas = 1_000_000_000;
}

/// The signing program in session mode, on the copied vault.
struct Copier {
    program: Child,
}

impl Copier {
    fn start(home: &Home, key: &SessionKeyRef) -> Self {
        let mut command = Command::new(binaries::program("latchkey-signer"));
        home.apply(&mut command).arg("session").stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut copier = Self { program: command.stderr(Stdio::null()).spawn().unwrap() };
        let open = SessionRequest::Open { version: PROTOCOL_VERSION, keys: vec![key.clone()] };
        let reply = copier.ask(&open);
        let SessionReply::Loaded { missing, .. } = reply else { panic!("{reply:?}") };
        assert!(missing.is_empty(), "the vault does not hold the key");
        copier
    }

    fn sign(mut self, key: &SessionKeyRef, now: u64, operation: &UserOperation) -> Bytes {
        let reply = self.ask(&SessionRequest::Sign {
            id: 1,
            key: key.clone(),
            chain_id: CHAIN,
            entry_point: ENTRY_POINT_07,
            now_unix_secs: now,
            operation: Box::new(operation.clone()),
        });
        let SessionReply::Signed { signature, .. } = reply else { panic!("{reply:?}") };
        signature
    }

    /// One frame there, one back: `u32 big-endian length ‖ JSON`.
    fn ask(&mut self, request: &SessionRequest) -> SessionReply {
        let body = serde_json::to_vec(request).unwrap();
        let input = self.program.stdin.as_mut().unwrap();
        input.write_all(&u32::try_from(body.len()).unwrap().to_be_bytes()).unwrap();
        input.write_all(&body).and_then(|()| input.flush()).unwrap();
        let output = self.program.stdout.as_mut().unwrap();
        let mut length = [0; 4];
        output.read_exact(&mut length).unwrap();
        let mut body = vec![0; usize::try_from(u32::from_be_bytes(length)).unwrap()];
        output.read_exact(&mut body).unwrap();
        serde_json::from_slice(&body).unwrap()
    }
}

impl Drop for Copier {
    fn drop(&mut self) {
        let _gone = self.program.kill().and_then(|()| self.program.wait());
    }
}
