//! Serialized accounts of ours, opened by the published packages: address, permission id, enable
//! data, nonce, calldata, factory, operation hash, stub and final signature must be what the core
//! derives.

use alloy_primitives::{Address, B256, Bytes, FixedBytes, U256};
use latchkey_core::{
    account::{AccountSpec, Owner, root::RootInstall},
    approval_tree::Tree,
    blob::{Approval, Authorization, InitCode, SerializedAccount, Source},
    chain,
    kernel::{
        enable::EnableApproval,
        execute::{self, Call, ExecMode},
        nonce, signature,
        version::KernelVersion,
    },
    permission::{Permission, SessionSigner},
    policy::Policy,
    webauthn::{self, Passkey},
};
use latchkey_tests::blob_check;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    enable, keys, operation,
    oracle_policies::{callers, policies, word},
};

/// What the published packages derived.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Opened {
    address: Address,
    permission_id: FixedBytes<4>,
    enable_data: Bytes,
    nonce: B256,
    call_data: Bytes,
    factory: Option<Address>,
    factory_data: Option<Bytes>,
    stub_signature: Bytes,
    user_op_hash: B256,
    signature: Option<Bytes>,
}

/// One shape: the text, and everything needed to derive the same.
struct Shape {
    name: String,
    text: SerializedAccount,
    install: Option<RootInstall>,
    account: Address,
    permission: Permission,
    enable: EnableApproval,
    session: Session,
    /// Whether the key is inside the text.
    inside: bool,
    /// Whether the account is there with the key installed.
    installed: bool,
}

#[derive(Clone)]
enum Session {
    Key(B256),
    Passkey(Passkey),
}

fn key(name: &str) -> B256 {
    word(&format!("key:{name}"))
}

/// Opens every shape in one go.
pub(crate) fn check() {
    let shapes = shapes();
    let inputs: Vec<Value> = shapes.iter().map(Shape::input).collect();
    let answers = blob_check::open(&inputs);
    let mut wrong = Vec::new();
    for (shape, answer) in shapes.iter().zip(answers) {
        match answer.get("opened") {
            Some(opened) => shape.compare(serde_json::from_value(opened.clone()).unwrap()),
            None => wrong.push(format!("{}: {answer}", shape.name)),
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    println!("the published packages opened {} serialized accounts of ours", shapes.len());
    assert!(shapes.len() >= 100);
}

fn shapes() -> Vec<Shape> {
    let mut all = Vec::new();
    for version in KernelVersion::ALL {
        let address = keys::address(key("owner"));
        for owner in [Owner::Ecdsa(address), Owner::MultiChainEcdsa(address)] {
            let validator = owner.kind();
            for (name, policies) in policies() {
                let name = format!("{} {validator:?} {name}", version.name());
                let index = U256::from_be_bytes(word(&name).0) >> (all.len() % 256);
                let spec = AccountSpec { version, owner, index };
                all.push(Shape::new(name, &spec.root_install(), policies));
            }
        }
    }
    all.extend(special());
    all
}

/// Shapes beside the ordinary ones.
fn special() -> Vec<Shape> {
    let spec = |version, index: u64| AccountSpec {
        version,
        owner: Owner::MultiChainEcdsa(keys::address(key("owner"))),
        index: U256::from(index),
    };
    let limits = || policies().swap_remove(1).1;
    let mut all = Vec::new();
    for version in KernelVersion::ALL {
        let install = spec(version, 7).root_install();
        let plain =
            |name: &str| Shape::new(format!("{} {name}", version.name()), &install, limits());
        all.push(plain("key inside").with_key());
        all.push(plain("installed").installed());
        all.push(plain("passkey").of_passkey());
        all.push(plain("pre-installed").pre_installed());
        all.push(plain("own factory").direct());
        all.push(plain("one signature for many").in_a_tree());
    }
    for version in [KernelVersion::V0_3_2, KernelVersion::V0_3_3] {
        let mut install = spec(version, 8).root_install();
        install.init_config = vec![Bytes::from(word("first call").to_vec()), Bytes::new()];
        all.push(Shape::new(format!("{} first calls", version.name()), &install, limits()));
    }
    all.push(Shape::delegated(false));
    all.push(Shape::delegated(true));
    all
}

impl Shape {
    fn new(name: String, install: &RootInstall, policies: Vec<Policy>) -> Self {
        let session = key(&name);
        let permission = Permission::ecdsa(policies, keys::address(session));
        let source = Source::Factory(install);
        let made = Self::make(name, source, permission, Session::Key(session));
        Self { install: Some(install.clone()), ..made }
    }

    fn make(name: String, source: Source<'_>, permission: Permission, session: Session) -> Self {
        let (account, version) = match source {
            Source::Factory(install) => (install.address(), install.version),
            Source::Located(account) => (account.address(), account.install().version),
            Source::Delegated(account) => (account, KernelVersion::V0_3_3),
        };
        let enable = enable::approval(&permission, (account, 1, version, 1), None, None);
        let signature = keys::bytes(keys::raw(key("owner"), enable.digest()));
        let approval = Approval::Signed { enable: &enable, signature: &signature };
        let text = SerializedAccount::new(source, &permission, approval).unwrap();
        let (install, inside, installed) = (None, false, false);
        Self { name, text, install, account, permission, enable, session, inside, installed }
    }

    fn with_key(mut self) -> Self {
        let Session::Key(session) = self.session else { unreachable!() };
        self.text = self.text.with_session_key(&session.0).unwrap();
        self.inside = true;
        self
    }

    fn installed(mut self) -> Self {
        self.installed = true;
        self
    }

    fn of_passkey(self) -> Self {
        let [x, y] = ["x", "y"].map(|name| U256::from_be_bytes(word(name).0));
        let passkey = Passkey { x, y, authenticator_id_hash: word("credential") };
        let contract = chain::WEBAUTHN_SIGNER_004;
        let signer = SessionSigner::Foreign { contract, data: passkey.data() };
        let permission = Permission { signer, ..self.permission };
        let install = self.install.unwrap();
        let source = Source::Factory(&install);
        let made = Self::make(self.name, source, permission, Session::Passkey(passkey));
        Self { install: Some(install), ..made }
    }

    fn pre_installed(mut self) -> Self {
        let source = Source::Factory(self.install.as_ref().unwrap());
        self.text =
            SerializedAccount::new(source, &self.permission, Approval::PreInstalled).unwrap();
        self
    }

    fn direct(mut self) -> Self {
        let install = self.install.clone().unwrap();
        self.text.init_code = InitCode::Factory { install, direct: true };
        self
    }

    fn in_a_tree(mut self) -> Self {
        let tree = Tree::new(vec![word("a"), self.enable.digest(), word("b")]).unwrap();
        let owner = keys::personal(key("owner"), tree.root());
        let proof = tree.proof(1).unwrap();
        let signature = signature::multi_chain_signature(&owner, tree.root(), &proof);
        self.text.enable_signature = Some(signature);
        self.text.pre_installed = None;
        self
    }

    fn delegated(everywhere: bool) -> Self {
        let name = format!("delegated, everywhere: {everywhere}");
        let session = key(&name);
        let permission = Permission::ecdsa(vec![callers(0).into()], keys::address(session));
        let source = Source::Delegated(keys::address(key("owner")));
        let mut shape = Self::make(name, source, permission, Session::Key(session));
        let mut signed = Authorization {
            delegate: KernelVersion::V0_3_3.implementation(),
            chain_id: u64::from(!everywhere),
            nonce: if everywhere { 1 << 40 } else { 0 },
            r: B256::ZERO,
            s: B256::ZERO,
            y_parity: false,
        };
        let signature = keys::raw(key("owner"), signed.hash());
        signed.r = B256::from_slice(&signature[..32]);
        signed.s = B256::from_slice(&signature[32..64]);
        signed.y_parity = signature[64] == 28;
        shape.text = shape.text.with_authorization(signed).unwrap();
        shape
    }

    fn version(&self) -> KernelVersion {
        self.enable.version
    }

    /// What the oracle is asked.
    fn input(&self) -> Value {
        let text = self.text.encode().unwrap_or_else(|error| panic!("{}: {error}", self.name));
        let back = SerializedAccount::decode(&text).unwrap();
        assert_eq!(back, self.text, "{}", self.name);
        let place = latchkey_core::blob::Place { chain_id: 1, nonce: 1, version: None };
        let opened = back.open(Some(&self.permission.signer), place).unwrap();
        assert_eq!((opened.approval, &opened.permission), (self.enable.clone(), &self.permission));
        let mut input = json!({
            "serialized": text.as_str(), "chainId": 1, "kernelVersion": self.version().name(),
            "installed": self.installed,
        });
        match &self.session {
            Session::Key(key) if !self.inside => input["sessionPrivateKey"] = json!(key),
            Session::Key(_) => {}
            Session::Passkey(passkey) => {
                input["passkey"] = json!({
                    "x": passkey.x.to_string(), "y": passkey.y.to_string(),
                    "authenticatorIdHash": passkey.authenticator_id_hash,
                });
            }
        }
        input
    }

    fn compare(&self, got: Opened) {
        let name = &self.name;
        assert_eq!(got.address, self.account, "{name}");
        assert_eq!(got.permission_id, self.permission.id(), "{name}");
        assert_eq!(got.enable_data, self.permission.enable_data(), "{name}");
        let first = !self.installed && self.text.pre_installed != Some(true);
        let id = self.permission.id();
        let lane = if first { nonce::enable_key(id, 0) } else { nonce::default_key(id, 0) };
        let calls = [Call { to: Address::ZERO, value: U256::from(1), data: Bytes::new() }];
        let call_data = execute::encode_execute(&calls, ExecMode::Default);
        let mut own = operation::bare(self.account, None, nonce::full(lane, 0), call_data);
        if let (InitCode::Factory { install, direct }, false) =
            (&self.text.init_code, self.installed)
        {
            own.factory =
                Some(if *direct { install.version.factory() } else { chain::META_FACTORY });
            own.factory_data =
                if *direct { install.direct_factory_data() } else { install.factory_data() };
        }
        assert_eq!(
            (got.nonce, got.call_data),
            (B256::from(own.nonce), own.call_data.clone()),
            "{name}"
        );
        assert_eq!(got.factory, own.factory, "{name}");
        assert_eq!(got.factory_data.unwrap_or_default(), own.factory_data, "{name}");
        let hash = own.hash(chain::ENTRY_POINT_07, 1);
        assert_eq!(got.user_op_hash, hash, "{name}");
        let wrap = |inner: &[u8]| {
            let inner = signature::permission_signature(inner);
            match &self.text.enable_signature {
                Some(owner) if first => {
                    signature::enable_mode_signature(&self.enable, owner, &inner)
                }
                _ => inner,
            }
        };
        match &self.session {
            Session::Key(key) => {
                assert_eq!(got.stub_signature, wrap(&signature::DUMMY_ECDSA), "{name}");
                assert_eq!(got.signature, Some(wrap(&keys::personal(*key, hash))), "{name}");
            }
            Session::Passkey(_) => {
                assert_eq!(got.stub_signature, wrap(&webauthn::dummy_signature()), "{name}");
                assert_eq!(got.signature, None, "{name}");
            }
        }
    }
}
