//! What a review shows as signed is what the chain accepted: enable digests and operation hashes.

use alloy_primitives::{Address, B256, Bytes};
use alloy_sol_types::SolValue;
use latchkey_core::{
    account::{AccountSpec, RootValidator},
    approval::{
        ApprovalRequest, Ask, Asker, Claims, GrantAsk, GrantLeaf, OperationsAsk, OwnerOperation,
        OwnerRef, PROTOCOL_VERSION, Provenance, Purpose, SessionSource,
    },
    approval_tree::verify,
    chain,
    permission::ECDSA_SIGNER,
    review::{self, Review},
};

use crate::trace::{self, Packed, Trace, TraceAccount, TracePermission};

fn review(ask: Ask, session: Option<Address>) -> Result<Review, review::ReviewError> {
    let provenance = Provenance { who: Asker::Person, program: None, at_unix_secs: 0 };
    let request_id = "r".to_owned();
    let version = PROTOCOL_VERSION;
    review::of(&ApprovalRequest { version, request_id, provenance, deadline_secs: 9, ask }, session)
}

fn owner_ref(account: &AccountSpec) -> OwnerRef {
    OwnerRef { vault_id: String::new(), public: (&account.owner).into() }
}

fn grant(account: &AccountSpec, permission: &TracePermission, leaf: GrantLeaf) -> Option<B256> {
    let policies = permission.decoded()?;
    let session = Address::try_from(permission.signer.data.as_ref()).ok()?;
    let (key_name, agent_name) = (String::new(), String::new());
    let claims = Claims::default();
    let (owner, account) = (owner_ref(account), account.clone());
    let leaves = vec![leaf];
    let ask = GrantAsk {
        key_name,
        agent_name,
        owner,
        account,
        validator: None,
        session: SessionSource::Made,
        policies,
        leaves,
        replaces: None,
        claims,
    };
    review(Ask::Grant(Box::new(ask)), Some(session)).unwrap().you_sign
}

/// Root and proof of the approval inside an enable-mode signature: `hook ‖ abi(enableData,
/// hookData, selectorData, enableSig, userOpSig)`, `enableSig = sig65 ‖ root ‖ abi(proof)`.
fn approval(signature: &[u8]) -> Option<(B256, Vec<B256>)> {
    let parts =
        <(Bytes, Bytes, Bytes, Bytes, Bytes)>::abi_decode_params(signature.get(20..)?).ok()?;
    let approval = parts.3;
    let root = B256::from_slice(approval.get(65..97)?);
    Some((root, Vec::abi_decode(approval.get(97..)?).ok()?))
}

fn is_shown(
    trace: &Trace,
    account: &AccountSpec,
    permission: &TracePermission,
    op: &Packed,
) -> Option<bool> {
    let (root, proof) = approval(&op.signature)?;
    let shown = |validation_nonce| {
        let leaf = GrantLeaf { chain_id: trace.chain_id, validation_nonce, kill: None };
        grant(account, permission, leaf).is_some_and(|digest| verify(root, digest, &proof))
    };
    permission.decoded().map(|_| (1..=14).any(shown))
}

#[test]
fn the_chain_accepted_the_enable_digests_that_are_shown() {
    let mut compared = 0;
    for (name, trace) in trace::all() {
        for step in &trace.steps {
            let (Some(about), Some(op), Some(expect)) = (&step.about, &step.user_op, &step.expect)
            else {
                continue;
            };
            let accepted = expect.included == Some(true) && about.mode.as_deref() == Some("enable");
            let account =
                trace.accounts.iter().find(|a| a.address == op.sender).and_then(TraceAccount::spec);
            let permission =
                trace.permissions.iter().find(|p| Some(p.permission_id) == about.permission_id);
            let (true, Some(account), Some(permission)) = (accepted, account, permission) else {
                continue;
            };
            if permission.signer.contract != ECDSA_SIGNER
                || account.owner.kind() != RootValidator::MultiChainEcdsa
            {
                continue;
            }
            if let Some(shown) = is_shown(&trace, &account, permission, op) {
                assert!(shown, "{name}: another digest was signed than a review shows");
                compared += 1;
            }
        }
    }
    assert!(compared > 30, "too few approvals were compared: {compared}");
}

#[test]
fn the_hashes_of_owner_operations_are_those_of_the_entry_point() {
    let mut compared = 0;
    for (name, trace) in trace::all() {
        for step in &trace.steps {
            let (Some(op), Some(hash)) = (&step.user_op, step.user_op_hash) else { continue };
            let Some(account) =
                trace.accounts.iter().find(|a| a.address == op.sender).and_then(TraceAccount::spec)
            else {
                continue;
            };
            let ask = OperationsAsk {
                purpose: Purpose::Operation,
                owner: owner_ref(&account),
                account,
                validator: None,
                operations: vec![OwnerOperation {
                    chain_id: trace.chain_id,
                    entry_point: chain::ENTRY_POINT_07,
                    operation: op.unpack(),
                }],
                keys: vec![],
                claims: Claims::default(),
            };
            if let Ok(review) = review(Ask::Operations(Box::new(ask)), None) {
                assert_eq!(review.you_sign, Some(hash), "{name}");
                compared += 1;
            }
        }
    }
    assert!(compared > 50, "too few operations were compared: {compared}");
}
