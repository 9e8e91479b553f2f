//! Which ways out there are on each network: the bundler, the owner key's own address, the panic key.
//!
//! Why: who must end a key in a hurry should not find out one by one.
//! Refuses: to promise a way that was not looked at.

use alloy_primitives::{Address, B256, U256};
use latchkey_core::transaction::direct;

use crate::error::Result;
use crate::ports::{NetworkError, Read};
use crate::record::{Account, Network};
use crate::use_case::each::each;
use crate::use_case::erc20;
use crate::use_case::holdings::{NATIVE_DECIMALS, in_words};
use crate::use_case::number::secs;
use crate::views::{ExitWay, ExitWays};
use crate::wallet::Wallet;

/// JSON-RPC: the method is not known.
const NO_METHOD: i64 = -32601;

impl Wallet {
    /// Per network, which ways work now and why the others do not.
    ///
    /// # Errors
    /// `NotFound` without an account; the store's.
    pub async fn exit_ways(&self) -> Result<Vec<ExitWays>> {
        let account = self.account_needed().await?;
        let panic = self.panic_address().await?;
        let networks = self.stored(|s| s.networks()).await?;
        each(networks.into_iter().map(|network| {
            let (wallet, account) = (self.clone(), account.clone());
            async move { wallet.ways(&account, panic, &network).await }
        }))
        .await
    }

    async fn ways(&self, account: &Account, panic: Option<Address>, network: &Network) -> ExitWays {
        let payers = [account.public.address(), panic].map(Option::unwrap_or_default);
        let reads =
            vec![Read::Code(account.address), Read::Balance(payers[0]), Read::Balance(payers[1])];
        let read = self.ports().networks.chain(network).read(reads).await;
        let bundler = self.ports().networks.bundler(network).receipt(B256::ZERO).await;
        let (direct, panic_key) = match read {
            Ok(read) => {
                let code =
                    read.answers.first().is_some_and(|a| matches!(a, Ok(c) if !c.is_empty()));
                let owner = erc20::word(read.answers.get(1)).unwrap_or_default();
                let kept = erc20::word(read.answers.get(2)).unwrap_or_default();
                (by_owner(account, network, code, owner), by_panic(panic, network, kept))
            }
            Err(error) => {
                let silent = closed(format!("The network does not answer: {error}."));
                (silent.clone(), silent)
            }
        };
        let (chain_id, network) = (secs(network.chain_id), network.name.clone());
        ExitWays { chain_id, network, bundler: by_bundler(bundler.err()), direct, panic_key }
    }
}

fn by_bundler(problem: Option<NetworkError>) -> ExitWay {
    match problem {
        None => open("The bundler answers.".to_owned()),
        Some(NetworkError::Rejected { code, .. }) if code != NO_METHOD => {
            open("The bundler answers.".to_owned())
        }
        Some(NetworkError::Rejected { .. }) => {
            closed("What answers there is no bundler. Name one in Settings.".to_owned())
        }
        Some(error) => closed(format!("The bundler does not answer: {error}.")),
    }
}

fn by_owner(account: &Account, network: &Network, deployed: bool, has: U256) -> ExitWay {
    let payer = match direct::sender(account.spec.version, &account.owner(), deployed) {
        Ok(payer) => payer,
        Err(why) => return closed(format!("Not possible: {why}.")),
    };
    if !account.kind.signs_transactions() {
        let kind = account.kind.words();
        return closed(format!(
            "An owner key held by {kind} does not sign plain transactions here."
        ));
    }
    paid("Your owner key's own address can call the account.", payer, has, network)
}

fn by_panic(payer: Option<Address>, network: &Network, has: U256) -> ExitWay {
    match payer {
        None => closed("There is no panic key. Make one and send a little coin to it.".to_owned()),
        Some(payer) => paid("The panic key can send prepared kills.", payer, has, network),
    }
}

fn paid(how: &str, payer: Address, has: U256, network: &Network) -> ExitWay {
    let payer = payer.to_checksum(None);
    let balance = in_words(has, NATIVE_DECIMALS, &network.native_symbol);
    let why = if has.is_zero() {
        format!("{payer} holds no {}. Send a little there first.", balance.symbol)
    } else {
        how.to_owned()
    };
    ExitWay { works: !has.is_zero(), why, payer: Some(payer), balance: Some(balance) }
}

const fn open(why: String) -> ExitWay {
    ExitWay { works: true, why, payer: None, balance: None }
}

const fn closed(why: String) -> ExitWay {
    ExitWay { works: false, why, payer: None, balance: None }
}
