//! The review of a grant: a session key, its policies, and the networks it is approved for.
//!
//! Why: the sentence, the rules and the digests (spec 5.1) come from the same encoded policies.
//! Refuses: policies that change when encoded; blocks what the linter stops.

use alloy_primitives::{Address, B256, Bytes};

use super::{Fact, Review, ReviewError, Signing, off_switch, owner_key, recipe, request};
use crate::{
    approval::{GrantAsk, GrantLeaf, OwnerPublic, Replaced, SessionSource},
    approval_tree::Tree,
    date, diff,
    kernel::enable::{EnableApproval, default_selector_data},
    lint::{self, Blocked, Finding, Severity},
    names::Names,
    permission::{Permission, SessionSigner},
    policy::{
        Policy, PolicyFlag,
        describe::{self, summary::Summary},
    },
    text, worst_case,
};

/// A permission holds at most 254 entries, the signer included (spec 4).
const MAX_POLICIES: usize = 253;

pub(super) fn review(ask: &GrantAsk, made: Option<Address>) -> Result<Review, ReviewError> {
    let chains: Vec<u64> = ask.leaves.iter().map(|leaf| leaf.chain_id).collect();
    request::chains(&ask.root(), &chains)?;
    let policies = from_bytes(&ask.policies)?;
    let signer = signer(ask, made)?;
    let permission = Permission { flag: PolicyFlag::All, policies, signer };
    let before = ask.replaces.as_ref().map(replaced).transpose()?;
    let mut digests = digests(ask, &permission)?;
    let names = Names::new(&ask.claims, &chains);
    let switch = off_switch::of_grant(ask, &permission, &names)?;
    let recipe = recipe::grant(ask.account.version, digests.len(), switch.digests.len());
    digests.extend(&switch.digests);
    let tree = Tree::new(digests.clone())?;
    let mut findings =
        lint::findings(&permission.policies, &lint::Context::offline(ask.account.address()));
    findings.extend(lint::named(&permission.policies, &names));
    let mismatch = request::owner_mismatch(&ask.root(), &ask.owner);
    let typed = mismatch.is_none() && lint::blocked(&findings) == Blocked::UnlessTyped;
    let replacing = ask.replaces.as_ref().map(|old| {
        let id = old.permission_id;
        format!("This takes the place of the key {id}, which goes on working until it is ended.")
    });
    let key_name = text::quote(&ask.key_name, text::NAME_MAX, "a key");
    let agent = text::quote(&ask.agent_name, text::NAME_MAX, "an agent without a name");
    Ok(Review {
        title: format!("Grant {key_name} to {agent}"),
        asked_by: String::new(),
        sentence: describe::sentence(&permission.policies, &names),
        facts: facts(ask, &permission, &names),
        rules: describe::rules(&permission.policies, &names),
        not_limited: describe::not_limited(&permission.policies, &names),
        off_switch: switch.lines,
        at_worst: worst_case::rows(&permission.policies, &names)
            .into_iter()
            .chain(switch.at_worst)
            .collect(),
        diff: before.map(|before| diff::between(&before.policies, &permission.policies, &names)),
        warnings: replacing.into_iter().chain(said(&findings, Severity::Warn, &names)).collect(),
        claims: claims(&key_name, &agent, &permission, &names),
        networks: names.networks(),
        you_sign: Some(tree.root()),
        recipe: Some(recipe),
        digests,
        groups: switch.groups,
        blocked: mismatch.or_else(|| said(&findings, Severity::Stop, &names).next()),
        unlock: typed.then_some(lint::UNLOCK_WORDS),
        signing: Signing::Grant { permission: Box::new(permission), tree, kills: switch.counts },
    })
}

/// The words of the findings of one severity, each once.
fn said(
    findings: &[Finding],
    severity: Severity,
    names: &Names<'_>,
) -> impl Iterator<Item = String> + use<> {
    let mut texts: Vec<String> = Vec::new();
    for finding in findings.iter().filter(|finding| finding.severity == severity) {
        let text = finding.say(names.language());
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    texts.into_iter()
}

/// Who signs with the key: the address made here, or what somebody brought.
fn signer(ask: &GrantAsk, made: Option<Address>) -> Result<SessionSigner, ReviewError> {
    match ask.session {
        SessionSource::Made => made.map(SessionSigner::Ecdsa).ok_or(ReviewError::NoSession),
        SessionSource::Address(Address::ZERO) => Err(ReviewError::Brought("nobody's")),
        SessionSource::Address(key) if Some(key) == ask.owner.public.address() => {
            Err(ReviewError::Brought("the owner's own"))
        }
        SessionSource::Address(key) => Ok(SessionSigner::Ecdsa(key)),
        SessionSource::Passkey(passkey) if !passkey.is_on_curve() => {
            Err(ReviewError::Brought("no point of its curve, so nothing could ever sign for it"))
        }
        SessionSource::Passkey(passkey) if Some(&passkey) == ask.owner.public.passkey() => {
            Err(ReviewError::Brought("the owner's own"))
        }
        SessionSource::Passkey(passkey) => Ok(SessionSigner::WebAuthn(passkey)),
    }
}

/// The key that is replaced, if its parts give its id.
fn replaced(old: &Replaced) -> Result<Permission, ReviewError> {
    let (policies, signer) = (from_bytes(&old.policies)?, old.signer.clone());
    let permission = Permission { flag: PolicyFlag::All, policies, signer };
    if permission.id() == old.permission_id {
        Ok(permission)
    } else {
        Err(ReviewError::OtherReplaced)
    }
}

/// The policies as their bytes say, which is what the chain will read.
pub(super) fn from_bytes(policies: &[Policy]) -> Result<Vec<Policy>, ReviewError> {
    if policies.len() > MAX_POLICIES {
        return Err(ReviewError::TooManyPolicies(policies.len()));
    }
    let decode = |(index, policy): (usize, &Policy)| {
        let flag = u16::from_be_bytes(policy.flag.to_bytes());
        let read = Policy::decode(policy.address(), flag, &policy.encode());
        read.ok().filter(|read| read == policy).ok_or(ReviewError::Policy(index))
    };
    policies.iter().enumerate().map(decode).collect()
}

fn digests(ask: &GrantAsk, permission: &Permission) -> Result<Vec<B256>, ReviewError> {
    let digest = |leaf: &GrantLeaf| {
        if leaf.validation_nonce == 0 {
            return Err(ReviewError::NonceZero(leaf.chain_id));
        }
        Ok(approval(ask, permission, leaf).digest())
    };
    ask.leaves.iter().map(digest).collect()
}

fn approval(ask: &GrantAsk, permission: &Permission, leaf: &GrantLeaf) -> EnableApproval {
    EnableApproval {
        account: ask.account.address(),
        chain_id: leaf.chain_id,
        version: ask.account.version,
        validation_id: permission.validation_id(),
        nonce: leaf.validation_nonce,
        hook: Address::ZERO,
        enable_data: permission.enable_data(),
        hook_data: Bytes::new(),
        selector_data: default_selector_data(),
    }
}

fn facts(ask: &GrantAsk, permission: &Permission, names: &Names<'_>) -> Vec<Fact> {
    let version = format!("Kernel {}", ask.account.version.name());
    let mut facts = vec![
        Fact::address("Account", ask.account.address(), &version),
        key(ask.session, permission),
        owner_key::owner(ask.owner.public),
        Fact::new("Permission", permission.id().to_string()),
    ];
    let policies = u64::try_from(permission.policies.len()).unwrap_or(u64::MAX);
    let counted = format!("{policies} {}", if policies == 1 { "policy" } else { "policies" });
    facts.push(Fact::new("Limits", format!("{counted}, checked by the chain")));
    for leaf in &ask.leaves {
        let GrantLeaf { chain_id, validation_nonce, kill: _ } = leaf;
        let name = names.network(*chain_id);
        facts.push(Fact::new(
            "Network",
            format!("{name} · id {chain_id} · approval number {validation_nonce}"),
        ));
    }
    let count = u64::try_from(ask.leaves.len()).unwrap_or(u64::MAX);
    facts.push(Fact::new("One signature", format!("for {}", date::counted(count, "network"))));
    facts
}

/// The session key, and who has its private part.
fn key(source: SessionSource, permission: &Permission) -> Fact {
    let whose = match source {
        SessionSource::Made => "made here, for this grant",
        SessionSource::Address(_) | SessionSource::Passkey(_) => "brought; its holder keeps it",
    };
    let held = match &permission.signer {
        SessionSigner::Ecdsa(address) => return Fact::address("Key", *address, whose),
        SessionSigner::WebAuthn(passkey) => OwnerPublic::Passkey(*passkey),
        SessionSigner::UnpatchedWebAuthn { passkey, .. } => OwnerPublic::Passkey(*passkey),
        SessionSigner::Foreign { contract, .. } => return Fact::address("Key", *contract, whose),
    };
    let fact = owner_key::owner(held);
    Fact { label: "Key".to_owned(), value: format!("{} · {whose}", fact.value), ..fact }
}

fn claims(key_name: &str, agent: &str, permission: &Permission, names: &Names<'_>) -> Vec<String> {
    let mut claims =
        vec![format!("{key_name} is what the key is called, and {agent} is the agent it is for.")];
    let summary = Summary::of(&permission.policies);
    let mut targets: Vec<_> = summary.entries().map(|entry| entry.target).collect();
    targets.dedup();
    claims.extend(names.sentences(&targets));
    claims
}
