//! Granting: what is kept, and that a signer which answers anything else than was asked is caught.

use alloy_primitives::{Address, B256, Bytes};
use latchkey_core::account::Owner;
use latchkey_core::approval::{Ask, LockKind, OwnerKind, Verdict};
use latchkey_core::permission::SessionSigner;
use latchkey_tests::hand::TestKey;
use latchkey_wallet::error::Code;
use latchkey_wallet::ports::{NetworkError, SignerError};
use latchkey_wallet::views::KeyState;

use crate::desk::{desk, desk_owned_by};

#[tokio::test]
async fn a_grant_is_kept_with_what_the_owner_saw() {
    let desk = desk().await;
    let preview = desk.wallet.grant_preview(desk.rent()).await.unwrap();
    let view = desk.granted().await;
    assert_eq!(Some(view.sentence), preview.sentence);
    assert_eq!(view.states[0].state, KeyState::NotDeployed);
    let key = desk.keys().remove(0);
    assert_eq!(key.approvals[0].validation_nonce, 1);
    assert_eq!(desk.sessions.loaded().len(), 1, "the running session signer got it");
    let asked = desk.approver.asked();
    let Ask::Grant(ask) = &asked.last().unwrap().ask else { panic!("{asked:?}") };
    assert_eq!((ask.claims.tokens[0].symbol.as_str(), ask.claims.tokens[0].decimals), ("DUSD", 6));
}

#[tokio::test]
async fn a_deployed_account_is_asked_for_its_nonce() {
    let desk = desk().await;
    {
        let mut world = desk.world.lock().unwrap();
        (world.deployed, world.current, world.valid_from) = (true, 4, 4);
    }
    let view = desk.granted().await;
    assert_eq!(desk.keys()[0].approvals[0].validation_nonce, 4);
    assert_eq!(view.states[0].state, KeyState::ApprovedUnused);
}

#[tokio::test]
async fn one_security_key_alone_grants_nothing_until_there_is_another_way_in() {
    for way in ["a backup", "a second lock", "another tested key"] {
        let desk = desk_owned_by(OwnerKind::SecurityKeySealed).await;
        let asked = desk.approver.asked().len();
        let refused = desk.wallet.grant(desk.rent()).await.unwrap_err();
        assert_eq!(refused.code, Code::Invalid, "{refused}");
        assert!(refused.advice.contains("backup"), "{refused}");
        assert_eq!(desk.approver.asked().len(), asked, "nobody was asked");
        let owner = desk.wallet.owner_list().await.unwrap().remove(0).id;
        match way {
            "a backup" => drop(desk.wallet.owner_backup(owner).await.unwrap()),
            "a second lock" => {
                drop(desk.wallet.owner_add_lock(owner, LockKind::SecurityKey).await.unwrap());
            }
            _ => {
                let other = desk.wallet.owner_add(OwnerKind::Passphrase).await.unwrap();
                desk.wallet.grant(desk.rent()).await.expect_err("added is not tested");
                drop(desk.wallet.owner_test(other.id).await.unwrap());
            }
        }
        desk.wallet.grant(desk.rent()).await.unwrap_or_else(|error| panic!("{way}: {error}"));
    }
}

type Lie = (&'static str, fn(&mut Verdict));

/// Every way in which an answer can differ from what follows from the question.
const LIES: [Lie; 9] = [
    ("another request", |v| {
        let Verdict::Granted { request_id, .. } = v else { return };
        *request_id = "other".into();
    }),
    ("another session key", |v| {
        let Verdict::Granted { session, .. } = v else { return };
        *session = SessionSigner::Ecdsa(Address::repeat_byte(3));
    }),
    ("the owner as session key", |v| {
        let Verdict::Granted { session, .. } = v else { return };
        *session = SessionSigner::Ecdsa(TestKey::named("owner").address());
    }),
    ("another permission id", |v| {
        let Verdict::Granted { permission_id, .. } = v else { return };
        permission_id[0] ^= 1;
    }),
    ("another root", |v| {
        let Verdict::Granted { root, .. } = v else { return };
        *root = B256::repeat_byte(1);
    }),
    ("no signature", |v| {
        let Verdict::Granted { enable_signatures, .. } = v else { return };
        enable_signatures.clear();
    }),
    ("a short signature", |v| {
        let Verdict::Granted { enable_signatures, .. } = v else { return };
        enable_signatures[0].truncate(64);
    }),
    ("a stranger's signature", |v| {
        let Verdict::Granted { enable_signatures, root, .. } = v else { return };
        let mut bytes = enable_signatures[0].to_vec();
        bytes[..65].copy_from_slice(&TestKey::named("stranger").personal_sign(*root));
        enable_signatures[0] = bytes.into();
    }),
    ("a longer proof", |v| {
        let Verdict::Granted { enable_signatures, .. } = v else { return };
        let longer = [enable_signatures[0].as_ref(), &[0; 32]].concat();
        enable_signatures[0] = longer.into();
    }),
];

#[tokio::test]
async fn a_lying_signer_is_caught() {
    for (lie, alter) in LIES {
        let desk = desk().await;
        desk.lies(alter);
        let error = desk.wallet.grant(desk.rent()).await.expect_err(lie);
        assert_eq!(error.code, Code::Signer, "{lie}: {error}");
        assert!(desk.keys().is_empty(), "{lie}");
    }
}

#[tokio::test]
async fn an_answer_of_another_kind_is_caught() {
    let desk = desk().await;
    desk.lies(|verdict| {
        let Verdict::Granted { request_id, root, .. } = verdict.clone() else { return };
        *verdict = Verdict::Signed { request_id, root, signatures: vec![Bytes::new()] };
    });
    assert_eq!(desk.wallet.grant(desk.rent()).await.unwrap_err().code, Code::Signer);
    assert!(desk.keys().is_empty());
}

#[tokio::test]
async fn a_signer_that_is_gone_is_told_from_one_that_refuses() {
    let desk = desk().await;
    desk.approver.answers(|_| Err(SignerError::Missing("latchkey-signer".into())));
    assert_eq!(desk.wallet.grant(desk.rent()).await.unwrap_err().code, Code::Signer);
    desk.approver.answers(|_| Err(SignerError::Crashed("exit code 9".into())));
    assert_eq!(desk.wallet.grant(desk.rent()).await.unwrap_err().code, Code::Signer);
    assert!(desk.keys().is_empty());
}

#[tokio::test]
async fn nobody_is_asked_for_a_bad_form_a_silent_chain_or_missing_contracts() {
    let desk = desk().await;
    let asked = desk.approver.asked().len();
    let mut form = desk.rent();
    form.uses = "none".into();
    let error = desk.wallet.grant(form).await.unwrap_err();
    assert_eq!((error.code, error.field.as_deref()), (Code::Invalid, Some("uses")));

    desk.world.lock().unwrap().missing.push(latchkey_core::chain::CALL_POLICY_004);
    let error = desk.wallet.grant(desk.rent()).await.unwrap_err();
    assert!(error.message.contains("call policy"), "{error}");
    desk.world.lock().unwrap().missing.clear();

    let mut form = desk.rent();
    form.gas_budget = "0.1".into();
    desk.chain.down(Some(NetworkError::Unreachable("no route".into())));
    assert_eq!(desk.wallet.grant(form).await.unwrap_err().code, Code::Offline);
    assert_eq!(desk.approver.asked().len(), asked);
}

#[tokio::test]
async fn a_key_for_another_owner_is_not_granted() {
    let desk = desk().await;
    {
        let mut world = desk.world.lock().unwrap();
        world.deployed = true;
        world.account.as_mut().unwrap().owner = Owner::MultiChainEcdsa(Address::repeat_byte(5));
    }
    // The scripted account answers at the address of the other owner now, so keep the real one.
    let spec = desk.account().spec;
    let address = spec.address();
    desk.chain.code(address, vec![0xfe]);
    let error = desk.wallet.grant(desk.rent()).await.unwrap_err();
    assert_eq!(error.code, Code::Stale, "{error}");
    assert!(desk.keys().is_empty());
}
