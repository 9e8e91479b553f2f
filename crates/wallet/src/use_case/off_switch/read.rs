//! Reads what the off switch depends on: one round trip per network for any number of keys.
//!
//! Refuses: to take a network that does not answer for one where nothing changed.

use std::collections::HashMap;
use std::sync::Arc;

use alloy_primitives::{Address, U256, aliases::U192};
use alloy_sol_types::{SolCall, SolValue};
use latchkey_core::abi::EntryPoint;
use latchkey_core::chain::ENTRY_POINT_07;
use latchkey_core::kernel::nonce;
use latchkey_core::key_state::{AccountFacts, Inquiry};

use crate::error::{Error, Result};
use crate::ports::{Answer, Answers, BlockRef, Chain, Fees, Read};
use crate::record::{Account, Network, PreparedKill};
use crate::use_case::each::each;
use crate::use_case::erc20;
use crate::use_case::keys_on_chain::{asked, block};
use crate::wallet::Wallet;

/// What one network said.
#[derive(Debug, Clone)]
pub(crate) struct Ground {
    /// Block of the reading.
    pub(crate) at: BlockRef,
    /// The account there.
    pub(crate) account: AccountFacts,
    /// Next sequence of each lane that was asked for; a lane that is missing could not be read.
    pub(crate) sequences: HashMap<U192, u64>,
    /// Balance and deposit of the account, wei.
    pub(crate) purse: U256,
    /// What a transaction should pay; `None` = the node did not say.
    pub(crate) fees: Option<Fees>,
}

/// A network and what it said; in words why it said nothing.
#[derive(Debug, Clone)]
pub(crate) struct ReadGround {
    pub(crate) chain_id: u64,
    pub(crate) network: Option<Network>,
    pub(crate) ground: std::result::Result<Ground, String>,
}

impl Wallet {
    /// Reads these chains for the lanes of these kills, all at once.
    pub(crate) async fn switch_grounds(
        &self,
        account: &Account,
        chains: &[u64],
        kills: &[PreparedKill],
    ) -> Result<Vec<ReadGround>> {
        let networks = self.stored(|s| s.networks()).await?;
        each(chains.iter().map(|chain_id| {
            let chain_id = *chain_id;
            let network = networks.iter().find(|n| n.chain_id == chain_id).cloned();
            let chain = network.as_ref().map(|network| self.ports().networks.chain(network));
            let (account, lanes) = (account.clone(), lanes(kills, chain_id));
            async move {
                let ground = match (&network, chain) {
                    (Some(network), Some(chain)) => {
                        let read = ground(chain, network, &account, lanes).await;
                        read.map_err(|error| error.to_string())
                    }
                    (_, _) => Err(format!("Chain {chain_id} is not among the networks any more.")),
                };
                ReadGround { chain_id, network, ground }
            }
        }))
        .await
    }
}

/// The lanes of kills on a chain, each once.
fn lanes(kills: &[PreparedKill], chain_id: u64) -> Vec<U192> {
    let here = kills.iter().filter(|kill| kill.chain_id == chain_id);
    let mut lanes: Vec<U192> = here.map(|kill| nonce::key_of(kill.operation.nonce)).collect();
    lanes.sort_unstable();
    lanes.dedup();
    lanes
}

async fn ground(
    chain: Arc<dyn Chain>,
    network: &Network,
    account: &Account,
    lanes: Vec<U192>,
) -> Result<Ground> {
    let owner = account.owner();
    let inquiry = Inquiry { account: &account.spec, owner: &owner, keys: &[], strangers: &[] };
    let questions: Vec<Read> = inquiry.questions().into_iter().map(asked).collect();
    let of_account = questions.len();
    let mut reads = questions;
    reads.push(Read::Balance(account.address));
    reads.push(erc20::balance_of(ENTRY_POINT_07, account.address));
    reads.extend(lanes.iter().map(|lane| sequence_of(account.address, *lane)));
    let (read, fees) = tokio::join!(chain.read(reads), chain.fees());
    let Answers { at, answers } = read.map_err(|error| Error::network(&network.name, &error))?;
    let (facts, rest) = answers.split_at_checked(of_account).unwrap_or((&answers, &[]));
    let replies: Vec<_> = facts.iter().cloned().map(std::result::Result::ok).collect();
    let found = inquiry.read(&replies, block(at, 0)).ok_or_else(|| {
        let message = format!("{} answered something that is no Kernel account.", network.name);
        Error::invalid(message, "Check the network's address in Settings.")
    })?;
    let mut rest = rest.iter();
    let balance = erc20::word(rest.next()).unwrap_or_default();
    let deposit = erc20::word(rest.next()).unwrap_or_default();
    let sequences =
        lanes.into_iter().zip(rest).filter_map(|(lane, word)| Some((lane, sequence(word)?)));
    Ok(Ground {
        at,
        account: found.account,
        sequences: sequences.collect(),
        purse: balance.saturating_add(deposit),
        fees: fees.ok(),
    })
}

fn sequence_of(sender: Address, key: U192) -> Read {
    let data = EntryPoint::getNonceCall { sender, key }.abi_encode().into();
    Read::Call { to: ENTRY_POINT_07, data }
}

/// The last eight bytes of a nonce are its sequence.
fn sequence(answer: &Answer) -> Option<u64> {
    let word = U256::abi_decode(answer.as_ref().ok()?).ok()?;
    u64::try_from(word & U256::from(u64::MAX)).ok()
}
