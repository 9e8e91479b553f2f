//! A hostile parent around the real program: what it sends before, beside and after an honest request
//! ends in a refusal, also when the person then types the right passphrase. (What it sends inside a
//! request is bent place by place in the signer's own tests, `approve/hostile`.)

use std::time::Duration;

use latchkey_core::approval::{ApprovalRequest, Refusal, Verdict};
use latchkey_tests::approval_window::ApprovalWindow;
use latchkey_tests::display::Display;
use latchkey_tests::home::Home;

use crate::asks::Owner;
use crate::process::{Signer, frame};
use crate::window::{PASSPHRASE, create_owner};

struct Scene {
    home: Home,
    display: Display,
    owner: Owner,
}

impl Scene {
    fn new() -> Self {
        let (home, display) = (Home::new(), Display::start());
        let (owner, _) = create_owner(&home, &display);
        Self { home, display, owner }
    }

    fn signer(&self) -> Signer {
        Signer::start("approve", &self.home, Some(&self.display))
    }

    fn honest(&self) -> Vec<u8> {
        body(&self.owner.grant())
    }

    /// The vault holds the owner key and nothing else.
    fn is_untouched(&self) -> bool {
        std::fs::read_dir(self.home.data().join("vault")).unwrap().count() == 1
    }
}

fn body(request: &ApprovalRequest) -> Vec<u8> {
    frame(&serde_json::to_vec(request).unwrap())
}

/// Another request, for more: everything that a parent would slip in after showing the first.
fn other(scene: &Scene) -> Vec<u8> {
    let mut request = scene.owner.grant();
    request.request_id = "r-2".to_owned();
    body(&request)
}

#[test]
fn a_second_request_beside_the_first_ends_both() {
    let scene = Scene::new();
    for second in [other(&scene), vec![0], b"approve".to_vec(), vec![0xff; 70_000]] {
        let mut signer = scene.signer();
        signer.write(&[scene.honest(), second].concat());
        assert_eq!(signer.refusal(), Refusal::SecondRequest);
    }
    assert!(scene.is_untouched());
}

#[test]
fn a_request_replaced_while_it_is_shown_signs_neither() {
    let scene = Scene::new();
    for second in [other(&scene), vec![1]] {
        let mut signer = scene.signer();
        signer.write(&scene.honest());
        let window = ApprovalWindow::wait(&scene.display);
        window.read_to_end();
        window.type_text("tangerine hill");
        signer.write(&second);
        // The person goes on as if nothing had happened; some of it may reach the closing window.
        window.type_text(PASSPHRASE.trim_start_matches("tangerine hill"));
        window.press("Return");
        assert_eq!(signer.refusal(), Refusal::SecondRequest);
        window.wait_gone();
    }
    assert!(scene.is_untouched());
}

#[test]
fn a_parent_that_goes_away_takes_its_request_along() {
    let scene = Scene::new();
    let mut signer = scene.signer();
    signer.write(&scene.honest());
    let window = ApprovalWindow::wait(&scene.display);
    window.read_to_end();
    window.type_text(PASSPHRASE);
    signer.hang_up();
    window.press("Return");
    assert_eq!(signer.refusal(), Refusal::Closed);
    window.wait_gone();
    assert!(scene.is_untouched());
}

#[test]
fn a_request_in_drops_is_one_request_and_is_signed_as_shown() {
    let scene = Scene::new();
    let mut signer = scene.signer();
    for part in scene.honest().chunks(97) {
        signer.write(part);
        std::thread::sleep(Duration::from_millis(2));
    }
    let window = ApprovalWindow::wait(&scene.display);
    window.approve(PASSPHRASE);
    let verdict = signer.verdict();
    let Verdict::Granted { request_id, .. } = verdict else { panic!("{verdict:?}") };
    assert_eq!(request_id, "r-1");
    assert!(!scene.is_untouched(), "the session key is kept");
}
