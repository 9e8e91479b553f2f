//! The traps that the linter names, sprung on the real local network, and the way out of each.
//!
//! Every test shows three things: the danger is real (the contracts let it happen), the linter names
//! it, and after the fix the same attempt is refused by the contracts.

use alloy_primitives::{Address, U256};
use alloy_sol_types::SolCall;
use latchkey_core::account::Owner;
use latchkey_core::kernel::change_owner::change_owner_calls;
use latchkey_core::kernel::execute::Call;
use latchkey_core::kernel::install::{Installation, install_validations, uninstall_validation};
use latchkey_core::lint::{Blocked, Rule, blocked, fix};
use latchkey_core::policy::{
    Condition, ParamRule, Policy, PolicyKind, RateLimitPolicy, TimestampPolicy,
};
use latchkey_core::worst_case::{self, Asset};
use latchkey_tests::hand::TestKey;

use super::ground::{
    DUSD, Ground, Key, THIEF, approveCall, calls, plenty_of_gas, transferCall, transferFromCall,
};

fn until(valid_until: u64) -> Policy {
    PolicyKind::Timestamp(TimestampPolicy { valid_after: 0, valid_until }).into()
}

fn at_most(offset: u64, most: u64) -> ParamRule {
    let params = vec![U256::from(most).into()];
    ParamRule { condition: Condition::LessThanOrEqual, offset, params }
}

/// The policies after the one-click fix of a finding, which must then be gone.
fn fixed(ground: &Ground, policies: &[Policy], rule: Rule) -> Vec<Policy> {
    let finding = ground.finding(policies, rule);
    let fix = finding.fix.unwrap_or_else(|| panic!("{} has no fix", rule.id()));
    let fixed = fix::apply(policies, &fix);
    let left = ground.findings(&fixed);
    assert!(left.iter().all(|finding| finding.rule != rule), "{} is still there", rule.id());
    fixed
}

/// The calls that give the account to a thief.
fn takeover(ground: &Ground, thief: &TestKey) -> Vec<Call> {
    let to = Owner::MultiChainEcdsa(thief.address());
    change_owner_calls(&ground.account, &ground.account.owner, &to)
}

fn nothing() -> [Call; 1] {
    [Call { to: THIEF, value: U256::ZERO, data: Default::default() }]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_without_a_call_policy_takes_the_account() {
    let ground = Ground::new("no call policy").await;
    let thief = TestKey::named("a thief");
    let policies = vec![plenty_of_gas(), until(ground.now().await + 86_400)];
    assert_eq!(blocked(&ground.findings(&policies)), Blocked::UnlessTyped);
    ground.finding(&policies, Rule::NoCallPolicy);

    let key = ground.key("open", policies.clone());
    assert_eq!(ground.as_owner(&ground.owner, &nothing()).await, Ok(true), "it is the owner's");
    assert_eq!(ground.use_key(&key, true, &takeover(&ground, &thief)).await, Ok(true));
    assert!(ground.as_owner(&ground.owner, &nothing()).await.is_err(), "the owner is out");
    let all = ground.dusd(ground.address()).await;
    let take = [ground.of_token(transferCall { to: THIEF, amount: all }.abi_encode())];
    assert_eq!(ground.as_owner(&thief, &take).await, Ok(true), "and the thief is in");
    assert_eq!(ground.dusd(THIEF).await, all);

    let ground = Ground::new("a call policy").await;
    let listed = calls(vec![ground.transfers(vec![at_most(32, DUSD)])]);
    let policies = [vec![listed], policies].concat();
    let rules = ground.findings(&policies).into_iter().map(|finding| finding.rule);
    assert!(!rules.into_iter().any(|rule| rule == Rule::NoCallPolicy));
    let key = ground.key("closed", policies);
    assert!(ground.use_key(&key, true, &takeover(&ground, &thief)).await.is_err());
    assert_eq!(ground.use_key(&key, true, &[ground.pay(THIEF, 1)]).await, Ok(true));
    assert!(ground.use_key(&key, false, &takeover(&ground, &thief)).await.is_err());
    assert_eq!(ground.as_owner(&ground.owner, &nothing()).await, Ok(true), "still the owner's");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_that_may_call_the_account_makes_itself_another_key() {
    let ground = Ground::new("self target").await;
    let mut entry = ground.transfers(Vec::new());
    entry.target = ground.address();
    entry.selector = install_validations(&[])[..4].try_into().unwrap();
    let policies = vec![calls(vec![entry]), plenty_of_gas()];
    assert_eq!(blocked(&ground.findings(&policies)), Blocked::Yes, "nobody may approve it");
    ground.finding(&policies, Rule::SelfTarget);

    let key = ground.key("self", policies.clone());
    let wide = ground.key("a thief's own", vec![plenty_of_gas()]);
    let install = install_validations(&[Installation {
        validation_id: wide.permission.validation_id(),
        nonce: 1,
        hook: Address::ZERO,
        data: wide.permission.enable_data(),
        hook_data: Default::default(),
    }]);
    let call = [Call { to: ground.address(), value: U256::ZERO, data: install }];
    assert_eq!(ground.use_key(&key, true, &call).await, Ok(true), "the contracts let it");

    let ground = Ground::new("no self target").await;
    let mut policies = policies;
    if let PolicyKind::Call(policy) = &mut policies[0].kind {
        policy.permissions = vec![ground.transfers(vec![at_most(32, DUSD)])];
    }
    let call = [Call { to: ground.address(), ..call[0].clone() }];
    let key = ground.key("self", policies);
    assert!(ground.use_key(&key, true, &call).await.is_err());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_that_ended_still_signs_messages() {
    let ground = Ground::new("messages").await;
    let end = ground.now().await + 600;
    let policies =
        vec![calls(vec![ground.transfers(vec![at_most(32, DUSD)])]), plenty_of_gas(), until(end)];
    let repaired = fixed(&ground, &policies, Rule::Messages);
    let open = ground.key("speaks", policies);
    let shut = ground.key("silent", repaired);
    for key in [&open, &shut] {
        assert_eq!(ground.use_key(key, true, &[ground.pay(THIEF, 1)]).await, Ok(true));
    }
    ground.pass(86_400).await;
    for key in [&open, &shut] {
        assert!(ground.use_key(key, false, &[ground.pay(THIEF, 1)]).await.is_err(), "it ended");
    }
    assert!(ground.speaks(&open).await, "and the account still takes its word");
    assert!(!ground.speaks(&shut).await, "not with the signature policy");
}

async fn revoke(ground: &Ground, key: &Key) {
    let id = key.permission.validation_id();
    let entries = key.permission.policies.len() + 1;
    let data = uninstall_validation(id, entries);
    let call = [Call { to: ground.address(), value: U256::ZERO, data }];
    assert_eq!(ground.as_owner(&ground.owner, &call).await, Ok(true));
    assert!(ground.use_key(key, false, &[ground.pay(THIEF, 1)]).await.is_err(), "it is revoked");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_allowance_outlives_the_key_that_gave_it() {
    let ground = Ground::new("allowance").await;
    let approve = ground.entry(approveCall::SELECTOR, vec![at_most(32, 500 * DUSD)]);
    let transfer = ground.transfers(vec![at_most(32, DUSD)]);
    let policies = vec![calls(vec![transfer, approve]), plenty_of_gas()];
    let risky = [Rule::Allowance, Rule::AllowanceToAnyone];
    let named = ground.findings(&policies).into_iter().find(|f| risky.contains(&f.rule));
    let named = named.expect("the linter names it");

    let key = ground.key("allows", policies.clone());
    let amount = U256::from(500 * DUSD);
    let give = ground.of_token(approveCall { spender: THIEF, amount }.abi_encode());
    assert_eq!(ground.use_key(&key, true, std::slice::from_ref(&give)).await, Ok(true));
    revoke(&ground, &key).await;
    let pull = transferFromCall { from: ground.address(), to: THIEF, amount }.abi_encode();
    assert!(ground.transact(THIEF, ground.token, pull.clone()).await, "weeks later");
    assert_eq!(ground.dusd(THIEF).await, amount, "taken with no key at all");

    let ground = Ground::new("no allowance").await;
    let place = named.at.expect("its entry is named");
    let narrow = fix::apply(&policies, &fix::Fix::RemoveEntry { at: place });
    let left = ground.findings(&narrow);
    assert!(left.iter().all(|finding| !risky.contains(&finding.rule)));
    let key = ground.key("pays", narrow);
    assert!(ground.use_key(&key, true, &[give]).await.is_err(), "no approve, no allowance");
    assert_eq!(ground.use_key(&key, true, &[ground.pay(THIEF, DUSD)]).await, Ok(true));
    revoke(&ground, &key).await;
    assert!(!ground.transact(THIEF, ground.token, pull).await);
    assert_eq!(ground.dusd(THIEF).await, U256::from(DUSD), "what it paid, and no more");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_spacing_that_counts_from_1970_holds_nothing_back() {
    let ground = Ground::new("start at").await;
    let hourly = RateLimitPolicy { interval: 3_600, count: 5, start_at: 0, reset: false };
    let policies = vec![
        calls(vec![ground.transfers(vec![at_most(32, DUSD)])]),
        plenty_of_gas(),
        PolicyKind::RateLimit(hourly).into(),
    ];
    ground.finding(&policies, Rule::IdleSpacing);
    let idle = ground.key("idle", policies.clone());
    let pay = [ground.pay(THIEF, DUSD)];
    assert_eq!(ground.use_key(&idle, true, &pay).await, Ok(true));
    for _ in 0..4 {
        assert_eq!(ground.use_key(&idle, false, &pay).await, Ok(true), "all within a minute");
    }

    let now = ground.now().await;
    let context = latchkey_core::lint::Context {
        now: Some(now),
        ..latchkey_core::lint::Context::offline(ground.address())
    };
    let findings = latchkey_core::lint::findings(&policies, &context);
    let finding = findings.into_iter().find(|finding| finding.rule == Rule::IdleSpacing);
    let repaired = fix::apply(&policies, &finding.unwrap().fix.expect("a start"));
    let spaced = ground.key("spaced", repaired);
    assert_eq!(ground.use_key(&spaced, true, &pay).await, Ok(true));
    assert!(ground.use_key(&spaced, false, &pay).await.is_err(), "not twice in an hour");
    ground.pass(3_700).await;
    assert_eq!(ground.use_key(&spaced, false, &pay).await, Ok(true), "the next hour");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_limit_per_call_is_drained_by_one_batch_and_the_worst_case_says_so() {
    let ground = Ground::new("batch").await;
    let limit = 10 * DUSD;
    let once = RateLimitPolicy { interval: 0, count: 1, start_at: 0, reset: false };
    let policies = vec![
        calls(vec![ground.transfers(vec![at_most(32, limit)])]),
        plenty_of_gas(),
        PolicyKind::RateLimit(once).into(),
    ];
    ground.finding(&policies, Rule::UnboundedBatch);
    let key = ground.key("batch", policies.clone());
    assert!(ground.use_key(&key, true, &[ground.pay(THIEF, limit + 1)]).await.is_err());
    let batch = vec![ground.pay(THIEF, limit); 40];
    assert_eq!(ground.use_key(&key, true, &batch).await, Ok(true));
    let taken = ground.dusd(THIEF).await;
    assert_eq!(taken, U256::from(40 * limit), "by the one operation it had");

    let context = worst_case::Context { account: Some(ground.address()), ..Default::default() };
    let worst = worst_case::of(&policies, &context);
    let leak = worst.chains[0].leak(Asset::Token(ground.token));
    assert_eq!(leak.call.limit(), Some(U256::from(limit)), "what the form said");
    assert!(leak.operation.limit().is_none_or(|most| most >= taken), "{leak:?}");
    assert!(leak.life.limit().is_none_or(|most| most >= taken), "{leak:?}");
}
