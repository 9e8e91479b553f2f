//! What is put in unasked, and that nothing else changes.

use super::*;
use crate::lint::defaults::{Chosen, safe};

const ASKED: Chosen = Chosen { now: NOW, messages: false, endless: false };

fn entries(policies: &[Policy]) -> &[CallPermission] {
    let PolicyKind::Call(call) = &policies[0].kind else { panic!("calls come first") };
    &call.permissions
}

#[test]
fn an_end_silence_and_a_start_are_put_in() {
    let bare = [good()[0].clone(), rate(60, 3, 0, false)];
    let safe_list = safe(&bare, &ASKED);
    assert_eq!(
        safe_list,
        [
            good()[0].clone(),
            rate(60, 3, NOW, false),
            time(0, NOW + PROPOSED_LIFE_SECS),
            callers(vec![])
        ]
    );
    assert_eq!(safe(&safe_list, &ASKED), safe_list, "once is enough");
    let loose = Chosen { messages: true, endless: true, ..ASKED };
    assert_eq!(safe(&bare[..1], &loose), bare[..1], "what was chosen stays");
}

#[test]
fn what_the_person_wrote_stays() {
    assert_eq!(safe(&good(), &ASKED), good());
    let some = changed(4, callers(vec![BOB]));
    assert_eq!(safe(&some, &ASKED), some);
    let later = changed(2, time(NOW + 1_000, 0));
    assert_eq!(safe(&later, &ASKED)[2], time(NOW + 1_000, NOW + 1_000 + PROPOSED_LIFE_SECS));
}

#[test]
fn two_entries_for_one_function_become_one_that_allows_what_either_did() {
    let to = |who: Address, most| {
        let equal = ParamRule { params: vec![who.into_word()], ..to_bob(0) };
        calling(0xa905_9cbb, vec![equal, at_most(32, most)])
    };
    let eve = Address::repeat_byte(0xe0);
    let two = safe(&with(vec![to(BOB, 25), to(eve, 25)]), &ASKED);
    let [one] = entries(&two) else { panic!("{two:?}") };
    let both = vec![BOB.into_word(), eve.into_word()];
    assert_eq!(one.rules[0], ParamRule { condition: Condition::OneOf, offset: 0, params: both });
    let wider = safe(&with(vec![to(BOB, 25), to(BOB, 30), to(BOB, 5)]), &ASKED);
    assert_eq!(entries(&wider), [to(BOB, 30)]);
    let apart = with(vec![to(BOB, 25), to(eve, 30)]);
    assert_eq!(safe(&apart, &ASKED), apart, "no one entry says this, so the linter does");
    assert!(rules_of(&apart).contains(&Rule::DuplicateEntry));
}

#[test]
fn a_batch_is_judged_call_by_call() {
    let batch = CallPermission { call_type: CallType::Batch, ..transfer() };
    assert_eq!(entries(&safe(&with(vec![batch]), &ASKED)), [transfer()]);
    let foreign = CallPermission { call_type: CallType::Delegate, ..transfer() };
    let kept = with(vec![foreign]);
    assert_eq!(safe(&kept, &ASKED), kept, "that is for the linter to stop");
}
