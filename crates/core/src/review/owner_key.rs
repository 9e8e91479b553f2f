//! The reviews of what is done to an owner key itself: making, importing, backing up, a further
//! lock, a test. Nothing of the account is signed.
//!
//! Why: the person learns what will open the key, what it protects from, and what it does not.
//! Refuses: nothing.

use super::{Fact, Review, Signing, Span};
use crate::{
    approval::{
        AddLock, BackupOwner, CreateOwner, ImportOwner, LockKind, OwnerKind, OwnerPublic, TestOwner,
    },
    policy::describe::span::Sentence,
    text,
};

pub(super) fn account(name: &str) -> String {
    text::quote(name, text::NAME_MAX, "the account")
}

/// A review of something that signs nothing.
pub(super) fn unsigned(title: String, sentence: Vec<Span>) -> Review {
    Review {
        title,
        asked_by: String::new(),
        sentence,
        facts: Vec::new(),
        rules: Vec::new(),
        not_limited: Vec::new(),
        off_switch: Vec::new(),
        at_worst: Vec::new(),
        diff: None,
        warnings: Vec::new(),
        claims: Vec::new(),
        networks: Vec::new(),
        you_sign: None,
        recipe: None,
        digests: Vec::new(),
        groups: Vec::new(),
        blocked: None,
        unlock: None,
        signing: Signing::Nothing,
    }
}

pub(super) fn create(ask: &CreateOwner) -> Review {
    let name = account(&ask.account_name);
    let mut out = Sentence::default();
    out.say(match ask.kind {
        OwnerKind::Ledger => "Use a key of your Ledger as the owner of ",
        OwnerKind::Passphrase
        | OwnerKind::SecurityKeySealed
        | OwnerKind::SecurityKey
        | OwnerKind::TouchId
        | OwnerKind::SecureEnclave
        | OwnerKind::WindowsHello => "Make a new owner key for ",
    });
    out.stress(name.clone());
    out.say(opened_by(ask.kind));
    out.say(" Nothing is signed.");
    let warnings = vec![if_lost(ask.kind).to_owned()];
    Review { warnings, ..unsigned(format!("Make the owner key of {name}"), out.done()) }
}

/// What opens a key of this kind, as the end of a sentence.
const fn opened_by(kind: OwnerKind) -> &'static str {
    match kind {
        OwnerKind::Passphrase => {
            ", sealed by a passphrase that you choose here. Whoever has both owns the account."
        }
        OwnerKind::SecurityKeySealed => {
            ", sealed by your security key. Each approval takes a touch of it."
        }
        OwnerKind::SecurityKey => {
            ", inside your security key. Each approval takes its PIN and a touch."
        }
        OwnerKind::TouchId => ", opened by your finger on this Mac.",
        OwnerKind::SecureEnclave => ", inside this Mac's Secure Enclave, used by your finger.",
        OwnerKind::WindowsHello => ", held by Windows Hello, used by your face, finger or PIN.",
        OwnerKind::Ledger => ". Each approval is confirmed on its screen.",
    }
}

/// What happens if it is lost.
const fn if_lost(kind: OwnerKind) -> &'static str {
    match kind {
        OwnerKind::Passphrase => {
            "If you forget the passphrase, nobody can open the key again. Make a backup."
        }
        OwnerKind::SecurityKeySealed => {
            "If the security key is lost, nobody can open the owner key again. Add a second one, or make a backup, before money depends on it."
        }
        OwnerKind::SecurityKey => {
            "The key never leaves the security key and cannot be backed up. If it is lost, the account has no owner; give it a second one before money depends on it."
        }
        OwnerKind::TouchId => "If this Mac is lost, so is the key, unless you make a backup.",
        OwnerKind::SecureEnclave | OwnerKind::WindowsHello => {
            "The key never leaves this computer and cannot be backed up. If it is lost, the account has no owner; give it a second one before money depends on it."
        }
        OwnerKind::Ledger => {
            "If the Ledger is lost, its recovery words bring the key back. Keep them apart from it."
        }
    }
}

pub(super) fn import(ask: &ImportOwner) -> Review {
    let name = account(&ask.account_name);
    let mut out = Sentence::default();
    out.say("Take an owner key for ");
    out.stress(name.clone());
    out.say(" from a backup file, and seal it here by a passphrase that you choose. You type the file's own password first. Nothing is signed.");
    let warnings = vec![
        "Whoever else has the file and its password owns the same accounts. Import only a file that you wrote yourself.".to_owned(),
    ];
    Review { warnings, ..unsigned(format!("Import the owner key of {name}"), out.done()) }
}

pub(super) fn backup(ask: &BackupOwner) -> Review {
    let name = account(&ask.account_name);
    let mut out = Sentence::default();
    out.say("Write the owner key of ");
    out.stress(name.clone());
    out.say(" into a file, sealed by a password that you choose here. Nothing is signed.");
    let warnings = vec![
        "Whoever has the file and its password owns the account, without your passphrase and without your security key.".to_owned(),
        "The file does not change when the owner key's locks do. Keep it away from this computer, and its password away from the file.".to_owned(),
    ];
    Review {
        facts: vec![owner(ask.owner.public)],
        warnings,
        claims: vec![called(&name)],
        ..unsigned(format!("Back up the owner key of {name}"), out.done())
    }
}

pub(super) fn add_lock(ask: &AddLock) -> Review {
    let name = account(&ask.account_name);
    let (what, warning) = match ask.lock {
        LockKind::Passphrase => (
            "a passphrase that you choose here",
            "A passphrase can be guessed or overheard. It will open the key alone, so the key is then only as safe as the passphrase.",
        ),
        LockKind::SecurityKey => (
            "a further security key",
            "Either lock opens the key alone. Keep the second in another place than the first.",
        ),
    };
    let mut out = Sentence::default();
    out.say("Let ");
    out.stress(what);
    out.say(" open the owner key of ");
    out.stress(name.clone());
    out.say(". You open it with what opens it today first. Nothing is signed.");
    Review {
        facts: vec![owner(ask.owner.public)],
        warnings: vec![warning.to_owned()],
        claims: vec![called(&name)],
        ..unsigned(format!("Add a lock to the owner key of {name}"), out.done())
    }
}

pub(super) fn test(ask: &TestOwner) -> Review {
    let name = account(&ask.account_name);
    let mut out = Sentence::default();
    out.say("Try the owner key of ");
    out.stress(name.clone());
    out.say(": it signs a test message that no account accepts, and the signature is checked here and thrown away.");
    Review {
        facts: vec![owner(ask.owner.public)],
        claims: vec![called(&name)],
        ..unsigned(format!("Test the owner key of {name}"), out.done())
    }
}

pub(super) fn called(name: &str) -> String {
    format!("{name} is what the app calls the account.")
}

/// An owner as a fact: its address, or the passkey's two numbers as one text.
pub(super) fn owner(public: OwnerPublic) -> Fact {
    match public {
        OwnerPublic::Address(address) => Fact::address("Owner", address, ""),
        OwnerPublic::Passkey(passkey) => {
            let [x, y] = [passkey.x, passkey.y].map(|part| text::grouped_hash(part.into()));
            Fact {
                full: Some(format!("{:064x}{:064x}", passkey.x, passkey.y)),
                ..Fact::new("Owner", format!("passkey {x} {y}"))
            }
        }
    }
}
