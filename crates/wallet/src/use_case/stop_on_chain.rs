//! Ends every key on every chain: the second act of the kill switch.

use crate::error::Result;
use crate::use_case::end_keys::Extent;
use crate::views::EndReport;
use crate::wallet::Wallet;

impl Wallet {
    /// Shuts agents out if they are in, then with one approval sends one operation per chain that
    /// uninstalls each installed key and raises the nonce so that unused approvals die too.
    ///
    /// # Errors
    /// `NotFound` without an account; the signer's refusals; the store's. What went wrong on one
    /// chain is in the report.
    pub async fn stop_on_chain(&self) -> Result<EndReport> {
        if self.access_on() {
            self.stop_local().await?;
        }
        let account = self.account_needed().await?;
        let keys = self.live_keys(&account).await?;
        self.end_keys(&account, &keys, Extent::All).await
    }
}
