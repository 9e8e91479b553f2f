//! What takes typed words besides: removing an owner key that cannot be opened any more, and a session
//! key that can do everything.

use latchkey_core::approval::{ApprovalRequest, Ask, OwnerKind, Refusal, RemoveOwner, Verdict};
use latchkey_core::lint::UNLOCK_WORDS;
use latchkey_core::policy::PolicyKind;
use latchkey_tests::approval_window::ApprovalWindow;
use latchkey_tests::display::Display;
use latchkey_tests::home::Home;

use crate::asks::{self, Owner};
use crate::process::Signer;
use crate::window::{PASSPHRASE, create_owner};

fn removal(goes: &Owner, stays: &[&Owner]) -> ApprovalRequest {
    asks::request(Ask::RemoveOwner(RemoveOwner {
        account_name: "Everyday".to_owned(),
        owner: goes.reference.clone(),
        kind: OwnerKind::Passphrase,
        others: stays.iter().map(|owner| owner.reference.clone()).collect(),
    }))
}

fn everything(owner: &Owner) -> ApprovalRequest {
    let mut request = owner.grant();
    let Ask::Grant(ask) = &mut request.ask else { panic!("a grant") };
    ask.policies.retain(|policy| !matches!(policy.kind, PolicyKind::Call(_)));
    ask.policies.insert(0, PolicyKind::Sudo.into());
    request
}

fn entries(home: &Home) -> usize {
    std::fs::read_dir(home.data().join("vault")).unwrap().count()
}

#[test]
fn an_owner_key_leaves_by_its_passphrase_or_by_typed_words_and_the_last_one_stays() {
    let (home, display) = (Home::new(), Display::start());
    let [first, second, third] = [(); 3].map(|()| create_owner(&home, &display).0);
    assert_eq!(entries(&home), 3);

    let mut signer = Signer::start("approve", &home, Some(&display));
    signer.send(&removal(&first, &[&second, &third]));
    let window = ApprovalWindow::wait(&display);
    window.read_to_end();
    signer.said("the person is asked", 1);
    // From Refuse to the approving button: to open it once more is offered first.
    window.press("Tab");
    window.press("Return");
    signer.said("the person is asked", 2);
    window.type_text(PASSPHRASE);
    window.press("Return");
    assert!(matches!(signer.verdict(), Verdict::OwnerRemoved { .. }));
    window.wait_gone();
    assert_eq!(entries(&home), 2);

    let mut signer = Signer::start("approve", &home, Some(&display));
    signer.send(&removal(&second, &[&third]));
    let window = ApprovalWindow::wait(&display);
    window.read_to_end();
    signer.said("the person is asked", 1);
    // Back from Refuse to the other choice.
    window.press("shift+Tab");
    window.press("space");
    window.press("Return");
    signer.said("the person is asked", 2);
    window.type_text("remove this owner");
    window.press("Return");
    assert_eq!(entries(&home), 2, "not all the words");
    window.type_text(" key");
    window.press("Return");
    assert!(matches!(signer.verdict(), Verdict::OwnerRemoved { .. }));
    window.wait_gone();
    assert_eq!(entries(&home), 1);

    for stays in [vec![], vec![&third], vec![&second]] {
        let mut signer = Signer::start("approve", &home, Some(&display));
        signer.send(&removal(&third, &stays));
        let reason = signer.refusal();
        // The one that is gone is not in this vault, and no keychain can be asked for it.
        assert_eq!(reason, Refusal::Unsafe);
    }
    assert_eq!(entries(&home), 1);
}

#[test]
fn a_key_that_can_do_everything_takes_the_words_and_then_the_passphrase() {
    let (home, display) = (Home::new(), Display::start());
    let (owner, _) = create_owner(&home, &display);
    let mut signer = Signer::start("approve", &home, Some(&display));
    signer.send(&everything(&owner));
    let window = ApprovalWindow::wait(&display);
    window.read_to_end();
    signer.said("the person is asked", 1);
    window.type_text(UNLOCK_WORDS);
    window.press("Return");
    signer.said("the person is asked", 2);
    assert_eq!(entries(&home), 1, "the words alone sign nothing");
    window.type_text(PASSPHRASE);
    window.press("Return");
    let verdict = signer.verdict();
    assert!(matches!(verdict, Verdict::Granted { .. }), "{verdict:?}");
    window.wait_gone();
    assert!(entries(&home) > 1, "the session key is kept");
}

#[test]
fn no_parent_gets_a_key_that_can_do_everything_without_the_words() {
    let (home, display) = (Home::new(), Display::start());
    let (owner, _) = create_owner(&home, &display);
    let mut signer = Signer::start("approve", &home, Some(&display));
    signer.send(&everything(&owner));
    let window = ApprovalWindow::wait(&display);
    window.read_to_end();
    signer.said("the person is asked", 1);
    // The right passphrase is not the words.
    window.type_text(PASSPHRASE);
    window.press("Return");
    window.press("Return");
    assert!(ApprovalWindow::is_open(&display), "still asking");
    signer.hang_up();
    assert_eq!(signer.refusal(), Refusal::Closed);
    // There is no place in a request where they could stand.
    let text = serde_json::to_string(&everything(&owner)).unwrap();
    for (before, more) in [
        (r#"{"keyName""#, format!(r#"{{"unlock":"{UNLOCK_WORDS}","keyName""#)),
        (r#"{"version""#, format!(r#"{{"typed":"{UNLOCK_WORDS}","version""#)),
    ] {
        let bent = text.replacen(before, &more, 1);
        assert_ne!(bent, text);
        let mut signer = Signer::start("approve", &home, Some(&display));
        signer.write(&crate::process::frame(bent.as_bytes()));
        assert_eq!(signer.refusal(), Refusal::Malformed);
    }
    assert_eq!(entries(&home), 1);
}
