//! What the chain would answer, byte for byte, and the counters after an operation.

use super::*;

/// Counters and windows of an allowed operation, and refusals with the chain's bytes.
fn after(policies: &[Policy], facts: &Facts) -> Allowed {
    outcome(PolicyFlag::All, policies, facts, &calls(&[])).unwrap()
}

fn answer(policies: &[Policy], facts: &Facts, op: &UserOperation) -> Answer {
    outcome(PolicyFlag::All, policies, facts, op).unwrap_err().answer()
}

fn reverts(hex: &str) -> Answer {
    Answer::Reverts(alloy_primitives::hex::decode(hex).unwrap().into())
}

const PANIC: &str = "4e487b710000000000000000000000000000000000000000000000000000000000000011";

#[test]
fn counters_after_an_operation_feed_the_next_one() {
    let life = [rate(2, 60, NOW, false)];
    let first = after(&life, &fresh());
    assert_eq!((first.valid_after, first.after.uses_left), (NOW, Some(1)));
    assert_eq!(first.after.next_allowed_at, Some(NOW + 60));
    let early = outcome(PolicyFlag::All, &life, &first.after, &calls(&[])).unwrap_err();
    assert_eq!(early.answer(), Answer::EntryPoint("AA22"));
    let second = after(&life, &Facts { now_unix_secs: NOW + 60, ..first.after });
    assert!(answer(&life, &second.after, &calls(&[])) == reverts(&format!("3e4983f6{:064x}", 0)));

    let window = [rate(1, 60, 0, true)];
    let first = after(&window, &fresh()).after;
    assert_eq!(first.window, Some(WindowLeft { uses: 0, ends_at: NOW + 60 }));
    assert_eq!(answer(&window, &first, &calls(&[])), reverts("3f7b7a68"));
    let next = after(&window, &Facts { now_unix_secs: NOW + 60, ..first });
    assert_eq!((next.valid_after, next.valid_until), (NOW + 60, NOW + 120));
}

#[test]
fn times_beyond_48_bits_panic() {
    let facts = Facts { now_unix_secs: MAX_U48, ..fresh() };
    assert_eq!(answer(&[rate(1, 1, MAX_U48, false)], &facts, &calls(&[])), reverts(PANIC));
    assert_eq!(answer(&[rate(1, 1, 0, true)], &facts, &calls(&[])), reverts(PANIC));
    let last = after(&[rate(1, 1, MAX_U48 - 1, false)], &facts);
    assert_eq!(last.after.next_allowed_at, Some(MAX_U48));
}

#[test]
fn windows_meet_at_the_latest_start_and_the_earliest_end() {
    let window = |valid_after, valid_until| -> Policy {
        PolicyKind::Timestamp(TimestampPolicy { valid_after, valid_until }).into()
    };
    let both = [window(5, NOW + 9), window(7, NOW + 3), window(0, 0)];
    let met = after(&both, &fresh());
    assert_eq!((met.valid_after, met.valid_until), (7, NOW + 3));
    let apart = [window(NOW + 9, 0), window(0, NOW + 3)];
    let words = refusal(&apart, &fresh(), &calls(&[]));
    assert!(words.sentence.contains("never"), "{}", words.sentence);
    assert_eq!(words.nearest, None);
}

#[test]
fn gas_is_charged_as_the_contract_counts() {
    let gas = |allowed_wei, enforce_paymaster, allowed_paymaster| -> Policy {
        PolicyKind::Gas(GasPolicy { allowed_wei, enforce_paymaster, allowed_paymaster }).into()
    };
    let left = after(&[gas(100_000, false, BOB)], &fresh()).after.gas_left;
    assert_eq!(left, Some(40_000));
    // The paymaster is asked before the budget: none at all reverts empty, another is a plain no.
    let demands = [gas(0, true, BOB)];
    assert_eq!(answer(&demands, &fresh(), &calls(&[])), reverts(""));
    let paymaster = |address| crate::user_op::Paymaster {
        address,
        verification_gas_limit: 1,
        post_op_gas_limit: 1,
        data: Bytes::new(),
    };
    let other = UserOperation { paymaster: Some(paymaster(TOKEN)), ..calls(&[]) };
    assert_eq!(answer(&demands, &fresh(), &other), reverts(&format!("3e4983f6{:064x}", 0)));
    // 2^128 wei are cut to nothing by the policy, and can be paid by nobody.
    let wraps = UserOperation {
        call_gas_limit: 1 << 64,
        verification_gas_limit: 0,
        pre_verification_gas: U256::ZERO,
        max_fee_per_gas: 1 << 64,
        ..calls(&[])
    };
    assert_eq!(answer(&[gas(0, false, BOB)], &fresh(), &wraps), Answer::EntryPoint("AA21"));
    let sponsored = UserOperation { paymaster: Some(paymaster(TOKEN)), ..wraps.clone() };
    assert_eq!(answer(&[], &fresh(), &sponsored), Answer::EntryPoint("AA31"));
    let huge = UserOperation { max_priority_fee_per_gas: 1 << 120, ..wraps };
    assert_eq!(answer(&demands, &fresh(), &huge), Answer::EntryPoint("AA94"));
}

#[test]
fn flags_switch_off_a_policy_or_the_key() {
    let off = Policy { flag: PolicyFlag::NotForUserOp, ..rate(0, 0, 0, false) };
    assert_eq!(operation(&[off], &fresh(), &calls(&[])), Ok(()));
    let on = Policy { flag: PolicyFlag::NotForSignature, ..rate(0, 0, 0, false) };
    assert!(operation(&[on], &fresh(), &calls(&[])).is_err());
    let forbidden = outcome(PolicyFlag::Neither, &[], &fresh(), &calls(&[])).unwrap_err();
    assert_eq!(forbidden.answer(), reverts("14b9743f"));
    assert!(outcome(PolicyFlag::NotForSignature, &[], &fresh(), &calls(&[])).is_ok());
}

#[test]
fn versions_differ_where_they_are_known_to() {
    use CallPolicyVersion::{V0_0_1, V0_0_2, V0_0_3, V0_0_4, V0_0_5};
    let wildcard = |p: &mut CallPermission| p.target = Address::ZERO;
    let coin = |p: &mut CallPermission| p.selector = FixedBytes::ZERO;
    let send = Call { to: TOKEN, value: U256::ZERO, data: Bytes::new() };
    let missing = Call { to: BOB, ..transfer(BOB, 1) };
    for version in CallPolicyVersion::ALL {
        let passes = |policies: &[Policy], op: &UserOperation| operation(policies, &fresh(), op);
        let first = version == V0_0_1;
        let any = passes(&by(version, wildcard), &calls(&[transfer(BOB, 1)]));
        assert_eq!(any.is_ok(), !first, "{version:?}: wildcard");
        let plain = passes(&by(version, coin), &calls(std::slice::from_ref(&send)));
        assert_eq!(plain.is_ok(), !first, "{version:?}: no data");
        let bytes = match version {
            V0_0_1 => "",
            V0_0_2 | V0_0_3 | V0_0_4 => "1c49f4d1",
            V0_0_5 => "007e472e",
        };
        let unlisted = calls(std::slice::from_ref(&missing));
        assert_eq!(answer(&by(version, |_| ()), &fresh(), &unlisted), reverts(bytes));
    }
}

#[test]
fn early_versions_judge_other_bytes_of_a_delegatecall() {
    let delegate = |p: &mut CallPermission| p.call_type = CallType::Delegate;
    let data = transfer(BOB, 1).data;
    let shifted: Bytes = [B256::ZERO.as_slice(), &data].concat().into();
    for version in CallPolicyVersion::ALL {
        let run = |data: &Bytes| op(encode_delegatecall(TOKEN, data.clone(), ExecMode::Default));
        let policies = by(version, delegate);
        let sound = version.reads_delegatecall();
        assert_eq!(operation(&policies, &fresh(), &run(&data)).is_ok(), sound, "{version:?}");
        assert_eq!(operation(&policies, &fresh(), &run(&shifted)).is_ok(), !sound, "{version:?}");
        let flaw = crate::policy::flaws(&policies, NOW);
        assert_eq!(flaw.is_empty(), sound, "{flaw:?}");
    }
}

#[test]
fn offsets_beyond_64_bits_panic() {
    let one = calls(&[transfer(BOB, 1)]);
    let at = |offset| [pay(vec![rule(Condition::NotEqual, offset, &[U256::ZERO])])];
    assert_eq!(answer(&at(u64::MAX - 36), &fresh(), &one), reverts(""));
    assert_eq!(answer(&at(u64::MAX - 35), &fresh(), &one), reverts(PANIC));
    assert_eq!(answer(&at(u64::MAX), &fresh(), &one), reverts(PANIC));
    assert_eq!(answer(&at(33), &fresh(), &one), reverts(""));
    assert!(operation(&at(32), &fresh(), &one).is_ok());
}

#[test]
fn calldata_that_is_not_one_plain_execute() {
    let plain = calls(&[transfer(BOB, 1)]).call_data.to_vec();
    let with = |at: usize, byte: u8| {
        let mut data = plain.clone();
        data[at] = byte;
        op(data.into())
    };
    let policies = [pay(vec![])];
    let judged = |op: &UserOperation| answer(&policies, &fresh(), op);
    assert_eq!(judged(&with(4, 0xfe)), reverts("39d2eb55"));
    assert_eq!(answer(&[], &fresh(), &with(4, 0xfe)), Answer::Ours);
    assert_eq!(judged(&with(5, 2)), Answer::Ours);
    assert_eq!(judged(&with(0, 0)), reverts(""));
    assert_eq!(answer(&[], &fresh(), &with(0, 0)), reverts("682a6e7c"));
    assert_eq!(judged(&op(Bytes::from(vec![0xe9]))), reverts(""));
    assert_eq!(judged(&with(67, 0x60)), Answer::Ours);
    // A broken rule is told before the odd mode that the policy does not look at.
    let mut elsewhere = calls(&[Call { to: BOB, ..transfer(BOB, 1) }]).call_data.to_vec();
    elsewhere[5] = 2;
    assert_eq!(judged(&op(elsewhere.into())), reverts("1c49f4d1"));
}
