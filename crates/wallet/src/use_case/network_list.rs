//! The networks, and whether each answers and carries what is needed.

use std::sync::Arc;

use latchkey_core::kernel::version::KernelVersion;

use crate::error::{Error, Result};
use crate::ports::{Chain, Read};
use crate::record::{Network, Token};
use crate::use_case::contracts;
use crate::use_case::each::each;
use crate::use_case::number::secs;
use crate::views::{NetworkView, Reach, TokenView};
use crate::wallet::Wallet;

impl Wallet {
    /// Every network, built-in first, asked now.
    ///
    /// # Errors
    /// The store's. A network that does not answer is `Down`, not an error.
    pub async fn network_list(&self) -> Result<Vec<NetworkView>> {
        let networks = self.networks_with_tokens().await?;
        let version = self.kernel_version().await?;
        each(networks.into_iter().map(|(network, tokens)| {
            let chain = self.ports().networks.chain(&network);
            async move {
                let reach = reach(chain, &network, version).await;
                view(&network, &tokens, reach)
            }
        }))
        .await
    }

    /// Version of the account in use, or of the one that would be made.
    pub(crate) async fn kernel_version(&self) -> Result<KernelVersion> {
        let accounts = self.stored(|s| s.accounts()).await?;
        Ok(contracts::version_of(accounts.first().map(|account| &account.spec)))
    }

    /// A network that is known.
    pub(crate) async fn network_needed(&self, chain_id: u32) -> Result<Network> {
        let chain_id = u64::from(chain_id);
        let found = self.stored(move |s| s.network(chain_id)).await?;
        found.ok_or_else(|| Error::not_found("network"))
    }
}

/// Asks a network for its newest block and the contracts Latchkey needs.
pub(crate) async fn reach(
    chain: Arc<dyn Chain>,
    network: &Network,
    version: KernelVersion,
) -> Reach {
    let needed = contracts::needed(version);
    let reads = needed.iter().map(|(_, address)| Read::Code(*address)).collect();
    match chain.read(reads).await {
        Err(error) => Reach::Down { why: Error::network(&network.name, &error).to_string() },
        Ok(answers) => {
            let has = |place: usize| {
                answers.answers.get(place).is_some_and(|a| a.as_ref().is_ok_and(|c| !c.is_empty()))
            };
            let missing: Vec<String> = needed
                .iter()
                .enumerate()
                .filter(|(place, _)| !has(*place))
                .map(|(_, (name, address))| format!("{name} ({})", address.to_checksum(None)))
                .collect();
            if missing.is_empty() {
                Reach::Ok { block: secs(answers.at.number) }
            } else {
                Reach::Missing { contracts: missing }
            }
        }
    }
}

/// A network for screens.
pub(crate) fn view(network: &Network, tokens: &[Token], reach: Reach) -> NetworkView {
    NetworkView {
        chain_id: secs(network.chain_id),
        name: network.name.clone(),
        rpc_url: network.rpc_url.clone(),
        bundler_url: network.bundler_url.clone(),
        native_symbol: network.native_symbol.clone(),
        explorer_url: network.explorer_url.clone(),
        built_in: network.built_in,
        tokens: tokens.iter().map(token).collect(),
        reach,
    }
}

fn token(token: &Token) -> TokenView {
    TokenView {
        address: token.address.to_checksum(None),
        symbol: token.symbol.clone(),
        decimals: token.decimals,
    }
}
