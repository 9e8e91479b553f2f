//! The review of whole requests: what is shown, what is signed, what is refused.

use alloy_primitives::{Address, Bytes, FixedBytes, U256, address};

use super::*;
use crate::{
    account::{AccountSpec, Owner},
    approval::*,
    chain,
    kernel::{
        execute::{Call, ExecMode, decode_execute, encode_delegatecall, encode_execute},
        install::{invalidate_nonce, tombstone_calls, uninstall_validation},
        nonce,
        version::KernelVersion,
    },
    names::TRANSFER,
    permission::validation_id,
    policy::*,
    user_op::UserOperation,
};

mod any_bytes;
mod ending;
mod kills;
mod passkeys;

const OWNER: Address = Address::repeat_byte(0x11);
const SESSION: Address = Address::repeat_byte(0x22);
const TOKEN: Address = address!("48F305A70515dAC627a0B29eb24787814FF52eA4");
const BOB: Address = address!("70E49A1c55B200000000000000000000000031F2");

fn account() -> AccountSpec {
    AccountSpec {
        version: KernelVersion::V0_3_1,
        owner: Owner::MultiChainEcdsa(OWNER),
        index: U256::ZERO,
    }
}

fn claims() -> Claims {
    let network = |chain_id, name: &str| NetworkClaim {
        chain_id,
        name: name.to_owned(),
        native_symbol: "ETH".to_owned(),
    };
    let token =
        |chain_id| TokenClaim { chain_id, token: TOKEN, symbol: "DUSD".to_owned(), decimals: 6 };
    Claims {
        tokens: vec![token(31_337), token(31_338)],
        networks: vec![network(31_337, "Local network"), network(31_338, "Other")],
        functions: vec![],
    }
}

fn policies() -> Vec<Policy> {
    let word = |value: U256| vec![value.into()];
    let rules = vec![
        ParamRule { condition: Condition::Equal, offset: 0, params: vec![BOB.into_word()] },
        ParamRule {
            condition: Condition::LessThanOrEqual,
            offset: 32,
            params: word(U256::from(25_000_000)),
        },
    ];
    let permissions = vec![CallPermission {
        call_type: CallType::Call,
        target: TOKEN,
        selector: TRANSFER,
        value_limit: U256::ZERO,
        rules,
    }];
    vec![
        PolicyKind::Call(CallPolicy { version: CallPolicyVersion::V0_0_4, permissions }).into(),
        PolicyKind::Gas(GasPolicy {
            allowed_wei: 10_000_000_000_000_000,
            enforce_paymaster: false,
            allowed_paymaster: Address::ZERO,
        })
        .into(),
        PolicyKind::Timestamp(TimestampPolicy { valid_after: 0, valid_until: 1_795_251_600 })
            .into(),
        PolicyKind::RateLimit(RateLimitPolicy { interval: 0, count: 3, start_at: 0, reset: false })
            .into(),
        PolicyKind::SignatureCaller(SignatureCallerPolicy { allowed_callers: vec![] }).into(),
    ]
}

fn request(ask: Ask) -> ApprovalRequest {
    ApprovalRequest {
        version: PROTOCOL_VERSION,
        request_id: "r-1".to_owned(),
        provenance: Provenance { who: Asker::Person, program: None, at_unix_secs: 1_795_165_200 },
        deadline_secs: 120,
        ask,
    }
}

fn grant_of(policies: Vec<Policy>, chains: &[u64]) -> GrantAsk {
    let leaf = |chain_id: &u64| GrantLeaf { chain_id: *chain_id, validation_nonce: 1, kill: None };
    GrantAsk {
        key_name: "Rent".to_owned(),
        agent_name: "billing bot".to_owned(),
        owner: OwnerRef { vault_id: "v".to_owned(), public: OwnerPublic::Address(OWNER) },
        account: account(),
        validator: None,
        session: SessionSource::Made,
        policies,
        leaves: chains.iter().map(leaf).collect(),
        replaces: None,
        claims: claims(),
    }
}

fn review_grant(ask: GrantAsk) -> Result<Review, ReviewError> {
    of(&request(Ask::Grant(Box::new(ask))), Some(SESSION))
}

fn operation(chain_id: u64, call_data: Bytes) -> OwnerOperation {
    OwnerOperation {
        chain_id,
        entry_point: chain::ENTRY_POINT_07,
        operation: UserOperation {
            sender: account().address(),
            nonce: nonce::full(nonce::root_key(chain::MULTI_CHAIN_ECDSA_VALIDATOR, 7), 0),
            factory: None,
            factory_data: Bytes::new(),
            call_data,
            call_gas_limit: 500_000,
            verification_gas_limit: 400_000,
            pre_verification_gas: U256::from(100_000),
            max_fee_per_gas: 2_000_000_000,
            max_priority_fee_per_gas: 1_000_000_000,
            paymaster: None,
            signature: Bytes::new(),
        },
    }
}

fn operations(purpose: Purpose, operations: Vec<OwnerOperation>) -> OperationsAsk {
    OperationsAsk {
        purpose,
        owner: OwnerRef { vault_id: "v".to_owned(), public: OwnerPublic::Address(OWNER) },
        account: account(),
        validator: None,
        operations,
        keys: vec![KeyClaim {
            permission_id: FixedBytes([1, 2, 3, 4]),
            name: "Rent".to_owned(),
            agent_name: "billing bot".to_owned(),
        }],
        claims: claims(),
    }
}

fn review_operations(ask: OperationsAsk) -> Result<Review, ReviewError> {
    of(&request(Ask::Operations(Box::new(ask))), None)
}

fn own(data: Bytes) -> Call {
    Call { to: account().address(), value: U256::ZERO, data }
}

const KEY: FixedBytes<4> = FixedBytes([1, 2, 3, 4]);

fn stop_calls() -> Vec<Call> {
    vec![own(uninstall_validation(validation_id(KEY), 6)), own(invalidate_nonce(2))]
}

#[test]
fn a_grant_reads_as_it_should() {
    let review = review_grant(grant_of(policies(), &[31_337])).unwrap();
    assert_eq!(
        review.plain_sentence(),
        "Send up to 25 DUSD at a time to 0x70E4…31f2, in 3 operations, until 21 Nov 2026, 09:00 \
         UTC, on Local network. Nothing else."
    );
    assert_eq!(review.title, "Grant “Rent” to “billing bot”");
    assert_eq!(
        review.not_limited,
        ["How many transfers one operation holds: an operation may hold several, so one \
             operation can move more than 25 DUSD."]
    );
    assert_eq!(
        review.rules,
        [
            "May call transfer(address,uint256) of DUSD (0x48F305A70515dAC627a0B29eb24787814FF52eA4).",
            format!("Its argument “to” must be {BOB}.").as_str(),
            "Its argument “amount” must be at most 25 DUSD (25\u{202F}000\u{202F}000 smallest units).",
            "Sends no ETH along.",
            "Spends at most 0.01 ETH on gas in all.",
            "Works until 21 Nov 2026, 09:00 UTC.",
            "Sends at most 3 operations in all.",
            "Cannot sign messages.",
        ]
    );
    assert_eq!((review.blocked, review.warnings), (None, vec![]));
}

#[test]
fn the_digest_of_one_network_is_what_is_signed_and_two_make_a_tree() {
    let one = review_grant(grant_of(policies(), &[31_337])).unwrap();
    assert_eq!(one.you_sign, Some(one.digests[0]));
    let two = review_grant(grant_of(policies(), &[31_337, 31_338])).unwrap();
    assert_eq!(two.digests[0], one.digests[0]);
    assert_ne!(two.you_sign, one.you_sign);
    assert!(two.plain_sentence().ends_with("on Local network and Other. Nothing else."));
    let Signing::Grant { tree, permission, kills } = two.signing else { panic!("a grant") };
    assert_eq!(kills, [0, 0]);
    assert_eq!(Some(tree.root()), two.you_sign);
    assert_eq!(permission.signer, crate::permission::SessionSigner::Ecdsa(SESSION));
}

#[test]
fn without_a_claim_the_bytes_speak() {
    let mut ask = grant_of(policies(), &[31_337]);
    ask.claims = Claims::default();
    let sentence = review_grant(ask).unwrap().plain_sentence();
    assert!(
        sentence.starts_with(
            "Send up to 25\u{202F}000\u{202F}000 smallest units of the token 0x48F3…2eA4 at a time"
        ),
        "{sentence}"
    );
}

#[test]
fn dangerous_grants_are_blocked() {
    let sudo = review_grant(grant_of(vec![PolicyKind::Sudo.into()], &[1])).unwrap();
    assert!(sudo.blocked.is_some_and(|why| why.contains("take the account")));
    assert!(review_grant(grant_of(policies()[1..].to_vec(), &[1])).unwrap().blocked.is_some());
    let mut itself = policies();
    let PolicyKind::Call(call) = &mut itself[0].kind else { panic!("call first") };
    call.permissions[0].target = account().address();
    assert!(review_grant(grant_of(itself, &[1])).unwrap().blocked.is_some());
    let mut stranger = grant_of(policies(), &[1]);
    stranger.owner.public = OwnerPublic::Address(BOB);
    assert!(review_grant(stranger).unwrap().blocked.is_some());
    let mut endless = policies();
    endless.remove(2);
    let endless = review_grant(grant_of(endless, &[1])).unwrap();
    assert_eq!(endless.blocked, None);
    assert_eq!(endless.warnings.len(), 1);
}

#[test]
fn malformed_grants_are_refused() {
    let refuse = |ask: GrantAsk| review_grant(ask).unwrap_err();
    assert_eq!(refuse(grant_of(policies(), &[])), ReviewError::NoLeaves);
    assert_eq!(refuse(grant_of(policies(), &[0])), ReviewError::NoSuchChain);
    assert_eq!(refuse(grant_of(policies(), &[5, 5])), ReviewError::SameChainTwice(5));
    let many: Vec<u64> = (1..=65).collect();
    assert_eq!(refuse(grant_of(policies(), &many)), ReviewError::TooManyNetworks(65));
    let mut zero = grant_of(policies(), &[5]);
    zero.leaves[0].validation_nonce = 0;
    assert_eq!(refuse(zero), ReviewError::NonceZero(5));
    let mut single = grant_of(policies(), &[5, 6]);
    single.account.owner = Owner::Ecdsa(OWNER);
    assert_eq!(refuse(single), ReviewError::OneLeafOnly);
    let beyond = TimestampPolicy { valid_after: 0, valid_until: u64::MAX };
    let beyond = vec![PolicyKind::Timestamp(beyond).into()];
    assert_eq!(refuse(grant_of(beyond, &[5])), ReviewError::Policy(0));
    let ask = Ask::Grant(Box::new(grant_of(policies(), &[5])));
    assert_eq!(of(&request(ask), None), Err(ReviewError::NoSession));
}

#[test]
fn malformed_envelopes_are_refused() {
    let good = request(Ask::CreateOwner(CreateOwner {
        account_name: "Main".to_owned(),
        kind: OwnerKind::Passphrase,
    }));
    assert!(of(&good, None).unwrap().you_sign.is_none());
    let version = ApprovalRequest { version: 9, ..good.clone() };
    assert_eq!(of(&version, None), Err(ReviewError::Version(9)));
    let id = ApprovalRequest { request_id: "x".repeat(65), ..good.clone() };
    assert_eq!(of(&id, None), Err(ReviewError::RequestId));
    let deadline = ApprovalRequest { deadline_secs: 0, ..good };
    assert_eq!(of(&deadline, None), Err(ReviewError::Deadline(0)));
}

#[test]
fn stopping_shows_every_call() {
    let call_data = encode_execute(&stop_calls(), ExecMode::Try);
    let ask = operations(Purpose::StopAll, vec![operation(31_337, call_data)]);
    let review = review_operations(ask).unwrap();
    assert_eq!(review.title, "Stop all keys");
    assert_eq!(
        review.plain_sentence(),
        "End the key “Rent” (0x01020304), and with it every other key and unused approval there \
         is now, on Local network. The money stays where it is. Nothing else."
    );
    assert_eq!(review.rules.len(), 3);
    assert_eq!(review.at_worst[0].amount, "0.002 ETH");
    assert_eq!(review.you_sign, Some(review.digests[0]));
}

#[test]
fn a_tombstone_must_be_buried() {
    let account = account().address();
    let calls = tombstone_calls(account, validation_id(KEY), 1);
    let ask = |calls: &[Call]| {
        operations(Purpose::Revoke, vec![operation(5, encode_execute(calls, ExecMode::Try))])
    };
    assert!(review_operations(ask(&calls)).is_ok());
    let refused = review_operations(ask(&calls[..1]));
    assert_eq!(refused, Err(ReviewError::DoesNotFit { operation: 0, call: 0 }));
}

#[test]
fn nothing_else_fits_into_ending_keys() {
    let elsewhere = Call { to: TOKEN, value: U256::ZERO, data: Bytes::new() };
    let paying = Call { value: U256::from(1), ..own(invalidate_nonce(2)) };
    let root = validation_id(FixedBytes::ZERO).0.map(|_| 1);
    let of_root = own(uninstall_validation(FixedBytes(root), 1));
    let mut longer = invalidate_nonce(2).to_vec();
    longer.push(0);
    for bad in [elsewhere, paying, of_root, own(longer.into())] {
        let mut calls = stop_calls();
        calls.push(bad);
        for purpose in [Purpose::Revoke, Purpose::StopAll] {
            let call_data = encode_execute(&calls, ExecMode::Try);
            let refused = review_operations(operations(purpose, vec![operation(5, call_data)]));
            assert_eq!(refused, Err(ReviewError::DoesNotFit { operation: 0, call: 2 }));
        }
    }
    let delegate = encode_delegatecall(BOB, Bytes::new(), ExecMode::Default);
    let refused = review_operations(operations(Purpose::StopAll, vec![operation(5, delegate)]));
    assert_eq!(refused, Err(ReviewError::DoesNotFit { operation: 0, call: 0 }));
}

#[test]
fn foreign_operations_are_refused() {
    let good = operation(5, encode_execute(&stop_calls(), ExecMode::Try));
    let refuse = |change: &dyn Fn(&mut OwnerOperation)| {
        let mut bad = good.clone();
        change(&mut bad);
        review_operations(operations(Purpose::StopAll, vec![bad])).unwrap_err()
    };
    let sender = refuse(&|op| op.operation.sender = BOB);
    assert!(matches!(sender, ReviewError::ForeignSender { index: 0, got: BOB, .. }));
    let entry_point = refuse(&|op| op.entry_point = chain::ENTRY_POINT_08);
    assert!(matches!(entry_point, ReviewError::UnknownEntryPoint { .. }));
    let signed = refuse(&|op| op.operation.signature = Bytes::from(vec![1]));
    assert_eq!(signed, ReviewError::AlreadySigned(0));
    let session = refuse(&|op| op.operation.nonce = nonce::full(nonce::default_key(KEY, 0), 0));
    assert_eq!(session, ReviewError::NotOwnerNonce(0));
    let factory = refuse(&|op| op.operation.factory = Some(BOB));
    assert_eq!(factory, ReviewError::ForeignFactory(0));
    let unreadable = refuse(&|op| op.operation.call_data = Bytes::from(vec![1, 2, 3, 4]));
    assert_eq!(unreadable, ReviewError::Unreadable(0));
    let empty = refuse(&|op| op.operation.call_data = encode_execute(&[], ExecMode::Default));
    assert_eq!(empty, ReviewError::Empty(0));
    let mut deploys = good;
    deploys.operation.factory = Some(chain::META_FACTORY);
    deploys.operation.factory_data = account().factory_data();
    assert!(review_operations(operations(Purpose::StopAll, vec![deploys])).is_ok());
}

#[test]
fn ordinary_operations_are_spelled_out_and_cannot_touch_the_account() {
    let pay = Call { to: BOB, value: U256::from(10).pow(U256::from(18)), data: Bytes::new() };
    let ask = |call: Call| {
        let call_data = encode_execute(&[call], ExecMode::Default);
        operations(Purpose::Operation, vec![operation(31_337, call_data)])
    };
    let review = review_operations(ask(pay)).unwrap();
    assert_eq!(
        review.plain_sentence(),
        format!("Send 1 ETH to {BOB}, on Local network. Nothing else.")
    );
    assert_eq!(review.blocked, None);
    assert!(review_operations(ask(own(invalidate_nonce(2)))).unwrap().blocked.is_some());
}
