//! Several keys add up, chain by chain; balances and ceilings are held against the sum.

use super::*;

fn worst(policies: &[Policy], chain: u64) -> WorstCase {
    let chains = [OfChain { transaction_gas: Some(7_000), ..OfChain::unread(chain) }];
    let ctx =
        Context { account: Some(ACCOUNT), now: Some(NOW), chains: &chains, ..Context::default() };
    of(policies, &ctx)
}

#[test]
fn keys_add_up_on_a_chain_and_not_across() {
    let (a, b, elsewhere) = (worst(&rent(), 5), worst(&rent(), 5), worst(&rent(), 6));
    let all = together([&a, &b, &elsewhere]);
    let token = Asset::Token(TOKEN);
    let sum = |span| all.worst(5, token, span);
    assert_eq!(sum(Span::Life), (Most::count(1_500), Way::Operations));
    assert_eq!(sum(Span::Day).0, Most::count(1_500));
    assert_eq!(sum(Span::Operation).0, Most::count(250), "an operation is one key's");
    assert_eq!(all.worst(6, token, Span::Life).0, Most::count(750));
    assert_eq!(all.worst(7, token, Span::Life), (Most::NONE, Way::Operations));
    assert_eq!(all.worst(5, Asset::Native, Span::Life).0, Most::count(2_000));
    let named = [(5, Asset::Native), (5, token), (6, Asset::Native), (6, token)];
    assert_eq!(all.assets(), named);
    assert!(!all.takes_over(5));
}

#[test]
fn one_key_without_limits_is_enough() {
    let (a, sudo) = (worst(&rent(), 5), worst(&[], 5));
    let all = together([&a, &sudo]);
    assert_eq!(all.worst(5, Asset::Token(OTHER), Span::Day), (Most::NoLimit, Way::Takeover));
    assert!(all.takes_over(5) && !all.takes_over(6));
}

#[test]
fn no_more_is_at_risk_than_there_is() {
    let some = |n: u64| Some(U256::from(n));
    assert_eq!(at_risk(Most::count(5), some(9)), some(5));
    assert_eq!(at_risk(Most::count(9), some(5)), some(5));
    assert_eq!(at_risk(Most::NoLimit, some(5)), some(5));
    assert_eq!(at_risk(Most::NONE, None), some(0));
    assert_eq!((at_risk(Most::count(1), None), at_risk(Most::NoLimit, None)), (None, None));
}

#[test]
fn a_ceiling_is_crossed_above_it_and_not_at_it() {
    let key = worst(&rent(), 5);
    let ceiling = |chain_id, span, atoms| Ceiling {
        chain_id,
        asset: Asset::Token(TOKEN),
        span,
        atoms: U256::from(atoms),
    };
    let ceilings = [
        ceiling(5, Span::Life, 750_u64),
        ceiling(5, Span::Life, 749),
        ceiling(5, Span::Operation, 249),
        ceiling(5, Span::Operation, 250),
        ceiling(6, Span::Life, 0),
    ];
    let found = crosses(&together([&key]), &ceilings);
    let crossed: Vec<_> = found.iter().map(|one| one.ceiling).collect();
    assert_eq!(crossed, [ceilings[1], ceilings[2]]);
    assert_eq!((found[0].most, found[0].way), (Most::count(750), Way::Operations));
    let open = worst(&[], 5);
    assert_eq!(crosses(&together([&open]), &ceilings).len(), 4);
}
