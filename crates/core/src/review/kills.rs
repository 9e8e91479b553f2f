//! The review of signing off switches anew (spec 2.4, 9.5): the same kills as in a grant, nothing else.
//!
//! Why: a switch is used up, outlived by a change of owner, or was never part of a grant; this is how
//! it is had again without touching the keys.
//! Refuses: keys that are not what their rules give, a key or a network twice, and whatever
//! [`super::off_switch`] refuses.

use super::{
    Fact, Review, ReviewError, Signing,
    grant::from_bytes,
    off_switch::{Switch, cost, described, hold},
    operations::keep_first,
    owner_key, recipe, request,
};
use crate::{
    account::Owner,
    approval::{KillsAsk, KillsKey},
    approval_tree::Tree,
    date,
    names::{Names, list},
    permission::Permission,
    plan::{Approved, KillGround, asked_kills},
    policy::describe::span::Sentence,
    text,
};

pub(super) fn review(ask: &KillsAsk) -> Result<Review, ReviewError> {
    let owner = ask.root();
    hold_all(ask)?;
    let switches = switches(ask, &owner);
    let mut chains: Vec<u64> =
        switches.iter().flat_map(|s| s.kills.iter().map(|_| s.ground.chain_id)).collect();
    request::leaves(&owner, &chains)?;
    keep_first(&mut chains);
    let names = Names::new(&ask.claims, &chains);
    let switch = described(&switches, 0, &names);
    let tree = Tree::new(switch.digests.clone())?;
    Ok(Review {
        rules: rules(&switches, &names),
        at_worst: switch.at_worst,
        facts: facts(ask, &names),
        claims: claims(ask, &names),
        you_sign: Some(tree.root()),
        recipe: Some(recipe::operations(switch.digests.len())),
        digests: switch.digests,
        groups: switch.groups,
        blocked: request::owner_mismatch(&owner, &ask.owner),
        signing: Signing::Kills { tree },
        ..owner_key::unsigned(title(ask), sentence(ask, &switches, &names))
    })
}

/// Every key is held against its bytes and its id, every network against its terms.
fn hold_all(ask: &KillsAsk) -> Result<(), ReviewError> {
    let owner = ask.root();
    for (place, key) in ask.keys.iter().enumerate() {
        let id = key.permission_id;
        let permission = Permission { policies: from_bytes(&key.policies)?, ..key.permission() };
        if permission.id() != id {
            return Err(ReviewError::OtherKey(id));
        }
        if ask.keys.iter().take(place).any(|before| before.permission_id == id) {
            return Err(ReviewError::SameKeyTwice(id));
        }
        for (place, leaf) in key.leaves.iter().enumerate() {
            let (chain_id, validation_nonce) = (leaf.chain_id, leaf.validation_nonce);
            if key.leaves.iter().take(place).any(|before| before.chain_id == chain_id) {
                return Err(ReviewError::SameChainTwice(chain_id));
            }
            let ground =
                KillGround { account: &ask.account, owner: &owner, chain_id, validation_nonce };
            hold(&ground, &leaf.kill, &permission, Approved::Before)?;
        }
    }
    Ok(())
}

/// What is signed, key by key and network by network; only the kill that is asked for, if one is.
fn switches<'a>(ask: &'a KillsAsk, owner: &'a Owner) -> Vec<Switch<'a>> {
    let asked = asked_kills(ask);
    let mut switches = Vec::new();
    for (place, key) in ask.keys.iter().enumerate() {
        for (network, leaf) in key.leaves.iter().enumerate() {
            let (chain_id, validation_nonce) = (leaf.chain_id, leaf.validation_nonce);
            let here = asked.iter().filter(|a| a.key == place && a.leaf == network);
            let kills: Vec<_> = here.map(|asked| asked.kill.clone()).collect();
            if kills.is_empty() {
                continue;
            }
            switches.push(Switch {
                ground: KillGround { account: &ask.account, owner, chain_id, validation_nonce },
                terms: &leaf.kill,
                called: called(key),
                kills,
            });
        }
    }
    switches
}

fn called(key: &KillsKey) -> String {
    let name = text::quote(&key.name, text::NAME_MAX, "");
    let id = key.permission_id;
    if name.is_empty() { format!("the key {id}") } else { format!("{name} ({id})") }
}

fn rules(switches: &[Switch<'_>], names: &Names<'_>) -> Vec<String> {
    let mut rules = vec![
        "Nothing is sent and no key ends now: these are kept until they are needed.".to_owned(),
    ];
    rules.push(
        "Whoever holds one can send it once, at any time, without the owner key; nobody can change it."
            .to_owned(),
    );
    rules.extend(cost(switches, names));
    rules
}

fn title(ask: &KillsAsk) -> String {
    match ask.keys.as_slice() {
        [one] => {
            let name = text::quote(&one.name, text::NAME_MAX, &one.permission_id.to_string());
            format!("Off switch of {name}")
        }
        keys => {
            let count = u64::try_from(keys.len()).unwrap_or(u64::MAX);
            format!("Off switches of {}", date::counted(count, "key"))
        }
    }
}

fn sentence(ask: &KillsAsk, switches: &[Switch<'_>], names: &Names<'_>) -> Vec<super::Span> {
    let keys: Vec<String> = ask.keys.iter().map(called).collect();
    let has = |everything| {
        switches.iter().flat_map(|s| &s.kills).any(|kill| kill.everything == everything)
    };
    let mut out = Sentence::default();
    out.say("Sign off switches for ");
    out.stress(list(&keys, "and"));
    out.say(match (has(false), has(true)) {
        (true, true) => ", each for the key alone and for every key of this account, on ",
        (false, true) => ", for every key of this account, on ",
        (true, false) | (false, false) => ", for the key alone, on ",
    });
    out.stress_list(&names.networks());
    out.say(". They can only end keys. Nothing else.");
    out.done()
}

fn facts(ask: &KillsAsk, names: &Names<'_>) -> Vec<Fact> {
    let version = format!("Kernel {}", ask.account.version.name());
    let mut facts = vec![
        Fact::address("Account", ask.account.address(), &version),
        owner_key::owner(ask.owner.public),
    ];
    let networks = names.chains().iter();
    facts.extend(
        networks.map(|id| Fact::new("Network", format!("{} · id {id}", names.network(*id)))),
    );
    facts
}

fn claims(ask: &KillsAsk, names: &Names<'_>) -> Vec<String> {
    let mut claims: Vec<String> = ask
        .keys
        .iter()
        .map(|key| {
            let agent = text::quote(&key.agent_name, text::NAME_MAX, "an agent without a name");
            format!(
                "{} is what the app calls the key, and {agent} the agent it is for.",
                called(key)
            )
        })
        .collect();
    claims.extend(names.sentences(&[]));
    claims
}
