//! What is refused, what comes back, who is named; and that no bytes and no JSON can break it.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test")]

use alloy_primitives::{Address, FixedBytes, U256, address, b256, keccak256};
use k256::ecdsa::SigningKey;
use proptest::prelude::*;

use super::*;
use crate::account::Owner;
use crate::approval_tree::{SignedForm, Tree};
use crate::kernel::signature::personal_sign_hash;
use crate::policy::{PolicyFlag, PolicyKind, SignatureCallerPolicy};

const OWNER: Address = address!("7E5F4552091A69125d5DfCb7b8C2659029395Bdf");
const KEY: Address = address!("2B5AD5c4795c026514f8317c7a215E218DcCD6cF");

fn sign(secret: u8, hash: B256) -> [u8; 65] {
    let key = SigningKey::from_slice(&B256::with_last_byte(secret)[..]).unwrap();
    let (rs, id) = key.sign_prehash_recoverable(hash.as_slice());
    let mut out = [27 + id.to_byte(); 65];
    out[..64].copy_from_slice(&rs.to_bytes());
    out
}

fn account(version: KernelVersion) -> AccountSpec {
    AccountSpec { version, owner: Owner::MultiChainEcdsa(OWNER), index: U256::ZERO }
}

fn permission() -> Permission {
    Permission::ecdsa(vec![PolicyKind::Sudo.into()], KEY)
}

fn owner(account: &AccountSpec) -> MessagePlan<'_> {
    let speaker = Speaker::Owner;
    MessagePlan { account, chain_id: 5, deployed: true, speaker, replayable: false }
}

fn hello() -> Message {
    Message::Text("hello".to_owned())
}

#[test]
fn an_owner_never_signs_32_bytes() {
    let account = account(KernelVersion::V0_3_1);
    let plan = owner(&account);
    let root = Message::Raw(Bytes::from(vec![7; 32]));
    assert_eq!(plan.to_sign(&root), Err(Refusal::Blind32));
    let text = Message::Text("x".repeat(32));
    assert_eq!(plan.to_sign(&text), Err(Refusal::Blind32));
    for length in [0, 31, 33] {
        assert!(plan.to_sign(&Message::Raw(Bytes::from(vec![7; length]))).is_ok());
    }
    let key = permission();
    let session = MessagePlan { speaker: Speaker::Session(&key), ..plan };
    assert!(session.to_sign(&root).is_ok(), "a session key owns no approval tree");
}

#[test]
fn what_no_version_reads_is_not_signed() {
    for version in KernelVersion::ALL {
        let account = account(version);
        let every = MessagePlan { replayable: true, ..owner(&account) };
        let refused = every.to_sign(&hello()).err();
        let old = matches!(version, KernelVersion::V0_3_0 | KernelVersion::V0_3_1);
        assert_eq!(refused, old.then_some(Refusal::NotReplayable(version)));
        let key = permission();
        let session = MessagePlan { speaker: Speaker::Session(&key), ..every };
        assert_eq!(session.to_sign(&hello()), Err(Refusal::ReplayableSession));
        let nowhere = MessagePlan { chain_id: 0, ..owner(&account) };
        assert_eq!(nowhere.to_sign(&hello()), Err(Refusal::ChainZero));
    }
}

#[test]
fn a_key_granted_without_messages_signs_none() {
    let account = account(KernelVersion::V0_3_1);
    let mut flagged = permission();
    flagged.flag = PolicyFlag::NotForSignature;
    let mut silent = permission();
    let nobody = SignatureCallerPolicy { allowed_callers: vec![] };
    silent.policies.push(PolicyKind::SignatureCaller(nobody).into());
    for key in [flagged, silent] {
        let plan = MessagePlan { speaker: Speaker::Session(&key), ..owner(&account) };
        assert_eq!(plan.to_sign(&hello()), Err(Refusal::SilentKey));
        let digest = plan.digest(hello().hash());
        let made = AccountSignature::parse(&plan.finish(&sign(2, digest))).unwrap();
        let said = made.said(&account, 5, Some(&key), hello().hash());
        assert_eq!(said, Err(NotSaid::SilentKey), "nor is one believed");
    }
}

#[test]
fn who_signed_is_said_in_every_form() {
    let account = account(KernelVersion::V0_3_2);
    let (hash, key) = (hello().hash(), permission());
    let said = |bytes: &[u8], chain_id| {
        AccountSignature::parse(bytes).unwrap().said(&account, chain_id, Some(&key), hash)
    };
    for (deployed, replayable) in [(true, false), (false, false), (true, true), (false, true)] {
        let plan = MessagePlan { deployed, replayable, ..owner(&account) };
        let digest = plan.to_sign(&hello()).unwrap();
        let raw = plan.finish(&sign(1, digest));
        let owner = Said::Owner { form: SignedForm::Raw, root: None };
        assert_eq!(said(&raw, 5), Ok(owner));
        let elsewhere = if replayable { Ok(owner) } else { Err(NotSaid::Stranger) };
        assert_eq!(said(&raw, 6), elsewhere);
        assert_eq!(said(&plan.finish(&sign(3, digest)), 5), Err(NotSaid::Stranger));
        let tree = Tree::new(vec![keccak256("other"), digest]).unwrap();
        let over_root = sign(1, personal_sign_hash(tree.root()));
        let leaf = tree.signature(1, &over_root).unwrap().encode();
        let in_tree = Said::Owner { form: SignedForm::Personal, root: Some(tree.root()) };
        assert_eq!(said(&plan.finish(&leaf), 5), Ok(in_tree));
        let other = tree.signature(0, &over_root).unwrap().encode();
        assert_eq!(said(&plan.finish(&other), 5), Err(NotSaid::NotInTree));
    }
    let plan = MessagePlan { speaker: Speaker::Session(&key), ..owner(&account) };
    let digest = plan.to_sign(&hello()).unwrap();
    let bytes = plan.finish(&sign(2, digest));
    let by_key = Said::Session { permission_id: key.id(), form: SignedForm::Raw, listed: false };
    assert_eq!(said(&bytes, 5), Ok(by_key));
    let read = AccountSignature::parse(&bytes).unwrap();
    assert_eq!(read.said(&account, 5, None, hash), Err(NotSaid::OtherKey(key.id())));
}

#[test]
fn what_names_somebody_else_is_not_taken() {
    let account = account(KernelVersion::V0_3_1);
    let hash = hello().hash();
    let plan = MessagePlan { deployed: false, ..owner(&account) };
    let bytes = plan.finish(&sign(1, plan.digest(hash)));
    let mut read = AccountSignature::parse(&bytes).unwrap();
    read.predeployed.as_mut().unwrap().factory = KEY;
    assert_eq!(read.said(&account, 5, None, hash), Err(NotSaid::OtherAccount));
    read.predeployed = None;
    read.form = Form::Validator(KEY);
    assert_eq!(read.said(&account, 5, None, hash), Err(NotSaid::OtherValidator(KEY)));
    read.form = Form::Root;
    assert!(read.said(&account, 5, None, hash).is_ok());
    read.replayable = true;
    assert_eq!(read.said(&account, 5, None, hash), Err(NotSaid::NotReplayable));
    let segments = [&[2, 1, 2, 3, 4, 0][..], &[9; 80]].concat();
    assert_eq!(AccountSignature::parse(&segments), Err(ParseError::PolicySegments));
    assert_eq!(AccountSignature::parse(&[]), Err(ParseError::Cut));
    assert_eq!(AccountSignature::parse(&[0]), Err(ParseError::Cut));
    assert_eq!(AccountSignature::parse(&[3, 1]), Err(ParseError::UnknownKind(3)));
}

/// The example of EIP-712 itself.
const MAIL: &str = r#"{"types":{"EIP712Domain":[{"name":"name","type":"string"},{"name":"version","type":"string"},{"name":"chainId","type":"uint256"},{"name":"verifyingContract","type":"address"}],"Person":[{"name":"name","type":"string"},{"name":"wallet","type":"address"}],"Mail":[{"name":"from","type":"Person"},{"name":"to","type":"Person"},{"name":"contents","type":"string"}]},"primaryType":"Mail","domain":{"name":"Ether Mail","version":"1","chainId":1,"verifyingContract":"0xCcCCccccCCCCcCCCCCCcCcCccCcCCCcCcccccccC"},"message":{"from":{"name":"Cow","wallet":"0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826"},"to":{"name":"Bob","wallet":"0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB"},"contents":"Hello, Bob!"}}"#;

#[test]
fn typed_data_is_hashed_as_the_standard_says() {
    let mail = TypedMessage::from_json(MAIL).unwrap();
    let hash = b256!("be609aee343fb3c4b28e1df9e632fca64fcfaede20f02e86244efddf30957bd2");
    assert_eq!((mail.hash(), mail.primary_type()), (hash, "Mail"));
    assert_eq!((mail.domain_name(), mail.chain_id()), (Some("Ether Mail"), Some(1)));
    let account = account(KernelVersion::V0_3_1);
    let typed = Message::Typed(mail);
    assert_eq!(owner(&account).to_sign(&typed), Err(Refusal::OtherChain(1)));
    let there = MessagePlan { chain_id: 1, ..owner(&account) };
    assert_eq!(there.to_sign(&typed), Ok(there.digest(hash)));
}

#[test]
fn typed_data_of_strangers_cannot_hurt() {
    let read = TypedMessage::from_json;
    assert_eq!(read("{"), Err(TypedError::Json));
    assert_eq!(read("\"{}\""), Err(TypedError::Json));
    assert_eq!(read(&" ".repeat(200_000)), Err(TypedError::TooLong(200_000)));
    let wrong = MAIL.replace("\"Hello, Bob!\"", "{}");
    assert_eq!(read(&wrong), Err(TypedError::Types));
    let missing = MAIL.replace("\"primaryType\":\"Mail\"", "\"primaryType\":\"Male\"");
    assert_eq!(read(&missing), Err(TypedError::Types));
    let alone = MAIL.replace("\"primaryType\":\"Mail\"", "\"primaryType\":\"EIP712Domain\"");
    assert_eq!(read(&alone), Err(TypedError::Types));
    let more = MAIL.replace("\"contents\":\"Hello", "\"hidden\":1,\"contents\":\"Hello");
    assert_eq!(read(&more), Err(TypedError::Types), "nothing is signed that its types do not name");
    let round = MAIL.replace("\"wallet\",\"type\":\"address\"", "\"wallet\",\"type\":\"Mail\"");
    assert_eq!(read(&round), Err(TypedError::Types));
    let deep = MAIL.replace(
        "\"contents\",\"type\":\"string\"",
        &format!("\"contents\",\"type\":\"string{}\"", "[]".repeat(9_000)),
    );
    assert_eq!(read(&deep), Err(TypedError::TooManyTypes));
    let chain: Vec<String> = (0..2_000)
        .map(|n| format!("\"A{n}\":[{{\"name\":\"x\",\"type\":\"A{}\"}}]", n + 1))
        .collect();
    let long = format!(
        "{{\"types\":{{{}}},\"primaryType\":\"A0\",\"domain\":{{}},\"message\":{{}}}}",
        chain.join(",")
    );
    assert_eq!(read(&long), Err(TypedError::TooManyTypes));
    let huge = MAIL.replace("\"chainId\":1,", "\"chainId\":\"0x10000000000000000\",");
    assert_eq!(read(&huge), Err(TypedError::ChainId));
}

proptest! {
    #[test]
    fn signatures_come_back(
        kind in 0u8..3, id: [u8; 20], replayable: bool, deployed: bool,
        inner in prop::collection::vec(any::<u8>(), 1..120), data in prop::collection::vec(any::<u8>(), 0..80),
    ) {
        let form = match kind {
            0 => Form::Root,
            1 => Form::Validator(id.into()),
            _ => Form::Permission(FixedBytes([id[0], id[1], id[2], id[3]])),
        };
        let factory = Predeployed { factory: id.into(), factory_data: data.into() };
        let predeployed = (!deployed).then_some(factory);
        let whole = AccountSignature { form, replayable, inner: inner.into(), predeployed };
        let bytes = whole.encode();
        prop_assert_eq!(AccountSignature::parse(&bytes), Ok(whole));
    }

    #[test]
    fn any_bytes_are_read_or_refused(mut bytes in prop::collection::vec(any::<u8>(), 0..300), first in 0u8..4, wrapped: bool) {
        if let Some(kind) = bytes.first_mut() {
            *kind = first;
        }
        if wrapped {
            bytes.extend_from_slice(crate::kernel::erc1271::ERC6492_MAGIC.as_slice());
        }
        if let Ok(read) = AccountSignature::parse(&bytes) {
            prop_assert_eq!(read.encode(), Bytes::from(bytes));
            let account = account(KernelVersion::V0_3_3);
            prop_assert!(read.said(&account, 1, Some(&permission()), B256::ZERO).is_err());
        }
    }

    #[test]
    fn any_json_is_read_or_refused(text in ".{0,80}", from in 0usize..800, length in 0usize..40) {
        let _ = TypedMessage::from_json(&text);
        let mut mail = MAIL.to_owned();
        let end = (from + length).min(mail.len());
        mail.replace_range(from.min(end)..end, &text);
        let _ = TypedMessage::from_json(&mail);
    }
}

/// One struct with one member of a type.
fn one(kind: &str, value: &str) -> Option<B256> {
    let json = format!(
        "{{\"domain\":{{}},\"types\":{{\"T\":[{{\"name\":\"x\",\"type\":\"{kind}\"}}]}},\"primaryType\":\"T\",\"message\":{{\"x\":{value}}}}}"
    );
    TypedMessage::from_json(&json).ok().map(|typed| typed.hash())
}

/// The same hashed by hand.
fn by_hand(kind: &str, word: B256) -> Option<B256> {
    let type_hash = keccak256(format!("T({kind} x)"));
    let domain = keccak256(keccak256("EIP712Domain()"));
    let inner = keccak256([type_hash, word].concat());
    Some(keccak256([&[0x19, 1], domain.as_slice(), inner.as_slice()].concat()))
}

#[test]
fn values_are_words_as_the_standard_says() {
    let five = B256::with_last_byte(5);
    let minus_one = B256::repeat_byte(0xff);
    let two = keccak256([five, B256::with_last_byte(6)].concat());
    let fits = [
        ("uint8", "5", five),
        ("uint256", "\"0x5\"", five),
        ("int8", "-1", minus_one),
        ("int256", "\"-1\"", minus_one),
        ("int8", "-128", B256::from(U256::MAX - U256::from(127))),
        ("bool", "true", B256::with_last_byte(1)),
        ("bytes", "\"0x1234\"", keccak256([0x12, 0x34])),
        ("bytes2", "\"0x1234\"", B256::right_padding_from(&[0x12, 0x34])),
        ("string", "\"hi\"", keccak256("hi")),
        ("address", "\"0x0000000000000000000000000000000000000005\"", five),
        ("uint8[]", "[5,6]", two),
        ("uint8[2]", "[5,6]", two),
        ("uint8[][1]", "[[5,6]]", keccak256(two)),
    ];
    for (kind, value, word) in fits {
        assert_eq!(one(kind, value), by_hand(kind, word), "{kind} {value}");
    }
    let wrong = [
        ("uint8", "256"),
        ("uint8", "-1"),
        ("int8", "128"),
        ("int8", "\"-129\""),
        ("uint7", "1"),
        ("uint08", "1"),
        ("uint", "1"),
        ("uint264", "1"),
        ("bytes2", "\"0x12\""),
        ("bytes33", "\"0x\""),
        ("bool", "1"),
        ("address", "\"0x05\""),
        ("uint8[2]", "[5]"),
        ("uint8", "1.5"),
        ("string", "5"),
        ("uint256", "\"\""),
        ("uint256", "\"0x\""),
        ("Other", "{}"),
        ("uint8[", "[5]"),
        ("bytes", "\"12\""),
        ("uint256", "100000000000000000000"),
        ("T", "{}"),
        ("uint8", "null"),
    ];
    for (kind, value) in wrong {
        assert_eq!(one(kind, value), None, "{kind} {value}");
    }
    let nested = format!("{}1{}", "[".repeat(40), "]".repeat(40));
    assert_eq!(one(&format!("uint8{}", "[]".repeat(40)), &nested), None, "too deep");
}
