//! What must be read before a form can be judged: agents, networks, tokens, fees, the time.
//!
//! Refuses: to fail on a chain that does not answer; that is a problem of the form, not an error.

use alloy_primitives::{Address, U256};

use crate::error::Result;
use crate::ports::{Answers, Read};
use crate::record::{Account, Agent, Key, Network, Token};
use crate::use_case::abi_text::address as parse_address;
use crate::use_case::number::secs;
use crate::views::{Allow, GrantForm, SessionForm};
use crate::wallet::Wallet;

/// Facts for one form.
#[derive(Debug, Clone)]
pub(crate) struct Facts {
    /// Unix seconds.
    pub(crate) now: u64,
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
    /// What the form's contract calls itself, per network, where it answers as a token.
    pub(crate) tokens: Vec<Token>,
    /// Why a network did not tell, in words.
    pub(crate) unread: Vec<String>,
    /// The highest fee cap among the networks, wei per gas; `None` = not read.
    pub(crate) fee_cap: Option<U256>,
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
            account,
            agents: agents.into_iter().filter(|agent| !agent.removed).collect(),
            keys,
            contracts: Vec::new(),
            networks,
            tokens: Vec::new(),
            unread: Vec::new(),
            fee_cap: None,
        };
        self.read_tokens(&mut facts, contract(form)).await?;
        self.read_fees(&mut facts).await;
        self.read_session(&mut facts, form).await;
        Ok(facts)
    }

    async fn read_tokens(&self, facts: &mut Facts, contract: Option<Address>) -> Result<()> {
        let Some(contract) = contract else { return Ok(()) };
        for network in &facts.networks {
            let chain_id = network.chain_id;
            let kept = self.stored(move |s| s.tokens(chain_id)).await?;
            if let Some(token) = kept.into_iter().find(|token| token.address == contract) {
                facts.tokens.push(token);
                continue;
            }
            match self.tokens_read(network, &[contract]).await {
                Ok(read) => facts.tokens.extend(read),
                Err(error) => facts.unread.push(error.message),
            }
        }
        Ok(())
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

/// The contract the form is about, if it can be read.
fn contract(form: &GrantForm) -> Option<Address> {
    match &form.allow {
        Allow::PayToken { token, .. } => parse_address(token.trim()),
        Allow::CallFunction { contract, .. } => parse_address(contract.trim()),
        Allow::PayNative { .. } => None,
    }
}
