//! Where the built-in network runs this time, and which tokens it comes with.
//!
//! Why: its port can change from start to start; the host says so before anything is read.
//! Refuses: to touch any other network; to keep a token that does not say what it is.

use alloy_primitives::Address;

use crate::error::{Error, Result};
use crate::ports::Read;
use crate::record::{Network, Token};
use crate::tags::Tag;
use crate::use_case::erc20;
use crate::wallet::Wallet;

/// The built-in network, as its host started it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuiltInNetwork {
    /// EIP-155 chain id.
    pub chain_id: u64,
    /// JSON-RPC address.
    pub rpc_url: String,
    /// Bundler address; often the same.
    pub bundler_url: String,
    /// Demo tokens.
    pub tokens: Vec<Address>,
}

impl Wallet {
    /// Keeps the addresses and reads the tokens' names.
    ///
    /// # Errors
    /// `Invalid` when the person has a network of their own with that chain id; the network's;
    /// the store's.
    pub async fn built_in_network_set(&self, local: BuiltInNetwork) -> Result<()> {
        let chain_id = local.chain_id;
        let known = self.stored(move |s| s.network(chain_id)).await?;
        if known.is_some_and(|network| !network.built_in) {
            let message = format!("Chain {chain_id} is already here, with an address of its own.");
            let advice = "Start the built-in network with another chain id.";
            return Err(Error::invalid(message, advice).at("chainId"));
        }
        let network = Network {
            chain_id,
            name: "Local network".to_owned(),
            rpc_url: local.rpc_url,
            bundler_url: local.bundler_url,
            native_symbol: "ETH".to_owned(),
            explorer_url: None,
            built_in: true,
        };
        let tokens = self.tokens_read(&network, &local.tokens).await?;
        self.stored(move |s| {
            s.put_network(&network)?;
            tokens.iter().try_for_each(|token| s.put_token(token))
        })
        .await?;
        self.stale(&[Tag::Networks, Tag::Holdings]);
        Ok(())
    }

    /// What tokens call themselves on a network, in the order asked.
    ///
    /// # Errors
    /// The network's; `Invalid` naming the first contract that does not answer as a token.
    pub(crate) async fn tokens_read(
        &self,
        network: &Network,
        tokens: &[Address],
    ) -> Result<Vec<Token>> {
        self.tokens_asked(network, tokens).await?.into_iter().collect()
    }

    /// The same, each with its own failure: `Invalid` where a contract does not answer as a token.
    ///
    /// # Errors
    /// The network's.
    pub(crate) async fn tokens_asked(
        &self,
        network: &Network,
        tokens: &[Address],
    ) -> Result<Vec<Result<Token>>> {
        if tokens.is_empty() {
            return Ok(Vec::new());
        }
        let reads: Vec<Read> = tokens.iter().flat_map(|token| erc20::describe(*token)).collect();
        let read = self.ports().networks.chain(network).read(reads).await;
        let answers = read.map_err(|error| Error::network(&network.name, &error))?;
        let mut said = answers.answers.iter();
        let one = |address: &Address| {
            let (symbol, decimals) = (erc20::symbol(said.next()), erc20::decimals(said.next()));
            let (symbol, decimals) = symbol.zip(decimals).ok_or_else(|| {
                let at = address.to_checksum(None);
                let message = format!("{at} does not answer as a token on {}.", network.name);
                Error::invalid(message, "Check the address and the network.")
            })?;
            Ok(Token { chain_id: network.chain_id, address: *address, symbol, decimals })
        };
        Ok(tokens.iter().map(one).collect())
    }
}
