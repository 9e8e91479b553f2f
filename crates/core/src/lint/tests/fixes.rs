//! A fix takes its finding away, leaves no graver one, and lets through nothing new.

use super::*;
use crate::diff::at_least_as_strict;

#[test]
fn a_fix_at_a_place_that_is_not_there_changes_nothing() {
    let at = EntryPlace::entry(9, 9);
    for fix in [
        Fix::RemovePolicy { policy: 9 },
        Fix::RemoveEntry { at },
        Fix::RemoveEntry { at: EntryPlace::entry(0, 9) },
        Fix::ClearFlag { policy: 9 },
        Fix::KeepWhatBothAllow { first: 0, second: 9 },
        Fix::JoinPolicies { first: 1, second: 2 },
        Fix::UseVersion { policy: 1, version: CallPolicyVersion::V0_0_5 },
        Fix::CountForLife { policy: 0, count: 1 },
        Fix::StartAt { policy: 0, start_at: 1 },
        Fix::DropPaymaster { policy: 0 },
    ] {
        assert_eq!(fix::apply(&good(), &fix), good(), "{fix:?}");
        assert!(!fix.label().is_empty());
    }
}

#[test]
fn what_is_missing_is_put_in() {
    let bare = [good()[0].clone()];
    let mut fixed = bare.to_vec();
    for finding in findings(&bare, &here()) {
        if let Some(fix) = finding.fix {
            fixed = fix::apply(&fixed, &fix);
        }
    }
    assert_eq!(rules_of(&fixed), [Rule::UnboundedBatch]);
    assert!(bare.iter().all(|old| fixed.iter().any(|new| at_least_as_strict(new, old))));
    assert!(fixed.contains(&time(0, NOW + PROPOSED_LIFE_SECS)));
}
