//! Stub signatures, with which gas is estimated: wrong, but never a revert (spec 3, 5.4, 6).

use alloy_primitives::{B256, Bytes};
use latchkey_core::{
    approval_tree::Tree,
    kernel::{
        nonce,
        signature::{DUMMY_ECDSA, dummy_multi_chain, enable_mode_signature},
        version::KernelVersion,
    },
    permission::SignerKind,
};

use super::compare::Said;
use super::key::{Key, ping};
use super::script::{Script, strange};
use super::stage::Stage;

pub(crate) struct Stubs {
    pub(crate) version: Option<KernelVersion>,
}

impl Script for Stubs {
    fn step(&mut self, step: &str) -> Result<Said, String> {
        let Some(version) = self.version else {
            return match step {
                "multiChainIds dummy merkle" => Ok(tree_of_dummies()),
                other => strange(other),
            };
        };
        let question = step.strip_prefix(version.name()).and_then(|s| s.strip_prefix(' '));
        Ok(match question {
            Some("ecdsa stub sudo") => owner(Stage::ecdsa(version), &DUMMY_ECDSA),
            Some("mc stub sudo") => owner(Stage::multi_chain(version), &DUMMY_ECDSA),
            Some("ecdsa stub session enable") => first_use(Stage::ecdsa(version)),
            Some("mc stub session enable") => first_use(Stage::multi_chain(version)),
            Some(_) | None => return strange(step),
        })
    }
}

fn owner(mut stage: Stage, signature: &[u8]) -> Said {
    let mut op = stage.operation(nonce::root_key(stage.validator(), 0), ping());
    op.signature = Bytes::copy_from_slice(signature);
    stage.send(&op).into()
}

/// The owner's real signature, the key's stub.
fn first_use(mut stage: Stage) -> Said {
    let key = Key::sudo();
    let approved = stage.approve(&key, 1);
    let mut op = stage.operation(nonce::enable_key(key.id(), 0), ping());
    let inner = SignerKind::Ecdsa.dummy_permission();
    op.signature = enable_mode_signature(&approved.approval, &approved.signature, &inner);
    stage.send(&op).into()
}

fn tree_of_dummies() -> Said {
    let stage = Stage::multi_chain(super::play::UNNAMED);
    let leaf = B256::repeat_byte(0x1e);
    let tree = Tree::new(vec![leaf, B256::repeat_byte(0xaa)]).unwrap();
    let signature = dummy_multi_chain(tree.root(), leaf, &tree.proof(0).unwrap());
    owner(stage, &signature)
}
