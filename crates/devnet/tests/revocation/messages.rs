//! Messages of the owner and of a key, asked of the account itself.

use alloy_primitives::{Bytes, keccak256};
use latchkey_core::{
    approval_tree::Tree,
    message::{AccountSignature, Message, MessagePlan, Said, Speaker, TypedMessage},
};
use serde_json::json;

use crate::stage::Stage;

fn typed(chain_id: u64) -> Message {
    let json = json!({
        "domain": {"name": "Shop", "chainId": chain_id},
        "types": {"Order": [{"name": "item", "type": "string"}, {"name": "count", "type": "uint8"}]},
        "primaryType": "Order",
        "message": {"item": "bread", "count": 2},
    });
    Message::Typed(TypedMessage::from_json(&json.to_string()).unwrap())
}

#[test]
fn the_account_takes_what_is_signed_here_and_nothing_else() {
    let stage = Stage::new();
    let key = stage.key("key", vec![], 1);
    let chain_id = stage.chain_id();
    let messages = [
        Message::Text("hello".to_owned()),
        Message::Raw(Bytes::from(vec![1, 2, 3])),
        typed(chain_id),
    ];
    let owner = MessagePlan {
        account: &stage.account,
        chain_id,
        deployed: false,
        speaker: Speaker::Owner,
        replayable: false,
    };
    let digest = owner.to_sign(&messages[0]).unwrap();
    let early = owner.finish(&stage.owner.sign(digest));
    let read = AccountSignature::parse(&early).unwrap();
    let said = read.said(&stage.account, chain_id, None, messages[0].hash());
    assert!(matches!(said, Ok(Said::Owner { .. })), "before the account exists");
    assert_eq!(stage.first(&key), Ok(true));
    let bare = AccountSignature { predeployed: None, ..read }.encode();
    assert!(stage.accepts(messages[0].hash(), bare), "the same signature without its wrapper");
    for message in &messages {
        let owner = MessagePlan { deployed: true, ..owner };
        let digest = owner.to_sign(message).unwrap();
        let plain = owner.finish(&stage.owner.sign(digest));
        assert!(stage.accepts(message.hash(), plain.clone()));
        assert!(!stage.accepts(keccak256("another"), plain));
        let tree = Tree::new(vec![digest, keccak256("leaf")]).unwrap();
        let over_root = stage.owner.personal_sign(tree.root());
        let leaf = tree.signature(0, &over_root).unwrap().encode();
        assert!(stage.accepts(message.hash(), owner.finish(&leaf)));
        let session = MessagePlan { speaker: Speaker::Session(&key.permission), ..owner };
        assert_eq!(session.to_sign(message), Ok(digest));
        assert!(stage.accepts(message.hash(), session.finish(&key.secret.sign(digest))));
        assert!(!stage.accepts(message.hash(), session.finish(&stage.owner.sign(digest))));
        assert!(!stage.accepts(message.hash(), owner.finish(&key.secret.sign(digest))));
    }
}
