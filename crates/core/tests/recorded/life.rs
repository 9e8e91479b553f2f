//! The life of a recorded key: installed or not, and what its policies have left.

use alloy_primitives::{Address, FixedBytes};
use latchkey_core::{
    permission,
    policy::{Policy, PolicyFlag, PolicyKind, check::Facts, installable},
};

use crate::trace::{Step, TracePermission};

/// `uninstallValidation(bytes21,bytes,bytes)`.
const UNINSTALL: [u8; 4] = [0xe6, 0xf3, 0xd5, 0x0a];
/// `installValidations(bytes21[],(uint32,address)[],bytes[],bytes[])`.
const INSTALL: [u8; 4] = [0x91, 0x98, 0xbd, 0xf5];

/// Where a key stands on its account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Life {
    Never,
    Installed,
    Ended,
}

/// A key with the counters its policies would hold on chain.
pub struct Key {
    validation_id: FixedBytes<21>,
    enable_data: Vec<u8>,
    policies: Option<Vec<Policy>>,
    facts: Option<Facts>,
    pub flag: PolicyFlag,
    pub life: Life,
}

impl Key {
    pub fn of(permission: &TracePermission) -> Self {
        Self {
            validation_id: permission::validation_id(permission.permission_id),
            enable_data: permission.enable_data.to_vec(),
            policies: permission.try_decoded().ok(),
            facts: None,
            flag: permission.flag(),
            life: Life::Never,
        }
    }

    pub fn policies(&self) -> &[Policy] {
        self.policies.as_deref().unwrap()
    }

    pub fn facts(&self, account: Address, now_unix_secs: u64) -> Facts {
        let fresh = Facts::fresh(account, now_unix_secs);
        self.facts.map_or(fresh, |facts| Facts { now_unix_secs, ..facts })
    }

    /// Whether the policies decode and the chain would install them.
    pub fn installable(&self, now: u64) -> bool {
        self.policies.as_ref().is_some_and(|policies| installable(policies, now).is_ok())
    }

    /// Whether a module remembers an earlier life: all but the sudo policy do, and the resetting
    /// rate limit and the signers only while that life lasts (spec 4.3, 9.7).
    pub fn remembered(&self) -> bool {
        let mut policies = self.policies.iter().flatten();
        match self.life {
            Life::Never => false,
            Life::Installed => true,
            Life::Ended => policies.any(|policy| match &policy.kind {
                PolicyKind::Sudo => false,
                PolicyKind::RateLimit(rate) => !rate.reset,
                PolicyKind::Call(_)
                | PolicyKind::Gas(_)
                | PolicyKind::Timestamp(_)
                | PolicyKind::SignatureCaller(_) => true,
            }),
        }
    }

    /// An operation of the key passed.
    pub fn used(&mut self, after: Facts) {
        self.facts = Some(after);
        self.life = Life::Installed;
    }

    /// Something happened on the account; it may have installed or uninstalled the key.
    pub fn watch(&mut self, step: &Step) {
        let bytes = step.user_op.as_ref().map_or(step.data.as_ref(), |op| Some(&op.call_data));
        let bytes = bytes.map(|bytes| bytes.to_vec()).unwrap_or_default();
        let holds = |needle: &[u8]| bytes.windows(needle.len()).any(|part| part == needle);
        if holds(&INSTALL) && holds(&self.enable_data) {
            self.life = Life::Installed;
        }
        if holds(&[UNINSTALL.as_slice(), self.validation_id.as_slice()].concat())
            && self.life == Life::Installed
        {
            self.life = Life::Ended;
        }
    }
}
