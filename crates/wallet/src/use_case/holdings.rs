//! What the account holds, per network.

use std::sync::Arc;

use alloy_primitives::{Address, U256};
use latchkey_core::amount;

use crate::error::{Error, Result};
use crate::ports::{Answers, Chain, Read};
use crate::record::{Network, Token};
use crate::use_case::each::each;
use crate::use_case::erc20;
use crate::use_case::number::secs;
use crate::views::{Amount, Holdings, ReadAt, TokenAmount};
use crate::wallet::Wallet;

/// Decimals of every EVM chain's native coin.
pub(crate) const NATIVE_DECIMALS: u8 = 18;

impl Wallet {
    /// One entry per network; a network that does not answer has a problem instead of amounts.
    ///
    /// # Errors
    /// `NotFound` without an account; the store's.
    pub async fn holdings(&self) -> Result<Vec<Holdings>> {
        let account = self.account_needed().await?.address;
        let networks = self.networks_with_tokens().await?;
        let now = secs(self.now());
        each(networks.into_iter().map(|(network, tokens)| {
            let chain = self.ports().networks.chain(&network);
            read(chain, network, tokens, account, now)
        }))
        .await
    }

    /// Every network with the tokens known there.
    pub(crate) async fn networks_with_tokens(&self) -> Result<Vec<(Network, Vec<Token>)>> {
        self.stored(|s| {
            let networks = s.networks()?;
            networks
                .into_iter()
                .map(|network| {
                    let tokens = s.tokens(network.chain_id)?;
                    Ok((network, tokens))
                })
                .collect()
        })
        .await
    }
}

async fn read(
    chain: Arc<dyn Chain>,
    network: Network,
    tokens: Vec<Token>,
    account: Address,
    now: u32,
) -> Holdings {
    let mut reads = vec![Read::Code(account), Read::Balance(account)];
    reads.extend(tokens.iter().map(|token| erc20::balance_of(token.address, account)));
    let mut holdings = Holdings {
        chain_id: secs(network.chain_id),
        network: network.name.clone(),
        read_at: None,
        deployed: None,
        amounts: Vec::new(),
        problem: None,
    };
    match chain.read(reads).await {
        Ok(answers) => fill(&mut holdings, &answers, &network, &tokens, now),
        Err(error) => holdings.problem = Some(Error::network(&network.name, &error).to_string()),
    }
    holdings
}

fn fill(holdings: &mut Holdings, answers: &Answers, network: &Network, tokens: &[Token], now: u32) {
    holdings.read_at = Some(ReadAt { block: secs(answers.at.number), at: now });
    let mut answers = answers.answers.iter();
    let code = answers.next();
    holdings.deployed = code.and_then(|code| code.as_ref().ok()).map(|code| !code.is_empty());
    if let Some(wei) = erc20::word(answers.next()) {
        let amount = in_words(wei, NATIVE_DECIMALS, &network.native_symbol);
        holdings.amounts.push(TokenAmount { token: None, amount });
    }
    for token in tokens {
        let contract = token.address.to_checksum(None);
        match erc20::word(answers.next()) {
            Some(atoms) => holdings.amounts.push(TokenAmount {
                token: Some(contract),
                amount: in_words(atoms, token.decimals, &token.symbol),
            }),
            None => {
                let problem = format!("{} at {contract} did not tell its balance.", token.symbol);
                holdings.problem = Some(problem);
            }
        }
    }
}

/// An amount for views. The symbol must be clean.
pub(crate) fn in_words(atoms: U256, decimals: u8, symbol: &str) -> Amount {
    Amount {
        atomic: atoms.to_string(),
        decimals,
        symbol: symbol.to_owned(),
        formatted: amount::format(atoms, decimals),
    }
}
