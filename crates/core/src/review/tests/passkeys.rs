//! Accounts that a passkey owns: approved by exactly that passkey, blocked for every other key.

use alloy_primitives::{B256, U256};

use super::*;
use crate::{plan::OwnerPlan, webauthn::Passkey};

const SAYS: &str =
    "The key that would sign does not own this account, so its signature would be void.";

fn owners() -> [Owner; 2] {
    let (x, y) = (U256::from(5), U256::from(6));
    let passkey = Passkey { x, y, authenticator_id_hash: B256::repeat_byte(7) };
    [Owner::WebAuthn(passkey), Owner::MultiChainWebAuthn(passkey)]
}

fn grant(owner: Owner, chains: &[u64]) -> Result<Review, ReviewError> {
    let mut ask = grant_of(policies(), chains);
    assert_eq!(review_grant(ask.clone()).unwrap().blocked, None, "good for a key that signs");
    ask.account.owner = owner;
    review_grant(ask)
}

#[test]
fn a_grant_is_shown_and_blocked() {
    for owner in owners() {
        let review = grant(owner, &[31_337]).unwrap();
        assert_eq!(review.blocked.as_deref(), Some(SAYS));
        assert_eq!(review.you_sign, Some(review.digests[0]), "and yet shown as it is");
    }
    let [one, many] = owners();
    assert_eq!(grant(one, &[31_337, 31_338]), Err(ReviewError::OneLeafOnly));
    assert_eq!(grant(many, &[31_337, 31_338]).unwrap().blocked.as_deref(), Some(SAYS));
}

#[test]
fn the_block_comes_before_what_else_is_wrong() {
    for owner in owners() {
        let mut ask = grant_of(vec![PolicyKind::Sudo.into()], &[1]);
        ask.account.owner = owner;
        assert_eq!(review_grant(ask).unwrap().blocked.as_deref(), Some(SAYS));
    }
}

#[test]
fn an_operation_is_shown_and_blocked() {
    for owner in owners() {
        let spec = AccountSpec { owner, ..account() };
        let calls = [Call { to: BOB, value: U256::from(1), data: Bytes::new() }];
        let mode = ExecMode::Default;
        let plan = OwnerPlan { account: &spec, deployed: true, lane: 7, mode, calls: &calls };
        let mut planned = plan.draft(0).operation().clone();
        planned.signature = Bytes::new();
        let mut ask = operations(
            Purpose::Operation,
            vec![OwnerOperation {
                chain_id: 31_337,
                entry_point: chain::ENTRY_POINT_07,
                operation: planned,
            }],
        );
        ask.account = spec;
        let review = review_operations(ask).unwrap();
        assert_eq!(review.blocked.as_deref(), Some(SAYS));
        assert!(review.plain_sentence().contains(&BOB.to_string()));
    }
}
