//! Revokes one key on every chain it was approved for.

use crate::error::Result;
use crate::use_case::agent_access_set::key_ref;
use crate::use_case::end_keys::Extent;
use crate::views::EndReport;
use crate::wallet::Wallet;

impl Wallet {
    /// Ends one key: uninstalls it where it is installed, burns its approval where it is unused.
    /// `proven` only when every chain was read back as ended.
    ///
    /// # Errors
    /// `NotFound`; the signer's refusals; the store's. What went wrong on one chain is in the
    /// report.
    pub async fn key_revoke(&self, key_id: u32) -> Result<EndReport> {
        let account = self.account_needed().await?;
        let key = self.key_needed(key_id).await?;
        let report = self.end_keys(&account, std::slice::from_ref(&key), Extent::One).await?;
        if let Err(error) = self.ports().sessions.drop_key(key_ref(&account, &key)).await {
            tracing::debug!(%error, "the session signer did not drop a revoked key");
        }
        Ok(report)
    }
}
