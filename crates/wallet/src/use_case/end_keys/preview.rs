//! What ending one key, or all, would do on each chain: the calls, what else dies, the cost.
//!
//! Why: a raised nonce takes other keys along; a person must see which before approving.
//! Refuses: to ask or send.

use latchkey_core::kernel::execute::decode_execute;
use latchkey_core::plan::{Loss, LossKind};
use latchkey_core::review::ending_words;
use latchkey_core::user_op::UserOperation;

use crate::error::Result;
use crate::record::{Account, Key};
use crate::use_case::end_keys::Extent;
use crate::use_case::end_keys::course::{Course, Way};
use crate::use_case::end_keys::jobs::Names;
use crate::use_case::end_keys::later::most;
use crate::use_case::holdings::{NATIVE_DECIMALS, in_words};
use crate::use_case::number::secs;
use crate::use_case::owner_op::{OwnerAsk, request};
use crate::views::{EndLoss, EndPreview, EndPreviewChain};
use crate::wallet::Wallet;

impl Wallet {
    /// What ending this key, or every key, would do. Reads the chains; asks and sends nothing.
    ///
    /// # Errors
    /// `NotFound`; the store's. What is wrong with one chain is in its part.
    pub async fn end_preview(&self, key_id: Option<u32>) -> Result<EndPreview> {
        let account = self.account_needed().await?;
        let (keys, extent) = match key_id {
            Some(id) => (vec![self.key_needed(id).await?], Extent::One),
            None => (self.live_keys(&account).await?, Extent::All),
        };
        let courses = self.end_courses(&account, &keys, extent).await?;
        let ask = self.end_ask(&keys, extent).await?;
        let names = self.end_names().await?;
        let drawing = Drawing { account: &account, ask: &ask, names: &names };
        Ok(EndPreview { chains: courses.iter().map(|course| drawing.chain(course)).collect() })
    }

    /// The keys of an account that may be live, as far as the store knows.
    pub(crate) async fn live_keys(&self, account: &Account) -> Result<Vec<Key>> {
        let mut keys = self.keys_of(account).await?;
        keys.retain(Key::may_be_live);
        Ok(keys)
    }
}

struct Drawing<'a> {
    account: &'a Account,
    ask: &'a OwnerAsk,
    names: &'a Names,
}

impl Drawing<'_> {
    fn chain(&self, course: &Course) -> EndPreviewChain {
        let first = course.operations().into_iter().next();
        let (problem, later) = match &course.way {
            Way::Later(_, why) => (Some(why.clone()), true),
            Way::Not(why) => (Some(why.clone()), false),
            Way::Nothing | Way::Now(_) => (None, false),
        };
        let symbol = course.network.as_ref().map(|network| network.native_symbol.as_str());
        EndPreviewChain {
            chain_id: secs(course.chain_id),
            network: self.names.network(course.chain_id),
            calls: first.map(|operation| self.calls(operation)).unwrap_or_default(),
            losses: course.losses.iter().map(|loss| self.loss(loss)).collect(),
            cost: first.map(|op| in_words(most(op), NATIVE_DECIMALS, symbol.unwrap_or_default())),
            problem,
            later,
        }
    }

    /// The words of the approval window for the same bytes.
    fn calls(&self, operation: &UserOperation) -> Vec<String> {
        let execution = decode_execute(&operation.call_data).ok();
        let words = execution.and_then(|execution| {
            ending_words(&request(self.account, self.ask, &[]), &execution).ok()
        });
        words.unwrap_or_default()
    }

    fn loss(&self, loss: &Loss) -> EndLoss {
        let [_, a, b, c, d, ..] = loss.validation_id.0;
        let key = self.names.named(self.account.id, [a, b, c, d]);
        let name = key.map_or_else(|| loss.validation_id.to_string(), |key| key.name.clone());
        let how = match loss.kind {
            LossKind::Approval => format!("{name}'s unused approval dies too. Grant it again."),
            LossKind::Operations => format!(
                "{name} can send nothing any more. It stays installed and may go on signing messages: \
                 revoke it too, then grant it again."
            ),
            LossKind::Whole => format!("{name} ends too. Grant it again."),
            LossKind::Perhaps => format!(
                "{name} could not be read; it may end too. Look at it afterwards, and grant it again \
                 if it ended."
            ),
        };
        EndLoss { name, how }
    }
}
