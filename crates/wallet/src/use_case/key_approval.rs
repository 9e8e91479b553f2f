//! The owner's approval of a key, as a text that the key's holder carries (spec 8).
//!
//! Why: an agent that keeps its own key can then use it with ZeroDev's packages, with or without
//! Latchkey. The text holds what the chain needs on first use, and no secret.
//! Refuses: approvals of keys that Latchkey holds, which are of no use elsewhere, and of other agents'.

use alloy_primitives::Bytes;
use latchkey_core::blob::{Approval, SerializedAccount, Source};

use crate::error::{Error, Result};
use crate::record::{Account, Holder, Key};
use crate::use_case::number::secs;
use crate::use_case::verify::{self, Place};
use crate::views::KeyApproval;
use crate::wallet::Wallet;

impl Wallet {
    /// The approval of a key on one network, for the person to hand over.
    ///
    /// # Errors
    /// `NotFound` for an unknown key or a network it was not approved for; `Invalid` for a key that
    /// Latchkey holds, or that the format cannot say.
    pub async fn key_approval(&self, key_id: u32, chain_id: u32) -> Result<KeyApproval> {
        let account = self.account_needed().await?;
        let key = self.key_needed(key_id).await?;
        self.approval(&account, &key, chain_id).await
    }

    /// The same for the agent that has the key; it sees its own only.
    ///
    /// # Errors
    /// `NotFound` also for another agent's key; the rest as for [`Wallet::key_approval`].
    pub async fn agent_approval(
        &self,
        agent_id: u32,
        permission_id: &str,
        chain_id: u32,
    ) -> Result<KeyApproval> {
        let agent = self.agent_needed(agent_id).await?;
        let account = self.account_needed().await?;
        let keys = self.keys_of(&account).await?;
        let own = keys.into_iter().find(|key| {
            key.agent_id == agent.id
                && key.permission_id.to_string().eq_ignore_ascii_case(permission_id)
        });
        let own = own.ok_or_else(|| Error::not_found("permission").at("permissionId"))?;
        self.approval(&account, &own, chain_id).await
    }

    async fn approval(&self, account: &Account, key: &Key, chain_id: u32) -> Result<KeyApproval> {
        let network = self.network_needed(chain_id).await?;
        Ok(KeyApproval {
            key: key.name.clone(),
            permission_id: key.permission_id.to_string(),
            account: account.address.to_checksum(None),
            chain_id: secs(network.chain_id),
            network: network.name.clone(),
            approval: text(account, key, network.chain_id)?,
        })
    }
}

fn text(account: &Account, key: &Key, chain_id: u64) -> Result<String> {
    if key.holder != Holder::Agent {
        let message = format!("Latchkey holds the key “{}” itself.", key.name);
        let advice = "Its approval is of no use elsewhere. Grant the agent a key of its own.";
        return Err(Error::invalid(message, advice));
    }
    let approval = key.approvals.iter().find(|approval| approval.chain_id == chain_id);
    let approval =
        approval.ok_or_else(|| Error::not_found("approval on that network").at("chainId"))?;
    let permission = key.permission();
    let place = Place { chain_id, nonce: approval.validation_nonce };
    let enable = verify::approval(&account.spec, &permission, place);
    let signature: &Bytes = &approval.enable_signature;
    let install = account.spec.root_install();
    let made = SerializedAccount::new(
        Source::Factory(&install),
        &permission,
        Approval::Signed { enable: &enable, signature },
    );
    let unwritable = |error: latchkey_core::blob::EncodeError| {
        let message = format!("The approval cannot be written down: {error}.");
        Error::invalid(message, "Grant the key again without what the format cannot say.")
    };
    let written = made.and_then(|account| account.encode()).map_err(unwritable)?;
    Ok(written.as_str().to_owned())
}
