//! A network of the person's own: any node and bundler that carry the contracts.

use latchkey_core::text;
use url::Url;

use crate::error::{Code, Error, Result};
use crate::ports::NetworkError;
use crate::record::{LogEvent, Network};
use crate::tags::Tag;
use crate::use_case::network_list::{reach, view};
use crate::views::{NetworkForm, NetworkView, Reach};
use crate::wallet::Wallet;

impl Wallet {
    /// Adds a network after its node answered for the chain id and showed the contracts.
    ///
    /// # Errors
    /// `Invalid` at the field that cannot be used; `Offline` when the node does not answer or
    /// answers for another chain; `Invalid` naming the contracts that are missing; the store's.
    pub async fn network_add(&self, form: NetworkForm) -> Result<NetworkView> {
        let network = parse(&form)?;
        let chain_id = network.chain_id;
        if let Some(known) = self.stored(move |s| s.network(chain_id)).await? {
            let message = format!("Chain {chain_id} is already here, as {}.", known.name);
            return Err(Error::invalid(message, "Remove that one first.").at("chainId"));
        }
        let reach = self.checked(&network).await?;
        let row = network.clone();
        let now = self.now();
        self.stored(move |s| {
            s.put_network(&row)?;
            s.append(now, &LogEvent::Network { chain_id, name: row.name, added: true })?;
            Ok(())
        })
        .await?;
        self.stale(&[Tag::Networks, Tag::Holdings, Tag::Activity]);
        Ok(view(&network, &[], reach))
    }

    async fn checked(&self, network: &Network) -> Result<Reach> {
        let chain = self.ports().networks.chain(network);
        if let Err(error) = chain.head().await {
            let field = match &error {
                NetworkError::WrongChain { .. } => "chainId",
                NetworkError::Unreachable(_) | NetworkError::Rejected { .. } => "rpcUrl",
            };
            return Err(Error::network(&network.name, &error).at(field));
        }
        match reach(chain, network, self.kernel_version().await?).await {
            Reach::Ok { block } => Ok(Reach::Ok { block }),
            Reach::Down { why } => {
                Err(Error::new(Code::Offline, why, "Nothing was added.").at("rpcUrl"))
            }
            Reach::Missing { contracts } => {
                let names = contracts.join(", ");
                let message = format!("{} lacks contracts: {names}.", network.name);
                let advice = "Session keys cannot work there until they are deployed.";
                Err(Error::invalid(message, advice).at("rpcUrl"))
            }
        }
    }
}

fn parse(form: &NetworkForm) -> Result<Network> {
    if form.chain_id == 0 {
        return Err(Error::invalid("No chain has the id 0.", "Write its chain id.").at("chainId"));
    }
    let explorer = form.explorer_url.as_deref().map(str::trim).filter(|url| !url.is_empty());
    Ok(Network {
        chain_id: u64::from(form.chain_id),
        name: word(&form.name, text::NAME_MAX, "name", "The network has no name.")?,
        rpc_url: address(&form.rpc_url, "rpcUrl")?,
        bundler_url: address(&form.bundler_url, "bundlerUrl")?,
        native_symbol: word(
            &form.native_symbol,
            text::SYMBOL_MAX,
            "nativeSymbol",
            "The native coin has no symbol.",
        )?,
        explorer_url: explorer.map(|url| address(url, "explorerUrl")).transpose()?,
        built_in: false,
    })
}

fn word(said: &str, most: usize, field: &str, empty: &str) -> Result<String> {
    let clean = text::clean(said, most);
    if clean.is_empty() { Err(Error::invalid(empty, "Write one.").at(field)) } else { Ok(clean) }
}

/// An address that may be called: http or https, with a host, no fragment.
fn address(said: &str, field: &str) -> Result<String> {
    let wrong = || {
        let message = format!("{:?} is not a web address.", text::clean(said, text::REASON_MAX));
        Error::invalid(message, "Write one that begins with https:// or http://.").at(field)
    };
    let url = Url::parse(said.trim()).map_err(|_malformed| wrong())?;
    let fits =
        matches!(url.scheme(), "http" | "https") && url.has_host() && url.fragment().is_none();
    if fits { Ok(url.into()) } else { Err(wrong()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> NetworkForm {
        NetworkForm {
            chain_id: 10,
            name: " Ten ".into(),
            rpc_url: "https://node.example/rpc".into(),
            bundler_url: "http://127.0.0.1:4337".into(),
            native_symbol: "ETH".into(),
            explorer_url: Some(" ".into()),
        }
    }

    #[test]
    fn a_whole_form_is_read() {
        let network = parse(&form()).unwrap();
        assert_eq!((network.name.as_str(), network.explorer_url), ("Ten", None));
    }

    #[test]
    fn each_bad_field_is_named() {
        let field = |change: fn(&mut NetworkForm)| {
            let mut form = form();
            change(&mut form);
            parse(&form).unwrap_err().field
        };
        assert_eq!(field(|f| f.chain_id = 0).as_deref(), Some("chainId"));
        assert_eq!(field(|f| f.name = "\u{202E}".into()).as_deref(), Some("name"));
        assert_eq!(field(|f| f.rpc_url = "file:///etc/passwd".into()).as_deref(), Some("rpcUrl"));
        assert_eq!(field(|f| f.bundler_url = "4337".into()).as_deref(), Some("bundlerUrl"));
        assert_eq!(
            field(|f| f.explorer_url = Some("javascript:1".into())).as_deref(),
            Some("explorerUrl")
        );
    }
}
