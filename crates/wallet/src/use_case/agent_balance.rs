//! One balance, for an agent: of the account or any address, in the native coin or a token.

use alloy_primitives::Address;

use crate::error::{Code, Error, Result};
use crate::ports::Read;
use crate::use_case::erc20;
use crate::use_case::holdings::{NATIVE_DECIMALS, in_words};
use crate::use_case::number::secs;
use crate::views::AgentBalance;
use crate::wallet::Wallet;

impl Wallet {
    /// Reads a balance; `address` defaults to the account, `token` to the native coin.
    ///
    /// # Errors
    /// `NotFound` for an unknown agent or network; `Invalid` when the contract is no token; the
    /// network's.
    pub async fn agent_balance(
        &self,
        agent_id: u32,
        chain_id: u32,
        address: Option<Address>,
        token: Option<Address>,
    ) -> Result<AgentBalance> {
        self.agent_needed(agent_id).await?;
        let network = self.network_needed(chain_id).await?;
        let owner = match address {
            Some(address) => address,
            None => self.account_needed().await?.address,
        };
        let mut reads = vec![token.map_or(Read::Balance(owner), |t| erc20::balance_of(t, owner))];
        reads.extend(token.iter().flat_map(|token| erc20::describe(*token)));
        let chain = self.ports().networks.chain(&network);
        let read = chain.read(reads).await;
        let answers = read.map_err(|error| Error::network(&network.name, &error))?;
        let no_token = || {
            let at = token.unwrap_or_default().to_checksum(None);
            let message = format!("The contract {at} does not answer as a token.");
            Error::new(Code::Invalid, message, "Check the token's address and the network.")
                .at("token")
        };
        let mut said = answers.answers.iter();
        let atoms = erc20::word(said.next()).ok_or_else(no_token)?;
        let amount = match token {
            None => in_words(atoms, NATIVE_DECIMALS, &network.native_symbol),
            Some(_) => {
                let symbol = erc20::symbol(said.next()).ok_or_else(no_token)?;
                in_words(atoms, erc20::decimals(said.next()).ok_or_else(no_token)?, &symbol)
            }
        };
        Ok(AgentBalance {
            chain_id,
            address: owner.to_checksum(None),
            token: token.map(|token| token.to_checksum(None)),
            amount,
            native_symbol: network.native_symbol,
            block: secs(answers.at.number),
        })
    }
}
