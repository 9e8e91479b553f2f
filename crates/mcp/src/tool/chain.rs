//! Which network an agent means.
//!
//! Why: agents write networks in several ways; the keys are those of the peer, so that its prompts
//! work unchanged.
//! Refuses: a network the owner did not add, whatever it is called.

use latchkey_wallet::views::{AgentAccount, AgentNetwork};

use super::Ask;
use super::error::{ErrorCode, ToolError};
use super::input::Loose;

/// Names agents know networks by, and their EIP-155 chain ids.
const KEYS: [(&str, u32); 24] = [
    ("eth-mainnet", 1),
    ("opt-mainnet", 10),
    ("polygon-mainnet", 137),
    ("arb-mainnet", 42_161),
    ("zora-mainnet", 7_777_777),
    ("base-mainnet", 8_453),
    ("avax-mainnet", 43_114),
    ("unichain-mainnet", 130),
    ("celo-mainnet", 42_220),
    ("scroll-mainnet", 534_352),
    ("monad-mainnet", 143),
    ("eth-sepolia", 11_155_111),
    ("opt-sepolia", 11_155_420),
    ("polygon-amoy", 80_002),
    ("arb-sepolia", 421_614),
    ("zora-sepolia", 999_999_999),
    ("base-sepolia", 84_532),
    ("tempo-moderato", 42_431),
    ("avax-fuji", 43_113),
    ("unichain-sepolia", 1_301),
    ("monad-testnet", 10_143),
    ("celo-sepolia", 11_142_220),
    ("scroll-sepolia", 534_351),
    ("arc-testnet", 5_042_002),
];

/// Name of the built-in network.
const LOCAL: &str = "local";
const LOCAL_LONG: &str = "latchkey-local";

/// The network an agent names, and the account.
pub(super) async fn find(
    ask: &Ask<'_>,
    field: &str,
    said: &Loose,
) -> Result<(AgentAccount, AgentNetwork), ToolError> {
    let account = ask.wallet.agent_address(ask.agent_id).await?;
    let network = pick(&account.networks, &said.text()).cloned();
    match network {
        Some(network) => Ok((account, network)),
        None => Err(unknown(&account.networks, &said.text()).at(field)),
    }
}

fn pick<'a>(networks: &'a [AgentNetwork], said: &str) -> Option<&'a AgentNetwork> {
    let lower = said.to_ascii_lowercase();
    if lower == LOCAL || lower == LOCAL_LONG {
        return networks.iter().find(|network| network.built_in);
    }
    let key = KEYS.iter().find(|(key, _)| *key == lower).map(|(_, id)| *id);
    let id = key.or_else(|| lower.strip_prefix("eip155:").unwrap_or(&lower).parse().ok());
    match id {
        Some(id) => networks.iter().find(|network| network.chain_id == id),
        None => networks.iter().find(|network| network.name.to_lowercase() == said.to_lowercase()),
    }
}

fn unknown(networks: &[AgentNetwork], said: &str) -> ToolError {
    let shown = latchkey_core::text::clean(said, 60);
    let known: Vec<String> = networks.iter().map(name).collect();
    let error =
        ToolError::new(ErrorCode::UnknownChain, format!("The wallet has no network “{shown}”."));
    error.suggest(format!("Use one of: {}. The owner can add networks.", known.join(", ")))
}

/// What agents call a network: its key, `local`, or its CAIP-2 id.
pub(super) fn name(network: &AgentNetwork) -> String {
    if network.built_in {
        return LOCAL.to_owned();
    }
    by_id(network.chain_id)
}

/// The same for a chain id alone.
pub(super) fn by_id(chain_id: u32) -> String {
    let key = KEYS.iter().find(|(_, id)| *id == chain_id).map(|(key, _)| (*key).to_owned());
    key.unwrap_or_else(|| format!("eip155:{chain_id}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(chain_id: u32, name: &str, built_in: bool) -> AgentNetwork {
        AgentNetwork { chain_id, name: name.into(), native_symbol: "ETH".into(), built_in }
    }

    #[test]
    fn networks_have_many_names() {
        let all = [network(31_337, "Local network", true), network(84_532, "Base Sepolia", false)];
        for said in ["local", "latchkey-local", "31337", "eip155:31337", "local network"] {
            assert_eq!(pick(&all, said).map(|n| n.chain_id), Some(31_337), "{said}");
        }
        for said in ["base-sepolia", "84532", "EIP155:84532", "base sepolia"] {
            assert_eq!(pick(&all, said).map(|n| n.chain_id), Some(84_532), "{said}");
        }
        for said in ["base-mainnet", "", "eip155:", "1.5", "evil"] {
            assert!(pick(&all, said).is_none(), "{said}");
        }
        assert_eq!(all.iter().map(name).collect::<Vec<_>>(), ["local", "base-sepolia"]);
    }
}
