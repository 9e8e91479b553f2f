//! What is to be done on each chain to end keys, decided from what was read.
//!
//! Why: the smallest set of calls follows from how each key stands there (core's plan), and what
//! else dies is known only when the other live keys were read in the same round trip.
//! Refuses: to ask or send; a chain that cannot be read, priced or paid for gets operations that fit
//! whatever it turns out to be, to be sent when it answers.

use latchkey_core::kernel::nonce::lane_of_name;
use latchkey_core::key_state::AccountFacts;
use latchkey_core::permission::validation_id;
use latchkey_core::plan::{self, EndPlan, Ending, Ground, Loss, Shown};
use latchkey_core::user_op::UserOperation;

use crate::error::{Code, Error, Result};
use crate::record::{Account, Key, Network};
use crate::use_case::each::each;
use crate::use_case::end_keys::Extent;
use crate::use_case::end_keys::later::Unread;
use crate::use_case::keys_on_chain::{ChainReading, KeyReading, StrangerReading};
use crate::use_case::owner_op::{OwnerJob, PricedJob};
use crate::wallet::Wallet;

/// What is to be done on one chain.
#[derive(Debug, Clone)]
pub(crate) struct Course {
    /// EIP-155 chain id.
    pub(crate) chain_id: u64,
    /// The network, if it is still known.
    pub(crate) network: Option<Network>,
    /// Rows of the keys that are to end there.
    pub(crate) keys: Vec<i64>,
    /// Those that have something left to end, as far as was read.
    pub(crate) alive: Vec<i64>,
    /// Other keys that die with them.
    pub(crate) losses: Vec<Loss>,
    /// What must be read afterwards besides every key being over.
    pub(crate) shows: Vec<Shown>,
    /// How.
    pub(crate) way: Way,
}

/// How keys are ended on a chain.
#[derive(Debug, Clone)]
pub(crate) enum Way {
    /// Nothing is left to end.
    Nothing,
    /// By an operation for exactly what was read.
    Now(Box<PricedJob>),
    /// By one of these, which fit whatever is found; and why not now.
    Later(Vec<UserOperation>, String),
    /// Not at all, and why.
    Not(String),
}

/// A chain, its keys, and what else lives there.
pub(crate) struct Place<'a> {
    pub(crate) account: &'a Account,
    pub(crate) reading: &'a ChainReading,
    pub(crate) targets: &'a [Key],
    /// Every key that was read, those to end among them.
    pub(crate) all: &'a [Key],
    pub(crate) extent: Extent,
}

impl Wallet {
    /// The courses that end these keys, one per chain they were approved for.
    pub(crate) async fn end_courses(
        &self,
        account: &Account,
        targets: &[Key],
        extent: Extent,
    ) -> Result<Vec<Course>> {
        let all = self.beside(account, targets, extent).await?;
        let readings = self.read_keys(account, &all).await?;
        each(readings.into_iter().map(|reading| {
            let (wallet, account) = (self.clone(), account.clone());
            let (targets, all) = (targets.to_vec(), all.clone());
            async move {
                let place = Place {
                    account: &account,
                    reading: &reading,
                    targets: &targets,
                    all: &all,
                    extent,
                };
                wallet.end_course(&place).await
            }
        }))
        .await?
        .into_iter()
        .collect()
    }

    /// The keys to read: those that are to end and, when others are to live on, these too; only on
    /// the chains that are touched.
    async fn beside(&self, account: &Account, targets: &[Key], extent: Extent) -> Result<Vec<Key>> {
        let mut keys = targets.to_vec();
        if extent == Extent::One {
            let others = self.keys_of(account).await?;
            let others = others.into_iter().filter(|key| key.may_be_live());
            keys.extend(others.filter(|key| targets.iter().all(|target| target.id != key.id)));
        }
        let touched =
            |chain| targets.iter().flat_map(|t| &t.approvals).any(|a| a.chain_id == chain);
        for key in &mut keys {
            key.approvals.retain(|approval| touched(approval.chain_id));
        }
        keys.retain(|key| !key.approvals.is_empty());
        Ok(keys)
    }

    /// The calls that end these keys on one chain, for who sends them another way; `None` when
    /// nothing is left to end.
    #[expect(clippy::unused_self, reason = "a step of ending keys")]
    pub(crate) fn end_plan(
        &self,
        account: &Account,
        keys: &[Key],
        reading: &ChainReading,
        extent: Extent,
    ) -> Result<Option<(Network, AccountFacts, EndPlan)>> {
        let place = Place { account, reading, targets: keys, all: keys, extent };
        let (alive, others) = place.endings();
        if alive.is_empty() {
            return Ok(None);
        }
        let unread = || {
            let why = reading.problem.clone().unwrap_or_else(|| "It was not read.".to_owned());
            Error::new(Code::Offline, why, "Nothing was sent there. Try again when it answers.")
        };
        let (network, facts) = reading.network.clone().zip(reading.account).ok_or_else(unread)?;
        let plan = planned(account, &alive, &others, facts.nonces, extent)?;
        Ok((!plan.calls.is_empty()).then_some((network, facts, plan)))
    }

    async fn end_course(&self, place: &Place<'_>) -> Result<Course> {
        let Place { account, reading, extent, .. } = *place;
        let (alive, others) = place.endings();
        let mut course = place.course();
        let Some(network) = reading.network.clone() else {
            let why = reading.problem.clone().unwrap_or_default();
            course.way = Way::Not(format!("{why} Add it again, then try again."));
            return Ok(course);
        };
        let Some(facts) = reading.account else {
            let why = reading.problem.clone().unwrap_or_else(|| "It was not read.".to_owned());
            return self.later(place, course, Unread { network, read: None, why }).await;
        };
        if alive.is_empty() {
            return Ok(course);
        }
        let plan = match planned(account, &alive, &others, facts.nonces, extent) {
            Ok(plan) => plan,
            Err(error) => {
                course.way = Way::Not(error.to_string());
                return Ok(course);
            }
        };
        if plan.calls.is_empty() {
            return Ok(course);
        }
        (course.losses, course.shows) = (plan.losses, plan.shows);
        let job = OwnerJob {
            network: network.clone(),
            deployed: facts.deployed,
            lane: lane_of_name("latchkey: end keys"),
            mode: plan.mode,
            calls: plan.calls,
        };
        match self.owner_price(account, job).await {
            Ok(priced) => course.way = Way::Now(Box::new(priced)),
            Err(error) => {
                let unread = Unread { network, read: Some(facts), why: error.to_string() };
                return self.later(place, course, unread).await;
            }
        }
        Ok(course)
    }
}

impl Place<'_> {
    /// Those to end and the others, as they stand here; what is over is in neither.
    fn endings(&self) -> (Vec<Ending>, Vec<Ending>) {
        let is_target = |id: i64| self.targets.iter().any(|key| key.id == id);
        let one = |read: &KeyReading| {
            let key = self.all.iter().find(|key| key.id == read.key_id)?;
            let validation_id = validation_id(key.permission_id);
            Some((read.key_id, Ending { validation_id, standing: read.ending? }))
        };
        let all: Vec<(i64, Ending)> = self.reading.keys.iter().filter_map(one).collect();
        let (ends, others): (Vec<_>, Vec<_>) = all.into_iter().partition(|(id, _)| is_target(*id));
        let plain = |list: Vec<(i64, Ending)>| -> Vec<Ending> {
            list.into_iter().map(|(_, ending)| ending).collect()
        };
        let mut ends = plain(ends);
        if self.extent == Extent::All {
            // Everything means also what this app never granted.
            ends.extend(self.reading.strangers.iter().filter_map(StrangerReading::ending));
        }
        (ends, plain(others))
    }

    /// A course that does nothing yet.
    fn course(&self) -> Course {
        let chain_id = self.reading.chain_id;
        let here = |key: &&Key| key.approvals.iter().any(|a| a.chain_id == chain_id);
        let keys: Vec<i64> = self.targets.iter().filter(here).map(|key| key.id).collect();
        let read = self.reading.keys.iter().filter(|read| !read.over());
        let alive = read.map(|read| read.key_id).filter(|id| keys.contains(id)).collect();
        Course {
            chain_id,
            network: self.reading.network.clone(),
            keys,
            alive,
            losses: Vec::new(),
            shows: Vec::new(),
            way: Way::Nothing,
        }
    }
}

fn planned(
    account: &Account,
    alive: &[Ending],
    others: &[Ending],
    nonces: plan::Nonces,
    extent: Extent,
) -> Result<EndPlan> {
    let owner = account.owner();
    let ground = Ground { account: &account.spec, owner: &owner, nonces };
    let planned = match extent {
        Extent::One => plan::end_keys(&ground, alive, others),
        Extent::All => plan::end_everything(&ground, alive),
    };
    planned.map_err(|too_far| {
        let advice = "Change the account's owner to end it, or stop it on chain more than once.";
        Error::new(Code::Stale, format!("This cannot be ended at once: {too_far}."), advice)
    })
}
