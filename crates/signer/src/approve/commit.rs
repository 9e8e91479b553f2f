//! From what the person's act made to the verdict: what must be kept is kept, then the asker hears.
//!
//! Why: only who holds the one right to answer stores anything (see `outbox`), so this is apart from
//! the conversation.
//! Refuses: to answer before the vault has taken what belongs to the answer.

use alloy_primitives::Bytes;
use latchkey_core::{
    account::Owner,
    approval::{Ask, GrantAsk, Refusal, Verdict},
    approval_tree::Tree,
    webauthn::MultiChainSignature,
};

use super::{
    Refused,
    case::{Approved, Opened, Work},
};
use crate::{
    key::SigningKey,
    owner::{Enrolled, OwnerError, OwnerSignature},
    vault::{SessionEntry, Vaults},
};

impl Approved {
    /// Takes back what was done outside the vault: a refusal that came first wins.
    pub(super) fn undo(self) {
        if let Self::BackedUp(path) = self {
            let _gone = std::fs::remove_file(path);
        }
    }

    /// Stores what must be stored and makes the verdict.
    ///
    /// # Errors
    /// [`Refused`] when the vault does not take it; then nothing was signed or made.
    pub fn commit(self, opened: Opened, request_id: String) -> Result<Verdict, Refused> {
        let Opened { case, vaults, key } = opened;
        match (self, case.request.ask, case.work) {
            (Self::Relocked(relocked), _, Work::AddLock) => {
                vaults.put(relocked.id, &relocked.entry)?;
                Ok(Verdict::LockAdded { request_id, locks: relocked.locks })
            }
            (Self::Enrolled(enrolled), _, Work::Enrol | Work::Import) => {
                keep(&enrolled, &vaults, request_id)
            }
            (Self::BackedUp(path), _, Work::Backup) => {
                let path = path.display().to_string();
                Ok(Verdict::OwnerBackedUp { request_id, path })
            }
            (Self::LetGo, _, Work::Remove) => {
                key.ok_or(OwnerError::Unknown)?.remove(&vaults)?;
                Ok(Verdict::OwnerRemoved { request_id })
            }
            (Self::Tested, Ask::Reopen(ask), Work::Reopen) => {
                vaults.stop().take_away(&ask.mark)?;
                Ok(Verdict::Reopened { request_id })
            }
            (Self::Tested, _, Work::Test) => Ok(Verdict::OwnerTested { request_id }),
            (
                Self::Signature(made_by),
                Ask::Grant(ask),
                Work::Grant { tree, permission, made, kills },
            ) => {
                if let Some(made) = made {
                    keep_session(&ask, made, &vaults)?;
                }
                let mut all = signatures(&ask.root(), &tree, &made_by)?.into_iter();
                let enable_signatures = all.by_ref().take(kills.len()).collect();
                let of_leaf = |count: &usize| all.by_ref().take(*count).collect();
                let kill_signatures = kills.iter().map(of_leaf).collect();
                Ok(Verdict::Granted {
                    request_id,
                    permission_id: permission.id(),
                    session: permission.signer,
                    root: tree.root(),
                    enable_signatures,
                    kill_signatures,
                })
            }
            (Self::Signature(made_by), Ask::Operations(ask), Work::Operations { tree }) => {
                let signatures = signatures(&ask.root(), &tree, &made_by)?;
                Ok(Verdict::Signed { request_id, root: tree.root(), signatures })
            }
            (Self::Signature(made_by), Ask::Kills(ask), Work::Kills { tree }) => {
                let signatures = signatures(&ask.root(), &tree, &made_by)?;
                Ok(Verdict::KillsSigned { request_id, root: tree.root(), signatures })
            }
            (Self::Transactions(made), Ask::Transaction(_), Work::Transactions { .. }) => {
                let signatures = made.iter().map(|one| Bytes::copy_from_slice(one)).collect();
                Ok(Verdict::TransactionSigned { request_id, signatures })
            }
            _ => Err(Refusal::Malformed.into()),
        }
    }
}

fn keep(enrolled: &Enrolled, vaults: &Vaults, request_id: String) -> Result<Verdict, Refused> {
    let kept_in = enrolled.rests(vaults.put(enrolled.id, &enrolled.entry)?);
    Ok(Verdict::OwnerCreated {
        request_id,
        vault_id: enrolled.id.to_string(),
        public: enrolled.public,
        kind: enrolled.kind,
        kept_in,
    })
}

fn keep_session(ask: &GrantAsk, session: SigningKey, vaults: &Vaults) -> Result<(), Refused> {
    let chains = ask.leaves.iter().map(|leaf| leaf.chain_id).collect();
    let account = ask.account.address();
    let entry = SessionEntry::new(session, account, ask.owner.public, chains, ask.policies.clone());
    let bytes = entry
        .to_bytes()
        .map_err(|error| Refused::saying(Refusal::VaultUnavailable, error.to_string()))?;
    vaults.put(entry.id(), &bytes)?;
    Ok(())
}

/// Per leaf, in order, as the owner's validator takes it: the bare signature, `sig ‖ root ‖
/// abi(proof)` (spec 6), an answer (spec 7.3), or an answer with its proof.
///
/// # Errors
/// [`Refusal::Malformed`] for a signature of the other curve.
fn signatures(owner: &Owner, tree: &Tree, made: &OwnerSignature) -> Result<Vec<Bytes>, Refused> {
    match (owner, made) {
        (Owner::Ecdsa(_), OwnerSignature::Ecdsa(bytes)) => {
            Ok(vec![Bytes::copy_from_slice(bytes.as_slice())])
        }
        (Owner::MultiChainEcdsa(_), OwnerSignature::Ecdsa(bytes)) => Ok(tree.signatures(bytes)),
        (Owner::WebAuthn(_), OwnerSignature::WebAuthn(answer)) => Ok(vec![answer.encode()]),
        (Owner::MultiChainWebAuthn(_), OwnerSignature::WebAuthn(answer)) => {
            let root = tree.root();
            let of = |proof: Vec<_>| match tree.len() {
                1 => MultiChainSignature::One(answer.clone()),
                _ => MultiChainSignature::Tree { root, proof, assertion: answer.clone() },
            };
            let proofs = (0..tree.len()).filter_map(|leaf| tree.proof(leaf));
            Ok(proofs.map(|proof| of(proof).encode()).collect())
        }
        (Owner::Ecdsa(_) | Owner::MultiChainEcdsa(_), OwnerSignature::WebAuthn(_))
        | (Owner::WebAuthn(_) | Owner::MultiChainWebAuthn(_), OwnerSignature::Ecdsa(_)) => {
            Err(Refusal::Malformed.into())
        }
    }
}
