//! The kill bundle ends keys with public tools alone: Latchkey is not running, the vault is empty, the
//! owner key is not there. Node, curl, and a plain account that was never heard of before.

use std::path::Path;
use std::process::Command;

use alloy_primitives::{B256, Bytes};
use latchkey_core::approval::{KeptIn, KillTerms, OwnerKind, OwnerPublic};
use latchkey_core::approval_tree::{Approvals, Leaf};
use latchkey_core::chain::ENTRY_POINT_07;
use latchkey_core::kernel::nonce;
use latchkey_core::permission::Permission;
use latchkey_core::plan::{Fees, Kill, KillGround, Nonces, ONE_KEY_LANE, prepared};
use latchkey_core::transaction::Transaction;
use latchkey_core::user_op::UserOperation;
use latchkey_tests::hand::TestKey;
use latchkey_wallet::kill_bundle::KillBundle;
use latchkey_wallet::record::{
    Account, Approval, Holder, Key as Kept, KillEnds, MadeFor, PreparedKill,
};
use serde_json::{Value, json};

use crate::ground::{Ground, Key, calls, plenty_of_gas};
use crate::stage::{LANDLORD, stage};

/// What a wallet keeps of an account.
fn account(ground: &Ground) -> Account {
    Account {
        id: 1,
        name: "Main".into(),
        spec: ground.account.clone(),
        address: ground.address(),
        vault_id: String::new(),
        kept_in: KeptIn::SealedFile,
        kind: OwnerKind::Passphrase,
        public: OwnerPublic::Address(ground.owner.address()),
        former_keys: 0,
        created_at: 0,
    }
}

/// What it keeps of a key.
fn kept(ground: &Ground, id: i64, permission: &Permission) -> Kept {
    let approval = Approval {
        chain_id: ground.net.chain_id(),
        validation_nonce: 1,
        enable_signature: Bytes::new(),
        ended_at_block: None,
    };
    Kept {
        id,
        name: format!("key {id}"),
        account_id: 1,
        agent_id: 1,
        session: permission.signer.clone(),
        holder: Holder::Agent,
        permission_id: permission.id(),
        policies: permission.policies.clone(),
        functions: vec![],
        granted_at: 0,
        approvals: vec![approval],
    }
}

/// The kills of a key, as its owner signs them together with the grant.
fn kills(ground: &Ground, key_id: i64, permission: &Permission) -> Vec<PreparedKill> {
    let fees = Fees { max_fee_per_gas: 2_000_000_000, max_priority_fee_per_gas: 1_000_000_000 };
    let nonces = Nonces::FRESH;
    let terms = KillTerms { deployed: false, nonces, others: vec![], fees: Some(fees) };
    let chain_id = ground.net.chain_id();
    let at = KillGround {
        account: &ground.account,
        owner: &ground.account.owner,
        chain_id,
        validation_nonce: 1,
    };
    let leaves = prepared(&at, &terms, permission).into_iter().map(Kill::into_leaf);
    let approvals = Approvals::new(leaves.collect()).unwrap();
    let over_root = ground.owner.personal_sign(approvals.root());
    let signed = approvals.signed(&over_root).into_iter().map(|(leaf, signature)| {
        let Leaf::Operation(op) = leaf else { panic!("a kill") };
        let operation = UserOperation { signature, ..op.operation.clone() };
        let one = nonce::decode(operation.nonce).lane == ONE_KEY_LANE;
        PreparedKill {
            id: 0,
            key_id,
            chain_id,
            ends: if one { KillEnds::OneKey } else { KillEnds::Everything },
            operation,
            made_for: MadeFor {
                owner: OwnerPublic::Address(ground.owner.address()),
                permission_id: permission.id(),
                validation_nonce: 1,
                terms: terms.clone(),
            },
            made_at: 0,
        }
    });
    signed.collect()
}

/// Runs a public tool in the folder; whether it ended well, and what it said.
async fn run(folder: &Path, program: &str, words: &[&str]) -> (bool, String) {
    let mut command = Command::new(program);
    command.args(words).current_dir(folder).env_clear();
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    let out = tokio::task::spawn_blocking(move || command.output()).await.unwrap().unwrap();
    let said = [out.stdout, out.stderr].concat();
    (out.status.success(), String::from_utf8_lossy(&said).into_owned())
}

/// The number of the kill of one key that looks like this.
fn number(folder: &Path, key: &Key, wanted: impl Fn(&Value) -> bool) -> String {
    let text = std::fs::read_to_string(folder.join("kills.json")).unwrap();
    let bundle: Value = serde_json::from_str(&text).unwrap();
    let id = json!(key.permission.id().to_string());
    let all = bundle["kills"].as_array().unwrap();
    let of = |kill: &&Value| kill["permissionId"] == id && kill["createsAccount"] == false;
    let one = |kill: &&Value| kill["ends"] == "this key" && wanted(kill);
    all.iter().filter(of).find(one).unwrap()["number"].to_string()
}

/// Anybody funded pastes calldata into a wallet.
async fn paste(ground: &Ground, input: Bytes) -> bool {
    let anybody = TestKey::named("anybody at all");
    ground.rpc("anvil_setBalance", json!([anybody.address(), "0x8ac7230489e80000"])).await;
    let transaction = Transaction {
        chain_id: ground.net.chain_id(),
        nonce: 0,
        max_priority_fee_per_gas: 1_000_000_000,
        max_fee_per_gas: 5_000_000_000,
        gas_limit: 15_000_000,
        to: ENTRY_POINT_07,
        input,
    };
    let sealed = transaction.sealed(&anybody.sign(transaction.signing_hash())).unwrap();
    let sent = ground.rpc("eth_sendRawTransaction", json!([sealed.raw])).await;
    let hash: B256 = sent["result"].as_str().unwrap_or_else(|| panic!("{sent}")).parse().unwrap();
    let receipt = ground.rpc("eth_getTransactionReceipt", json!([hash])).await;
    receipt["result"]["status"] == "0x1"
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn public_tools_end_keys_with_latchkey_closed() {
    let ground = Ground::new("kill bundle").await;
    let pays = || vec![calls(vec![ground.transfers(vec![])]), plenty_of_gas()];
    let keys = ["node", "curl", "paste", "all"].map(|name| ground.key(name, pays()));
    let rows = || keys.iter().zip(1_i64..);
    let kept: Vec<Kept> = rows().map(|(key, id)| kept(&ground, id, &key.permission)).collect();
    let signed: Vec<_> = rows().flat_map(|(key, id)| kills(&ground, id, &key.permission)).collect();
    let folder = tempfile::tempdir().unwrap();
    let bundle = KillBundle::new(&account(&ground), &kept, &[], &signed, 1_795_165_200);
    assert_eq!(bundle.kills.len(), 4 * 8, "two forms, two fees, with and without the account");
    for inner in ["operations", "calldata"] {
        std::fs::create_dir(folder.path().join(inner)).unwrap();
    }
    for (name, text) in bundle.files().unwrap() {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let [by_node, by_curl, by_paste, by_all] = &keys;
    for key in &keys {
        assert_eq!(ground.use_key(key, true, &[ground.pay(LANDLORD, 0)]).await, Ok(true));
        assert!(ground.speaks(key).await);
    }
    let (url, chain) = (ground.net.rpc_url(), ground.net.chain_id().to_string());
    let at = folder.path();
    let id = by_node.permission.id().to_string();

    let (alive, said) = run(at, "node", &["kill.mjs", "state", &url, &chain]).await;
    assert!(!alive && said.matches("ALIVE").count() == 4, "{said}");
    let (sent, said) = run(at, "node", &["kill.mjs", "send", &url, &chain, &id]).await;
    assert!(sent, "{said}");
    let (dead, said) = run(at, "node", &["kill.mjs", "state", &url, &chain, &id]).await;
    assert!(dead && said.contains("dead"), "{said}");
    is_dead(&ground, by_node).await;

    let paid = number(at, by_curl, |kill| kill["pays"] == true);
    let (sent, said) = run(at, "sh", &["send.sh", &url, &paid]).await;
    assert!(sent, "{said}");
    let (again, said) = run(at, "sh", &["send.sh", &url, &paid]).await;
    assert!(!again, "each works once: {said}");
    is_dead(&ground, by_curl).await;

    let free = number(at, by_paste, |kill| kill["pays"] == false);
    let calldata = std::fs::read_to_string(at.join(format!("calldata/{free}.txt"))).unwrap();
    assert!(paste(&ground, calldata.parse().unwrap()).await);
    is_dead(&ground, by_paste).await;

    assert_eq!(ground.use_key(by_all, false, &[ground.pay(LANDLORD, 0)]).await, Ok(true));
    let (sent, said) = run(at, "node", &["kill.mjs", "send", &url, &chain]).await;
    assert!(sent, "{said}");
    is_dead(&ground, by_all).await;
    let (dead, said) = run(at, "node", &["kill.mjs", "state", &url, &chain]).await;
    assert!(dead && said.matches("dead").count() == 4, "{said}");
}

/// Neither its operations nor its messages are taken any more.
async fn is_dead(ground: &Ground, key: &Key) {
    let pay = [ground.pay(LANDLORD, 0)];
    assert!(ground.use_key(key, false, &pay).await.is_err());
    assert!(ground.use_key(key, true, &pay).await.is_err(), "its approval is void too");
    assert!(!ground.speaks(key).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bundle_of_the_wallet_holds_no_secret() {
    let stage = stage("kill bundle without secrets").await;
    let folder = tempfile::tempdir().unwrap();
    let none = stage.wallet.kill_bundle_write(folder.path().join("none")).await.unwrap_err();
    assert!(none.message.contains("no prepared kill"), "{none}");
    stage.wallet.grant(stage.rent()).await.unwrap();
    stage.wallet.panic_key_make().await.unwrap();
    let made = stage.wallet.kill_bundle_write(folder.path().join("kills")).await.unwrap();
    assert!(made.kills >= 4, "{made:?}");
    let twice = stage.wallet.kill_bundle_write(folder.path().join("kills")).await;
    assert!(twice.is_err(), "an older bundle is never mixed with a newer one");
    let owner = stage.hand.owner.address();
    let session = TestKey::named(&format!("session 0 of {owner}"));
    let secrets = [&stage.hand.owner, &session, &stage.hand.panic_key()].map(TestKey::secret);
    let address = stage.net.rpc_url();
    let host = address.trim_start_matches("http://").trim_end_matches('/');
    let mut read = 0;
    for inner in ["", "operations", "calldata"] {
        for file in std::fs::read_dir(Path::new(&made.path).join(inner)).unwrap() {
            let path = file.unwrap().path();
            if path.is_dir() {
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap().to_lowercase();
            read += 1;
            for secret in &secrets {
                assert!(!text.contains(secret.trim_start_matches("0x")), "{path:?}");
            }
            assert!(!text.contains(host), "{path:?} names a node");
        }
    }
    assert!(read > 5, "{read} files");
}
