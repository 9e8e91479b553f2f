//! `reads.json`: what is asked of a chain, what it answered, and what follows for a key.

use alloy_primitives::{Address, Bytes, FixedBytes};
use alloy_sol_types::SolCall;
use latchkey_core::{
    abi::Kernel,
    kernel::{enable::EXECUTE_SELECTOR, version::KernelVersion},
    key_state::{AccountFacts, Approved, Counters, KeyFacts, State, decide},
    permission::{self, Permission, PermissionId, ValidationId},
    plan::{Nonces, Standing},
    policy::{PolicyKind, TimestampPolicy},
};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Input {
    kernel_version: KernelVersion,
    permission_id: PermissionId,
    validation_id: ValidationId,
    approval_signed_nonce: u32,
    reads: Reads,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Reads {
    current_nonce: Read,
    valid_nonce_from: Read,
    validation_config: Read,
    permission_config: Read,
    is_allowed_selector: Read,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Read {
    call_data: Bytes,
    return_data: Bytes,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Output {
    decoded: Decoded,
    installed: bool,
    usable_for_user_ops: bool,
    pending_approval_live: bool,
    nonce_that_kills_pending: u32,
    deinit_entries_needed: usize,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Decoded {
    current_nonce: u32,
    valid_nonce_from: u32,
    validation_nonce: u32,
    hook: Address,
    signer: Address,
    policy_data: Vec<FixedBytes<22>>,
    execute_allowed: bool,
}

impl Read {
    /// The call must be the recorded one; its answer, decoded.
    fn answer<C: SolCall>(&self, call: &C) -> C::Return {
        assert_eq!(call.abi_encode(), self.call_data);
        C::abi_decode_returns(&self.return_data).unwrap()
    }
}

pub(crate) fn check(input: Input, want: Output) {
    let (id, vid) = (input.permission_id, input.validation_id);
    assert_eq!(permission::validation_id(id), vid);
    let reads = input.reads;
    let config = reads.validation_config.answer(&Kernel::validationConfigCall { id: vid });
    let held = reads.permission_config.answer(&Kernel::permissionConfigCall { id });
    let selector = Kernel::isAllowedSelectorCall { id: vid, selector: EXECUTE_SELECTOR };
    let got = Decoded {
        current_nonce: reads.current_nonce.answer(&Kernel::currentNonceCall {}),
        valid_nonce_from: reads.valid_nonce_from.answer(&Kernel::validNonceFromCall {}),
        validation_nonce: config.nonce,
        hook: config.hook,
        signer: held.signer,
        policy_data: held.policyData,
        execute_allowed: reads.is_allowed_selector.answer(&selector),
    };
    assert_eq!(got, want.decoded);
    decided(input.kernel_version, input.approval_signed_nonce, &got, &want);
}

fn decided(version: KernelVersion, nonce: u32, read: &Decoded, want: &Output) {
    let nonces = Nonces { current: read.current_nonce, valid_from: read.valid_nonce_from };
    let account = AccountFacts { deployed: true, nonces, same_owner: true };
    let key = KeyFacts {
        nonce: read.validation_nonce,
        installed: !read.hook.is_zero(),
        may_execute: read.execute_allowed,
        as_approved: !read.signer.is_zero(),
        policies: read.policy_data.len(),
        counters: Counters::default(),
    };
    let forever = TimestampPolicy { valid_after: 0, valid_until: 0 };
    let policies = vec![PolicyKind::Sudo.into(), PolicyKind::Timestamp(forever).into()];
    let permission = Permission::ecdsa(policies, Address::repeat_byte(1));
    let approved = Approved { version, permission: &permission, nonce };
    let verdict = decide(approved, &account, &key, 1);
    assert_eq!(key.installed, want.installed);
    assert_eq!(verdict.state == State::Installed, want.usable_for_user_ops);
    assert_eq!(verdict.state == State::ApprovedUnused, want.pending_approval_live);
    assert_eq!(key.policies + 1, want.deinit_entries_needed);
    assert_eq!(nonce.max(read.current_nonce) + 1, want.nonce_that_kills_pending);
    if want.installed {
        // On 0.3.3 a raised nonce stops messages as well: nothing is left to end there.
        let over = version == KernelVersion::V0_3_3 && verdict.state == State::Invalidated;
        let uninstall = Standing::Installed { policies: key.policies };
        assert_eq!(verdict.ending, (!over).then_some(uninstall));
    } else if want.pending_approval_live {
        let stored = key.nonce;
        assert_eq!(verdict.ending, Some(Standing::Approved { nonce, stored }));
    }
}
