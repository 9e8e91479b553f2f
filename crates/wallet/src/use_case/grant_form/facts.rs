//! What must be read before a form can be judged: agents, networks, tokens, fees, the time.
//!
//! Refuses: to fail on a chain that does not answer; that is a problem of the form, not an error.

use alloy_primitives::{Address, U256};
use latchkey_core::language::Language;

use crate::error::{Error, Result};
use crate::ports::{Answers, Read};
use crate::record::{Account, Agent, Key, Network, Token};
use crate::use_case::abi_text::address as parse_address;
use crate::use_case::number::secs;
use crate::views::{Allow, ArgUnit, GrantForm, SessionForm};
use crate::wallet::Wallet;

/// Most contracts that are asked what they call themselves.
const CONTRACTS_MAX: usize = 64;

/// Facts for one form.
#[derive(Debug, Clone)]
pub(crate) struct Facts {
    /// Unix seconds.
    pub(crate) now: u64,
    /// Language of sentences.
    pub(crate) language: Language,
    /// The account in use.
    pub(crate) account: Account,
    /// Agents that are not removed.
    pub(crate) agents: Vec<Agent>,
    /// Every key there was, ended ones too.
    pub(crate) keys: Vec<Key>,
    /// Which of the addresses in the form are contracts on one of the networks.
    pub(crate) contracts: Vec<Address>,
    /// The networks the form names, in its order, without repetition; unknown ones are left out.
    pub(crate) networks: Vec<Network>,
    /// What the form's contracts call themselves, per network, where they answer as tokens.
    pub(crate) tokens: Vec<Token>,
    /// The key that the form takes the place of.
    pub(crate) replaced: Option<Key>,
    /// Contracts that a network did not describe as tokens, and why, in words.
    pub(crate) unread: Vec<(Address, String)>,
    /// The highest fee cap among the networks, wei per gas; `None` = not read.
    pub(crate) fee_cap: Option<U256>,
}

impl Facts {
    /// The token at an address, if every chosen network that knows it says the same of it.
    pub(crate) fn token(&self, address: Address) -> Option<&Token> {
        let mut here = self.tokens.iter().filter(|token| token.address == address);
        let first = here.next()?;
        let same = |one: &Token| (one.decimals, &one.symbol) == (first.decimals, &first.symbol);
        here.all(same).then_some(first)
    }
}

impl Wallet {
    pub(crate) async fn form_facts(&self, form: &GrantForm) -> Result<Facts> {
        let account = self.account_needed().await?;
        let (agents, known, keys) =
            self.stored(|s| Ok((s.agents()?, s.networks()?, s.keys()?))).await?;
        let mut networks: Vec<Network> = Vec::new();
        for chain_id in &form.chain_ids {
            let found = known.iter().find(|network| secs(network.chain_id) == *chain_id);
            if let Some(network) = found.filter(|network| !networks.contains(network)) {
                networks.push(network.clone());
            }
        }
        let mut facts = Facts {
            now: self.now(),
            language: self.language().await?,
            account,
            agents: agents.into_iter().filter(|agent| !agent.removed).collect(),
            keys,
            contracts: Vec::new(),
            networks,
            tokens: Vec::new(),
            replaced: None,
            unread: Vec::new(),
            fee_cap: None,
        };
        self.read_tokens(&mut facts, &contracts(form)).await?;
        facts.replaced = self.replaced(&facts, form.replaces).await?;
        self.read_fees(&mut facts).await;
        self.read_session(&mut facts, form).await;
        Ok(facts)
    }

    /// One round trip per network, for the contracts that are not known as tokens there.
    async fn read_tokens(&self, facts: &mut Facts, contracts: &[Address]) -> Result<()> {
        for network in &facts.networks {
            let chain_id = network.chain_id;
            let mut kept = self.stored(move |s| s.tokens(chain_id)).await?;
            kept.retain(|token| contracts.contains(&token.address));
            let known = |contract: &&Address| kept.iter().any(|token| token.address == **contract);
            let new: Vec<Address> = contracts.iter().filter(|c| !known(c)).copied().collect();
            if !new.is_empty() {
                let asked = self.tokens_asked(network, &new).await;
                let asked = asked.unwrap_or_else(|error| vec![Err(error); new.len()]);
                for (contract, answer) in new.into_iter().zip(asked) {
                    match answer {
                        Ok(token) => kept.push(token),
                        Err(error) => facts.unread.push((contract, error.message)),
                    }
                }
            }
            facts.tokens.extend(kept);
        }
        Ok(())
    }

    /// The key that the form takes the place of.
    async fn replaced(&self, facts: &Facts, id: Option<u32>) -> Result<Option<Key>> {
        let Some(id) = id else { return Ok(None) };
        let key = self.key_needed(id).await.map_err(|error| error.at("replaces"))?;
        if key.account_id != facts.account.id {
            return Err(Error::not_found("key").at("replaces"));
        }
        Ok(Some(key))
    }

    /// Whether a brought key's address is a contract, where that can be read. An ordinary key that
    /// delegates by EIP-7702 (`0xef0100 ‖ address`) still signs.
    async fn read_session(&self, facts: &mut Facts, form: &GrantForm) {
        let SessionForm::Address { address } = &form.session else { return };
        let Some(address) = parse_address(address.trim()) else { return };
        for network in &facts.networks {
            let chain = self.ports().networks.chain(network);
            let read = chain.read(vec![Read::Code(address)]).await;
            let Ok(Answers { answers, .. }) = read else { continue };
            let code = answers.into_iter().next().and_then(std::result::Result::ok);
            if code.is_some_and(|code| !code.is_empty() && !code.starts_with(&[0xef, 0x01, 0x00])) {
                facts.contracts.push(address);
            }
        }
    }

    async fn read_fees(&self, facts: &mut Facts) {
        for network in &facts.networks {
            let chain = self.ports().networks.chain(network);
            if let Ok(fees) = chain.fees().await {
                let cap = U256::from(fees.max_fee_per_gas);
                facts.fee_cap = Some(facts.fee_cap.map_or(cap, |most| most.max(cap)));
            }
        }
    }
}

/// The contracts the form may mean as tokens, each once.
fn contracts(form: &GrantForm) -> Vec<Address> {
    let mut all = Vec::new();
    for said in form.allow.iter().flat_map(named) {
        if let Some(contract) = parse_address(said.trim())
            && !all.contains(&contract)
            && all.len() < CONTRACTS_MAX
        {
            all.push(contract);
        }
    }
    all
}

fn named(allow: &Allow) -> Vec<&str> {
    match allow {
        Allow::PayToken { token, .. } => vec![token],
        Allow::CallFunction { contract, args, .. } => {
            let units = args.iter().filter_map(|rule| match &rule.unit {
                ArgUnit::Token { token } => Some(token.as_str()),
                ArgUnit::Plain | ArgUnit::Native => None,
            });
            std::iter::once(contract.as_str()).chain(units).collect()
        }
        Allow::Raw { contract, .. } => vec![contract],
        Allow::PayNative { .. } => Vec::new(),
    }
}
