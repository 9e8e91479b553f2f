//! The files say what is in them, hold nothing else, and take names as text only.

use alloy_primitives::U256;
use latchkey_core::account::{AccountSpec, Owner};
use latchkey_core::approval::{KeptIn, OwnerKind, OwnerPublic};
use latchkey_core::kernel::version::KernelVersion;

use super::*;

fn account() -> Account {
    let owner = Address::repeat_byte(1);
    let spec = AccountSpec {
        version: KernelVersion::V0_3_1,
        owner: Owner::MultiChainEcdsa(owner),
        index: U256::ZERO,
    };
    Account {
        id: 1,
        name: "Main".to_owned(),
        address: spec.address(),
        spec,
        vault_id: String::new(),
        kept_in: KeptIn::SealedFile,
        kind: OwnerKind::Passphrase,
        public: OwnerPublic::Address(owner),
        former_keys: 0,
        created_at: 0,
    }
}

fn bundle(name: &str) -> KillBundle {
    let mut bundle = KillBundle::new(&account(), &[], &[], &[], 1_795_165_200);
    let operation = r#"{"sender":"0x0101010101010101010101010101010101010101","nonce":"0x1","callData":"0x","callGasLimit":"0x1","verificationGasLimit":"0x1","preVerificationGas":"0x1","maxFeePerGas":"0x0","maxPriorityFeePerGas":"0x0","signature":"0x07"}"#;
    let user_operation: UserOperation = serde_json::from_str(operation).unwrap();
    bundle.kills.push(BundledKill {
        number: 1,
        chain_id: 31_337,
        network: "Local".to_owned(),
        key: name.to_owned(),
        permission_id: "0x01020304".to_owned(),
        validation_id: format!("0x0201020304{}", "00".repeat(16)),
        validation_nonce: 1,
        ends: "this key",
        creates_account: true,
        pays: false,
        calldata: Some(handle_ops([user_operation.pack()], NOBODY)),
        user_operation,
    });
    bundle
}

fn file(bundle: &KillBundle, name: &str) -> String {
    let files = bundle.files().unwrap();
    files.into_iter().find(|(path, _)| path == name).unwrap_or_else(|| panic!("no {name}")).1
}

#[test]
fn each_kill_is_in_every_form() {
    let bundle = bundle("Rent");
    let readme = file(&bundle, "README.txt");
    assert!(readme.contains("1  Local (chain 31337): ends this key, 0x01020304 Rent, creates the account; the sender pays"), "{readme}");
    assert!(readme.contains("moves no money") && readme.contains(&bundle.account), "{readme}");
    let calldata = file(&bundle, "calldata/1.txt");
    assert!(calldata.starts_with("0x765e827f"));
    let page = file(&bundle, "kills.html");
    assert!(
        page.contains(&calldata) && page.contains("moves no money") && !page.contains("<script")
    );
    assert!(file(&bundle, "operations/1.json").contains("\"method\":\"eth_sendUserOperation\""));
    assert!(file(&bundle, "kills.json").contains(&calldata));
    assert!(
        file(&bundle, "kill.mjs").contains("eth_call") && file(&bundle, "send.sh").contains("curl")
    );
}

#[test]
fn a_name_stays_text_on_the_page() {
    let page = file(&bundle("<img src=x onerror=alert(1)>&\""), "kills.html");
    assert!(
        !page.contains("<img") && page.contains("&lt;img src=x onerror=alert(1)&gt;&amp;&quot;")
    );
}

#[test]
fn without_kills_it_says_so() {
    let empty = KillBundle::new(&account(), &[], &[], &[], 0);
    assert!(file(&empty, "README.txt").contains("Renew the off switch"));
}
