//! Grants a key: what the form says, approved by the owner, kept before anybody can use it.

use alloy_primitives::{Address, Bytes};
use latchkey_core::approval::{
    Ask, GrantAsk, GrantLeaf, MAX_NETWORKS, Replaced, SessionSource, Verdict,
};
use latchkey_core::key_state::{AccountFacts, Inquiry};
use latchkey_core::names::Names;
use latchkey_core::permission::Permission;
use latchkey_core::plan::{KillGround, granted_kills};
use latchkey_core::policy::describe::{self, span};

use crate::error::{Code, Error, Result};
use crate::ports::Answers;
use crate::record::{Account, Approval, Holder, Key, Network, PreparedKill, Token};
use crate::tags::Tag;
use crate::use_case::agent_access_set::key_ref;
use crate::use_case::ask::mistrust;
use crate::use_case::grant_form::{self, Facts, Wanted};
use crate::use_case::keys_on_chain::{asked, block};
use crate::use_case::network_list::reach;
use crate::use_case::off_switch::{self, Place};
use crate::use_case::passkey;
use crate::use_case::verify;
use crate::views::{GrantForm, KeyView, Notice, Reach, Severity};
use crate::wallet::Wallet;

impl Wallet {
    /// Grants a key.
    ///
    /// # Errors
    /// `Invalid` at the first field that blocks, and while one security key is the only way to the
    /// owner key; `Offline` when a network's account cannot be read;
    /// the signer's refusals; `Signer` when its answer does not follow from what was asked; the
    /// store's. Whenever this fails, no key can be used by anybody.
    pub async fn grant(&self, form: GrantForm) -> Result<KeyView> {
        let facts = self.form_facts(&form).await?;
        let wanted = self.ready(&form, &facts).await?;
        self.second_way_needed(&facts.account).await?;
        let ask = self.grant_ask(&facts, &wanted).await?;
        let flags = self.passkey_flags(&facts.account, &wanted.networks).await?;
        let what = format!("give {} the key {}", wanted.agent.name, wanted.name);
        let verdict = self.ask(&what, Ask::Grant(Box::new(ask.clone()))).await?;
        let Verdict::Granted {
            session,
            permission_id,
            root,
            enable_signatures,
            kill_signatures,
            ..
        } = verdict
        else {
            return Err(mistrust("it granted no key"));
        };
        let granted = verify::Granted {
            session: &session,
            permission_id,
            root,
            signatures: &enable_signatures,
            kill_signatures: &kill_signatures,
        };
        let permission = verify::grant(&ask, &granted)?;
        let kills = self.switch_rows(&facts.account, &ask, &permission, (kill_signatures, &flags));
        let approvals =
            ask.leaves.iter().zip(enable_signatures).zip(flags).map(|((leaf, signature), flag)| {
                Approval {
                    chain_id: leaf.chain_id,
                    validation_nonce: leaf.validation_nonce,
                    enable_signature: passkey::flagged(signature, flag),
                    ended_at_block: None,
                }
            });
        let key = Key {
            id: 0,
            name: wanted.name.clone(),
            account_id: facts.account.id,
            agent_id: wanted.agent.id,
            session,
            holder: match ask.session {
                SessionSource::Made => Holder::Vault,
                SessionSource::Address(_) | SessionSource::Passkey(_) => Holder::Agent,
            },
            permission_id,
            policies: wanted.policies.clone(),
            functions: wanted.claims.functions.clone(),
            granted_at: self.now(),
            approvals: approvals.collect(),
        };
        let key = self.keep(key, kills, &wanted, &facts.tokens).await?;
        self.load(&facts.account, &key).await;
        self.look_at_switch_soon();
        self.stale(&[Tag::Keys, Tag::Status, Tag::Activity, Tag::Agents, Tag::Networks]);
        let drawn = self.draw(&facts.account, &[key]).await?;
        drawn.into_iter().next().ok_or_else(|| Error::bug("The new key cannot be drawn."))
    }

    async fn ready(&self, form: &GrantForm, facts: &Facts) -> Result<Wanted> {
        let (wanted, mut problems) = grant_form::read(form, facts);
        if let Some(wanted) = &wanted {
            self.judge(&mut problems, form, (wanted, facts)).await?;
        }
        match (problems.first_stop(), wanted) {
            (None, Some(wanted)) => Ok(wanted),
            (Some(error), _) => Err(error),
            (None, None) => Err(Error::invalid("The form is not complete.", "Fill it in.")),
        }
    }

    /// How each network checks the signatures of a passkey owner; `None` for an ECDSA owner.
    async fn passkey_flags(
        &self,
        account: &Account,
        networks: &[Network],
    ) -> Result<Vec<Option<bool>>> {
        let mut flags = Vec::with_capacity(networks.len());
        for network in networks {
            flags.push(match account.owner().passkey() {
                Some(_) => Some(self.use_precompile(network).await?),
                None => None,
            });
        }
        Ok(flags)
    }

    /// The off switch of the new key as rows, one per signed kill.
    fn switch_rows(
        &self,
        account: &Account,
        ask: &GrantAsk,
        permission: &Permission,
        (signatures, flags): (Vec<Vec<Bytes>>, &[Option<bool>]),
    ) -> Vec<PreparedKill> {
        let now = self.now();
        let kills = granted_kills(ask, permission).into_iter().zip(signatures);
        let leaves = ask.leaves.iter().zip(flags).zip(kills);
        let rows = leaves.filter_map(|((leaf, flag), signed)| {
            let place = Place {
                chain_id: leaf.chain_id,
                validation_nonce: leaf.validation_nonce,
                terms: leaf.kill.as_ref()?,
                use_precompile: *flag,
                now,
            };
            let (kills, signatures) = signed;
            let key = (0, permission.id());
            let rows = kills.into_iter().zip(signatures);
            Some(
                rows.map(|signed| off_switch::row(account, key, place, signed)).collect::<Vec<_>>(),
            )
        });
        rows.flatten().collect()
    }

    async fn keep(
        &self,
        key: Key,
        kills: Vec<PreparedKill>,
        wanted: &Wanted,
        tokens: &[Token],
    ) -> Result<Key> {
        let sentence = sentence(wanted);
        let tokens = tokens.to_vec();
        self.stored(move |s| {
            tokens.iter().try_for_each(|token| s.put_token(token))?;
            s.create_key_with_kills(&key, &sentence, &kills)
        })
        .await
    }

    /// Gives the key to the session signer that runs. A failure leaves the key granted.
    async fn load(&self, account: &Account, key: &Key) {
        if !self.access_on() || key.holder != Holder::Vault {
            return;
        }
        if let Err(error) = self.ports().sessions.add(key_ref(account, key)).await {
            let error = Error::from(error);
            let text = format!(
                "The key {} is granted, but the session signer does not have it yet: {} Switch \
                 agent access off and on again.",
                key.name, error.message
            );
            self.notice_add(Notice { severity: Severity::Warn, text });
        }
    }

    async fn grant_ask(&self, facts: &Facts, wanted: &Wanted) -> Result<GrantAsk> {
        let account = &facts.account;
        if wanted.networks.len() > MAX_NETWORKS {
            let message = format!("At most {MAX_NETWORKS} networks fit under one approval.");
            return Err(Error::invalid(message, "Choose fewer.").at("chainIds"));
        }
        if wanted.networks.len() > 1 && !account.owner().kind().signs_trees() {
            let message = "The owner key of this account approves one network at a time.";
            return Err(Error::invalid(message, "Choose one network.").at("chainIds"));
        }
        let leaves = self.leaves(account, wanted).await?;
        Ok(GrantAsk {
            key_name: wanted.name.clone(),
            agent_name: wanted.agent.name.clone(),
            owner: account.owner_ref(),
            account: account.spec.clone(),
            validator: account.validator(),
            session: wanted.session,
            policies: wanted.policies.clone(),
            leaves,
            replaces: facts.replaced.as_ref().map(replaced),
            claims: wanted.claims.clone(),
        })
    }

    /// What is signed for each network: the approval, and the off switch of the key unless the key
    /// could disarm it or the owner key signs no trees (then health says so and renewal asks).
    async fn leaves(&self, account: &Account, wanted: &Wanted) -> Result<Vec<GrantLeaf>> {
        let owner = account.owner();
        // The terms do not depend on who will sign for the key.
        let permission = Permission::ecdsa(wanted.policies.clone(), Address::ZERO);
        let armed = owner.kind().signs_trees()
            && off_switch::disarm(&wanted.policies, account.address).is_none();
        let keys = self.keys_of(account).await?;
        let mut leaves = Vec::with_capacity(wanted.networks.len());
        for network in &wanted.networks {
            let facts = self.facts_there(account, network).await?;
            let (chain_id, validation_nonce) = (network.chain_id, facts.nonces.current.max(1));
            let ground =
                KillGround { account: &account.spec, owner: &owner, chain_id, validation_nonce };
            let others = off_switch::others(&keys, chain_id, None);
            let kill = match armed {
                true => {
                    Some(self.kill_terms(&ground, network, &facts, (&permission, others)).await)
                }
                false => None,
            };
            leaves.push(GrantLeaf { chain_id, validation_nonce, kill });
        }
        off_switch::fit(&mut leaves);
        Ok(leaves)
    }

    /// The account as it stands on a chain that carries the contracts; its present owner must own it
    /// there. The approval is signed for its present nonce (spec 5.3).
    async fn facts_there(&self, account: &Account, network: &Network) -> Result<AccountFacts> {
        let chain = self.ports().networks.chain(network);
        if let Reach::Missing { contracts } =
            reach(chain.clone(), network, account.spec.version).await
        {
            let message = format!("{} lacks contracts: {}.", network.name, contracts.join(", "));
            let advice = "A key could not be used there. Leave this network out.";
            return Err(Error::invalid(message, advice).at("chainIds"));
        }
        let owner = account.owner();
        let inquiry = Inquiry { account: &account.spec, owner: &owner, keys: &[], strangers: &[] };
        let read = chain.read(inquiry.questions().into_iter().map(asked).collect()).await;
        let Answers { at, answers } =
            read.map_err(|error| Error::network(&network.name, &error))?;
        let replies: Vec<_> = answers.into_iter().map(std::result::Result::ok).collect();
        let found = inquiry.read(&replies, block(at, 0)).ok_or_else(|| {
            let message = format!("The account on {} cannot be read.", network.name);
            Error::new(Code::Offline, message, "Nobody was asked. Check the network in Settings.")
        })?;
        if !found.account.same_owner && !found.account.deployed {
            let message = format!(
                "On {} the account does not exist yet. Made there, it would belong to its first \
                 owner, not to the present one.",
                network.name
            );
            let advice = "Leave this network out, or in Settings, Owner keys, make the present \
                          owner key the owner there too.";
            return Err(Error::new(Code::Stale, message, advice).at("chainIds"));
        }
        if !found.account.same_owner {
            let message = format!("On {} the account belongs to another owner.", network.name);
            return Err(Error::new(Code::Stale, message, "Leave this network out.").at("chainIds"));
        }
        Ok(found.account)
    }
}

/// The key that the new one takes the place of, for the signer to draw the difference.
fn replaced(key: &Key) -> Replaced {
    Replaced {
        permission_id: key.permission_id,
        policies: key.policies.clone(),
        signer: key.session.clone(),
    }
}

fn sentence(wanted: &Wanted) -> String {
    let chains: Vec<u64> = wanted.networks.iter().map(|network| network.chain_id).collect();
    let names = Names::new(&wanted.claims, &chains);
    span::plain(&describe::sentence(&wanted.policies, &names))
}
