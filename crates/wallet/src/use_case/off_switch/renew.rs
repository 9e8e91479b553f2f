//! Has the owner sign the off switch anew, for every key whose switch needs it.
//!
//! Why: a switch goes stale when the account moves on, the owner changes or gas becomes dearer; older
//! rows stay, and whichever works is used.
//! Refuses: to ask when nothing needs it, and to keep what the owner did not sign.

use alloy_primitives::Bytes;
use latchkey_core::approval::{
    Ask, Claims, KillTerms, KillsAsk, KillsKey, KillsLeaf, MAX_LEAVES, Verdict,
};
use latchkey_core::plan::{AskedKill, KillGround, asked_kills};

use crate::error::{Code, Error, Result};
use crate::record::{Account, Key, KillEnds, Network, PreparedKill};
use crate::tags::Tag;
use crate::use_case::ask::mistrust;
use crate::use_case::end_keys::agent_name;
use crate::use_case::grant_form::network_claim;
use crate::use_case::off_switch::health::Looked;
use crate::use_case::off_switch::keep::{self, Place};
use crate::use_case::off_switch::read::Ground;
use crate::use_case::off_switch::terms::{kills_of, others};
use crate::use_case::verify;
use crate::views::SwitchHealth;
use crate::wallet::Wallet;

/// A key on a network whose switch is signed anew.
#[derive(Debug, Clone)]
struct Wanted {
    key: Key,
    leaf: KillsLeaf,
    /// How the network checks a passkey owner's signature; `None` for an ECDSA owner.
    use_precompile: Option<bool>,
}

impl Wallet {
    /// Asks the owner once for every key whose off switch needs it (one kill at a time where the owner
    /// key signs no trees), keeps what was signed, and reads again.
    ///
    /// # Errors
    /// `NotFound` without an account; `Stale` when nothing needs it; the signer's refusals; `Signer`
    /// when its answer does not follow from what was asked; the store's.
    pub async fn switch_renew(&self) -> Result<SwitchHealth> {
        let account = self.account_needed().await?;
        let looked = self.look_at_switch(account).await?;
        let wanted = self.wanted(&looked).await?;
        if wanted.is_empty() {
            let message = "No off switch needs to be signed anew.";
            return Err(Error::new(Code::Stale, message, "Nothing was asked."));
        }
        for batch in batches(wanted) {
            let ask = self.kills_ask(&looked, &batch).await?;
            if looked.account.owner().kind().signs_trees() {
                self.renew(&looked.account, &ask, &batch).await?;
            } else {
                self.renew_one_by_one(&looked.account, &ask, &batch).await?;
            }
        }
        self.stale(&[Tag::Switch, Tag::Status, Tag::Activity]);
        self.switch_health().await
    }

    /// The keys and networks whose switch can be signed anew, with fresh terms.
    async fn wanted(&self, looked: &Looked) -> Result<Vec<Wanted>> {
        let mut wanted = Vec::new();
        for (key_id, chains) in &looked.judged {
            let Some(key) = looked.keys.iter().find(|key| key.id == *key_id) else { continue };
            for one in chains.iter().filter(|one| one.judgement.renewable) {
                let read = looked.grounds.get(&one.chain_id);
                let found = read.and_then(|r| r.network.as_ref().zip(r.ground.as_ref().ok()));
                if let Some((network, ground)) = found {
                    wanted.extend(self.wanted_on(looked, key, network, ground).await?);
                }
            }
        }
        Ok(wanted)
    }

    async fn wanted_on(
        &self,
        looked: &Looked,
        key: &Key,
        network: &Network,
        ground: &Ground,
    ) -> Result<Option<Wanted>> {
        let (account, chain_id) = (&looked.account, network.chain_id);
        let Some(approval) = key.approvals.iter().find(|a| a.chain_id == chain_id) else {
            return Ok(None);
        };
        let (owner, validation_nonce) = (account.owner(), approval.validation_nonce);
        let place =
            KillGround { account: &account.spec, owner: &owner, chain_id, validation_nonce };
        let others = others(&looked.keys, chain_id, Some(key.id));
        let with = (&key.permission(), others);
        let mut kill = self.kill_terms(&place, network, &ground.account, with).await;
        if !owner.kind().signs_trees() {
            kill = KillTerms { fees: None, others: Vec::new(), ..kill };
        }
        let use_precompile = match owner.passkey() {
            Some(_) => Some(self.use_precompile(network).await?),
            None => None,
        };
        let leaf = KillsLeaf { chain_id, validation_nonce, kill };
        Ok(Some(Wanted { key: key.clone(), leaf, use_precompile }))
    }

    async fn kills_ask(&self, looked: &Looked, batch: &[Wanted]) -> Result<KillsAsk> {
        let agents = self.stored(|s| s.agents()).await?;
        let account = &looked.account;
        let mut keys: Vec<KillsKey> = Vec::new();
        for Wanted { key, leaf, .. } in batch {
            match keys.last_mut().filter(|last| last.permission_id == key.permission_id) {
                Some(last) => last.leaves.push(leaf.clone()),
                None => keys.push(KillsKey {
                    name: key.name.clone(),
                    agent_name: agent_name(&agents, key),
                    permission_id: key.permission_id,
                    policies: key.policies.clone(),
                    signer: key.session.clone(),
                    leaves: vec![leaf.clone()],
                }),
            }
        }
        let networks = looked.grounds.values().filter_map(|read| read.network.as_ref());
        let here = networks.filter(|n| batch.iter().any(|one| one.leaf.chain_id == n.chain_id));
        Ok(KillsAsk {
            owner: account.owner_ref(),
            account: account.spec.clone(),
            validator: account.validator(),
            keys,
            only: None,
            claims: Claims { networks: here.map(network_claim).collect(), ..Claims::default() },
        })
    }

    /// One signature over all of them.
    async fn renew(&self, account: &Account, ask: &KillsAsk, batch: &[Wanted]) -> Result<()> {
        let signatures = self.kills_signed(ask).await?;
        let rows = asked_kills(ask).into_iter().zip(signatures);
        let rows: Option<Vec<PreparedKill>> =
            rows.map(|signed| self.renewed(account, ask, batch, signed)).collect();
        let rows = rows.ok_or_else(|| Error::bug("A signed stop belongs to no key."))?;
        let now = self.now();
        self.stored(move |s| s.add_kills(now, &rows)).await
    }

    /// A signature for each, of the kind that ends one key alone; each is kept before the next is
    /// asked for.
    async fn renew_one_by_one(
        &self,
        account: &Account,
        ask: &KillsAsk,
        batch: &[Wanted],
    ) -> Result<()> {
        let all = (0_u32..).zip(asked_kills(ask));
        let alone = all.filter(|(_, asked)| keep::ends(&asked.kill) == KillEnds::OneKey);
        for (place, _) in alone {
            let one = KillsAsk { only: Some(place), ..ask.clone() };
            self.renew(account, &one, batch).await?;
        }
        Ok(())
    }

    async fn kills_signed(&self, ask: &KillsAsk) -> Result<Vec<Bytes>> {
        let names: Vec<&str> = ask.keys.iter().map(|key| key.name.as_str()).collect();
        let what = format!("renew the off switch of {}", names.join(", "));
        let verdict = self.ask(&what, Ask::Kills(Box::new(ask.clone()))).await?;
        let Verdict::KillsSigned { root, signatures, .. } = verdict else {
            return Err(mistrust("it signed no off switch"));
        };
        verify::kills(ask, root, &signatures)?;
        Ok(signatures)
    }

    /// A signed kill as a row of its key.
    fn renewed(
        &self,
        account: &Account,
        ask: &KillsAsk,
        batch: &[Wanted],
        (asked, signature): (AskedKill, Bytes),
    ) -> Option<PreparedKill> {
        let of = ask.keys.get(asked.key)?;
        let leaf = of.leaves.get(asked.leaf)?;
        let wanted = batch.iter().find(|one| {
            one.key.permission_id == of.permission_id && one.leaf.chain_id == leaf.chain_id
        })?;
        let place = Place {
            chain_id: leaf.chain_id,
            validation_nonce: leaf.validation_nonce,
            terms: &leaf.kill,
            use_precompile: wanted.use_precompile,
            now: self.now(),
        };
        let key = (wanted.key.id, of.permission_id);
        Some(keep::row(account, key, place, (asked.kill, signature)))
    }
}

/// Parts that fit under one approval each; the networks of a key stay together where they can.
fn batches(wanted: Vec<Wanted>) -> Vec<Vec<Wanted>> {
    let mut batches: Vec<Vec<Wanted>> = Vec::new();
    let mut room = 0;
    for one in wanted {
        let needs = kills_of(&one.leaf.kill);
        match batches.last_mut().filter(|_| needs <= room) {
            Some(last) => last.push(one),
            None => {
                room = MAX_LEAVES;
                batches.push(vec![one]);
            }
        }
        room = room.saturating_sub(needs);
    }
    batches
}
