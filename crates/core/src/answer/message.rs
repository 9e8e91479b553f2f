//! `isValidSignature`: who may sign messages for the account, and until when (spec 3.1, 9.3).
//!
//! Why: ending a key's operations does not end its message signatures, and 0.3.3 takes them from
//! the owner too when the nonce is raised.
//! Refuses: session signers other than ECDSA, roots other than the two ECDSA validators and an
//! EIP-7702 delegation.

use alloy_primitives::{Address, B256};

use super::segments::strip_message;
use super::{Account, Revert};
use crate::account::root::validator_id;
use crate::kernel::erc1271::wrapped_digest;
use crate::kernel::version::KernelVersion;
use crate::permission::{Permission, PermissionId, ValidationId, validation_id};
use crate::policy::describe::summary::binds_messages;
use crate::policy::{PolicyFlag, PolicyKind};

/// The selector `isValidSignature` answers for yes.
pub const YES: [u8; 4] = [0x16, 0x26, 0xba, 0x7e];

impl Account {
    /// Asks for a hash, as `caller`. `false` = `0xffffffff`.
    ///
    /// # Errors
    /// What the account reverts with.
    pub fn is_valid_signature(
        &self,
        caller: Address,
        hash: B256,
        signature: &[u8],
    ) -> Result<bool, Revert> {
        let (id, inner) = self.addressed(signature)?;
        let stored = self.validation(id);
        if stored.hook.is_zero() && !id.is_zero() {
            return Err(Revert::named("InvalidValidator"));
        }
        let late = stored.nonce < self.nonces.valid_from && !id.is_zero();
        if late && self.version == KernelVersion::V0_3_3 {
            return Err(Revert::named("InvalidNonce"));
        }
        let (chain_id, inner) = self.replayable(inner);
        let digest = wrapped_digest(self.version, chain_id, self.address, hash);
        let [kind, identifier @ ..] = id.0;
        match kind {
            0 => self.delegator_signs(digest, inner),
            1 => self.validator_signs(Address::from(identifier), digest, inner),
            _ => {
                let id = super::install::permission_id(id);
                let Some(permission) = self.permissions.get(&id) else {
                    return Err(Revert::Empty);
                };
                self.key_signs(id, permission, caller, (digest, inner))
            }
        }
    }

    /// `00` = root, `01 ‖ validator`, `02 ‖ permissionId`.
    fn addressed<'a>(&self, signature: &'a [u8]) -> Result<(ValidationId, &'a [u8]), Revert> {
        let (kind, rest) = signature.split_first().ok_or(Revert::OutOfBounds)?;
        match kind {
            0 => Ok((self.root, rest)),
            1 => {
                let (validator, rest) =
                    rest.split_first_chunk::<20>().ok_or(Revert::OutOfBounds)?;
                Ok((validator_id(Address::from(*validator)), rest))
            }
            2 => {
                let (id, rest) = rest.split_first_chunk::<4>().ok_or(Revert::OutOfBounds)?;
                Ok((validation_id(PermissionId::from(*id)), rest))
            }
            _ => Err(Revert::named("InvalidValidationType")),
        }
    }

    fn key_signs(
        &self,
        id: PermissionId,
        permission: &Permission,
        caller: Address,
        (digest, signature): (B256, &[u8]),
    ) -> Result<bool, Revert> {
        if matches!(permission.flag, PolicyFlag::NotForSignature | PolicyFlag::Neither) {
            return Err(Revert::named("PermissionNotAlllowedForSignature"));
        }
        let layout = strip_message(signature, permission.policies.len());
        let refusing = refusing(permission, caller);
        let signature = match (layout, refusing) {
            (Ok(signature), None) => signature,
            (Err(misplaced), Some(index)) if misplaced.at <= index => {
                return Err(misplaced.revert);
            }
            (_, Some(index)) => return Err(Revert::PolicyFailed { index }),
            (Err(misplaced), None) => return Err(misplaced.revert),
        };
        self.signer_signs(id, permission.signer.contract(), digest, signature)
    }
}

/// The first policy that does not serve this caller. Only one kind looks at messages at all.
fn refusing(permission: &Permission, caller: Address) -> Option<usize> {
    permission.policies.iter().position(|policy| match &policy.kind {
        PolicyKind::SignatureCaller(listed) => {
            binds_messages(policy) && !listed.allowed_callers.contains(&caller)
        }
        PolicyKind::Call(_)
        | PolicyKind::Gas(_)
        | PolicyKind::RateLimit(_)
        | PolicyKind::Timestamp(_)
        | PolicyKind::Sudo => false,
    })
}
