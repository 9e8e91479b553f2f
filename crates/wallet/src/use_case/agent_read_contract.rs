//! A view function, for an agent.

use latchkey_core::errors;

use crate::error::{Code, Error, Result};
use crate::ports::Read;
use crate::use_case::abi_text;
use crate::use_case::number::secs;
use crate::views::{AgentRead, AgentReadAnswer};
use crate::wallet::Wallet;

impl Wallet {
    /// Calls a function without sending anything.
    ///
    /// # Errors
    /// `NotFound` for an unknown agent or network; `Invalid` at the argument that does not fit or
    /// when the call reverts; the network's.
    pub async fn agent_read_contract(
        &self,
        agent_id: u32,
        ask: AgentRead,
    ) -> Result<AgentReadAnswer> {
        self.agent_needed(agent_id).await?;
        let network = self.network_needed(ask.chain_id).await?;
        let function = ask.source.find(ask.args.len())?;
        let data = abi_text::encode(&function, &ask.args)?;
        let chain = self.ports().networks.chain(&network);
        let read = chain.read(vec![Read::Call { to: ask.contract, data }]).await;
        let answers = read.map_err(|error| Error::network(&network.name, &error))?;
        let block = secs(answers.at.number);
        match answers.answers.into_iter().next() {
            Some(Ok(data)) => Ok(AgentReadAnswer {
                chain_id: ask.chain_id,
                results: abi_text::decode(&function, &data)?,
                block,
            }),
            Some(Err(revert)) => {
                let message = format!("The call reverts. {}", errors::explain(&revert).words);
                Err(Error::new(
                    Code::Invalid,
                    message,
                    "Check the contract, function and arguments.",
                ))
            }
            None => Err(Error::bug("The network's answer has no result.")),
        }
    }
}
