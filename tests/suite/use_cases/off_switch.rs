//! The off switch inside a grant: kept with the key, judged by what is read, signed anew by the owner.

use alloy_primitives::{B256, Bytes, U256};
use latchkey_core::approval::{Ask, OwnerKind, Verdict};
use latchkey_core::kernel::nonce::key_of;
use latchkey_core::key_state::Question;
use latchkey_core::lint::UNLOCK_WORDS;
use latchkey_core::webauthn::precompile;
use latchkey_wallet::error::Code;
use latchkey_wallet::ports::{Fees, NetworkError};
use latchkey_wallet::record::{KillEnds, LogEvent, PreparedKill};
use latchkey_wallet::views::{GrantForm, SwitchState};

use crate::desk::{CHAIN, Desk, desk, desk_owned_by};

impl Desk {
    /// Every prepared kill, newest first.
    pub(crate) fn kills(&self) -> Vec<PreparedKill> {
        self.ports.store.kills(self.account().id).unwrap()
    }

    /// Uses up the lanes of these kills.
    pub(crate) fn use_up(&self, which: KillEnds) {
        let mut world = self.world.lock().unwrap();
        for kill in self.kills().iter().filter(|kill| kill.ends == which) {
            world.used_lanes.push(key_of(kill.operation.nonce));
        }
    }

    /// State, why, and what to do, of the newest key; and whether a renewal is needed.
    async fn health(&self) -> (SwitchState, String, bool) {
        let health = self.wallet.switch_health().await.unwrap();
        let one = &health.keys[0].chains[0];
        assert_eq!(one.chain_id, CHAIN);
        assert_eq!(one.todo.is_empty(), one.state == SwitchState::Ready, "{one:?}");
        let said = self.wallet.status().await.unwrap().switch_needs_renewal;
        assert_eq!(said, health.needs_renewal, "the status says the same");
        (one.state, one.why.clone(), health.needs_renewal)
    }
}

/// A key that may call anything.
fn everything(desk: &Desk) -> GrantForm {
    GrantForm { allow: Vec::new(), everything: UNLOCK_WORDS.into(), ..desk.rent() }
}

#[tokio::test]
async fn a_grant_keeps_its_switch_with_the_key() {
    let desk = desk().await;
    desk.granted().await;
    let kills = desk.kills();
    assert_eq!(kills.len(), 8, "two forms, two shapes, with and without a fee");
    let of = |ends, deploys, pays| {
        let same = |k: &&PreparedKill| (k.ends, k.deploys(), k.pays()) == (ends, deploys, pays);
        kills.iter().filter(same).count()
    };
    for ends in [KillEnds::OneKey, KillEnds::Everything] {
        for (deploys, pays) in [(true, true), (true, false), (false, true), (false, false)] {
            assert_eq!(of(ends, deploys, pays), 1);
        }
    }
    let fees = kills.iter().find(|kill| kill.pays()).unwrap().fees();
    assert_eq!(fees.max_fee_per_gas, 6_000_000_000, "three times what the node suggests");
    assert!(kills.iter().all(|kill| !kill.operation.signature.is_empty()));
    assert!(kills.iter().all(|kill| kill.made_for.terms.others.is_empty()));
    desk.granted().await;
    let newest = desk.kills().remove(0);
    assert_eq!(newest.made_for.terms.others[0].permission_id, desk.keys()[1].permission_id);
    assert_eq!(desk.health().await.0, SwitchState::Ready);
}

#[tokio::test]
async fn wrong_signatures_of_a_switch_keep_no_key() {
    let desk = desk().await;
    let lies: [fn(&mut Vec<Vec<Bytes>>); 3] = [
        |kills| kills.clear(),
        |kills| drop(kills[0].pop()),
        |kills| {
            let mut bytes = kills[0][3].to_vec();
            bytes[7] ^= 1;
            kills[0][3] = bytes.into();
        },
    ];
    for lie in lies {
        desk.lies(move |verdict| {
            if let Verdict::Granted { kill_signatures, .. } = verdict {
                lie(kill_signatures);
            }
        });
        let refused = desk.wallet.grant(desk.rent()).await.unwrap_err();
        assert_eq!(refused.code, Code::Signer);
    }
    assert!(desk.keys().is_empty() && desk.kills().is_empty());
}

#[tokio::test]
async fn a_chain_that_falls_silent_makes_it_unknown() {
    let desk = desk().await;
    desk.granted().await;
    desk.chain.down(Some(NetworkError::Unreachable("no route".into())));
    let (state, why, renew) = desk.health().await;
    assert_eq!((state, renew), (SwitchState::Unknown, false));
    assert!(why.contains("no route"), "{why}");
    let health = desk.wallet.switch_health().await.unwrap();
    assert_eq!(health.keys[0].chains[0].read_at, None);
}

#[tokio::test]
async fn a_key_that_could_disarm_it_gets_none_and_says_so() {
    let desk = desk().await;
    desk.granted().await;
    desk.wallet.grant(everything(&desk)).await.unwrap();
    assert_eq!(desk.kills().len(), 8, "only those of the first key");
    let (state, why, renew) = desk.health().await;
    assert_eq!((state, renew), (SwitchState::Disarmable, false));
    assert!(why.contains("may call anything"), "{why}");
    let health = desk.wallet.switch_health().await.unwrap();
    assert_eq!(health.keys[1].chains[0].state, SwitchState::Ready, "the other key has its own");
    let refused = desk.wallet.switch_renew().await.unwrap_err();
    assert_eq!(refused.code, Code::Stale, "nothing can be renewed, so nobody is asked");
}

#[tokio::test]
async fn a_used_lane_is_spent_and_cannot_be_renewed() {
    let desk = desk().await;
    desk.granted().await;
    desk.use_up(KillEnds::Everything);
    let (state, why, renew) = desk.health().await;
    assert_eq!((state, renew), (SwitchState::Ready, false), "its own kill still works: {why}");
    desk.use_up(KillEnds::OneKey);
    let (state, _, renew) = desk.health().await;
    assert_eq!((state, renew), (SwitchState::Spent, false));
}

#[tokio::test]
async fn ten_numbers_further_it_is_stale_and_the_owner_renews_it_once_for_all() {
    let desk = desk().await;
    desk.granted().await;
    desk.world.lock().unwrap().install(desk.permission());
    desk.granted().await;
    desk.world.lock().unwrap().install(desk.permission());
    desk.world.lock().unwrap().current = 10;
    assert_eq!(desk.health().await.0, SwitchState::Ready, "nine raises are survived");
    desk.world.lock().unwrap().current = 11;
    let (state, why, renew) = desk.health().await;
    assert_eq!((state, renew), (SwitchState::Stale, true), "{why}");

    let asked = desk.approver.asked().len();
    let renewed = desk.wallet.switch_renew().await.unwrap();
    assert!(!renewed.needs_renewal, "{renewed:?}");
    assert_eq!(desk.health().await.0, SwitchState::Ready);
    let asks = desk.approver.asked();
    assert_eq!(asks.len(), asked + 1, "one approval");
    let Ask::Kills(ask) = &asks.last().unwrap().ask else { panic!("{asks:?}") };
    assert_eq!((ask.keys.len(), ask.only), (2, None));
    assert_eq!(ask.keys[0].leaves[0].kill.others.len(), 1, "each lists the other");
    assert_eq!(desk.kills().len(), 2 * 8 + 2 * 4 - 4, "older rows stay");
    let lines = desk.ports.store.log(None, 20).unwrap();
    let renewals = lines.iter().filter(|l| matches!(l.event, LogEvent::KillsRenewed { .. }));
    assert_eq!(renewals.count(), 2);
}

#[tokio::test]
async fn a_signature_that_was_not_asked_for_renews_nothing() {
    let desk = desk().await;
    desk.granted().await;
    desk.world.lock().unwrap().install(desk.permission());
    desk.world.lock().unwrap().current = 11;
    let before = desk.kills().len();
    desk.lies(|verdict| {
        if let Verdict::KillsSigned { signatures, .. } = verdict {
            signatures.swap(0, 1);
        }
    });
    assert_eq!(desk.wallet.switch_renew().await.unwrap_err().code, Code::Signer);
    assert_eq!(desk.kills().len(), before);
}

#[tokio::test]
async fn gas_that_became_dear_makes_it_stale() {
    let desk = desk().await;
    desk.granted().await;
    let fees = |max_fee_per_gas| Fees { max_fee_per_gas, max_priority_fee_per_gas: 1 };
    desk.chain.fees_are(fees(12_000_000_000));
    assert_eq!(desk.health().await.0, SwitchState::Ready, "the base fee is what was signed for");
    desk.chain.fees_are(fees(12_000_000_002));
    let (state, why, renew) = desk.health().await;
    assert_eq!((state, renew), (SwitchState::Stale, true));
    assert!(why.contains("Gas"), "{why}");
    desk.wallet.switch_renew().await.unwrap();
    assert_eq!(desk.health().await.0, SwitchState::Ready);
}

#[tokio::test]
async fn an_emptied_account_leaves_it_ready_for_whoever_pays() {
    let desk = desk().await;
    desk.granted().await;
    desk.world.lock().unwrap().wei = U256::ZERO;
    let (state, why, _) = desk.health().await;
    assert_eq!(state, SwitchState::Ready);
    assert!(why.contains("too little"), "{why}");
}

#[tokio::test]
async fn a_changed_owner_makes_it_stale() {
    let desk = desk().await;
    desk.granted().await;
    let root = desk.world.lock().unwrap().account.clone();
    desk.world.lock().unwrap().install(desk.permission());
    let mut other = root.unwrap();
    other.owner = latchkey_core::account::Owner::MultiChainEcdsa(crate::desk::LANDLORD);
    desk.world.lock().unwrap().owned_by = Some(other.owner);
    let (state, why, renew) = desk.health().await;
    assert_eq!((state, renew), (SwitchState::Stale, false), "another key must own it there first");
    assert!(why.contains("another owner"), "{why}");
}

#[tokio::test]
async fn a_passkey_signs_the_switch_of_each_key_afterwards_one_at_a_time() {
    let desk = desk_owned_by(OwnerKind::SecurityKey).await;
    let [right, wrong, _code] = precompile::questions();
    for (question, valid) in [(right, true), (wrong, false)] {
        let Question::Call { to, data } = question else { panic!("a call") };
        let word = Bytes::from(B256::with_last_byte(1).0);
        desk.chain.returns(to, data, Ok(if valid { word } else { Bytes::new() }));
    }
    desk.granted().await;
    assert!(desk.kills().is_empty(), "its owner key signs no trees");
    let (state, why, renew) = desk.health().await;
    assert_eq!((state, renew), (SwitchState::Missing, true));
    assert!(why.contains("one thing at a time"), "{why}");
    let asked = desk.approver.asked().len();
    desk.wallet.switch_renew().await.unwrap();
    assert_eq!(desk.approver.asked().len(), asked + 2, "with initCode and without");
    let kills = desk.kills();
    assert_eq!(kills.len(), 2);
    assert!(kills.iter().all(|kill| kill.ends == KillEnds::OneKey && !kill.pays()));
    assert_eq!(desk.health().await.0, SwitchState::Ready);
}
