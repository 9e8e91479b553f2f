//! The exact operation: plan, price within the gas budget, check, sign.

use alloy_primitives::Bytes;
use latchkey_core::chain::ENTRY_POINT_07;
use latchkey_core::kernel::signature::{permission_signature, recover_personal_sign};
use latchkey_core::key_state::State;
use latchkey_core::permission::{SessionSigner, SignerKind};
use latchkey_core::plan::{FirstUse, SessionPlan};
use latchkey_core::policy::check::charge;
use latchkey_core::user_op::UserOperation;
use latchkey_core::user_op::stage::{Draft, Gas, Sealed, Signed};
use latchkey_core::webauthn::{Assertion, precompile};

use super::choose::{Choice, Chosen};
use super::refusal;
use crate::error::{Code, Error, Result};
use crate::ports::{Answers, NetworkError, SignScope};
use crate::record::{Account, Key, Network};
use crate::use_case::agent_access_set::key_ref;
use crate::use_case::ask::mistrust;
use crate::use_case::keys_on_chain::asked;
use crate::use_case::owner_op::{enough, read_purse};
use crate::use_case::pricing::{Priced, Pricing};
use crate::use_case::send::rejection;
use crate::wallet::Wallet;

/// An operation to be signed by a session key.
#[derive(Debug, Clone)]
pub(crate) struct Built {
    /// The operation and its hash.
    pub(super) sealed: Sealed,
    /// On first use: what goes around the session key's signature.
    pub(super) first_use: Option<FirstUse>,
    /// What the key's signatures look like.
    pub(super) signer: Signer,
}

/// What a key's signatures look like on one chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Signer {
    /// 65 bytes over EIP-191 of the hash.
    Ecdsa,
    /// A passkey's answer.
    Passkey {
        /// Whether the chain has the P-256 precompile.
        use_precompile: bool,
    },
}

impl Signer {
    const fn kind(self) -> SignerKind {
        match self {
            Self::Ecdsa => SignerKind::Ecdsa,
            Self::Passkey { .. } => SignerKind::WebAuthn,
        }
    }

    /// Stands for its signature while gas is estimated, by the same verifier as the real one.
    fn stub(self) -> Bytes {
        let dummy = self.kind().dummy_signature();
        match self {
            Self::Ecdsa => permission_signature(&dummy),
            Self::Passkey { use_precompile } => match Assertion::decode(&dummy) {
                Ok(answer) => {
                    permission_signature(&Assertion { use_precompile, ..answer }.encode())
                }
                Err(_never) => permission_signature(&dummy),
            },
        }
    }
}

impl Wallet {
    /// The operation for a key that was chosen, priced, within its budget and checked; unsigned.
    pub(crate) async fn build(
        &self,
        choice: &Choice<'_>,
        chosen: &Chosen,
        deployed: bool,
        lane: u16,
    ) -> Result<Built> {
        let (network, account) = (&choice.chain.0, choice.account);
        let first_use = first_use(chosen, network.chain_id)?;
        let signer = self.signer(&chosen.key, network).await?;
        let plan = SessionPlan {
            account: &account.spec,
            deployed,
            permission_id: chosen.key.permission_id,
            signer: signer.kind(),
            first_use: first_use.as_ref(),
            lane,
            calls: choice.calls,
        };
        let chain = self.ports().networks.chain(network);
        let bundler = self.ports().networks.bundler(network);
        let pricing = Pricing {
            network,
            chain: chain.as_ref(),
            bundler: bundler.as_ref(),
            entry_point: ENTRY_POINT_07,
        };
        let (sequence, money) = read_purse(&pricing, account, plan.nonce_key()).await?;
        let mut op = plan.draft(sequence).operation().clone();
        op.signature = plan.envelope(&signer.stub());
        let priced = pricing.estimate(&op).await.map_err(|error| match &error {
            NetworkError::Rejected { message, data, .. } => {
                refusal::by_chain(&chosen.key, &network.name, &rejection(message, data))
            }
            NetworkError::Unreachable(_) | NetworkError::WrongChain { .. } => {
                pricing.failed(&error)
            }
        })?;
        within_budget(
            &priced,
            &mut op,
            chosen.counters.gas_left.or_else(|| granted_gas(&chosen.key)),
        )?;
        op.signature = Bytes::new();
        let checked = choice.check(&chosen.key, &chosen.counters, &op);
        checked.map_err(|failure| choice.refusal(&chosen.key, &failure))?;
        enough(network, account, &op, money)?;
        Ok(Built { sealed: sealed(op, network.chain_id), first_use, signer })
    }

    /// What the key's signatures look like there.
    ///
    /// # Errors
    /// `Policy` for a signer that nothing is made for, or where nothing safe checks passkeys;
    /// `Offline` when the chain does not tell.
    async fn signer(&self, key: &Key, network: &Network) -> Result<Signer> {
        let kind = key.session.kind().map_err(|why| {
            let message = format!("The key “{}” cannot be used: {why}.", key.name);
            Error::new(Code::Policy, message, "Nothing was signed. Ask the owner for another key.")
        })?;
        if kind == SignerKind::Ecdsa {
            return Ok(Signer::Ecdsa);
        }
        let chain = self.ports().networks.chain(network);
        let read = chain.read(precompile::questions().into_iter().map(asked).collect()).await;
        let Answers { answers, .. } =
            read.map_err(|error| Error::network(&network.name, &error))?;
        let replies: Vec<_> = answers.into_iter().map(std::result::Result::ok).collect();
        let found = precompile::read(&replies).use_precompile();
        let use_precompile = found.ok_or_else(|| {
            let message = format!("{} has nothing that checks passkeys safely.", network.name);
            let advice = "Nothing was signed. Use this key on another network.";
            Error::new(Code::Policy, message, advice)
        })?;
        Ok(Signer::Passkey { use_precompile })
    }

    /// Has the session key sign, and checks that it did.
    pub(super) async fn session_sign(
        &self,
        account: &Account,
        key: &Key,
        scope: SignScope,
        built: Built,
    ) -> Result<Signed> {
        let op = built.sealed.operation().clone();
        let signature = self.ports().sessions.sign(key_ref(account, key), scope, op).await?;
        let signer = match signature.split_first() {
            Some((0xff, sig)) => recover_personal_sign(built.sealed.hash(), sig).ok(),
            Some(_) | None => None,
        };
        if signer.map(SessionSigner::Ecdsa).as_ref() != Some(&key.session) {
            return Err(mistrust("another key than the session key signed"));
        }
        Ok(built.signed(account, key, &signature))
    }
}

impl Built {
    /// The operation, its signature field empty.
    pub(crate) fn operation(&self) -> &UserOperation {
        self.sealed.operation()
    }

    /// With the permission's part of the signature field, `0xff ‖ signature`, in its place.
    pub(super) fn signed(self, account: &Account, key: &Key, signature: &[u8]) -> Signed {
        let plan = SessionPlan {
            account: &account.spec,
            deployed: true,
            permission_id: key.permission_id,
            signer: self.signer.kind(),
            first_use: self.first_use.as_ref(),
            lane: 0,
            calls: &[],
        };
        let envelope = plan.envelope(signature);
        self.sealed.sign(envelope)
    }
}

/// The owner's approval, while the key is not installed.
fn first_use(chosen: &Chosen, chain_id: u64) -> Result<Option<FirstUse>> {
    if chosen.state == State::Installed {
        return Ok(None);
    }
    let approval = chosen.key.approvals.iter().find(|approval| approval.chain_id == chain_id);
    let approval = approval.ok_or_else(|| Error::bug("The key has no approval for this chain."))?;
    Ok(Some(FirstUse {
        enable_data: chosen.key.permission().enable_data(),
        enable_signature: approval.enable_signature.clone(),
    }))
}

/// Limits with headroom; less headroom, then a lower price, if the gas budget wants it. Whether it
/// then fits is for the check to say.
fn within_budget(priced: &Priced, op: &mut UserOperation, left: Option<u128>) -> Result<()> {
    priced.comfortable(op)?;
    let fits = |op: &UserOperation| {
        left.is_none_or(|left| charge(op) <= alloy_primitives::U256::from(left))
    };
    if !fits(op) {
        priced.tight(op)?;
    }
    if !fits(op) {
        priced.cheaper(op);
    }
    Ok(())
}

/// The gas budget as granted.
fn granted_gas(key: &Key) -> Option<u128> {
    latchkey_core::policy::describe::summary::Summary::of(&key.policies).gas_wei
}

fn sealed(op: UserOperation, chain_id: u64) -> Sealed {
    let gas = Gas {
        call_gas_limit: op.call_gas_limit,
        verification_gas_limit: op.verification_gas_limit,
        pre_verification_gas: op.pre_verification_gas,
        max_fee_per_gas: op.max_fee_per_gas,
        max_priority_fee_per_gas: op.max_priority_fee_per_gas,
    };
    let paymaster = op.paymaster.clone();
    Draft::new(op).price(gas, paymaster).seal(ENTRY_POINT_07, chain_id)
}
