//! The off switch in an approval: what the signer needs to know to prepare kill operations itself
//! (spec 2.4, 9.5), and the ask that signs them anew.
//!
//! Why: nobody can hand the signer an operation to sign under cover of a grant; from these terms it
//! can make nothing but calls that end keys ([`crate::plan::prepared`]).
//! Refuses: calldata, targets and gas limits; there is no field for one.

use alloy_primitives::FixedBytes;
use serde::{Deserialize, Serialize};

use super::{Claims, OwnerRef};
use crate::{
    account::{AccountSpec, Owner, RootValidator},
    permission::{Permission, SessionSigner},
    plan::{Fees, Nonces},
    policy::{Policy, PolicyFlag},
};

/// Most networks of one grant.
pub const MAX_NETWORKS: usize = 64;

/// Most other keys that one kill ends by name: with them its gas stays below what one transaction
/// may use (EIP-7825: 2^24).
pub const MAX_KILL_OTHERS: usize = 24;

/// From what kill operations are prepared on one network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct KillTerms {
    /// Whether the account exists there. While it does not, each kill is signed with initCode too.
    pub deployed: bool,
    /// Its nonces there.
    pub nonces: Nonces,
    /// Other keys that the kill of everything ends by name; at most [`MAX_KILL_OTHERS`].
    pub others: Vec<KillOther>,
    /// A fee for further variants that a bundler takes. Fee 0 is always prepared.
    #[serde(default)]
    pub fees: Option<Fees>,
}

/// Another key of the account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct KillOther {
    /// Its permission id (spec 4.2).
    pub permission_id: FixedBytes<4>,
    /// How many policies it has; another number ends nothing (spec 9.2).
    pub policies: u8,
}

/// Prepare the off switch of keys that were granted before: a renewal, and for owners that sign no
/// trees the only way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct KillsAsk {
    /// Whose approval.
    pub owner: OwnerRef,
    /// The smart account; its first owner decides its address.
    pub account: AccountSpec,
    /// As in [`super::GrantAsk::validator`].
    #[serde(default)]
    pub validator: Option<RootValidator>,
    /// The keys, each with its networks.
    pub keys: Vec<KillsKey>,
    /// Sign only the kill at this place, from 0, in the order of [`crate::plan::asked_kills`]; an
    /// owner that signs no trees signs one at a time.
    #[serde(default)]
    pub only: Option<u32>,
    /// Names for what the bytes contain; shown as claims, never signed.
    pub claims: Claims,
}

/// A key whose off switch is prepared. Policies and signer must give the permission id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct KillsKey {
    /// What the app calls it. Untrusted text.
    pub name: String,
    /// The agent it was granted to. Untrusted text.
    pub agent_name: String,
    /// Its permission id (spec 4.2).
    pub permission_id: FixedBytes<4>,
    /// Its policies, in order.
    pub policies: Vec<Policy>,
    /// Who signs for it.
    pub signer: SessionSigner,
    /// Where.
    pub leaves: Vec<KillsLeaf>,
}

/// One network of a [`KillsKey`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct KillsLeaf {
    /// EIP-155 chain id.
    pub chain_id: u64,
    /// Kernel validation nonce its approval is signed for (spec 5.3).
    pub validation_nonce: u32,
    /// From what its kills are prepared.
    pub kill: KillTerms,
}

impl KillsAsk {
    /// Who owns the account now, as far as the request says.
    #[must_use]
    pub fn root(&self) -> Owner {
        super::root(&self.account, &self.owner, self.validator)
    }
}

impl KillsKey {
    /// The key itself; its id is [`Self::permission_id`] if the request is true.
    #[must_use]
    pub fn permission(&self) -> Permission {
        let (policies, signer) = (self.policies.clone(), self.signer.clone());
        Permission { flag: PolicyFlag::All, policies, signer }
    }
}
