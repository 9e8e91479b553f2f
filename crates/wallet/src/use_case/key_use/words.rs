//! A use of a key as a notice: who, with which key, what came of it, where.
//!
//! Refuses: foreign text as it came; names are quoted, cleaned and cut, reasons cut.

use latchkey_core::text;

use super::pace::Told;
use super::{CameOf, KeyUse};
use crate::ports::UseNotice;
use crate::record::{Key, OperationStatus};
use crate::use_case::activity_list::status_words;

/// Longest description of the calls, in characters.
const WHAT_MAX: usize = 120;
/// Longest reason, in characters.
const WHY_MAX: usize = 160;

/// What is told of one use.
pub(super) fn told(used: &KeyUse, key: Option<&Key>) -> Told {
    let agent = text::name_or(&used.agent, text::NAME_MAX, "An agent");
    let what = text::clean(&used.what, WHAT_MAX);
    let network = text::name_or(&used.network, text::NAME_MAX, "a network");
    let with = key.map(|key| text::quote(&key.name, text::NAME_MAX, "a key"));
    let (operation, ended, title, body) = match &used.came {
        CameOf::Operation(hash, status) => {
            let with = with.map_or_else(|| "a key".to_owned(), |name| format!("the key {name}"));
            let body = format!("{}: {what}, on {network}.", status_words(*status));
            (Some(*hash), ended(*status), format!("{agent} used {with}"), body)
        }
        CameOf::Refused(why) => {
            let why = text::clean(why, WHY_MAX);
            let body = format!("Refused: {what}, on {network}. {why}");
            (None, true, format!("{agent} was refused"), body)
        }
    };
    Told { operation, ended, notice: UseNotice { title, body } }
}

/// The newest one, and how many more there were.
pub(super) fn several(last: UseNotice, more: u64) -> UseNotice {
    if more == 0 {
        return last;
    }
    let title = format!("Agents acted {} times", more.saturating_add(1));
    let body = format!("Last: {}. {} Activity lists the other {more}.", last.title, last.body);
    UseNotice { title, body }
}

const fn ended(status: OperationStatus) -> bool {
    match status {
        OperationStatus::Signed | OperationStatus::Submitted | OperationStatus::Unknown => false,
        OperationStatus::Included | OperationStatus::Reverted | OperationStatus::Rejected => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::use_case::key_use::WhichKey;
    use alloy_primitives::B256;

    fn used(came: CameOf) -> KeyUse {
        KeyUse {
            key: WhichKey::None,
            agent: "Billing\u{202E} bot\n<b>".into(),
            network: "Local network".into(),
            what: "x".repeat(400),
            came,
        }
    }

    #[test]
    fn foreign_text_is_cleaned_and_cut() {
        let refused = told(&used(CameOf::Refused("y".repeat(400))), None);
        assert_eq!(refused.notice.title, "Billing bot <b> was refused");
        assert!(refused.notice.body.chars().count() < WHAT_MAX + WHY_MAX + 40);
        assert!(!refused.notice.body.contains('\n') && refused.ended);
        let sent = told(&used(CameOf::Operation(B256::ZERO, OperationStatus::Submitted)), None);
        assert!(sent.notice.body.starts_with("Sent: xxx") && !sent.ended);
    }

    #[test]
    fn several_name_the_last_and_the_number() {
        let last = told(&used(CameOf::Refused("no".into())), None).notice;
        assert_eq!(several(last.clone(), 0), last);
        let many = several(last, 12);
        assert_eq!(many.title, "Agents acted 13 times");
        assert!(many.body.ends_with("Activity lists the other 12."), "{}", many.body);
    }
}
