//! The panic key: made by the signer, kept in its vault, funded by the person.
//!
//! Why: with a little coin on it, prepared kills can be sent with no owner key and no bundler.
//! Refuses: to make a second one while there is one.

use std::sync::Arc;

use alloy_primitives::Address;

use crate::error::Result;
use crate::ports::{Chain, Read};
use crate::record::{LogEvent, Network, Setting};
use crate::tags::Tag;
use crate::use_case::each::each;
use crate::use_case::erc20;
use crate::use_case::holdings::{NATIVE_DECIMALS, in_words};
use crate::use_case::number::secs;
use crate::views::{PanicBalance, PanicKeyView};
use crate::wallet::Wallet;

impl Wallet {
    /// The panic key and what it holds on each network; `None` while there is none.
    ///
    /// # Errors
    /// The store's; a network that does not answer is a problem in its row.
    pub async fn panic_key(&self) -> Result<Option<PanicKeyView>> {
        let Some(address) = self.panic_address().await? else { return Ok(None) };
        let networks = self.stored(|s| s.networks()).await?;
        let read = networks.into_iter().map(|network| {
            let chain = self.ports().networks.chain(&network);
            async move { balance(chain, &network, address).await }
        });
        let balances = each(read).await?;
        Ok(Some(PanicKeyView { address: address.to_checksum(None), balances }))
    }

    /// Makes the panic key, unless there is one. Nobody is asked: it owns nothing.
    ///
    /// # Errors
    /// The signer's; the store's.
    pub async fn panic_key_make(&self) -> Result<PanicKeyView> {
        let address = self.ports().panic.make().await?;
        if self.panic_address().await? != Some(address) {
            let text = address.to_checksum(None);
            self.stored(move |s| s.set_setting(Setting::PanicKey, &text)).await?;
            self.log(LogEvent::PanicKeyMade { address }).await?;
        }
        self.stale(&[Tag::Status]);
        let view = self.panic_key().await?;
        Ok(view.unwrap_or_else(|| PanicKeyView {
            address: address.to_checksum(None),
            balances: Vec::new(),
        }))
    }

    /// Its address, as it was told when it was made.
    pub(crate) async fn panic_address(&self) -> Result<Option<Address>> {
        let kept = self.stored(|s| s.setting(Setting::PanicKey)).await?;
        Ok(kept.and_then(|text| text.parse().ok()))
    }
}

async fn balance(chain: Arc<dyn Chain>, network: &Network, of: Address) -> PanicBalance {
    let read = chain.read(vec![Read::Balance(of)]).await;
    let (balance, problem) = match read {
        Ok(answers) => (erc20::word(answers.answers.first()), None),
        Err(error) => (None, Some(error.to_string())),
    };
    PanicBalance {
        chain_id: secs(network.chain_id),
        network: network.name.clone(),
        balance: balance.map(|wei| in_words(wei, NATIVE_DECIMALS, &network.native_symbol)),
        problem,
    }
}
