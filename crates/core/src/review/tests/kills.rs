//! The off switch inside a grant and the renewal of it: what is said, and what is refused.

use super::*;
use crate::{
    approval::{KillOther, KillTerms, KillsAsk, KillsKey, KillsLeaf, MAX_KILL_OTHERS},
    approval_tree::{Tree, TreeError},
    permission::{Permission, SessionSigner},
    plan::{BadTerms, Disarm, Fees, MAX_KILL_COST, Nonces, asked_kills, granted_kills},
    webauthn::Passkey,
};

const FEES: Fees =
    Fees { max_fee_per_gas: 10_000_000_000, max_priority_fee_per_gas: 1_000_000_000 };

fn terms() -> KillTerms {
    let others = vec![KillOther { permission_id: FixedBytes([9, 9, 9, 9]), policies: 4 }];
    KillTerms { deployed: false, nonces: Nonces::FRESH, others, fees: Some(FEES) }
}

fn switched(chains: &[u64], change: impl Fn(&mut KillTerms)) -> GrantAsk {
    let mut ask = grant_of(policies(), chains);
    for leaf in &mut ask.leaves {
        let mut terms = terms();
        change(&mut terms);
        leaf.kill = Some(terms);
    }
    ask
}

fn refused(change: impl Fn(&mut KillTerms)) -> BadTerms {
    match review_grant(switched(&[31_337], change)) {
        Err(ReviewError::Kill { chain_id: 31_337, why }) => why,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_grant_signs_its_kills_behind_its_digests() {
    let ask = switched(&[31_337, 31_338], |_| {});
    let plain = review_grant(grant_of(policies(), &[31_337, 31_338])).unwrap();
    let review = review_grant(ask.clone()).unwrap();
    let Signing::Grant { tree, permission, kills } = review.signing else { panic!("a grant") };
    assert_eq!(kills, [8, 8]);
    assert_eq!(review.digests[..2], plain.digests[..]);
    let made = granted_kills(&ask, &permission);
    let hashes = made
        .iter()
        .flatten()
        .map(|kill| kill.leaf.operation.hash(kill.leaf.entry_point, kill.leaf.chain_id));
    let all: Vec<_> = plain.digests.iter().copied().chain(hashes).collect();
    assert_eq!((tree.leaves(), review.digests.as_slice()), (all.as_slice(), all.as_slice()));
    assert_eq!(Tree::new(all.clone()).unwrap().root(), review.you_sign.unwrap());
    let grouped = review.groups.iter().flat_map(|group| &group.hashes);
    let grouped: Vec<_> = grouped.map(|(place, hash, _)| (*place, *hash)).collect();
    let expected: Vec<_> = all.iter().copied().enumerate().skip(2).collect();
    assert_eq!(grouped, expected, "every kill stands in a group, with its place");
    assert_eq!(review.groups.len(), 1, "what reads the same is one group");
    assert!(review.recipe.unwrap().contains("18 hashes"));
}

#[test]
fn what_a_grant_says_of_its_off_switch() {
    let review = review_grant(switched(&[31_337], |_| {})).unwrap();
    assert_eq!(
        review.off_switch,
        [
            "The same approval signs an off switch for this key, and one for every key of this account, on Local network. They can only end keys. Whoever holds one can send it once, at any time, without the owner key.",
            "Whoever sends one pays for it. On Local network the account can pay instead, no more than stands above.",
        ]
    );
    assert_eq!(
        review.groups[0].label,
        "On Local network: one for this key, approved as number 1; one for every key below number 11, which also uninstalls this key and 0x09090909 (of 4 policies). The account is made there if it does not exist yet."
    );
    // (800 000 + 700 000 + 200 000) + (1 100 000 + 700 000 + 200 000) gas at 10 gwei.
    let row = review.at_worst.iter().find(|row| row.label.contains("off switches")).unwrap();
    assert_eq!(row.amount, "0.037 ETH");
    let free = review_grant(switched(&[31_337], |terms| terms.fees = None)).unwrap();
    assert!(!free.at_worst.iter().any(|row| row.label.contains("off switches")));
    assert_eq!(free.off_switch[1], "Whoever sends one pays for it; it costs the account nothing.");
}

#[test]
fn a_grant_without_one_says_why() {
    let none = |ask| review_grant(ask).unwrap().off_switch;
    let plain = none(grant_of(policies(), &[31_337]));
    assert_eq!(plain, ["None is signed with this approval."]);
    let mut everything = policies();
    everything.remove(0);
    let unlimited = none(grant_of(everything, &[31_337]));
    assert!(
        unlimited[0].starts_with("None is signed, since it would be no promise"),
        "{unlimited:?}"
    );
    let mut single = grant_of(policies(), &[31_337]);
    single.account.owner = Owner::Ecdsa(OWNER);
    assert!(none(single)[0].contains("one thing at a time"));
    let mut some = switched(&[31_337, 31_338], |_| {});
    some.leaves[1].kill = None;
    assert_eq!(none(some)[2], "On Other none is signed.");
}

#[test]
fn what_could_disarm_it_gets_none() {
    let mut ask = switched(&[31_337], |_| {});
    ask.policies.remove(0);
    let why = review_grant(ask).unwrap_err();
    let disarmed = BadTerms::Disarmed(Disarm::NoCallPolicy);
    assert_eq!(why, ReviewError::Kill { chain_id: 31_337, why: disarmed });
    let mut single = switched(&[31_337], |_| {});
    single.account.owner = Owner::Ecdsa(OWNER);
    assert_eq!(review_grant(single).unwrap_err(), ReviewError::OneLeafOnly);
}

#[test]
fn terms_that_make_no_sense_are_refused() {
    let far = |current| {
        move |t: &mut KillTerms| {
            (t.deployed, t.nonces) = (true, Nonces { current, valid_from: 0 });
        }
    };
    assert_eq!(refused(far(1_000)), BadTerms::ApprovalNonce { nonce: 1, current: 1_000 });
    assert_eq!(refused(far(2)), BadTerms::ApprovalNonce { nonce: 1, current: 2 });
    assert_eq!(refused(far(u32::MAX - 9)), BadTerms::Nonces, "no room to raise");
    assert_eq!(refused(|t| t.nonces.valid_from = 2), BadTerms::Nonces);
    assert_eq!(refused(|t| t.nonces.current = 0), BadTerms::NotFresh);
    let twice = |id: [u8; 4]| {
        move |t: &mut KillTerms| {
            let other = KillOther { permission_id: FixedBytes(id), policies: 1 };
            t.others = vec![other, KillOther { policies: 2, ..other }];
        }
    };
    assert_eq!(refused(twice([1; 4])), BadTerms::Twice(FixedBytes([1; 4])));
    let many = |t: &mut KillTerms| {
        let ids = 0..=u32::try_from(MAX_KILL_OTHERS).unwrap();
        let of = |id: u32| KillOther { permission_id: FixedBytes(id.to_be_bytes()), policies: 1 };
        t.others = ids.map(of).collect();
    };
    assert_eq!(refused(many), BadTerms::TooManyOthers(MAX_KILL_OTHERS + 1));
    assert_eq!(refused(|t| t.others[0].policies = 254), BadTerms::Policies(FixedBytes([9; 4])));
    let fees = |max: u128, tip: u128| {
        move |t: &mut KillTerms| {
            t.fees = Some(Fees { max_fee_per_gas: max, max_priority_fee_per_gas: tip });
        }
    };
    assert_eq!(refused(fees(0, 0)), BadTerms::Fees);
    assert_eq!(refused(fees(5, 6)), BadTerms::Fees);
    // Two million gas for the dearest: 125 gwei are a quarter of a coin, to the wei.
    assert!(review_grant(switched(&[31_337], fees(125_000_000_000, 0))).is_ok());
    let BadTerms::TooDear(most) = refused(fees(125_000_000_001, 0)) else { panic!("dear") };
    assert_eq!(most, U256::from(MAX_KILL_COST + 2_000_000));
    assert!(matches!(refused(fees(u128::MAX, 0)), BadTerms::TooDear(_)), "nothing wraps");
}

#[test]
fn the_granted_key_is_not_among_the_others() {
    let ask = switched(&[31_337], |_| {});
    let own = Permission::ecdsa(ask.policies, SESSION).id();
    let why = refused(|t| t.others[0].permission_id = own);
    assert_eq!(why, BadTerms::Twice(own));
}

#[test]
fn an_account_that_is_to_be_made_belongs_to_its_first_owner() {
    let mut ask = switched(&[31_337], |_| {});
    ask.account.owner = Owner::MultiChainEcdsa(Address::repeat_byte(0x77));
    ask.validator = Some(crate::account::RootValidator::MultiChainEcdsa);
    let why = BadTerms::OtherOwner;
    assert_eq!(review_grant(ask.clone()), Err(ReviewError::Kill { chain_id: 31_337, why }));
    ask.leaves[0].kill.as_mut().unwrap().deployed = true;
    assert!(review_grant(ask).is_ok(), "there it was given over");
}

#[test]
fn a_tree_holds_fourteen_networks_with_all_kills() {
    let chains: Vec<u64> = (1..=14).collect();
    let review = review_grant(switched(&chains, |_| {})).unwrap();
    assert_eq!((review.digests.len(), review.groups.len()), (126, 1));
    let more: Vec<u64> = (1..=15).collect();
    let refused = review_grant(switched(&more, |_| {}));
    assert_eq!(refused, Err(ReviewError::Tree(TreeError::TooMany(135))));
    let networks: Vec<u64> = (1..=65).collect();
    let refused = review_grant(grant_of(policies(), &networks));
    assert_eq!(refused, Err(ReviewError::TooManyNetworks(65)));
}

fn renewal() -> KillsAsk {
    let signer = SessionSigner::Ecdsa(SESSION);
    let permission = Permission::ecdsa(policies(), SESSION);
    let nonces = Nonces { current: 3, valid_from: 0 };
    let leaf = |chain_id| KillsLeaf {
        chain_id,
        validation_nonce: 1,
        kill: KillTerms { deployed: true, nonces, ..terms() },
    };
    let key = KillsKey {
        name: "Rent".to_owned(),
        agent_name: "billing bot".to_owned(),
        permission_id: permission.id(),
        policies: policies(),
        signer,
        leaves: vec![leaf(31_337), leaf(31_338)],
    };
    KillsAsk {
        owner: OwnerRef { vault_id: "v".to_owned(), public: OwnerPublic::Address(OWNER) },
        account: account(),
        validator: None,
        keys: vec![key],
        only: None,
        claims: claims(),
    }
}

fn renewed(change: impl FnOnce(&mut KillsAsk)) -> Result<Review, ReviewError> {
    let mut ask = renewal();
    change(&mut ask);
    of(&request(Ask::Kills(Box::new(ask))), None)
}

#[test]
fn a_renewal_reads_like_a_grants_switch_and_signs_nothing_else() {
    let review = renewed(|_| {}).unwrap();
    let id = renewal().keys[0].permission_id;
    assert_eq!(review.title, "Off switch of “Rent”");
    assert_eq!(
        review.plain_sentence(),
        format!(
            "Sign off switches for “Rent” ({id}), each for the key alone and for every key of this account, on Local network and Other. They can only end keys. Nothing else."
        )
    );
    assert_eq!((review.digests.len(), review.groups.len()), (8, 1));
    assert!(review.groups[0].label.ends_with("The account exists there."));
    assert_eq!(review.blocked, None);
    let Signing::Kills { tree } = review.signing else { panic!("kills") };
    let hashes = asked_kills(&renewal()).into_iter().map(|asked| {
        asked.kill.leaf.operation.hash(asked.kill.leaf.entry_point, asked.kill.leaf.chain_id)
    });
    assert_eq!(tree.leaves(), hashes.collect::<Vec<_>>());
}

#[test]
fn an_owner_without_trees_signs_one_at_a_time() {
    let passkey = Passkey { x: U256::from(5), y: U256::from(6), authenticator_id_hash: B256::ZERO };
    let owner = Owner::WebAuthn(passkey);
    let single = |ask: &mut KillsAsk| {
        ask.account.owner = owner;
        ask.owner.public = OwnerPublic::Passkey(passkey);
    };
    assert_eq!(renewed(single), Err(ReviewError::OneLeafOnly));
    let all = asked_kills(&{
        let mut ask = renewal();
        single(&mut ask);
        ask
    });
    for (place, asked) in all.iter().enumerate() {
        let only = u32::try_from(place).unwrap();
        let one = renewed(|ask| {
            single(ask);
            ask.only = Some(only);
        });
        let hash =
            asked.kill.leaf.operation.hash(asked.kill.leaf.entry_point, asked.kill.leaf.chain_id);
        let one = one.unwrap();
        assert_eq!(one.you_sign, Some(hash));
        let whom = if asked.kill.everything {
            "for every key of this account"
        } else {
            "for the key alone"
        };
        assert!(one.plain_sentence().contains(&format!(", {whom}, on ")), "{one:?}");
    }
    assert_eq!(renewed(|ask| ask.only = Some(8)), Err(ReviewError::NoLeaves));
}

#[test]
fn a_renewal_is_of_the_keys_that_it_describes() {
    let id = renewal().keys[0].permission_id;
    let other = FixedBytes([1, 2, 3, 4]);
    let lied = renewed(|ask| ask.keys[0].permission_id = other);
    assert_eq!(lied, Err(ReviewError::OtherKey(other)));
    let lied = renewed(|ask| ask.keys[0].policies.truncate(1));
    assert_eq!(lied, Err(ReviewError::OtherKey(id)));
    let twice = renewed(|ask| ask.keys.push(ask.keys[0].clone()));
    assert_eq!(twice, Err(ReviewError::SameKeyTwice(id)));
    let twice = renewed(|ask| ask.keys[0].leaves[1].chain_id = 31_337);
    assert_eq!(twice, Err(ReviewError::SameChainTwice(31_337)));
    let far = renewed(|ask| ask.keys[0].leaves[0].validation_nonce = 14);
    let why = BadTerms::ApprovalNonce { nonce: 14, current: 3 };
    assert_eq!(far, Err(ReviewError::Kill { chain_id: 31_337, why }));
    assert_eq!(renewed(|ask| ask.keys.clear()), Err(ReviewError::NoLeaves));
    let stranger = renewed(|ask| ask.owner.public = OwnerPublic::Address(SESSION)).unwrap();
    assert!(stranger.blocked.is_some());
}
