//! What is said of the kills under an approval (spec 2.4, 9.5), and their hashes.
//!
//! Why: they are signed with a grant or anew, kept, and sent much later by anybody; so each is made
//! here from its terms, read back as any owner operation is, and weighed in the coin it may cost.
//! Refuses: terms that make no sense ([`crate::plan::BadTerms`]), and, should the preparing ever go
//! wrong, every call that does something else than to end keys.

use alloy_primitives::{B256, U256};

use super::{
    HashGroup, ReviewError,
    operations::of_owner,
    purpose::{End, ends},
};
use crate::{
    approval::{GrantAsk, KillOther, KillTerms, OwnerOperation},
    kernel::{execute::ExecMode, version::KernelVersion},
    names::{Names, list},
    permission::Permission,
    plan::{Approved, Fees, Kill, KillGround, MAX_RAISE, check_terms, disarm, prepared, repair},
    worst_case::Row,
};

/// The kills of one key on one network.
#[derive(Debug)]
pub(super) struct Switch<'a> {
    /// Where.
    pub(super) ground: KillGround<'a>,
    /// From what they are prepared.
    pub(super) terms: &'a KillTerms,
    /// What the key is called here: `this key`.
    pub(super) called: String,
    /// Those that are signed.
    pub(super) kills: Vec<Kill>,
}

/// Everything that the review of an approval says about the kills in it.
#[derive(Debug, Default)]
pub(super) struct OffSwitch {
    pub(super) lines: Vec<String>,
    pub(super) at_worst: Vec<Row>,
    pub(super) digests: Vec<B256>,
    pub(super) groups: Vec<HashGroup>,
    pub(super) counts: Vec<usize>,
}

/// The off switch of a grant, whose other digests come before it in the tree.
pub(super) fn of_grant(
    ask: &GrantAsk,
    permission: &Permission,
    names: &Names<'_>,
) -> Result<OffSwitch, ReviewError> {
    let owner = ask.root();
    let mut counts = Vec::with_capacity(ask.leaves.len());
    let mut switches = Vec::new();
    for leaf in &ask.leaves {
        let (chain_id, validation_nonce) = (leaf.chain_id, leaf.validation_nonce);
        let ground =
            KillGround { account: &ask.account, owner: &owner, chain_id, validation_nonce };
        let Some(terms) = &leaf.kill else {
            counts.push(0);
            continue;
        };
        hold(&ground, terms, permission, Approved::Now)?;
        let kills = prepared(&ground, terms, permission);
        counts.push(kills.len());
        let called = "this key".to_owned();
        switches.push(Switch { ground, terms, called, kills });
    }
    if switches.is_empty() {
        let lines = vec![none(ask, permission)];
        return Ok(OffSwitch { lines, counts, ..OffSwitch::default() });
    }
    if !owner.kind().signs_trees() {
        return Err(ReviewError::OneLeafOnly);
    }
    let mut lines = vec![whole(&switches, names)];
    lines.extend(cost(&switches, names));
    let bare = ask.leaves.iter().filter(|leaf| leaf.kill.is_none());
    let bare: Vec<String> = bare.map(|leaf| names.network(leaf.chain_id)).collect();
    if !bare.is_empty() {
        lines.push(format!("On {} none is signed.", list(&bare, "and")));
    }
    let described = described(&switches, ask.leaves.len(), names);
    Ok(OffSwitch { lines, counts, ..described })
}

/// Worst cases, digests and groups of kills that begin at this place of the tree.
pub(super) fn described(switches: &[Switch<'_>], first: usize, names: &Names<'_>) -> OffSwitch {
    let mut digests = Vec::new();
    let mut groups: Vec<(String, HashGroup, Vec<String>)> = Vec::new();
    for switch in switches {
        let (words, network) = (words(switch), names.network(switch.ground.chain_id));
        let mut hashes = Vec::new();
        for kill in &switch.kills {
            let place = first.saturating_add(digests.len());
            let digest = kill.leaf.operation.hash(kill.leaf.entry_point, kill.leaf.chain_id);
            digests.push(digest);
            hashes.push((place, digest, format!("{network} · {}", variant(kill, &switch.called))));
        }
        match groups.iter_mut().find(|(known, _, _)| *known == words) {
            Some((_, group, networks)) => {
                group.hashes.append(&mut hashes);
                networks.push(network);
            }
            None => groups.push((words, HashGroup { label: String::new(), hashes }, vec![network])),
        }
    }
    let group = |(words, group, networks): (String, HashGroup, Vec<String>)| HashGroup {
        label: format!("On {}: {words}", list(&networks, "and")),
        ..group
    };
    let groups = groups.into_iter().map(group).collect();
    OffSwitch { at_worst: at_worst(switches, names), digests, groups, ..OffSwitch::default() }
}

/// Holds the terms against what an off switch may be, and reads every kill back.
pub(super) fn hold(
    ground: &KillGround<'_>,
    terms: &KillTerms,
    permission: &Permission,
    approved: Approved,
) -> Result<(), ReviewError> {
    let chain_id = ground.chain_id;
    check_terms(ground, terms, permission, approved)
        .map_err(|why| ReviewError::Kill { chain_id, why })?;
    for kill in prepared(ground, terms, permission) {
        if !only_ends(&kill, ground, permission) {
            return Err(ReviewError::KillDoesMore(chain_id));
        }
    }
    Ok(())
}

/// Read like any operation of the owner: it ends its own key, or everything, and does nothing else.
fn only_ends(kill: &Kill, ground: &KillGround<'_>, permission: &Permission) -> bool {
    let op = OwnerOperation {
        chain_id: kill.leaf.chain_id,
        entry_point: kill.leaf.entry_point,
        operation: kill.leaf.operation.clone(),
    };
    let own = permission.validation_id();
    let read = of_owner(0, &op, ground.account).ok().filter(|read| read.mode == ExecMode::Try);
    let found = read.and_then(|read| ends(0, &read, ground.account, ground.owner).ok());
    let fits = |end: &End| match end {
        End::Uninstall(id) => kill.everything || *id == own,
        End::Tombstone(id) => *id == own,
        End::Raise(_) | End::Repair(_) => kill.everything,
    };
    op.operation.paymaster.is_none()
        && op.chain_id == ground.chain_id
        && found.is_some_and(|ends| !ends.is_empty() && ends.iter().all(fits))
}

/// Why a grant has none.
fn none(ask: &GrantAsk, permission: &Permission) -> String {
    if let Some(way) = disarm(permission, ask.account.address()) {
        return format!("None is signed, since it would be no promise for this key: {way}.");
    }
    if !ask.root().kind().signs_trees() {
        return "None is signed now: this owner key signs one thing at a time. The app can ask for it afterwards.".to_owned();
    }
    "None is signed with this approval.".to_owned()
}

/// The one sentence.
fn whole(switches: &[Switch<'_>], names: &Names<'_>) -> String {
    let networks: Vec<_> = switches.iter().map(|s| names.network(s.ground.chain_id)).collect();
    format!(
        "The same approval signs an off switch for this key, and one for every key of this account, on {}. They can only end keys. Whoever holds one can send it once, at any time, without the owner key.",
        list(&networks, "and")
    )
}

/// What sending one costs, and whom.
pub(super) fn cost(switches: &[Switch<'_>], names: &Names<'_>) -> Vec<String> {
    let free = "Whoever sends one pays for it".to_owned();
    let priced = switches.iter().filter(|switch| switch.terms.fees.is_some());
    let mut networks: Vec<String> = Vec::new();
    for switch in priced {
        let network = names.network(switch.ground.chain_id);
        if !networks.contains(&network) {
            networks.push(network);
        }
    }
    let paid = if networks.is_empty() {
        format!("{free}; it costs the account nothing.")
    } else {
        format!(
            "{free}. On {} the account can pay instead, no more than stands above.",
            list(&networks, "and")
        )
    };
    let stops = switches.iter().any(|s| stops_messages(s) && s.kills.iter().any(|k| k.everything));
    let messages = "After the one for every key the owner's own message signatures stop, until the owner is set anew.";
    std::iter::once(paid).chain(stops.then(|| messages.to_owned())).collect()
}

/// Kernel 0.3.3 with a root for which no repair is known (spec 9.6).
fn stops_messages(switch: &Switch<'_>) -> bool {
    let KillGround { account, owner, .. } = switch.ground;
    account.version == KernelVersion::V0_3_3 && repair(account, owner, 0).is_none()
}

/// Per network, the most that all of them can take together; nothing where no fee is signed.
fn at_worst(switches: &[Switch<'_>], names: &Names<'_>) -> Vec<Row> {
    let mut sums: Vec<(u64, U256)> = Vec::new();
    for switch in switches {
        let most = |everything| {
            let of_form = switch.kills.iter().filter(|kill| kill.everything == everything);
            of_form.map(Kill::most).max().unwrap_or_default()
        };
        // The variants of one form share a nonce, so only one of them ever runs.
        let both = most(false).saturating_add(most(true));
        let chain = switch.ground.chain_id;
        match sums.iter_mut().find(|(known, _)| *known == chain) {
            Some((_, sum)) => *sum = sum.saturating_add(both),
            None => sums.push((chain, both)),
        }
    }
    let row = |(chain, sum): (u64, U256)| Row {
        label: format!("gas of the off switches on {}", names.network(chain)),
        amount: names.only(&[chain]).native(sum),
        unlimited: false,
    };
    sums.into_iter().filter(|(_, sum)| !sum.is_zero()).map(row).collect()
}

/// What the kills of one network do, every number of the terms in it.
fn words(switch: &Switch<'_>) -> String {
    let Switch { ground, terms, called, kills, .. } = switch;
    let mut parts = Vec::new();
    if kills.iter().any(|kill| !kill.everything) {
        parts.push(format!("one for {called}, approved as number {}", ground.validation_nonce));
    }
    if kills.iter().any(|kill| kill.everything) {
        let raised = terms.nonces.current.saturating_add(MAX_RAISE);
        let by_name = terms.others.iter().map(other);
        let by_name: Vec<_> = std::iter::once(called.clone()).chain(by_name).collect();
        parts.push(format!(
            "one for every key below number {raised}, which also uninstalls {}",
            list(&by_name, "and")
        ));
    }
    let made = match (terms.deployed, kills.iter().any(|kill| kill.deploys)) {
        (true, _) => "The account exists there.",
        (false, true) => "The account is made there if it does not exist yet.",
        (false, false) => "Good once the account exists there.",
    };
    format!("{}. {made}", parts.join("; "))
}

fn other(other: &KillOther) -> String {
    let KillOther { permission_id, policies } = other;
    format!("{permission_id} (of {policies} policies)")
}

/// What tells one kill from the others of its network.
fn variant(kill: &Kill, called: &str) -> String {
    let whom = if kill.everything { "every key" } else { called };
    let payer = if kill.fees == Fees::NONE { "the sender pays" } else { "the account pays" };
    let makes = if kill.deploys { " · makes the account" } else { "" };
    format!("{whom} · {payer}{makes}")
}
