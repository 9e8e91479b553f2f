//! A permission with its id and enable data made once (spec 4.1, 4.2).
//!
//! Why: one grant needs both in several places, and each hashes every policy again.
//! Refuses: to be put together from parts; what it says always is what [`Permission`] says.

use alloy_primitives::Bytes;
use alloy_sol_types::SolValue;

use super::{Permission, PermissionId, ValidationId, id_of, validation_id};
use crate::policy::Policy;

/// A permission, its id and its enable data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Encoded<'a> {
    permission: &'a Permission,
    id: PermissionId,
    enable_data: Bytes,
}

impl Permission {
    /// Encodes and hashes it once.
    #[must_use]
    pub fn encoded(&self) -> Encoded<'_> {
        let mut entries: Vec<Bytes> = self.policies.iter().map(Policy::entry).collect();
        let id = id_of(entries.clone(), self.flag, self.signer.contract(), &self.signer.data());
        entries.push(self.signer_entry());
        Encoded { permission: self, id, enable_data: entries.abi_encode().into() }
    }
}

impl<'a> Encoded<'a> {
    /// What was encoded.
    #[must_use]
    pub const fn permission(&self) -> &'a Permission {
        self.permission
    }

    /// As [`Permission::id`].
    #[must_use]
    pub const fn id(&self) -> PermissionId {
        self.id
    }

    /// As [`Permission::validation_id`].
    #[must_use]
    pub fn validation_id(&self) -> ValidationId {
        validation_id(self.id)
    }

    /// As [`Permission::enable_data`].
    #[must_use]
    pub const fn enable_data(&self) -> &Bytes {
        &self.enable_data
    }
}
