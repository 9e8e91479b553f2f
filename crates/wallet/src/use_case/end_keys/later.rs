//! Operations for a chain that cannot be reached, or whose bundler does not take operations now:
//! they end keys whatever the state will be, on a nonce lane that nothing else uses.
//!
//! Why: the owner approves once, while one chain is down; what is signed then must still fit later
//! (spec 9.5, recorded under “Off switch”): try mode, a raise of ten above the last known nonce,
//! with the factory and without while nobody knows whether the account exists there.
//! Refuses: to guess low; fees are several times the last ones seen, and one form costs the account
//! nothing and is for whoever pays.

use alloy_primitives::{FixedBytes, U256};
use latchkey_core::kernel::nonce::{decode, full, kill_key};
use latchkey_core::key_state::AccountFacts;
use latchkey_core::permission::validation_id;
use latchkey_core::plan::{Fees, KillForm, KillGas, KillPlan, MAX_RAISE, Nonces, Shown};
use latchkey_core::user_op::UserOperation;

use crate::error::Result;
use crate::ports::OperationsOf;
use crate::record::{Key, Network, OperationStatus};
use crate::use_case::end_keys::Extent;
use crate::use_case::end_keys::course::{Course, Place, Way};
use crate::wallet::Wallet;

/// Fees are this many times what was last seen.
const GENEROUS: u128 = 5;
/// Taken for the last seen where none were: 20 gwei, of which 1 is the tip.
const NEVER_SEEN: Fees =
    Fees { max_fee_per_gas: 20_000_000_000, max_priority_fee_per_gas: 1_000_000_000 };
/// How far back fees are looked for.
const LOOK_BACK: u32 = 200;

/// A chain for which nothing can be sent now.
pub(crate) struct Unread {
    pub(crate) network: Network,
    /// The account there, if it was read after all.
    pub(crate) read: Option<AccountFacts>,
    pub(crate) why: String,
}

/// What is known of a chain without it.
#[derive(Debug, Clone, Copy)]
struct Known {
    /// Whether the account exists there; `None` = nobody knows.
    deployed: Option<bool>,
    nonces: Nonces,
    fees: Fees,
}

impl Wallet {
    /// The course with operations for later.
    pub(crate) async fn later(
        &self,
        place: &Place<'_>,
        course: Course,
        unread: Unread,
    ) -> Result<Course> {
        let known = self.known(place, &unread).await?;
        let lane = self.fresh_lane();
        let keys: Vec<&Key> =
            place.targets.iter().filter(|key| course.alive.contains(&key.id)).collect();
        let form = form(place, &keys);
        let operations = operations(place, &form, known, lane);
        let shows = shows(place, &keys, known.nonces);
        Ok(Course { shows, way: Way::Later(operations, unread.why), ..course })
    }

    /// From the reading, else from what was approved and sent there.
    async fn known(&self, place: &Place<'_>, unread: &Unread) -> Result<Known> {
        let (chain_id, account_id) = (place.reading.chain_id, place.account.id);
        let (operations, keys) = self
            .stored(move |s| Ok((s.operations(OperationsOf::Everybody, LOOK_BACK)?, s.keys()?)))
            .await?;
        let here =
            || operations.iter().filter(|o| (o.chain_id, o.account_id) == (chain_id, account_id));
        let included = here().any(|operation| operation.status == OperationStatus::Included);
        let approved = keys.iter().filter(|key| key.account_id == account_id);
        let approved = approved.flat_map(|key| &key.approvals).filter(|a| a.chain_id == chain_id);
        let current = approved.map(|approval| approval.validation_nonce).max().unwrap_or(1);
        let last = here().find_map(|o| serde_json::from_str::<UserOperation>(&o.signed_json).ok());
        let chain = self.ports().networks.chain(&unread.network);
        let asked = if unread.read.is_some() { chain.fees().await.ok() } else { None };
        let asked = asked.map(|fees| Fees {
            max_fee_per_gas: fees.max_fee_per_gas,
            max_priority_fee_per_gas: fees.max_priority_fee_per_gas,
        });
        let last = last.filter(|op| op.max_fee_per_gas > 0).map(|op| Fees {
            max_fee_per_gas: op.max_fee_per_gas,
            max_priority_fee_per_gas: op.max_priority_fee_per_gas,
        });
        let fees = asked.or(last).unwrap_or(NEVER_SEEN);
        Ok(match unread.read {
            Some(facts) => Known { deployed: Some(facts.deployed), nonces: facts.nonces, fees },
            None => {
                let nonces = Nonces { current: current.max(1), valid_from: 0 };
                Known { deployed: included.then_some(true), nonces, fees }
            }
        })
    }

    /// Four random bytes in the place of a permission id: a lane of nobody's.
    fn fresh_lane(&self) -> FixedBytes<4> {
        let random = self.ports().entropy.bytes32();
        FixedBytes::from(random.first_chunk::<4>().copied().unwrap_or_default())
    }
}

/// Policies and nonce of a key's approval on the chain.
fn terms(place: &Place<'_>, key: &Key) -> (usize, u32) {
    let here = key.approvals.iter().find(|a| a.chain_id == place.reading.chain_id);
    (key.policies.len(), here.map_or(1, |approval| approval.validation_nonce))
}

fn form(place: &Place<'_>, keys: &[&Key]) -> KillForm {
    match (place.extent, keys) {
        (Extent::One, [key]) => {
            let (policies, nonce) = terms(place, key);
            KillForm::OneKey { policies, nonce }
        }
        (Extent::One | Extent::All, _) => {
            let one = |key: &&Key| (validation_id(key.permission_id), key.policies.len());
            KillForm::Everything { keys: keys.iter().map(one).collect() }
        }
    }
}

/// What must be read afterwards. The raise counts only where everything was to end.
fn shows(place: &Place<'_>, keys: &[&Key], nonces: Nonces) -> Vec<Shown> {
    let mut shows: Vec<Shown> = Vec::new();
    for key in keys {
        let validation_id = validation_id(key.permission_id);
        let (_, nonce) = terms(place, key);
        shows.extend([Shown::Gone { validation_id }, Shown::Void { validation_id, nonce }]);
    }
    if place.extent == Extent::All {
        shows.push(Shown::Raised { nonce: nonces.current.saturating_add(MAX_RAISE) });
    }
    shows
}

/// The ways to do it, the one that pays for itself first. An owner who signs no trees signs one.
fn operations(
    place: &Place<'_>,
    form: &KillForm,
    known: Known,
    lane: FixedBytes<4>,
) -> Vec<UserOperation> {
    let owner = place.account.owner();
    let own_key = place.targets.first().map(|key| key.permission_id).unwrap_or_default();
    let plan = KillPlan {
        account: &place.account.spec,
        owner: &owner,
        chain_id: place.reading.chain_id,
        deployed: known.deployed == Some(true),
        nonces: known.nonces,
        permission_id: own_key,
        form: form.clone(),
    };
    let dear = Fees {
        max_fee_per_gas: known.fees.max_fee_per_gas.saturating_mul(GENEROUS),
        max_priority_fee_per_gas: known.fees.max_priority_fee_per_gas.saturating_mul(2),
    };
    let size = match form {
        KillForm::OneKey { policies, .. } => vec![*policies],
        KillForm::Everything { keys } => keys.iter().map(|(_, policies)| *policies).collect(),
    };
    let mut kills = plan.operations(frugal(&size), &[dear]);
    if owner.kind().signs_trees() {
        kills.extend(plan.operations(KillGas::wide(size.len()), &[Fees::NONE]));
    }
    if !owner.kind().signs_trees() {
        // One only: where nobody knows, the account is likelier to be there than not.
        kills.retain(|kill| kill.deploys == (known.deployed == Some(false)));
    }
    let on_lane = |mut op: UserOperation| {
        op.nonce = full(kill_key(lane, decode(op.nonce).lane), 0);
        op
    };
    kills.into_iter().map(|kill| on_lane(kill.leaf.operation)).collect()
}

/// Gas that the account itself pays for: about twice the need.
fn frugal(policies: &[usize]) -> KillGas {
    let one = |count: &usize| {
        let count = u128::try_from(*count).unwrap_or(u128::MAX);
        count.saturating_mul(60_000).saturating_add(200_000)
    };
    let call = policies.iter().map(one).fold(250_000_u128, u128::saturating_add);
    KillGas { call, verification: 1_500_000, pre_verification: 150_000 }
}

/// The most that an operation can cost the account, wei.
pub(crate) fn most(operation: &UserOperation) -> U256 {
    latchkey_core::policy::check::charge(operation)
}
