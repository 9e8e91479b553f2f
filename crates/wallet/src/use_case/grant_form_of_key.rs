//! A key as a form again: for editing it and for granting it anew.
//!
//! Why: a narrower or longer key is a new key; what the old one holds is where its owner begins.
//! Refuses: to guess where the form cannot say what the key holds; to carry over who holds the key: an
//! agent that keeps its own gives a fresh one, so that each can be ended alone.

use latchkey_core::policy::Policy;

use crate::error::{Error, Result};
use crate::record::{Holder, Key, Network, Token};
use crate::use_case::grant_form::{Known, parts};
use crate::use_case::number::{row, secs};
use crate::views::{GrantForm, SessionForm};
use crate::wallet::Wallet;

impl Wallet {
    /// The form that would grant this key again, for the same agent and networks, in its place.
    ///
    /// # Errors
    /// `NotFound` without account or key; `Invalid` when it holds rules that the form cannot show;
    /// the store's.
    pub async fn grant_form_of_key(&self, key_id: u32) -> Result<GrantForm> {
        let account = self.account_needed().await?;
        let key = self.key_needed(key_id).await?;
        if key.account_id != account.id {
            return Err(Error::not_found("key"));
        }
        let networks = self.networks_with_tokens().await?;
        let tokens = agreed(&key, &networks);
        let known = Known { account: account.address, tokens: &tokens, functions: &key.functions };
        let mut form = form(&key, &key.policies, &known)?;
        renew(&mut form, &key, self.now());
        Ok(form)
    }
}

/// Tokens of the key's networks, those that say the same on all of them.
fn agreed(key: &Key, networks: &[(Network, Vec<Token>)]) -> Vec<Token> {
    let here = || {
        let of_key = |network: &Network| {
            key.approvals.iter().any(|approval| approval.chain_id == network.chain_id)
        };
        networks.iter().filter(move |(network, _)| of_key(network)).flat_map(|(_, tokens)| tokens)
    };
    let mut all: Vec<Token> = Vec::new();
    for token in here() {
        let same = |one: &Token| {
            one.address != token.address
                || (one.decimals, &one.symbol) == (token.decimals, &token.symbol)
        };
        if here().all(same) && !all.iter().any(|one| one.address == token.address) {
            all.push(token.clone());
        }
    }
    all
}

fn form(key: &Key, policies: &[Policy], known: &Known<'_>) -> Result<GrantForm> {
    let parts = parts(policies, known).map_err(|unfit| {
        Error::invalid(unfit.to_string(), "Grant a new key, and revoke this one afterwards.")
    })?;
    let form = GrantForm {
        name: key.name.clone(),
        agent_id: Some(row(key.agent_id)),
        session: match key.holder {
            Holder::Vault | Holder::Nobody => SessionForm::Made,
            Holder::Agent => SessionForm::Address { address: String::new() },
        },
        chain_ids: key.approvals.iter().map(|approval| secs(approval.chain_id)).collect(),
        replaces: Some(row(key.id)),
        ..GrantForm::default()
    };
    Ok(parts.into_form(form))
}

/// A beginning that has passed is none; an end that has passed is as far from now as it was from the
/// grant.
fn renew(form: &mut GrantForm, key: &Key, now: u64) {
    form.from = form.from.filter(|from| u64::from(*from) > now);
    form.until = form.until.map(|until| {
        let length = u64::from(until).saturating_sub(key.granted_at);
        if u64::from(until) > now { until } else { secs(now.saturating_add(length.max(1))) }
    });
}
