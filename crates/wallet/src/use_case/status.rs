//! The state of the app as a whole.

use crate::error::{Code, Error, Result};
use crate::record::Account;
use crate::use_case::number::{count, row, secs};
use crate::use_case::owner_list::kinds_here;
use crate::views::{AccountView, AgentAccess, Status};
use crate::wallet::Wallet;

impl Wallet {
    /// What every screen shows. Reads no chain.
    ///
    /// # Errors
    /// The store's.
    pub async fn status(&self) -> Result<Status> {
        let (accounts, keys) = self.stored(|s| Ok((s.accounts()?, s.keys()?))).await?;
        Ok(Status {
            version: self.ports().host.version.clone(),
            account: accounts.first().map(view),
            agent_access: self.agent_access(),
            stopped_at: self.stopped().map(|mark| secs(mark.at_unix_secs)),
            live_keys: count(keys.iter().filter(|key| key.may_be_live()).count()),
            owner_kinds: kinds_here(),
            switch_needs_renewal: self.with_live(|live| live.switch_needs_renewal),
            notices: self.with_live(|live| live.notices.clone()),
        })
    }

    /// Whether agents are let in at this moment, and where.
    #[must_use]
    pub fn agent_access(&self) -> AgentAccess {
        let on = self.access_on() && self.ports().sessions.running();
        let http_url = if on { self.with_live(|live| live.http_url.clone()) } else { None };
        AgentAccess { on, http_url, shim_path: self.ports().host.shim_path.clone() }
    }

    /// The account in use: the first one.
    pub(crate) async fn account_needed(&self) -> Result<Account> {
        let accounts = self.stored(|s| s.accounts()).await?;
        accounts.into_iter().next().ok_or_else(|| {
            Error::new(Code::NotFound, "There is no account yet.", "Make one first.")
        })
    }
}

pub(crate) fn view(account: &Account) -> AccountView {
    AccountView {
        id: row(account.id),
        name: account.name.clone(),
        address: account.address.to_checksum(None),
        owner: account.owner().label(),
        owner_kind: account.kind,
        kernel_version: account.spec.version.name().to_owned(),
        kept_in: account.kept_in,
    }
}
