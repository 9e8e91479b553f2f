//! The whole program but its window: what may not be approved is refused before any window opens.

use std::sync::mpsc::channel;

use alloy_primitives::Address;
use latchkey_core::{
    account::Owner,
    approval::{Ask, OwnerKind, Refusal, Verdict},
};

use super::*;
use crate::{fixtures, owner};

struct Ear(std::sync::mpsc::Sender<Vec<u8>>);

impl Write for Ear {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let _gone = self.0.send(bytes.to_vec());
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn refused(request: &ApprovalRequest) -> (Refusal, String) {
    let data = tempfile::tempdir().unwrap();
    let mut pipe = Vec::new();
    protocol::write_frame(&mut pipe, request).unwrap();
    let (tell, heard) = channel();
    run(std::io::Cursor::new(pipe), Ear(tell), data.path(), None);
    let frames: Vec<_> = heard.iter().collect();
    let [frame] = frames.as_slice() else { panic!("one verdict, not {}", frames.len()) };
    let verdict = protocol::decode(&frame[4..]).unwrap();
    let Verdict::Refused { reason, message, .. } = verdict else { panic!("{verdict:?}") };
    (reason, message)
}

#[test]
fn a_blocked_request_is_never_shown() {
    let owner = Address::repeat_byte(0x11);
    let mut ask = fixtures::grant_ask(owner);
    ask.account.owner = Owner::MultiChainEcdsa(Address::repeat_byte(0x12));
    let (reason, message) = refused(&fixtures::request(Ask::Grant(Box::new(ask))));
    assert_eq!(reason, Refusal::Unsafe, "{message}");
}

#[test]
fn a_kind_that_is_not_built_is_refused_with_its_name() {
    for kind in OwnerKind::ALL.into_iter().filter(|kind| owner::offered(*kind).is_err()) {
        let mut request = fixtures::create_owner();
        let Ask::CreateOwner(ask) = &mut request.ask else { panic!("create") };
        ask.kind = kind;
        let (reason, message) = refused(&request);
        assert_eq!(reason, Refusal::Unsupported);
        assert!(message.contains(kind.words()), "{message}");
    }
}
