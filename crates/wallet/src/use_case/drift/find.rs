//! The differences, one kind after another.
//!
//! Refuses: what happened before this app knew the account; that is no news.

use latchkey_core::approval::Claims;
use latchkey_core::history::{Signer, ends};
use latchkey_core::key_state::{Drift, State};
use latchkey_core::language::Language;
use latchkey_core::names::Names;
use latchkey_core::permission::{PermissionId, validation_id};

use super::{Finding, Own, words};
use crate::record::{
    Account, Approval, History, Holder, Key, Network, SeenOperation, SeenValidation, Token,
};
use crate::use_case::agent_execute::calls;
use crate::use_case::grant_form::{network_claim, token_claim};
use crate::use_case::keys_on_chain::{ChainReading, KeyReading, StrangerReading};
use crate::use_case::number::{row, secs};
use crate::views::{DriftKind, DriftView, Severity};

/// What is compared.
pub(super) struct Ground<'a> {
    pub(super) account: &'a Account,
    pub(super) keys: &'a [Key],
    pub(super) readings: &'a [ChainReading],
    pub(super) strangers: &'a [(u64, Vec<StrangerReading>)],
    pub(super) history: &'a History,
    pub(super) networks: &'a [(Network, Vec<Token>)],
    pub(super) own: &'a Own,
    pub(super) language: Language,
}

impl Ground<'_> {
    /// All of them.
    pub(super) fn all(&self) -> Vec<Finding> {
        let strangers = self
            .strangers
            .iter()
            .flat_map(|(chain, all)| all.iter().filter_map(move |one| self.stranger(*chain, one)));
        let operations = self.history.operations.iter().filter_map(|op| self.operation(op));
        let keys = self.readings.iter().flat_map(|chain| {
            chain.keys.iter().filter_map(move |reading| self.key(chain.chain_id, reading))
        });
        operations.chain(strangers).chain(keys).collect()
    }

    fn network(&self, chain_id: u64) -> String {
        let found = self.networks.iter().find(|(network, _)| network.chain_id == chain_id);
        found.map_or_else(|| format!("chain {chain_id}"), |(network, _)| network.name.clone())
    }

    fn view(&self, chain_id: u64, kind: DriftKind) -> DriftView {
        DriftView {
            chain_id: secs(chain_id),
            network: self.network(chain_id),
            kind,
            permission_id: None,
            key_id: None,
            text: String::new(),
            todo: String::new(),
            severity: Severity::Warn,
            block: None,
            transaction: None,
        }
    }

    fn claims(&self, chain_id: u64) -> Claims {
        let here = || self.networks.iter().filter(move |(n, _)| n.chain_id == chain_id);
        let named = self.keys.iter().flat_map(|key| key.functions.iter().cloned());
        Claims {
            tokens: here().flat_map(|(_, tokens)| tokens).map(token_claim).collect(),
            networks: here().map(|(network, _)| network_claim(network)).collect(),
            functions: named.collect(),
        }
    }

    /// Something that is installed and no key of this app.
    fn stranger(&self, chain_id: u64, one: &StrangerReading) -> Option<Finding> {
        if one.facts.is_some() && one.ending().is_none() {
            return None;
        }
        let id = one.validation_id;
        let mut seen = self
            .history
            .validations
            .iter()
            .filter(|seen| (seen.chain_id, seen.validation_id) == (chain_id, id));
        let seen: Option<&SeenValidation> = seen.next();
        let claims = self.claims(chain_id);
        let chains = [chain_id];
        let names = Names::new(&claims, &chains).speaking(self.language);
        let limits = seen.and_then(|seen| seen.permission.as_ref());
        let mut view = self.view(chain_id, DriftKind::ForeignPermission);
        view.permission_id = words::permission_id(id).map(|id| id.to_string());
        view.text = words::stranger(&view.network, one, limits, &names);
        view.todo = words::STRANGER_TODO.to_owned();
        view.severity = Severity::Stop;
        view.block = Some(secs(seen.map_or(one.block, |seen| seen.block)));
        view.transaction = seen.map(|seen| seen.transaction.to_string());
        let transaction = seen.map(|seen| seen.transaction);
        Some(Finding { name: format!("stranger:{chain_id}:{id}"), view, transaction })
    }

    /// An operation that is not in the records.
    fn operation(&self, op: &SeenOperation) -> Option<Finding> {
        if self.own.operations.contains(&(op.chain_id, op.hash)) {
            return None;
        }
        let mut view = self.view(op.chain_id, DriftKind::ForeignOperation);
        let claims = self.claims(op.chain_id);
        let chains = [op.chain_id];
        let names = Names::new(&claims, &chains).speaking(self.language);
        let did = if op.calls.is_empty() { None } else { Some(calls::words(&op.calls, &names)) };
        let did = words::did(did.as_deref(), op.success);
        match op.signer {
            Signer::Permission(id) => self.by_permission(&mut view, id, op.chain_id, &did),
            Signer::Root(lane) => {
                if op.at > 0 && op.at < self.account.created_at {
                    return None;
                }
                match self.kill_of(lane.as_slice()) {
                    Some(key) => words::switch_fired(&mut view, &key.name),
                    None => words::by_owner(&mut view, &did),
                }
            }
            Signer::Validator(_) | Signer::Unknown(_) => words::by_another(&mut view, &did),
        }
        view.block = Some(secs(op.block));
        view.transaction = Some(op.transaction.to_string());
        let name = format!("operation:{}:{}", op.chain_id, op.hash);
        Some(Finding { name, view, transaction: Some(op.transaction) })
    }

    fn by_permission(&self, view: &mut DriftView, id: PermissionId, chain_id: u64, did: &str) {
        view.permission_id = Some(id.to_string());
        let Some(key) = self.keys.iter().find(|key| key.permission_id == id) else {
            words::by_unknown_key(view, id, did);
            return;
        };
        view.key_id = Some(row(key.id));
        let live = self.alive(key, chain_id);
        match key.holder {
            Holder::Agent => words::by_agent(view, &key.name, did),
            Holder::Vault | Holder::Nobody => words::by_stolen_key(view, &key.name, did, live),
        }
    }

    /// The key whose prepared kill has this lane (spec 2.4).
    fn kill_of(&self, lane: &[u8]) -> Option<&Key> {
        self.keys.iter().find(|key| {
            let rest = lane.strip_prefix(key.permission_id.as_slice());
            rest.is_some_and(|rest| rest.iter().all(|byte| *byte == 0))
        })
    }

    fn alive(&self, key: &Key, chain_id: u64) -> bool {
        let approval = key.approvals.iter().find(|approval| approval.chain_id == chain_id);
        approval.is_some_and(|approval| approval.ended_at_block.is_none())
    }

    /// A key that was ended by somebody else, or is not what it was.
    fn key(&self, chain_id: u64, reading: &KeyReading) -> Option<Finding> {
        let key = self.keys.iter().find(|key| key.id == reading.key_id)?;
        let approval = key.approvals.iter().find(|approval| approval.chain_id == chain_id)?;
        let (kind, name) = match reading.finding.verdict.state {
            State::Drifted(Drift::Contents) => (DriftKind::ContentsDiffer, "contents"),
            State::Uninstalled | State::Invalidated
                if self.ended_by_another(key, approval, reading) =>
            {
                (DriftKind::KeyGone, "gone")
            }
            State::Uninstalled
            | State::Invalidated
            | State::Drifted(Drift::MayNotExecute)
            | State::NotDeployed
            | State::ApprovedUnused
            | State::ApprovalDormant
            | State::ApprovalStale
            | State::Installed
            | State::Expired
            | State::Exhausted
            | State::Unknown(_) => return None,
        };
        let mut view = self.view(chain_id, kind);
        (view.permission_id, view.key_id) =
            (Some(key.permission_id.to_string()), Some(row(key.id)));
        view.block = reading.at.map(|at| secs(at.number));
        words::of_key(&mut view, &key.name);
        let name = format!("{name}:{chain_id}:{}", key.id);
        Some(Finding { name, view, transaction: None })
    }

    /// Whether nothing that this app did can have ended it, as far as the chain was gone through.
    fn ended_by_another(&self, key: &Key, approval: &Approval, reading: &KeyReading) -> bool {
        let (chain_id, account) = (approval.chain_id, self.account.address);
        let Some(at) = reading.at.filter(|_| reading.finding.facts.is_some()) else { return false };
        let cursor = self.history.cursors.iter().find(|cursor| cursor.chain_id == chain_id);
        if cursor.is_none_or(|cursor| cursor.high < at.number)
            || self.own.revoked.contains(&(key.id, chain_id))
        {
            return false;
        }
        let id = validation_id(key.permission_id);
        let nonce = reading.finding.facts.as_ref().map_or(0, |facts| facts.nonce);
        let nonce = nonce.max(approval.validation_nonce);
        let ours = self
            .own
            .owner_calls
            .iter()
            .any(|(chain, calls)| *chain == chain_id && ends(account, calls, id, nonce));
        let fired = self.history.operations.iter().any(|op| {
            let Signer::Root(lane) = op.signer else { return false };
            op.chain_id == chain_id && self.kill_of(lane.as_slice()).is_some()
        });
        !ours && !fired
    }
}
