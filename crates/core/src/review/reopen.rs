//! The review of letting agents in again after a stop. Nothing of the account is signed.
//!
//! Why: the person learns who stopped and when, from the mark that the signer itself compares with the
//! file, and which keys sign again, by permission id (spec 4.2); those are the app's words.
//! Refuses: nothing; that the mark is the one that lies there is for who can read it.

use super::{
    Fact, Review,
    owner_key::{account, called, owner, unsigned},
};
use crate::{
    approval::{KeyClaim, ReopenAsk},
    date,
    policy::describe::span::Sentence,
    text,
};

/// Keys that are named; of more the number is said.
const NAMED_MOST: usize = 40;

pub(super) fn reopen(ask: &ReopenAsk) -> Review {
    let name = account(&ask.account_name);
    let mut out = Sentence::default();
    out.say("Everything was stopped ");
    out.stress(ask.mark.by.words());
    out.say(when(ask));
    out.say(". Let agents in again: the owner key of ");
    out.stress(name.clone());
    out.say(" signs a test message that no account accepts, which is checked here and thrown away, and the stop is taken back.");
    let mut facts = vec![owner(ask.owner.public)];
    facts.push(Fact::new("Stopped", format!("{}{}", ask.mark.by.words(), when(ask))));
    let mut claims = vec![called(&name)];
    claims.extend(ask.keys.iter().take(NAMED_MOST).map(comes_back));
    let more = ask.keys.len().saturating_sub(NAMED_MOST);
    claims.extend((more > 0).then(|| format!("{more} more keys sign again, says the app.")));
    if ask.keys.is_empty() {
        claims.push("No key is live, says the app, so none signs again.".to_owned());
    }
    Review {
        facts,
        claims,
        warnings: vec![
            "From then on these keys sign for their agents without asking you, inside their rules. If you did not stop them yourself, first find out why they were stopped.".to_owned(),
        ],
        ..unsigned("Let agents in again".to_owned(), out.done())
    }
}

/// When, as the rest of a sentence.
fn when(ask: &ReopenAsk) -> String {
    match ask.mark.at_unix_secs {
        0 => ", at a time that nobody wrote down".to_owned(),
        at => format!(", at {}", date::words(at)),
    }
}

fn comes_back(key: &KeyClaim) -> String {
    let name = text::quote(&key.name, text::NAME_MAX, "a key without a name");
    let agent = text::quote(&key.agent_name, text::NAME_MAX, "an agent without a name");
    format!("{name} of {agent} ({}) signs again, says the app.", key.permission_id)
}

#[cfg(test)]
mod tests {
    use alloy_primitives::{Address, FixedBytes};

    use super::*;
    use crate::approval::{OwnerPublic, OwnerRef, StopMark, StoppedBy};

    fn ask(keys: usize) -> ReopenAsk {
        let key = |n: usize| KeyClaim {
            permission_id: FixedBytes([1, 2, 3, u8::try_from(n).unwrap()]),
            name: format!("Rent\n{n}"),
            agent_name: "bot".to_owned(),
        };
        ReopenAsk {
            account_name: "Everyday".to_owned(),
            owner: OwnerRef {
                vault_id: "owner:1".to_owned(),
                public: OwnerPublic::Address(Address::repeat_byte(7)),
            },
            mark: StopMark {
                by: StoppedBy::CommandLine,
                at_unix_secs: 1_795_165_200,
                id: "1".into(),
            },
            keys: (0..keys).map(key).collect(),
        }
    }

    #[test]
    fn it_says_who_stopped_and_when_and_what_comes_back() {
        let review = reopen(&ask(2));
        let said = review.plain_sentence();
        assert!(said.contains("on the command line, at 20 Nov 2026"), "{said}");
        assert!(review.claims.iter().any(|claim| claim.contains("0x01020301")), "{review:?}");
        assert!(!format!("{:?}", review.claims).contains("\\n"), "hidden characters are gone");
        let many = reopen(&ask(50)).claims;
        assert_eq!(many.last().unwrap(), "10 more keys sign again, says the app.");
        assert!(reopen(&ask(0)).claims.iter().any(|claim| claim.contains("none signs again")));
    }

    #[test]
    fn a_mark_that_says_nothing_is_named_as_that() {
        let mut ask = ask(1);
        ask.mark = StopMark::unreadable();
        let said = reopen(&ask).plain_sentence();
        assert!(said.contains("left no name") && said.contains("nobody wrote down"), "{said}");
    }
}
