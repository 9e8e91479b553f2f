//! A key as screens draw it: the sentence from its bytes, a state per chain, what is used.

use latchkey_core::approval::Claims;
use latchkey_core::key_state::{State, Unclear};
use latchkey_core::language::Language;
use latchkey_core::names::Names;
use latchkey_core::permission::{SessionSigner, SignerKind};
use latchkey_core::policy::describe::{self, span, summary::Summary};

use crate::record::{Agent, History, Holder, Key, Network, Token};
use crate::use_case::grant_form::{network_claim, token_claim};
use crate::use_case::keys_on_chain::{ChainReading, KeyReading};
use crate::use_case::meters::Metered;
use crate::use_case::number::{row, secs};
use crate::use_case::state_words;
use crate::views::{KeyHolder, KeyOnChain, KeyView, ReadAt};

/// What a list of keys is drawn with.
pub(crate) struct Drawing<'a> {
    pub(crate) networks: &'a [(Network, Vec<Token>)],
    pub(crate) agents: &'a [Agent],
    pub(crate) readings: &'a [ChainReading],
    /// What was seen of the account.
    pub(crate) history: &'a History,
    /// Language of the sentences.
    pub(crate) language: Language,
    /// Unix seconds.
    pub(crate) now: u64,
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
            key.approvals.iter().map(|a| self.state(key, a.chain_id)).collect();
        let over = |chain_id: u64| {
            let mut there = self.readings(key.id).filter(|(chain, _)| chain.chain_id == chain_id);
            there.any(|(_, reading)| reading.over())
        };
        let ended = key.approvals.iter().all(|a| a.ended_at_block.is_some() || over(a.chain_id));
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

    fn state(&self, key: &Key, chain_id: u64) -> KeyOnChain {
        let found = self.readings(key.id).find(|(chain, _)| chain.chain_id == chain_id);
        let known = self.networks.iter().find(|(n, _)| n.chain_id == chain_id);
        let reading = found.map(|(_, reading)| reading);
        let state = reading.map_or(State::Unknown(Unclear::NotRead), |r| r.finding.verdict.state);
        let problem = found.and_then(|(chain, _)| chain.problem.as_deref());
        let read = reading.and_then(|r| r.at.zip(Some(r.read_at)).zip(Some(r)));
        let meters = known.zip(read).map(|((network, tokens), ((_, read_at), reading))| {
            let facts = reading.finding.facts.as_ref();
            let (history, now) = (self.history, self.now);
            Metered { key, network, tokens, facts, history, read_at, now }.view()
        });
        KeyOnChain {
            chain_id: secs(chain_id),
            network: known.map_or_else(|| format!("chain {chain_id}"), |(n, _)| n.name.clone()),
            state: state_words::drawn(state),
            words: state_words::dated(reading, problem, self.now),
            read_at: read
                .map(|((at, read_at), _)| ReadAt { block: secs(at.number), at: secs(read_at) }),
            messages: state_words::messages(reading),
            meters,
            todo: state_words::todo(reading),
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
