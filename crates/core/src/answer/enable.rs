//! Enable mode: the owner's approval installs the key it approves (spec 5.3, 5.4).
//!
//! Why: which nonce the digest is computed with decides whether an approval is live, stale or dead,
//! and it differs by version.
//! Refuses: grants of other functions than by plain selector; the target of a long form is ignored.

use alloy_primitives::{Address, B256, Bytes, FixedBytes};
use alloy_sol_types::SolValue;

use super::{Account, Event, Revert};
use crate::kernel::enable::{EnableApproval, digest_nonce};
use crate::kernel::install::Installation;
use crate::permission::ValidationId;

/// `hook ‖ abi(enableData, hookData, selectorData, enableSig, userOpSig)`, taken apart.
struct Envelope {
    hook: Address,
    enable_data: Bytes,
    hook_data: Bytes,
    selector_data: Bytes,
    owner_signature: Bytes,
    inner: Bytes,
}

impl Envelope {
    fn read(signature: &[u8]) -> Result<Self, Revert> {
        let (hook, body) = signature.split_first_chunk::<20>().ok_or(Revert::OutOfBounds)?;
        let parts = <(Bytes, Bytes, Bytes, Bytes, Bytes)>::abi_decode_params(body);
        let (enable_data, hook_data, selector_data, owner_signature, inner) =
            parts.ok().ok_or(Revert::Empty)?;
        let hook = Address::from(*hook);
        Ok(Self { hook, enable_data, hook_data, selector_data, owner_signature, inner })
    }
}

impl Account {
    /// Checks the approval, installs, grants; hands back the signature of the operation itself.
    pub(super) fn enable(
        &mut self,
        id: ValidationId,
        chain_id: u64,
        signature: &[u8],
        now: u64,
    ) -> Result<Bytes, Revert> {
        let sent = Envelope::read(signature)?;
        let stored = self.validation(id).nonce;
        let approval = EnableApproval {
            account: self.address,
            chain_id,
            version: self.version,
            validation_id: id,
            nonce: digest_nonce(self.version, self.nonces.current, stored),
            hook: sent.hook,
            enable_data: sent.enable_data,
            hook_data: sent.hook_data,
            selector_data: sent.selector_data,
        };
        if !self.root_signs(approval.digest(), &sent.owner_signature)? {
            return Err(Revert::named("EnableNotApproved"));
        }
        let installation = Installation {
            validation_id: id,
            nonce: approval.nonce,
            hook: approval.hook,
            data: approval.enable_data,
            hook_data: approval.hook_data,
        };
        self.install(&installation, now)?;
        self.grant_approved(id, &approval.selector_data)?;
        Ok(sent.inner)
    }

    /// Whether the root signed 32 bytes other than an operation's hash.
    fn root_signs(&self, digest: B256, signature: &[u8]) -> Result<bool, Revert> {
        let [kind, identifier @ ..] = self.root.0;
        match kind {
            0 => self.delegator_signs(digest, signature),
            1 => self.validator_signs(Address::from(identifier), digest, signature),
            _ => Err(Revert::Unknown { module: Address::from(identifier) }),
        }
    }

    /// Selector data of no bytes grants nothing, of one to three is refused.
    fn grant_approved(&mut self, id: ValidationId, data: &[u8]) -> Result<(), Revert> {
        if data.is_empty() {
            return Ok(());
        }
        let selector =
            data.first_chunk::<4>().ok_or_else(|| Revert::named("InvalidSelectorData"))?;
        self.grant(id, FixedBytes::from(*selector), true);
        Ok(())
    }

    /// Grants or takes a function.
    pub(super) fn grant(&mut self, id: ValidationId, selector: FixedBytes<4>, allowed: bool) {
        let selectors = &mut self.validations.entry(id).or_default().selectors;
        if allowed {
            selectors.insert(selector);
        } else {
            selectors.remove(&selector);
        }
        self.say(Event::SelectorSet { selector, validation_id: id, allowed });
    }
}
