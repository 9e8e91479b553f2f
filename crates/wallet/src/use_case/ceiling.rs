//! Ceilings: the most that all live keys together may let leave until they end.
//!
//! Why: budgets are per key and per chain and add up; the owner sets one number and no grant crosses
//! it. It is a rule of this app: no contract enforces it, and keys that were granted before stay.
//! Refuses: grants that cross it; to count a key out that may still be live.

use alloy_primitives::Address;
use latchkey_core::amount;
use latchkey_core::policy::Policy;
use latchkey_core::worst_case::{self, Asset, Ceiling, Context, OfChain, Span, WorstCase};

use crate::error::{Error, Result};
use crate::record::{Account, CeilingRow, Key, Network, Token};
use crate::tags::Tag;
use crate::use_case::abi_text::address as parse_address;
use crate::use_case::chain_facts::GasLimits;
use crate::use_case::grant_form::{Facts, Problems, Wanted};
use crate::use_case::holdings::{NATIVE_DECIMALS, in_words};
use crate::use_case::number::secs;
use crate::views::{CeilingForm, CeilingView};
use crate::wallet::Wallet;

impl Wallet {
    /// All, by network.
    ///
    /// # Errors
    /// The store's.
    pub async fn ceiling_list(&self) -> Result<Vec<CeilingView>> {
        let rows = self.stored(|s| s.ceilings()).await?;
        let networks = self.networks_with_tokens().await?;
        Ok(rows.iter().filter_map(|row| view(row, &networks)).collect())
    }

    /// Sets one, in the place of the one for the same asset.
    ///
    /// # Errors
    /// `NotFound` for the network, `Invalid` at `token` or `amount`; the store's.
    pub async fn ceiling_set(&self, form: CeilingForm) -> Result<Vec<CeilingView>> {
        let network = self.network_needed(form.chain_id).await?;
        let token = match &form.token {
            None => None,
            Some(said) => Some(self.known_token(&network, said).await?),
        };
        let decimals = token.as_ref().map_or(NATIVE_DECIMALS, |token| token.decimals);
        let atoms = amount::parse(&form.amount, decimals).map_err(|error| {
            Error::invalid(error.to_string(), "Nothing was changed.").at("amount")
        })?;
        let (chain_id, token) = (network.chain_id, token.map(|token| token.address));
        let row = CeilingRow { chain_id, token, atoms };
        self.stored(move |s| s.put_ceiling(&row)).await?;
        self.stale(&[Tag::Ceilings]);
        self.ceiling_list().await
    }

    /// Takes one away.
    ///
    /// # Errors
    /// The store's, `NotFound` too.
    pub async fn ceiling_remove(
        &self,
        chain_id: u32,
        token: Option<String>,
    ) -> Result<Vec<CeilingView>> {
        let token = token.map(|said| address(&said)).transpose()?;
        self.stored(move |s| s.remove_ceiling(u64::from(chain_id), token)).await?;
        self.stale(&[Tag::Ceilings]);
        self.ceiling_list().await
    }

    async fn known_token(&self, network: &Network, said: &str) -> Result<Token> {
        let (chain_id, wanted) = (network.chain_id, address(said)?);
        let known = self.stored(move |s| s.tokens(chain_id)).await?;
        known.into_iter().find(|token| token.address == wanted).ok_or_else(|| {
            let message = format!("This token is not known on {}.", network.name);
            Error::invalid(message, "Grant a key for it, or add it to the network.").at("token")
        })
    }

    /// Stops a grant that crosses a ceiling together with the keys that may be live.
    pub(crate) async fn hold_ceilings(
        &self,
        problems: &mut Problems,
        wanted: &Wanted,
        facts: &Facts,
    ) -> Result<()> {
        let rows = self.stored(|s| s.ceilings()).await?;
        let here = |row: &&CeilingRow| wanted.networks.iter().any(|n| n.chain_id == row.chain_id);
        let ceilings: Vec<Ceiling> = rows.iter().filter(here).map(ceiling).collect();
        if ceilings.is_empty() {
            return Ok(());
        }
        let chains: Vec<u64> = wanted.networks.iter().map(|network| network.chain_id).collect();
        let gas = self.gas_limits(&wanted.networks).await?;
        let worst = |policies: &[Policy], chains: &[u64]| worst_of(policies, chains, facts, &gas);
        let new = worst(&wanted.policies, &chains);
        let live = live(&facts.keys, &facts.account);
        let mut all: Vec<WorstCase> =
            live.map(|(key, chains)| worst(&key.policies, &chains)).collect();
        all.push(new.clone());
        for crossing in worst_case::crosses(&worst_case::together(&all), &ceilings) {
            let Ceiling { chain_id, asset, span, .. } = crossing.ceiling;
            let own = new.on(chain_id).map(|chain| chain.worst(asset, span).0);
            if own.is_some_and(|most| !most.is_none()) {
                problems.stop("", "ceiling", words(&crossing, wanted, facts));
            }
        }
        Ok(())
    }
}

/// Keys of the account that may be live, each with the chains on which it may.
pub(crate) fn live<'a>(
    keys: &'a [Key],
    account: &'a Account,
) -> impl Iterator<Item = (&'a Key, Vec<u64>)> {
    keys.iter().filter(|key| key.account_id == account.id).filter_map(|key| {
        let live = key.approvals.iter().filter(|approval| approval.ended_at_block.is_none());
        let chains: Vec<u64> = live.map(|approval| approval.chain_id).collect();
        (!chains.is_empty()).then_some((key, chains))
    })
}

/// The worst case on these chains, by the gas of their blocks where it was read.
pub(crate) fn worst_of(
    policies: &[Policy],
    chains: &[u64],
    facts: &Facts,
    gas: &GasLimits,
) -> WorstCase {
    let on = |chain_id: &u64| OfChain {
        transaction_gas: gas.get(chain_id).copied(),
        ..OfChain::unread(*chain_id)
    };
    let chains: Vec<OfChain> = chains.iter().map(on).collect();
    let (account, now) = (Some(facts.account.address), Some(facts.now));
    worst_case::of(policies, &Context { account, now, chains: &chains, ..Context::default() })
}

/// A ceiling as core holds it: over the life of the keys.
pub(crate) fn ceiling(row: &CeilingRow) -> Ceiling {
    let asset = row.token.map_or(Asset::Native, Asset::Token);
    Ceiling { chain_id: row.chain_id, asset, span: Span::Life, atoms: row.atoms }
}

fn words(crossing: &worst_case::Crossing, wanted: &Wanted, facts: &Facts) -> String {
    let Ceiling { chain_id, asset, atoms, .. } = crossing.ceiling;
    let network = wanted.networks.iter().find(|network| network.chain_id == chain_id);
    let name = network.map_or_else(|| format!("network {chain_id}"), |n| n.name.clone());
    let (decimals, symbol) = match asset {
        Asset::Native | Asset::AnyToken => {
            (NATIVE_DECIMALS, network.map(|n| n.native_symbol.clone()).unwrap_or_default())
        }
        Asset::Token(token) => facts.token(token).map_or_else(
            || (0, format!("smallest units of {}", token.to_checksum(None))),
            |token| (token.decimals, token.symbol.clone()),
        ),
    };
    let most = crossing.most.limit().map_or_else(
        || format!("any amount of {symbol}"),
        |most| amount::with_symbol(most, decimals, &symbol),
    );
    let ceiling = amount::with_symbol(atoms, decimals, &symbol);
    format!(
        "With this key, {most} could leave on {name}, gas included where it is paid in it; your \
         ceiling is {ceiling}. Make the key narrower, end another, or raise the ceiling."
    )
}

fn address(said: &str) -> Result<Address> {
    parse_address(said.trim()).ok_or_else(|| {
        Error::invalid("This is not an address of a token.", "Choose a known token.").at("token")
    })
}

fn view(row: &CeilingRow, networks: &[(Network, Vec<Token>)]) -> Option<CeilingView> {
    let (network, tokens) = networks.iter().find(|(one, _)| one.chain_id == row.chain_id)?;
    let known = row.token.and_then(|token| tokens.iter().find(|one| one.address == token));
    let amount = match (row.token, known) {
        (None, _) => in_words(row.atoms, NATIVE_DECIMALS, &network.native_symbol),
        (Some(_), Some(token)) => in_words(row.atoms, token.decimals, &token.symbol),
        (Some(_), None) => in_words(row.atoms, 0, "smallest units"),
    };
    Some(CeilingView {
        chain_id: secs(row.chain_id),
        network: network.name.clone(),
        token: row.token.map(|token| token.to_checksum(None)),
        amount,
    })
}
