//! Each example is answered differently by the two keys, and each change has one.

use super::*;

fn agrees(old: &[Policy], new: &[Policy]) -> Vec<Example> {
    let examples = diff(old, new).examples;
    for example in &examples {
        let (was, is) = (example.scene.passes(old), example.scene.passes(new));
        assert_eq!((was, is), (!example.allowed, example.allowed), "{example:?}");
    }
    examples
}

#[test]
fn each_change_has_an_example_in_its_direction() {
    type Change = (&'static str, fn(&mut Turn));
    let wider: [Change; 9] = [
        ("send 26", |t| t.most = 26),
        ("sending 0.000000000000000001", |t| t.value = 1),
        ("gas that may cost", |t| t.gas += 1),
        ("00:33:21", |t| t.until = 2_001),
        ("00:33:21", |t| t.until = 0),
        ("after 3 operations", |t| t.count = 4),
        ("0x7070", |t| t.target = BOB),
        ("send 26", |t| t.condition = Condition::GreaterThan),
        ("gas that may cost", |t| t.left_out = 1),
    ];
    let old = policies(&usual());
    for (words, change) in wider {
        let mut turn = usual();
        change(&mut turn);
        let new = policies(&turn);
        let has = |examples: &[Example], allowed: bool, lead: &str| {
            let fits = |e: &&Example| e.allowed == allowed && e.text.starts_with(lead);
            examples.iter().filter(fits).any(|e| e.text.contains(words))
        };
        let now = agrees(&old, &new);
        assert!(has(&now, true, "Allowed now: "), "{words}: {now:#?}");
        let back = agrees(&new, &old);
        assert!(has(&back, false, "No longer allowed: "), "{words}: {back:#?}");
    }
    assert_eq!(agrees(&old, &old), []);
}

#[test]
fn a_key_without_a_list_may_pay_anybody() {
    let all = policies(&usual());
    let examples = agrees(&all, &all[1..]);
    assert!(examples.iter().any(|e| e.text.contains("0x1111")), "{examples:#?}");
}

#[test]
fn foreign_code_is_called_what_it_is() {
    let mut old = policies(&usual());
    let PolicyKind::Call(call) = &mut old[0].kind else { panic!("call first") };
    let mut foreign = call.permissions[0].clone();
    foreign.call_type = CallType::Delegate;
    let mut new = old.clone();
    let PolicyKind::Call(call) = &mut new[0].kind else { panic!("call first") };
    call.permissions.push(foreign);
    let examples = agrees(&old, &new);
    let [one] = examples.as_slice() else { panic!("{examples:#?}") };
    assert!(one.text.starts_with("Allowed now: run the code of"), "{}", one.text);
}

#[test]
fn another_paymaster_is_an_example_each_way() {
    let with = |payer| {
        let mut all = policies(&usual());
        let PolicyKind::Gas(gas) = &mut all[1].kind else { panic!("gas second") };
        (gas.enforce_paymaster, gas.allowed_paymaster) = (true, payer);
        all
    };
    let examples = agrees(&with(BOB), &with(TOKEN));
    let allowed: Vec<bool> = examples.iter().map(|example| example.allowed).collect();
    assert!(allowed.contains(&true) && allowed.contains(&false), "{examples:#?}");
    let freed = agrees(&with(BOB), &policies(&usual()));
    assert!(freed.iter().any(|e| e.text.contains("paid by the account")), "{freed:#?}");
}

proptest! {
    #[test]
    fn both_keys_answer_every_example_as_it_says((old, new) in (any_turn(), any_turn())) {
        let (old, new) = (policies(&old), policies(&new));
        for example in diff(&old, &new).examples {
            prop_assert_eq!(example.scene.passes(&old), !example.allowed);
            prop_assert_eq!(example.scene.passes(&new), example.allowed);
        }
    }
}
