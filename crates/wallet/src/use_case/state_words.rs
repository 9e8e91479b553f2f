//! A key's state in words: what it is, how old that is, and what to do about it.
//!
//! Why: a state that is not acted on rightly is worse than none; "installed" an hour ago is not
//! "installed".
//! Refuses: to leave out the age of a reading, and to call silence of a chain a state.

use latchkey_core::key_state::{Drift, Messages, State, Unclear};

use crate::use_case::keys_on_chain::KeyReading;
use crate::views::{KeyMessages, KeyState};

/// A reading is called old after so long, seconds.
const OLD: u64 = 300;

/// A state as screens draw it.
pub(crate) const fn drawn(state: State) -> KeyState {
    match state {
        State::NotDeployed => KeyState::NotDeployed,
        State::ApprovedUnused => KeyState::ApprovedUnused,
        State::Installed => KeyState::Installed,
        State::ApprovalStale => KeyState::ApprovalStale,
        State::ApprovalDormant => KeyState::ApprovalDormant,
        State::Invalidated => KeyState::Invalidated,
        State::Uninstalled => KeyState::Uninstalled,
        State::Expired => KeyState::Expired,
        State::Exhausted => KeyState::Exhausted,
        State::Drifted(_) => KeyState::Drifted,
        State::Unknown(_) => KeyState::Unknown,
    }
}

/// The state with what is known of its age.
pub(crate) fn dated(reading: Option<&KeyReading>, problem: Option<&str>, now: u64) -> String {
    let Some(reading) = reading else { return "Not read yet.".to_owned() };
    let state = reading.finding.verdict.state;
    let Some(at) = reading.at else {
        return problem.map_or_else(|| "Not read yet.".to_owned(), str::to_owned);
    };
    if let Some(was) = reading.was {
        let why = problem.unwrap_or("The chain does not answer.").trim_end_matches('.');
        let ago = ago(now.saturating_sub(reading.read_at));
        return format!("{why}. Last read {ago} at block {}: {}", at.number, words(was));
    }
    if reading.finding.facts.is_none() && reading.over() {
        return format!("Ended: read so at block {}.", at.number);
    }
    if now.saturating_sub(reading.read_at) > OLD && !reading.over() {
        return format!("{} Read {}, and not since.", words(state), ago(now - reading.read_at));
    }
    words(state).to_owned()
}

/// `2 minutes ago`.
pub(crate) fn ago(secs: u64) -> String {
    let (count, unit) = match secs {
        0..60 => return "just now".to_owned(),
        60..3_600 => (secs / 60, "minute"),
        3_600..86_400 => (secs / 3_600, "hour"),
        86_400.. => (secs / 86_400, "day"),
    };
    if count == 1 { format!("1 {unit} ago") } else { format!("{count} {unit}s ago") }
}

/// Who accepts its messages.
pub(crate) fn messages(reading: Option<&KeyReading>) -> KeyMessages {
    let Some(reading) = reading else { return KeyMessages::Unknown };
    if matches!(reading.finding.verdict.state, State::Unknown(_)) {
        return KeyMessages::Unknown;
    }
    match reading.finding.verdict.messages {
        Messages::Nobody => KeyMessages::Nobody,
        Messages::Listed => KeyMessages::Listed,
        Messages::Anybody => KeyMessages::Anybody,
    }
}

/// What to do, where something is to be done.
pub(crate) fn todo(reading: Option<&KeyReading>) -> Option<String> {
    let reading = reading.filter(|reading| !reading.over())?;
    let verdict = &reading.finding.verdict;
    let said = match verdict.state {
        State::NotDeployed | State::ApprovedUnused | State::Installed => return None,
        State::ApprovalStale | State::ApprovalDormant => {
            "Revoke it, so that it cannot come back to life."
        }
        State::Invalidated | State::Expired | State::Exhausted
            if verdict.messages != Messages::Nobody =>
        {
            "Its operations are over, but it can still sign messages for the account. Revoke it, \
             which uninstalls it."
        }
        State::Invalidated | State::Uninstalled | State::Expired => {
            "Something of it is left on the chain. Revoke it to be sure."
        }
        State::Exhausted => {
            "It can still send operations that cost it nothing. Revoke it when it is done."
        }
        State::Drifted(Drift::Contents) => {
            "Revoke it now. If you did not change it yourself, somebody had the power to: look at \
             who owns the account."
        }
        State::Drifted(Drift::MayNotExecute) => "Revoke it, unless you paused it yourself.",
        State::Unknown(Unclear::NotRead) => {
            "Nothing, if the network only hiccups. If you need to be sure, revoke it: that is sent \
             as soon as the network answers."
        }
        State::Unknown(Unclear::Unreadable) => {
            "Check the network's address in Settings. If it is right, revoke the key."
        }
    };
    Some(said.to_owned())
}

/// A state in words.
pub(crate) const fn words(state: State) -> &'static str {
    match state {
        State::NotDeployed => {
            "Approved, not used yet. The account does not exist there; the first use makes it."
        }
        State::ApprovedUnused => {
            "Approved, not used yet. It is live, though the chain does not show it."
        }
        State::Installed => "Installed and usable.",
        State::ApprovalStale => {
            "The account has another owner there than the one who approved it. It cannot be used \
             now, but could be if that owner came back."
        }
        State::ApprovalDormant => {
            "The approval is for a later number than the account has reached. It cannot be used now, \
             but will be once the account gets there."
        }
        State::Invalidated => "Ended: the account's nonce was raised above it.",
        State::Uninstalled => "Ended: uninstalled.",
        State::Expired => "Ended: its time is over.",
        State::Exhausted => "Ended: nothing is left of its uses or gas.",
        State::Drifted(Drift::Contents) => "What the chain holds does not fit what was approved.",
        State::Drifted(Drift::MayNotExecute) => {
            "Installed, but not allowed to send operations. It may still sign messages."
        }
        State::Unknown(Unclear::NotRead) => "Unknown: the chain was not read.",
        State::Unknown(Unclear::Unreadable) => {
            "Unknown: the chain's answer about it cannot be read."
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_told_in_one_unit() {
        let said: Vec<String> = [5, 60, 150, 3_600, 7_300, 90_000].map(ago).to_vec();
        let expected =
            ["just now", "1 minute ago", "2 minutes ago", "1 hour ago", "2 hours ago", "1 day ago"];
        assert_eq!(said, expected);
    }
}
