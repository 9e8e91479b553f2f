//! The state table: before each step of a trace core reads how the key of that step stands, and what
//! it decides must agree with what the contracts then do.
//!
//! Over means refused, for operations and for messages. Installed or approved means: not refused for
//! a reason of being ended. Who gets messages answered is as decided.

use std::collections::BTreeSet;
use std::path::Path;

use alloy_primitives::{Address, B256, Bytes, U256, hex, keccak256};
use alloy_sol_types::{SolCall as _, SolValue as _};
use anyhow::{Context as _, Result, ensure};
use base64::Engine as _;
use latchkey_core::abi::Kernel;
use latchkey_core::account::{AccountSpec, Owner};
use latchkey_core::history::{Signer, enabled};
use latchkey_core::kernel::enable::{EnableApproval, default_selector_data};
use latchkey_core::kernel::nonce::{Mode, decode};
use latchkey_core::kernel::signature::{recover, recover_personal_sign};
use latchkey_core::kernel::version::KernelVersion;
use latchkey_core::key_state::{
    Block, Drift, Finding, Inquiry, Messages, Question, State, answers,
};
use latchkey_core::permission::Permission;
use latchkey_core::webauthn::Passkey;

use crate::node::{Message, Node};
use crate::trace::{
    CallOutcome, OperationOutcome, PackedOperation, Step, Sudo, Trace, TraceAccount, TraceOwner,
};

/// EnableNotApproved, InvalidNonce, InvalidValidator: what an ended key is told.
const ENDED: [[u8; 4]; 3] = [hex!("c48cf8ee"), hex!("756688fe"), hex!("682a6e7c")];
/// `isValidSignature` says yes.
const YES: [u8; 4] = hex!("1626ba7e");
/// Nonces that approvals of the traces are for.
const NONCES: std::ops::RangeInclusive<u32> = 1..=30;

/// A trace's accounts and keys, and what was approved so far.
pub(crate) struct Table {
    chain_id: u64,
    accounts: Vec<AccountSpec>,
    permissions: Vec<Permission>,
    /// Validation nonce of the newest approval of each, in the order of the permissions.
    approved: Vec<u32>,
    /// Names of the states that were decided.
    pub(crate) seen: BTreeSet<&'static str>,
}

impl Table {
    pub(crate) fn of(trace: &Trace) -> Result<Self> {
        let accounts: Vec<AccountSpec> = trace.accounts.iter().map(spec).collect();
        for (spec, account) in accounts.iter().zip(&trace.accounts) {
            ensure!(spec.address() == account.address, "an account has another address");
        }
        let mut permissions = Vec::new();
        for one in &trace.permissions {
            // A few traces are about data that no client would write; those keys are not ours.
            if let Ok(permission) = Permission::from_enable_data(&one.enable_data)
                && permission.id() == one.permission_id
            {
                permissions.push(permission);
            }
        }
        let approved = vec![1; permissions.len()];
        let (chain_id, seen) = (trace.chain_id, BTreeSet::new());
        Ok(Self { chain_id, accounts, permissions, approved, seen })
    }

    /// Decides how the key of a step stands, and compares.
    pub(crate) fn compare(&mut self, node: &mut Node, step: &Step) -> Result<()> {
        match step {
            Step::UserOp { at, user_op, expect, .. } => self.operation(node, *at, user_op, expect),
            Step::Call { at, from, to, data, expect, .. } => {
                let Ok(call) = Kernel::isValidSignatureCall::abi_decode(data) else {
                    return Ok(());
                };
                self.message(node, (*at, *from, *to), &call.signature, expect)
            }
            Step::SetTime { .. } | Step::Tx { .. } => Ok(()),
        }
    }

    fn operation(
        &mut self,
        node: &mut Node,
        at: u64,
        op: &PackedOperation,
        expect: &OperationOutcome,
    ) -> Result<()> {
        let Signer::Permission(id) = Signer::of(op.nonce) else { return Ok(()) };
        let Some(key) = self.permissions.iter().position(|one| one.id() == id) else {
            return Ok(());
        };
        let Some(account) = self.accounts.iter().position(|one| one.address() == op.sender) else {
            return Ok(());
        };
        let enabling = decode(op.nonce).mode == Mode::Enable;
        let nonce =
            if enabling { self.approval(account, key, op) } else { Some(self.approved[key]) };
        // An approval that the owner never gave says nothing of the key.
        let Some(nonce) = nonce else { return Ok(()) };
        self.approved[key] = nonce;
        let found = self.read(node, at, account, key)?;
        let verdict = &found.verdict;
        let mode = if enabling { "enabling" } else { "later" };
        let what = format!("{mode} operation by {id} while {verdict:?}, {:?}", found.facts);
        match expect {
            OperationOutcome::Included { .. } => {
                ensure!(!verdict.is_over(), "it is over, and passed: {what}");
                ensure!(passes(&verdict.state, enabling, op), "it was to be refused: {what}");
            }
            OperationOutcome::Rejected { rejected } => {
                let inner = rejected.inner_revert_data.clone().unwrap_or_default();
                let ended = ENDED.iter().any(|error| inner.starts_with(error));
                ensure!(!(usable(&verdict.state, enabling) && ended), "not ended: {what}");
            }
        }
        Ok(())
    }

    fn message(
        &mut self,
        node: &mut Node,
        (at, from, to): (u64, Address, Address),
        signature: &[u8],
        expect: &CallOutcome,
    ) -> Result<()> {
        let Some((2, rest)) = signature.split_first().map(|(kind, rest)| (*kind, rest)) else {
            return Ok(());
        };
        let id = rest.get(..4).unwrap_or_default();
        let key = self.permissions.iter().position(|one| one.id().as_slice() == id);
        let account = self.accounts.iter().position(|one| one.address() == to);
        let Some((account, key)) = account.zip(key) else { return Ok(()) };
        let found = self.read(node, at, account, key)?;
        let messages = found.verdict.messages;
        let what = format!("a message while {:?}, {:?}", found.verdict, found.facts);
        let permission = &self.permissions[key];
        match expect {
            CallOutcome::Returns { returns } if returns.starts_with(&YES) => {
                ensure!(messages != Messages::Nobody, "nobody was to get an answer: {what}");
                ensure!(!found.verdict.is_over(), "it is over: {what}");
                ensure!(
                    messages == Messages::Anybody || answers(permission, from),
                    "{from} is not listed: {what}"
                );
            }
            CallOutcome::Reverts { reverts, .. } => {
                let ended = ENDED.iter().any(|error| reverts.starts_with(error));
                ensure!(!ended || messages == Messages::Nobody, "it was to be answered: {what}");
            }
            CallOutcome::Returns { .. } => {}
        }
        Ok(())
    }

    fn read(&mut self, node: &mut Node, at: u64, account: usize, key: usize) -> Result<Finding> {
        let account = &self.accounts[account];
        let keys = [(self.permissions[key].clone(), self.approved[key])];
        let inquiry = Inquiry { account, owner: &account.owner, keys: &keys, strangers: &[] };
        let mut replies = Vec::new();
        for question in inquiry.questions() {
            replies.push(match question {
                Question::Code(address) => Some(node.code(address)?),
                Question::Call { to, data } => {
                    node.call(Message::new(Address::ZERO, to, &data))?.ok()
                }
            });
        }
        let block = Block { number: 0, timestamp: at };
        let found = inquiry.read(&replies, block).context("the account cannot be read")?;
        let found = found.keys.into_iter().next().context("the key cannot be read")?;
        self.seen.insert(name(&found.verdict.state));
        Ok(found)
    }

    /// The nonce that the owner signed this operation's approval for, if it was the owner.
    fn approval(&self, account: usize, key: usize, op: &PackedOperation) -> Option<u32> {
        let (spec, permission) = (&self.accounts[account], &self.permissions[key]);
        if enabled(op.nonce, &op.signature).as_ref() != Some(permission) {
            return None;
        }
        let (_, hook_data, selector_data, signature, _) =
            <(Bytes, Bytes, Bytes, Bytes, Bytes)>::abi_decode_params(op.signature.get(20..)?)
                .ok()?;
        if !hook_data.is_empty() || selector_data != default_selector_data() {
            return None;
        }
        NONCES.into_iter().find(|nonce| {
            let approval = EnableApproval {
                account: spec.address(),
                chain_id: self.chain_id,
                version: spec.version,
                validation_id: permission.validation_id(),
                nonce: *nonce,
                hook: Address::ZERO,
                enable_data: permission.enable_data(),
                hook_data: Bytes::new(),
                selector_data: default_selector_data(),
            };
            signed(&spec.owner, approval.digest(), &signature)
        })
    }
}

/// Whether an operation of a key in this state can pass.
fn passes(state: &State, enabling: bool, op: &PackedOperation) -> bool {
    match state {
        State::NotDeployed | State::ApprovedUnused => enabling,
        State::Installed => !enabling,
        // An operation that pays nothing is charged nothing (spec 4.3).
        State::Exhausted => (U256::from_be_bytes(op.gas_fees.0) << 128_usize).is_zero(),
        State::Drifted(Drift::Contents) | State::Unknown(_) => true,
        State::Drifted(Drift::MayNotExecute)
        | State::ApprovalDormant
        | State::ApprovalStale
        | State::Invalidated
        | State::Uninstalled
        | State::Expired => false,
    }
}

/// Whether it must not be told that it is ended.
fn usable(state: &State, enabling: bool) -> bool {
    match state {
        State::NotDeployed | State::ApprovedUnused => enabling,
        State::Installed => !enabling,
        State::ApprovalDormant
        | State::ApprovalStale
        | State::Invalidated
        | State::Uninstalled
        | State::Expired
        | State::Exhausted
        | State::Drifted(_)
        | State::Unknown(_) => false,
    }
}

fn name(state: &State) -> &'static str {
    match state {
        State::NotDeployed => "not deployed",
        State::ApprovedUnused => "approved, unused",
        State::ApprovalDormant => "approval dormant",
        State::ApprovalStale => "approval stale",
        State::Installed => "installed",
        State::Invalidated => "invalidated",
        State::Uninstalled => "uninstalled",
        State::Expired => "expired",
        State::Exhausted => "exhausted",
        State::Drifted(_) => "drifted",
        State::Unknown(_) => "unknown",
    }
}

fn spec(account: &TraceAccount) -> AccountSpec {
    let owner = match (&account.owner, account.sudo) {
        (TraceOwner::Key(key), Sudo::Ecdsa) => Owner::Ecdsa(*key),
        (TraceOwner::Key(key), Sudo::Mc | Sudo::Webauthn) => Owner::MultiChainEcdsa(*key),
        (TraceOwner::Passkey { x, y, authenticator_id_hash }, _) => Owner::WebAuthn(Passkey {
            x: (*x).into(),
            y: (*y).into(),
            authenticator_id_hash: *authenticator_id_hash,
        }),
    };
    AccountSpec { version: KernelVersion::V0_3_1, owner, index: U256::from(account.index) }
}

/// Whether the owner signed this digest, alone or as a leaf (spec 5.2, 6).
fn signed(owner: &Owner, digest: B256, signature: &[u8]) -> bool {
    let leaf = |key: &Address| {
        let Some((head, rest)) = signature.split_first_chunk::<65>() else { return false };
        let Some((root, proof)) = rest.split_first_chunk::<32>() else {
            return recover(digest, head).is_ok_and(|got| got == *key);
        };
        let proof = Vec::<B256>::abi_decode(proof).unwrap_or_default();
        let above = |low: B256, other: B256| {
            let (a, b) = if low < other { (low, other) } else { (other, low) };
            keccak256([a, b].concat())
        };
        proof.into_iter().fold(digest, above) == B256::from(*root)
            && recover_personal_sign(B256::from(*root), head).is_ok_and(|got| got == *key)
    };
    match owner {
        Owner::Ecdsa(key) | Owner::MultiChainEcdsa(key) => leaf(key),
        Owner::WebAuthn(_) | Owner::MultiChainWebAuthn(_) => {
            let challenge = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(digest);
            String::from_utf8_lossy(signature).contains(&challenge)
        }
    }
}

/// Every state that a chain can show is decided somewhere in these traces: a table that is never
/// asked proves nothing.
pub(crate) fn meets_every_state(folder: &Path) -> Result<()> {
    let traces = [
        "burn-unused-approval",
        "enable-multichain-owner-first-use-deploys",
        "erc1271-installed-by-owner-only",
        "presigned-kill-one-key-after-nonce-moved",
        "rate-start-zero",
        "revoke-invalidate-nonce-limits",
        "revoke-uninstall",
        "takeover-same-validator-new-owner",
        "timestamp-inverted-and-expired-grant",
        "timestamp-window",
    ];
    let mut seen = BTreeSet::new();
    for trace in traces {
        seen.extend(crate::replay::replay_file(&folder.join(format!("{trace}.json")))?);
    }
    let all: BTreeSet<&str> = [
        "not deployed",
        "approved, unused",
        "installed",
        "invalidated",
        "uninstalled",
        "expired",
        "exhausted",
        "drifted",
    ]
    .into();
    ensure!(seen.is_superset(&all), "never met: {:?}", all.difference(&seen));
    Ok(())
}
