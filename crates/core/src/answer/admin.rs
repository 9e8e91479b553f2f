//! The owner's calls: what each does to the state, and who may make them directly (spec 9.2, 9.5).
//!
//! Refuses: upgrades and ERC-7579 modules; what they do is not modelled.

use alloy_primitives::Address;

use super::{Account, Event, PostCheck, Revert};
use crate::kernel::install::{AdminCall, Installation, decode_admin};
use crate::kernel::version::KernelVersion;
use crate::permission::ValidationId;
use crate::plan::MAX_RAISE;

impl Account {
    /// A plain transaction straight to the account. The root validator, where it is a hook as well,
    /// lets its owner through (spec 9.5); a call to an account that does not exist does nothing.
    ///
    /// # Errors
    /// What the transaction reverts with.
    pub fn call_directly(&mut self, sender: Address, data: &[u8], now: u64) -> Result<(), Revert> {
        if !self.deployed {
            return Ok(());
        }
        let [_, identifier @ ..] = self.root.0;
        let validator = Address::from(identifier);
        let Some(answers) = PostCheck::implemented_by(validator) else {
            return Err(Revert::named("InvalidCaller"));
        };
        if self.modules.owners.get(&validator) != Some(&sender) {
            return Err(Revert::Text("ECDSAValidator: sender is not owner"));
        }
        let mut next = self.clone();
        next.dispatch(data, now)?;
        if answers != PostCheck::of(self.version) {
            return Err(Revert::Empty);
        }
        *self = next;
        Ok(())
    }

    /// Any function but `execute`.
    pub(super) fn administer(&mut self, data: &[u8], now: u64) -> Result<(), Revert> {
        let Some(call) = decode_admin(data) else {
            return Err(Revert::named("InvalidSelector"));
        };
        match call {
            AdminCall::UninstallValidation { validation_id, entries } => {
                self.uninstall(validation_id, entries)
            }
            AdminCall::InvalidateNonce { nonce } => self.invalidate(nonce),
            AdminCall::InstallValidations(list) => {
                list.iter().try_for_each(|one| self.install(one, now))
            }
            AdminCall::ChangeRootValidator { validation_id, hook, data } => {
                let installation = Installation {
                    validation_id,
                    nonce: self.nonces.current,
                    hook,
                    data,
                    hook_data: alloy_primitives::Bytes::new(),
                };
                self.change_root(validation_id, &installation, now)
            }
            AdminCall::GrantAccess { validation_id, selector, allow } => match self.version {
                KernelVersion::V0_3_3 => {
                    self.grant(validation_id, selector, allow);
                    Ok(())
                }
                KernelVersion::V0_3_0 | KernelVersion::V0_3_1 | KernelVersion::V0_3_2 => {
                    Err(Revert::named("InvalidSelector"))
                }
            },
            AdminCall::UpgradeTo { implementation: module }
            | AdminCall::InstallModule { module, .. }
            | AdminCall::UninstallModule { module, .. } => Err(Revert::Unknown { module }),
        }
    }

    /// `invalidateNonce(n)`: `validNonceFrom < n ≤ currentNonce + 10`.
    fn invalidate(&mut self, nonce: u32) -> Result<(), Revert> {
        if nonce <= self.nonces.valid_from {
            return Err(Revert::named("InvalidNonce"));
        }
        if nonce > self.nonces.current.saturating_add(MAX_RAISE) {
            return Err(Revert::named("NonceInvalidationError"));
        }
        self.nonces.valid_from = nonce;
        self.nonces.current = self.nonces.current.max(nonce);
        Ok(())
    }

    /// Since 0.3.1; installs the new root if it is not installed.
    fn change_root(
        &mut self,
        root: ValidationId,
        installation: &Installation,
        now: u64,
    ) -> Result<(), Revert> {
        if self.version == KernelVersion::V0_3_0 {
            return Err(Revert::named("InvalidSelector"));
        }
        self.root = root;
        self.say(Event::RootValidatorUpdated { root });
        if self.validation(root).hook.is_zero() {
            self.install(installation, now)?;
        }
        Ok(())
    }
}
