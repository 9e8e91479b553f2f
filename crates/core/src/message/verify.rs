//! Who made a message signature, checked without a chain (spec 3.1).
//!
//! Why: a signature that names the account may be of its owner, of a key, or of a stranger.
//! Refuses: to vouch for what only the chain knows: passkeys, foreign signers, and whether a key is
//! installed (ask [`crate::key_state`]).

use alloy_primitives::{Address, B256};

use super::{AccountSignature, Form, MessagePlan, Speaker, knows_replayable};
use crate::account::AccountSpec;
use crate::approval_tree::{NotSigned, OwnerSignature, SignedForm};
use crate::chain::{META_FACTORY, MULTI_CHAIN_ECDSA_VALIDATOR};
use crate::key_state::{Messages, granted};
use crate::permission::{Permission, PermissionId, SessionSigner};

/// Who signed, and how the key was put to the digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// The owner.
    Owner {
        /// Raw or EIP-191.
        form: SignedForm,
        /// The root of a tree, if that is what was signed.
        root: Option<B256>,
    },
    /// A session key. It counts only while the key is installed.
    Session {
        /// Whose permission.
        permission_id: PermissionId,
        /// Raw or EIP-191.
        form: SignedForm,
        /// Only the callers its policies list get a yes.
        listed: bool,
    },
}

/// Why a signature is not of this account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotSaid {
    /// It names another validator than the root; the account would revert unless that is installed.
    #[error("it names the validator {0}, which is not the account's root")]
    OtherValidator(Address),
    /// It names another permission than the one at hand.
    #[error("it names the key {0}, which is not the one at hand")]
    OtherKey(PermissionId),
    /// Another key made it.
    #[error("somebody else than the one it names signed")]
    Stranger,
    /// Its proof leads elsewhere.
    #[error("the proof in it does not lead to the signed root")]
    NotInTree,
    /// Not a form that the validator reads.
    #[error("the key's part of it cannot be read")]
    Unreadable,
    /// The permission forbids messages.
    #[error("this key was granted without the right to sign messages")]
    SilentKey,
    /// Its factory makes another account.
    #[error("it would deploy another account")]
    OtherAccount,
    /// The version does not read the mark for every chain.
    #[error("it is marked for every chain, which this version of the account does not read")]
    NotReplayable,
    /// Passkeys and foreign signers.
    #[error("only the chain can check a signature of this kind")]
    OnChainOnly,
}

impl AccountSignature {
    /// Who of the account signed this hash for a chain. `permission` is the key it may be of.
    ///
    /// # Errors
    /// [`NotSaid`].
    pub fn said(
        &self,
        account: &AccountSpec,
        chain_id: u64,
        permission: Option<&Permission>,
        hash: B256,
    ) -> Result<Said, NotSaid> {
        if self.replayable && !knows_replayable(account.version) {
            return Err(NotSaid::NotReplayable);
        }
        let deploys = self.predeployed.as_ref();
        let itself = |p: &super::Predeployed| {
            p.factory == META_FACTORY && p.factory_data == account.factory_data()
        };
        if !deploys.is_none_or(itself) {
            return Err(NotSaid::OtherAccount);
        }
        let (deployed, replayable) = (deploys.is_none(), self.replayable);
        let speaker = Speaker::Owner;
        let plan = MessagePlan { account, chain_id, deployed, speaker, replayable };
        let digest = plan.digest(hash);
        match self.form {
            Form::Root => self.owner(account, digest),
            Form::Validator(root) if root == account.root_validator_address() => {
                self.owner(account, digest)
            }
            Form::Validator(other) => Err(NotSaid::OtherValidator(other)),
            Form::Permission(id) => {
                let permission =
                    permission.filter(|p| p.id() == id).ok_or(NotSaid::OtherKey(id))?;
                self.session(permission, digest)
            }
        }
    }

    fn owner(&self, account: &AccountSpec, digest: B256) -> Result<Said, NotSaid> {
        let data = account.root_install().validator_data;
        let owner = Address::try_from(data.as_ref()).ok().ok_or(NotSaid::OnChainOnly)?;
        let read = OwnerSignature::parse(&self.inner).ok().ok_or(NotSaid::Unreadable)?;
        let root = read.root();
        if root.is_some() && account.root_validator_address() != MULTI_CHAIN_ECDSA_VALIDATOR {
            return Err(NotSaid::Unreadable);
        }
        let form = read.approves(digest, owner).map_err(not_said)?;
        Ok(Said::Owner { form, root })
    }

    fn session(&self, permission: &Permission, digest: B256) -> Result<Said, NotSaid> {
        let messages = granted(permission);
        if messages == Messages::Nobody {
            return Err(NotSaid::SilentKey);
        }
        let SessionSigner::Ecdsa(key) = permission.signer else {
            return Err(NotSaid::OnChainOnly);
        };
        let plain: &[u8; 65] = self.inner.as_ref().try_into().ok().ok_or(NotSaid::Unreadable)?;
        let form = OwnerSignature::Plain(*plain).approves(digest, key).map_err(not_said)?;
        let listed = messages == Messages::Listed;
        Ok(Said::Session { permission_id: permission.id(), form, listed })
    }
}

const fn not_said(why: NotSigned) -> NotSaid {
    match why {
        NotSigned::NotInTree => NotSaid::NotInTree,
        NotSigned::Stranger => NotSaid::Stranger,
    }
}
