//! A key as screens draw it: the sentence from its bytes, a state per chain, what is used.

use latchkey_core::approval::Claims;
use latchkey_core::key_state::{Drift, State, Unclear};
use latchkey_core::language::Language;
use latchkey_core::names::Names;
use latchkey_core::permission::{SessionSigner, SignerKind};
use latchkey_core::policy::describe::{self, span, summary::Summary};

use crate::record::{Agent, Holder, Key, Network, Token};
use crate::use_case::grant_form::{network_claim, token_claim};
use crate::use_case::keys_on_chain::{ChainReading, KeyReading};
use crate::use_case::number::{row, secs};
use crate::views::{KeyHolder, KeyOnChain, KeyState, KeyView, ReadAt};

/// What a list of keys is drawn with.
pub(crate) struct Drawing<'a> {
    pub(crate) networks: &'a [(Network, Vec<Token>)],
    pub(crate) agents: &'a [Agent],
    pub(crate) readings: &'a [ChainReading],
    /// Language of the sentences.
    pub(crate) language: Language,
    /// When the chains were read, unix seconds.
    pub(crate) read_at: u64,
}

/// Names for what the bytes of a key contain.
pub(crate) fn claims(key: &Key, networks: &[(Network, Vec<Token>)]) -> Claims {
    let here =
        || networks.iter().filter(|(n, _)| key.approvals.iter().any(|a| a.chain_id == n.chain_id));
    Claims {
        tokens: here().flat_map(|(_, tokens)| tokens).map(token_claim).collect(),
        networks: here().map(|(network, _)| network_claim(network)).collect(),
        functions: key.functions.clone(),
    }
}

/// Chains a key was approved for.
pub(crate) fn chains(key: &Key) -> Vec<u64> {
    key.approvals.iter().map(|approval| approval.chain_id).collect()
}

impl Drawing<'_> {
    /// Draws one key. `included` is how many of its operations this app saw included.
    pub(crate) fn key(&self, key: &Key, included: u64) -> KeyView {
        let claims = claims(key, self.networks);
        let chains = chains(key);
        let names = Names::new(&claims, &chains).speaking(self.language);
        let summary = Summary::of(&key.policies);
        let states: Vec<KeyOnChain> =
            key.approvals.iter().map(|a| self.state(key.id, a.chain_id)).collect();
        let ended = states.iter().all(|state| is_over(state.state));
        let agent = self.agents.iter().find(|agent| agent.id == key.agent_id);
        KeyView {
            id: row(key.id),
            name: key.name.clone(),
            agent_id: row(key.agent_id),
            agent: agent.map(|agent| agent.name.clone()).unwrap_or_default(),
            sentence: span::plain(&describe::sentence(&key.policies, &names)),
            rules: describe::rules(&key.policies, &names),
            not_limited: describe::not_limited(&key.policies, &names),
            address: signer_words(&key.session),
            passkey: key.session.kind() == Ok(SignerKind::WebAuthn),
            holder: holder(key.holder),
            permission_id: key.permission_id.to_string(),
            states,
            used: self.used(key, summary.uses).unwrap_or_else(|| secs(included)),
            uses: summary.uses.map(secs),
            ends_at: summary.until.map(secs),
            granted_at: secs(key.granted_at),
            ended,
        }
    }

    fn readings(&self, key_id: i64) -> impl Iterator<Item = (&ChainReading, &KeyReading)> {
        self.readings.iter().filter_map(move |chain| {
            let found = chain.keys.iter().find(|key| key.key_id == key_id);
            found.map(|key| (chain, key))
        })
    }

    /// Uses counted by the chains; `None` when one of them did not tell.
    fn used(&self, key: &Key, uses: Option<u64>) -> Option<u32> {
        let mut used = 0_u64;
        for (_, reading) in self.readings(key.id) {
            let facts = reading.finding.facts.as_ref()?;
            if facts.nonce > 0 && !facts.installed {
                return None;
            }
            let left = facts.counters.uses_left.or_else(|| uses.filter(|_| !facts.installed))?;
            used = used.saturating_add(uses?.saturating_sub(left));
        }
        Some(secs(used))
    }

    fn state(&self, key_id: i64, chain_id: u64) -> KeyOnChain {
        let found = self.readings(key_id).find(|(chain, _)| chain.chain_id == chain_id);
        let network = self.networks.iter().find(|(n, _)| n.chain_id == chain_id);
        let state = found
            .map_or(State::Unknown(Unclear::NotRead), |(_, reading)| reading.finding.verdict.state);
        let problem = found.and_then(|(chain, _)| chain.problem.clone());
        let at = found.and_then(|(chain, _)| chain.at);
        KeyOnChain {
            chain_id: secs(chain_id),
            network: network.map_or_else(|| format!("chain {chain_id}"), |(n, _)| n.name.clone()),
            state: drawn(state),
            words: problem.unwrap_or_else(|| words(state).to_owned()),
            read_at: at.map(|at| ReadAt { block: secs(at.number), at: secs(self.read_at) }),
        }
    }
}

/// An address, or what names a passkey's credential.
pub(crate) fn signer_words(signer: &SessionSigner) -> String {
    match signer {
        SessionSigner::Ecdsa(address) => address.to_checksum(None),
        SessionSigner::WebAuthn(passkey) | SessionSigner::UnpatchedWebAuthn { passkey, .. } => {
            passkey.authenticator_id_hash.to_string()
        }
        SessionSigner::Foreign { contract, .. } => contract.to_checksum(None),
    }
}

const fn holder(holder: Holder) -> KeyHolder {
    match holder {
        Holder::Vault => KeyHolder::Vault,
        Holder::Agent => KeyHolder::Agent,
        Holder::Nobody => KeyHolder::Nobody,
    }
}

const fn is_over(state: KeyState) -> bool {
    match state {
        KeyState::Invalidated | KeyState::Uninstalled | KeyState::Expired | KeyState::Exhausted => {
            true
        }
        KeyState::NotDeployed
        | KeyState::ApprovedUnused
        | KeyState::Installed
        | KeyState::ApprovalStale
        | KeyState::Unknown => false,
    }
}

const fn drawn(state: State) -> KeyState {
    match state {
        State::NotDeployed => KeyState::NotDeployed,
        State::ApprovedUnused => KeyState::ApprovedUnused,
        State::Installed => KeyState::Installed,
        State::ApprovalStale | State::ApprovalDormant => KeyState::ApprovalStale,
        State::Invalidated => KeyState::Invalidated,
        State::Uninstalled => KeyState::Uninstalled,
        State::Expired => KeyState::Expired,
        State::Exhausted => KeyState::Exhausted,
        State::Drifted(_) | State::Unknown(_) => KeyState::Unknown,
    }
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
             now, but could be if that owner came back: stop it on chain to be sure."
        }
        State::ApprovalDormant => {
            "The approval is for a later number than the account has reached. It cannot be used now, \
             but will be once the account gets there: stop it on chain to be sure."
        }
        State::Invalidated => "Ended: the account's nonce was raised above it.",
        State::Uninstalled => "Ended: uninstalled.",
        State::Expired => "Ended: its time is over.",
        State::Exhausted => "Ended: nothing is left of its uses or gas.",
        State::Drifted(Drift::Contents) => {
            "What the chain holds does not fit what was approved. Stop it on chain."
        }
        State::Drifted(Drift::MayNotExecute) => {
            "Installed, but not allowed to send operations. It may still sign messages: stop it on \
             chain."
        }
        State::Unknown(Unclear::NotRead) => "Unknown: the chain was not read. Stop it on chain.",
        State::Unknown(Unclear::Unreadable) => {
            "Unknown: the chain's answer about it cannot be read. Stop it on chain."
        }
    }
}
