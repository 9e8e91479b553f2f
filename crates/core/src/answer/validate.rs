//! `validateUserOp`, in the order of the contract (spec 2.5, 4.6).
//!
//! Refuses: session signers other than ECDSA, roots other than the ECDSA validators, a permission
//! and an EIP-7702 delegation.

use alloy_primitives::{Address, B256, Bytes};

use super::account::{NO_HOOK, Stored};
use super::owner::either;
use super::segments::{Misplaced, strip};
use super::tally::{Failed, ask};
use super::{Account, Revert};
use crate::account::root::validator_id;
use crate::chain;
use crate::kernel::erc1271::REPLAYABLE_MAGIC;
use crate::kernel::execute::EXECUTE_USER_OP;
use crate::kernel::nonce::{self, Mode, Validation};
use crate::kernel::signature::personal_sign_hash;
use crate::kernel::version::KernelVersion;
use crate::permission::{PermissionId, validation_id};
use crate::policy::PolicyFlag;
use crate::user_op::UserOperation;

/// What validation came to, where it did not revert.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Validated {
    /// The signature is right.
    pub(super) signed: bool,
    /// The time is inside every window.
    pub(super) in_time: bool,
    /// What runs around the execution.
    pub(super) hook: Address,
}

impl Account {
    pub(super) fn validate(&mut self, op: &UserOperation, now: u64) -> Result<Validated, Revert> {
        let parts = nonce::decode(op.nonce);
        let (id, is_root) = match parts.validation {
            Validation::Root { .. } => (self.root, true),
            Validation::Validator { validator } => (validator_id(validator), false),
            Validation::Permission { id } => (validation_id(id), false),
            Validation::Unknown { .. } => return Err(Revert::named("InvalidValidationType")),
        };
        let (chain_id, signature) = self.replayable(&op.signature);
        let signature = match parts.mode {
            Mode::Enable => self.enable(id, chain_id, signature, now)?,
            Mode::Default => Bytes::copy_from_slice(signature),
        };
        let hash = op.hash(chain::ENTRY_POINT_07, chain_id);
        let [kind, identifier @ ..] = id.0;
        let (signed, in_time) = match kind {
            0 => (self.delegator_signs(personal_sign_hash(hash), &signature)?, true),
            1 => (self.validator_signs(Address::from(identifier), hash, &signature)?, true),
            _ => {
                let id = super::install::permission_id(id);
                self.permission_signs(id, op, (hash, &signature), now)?
            }
        };
        let stored = self.validation(id);
        if !is_root && stored.nonce < self.nonces.valid_from {
            return Err(Revert::named("InvalidNonce"));
        }
        self.may_call(is_root, &stored, &op.call_data)?;
        Ok(Validated { signed, in_time, hook: stored.hook })
    }

    /// From 0.3.2 on a signature may say that it holds on every chain.
    pub(super) fn replayable<'a>(&self, signature: &'a [u8]) -> (u64, &'a [u8]) {
        match (self.version, signature.strip_prefix(REPLAYABLE_MAGIC.as_slice())) {
            (KernelVersion::V0_3_2 | KernelVersion::V0_3_3, Some(rest)) => (0, rest),
            (KernelVersion::V0_3_0 | KernelVersion::V0_3_1, _) | (_, None) => {
                (self.chain_id, signature)
            }
        }
    }

    /// A hooked validation must come through `executeUserOp`; all but the root need the function
    /// granted.
    fn may_call(&self, is_root: bool, stored: &Stored, data: &[u8]) -> Result<(), Revert> {
        let granted = |at: usize| {
            let selector = data.get(at..at.saturating_add(4)).unwrap_or_default();
            is_root || stored.selectors.iter().any(|s| s.as_slice() == selector)
        };
        let allowed = if stored.hook.is_zero() {
            is_root && self.root.is_zero()
        } else if stored.hook == NO_HOOK {
            granted(0)
        } else {
            data.starts_with(&EXECUTE_USER_OP) && granted(4)
        };
        if allowed { Ok(()) } else { Err(Revert::named("InvalidValidator")) }
    }

    /// Whether the session key signed, and whether every window is open.
    fn permission_signs(
        &mut self,
        id: PermissionId,
        op: &UserOperation,
        (hash, signature): (B256, &[u8]),
        now: u64,
    ) -> Result<(bool, bool), Revert> {
        let Some(permission) = self.permissions.get(&id).cloned() else {
            // Nothing is stored: no policy is asked, then the zero address for the signature.
            strip(signature, 0).map_err(|e| e.revert)?;
            return Err(Revert::Empty);
        };
        if matches!(permission.flag, PolicyFlag::NotForUserOp | PolicyFlag::Neither) {
            return Err(Revert::named("PermissionNotAlllowedForUserOp"));
        }
        let policies = &permission.policies;
        let facts = self.modules.counters(id, self.address, now);
        let layout = strip(signature, policies.len());
        let (signature, passed) = first(layout, ask(policies, &facts, op))?;
        self.modules.counters.insert(id, passed.after);
        let signed = self.signer_signs(id, permission.signer.contract(), hash, signature)?;
        Ok((signed, passed.in_time))
    }

    /// A signer module's own answer.
    pub(super) fn signer_signs(
        &self,
        id: PermissionId,
        module: Address,
        hash: B256,
        signature: &[u8],
    ) -> Result<bool, Revert> {
        if module != chain::ECDSA_SIGNER {
            return Err(Revert::Unknown { module });
        }
        let held = self.modules.signers.get(&(module, id));
        let key = held.map_or(Address::ZERO, |data| Address::from_slice(data));
        either(key, hash, signature)
    }
}

/// Policies and layout are gone through together: whatever fails at the lower place comes first.
fn first<T, U>(layout: Result<T, Misplaced>, asked: Result<U, Failed>) -> Result<(T, U), Revert> {
    match (layout, asked) {
        (Ok(signature), Ok(answer)) => Ok((signature, answer)),
        (Err(misplaced), Err(failed)) if failed.at < misplaced.at => Err(failed.revert),
        (Err(misplaced), _) => Err(misplaced.revert),
        (Ok(_), Err(failed)) => Err(failed.revert),
    }
}
