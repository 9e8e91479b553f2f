//! From what a watched agent asked for to the narrowest key that covers it.
//!
//! Refuses: to grant anything; what comes out is a form for the builder, where a person reads it.

use latchkey_core::approval::Claims;
use latchkey_core::names::Names;
use latchkey_core::propose::{self, Refused, SeenCall};

use crate::error::{Error, Result};
use crate::record::{Agent, Network, ShadowCall, Token};
use crate::use_case::grant_form::{Known, network_claim, parts, token_claim};
use crate::use_case::number::{count, row, secs};
use crate::views::{GrantForm, ShadowProposal};
use crate::wallet::Wallet;

impl Wallet {
    /// The narrowest key that covers what a watched agent asked for, as a form.
    ///
    /// # Errors
    /// `NotFound` for an agent that is not there, or without an account; `Invalid` while nothing was
    /// seen, or when the form cannot say what would be needed; the store's.
    pub async fn shadow_propose(&self, agent_id: u32) -> Result<ShadowProposal> {
        let agent = self.agent_needed(agent_id).await?;
        let account = self.account_needed().await?;
        let id = agent.id;
        let (wishes, networks) =
            self.stored(move |s| Ok((s.shadow_calls(id)?, s.networks()?))).await?;
        let seen = seen(&wishes);
        if seen.is_empty() {
            let message = format!("{} has not asked for anything yet.", agent.name);
            return Err(Error::invalid(message, "Let it work for a while in shadow mode."));
        }
        let mut here: Vec<(Network, Vec<Token>)> = Vec::new();
        for network in networks {
            let chain_id = network.chain_id;
            if seen.iter().any(|call| call.chain_id == chain_id) {
                let tokens = self.stored(move |s| s.tokens(chain_id)).await?;
                here.push((network, tokens));
            }
        }
        let policies = propose::narrowest(&seen, self.now());
        let functions = functions(&wishes);
        let tokens: Vec<Token> = here.iter().flat_map(|(_, tokens)| tokens).cloned().collect();
        let known = Known { account: account.address, tokens: &tokens, functions: &functions };
        let parts = parts(&policies, &known).map_err(|unfit| {
            Error::invalid(unfit.to_string(), "Write the key by hand; the calls are listed.")
        })?;
        let form = parts.into_form(empty(&agent, &seen));
        let claims = Claims {
            tokens: tokens.iter().map(token_claim).collect(),
            networks: here.iter().map(|(network, _)| network_claim(network)).collect(),
            functions,
        };
        let refused = propose::would_refuse(&policies, &seen);
        let covered = wishes.len().saturating_sub(touched(&wishes, &refused));
        Ok(ShadowProposal {
            form,
            covered: count(covered),
            refused: refused.iter().filter_map(|one| said(one, &seen, &claims)).collect(),
            notes: notes(&wishes),
        })
    }
}

/// Every call by itself.
fn seen(wishes: &[ShadowCall]) -> Vec<SeenCall> {
    let of = |wish: &ShadowCall| {
        let (chain_id, at_secs) = (wish.chain_id, wish.at);
        let one = move |call: &latchkey_core::kernel::execute::Call| SeenCall {
            chain_id,
            to: call.to,
            value: call.value,
            data: call.data.clone(),
            at_secs,
        };
        wish.calls.iter().map(one).collect::<Vec<_>>()
    };
    wishes.iter().flat_map(of).collect()
}

fn functions(wishes: &[ShadowCall]) -> Vec<String> {
    let mut functions: Vec<String> = Vec::new();
    for function in wishes.iter().flat_map(|wish| &wish.functions) {
        if !functions.contains(function) {
            functions.push(function.clone());
        }
    }
    functions
}

/// How many of the intended operations contain a call that is refused.
fn touched(wishes: &[ShadowCall], refused: &[Refused]) -> usize {
    let mut first = 0_usize;
    let mut touched = 0_usize;
    for wish in wishes {
        let next = first.saturating_add(wish.calls.len());
        if refused.iter().any(|one| (first..next).contains(&one.call)) {
            touched = touched.saturating_add(1);
        }
        first = next;
    }
    touched
}

fn said(refused: &Refused, seen: &[SeenCall], claims: &Claims) -> Option<String> {
    let call = seen.get(refused.call)?;
    let chains = [call.chain_id];
    Some(refused.failure.words(&Names::new(claims, &chains)).sentence)
}

fn notes(wishes: &[ShadowCall]) -> Vec<String> {
    let mut notes =
        vec!["What only a bad day would need was not seen, and is not covered.".to_owned()];
    if wishes.iter().any(|wish| wish.calls.len() > 1) {
        notes.push("The key judges each call of a batch by itself.".to_owned());
    }
    notes
}

fn empty(agent: &Agent, seen: &[SeenCall]) -> GrantForm {
    GrantForm {
        agent_id: Some(row(agent.id)),
        chain_ids: propose::chains(seen).into_iter().map(secs).collect(),
        ..GrantForm::default()
    }
}
