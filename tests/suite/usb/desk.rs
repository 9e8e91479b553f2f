//! A person at a desk: the real signer on a virtual display, beside a computer with security keys.

use std::{
    fs, thread,
    time::{Duration, Instant},
};

use alloy_primitives::{Address, B256, Bytes, U256};
use latchkey_core::{
    account::{AccountSpec, Owner},
    approval::{
        ApprovalRequest, Ask, Asker, Claims, CreateOwner, OperationsAsk, OwnerKind, OwnerOperation,
        OwnerPublic, OwnerRef, PROTOCOL_VERSION, Provenance, Purpose, TestOwner, Verdict,
    },
    chain,
    kernel::{
        execute::{Call, ExecMode, encode_execute},
        nonce,
        version::KernelVersion,
    },
    user_op::UserOperation,
};
use latchkey_tests::{approval_window::ApprovalWindow, display::Display, home::Home};

use crate::{cable::Computer, process::Signer};

pub(crate) const PIN: &str = "2468 key";

/// How long anything may take on a busy computer.
const PATIENCE: Duration = Duration::from_secs(60);

/// What the window says in its log when the person is asked and has the keyboard.
const ASKED: &str = "the person is asked";

/// A home, a display, a computer with sockets.
pub(crate) struct Desk {
    pub(crate) computer: Computer,
    home: Home,
    display: Display,
}

/// A request on the screen.
pub(crate) struct Asking<'a> {
    desk: &'a Desk,
    signer: Signer,
    window: ApprovalWindow<'a>,
    /// Where this signer's log begins.
    from: usize,
    asked: usize,
}

impl Desk {
    /// `None` where umockdev is missing.
    pub(crate) fn new() -> Option<Self> {
        let computer = Computer::new()?;
        Some(Self { computer, home: Home::new(), display: Display::start() })
    }

    /// Starts a signer and reads its sheet to the end.
    pub(crate) fn ask(&self, request: &ApprovalRequest) -> Asking<'_> {
        let from = self.log().len();
        let environment = self.computer.environment();
        let environment = environment.each_ref().map(|(name, value)| (*name, value.as_str()));
        let mut signer =
            Signer::start_with("approve", &self.home, Some(&self.display), &environment);
        signer.send(request);
        let window = ApprovalWindow::wait(&self.display);
        window.read_to_end();
        Asking { desk: self, signer, window, from, asked: 0 }
    }

    /// Enrols a key, which gets its PIN on the way where it has none.
    pub(crate) fn enrol(&self, kind: OwnerKind) -> OwnerRef {
        let mut asking = self
            .ask(&request(Ask::CreateOwner(CreateOwner { account_name: "Everyday".into(), kind })));
        asking.press_approve();
        if kind == OwnerKind::SecurityKey {
            asking.choose_pin();
        }
        let verdict = asking.verdict();
        let Verdict::OwnerCreated { vault_id, public, .. } = verdict else { panic!("{verdict:?}") };
        OwnerRef { vault_id, public }
    }

    fn log(&self) -> String {
        fs::read_to_string(self.home.path().join("signer.log")).unwrap_or_default()
    }
}

impl Asking<'_> {
    /// Waits until the window says this in its log, so many times.
    pub(crate) fn wait_for(&self, words: &str, times: usize) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let log = self.desk.log();
            let said = log.get(self.from..).unwrap_or_default();
            if said.matches(words).count() >= times {
                return;
            }
            assert!(Instant::now() < deadline, "the signer never said “{words}”:\n{said}");
            thread::sleep(Duration::from_millis(30));
        }
    }

    fn asked(&mut self) {
        self.asked += 1;
        self.wait_for(ASKED, self.asked);
    }

    /// Presses the approving button, by keyboard.
    pub(crate) fn press_approve(&mut self) {
        self.asked();
        self.window.press("Tab");
        self.window.press("Return");
    }

    /// Types a PIN.
    pub(crate) fn pin(&mut self, pin: &str) {
        self.asked();
        self.window.type_text(pin);
        self.window.press("Return");
    }

    pub(crate) fn choose_pin(&mut self) {
        self.asked();
        self.window.type_text(PIN);
        self.window.press("Tab");
        self.window.type_text(PIN);
        self.window.press("Return");
    }

    /// Presses Escape.
    pub(crate) fn refuse(&self) {
        self.window.refuse();
    }

    /// The one answer.
    pub(crate) fn verdict(self) -> Verdict {
        let verdict = self.signer.verdict();
        self.window.wait_gone();
        verdict
    }
}

pub(crate) fn request(ask: Ask) -> ApprovalRequest {
    let provenance = Provenance { who: Asker::Person, program: None, at_unix_secs: 1_795_165_200 };
    let request_id = "r-1".to_owned();
    ApprovalRequest { version: PROTOCOL_VERSION, request_id, provenance, deadline_secs: 300, ask }
}

/// Asks an owner key to show that it can sign.
pub(crate) fn test_of(owner: &OwnerRef) -> ApprovalRequest {
    let (account_name, owner) = ("Everyday".to_owned(), owner.clone());
    request(Ask::TestOwner(TestOwner { account_name, owner }))
}

/// The first operation of a passkey's account: it deploys the account and sends a coin to Bob. What
/// the signer is asked, and the hash that is to be signed.
pub(crate) fn payment(owner: &OwnerRef) -> (ApprovalRequest, B256) {
    let OwnerPublic::Passkey(passkey) = owner.public else { panic!("{owner:?}") };
    let account = AccountSpec {
        version: KernelVersion::V0_3_1,
        owner: Owner::WebAuthn(passkey),
        index: U256::ZERO,
    };
    let bob = Address::repeat_byte(0xb0);
    let pay = Call { to: bob, value: U256::from(1), data: Bytes::new() };
    let operation = UserOperation {
        sender: account.address(),
        nonce: nonce::full(nonce::root_key(chain::WEBAUTHN_VALIDATOR_003, 0), 0),
        factory: Some(chain::META_FACTORY),
        factory_data: account.factory_data(),
        call_data: encode_execute(&[pay], ExecMode::Default),
        call_gas_limit: 200_000,
        verification_gas_limit: 3_000_000,
        pre_verification_gas: U256::from(200_000),
        max_fee_per_gas: 2_000_000_000,
        max_priority_fee_per_gas: 1_000_000_000,
        paymaster: None,
        signature: Bytes::new(),
    };
    let (chain_id, entry_point) = (31_337, chain::ENTRY_POINT_07);
    let hash = operation.hash(entry_point, chain_id);
    let request = request(Ask::Operations(Box::new(OperationsAsk {
        purpose: Purpose::Operation,
        owner: owner.clone(),
        account,
        validator: None,
        operations: vec![OwnerOperation { chain_id, entry_point, operation }],
        keys: vec![],
        claims: Claims::default(),
    })));
    (request, hash)
}
