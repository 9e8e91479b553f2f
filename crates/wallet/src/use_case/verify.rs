//! Holds what the signer answered against what was asked, before anything of it is used.
//!
//! Why: the approval is only as good as its bytes; a wrong root, proof, owner or permission id
//! would make a key nobody saw, or one that never works.
//! Refuses: every answer that does not follow from the question.

use alloy_primitives::{Address, B256, Bytes, FixedBytes};
use latchkey_core::account::Owner;
use latchkey_core::approval::{GrantAsk, KillsAsk, OperationsAsk, SessionSource};
use latchkey_core::approval_tree::Tree;
use latchkey_core::kernel::enable::{EnableApproval, default_selector_data};
use latchkey_core::kernel::signature::{multi_chain_signature, recover_personal_sign};
use latchkey_core::permission::{Permission, SessionSigner};
use latchkey_core::plan::{Kill, asked_kills, granted_kills};
use latchkey_core::policy::PolicyFlag;

use crate::error::Result;
use crate::use_case::ask::mistrust;
use crate::use_case::passkey;

/// What the signer says it approved.
pub(crate) struct Granted<'a> {
    pub(crate) session: &'a SessionSigner,
    pub(crate) permission_id: FixedBytes<4>,
    pub(crate) root: B256,
    pub(crate) signatures: &'a [Bytes],
    /// Of the kills, per leaf.
    pub(crate) kill_signatures: &'a [Vec<Bytes>],
}

/// Checks a grant: the permission id, every enable digest, every kill as it follows from the terms,
/// the tree over all of them, and the owner's signature.
pub(crate) fn grant(ask: &GrantAsk, got: &Granted<'_>) -> Result<Permission> {
    if !is_asked_for(ask, got.session) {
        return Err(mistrust("the session key is another than was asked for, or the owner's own"));
    }
    let (policies, signer) = (ask.policies.clone(), got.session.clone());
    let permission = Permission { flag: PolicyFlag::All, policies, signer };
    if permission.id() != got.permission_id {
        return Err(mistrust("the permission id does not follow from the rules and the key"));
    }
    let approvals = ask.leaves.iter().map(|leaf| {
        let place = Place { chain_id: leaf.chain_id, nonce: leaf.validation_nonce };
        approval(&ask.account, &permission, place).digest()
    });
    let kills = granted_kills(ask, &permission);
    let counts = |of: &[Vec<Bytes>]| of.iter().map(Vec::len).collect::<Vec<_>>();
    if counts(got.kill_signatures) != kills.iter().map(Vec::len).collect::<Vec<_>>() {
        return Err(mistrust("there are not as many signatures as off switches"));
    }
    let leaves = approvals.chain(kills.iter().flatten().map(hash)).collect();
    let signatures = got.signatures.iter().chain(got.kill_signatures.iter().flatten());
    let signatures: Vec<Bytes> = signatures.cloned().collect();
    owner_signed(&ask.root(), leaves, got.root, &signatures)?;
    Ok(permission)
}

/// A fresh address where one was to be made, else exactly what the agent brought.
fn is_asked_for(ask: &GrantAsk, got: &SessionSigner) -> bool {
    match (ask.session, got) {
        (SessionSource::Made, SessionSigner::Ecdsa(made)) => {
            *made != Address::ZERO && Some(*made) != ask.owner.public.address()
        }
        (SessionSource::Made, _) => false,
        (SessionSource::Address(brought), got) => *got == SessionSigner::Ecdsa(brought),
        (SessionSource::Passkey(brought), got) => *got == SessionSigner::WebAuthn(brought),
    }
}

/// Checks the owner's signatures over operations.
pub(crate) fn operations(ask: &OperationsAsk, root: B256, signatures: &[Bytes]) -> Result<()> {
    let hashes = ask.operations.iter().map(|op| op.operation.hash(op.entry_point, op.chain_id));
    owner_signed(&ask.root(), hashes.collect(), root, signatures)
}

/// Checks the owner's signatures over kills, as they follow from the terms.
pub(crate) fn kills(ask: &KillsAsk, root: B256, signatures: &[Bytes]) -> Result<()> {
    let hashes = asked_kills(ask).iter().map(|asked| hash(&asked.kill)).collect();
    owner_signed(&ask.root(), hashes, root, signatures)
}

fn hash(kill: &Kill) -> B256 {
    kill.leaf.operation.hash(kill.leaf.entry_point, kill.leaf.chain_id)
}

/// Where and for which validation nonce an approval is signed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    /// EIP-155 chain id.
    pub(crate) chain_id: u64,
    /// Kernel validation nonce.
    pub(crate) nonce: u32,
}

/// What the owner approves for one chain.
pub(crate) fn approval(
    account: &latchkey_core::account::AccountSpec,
    permission: &Permission,
    place: Place,
) -> EnableApproval {
    EnableApproval {
        account: account.address(),
        chain_id: place.chain_id,
        version: account.version,
        validation_id: permission.validation_id(),
        nonce: place.nonce,
        hook: Address::ZERO,
        enable_data: permission.enable_data(),
        hook_data: Bytes::new(),
        selector_data: default_selector_data(),
    }
}

/// Checks what an owner made of these leaves: one signature over one digest, or for the multi-chain
/// form (spec 6) `sig65 ‖ root ‖ abi(proof)` of each leaf.
fn owner_signed(owner: &Owner, leaves: Vec<B256>, root: B256, signatures: &[Bytes]) -> Result<()> {
    if leaves.len() != signatures.len() {
        return Err(mistrust("there are not as many signatures as approvals"));
    }
    let tree = Tree::new(leaves).map_err(|error| mistrust(&error.to_string()))?;
    if tree.root() != root {
        return Err(mistrust("the root does not follow from what was approved"));
    }
    let somebody_else = || mistrust("somebody else than the owner signed");
    match (owner, signatures) {
        (Owner::MultiChainEcdsa(owner), _) => in_tree(*owner, &tree, signatures),
        (Owner::Ecdsa(owner), [one]) => match recover_personal_sign(root, one) {
            Ok(signer) if signer == *owner => Ok(()),
            Ok(_) | Err(_) => Err(somebody_else()),
        },
        (Owner::WebAuthn(passkey), [one]) if passkey::signed(passkey, root, one) => Ok(()),
        (Owner::WebAuthn(_), [_]) => Err(somebody_else()),
        (Owner::Ecdsa(_) | Owner::WebAuthn(_) | Owner::MultiChainWebAuthn(_), _) => {
            Err(mistrust("the account's owner validator does not take one signature for many"))
        }
    }
}

fn in_tree(owner: Address, tree: &Tree, signatures: &[Bytes]) -> Result<()> {
    let root = tree.root();
    for (place, signature) in signatures.iter().enumerate() {
        let signed = signature.first_chunk::<65>().zip(tree.proof(place));
        let (sig, proof) = signed.ok_or_else(|| mistrust("a signature is cut off"))?;
        if *signature != multi_chain_signature(sig, root, &proof) {
            return Err(mistrust("a proof does not lead to the root"));
        }
        if recover_personal_sign(root, sig).ok() != Some(owner) {
            return Err(mistrust("somebody else than the owner signed"));
        }
    }
    Ok(())
}
