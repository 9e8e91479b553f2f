//! Sends prepared kills, each by the way that was chosen for it.
//!
//! Refuses: to sign anything; the signatures were made with the grant.

use std::time::Duration;

use latchkey_core::chain::ENTRY_POINT_07;
use latchkey_core::user_op::stage::{Draft, Gas, Signed};

use crate::error::Result;
use crate::record::{Network, OperationStatus, PreparedKill};
use crate::use_case::each::each;
use crate::use_case::off_switch::aim::{Aim, Shot};
use crate::use_case::off_switch::choose::Way;
use crate::use_case::send::Sending;
use crate::views::{FiredBy, FiredView};
use crate::wallet::Wallet;

/// How long one kill is waited for before the next way is tried.
const WAIT: Duration = Duration::from_secs(60);

impl Wallet {
    /// Sends these at once, each on a lane of its own; what came of each.
    pub(crate) async fn shoot(
        &self,
        aim: &Aim,
        network: &Network,
        shots: Vec<Shot>,
    ) -> Result<Vec<FiredView>> {
        let (by_key, by_bundler): (Vec<Shot>, Vec<Shot>) =
            shots.into_iter().partition(|(way, _)| *way == Way::PanicKey);
        let work = by_bundler.into_iter().map(|(way, kill)| {
            let (wallet, network, what) = (self.clone(), network.clone(), aim.what(&kill));
            let account_id = aim.account.id;
            async move { wallet.shot(account_id, network, (way, kill), what).await }
        });
        let mut fired = each(work).await?;
        if !by_key.is_empty() {
            fired.extend(self.shots_by_panic_key(aim, network, by_key).await);
        }
        Ok(fired)
    }

    /// All in one transaction of the panic key; those that the EntryPoint refuses are left out of it,
    /// and the chain says afterwards which those were.
    async fn shots_by_panic_key(
        &self,
        aim: &Aim,
        network: &Network,
        shots: Vec<Shot>,
    ) -> Vec<FiredView> {
        let whats: Vec<String> = shots.iter().map(|(_, kill)| aim.what(kill)).collect();
        let operations = shots.into_iter().map(|(_, kill)| kill.operation).collect();
        let (status, transaction, problem) = match self.self_bundle(network, operations).await {
            Ok(sent) => {
                let status = match &sent.receipt {
                    None => OperationStatus::Submitted,
                    Some(receipt) if receipt.success => OperationStatus::Included,
                    Some(_) => OperationStatus::Reverted,
                };
                (status, Some(sent.hash.to_string()), None)
            }
            Err(error) => (OperationStatus::Rejected, None, Some(error.to_string())),
        };
        let view = |what| FiredView {
            what,
            by: FiredBy::PanicKey,
            status,
            transaction: transaction.clone(),
            problem: problem.clone(),
        };
        whats.into_iter().map(view).collect()
    }

    /// One, by a bundler.
    async fn shot(&self, account_id: i64, network: Network, shot: Shot, what: String) -> FiredView {
        let (way, kill) = shot;
        let by = match way {
            Way::Bundler => FiredBy::Bundler,
            Way::PanicKey => FiredBy::PanicKey,
            Way::BundlerUnpaid => FiredBy::BundlerUnpaid,
        };
        let sending = Sending {
            network,
            signed: signed(&kill),
            key_id: None,
            agent: None,
            account_id,
            what: format!("end {what} with the off switch"),
        };
        match self.send_or_move_on(sending, WAIT).await {
            Ok(sent) => FiredView {
                what,
                by,
                status: sent.operation.status,
                transaction: sent.operation.transaction.map(|hash| hash.to_string()),
                problem: sent.operation.reason,
            },
            Err(error) => FiredView {
                what,
                by,
                status: OperationStatus::Unknown,
                transaction: None,
                problem: Some(error.to_string()),
            },
        }
    }
}

/// A kept kill, as it is sent.
fn signed(kill: &PreparedKill) -> Signed {
    let op = &kill.operation;
    let gas = Gas {
        call_gas_limit: op.call_gas_limit,
        verification_gas_limit: op.verification_gas_limit,
        pre_verification_gas: op.pre_verification_gas,
        max_fee_per_gas: op.max_fee_per_gas,
        max_priority_fee_per_gas: op.max_priority_fee_per_gas,
    };
    let sealed = Draft::new(op.clone()).price(gas, op.paymaster.clone());
    sealed.seal(ENTRY_POINT_07, kill.chain_id).sign(op.signature.clone())
}
