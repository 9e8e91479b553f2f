//! The review of taking an owner key out of the vault. Nothing is signed.
//!
//! Why: what is deleted here comes back only from a backup or a device, so the person learns what
//! goes, what stays, and which keys are left for the account, whose root validator (spec 3, 7) goes on
//! asking for the owner it names.
//! Refuses: the last key of an account.

use super::{
    Fact, Review,
    owner_key::{account, called, owner, unsigned},
};
use crate::{
    approval::{OwnerKind, OwnerRef, RemoveOwner},
    policy::describe::span::Sentence,
};

pub(super) fn remove(ask: &RemoveOwner) -> Review {
    let name = account(&ask.account_name);
    let mut out = Sentence::default();
    out.say("Take this owner key of ");
    out.stress(name.clone());
    out.say(" out of this computer. ");
    out.say(what_goes(ask.kind));
    out.say(" Nothing is signed.");
    let mut facts = vec![labelled("Goes", &ask.owner)];
    facts.extend(others(ask).map(|other| labelled("Stays", other)));
    let claims = vec![
        called(&name),
        format!("{name} is not owned by this key on any network that the app knows, says the app."),
    ];
    let last = others(ask).next().is_none();
    Review {
        facts,
        claims,
        warnings: vec![
            "An account that only this key opens, here or in another app, is lost with it: no copy is made now.".to_owned(),
        ],
        blocked: last.then(|| {
            format!("This is the last owner key of {name} that Latchkey has, so it stays. Add another one first, test it, and change the owner to it.")
        }),
        ..unsigned(format!("Remove an owner key of {name}"), out.done())
    }
}

/// The other keys, each once.
pub(super) fn others(ask: &RemoveOwner) -> impl Iterator<Item = &OwnerRef> {
    ask.others.iter().filter(|other| other.public != ask.owner.public)
}

fn labelled(label: &str, of: &OwnerRef) -> Fact {
    Fact { label: label.to_owned(), ..owner(of.public) }
}

/// What is deleted, and what is not.
const fn what_goes(kind: OwnerKind) -> &'static str {
    match kind {
        OwnerKind::Passphrase => {
            "The sealed key is deleted; without a backup nobody can ever use it again."
        }
        OwnerKind::SecurityKeySealed => {
            "The sealed key is deleted; without a backup nobody can ever use it again, not even with the security key."
        }
        OwnerKind::TouchId => "The key is deleted; without a backup nobody can ever use it again.",
        OwnerKind::SecureEnclave => {
            "The key in the Secure Enclave is deleted, and there is no copy of it."
        }
        OwnerKind::SecurityKey | OwnerKind::WindowsHello | OwnerKind::Ledger => {
            "What names it here is deleted; the key inside the device is not touched."
        }
    }
}
