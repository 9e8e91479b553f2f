//! The off switch as the real signer signs it: a grant approved in its window, kills prepared again
//! out of the same terms, and fired on a local network by an account that has nothing to do with it.
//!
//! Why: what the signer prepares, the wallet would send years later with no owner key at hand; here
//! nothing but the verdict, the request and public facts is used.
//! Refuses: a session key of the signer's: the agent brings its own, so that its uses are made here.

use alloy_primitives::{Address, Bytes, U256, address};
use latchkey_core::account::{AccountSpec, Owner as Root};
use latchkey_core::approval::{ApprovalRequest, Ask, KillTerms, SessionSource, Verdict};
use latchkey_core::chain::ENTRY_POINT_07;
use latchkey_core::kernel::execute::Call;
use latchkey_core::kernel::signature::permission_signature;
use latchkey_core::key_state::{Block, Inquiry, Question, Reply};
use latchkey_core::permission::{Permission, SignerKind};
use latchkey_core::plan::{FirstUse, Kill, Nonces, SessionPlan, granted_kills};
use latchkey_core::policy::PolicyKind;
use latchkey_core::user_op::stage::Gas;
use latchkey_core::user_op::{UserOperation, handle_ops};
use latchkey_devnet::{Config, Devnet, Running};
use latchkey_tests::display::Display;
use latchkey_tests::hand::TestKey;
use latchkey_tests::home::Home;
use serde_json::{Value, json};

use crate::asks::{self, Owner};
use crate::window;

const STRANGER: Address = address!("0000000000000000000000000000000057ca17e2");

/// A local network, asked from outside of it.
struct Net(Running);

impl Net {
    async fn ask(&self, method: &str, params: Value) -> Value {
        let body = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
        let sent = reqwest::Client::new()
            .post(self.0.rpc_url())
            .header("content-type", "application/json")
            .body(body.to_string())
            .send();
        serde_json::from_str(&sent.await.unwrap().text().await.unwrap()).unwrap()
    }

    async fn exists(&self, account: &AccountSpec) -> bool {
        let code = self.ask("eth_getCode", json!([account.address(), "latest"])).await;
        code["result"] != json!("0x")
    }

    /// Sends to the EntryPoint, as anybody could.
    async fn fire(&self, op: &UserOperation) -> bool {
        let data = handle_ops([op.pack()], STRANGER);
        self.ask("anvil_setBalance", json!([STRANGER, "0x8ac7230489e80000"])).await;
        self.ask("anvil_impersonateAccount", json!([STRANGER])).await;
        let message =
            json!({"from": STRANGER, "to": ENTRY_POINT_07, "data": data, "gas": "0xd59f80"});
        let sent = self.ask("eth_sendTransaction", json!([message])).await;
        let Some(hash) = sent["result"].as_str() else { return false };
        let receipt = self.ask("eth_getTransactionReceipt", json!([hash])).await;
        receipt["result"]["status"] == "0x1"
    }

    async fn reply(&self, question: Question) -> Reply {
        let answer = match question {
            Question::Code(address) => self.ask("eth_getCode", json!([address, "latest"])).await,
            Question::Call { to, data } => {
                self.ask("eth_call", json!([{"to": to, "data": data}, "latest"])).await
            }
        };
        answer["result"].as_str().map(|text| text.parse().unwrap())
    }
}

/// A key that the real signer approved, with its off switch.
struct Granted {
    account: AccountSpec,
    agent: TestKey,
    permission: Permission,
    first_use: FirstUse,
    kills: Vec<(Kill, UserOperation)>,
}

/// The grant of [`Owner::grant`] for the account of this index, with terms for its off switch.
fn request(owner: &Owner, index: u64, agent: &TestKey, chain_id: u64) -> ApprovalRequest {
    let mut request = owner.grant();
    request.deadline_secs = 300;
    let Ask::Grant(ask) = &mut request.ask else { panic!("a grant") };
    ask.account.index = U256::from(index);
    ask.session = SessionSource::Address(agent.address());
    // Good whenever the test runs, and free of a budget.
    ask.policies
        .retain(|policy| matches!(policy.kind, PolicyKind::Call(_) | PolicyKind::RateLimit(_)));
    let (nonces, others, fees) = (Nonces::FRESH, Vec::new(), None);
    ask.leaves[0].chain_id = chain_id;
    ask.leaves[0].kill = Some(KillTerms { deployed: false, nonces, others, fees });
    request
}

fn granted(
    owner: &Owner,
    index: u64,
    (home, display): (&Home, &Display),
    chain_id: u64,
) -> Granted {
    let agent = TestKey::named(&format!("the agent's key {index}"));
    let request = request(owner, index, &agent, chain_id);
    let verdict = window::approve(home, display, &request);
    let Verdict::Granted { mut enable_signatures, kill_signatures, .. } = verdict else {
        panic!("{verdict:?}")
    };
    let Ask::Grant(ask) = request.ask else { panic!("a grant") };
    assert_eq!(ask.account.owner, Root::MultiChainEcdsa(owner.address()));
    let permission = Permission::ecdsa(ask.policies.clone(), agent.address());
    let kills = granted_kills(&ask, &permission).remove(0);
    assert_eq!((kills.len(), kill_signatures[0].len()), (4, 4));
    let signed = kills.into_iter().zip(&kill_signatures[0]).map(|(kill, signature)| {
        let operation =
            UserOperation { signature: signature.clone(), ..kill.leaf.operation.clone() };
        (kill, operation)
    });
    let kills = signed.collect();
    let enable_signature = enable_signatures.remove(0);
    let first_use = FirstUse { enable_data: permission.enable_data(), enable_signature };
    Granted { account: ask.account, agent, permission, first_use, kills }
}

impl Granted {
    /// The agent transfers nothing at all; whether it was included and went well.
    async fn uses(&self, net: &Net, first: bool) -> bool {
        let to = asks::BOB.into_word();
        let data = [&[0xa9, 0x05, 0x9c, 0xbb][..], to.as_slice(), &[0; 32]];
        let calls = [Call { to: asks::TOKEN, value: U256::ZERO, data: data.concat().into() }];
        let plan = SessionPlan {
            account: &self.account,
            deployed: net.exists(&self.account).await,
            permission_id: self.permission.id(),
            signer: SignerKind::Ecdsa,
            first_use: first.then_some(&self.first_use),
            lane: 0,
            calls: &calls,
        };
        let gas = Gas {
            call_gas_limit: 500_000,
            verification_gas_limit: 3_000_000,
            pre_verification_gas: U256::from(100_000),
            max_fee_per_gas: 2_000_000_000,
            max_priority_fee_per_gas: 1_000_000_000,
        };
        let sealed = plan.draft(0).price(gas, None).seal(ENTRY_POINT_07, net.0.chain_id());
        let inner = permission_signature(&self.agent.personal_sign(sealed.hash()));
        let op = sealed.sign(plan.envelope(&inner)).operation().clone();
        let sent = net.ask("eth_sendUserOperation", json!([op, ENTRY_POINT_07])).await;
        let Some(hash) = sent["result"].as_str() else { return false };
        let receipt = net.ask("eth_getUserOperationReceipt", json!([hash])).await;
        receipt["result"]["success"] == true
    }

    /// The one for this key alone.
    fn own(&self, deploys: bool) -> &UserOperation {
        self.find(|kill| !kill.everything && kill.deploys == deploys)
    }

    /// The one for every key.
    fn every(&self, deploys: bool) -> &UserOperation {
        self.find(|kill| kill.everything && kill.deploys == deploys)
    }

    fn find(&self, fits: impl Fn(&Kill) -> bool) -> &UserOperation {
        &self.kills.iter().find(|(kill, _)| fits(kill)).unwrap().1
    }

    /// What the chain says, and what it refuses.
    async fn is_dead(&self, net: &Net) {
        let keys = [(self.permission.clone(), 1)];
        let inquiry = Inquiry {
            account: &self.account,
            owner: &self.account.owner,
            keys: &keys,
            strangers: &[],
        };
        let mut replies = Vec::new();
        for question in inquiry.questions() {
            replies.push(net.reply(question).await);
        }
        let found = inquiry.read(&replies, Block { number: 0, timestamp: asks::NOW }).unwrap();
        assert!(found.keys[0].verdict.is_over(), "{:?}", found.keys[0].verdict);
        assert!(!self.uses(net, true).await, "its approval still installs it");
        assert!(!self.uses(net, false).await, "its operations still pass");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_off_switch_of_a_real_grant_ends_the_key_before_and_after_first_use() {
    let (home, display) = (Home::new(), Display::start());
    let (owner, _) = window::create_owner(&home, &display);
    let net = Net(Devnet::start(Config::default()).unwrap());
    let chain_id = net.0.chain_id();
    let [unused, used] = [0, 1].map(|index| granted(&owner, index, (&home, &display), chain_id));
    // Nobody is needed from here on.
    drop((home, display));

    let before = unused.own(true);
    assert_eq!((before.max_fee_per_gas, before.factory.is_some()), (0, true));
    assert!(!net.fire(unused.own(false)).await, "there is no account yet");
    assert!(net.fire(before).await, "it makes the empty account and ends the key");
    unused.is_dead(&net).await;

    let fund = json!([used.account.address(), "0x8ac7230489e80000"]);
    net.ask("anvil_setBalance", fund).await;
    assert!(used.uses(&net, true).await, "the approval with kills beside it is good");
    assert!(used.uses(&net, false).await);
    assert!(!net.fire(used.every(true)).await, "the account exists");
    let mut bent = used.every(false).clone();
    bent.call_data = Bytes::new();
    assert!(!net.fire(&bent).await, "nobody can change it");
    assert!(net.fire(used.every(false)).await);
    used.is_dead(&net).await;
}
