//! The worst case, held against what keys really took on the local network: generated policies,
//! generated batches, sent until the contracts refuse.

use alloy_primitives::{B256, U256, keccak256};
use latchkey_core::kernel::execute::Call;
use latchkey_core::policy::{
    Condition, ParamRule, Policy, PolicyKind, RateLimitPolicy, SignatureCallerPolicy,
};
use latchkey_core::worst_case::{self, Asset, OfChain, OnChain};

use super::ground::{DUSD, Ground, THIEF, calls, plenty_of_gas};

/// Gas of a block, and so of a transaction, of the local network.
const BLOCK_GAS: u64 = 60_000_000;

/// Numbers that are the same in every run.
struct Dice(B256);

impl Dice {
    /// One of 0 to `sides` - 1.
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = keccak256(self.0);
        u64::from_be_bytes(self.0[..8].try_into().unwrap()) % sides
    }
}

fn policies(ground: &Ground, dice: &mut Dice) -> Vec<Policy> {
    let rule =
        |condition, offset, word: U256| ParamRule { condition, offset, params: vec![word.into()] };
    let limit = U256::from((1 + dice.roll(40)) * DUSD);
    let mut rules = vec![rule(Condition::LessThanOrEqual, 32, limit)];
    if dice.roll(2) == 0 {
        rules.insert(0, rule(Condition::Equal, 0, U256::from_be_slice(THIEF.as_slice())));
    }
    let count = 1 + dice.roll(3);
    let rate = RateLimitPolicy { interval: 0, count, start_at: 0, reset: false };
    let nobody = SignatureCallerPolicy { allowed_callers: Vec::new() };
    vec![
        calls(vec![ground.transfers(rules)]),
        plenty_of_gas(),
        PolicyKind::RateLimit(rate).into(),
        PolicyKind::SignatureCaller(nobody).into(),
    ]
}

fn worst(ground: &Ground, policies: &[Policy]) -> OnChain {
    let chain_id = ground.net.chain_id();
    let chains = [OfChain { transaction_gas: Some(BLOCK_GAS), ..OfChain::unread(chain_id) }];
    let context = worst_case::Context {
        account: Some(ground.address()),
        chains: &chains,
        ..worst_case::Context::default()
    };
    worst_case::of(policies, &context).on(chain_id).expect("the chain it was asked for").clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_sequence_of_operations_takes_more_than_the_worst_case() {
    let ground = Ground::new("worst").await;
    let mut dice = Dice(keccak256("dice"));
    let mut passed = 0;
    for number in 0..5_u64 {
        let policies = policies(&ground, &mut dice);
        let worst = worst(&ground, &policies).leak(Asset::Token(ground.token));
        let (operation, life) = (worst.operation.limit(), worst.life.limit());
        let (operation, life) = (operation.expect("a number"), life.expect("a number"));
        let key = ground.key(&format!("key {number}"), policies);
        let before = ground.dusd(THIEF).await;
        let mut first = true;
        for _operation in 0..5 {
            let batch: Vec<Call> =
                (0..1 + dice.roll(12)).map(|_| ground.pay(THIEF, dice.roll(30 * DUSD))).collect();
            let had = ground.dusd(THIEF).await;
            let sent = ground.use_key(&key, first, &batch).await;
            let took = ground.dusd(THIEF).await - had;
            assert!(took <= operation, "{took} in one operation, at most {operation}");
            if sent == Ok(true) {
                (first, passed) = (false, passed + 1);
            }
        }
        let took = ground.dusd(THIEF).await - before;
        assert!(took <= life, "{took} for life, at most {life}");
    }
    assert!(passed > 3, "only {passed} operations passed; the test proves little");
}
