//! A hostile parent: whatever it sends, nothing is signed that was not shown.
//!
//! How: an honest request is bent at every place of its JSON, one place at a time and in every way
//! listed in [`bend`], and taken through the real decoder, review, sheet, owner key and verdict with
//! the right passphrase. Either it is refused, or the signature is the owner's over the root that
//! stands on the sheet, and that root is the one that the bent bytes give when hashed here again.
//! A second look is at people: bytes that change what is signed must change what is read.

mod bend;
mod outcome;
mod reopen;

use std::{collections::BTreeSet, ops::Range, sync::LazyLock};

use latchkey_core::approval::{ApprovalRequest, Ask, Purpose, SessionSource};
use serde_json::Value;

use self::{
    bend::{Place, bent, places},
    outcome::{Seen, World},
};
use crate::fixtures;

/// Places where only names and times are told: they are shown as told, and sign nothing.
const TOLD: &[&str] =
    &["claims", "provenance", "keyName", "agentName", "name", "deadlineSecs", "requestId"];

/// Places whose change is seen in the root and nowhere else. The nonce orders operations; the tip is
/// part of the fee, whose limit is shown; of the calldata, only [`MODE`].
const SEEN_IN_THE_ROOT_ONLY: &[&str] = &[
    "ask.body.keys.0.leaves.0.kill.fees.maxPriorityFeePerGas",
    "ask.body.leaves.0.kill.fees.maxPriorityFeePerGas",
    "ask.body.operations.0.operation.callData",
    "ask.body.operations.0.operation.maxPriorityFeePerGas",
    "ask.body.operations.0.operation.nonce",
    "ask.body.transactions.0.input",
    "ask.body.transactions.0.maxPriorityFeePerGas",
];

/// Digits of `execute`'s mode in a calldata text, behind `0x` and the selector: whether a
/// failing call undoes the others, which says nothing where there is one call.
const MODE: Range<usize> = 10..74;

/// Digits of a signature that an operation in a bundle carries: a changed one is void, and the chain
/// says so. Every other bit of the operation is in its hash, which is shown.
fn signed_before(input: &str) -> Range<usize> {
    let from = input.find(&"07".repeat(65)).unwrap_or_default();
    from..from + if from == 0 { 0 } else { 130 }
}

fn honest(world: &World) -> Vec<ApprovalRequest> {
    let mut brought = fixtures::grant_ask(world.owner);
    brought.session = SessionSource::Address(fixtures::BOB);
    let mut switched = fixtures::switched_ask(world.owner, 1);
    switched.session = SessionSource::Address(fixtures::BOB);
    // Policies are bent above; what matters here is what ends keys.
    switched.policies.truncate(1);
    let mut kills = fixtures::kills_ask(world.owner, 1, 1);
    kills.keys[0].policies.truncate(1);
    kills.keys[0].permission_id = kills.keys[0].permission().id();
    vec![
        fixtures::request(Ask::Grant(Box::new(brought))),
        fixtures::request(Ask::Grant(Box::new(switched))),
        fixtures::request(Ask::Kills(Box::new(kills))),
        fixtures::ending(world.owner, Purpose::Revoke),
        fixtures::ending(world.owner, Purpose::StopAll),
        fixtures::exit(world.owner, Purpose::Revoke, &[fixtures::CHAIN]),
        fixtures::exit_bundle(world.owner),
    ]
}

/// What came of one bent request.
struct Tried {
    place: Place,
    bent: Value,
    seen: Option<Seen>,
}

/// An honest request approved, and every bent form of it tried.
struct Trials {
    plain: Seen,
    tried: Vec<Tried>,
}

/// Done once for all tests below: it takes thousands of reviews.
static ALL: LazyLock<(World, Vec<Trials>)> = LazyLock::new(|| {
    let world = World::new();
    let all = honest(&world).iter().map(|request| trials(&world, request)).collect();
    (world, all)
});

fn trials(world: &World, request: &ApprovalRequest) -> Trials {
    let whole = serde_json::to_value(request).unwrap();
    let bend = |place: Place| bent(&whole, &place).into_iter().map(move |b| (place.clone(), b));
    let tried = places(&whole).into_iter().flat_map(bend).map(|(place, bent)| {
        let seen = world.approve(&serde_json::to_vec(&bent).unwrap());
        Tried { place, bent, seen }
    });
    let plain = world.approve(&serde_json::to_vec(&whole).unwrap()).unwrap();
    Trials { plain, tried: tried.collect() }
}

/// Those that were approved, with the honest one beside.
fn approved() -> impl Iterator<Item = (&'static Seen, &'static Tried, &'static Seen)> {
    let each = |trials: &'static Trials| {
        let seen = |tried: &'static Tried| Some((&trials.plain, tried, tried.seen.as_ref()?));
        trials.tried.iter().filter_map(seen)
    };
    ALL.1.iter().flat_map(each)
}

#[test]
fn what_is_signed_is_what_the_sheet_says_wherever_the_request_was_bent() {
    let mut signed = 0;
    for (_, tried, seen) in approved() {
        signed += 1;
        seen.holds(ALL.0.owner, &tried.place);
    }
    let all: usize = ALL.1.iter().map(|trials| trials.tried.len()).sum();
    assert!(signed > 50 && all - signed > 500, "both happen: {signed} of {all} were signed");
}

#[test]
fn what_changes_the_root_changes_what_is_read() {
    let silently = |(plain, _, seen): &(&Seen, &Tried, &Seen)| {
        seen.root() != plain.root() && seen.words() == plain.words()
    };
    let mut silent = BTreeSet::new();
    for (plain, tried, seen) in approved().filter(silently) {
        silent.insert(tried.place.name());
        let (was, is) = (&plain.call_data(), &seen.call_data());
        let differ = |at: &usize| was.as_bytes()[*at] != is.as_bytes()[*at];
        let before = signed_before(was);
        let known = |at: usize| MODE.contains(&at) || before.contains(&at);
        assert!((0..was.len()).filter(differ).all(known), "{is}");
    }
    let known: BTreeSet<String> = SEEN_IN_THE_ROOT_ONLY.iter().map(ToString::to_string).collect();
    assert_eq!(silent, known);
}

#[test]
fn names_that_lie_change_nothing_that_is_signed() {
    let names = |tried: &Tried| tried.bent["ask"]["kind"] == "operations";
    let told = |tried: &Tried| {
        let place = &tried.place;
        TOLD.iter().any(|told| place.is_under(told)) || place.is_under("keys") && names(tried)
    };
    let mut lies = 0;
    for (plain, tried, seen) in approved().filter(|(_, tried, _)| told(tried)) {
        lies += 1;
        assert_eq!(seen.root(), plain.root(), "{}", tried.place.name());
    }
    assert!(lies > 20, "{lies}");
}

#[test]
fn no_text_from_outside_can_steer_the_writing() {
    for (_, tried, seen) in approved() {
        assert_eq!(seen.steering(), None, "{}: {}", tried.place.name(), tried.bent);
    }
}

#[test]
fn a_body_that_is_cut_anywhere_is_refused() {
    let (world, _) = &*ALL;
    for request in honest(world) {
        let body = serde_json::to_vec(&request).unwrap();
        for cut in 0..body.len() {
            assert!(world.approve(&body[..cut]).is_none(), "cut after {cut} bytes");
        }
        let twice = [body.as_slice(), body.as_slice()].concat();
        assert!(world.approve(&twice).is_none(), "a second body behind the first");
    }
}
