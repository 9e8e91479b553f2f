//! What is known of a contract: its functions, who says so, and whether it is on each network.
//!
//! Why: a person picks a function by name instead of writing a signature. In order: what the person
//! pasted for it, what this app knows, and, only when switched on, public directories.
//! Refuses: to ask a directory unless the person switched that on; to call an unread network empty.

mod built_in;
mod functions;

use alloy_primitives::Address;
use alloy_sol_types::{SolCall, sol};
use latchkey_core::text;

use crate::error::{Error, Result};
use crate::ports::{AbiAsk, Answer, Directory, Read};
use crate::record::Network;
use crate::use_case::abi_text::address as parse_address;
use crate::use_case::each::each;
use crate::use_case::erc20;
use crate::use_case::number::secs;
use crate::views::{AbiFrom, ContractFacts, FunctionFacts, HasCode, Presence};
use crate::wallet::Wallet;
use built_in::Kind;

sol! {
    function supportsInterface(bytes4 interfaceId) external view returns (bool);
    function asset() external view returns (address);
}

/// What one network said of an address.
struct Seen {
    chain_id: u64,
    code: HasCode,
    why: Option<String>,
    /// The standard that it answers to, and its symbol if it has one.
    kind: Option<(Kind, Option<String>)>,
}

impl Wallet {
    /// What is known of a contract on these networks.
    ///
    /// # Errors
    /// `Invalid` at `address`; the store's. Networks and directories that do not answer are said so
    /// in the answer.
    pub async fn contract_facts(
        &self,
        address: String,
        chain_ids: Vec<u32>,
    ) -> Result<ContractFacts> {
        let address = contract(&address)?;
        let known = self.stored(|s| s.networks()).await?;
        let chosen = |network: &Network| chain_ids.contains(&secs(network.chain_id));
        let networks: Vec<Network> = known.into_iter().filter(chosen).collect();
        let seen = each(networks.iter().map(|network| {
            let (wallet, network) = (self.clone(), network.clone());
            async move { wallet.look_at(&network, address).await }
        }))
        .await?;
        let chains: Vec<u64> = networks.iter().map(|network| network.chain_id).collect();
        let mut facts = ContractFacts {
            name: None,
            source: AbiFrom::None,
            functions: Vec::new(),
            presence: seen.iter().map(presence).collect(),
            lookup_problem: None,
        };
        if let Some(functions) = self.with_live(|live| live.pasted.get(&address).cloned()) {
            (facts.source, facts.functions) = (AbiFrom::Pasted, functions);
        } else if let Some((kind, symbol)) = known_kind(address, &chains, &seen) {
            facts.name = Some(symbol.unwrap_or_else(|| kind.name.to_owned()));
            facts.source = AbiFrom::BuiltIn;
            facts.functions = functions::known(kind.functions);
        } else {
            self.look_up(&mut facts, address, &networks).await?;
        }
        Ok(facts)
    }

    /// The functions in a text. With an address they stay known for it until the app ends.
    ///
    /// # Errors
    /// `Invalid` at `abi`, saying what cannot be read.
    pub fn abi_read(&self, text: &str, address: &str) -> Result<Vec<FunctionFacts>> {
        let functions = functions::pasted(text)?;
        if let Some(address) = parse_address(address.trim()) {
            self.with_live(|live| live.pasted.insert(address, functions.clone()));
        }
        Ok(functions)
    }

    async fn look_at(&self, network: &Network, address: Address) -> Seen {
        let [symbol, decimals] = erc20::describe(address);
        let supports = |id: u32| Read::Call {
            to: address,
            data: supportsInterfaceCall { interfaceId: id.into() }.abi_encode().into(),
        };
        let vault = Read::Call { to: address, data: assetCall {}.abi_encode().into() };
        let reads = vec![
            Read::Code(address),
            symbol,
            decimals,
            supports(0x80ac_58cd),
            supports(0xd9b6_7a26),
            vault,
        ];
        let seen = |code, why, kind| Seen { chain_id: network.chain_id, code, why, kind };
        match self.ports().networks.chain(network).read(reads).await {
            Err(error) => {
                let why = Error::network(&network.name, &error).message;
                seen(HasCode::Unknown, Some(why), None)
            }
            Ok(answers) => match answers.answers.first() {
                Some(Ok(code)) if code.is_empty() => seen(HasCode::No, None, None),
                Some(Ok(_)) => seen(HasCode::Yes, None, standard(&answers.answers)),
                Some(Err(_)) | None => {
                    let why = format!("{} did not tell.", network.name);
                    seen(HasCode::Unknown, Some(why), None)
                }
            },
        }
    }

    async fn look_up(
        &self,
        facts: &mut ContractFacts,
        address: Address,
        networks: &[Network],
    ) -> Result<()> {
        let Some(etherscan_key) = self.lookup().await? else { return Ok(()) };
        for network in networks.iter().filter(|network| !network.built_in) {
            let key = etherscan_key.clone();
            let ask = AbiAsk { chain_id: network.chain_id, address, etherscan_key: key };
            match self.ports().abis.find(ask).await {
                Ok(Some(found)) => {
                    let name = text::clean(&found.name, text::NAME_MAX);
                    facts.name = (!name.is_empty()).then_some(name);
                    facts.source = match found.directory {
                        Directory::Sourcify => AbiFrom::Sourcify,
                        Directory::Etherscan => AbiFrom::Etherscan,
                    };
                    facts.functions = functions::of(&found.abi);
                    facts.lookup_problem = None;
                    return Ok(());
                }
                Ok(None) => {}
                Err(error) => {
                    let why = text::clean(&error.to_string(), text::REASON_MAX);
                    facts.lookup_problem = Some(format!("It could not be looked up: {why}."));
                }
            }
        }
        Ok(())
    }
}

fn contract(said: &str) -> Result<Address> {
    let found = parse_address(said.trim()).filter(|found| !found.is_zero());
    found.ok_or_else(|| {
        let advice = "Paste 0x and 40 hex digits, with the right capitals or none.";
        Error::invalid("This is not an address of a contract.", advice).at("address")
    })
}

/// A well-known address, else the standard that all networks with code there agree on.
fn known_kind(address: Address, chains: &[u64], seen: &[Seen]) -> Option<(Kind, Option<String>)> {
    let there: Vec<&Seen> = seen.iter().filter(|one| one.code == HasCode::Yes).collect();
    if let Some(kind) = built_in::at(address, chains) {
        return Some((kind, None));
    }
    let first = there.first()?.kind.clone()?;
    let same = |one: &&Seen| one.kind.as_ref() == Some(&first);
    there.iter().all(same).then_some(first)
}

fn standard(answers: &[Answer]) -> Option<(Kind, Option<String>)> {
    let yes = |place: usize| erc20::word(answers.get(place)) == Some(alloy_primitives::U256::ONE);
    let symbol = erc20::symbol(answers.get(1));
    let token = symbol.is_some() && erc20::decimals(answers.get(2)).is_some();
    let kind = if yes(3) {
        built_in::ERC721
    } else if yes(4) {
        built_in::ERC1155
    } else if token && erc20::word(answers.get(5)).is_some_and(|word| !word.is_zero()) {
        built_in::ERC4626
    } else if token {
        built_in::ERC20
    } else {
        return None;
    };
    Some((kind, symbol))
}

fn presence(seen: &Seen) -> Presence {
    Presence { chain_id: secs(seen.chain_id), code: seen.code, why: seen.why.clone() }
}
