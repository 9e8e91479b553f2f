//! A refusal, for agents and people: which rule, which number, what would pass.

use latchkey_core::errors::Explained;
use latchkey_core::key_state::State;
use latchkey_core::names::Names;
use latchkey_core::policy::check::{Failure, PolicyName};

use crate::error::{Code, Error, FailedRule};
use crate::record::{Holder, Key};
use crate::use_case::state_words::words as state_words;

/// A rule that this app found broken before anything was signed.
pub(super) fn by_rule(key: &Key, failure: &Failure, names: &Names<'_>) -> Error {
    let words = failure.words(names);
    let advice = match &words.nearest {
        Some(nearest) => format!("Nothing was signed. What passes: {nearest}."),
        None => "Nothing was signed. Change the call, or ask the owner for another key.".to_owned(),
    };
    let rule = FailedRule {
        permission_id: key.permission_id.to_string(),
        policy: failure.policy.name().to_owned(),
        path: words.path,
        operator: words.operator,
        limit: words.limit,
        got: words.got,
        chain_error: failure.chain_error().map(|error| error.name().to_owned()),
        nearest: words.nearest,
    };
    let message = format!("The key “{}” does not allow this. {}", key.name, words.sentence);
    Error::new(Code::Policy, message, advice).with_rule(rule)
}

/// A key that is signed for in the other way.
pub(super) fn by_holder(key: &Key) -> Error {
    let (message, advice) = match key.holder {
        Holder::Agent => (
            format!(
                "The agent holds the key “{}” itself, so nothing here can sign with it.",
                key.name
            ),
            "Nothing was signed. Prepare the operation, sign what is given, and submit it.",
        ),
        Holder::Vault | Holder::Nobody => (
            format!("The key “{}” is held by Latchkey, not by the agent.", key.name),
            "Nothing was prepared. Have the operation executed instead.",
        ),
    };
    Error::new(Code::Policy, message, advice)
}

/// A key that no operation can use now.
pub(super) fn by_state(key: &Key, state: State) -> Error {
    let code = match state {
        State::Unknown(_) | State::Drifted(_) | State::ApprovalStale | State::ApprovalDormant => {
            Code::Stale
        }
        State::NotDeployed
        | State::ApprovedUnused
        | State::Installed
        | State::Invalidated
        | State::Uninstalled
        | State::Expired
        | State::Exhausted => Code::Policy,
    };
    let message = format!("The key “{}” cannot be used. {}", key.name, state_words(state));
    Error::new(code, message, "Nothing was signed. The owner can grant a new key.")
}

/// The chain, through the bundler, refused an operation that looked right here.
pub(super) fn by_chain(key: &Key, network: &str, explained: &Explained) -> Error {
    let policy = policy(key, explained);
    let code = match (&policy, explained.name.as_str()) {
        (Some(_), _) => Code::Policy,
        (None, "InvalidNonce" | "EnableNotApproved" | "InvalidValidator") => Code::Stale,
        (None, _) => Code::Bundler,
    };
    let error = Error::new(
        code,
        format!("{network} refused the operation. {}", explained.words),
        "It was not included, so nothing moved. Change the call, or read the permissions again.",
    );
    match policy {
        Some(policy) => error.with_rule(FailedRule {
            permission_id: key.permission_id.to_string(),
            policy: policy.to_owned(),
            path: String::new(),
            operator: String::new(),
            limit: String::new(),
            got: String::new(),
            chain_error: (!explained.name.is_empty()).then(|| explained.name.clone()),
            nearest: None,
        }),
        None => error,
    }
}

/// The policy a chain's error comes from.
fn policy(key: &Key, explained: &Explained) -> Option<&'static str> {
    match explained.name.as_str() {
        "CallViolatesParamRule"
        | "CallViolatesValueRule"
        | "CallViolatesTargetRule"
        | "InvalidCallData"
        | "InvalidCallType" => Some(PolicyName::Call.name()),
        "PolicyFailed" => {
            let place = usize::try_from(explained.policy_index?).ok()?;
            key.policies.get(place).map(|policy| PolicyName::of(&policy.kind).name())
        }
        _ if explained.entry_point_code.as_deref() == Some("AA22") => {
            Some(PolicyName::Timestamp.name())
        }
        _ => None,
    }
}
