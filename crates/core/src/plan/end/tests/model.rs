//! The account's contract as far as ending keys is concerned, written from the spec (5.3, 9.2, 9.6)
//! and not from the plans.

use std::collections::HashMap;

use alloy_primitives::Address;
use alloy_sol_types::SolCall;

use crate::abi::Module;
use crate::account::AccountSpec;
use crate::kernel::execute::{Call, ExecMode, decode_execute};
use crate::kernel::install::{AdminCall, Installation, decode_admin};
use crate::kernel::version::KernelVersion;
use crate::permission::ValidationId;
use crate::plan::Nonces;

/// One validation: its stored nonce, and its policies while it is installed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Held {
    pub(super) stored: u32,
    pub(super) policies: Option<usize>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Model {
    pub(super) account: AccountSpec,
    pub(super) nonces: Nonces,
    pub(super) held: HashMap<ValidationId, Held>,
    pub(super) owner_known: bool,
}

impl Model {
    pub(super) fn new(account: AccountSpec, nonces: Nonces) -> Self {
        let root = account.root_install().validation_id;
        let stored = nonces.current.max(nonces.valid_from);
        let held = HashMap::from([(root, Held { stored, policies: Some(0) })]);
        Self { account, nonces, held, owner_known: true }
    }

    fn late(&self) -> bool {
        self.account.version == KernelVersion::V0_3_3
    }

    /// Runs a batch; which calls failed.
    pub(super) fn run(&mut self, calls: &[Call], mode: ExecMode) -> Vec<bool> {
        let before = self.clone();
        let done: Vec<bool> = calls
            .iter()
            .map(|call| {
                let saved = self.clone();
                let ok = self.call(call);
                if !ok {
                    *self = saved;
                }
                ok
            })
            .collect();
        if mode == ExecMode::Default && done.contains(&false) {
            *self = before;
        }
        done
    }

    fn call(&mut self, call: &Call) -> bool {
        assert!(call.value.is_zero());
        if call.to == self.account.root_validator_address() {
            assert_eq!(call.data[..4], Module::onUninstallCall::SELECTOR);
            return std::mem::take(&mut self.owner_known);
        }
        assert_eq!(
            call.to,
            self.account.address(),
            "only the account and its validator are called"
        );
        if let Ok(inner) = decode_execute(&call.data) {
            return !self.run(inner.calls(), inner.mode).contains(&false);
        }
        match decode_admin(&call.data) {
            Some(AdminCall::UninstallValidation { validation_id, entries }) => {
                let held = self.held.entry(validation_id).or_default();
                let fits = entries == held.policies.unwrap_or(0) + 1;
                held.policies = None;
                fits
            }
            Some(AdminCall::InvalidateNonce { nonce }) => {
                let Nonces { current, valid_from } = self.nonces;
                self.nonces = Nonces { current: current.max(nonce), valid_from: nonce };
                valid_from < nonce && nonce <= current + 10
            }
            Some(AdminCall::InstallValidations(list)) => list.iter().all(|one| self.install(one)),
            other => panic!("not a call that ends keys: {other:?}"),
        }
    }

    fn install(&mut self, one: &Installation) -> bool {
        let root = one.validation_id == self.account.root_install().validation_id;
        let held = self.held.entry(one.validation_id).or_default();
        if held.stored == self.nonces.current {
            self.nonces.current += 1;
        }
        let fits = self.nonces.current == one.nonce && held.stored < one.nonce;
        // The signer's slot of a permission, and the validator's owner, must be free.
        let free = if root { !self.owner_known } else { held.policies.is_none() };
        assert_eq!(one.hook, Address::ZERO);
        held.stored = one.nonce;
        held.policies = Some(0);
        self.owner_known |= root;
        fits && free
    }

    fn of(&self, id: ValidationId) -> Held {
        self.held.get(&id).copied().unwrap_or_default()
    }

    /// Whether an approval for this nonce can install the key, now or at a later nonce.
    pub(super) fn approval_lives(&self, id: ValidationId, nonce: u32) -> bool {
        let Held { stored, .. } = self.of(id);
        let counts_on = self.late() && stored == self.nonces.current;
        let good_for = self.nonces.current + u32::from(counts_on);
        stored < nonce && nonce >= good_for
    }

    pub(super) fn operates(&self, id: ValidationId) -> bool {
        let held = self.of(id);
        held.policies.is_some() && held.stored >= self.nonces.valid_from
    }

    pub(super) fn signs(&self, id: ValidationId) -> bool {
        let held = self.of(id);
        held.policies.is_some() && (!self.late() || held.stored >= self.nonces.valid_from)
    }

    pub(super) fn owner_signs(&self) -> bool {
        self.owner_known && self.signs(self.account.root_install().validation_id)
    }

    /// What reading the chain gives.
    pub(super) fn answers(&self, plan: &super::EndPlan) -> Vec<crate::key_state::Reply> {
        use alloy_primitives::U256;
        use alloy_sol_types::SolValue;
        let word = |n: u32| Some(U256::from(n).abi_encode().into());
        let mut replies = vec![word(self.nonces.current), word(self.nonces.valid_from)];
        replies.extend(plan.shows.iter().filter_map(super::Shown::subject).map(|id| {
            let held = self.of(id);
            let hook = Address::with_last_byte(u8::from(held.policies.is_some()));
            Some((held.stored, hook).abi_encode_params().into())
        }));
        replies
    }
}
