//! Whether the off switch would work now, key by key and network by network.
//!
//! Why: a prepared kill that has gone stale is found when it is needed, unless somebody looks before.
//! Refuses: to ask anybody; renewing is the person's own act.

use std::collections::HashMap;

use crate::error::Result;
use crate::record::{Account, Key, PreparedKill};
use crate::tags::Tag;
use crate::use_case::keys_on_chain::ChainReading;
use crate::use_case::number::{row, secs};
use crate::use_case::off_switch::judge::{Judgement, Subject, judge};
use crate::use_case::off_switch::read::ReadGround;
use crate::views::{ReadAt, SwitchHealth, SwitchOfKey, SwitchOnChain, SwitchState};
use crate::wallet::Wallet;

/// The switch of one key on one network, judged.
#[derive(Debug, Clone)]
pub(crate) struct Judged {
    pub(crate) chain_id: u64,
    pub(crate) judgement: Judgement,
}

/// Everything that was read and judged.
#[derive(Debug, Clone)]
pub(crate) struct Looked {
    pub(crate) account: Account,
    /// Keys of the account, newest first.
    pub(crate) keys: Vec<Key>,
    pub(crate) grounds: HashMap<u64, ReadGround>,
    /// By key row.
    pub(crate) judged: Vec<(i64, Vec<Judged>)>,
}

impl Wallet {
    /// Reads and judges the off switch of every key that may be live.
    ///
    /// # Errors
    /// The store's. A network that does not answer is `Unknown`, not an error.
    pub async fn switch_health(&self) -> Result<SwitchHealth> {
        let Some(account) = self.stored(|s| s.accounts()).await?.into_iter().next() else {
            return Ok(SwitchHealth { keys: Vec::new(), needs_renewal: false });
        };
        let looked = self.look_at_switch(account).await?;
        let health = looked.view(self.now());
        self.switch_needs_renewal(health.needs_renewal);
        Ok(health)
    }

    /// Looks at it in the background, so that the status says whether it needs a renewal.
    pub(crate) fn look_at_switch_soon(&self) {
        let wallet = self.clone();
        tokio::spawn(async move {
            if let Err(error) = wallet.switch_health().await {
                tracing::debug!(%error, "the off switch was not looked at");
            }
        });
    }

    /// Keeps what the status says of it.
    pub(crate) fn switch_needs_renewal(&self, needs: bool) {
        let before =
            self.with_live(|live| std::mem::replace(&mut live.switch_needs_renewal, needs));
        if before != needs {
            self.stale(&[Tag::Status, Tag::Switch]);
        }
    }

    /// The reading behind [`Self::switch_health`].
    pub(crate) async fn look_at_switch(&self, account: Account) -> Result<Looked> {
        let keys = self.keys_of(&account).await?;
        let id = account.id;
        let kills = self.stored(move |s| s.kills(id)).await?;
        let live: Vec<Key> = keys.iter().filter(|key| key.may_be_live()).cloned().collect();
        let chains = chains(&live);
        let (grounds, readings) = tokio::join!(
            self.switch_grounds(&account, &chains, &kills),
            self.read_keys(&account, &live)
        );
        let grounds: HashMap<u64, ReadGround> =
            grounds?.into_iter().map(|one| (one.chain_id, one)).collect();
        let readings = readings?;
        let alive = |key: &Key, chain_id: u64| {
            key.may_be_live_on(chain_id) && !over(&readings, key.id, chain_id)
        };
        let judged = live.iter().map(|key| {
            let here = chains.iter().filter(|chain_id| alive(key, **chain_id));
            let of = here.map(|chain_id| {
                let judgement = judged(&account, key, &kills, grounds.get(chain_id));
                Judged { chain_id: *chain_id, judgement }
            });
            (key.id, of.collect::<Vec<_>>())
        });
        let judged = judged.filter(|(_, chains)| !chains.is_empty()).collect();
        Ok(Looked { account, keys, grounds, judged })
    }
}

/// Chains where some of these keys may be live, each once.
pub(crate) fn chains(keys: &[Key]) -> Vec<u64> {
    let all = keys.iter().flat_map(|key| &key.approvals);
    let live = all.filter(|approval| approval.ended_at_block.is_none());
    let mut chains: Vec<u64> = live.map(|approval| approval.chain_id).collect();
    chains.sort_unstable();
    chains.dedup();
    chains
}

/// Whether a chain was read as having ended a key for good.
pub(crate) fn over(readings: &[ChainReading], key_id: i64, chain_id: u64) -> bool {
    let here = readings.iter().filter(|reading| reading.chain_id == chain_id);
    here.flat_map(|reading| &reading.keys).any(|key| key.key_id == key_id && key.over())
}

fn judged(
    account: &Account,
    key: &Key,
    kills: &[PreparedKill],
    ground: Option<&ReadGround>,
) -> Judgement {
    let unread = |why: &str| Judgement {
        state: SwitchState::Unknown,
        why: why.to_owned(),
        todo: "Read again when the network answers.",
        renewable: false,
    };
    match ground.map(|read| (read.chain_id, &read.ground)) {
        None => unread("It was not read."),
        Some((_, Err(why))) => unread(why),
        Some((chain_id, Ok(ground))) => {
            let here: Vec<&PreparedKill> =
                kills.iter().filter(|kill| kill.chain_id == chain_id).collect();
            judge(Subject { account, key, kills: &here, ground })
        }
    }
}

impl Looked {
    /// Whether the owner can mend something by signing anew.
    pub(crate) fn needs_renewal(&self) -> bool {
        self.judged.iter().flat_map(|(_, chains)| chains).any(|one| one.judgement.renewable)
    }

    fn view(&self, now: u64) -> SwitchHealth {
        let keys = self.judged.iter().filter_map(|(key_id, chains)| {
            let key = self.keys.iter().find(|key| key.id == *key_id)?;
            let chains = chains.iter().map(|one| self.on_chain(one, now)).collect();
            Some(SwitchOfKey { key_id: row(key.id), name: key.name.clone(), chains })
        });
        SwitchHealth { keys: keys.collect(), needs_renewal: self.needs_renewal() }
    }

    fn on_chain(&self, judged: &Judged, now: u64) -> SwitchOnChain {
        let read = self.grounds.get(&judged.chain_id);
        let network = read.and_then(|read| read.network.as_ref()).map(|one| one.name.clone());
        let block = read.and_then(|read| read.ground.as_ref().ok()).map(|ground| ground.at.number);
        let Judgement { state, why, todo, .. } = &judged.judgement;
        SwitchOnChain {
            chain_id: secs(judged.chain_id),
            network: network.unwrap_or_else(|| format!("chain {}", judged.chain_id)),
            state: *state,
            why: why.clone(),
            todo: (*todo).to_owned(),
            read_at: block.map(|block| ReadAt { block: secs(block), at: secs(now) }),
        }
    }
}
