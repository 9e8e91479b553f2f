//! One request as the signer understands it: what is asked, the hashes it computed, and what the
//! right passphrase makes of it.
//!
//! Why: this is where "what you see is what is signed" is kept: the sheet and the root that is
//! signed come from one review of the bytes.
//! Refuses: what the review refuses or blocks, owner keys that the vault does not hold.

use alloy_primitives::{Address, B256, Bytes};
use latchkey_core::{
    account::Owner,
    approval::{ApprovalRequest, Ask, GrantAsk, KeptIn, OwnerRef, Refusal, Verdict},
    approval_tree::Tree,
    kernel::signature::multi_chain_signature,
    review::{self, Signing},
};
use zeroize::Zeroizing;

use super::{refusal::Refused, sheets};
use crate::{
    key::SigningKey,
    vault::{
        EntryId, SessionEntry, Vaults,
        sealed::{Cost, OpenError, SealError, SealedOwner},
    },
    window::sheet::Sheet,
};

/// A checked request.
#[derive(Debug)]
pub struct Case {
    request: ApprovalRequest,
    work: Work,
    sheet: Sheet,
}

#[derive(Debug)]
enum Work {
    CreateOwner,
    Grant { tree: Tree, session: SigningKey },
    Operations { tree: Tree },
}

/// A case with the vault open, ready for a passphrase.
#[derive(Debug)]
pub struct Opened {
    case: Case,
    vaults: Vaults,
    place: KeptIn,
    sealed: Option<SealedOwner>,
}

/// What a passphrase did.
#[derive(Debug)]
pub enum Attempt {
    /// It did not open the key.
    Wrong,
    /// It did; nothing is stored or sent yet.
    Right(Approved),
}

/// The result of the right passphrase, before it is stored.
#[derive(Debug)]
pub enum Approved {
    /// A new owner key, sealed.
    Owner(SealedOwner),
    /// A signature over the root.
    Signature(Zeroizing<[u8; 65]>),
}

impl Case {
    /// Checks a request, computes its hashes and, for a grant, makes the session key.
    ///
    /// # Errors
    /// [`Refused`] before anything is shown.
    pub fn new(request: ApprovalRequest) -> Result<Self, Refused> {
        let session =
            match &request.ask {
                Ask::Grant(_) => Some(SigningKey::generate().map_err(|error| {
                    Refused::saying(Refusal::VaultUnavailable, error.to_string())
                })?),
                Ask::CreateOwner(_) | Ask::Operations(_) => None,
            };
        let review = review::of(&request, session.as_ref().map(SigningKey::address))
            .map_err(|error| Refused::saying(Refusal::Malformed, error.to_string()))?;
        if let Some(why) = review.blocked {
            return Err(Refused::saying(Refusal::Unsafe, why));
        }
        let sheet = sheets::of(&review, &request);
        let work = match (review.signing, session) {
            (Signing::Nothing, None) => Work::CreateOwner,
            (Signing::Grant { tree, .. }, Some(session)) => Work::Grant { tree, session },
            (Signing::Operations { tree }, None) => Work::Operations { tree },
            _ => return Err(Refusal::Malformed.into()),
        };
        Ok(Self { request, work, sheet })
    }

    /// What is shown.
    #[must_use]
    pub fn sheet(&self) -> Sheet {
        self.sheet.clone()
    }

    fn owner(&self) -> Option<&OwnerRef> {
        match &self.request.ask {
            Ask::CreateOwner(_) => None,
            Ask::Grant(ask) => Some(&ask.owner),
            Ask::Operations(ask) => Some(&ask.owner),
        }
    }

    /// Finds what is needed in the vault.
    ///
    /// # Errors
    /// [`Refused`] when the owner key is not there or the vault does not answer.
    pub fn open(self, vaults: Vaults) -> Result<Opened, Refused> {
        let Some(owner) = self.owner() else {
            let place = vaults.place_for_new();
            return Ok(Opened { case: self, vaults, place, sealed: None });
        };
        let (sealed, place) = find_owner(&vaults, owner)?;
        Ok(Opened { case: self, vaults, place, sealed: Some(sealed) })
    }
}

fn find_owner(vaults: &Vaults, owner: &OwnerRef) -> Result<(SealedOwner, KeptIn), Refused> {
    let unknown = || Refused::from(Refusal::UnknownOwner);
    let id: EntryId = owner.vault_id.parse().map_err(|_not| unknown())?;
    if id != EntryId::Owner(owner.address) {
        return Err(unknown());
    }
    let (bytes, place) = vaults.get(id)?.ok_or_else(unknown)?;
    let sealed = SealedOwner::from_json(&bytes).map_err(|error| open_refused(&error))?;
    if sealed.address() != owner.address {
        return Err(unknown());
    }
    Ok((sealed, place))
}

fn open_refused(error: &OpenError) -> Refused {
    Refused::saying(Refusal::VaultUnavailable, format!("Nothing was signed: {error}."))
}

impl Opened {
    /// Where the key rests, or will.
    #[must_use]
    pub const fn place(&self) -> KeptIn {
        self.place
    }

    /// Tries a passphrase (for a new owner: uses it). Slow by design.
    ///
    /// # Errors
    /// [`Refused`] when trying again would not help.
    pub fn attempt(&mut self, passphrase: &str, cost: Cost) -> Result<Attempt, Refused> {
        let Some(sealed) = &self.sealed else {
            return seal_new(passphrase, cost).map(|s| Attempt::Right(Approved::Owner(s)));
        };
        let owner = match sealed.open(passphrase) {
            Ok(owner) => owner,
            Err(OpenError::WrongPassphrase) => return Ok(Attempt::Wrong),
            Err(error @ (OpenError::Damaged | OpenError::Cost(_))) => {
                return Err(open_refused(&error));
            }
        };
        let (Work::Grant { tree, .. } | Work::Operations { tree }) = &self.case.work else {
            return Err(Refusal::Malformed.into());
        };
        Ok(Attempt::Right(Approved::Signature(Zeroizing::new(owner.personal_sign(tree.root())))))
    }
}

fn seal_new(passphrase: &str, cost: Cost) -> Result<SealedOwner, Refused> {
    let failed = |error: SealError| {
        Refused::saying(Refusal::VaultUnavailable, format!("No key was made: {error}."))
    };
    let key = SigningKey::generate().map_err(|e| failed(SealError::NoRandomness(e)))?;
    SealedOwner::seal(&key, passphrase, cost).map_err(failed)
}

impl Approved {
    /// Stores what must be stored and makes the verdict.
    ///
    /// # Errors
    /// [`Refused`] when the vault does not take it; then nothing was signed or made.
    pub fn commit(self, opened: Opened, request_id: String) -> Result<Verdict, Refused> {
        let Opened { case, vaults, .. } = opened;
        match (self, case.request.ask, case.work) {
            (Self::Owner(sealed), Ask::CreateOwner(_), Work::CreateOwner) => {
                let (address, id) = (sealed.address(), EntryId::Owner(sealed.address()));
                let kept_in = vaults.put(id, &sealed.to_json())?;
                Ok(Verdict::OwnerCreated { request_id, vault_id: id.to_string(), address, kept_in })
            }
            (Self::Signature(sig), Ask::Grant(ask), Work::Grant { tree, session }) => {
                let address = session.address();
                let entry = entry_of(&ask, session);
                let permission_id = entry.permission_id();
                let bytes = entry.to_bytes().map_err(|error| {
                    Refused::saying(Refusal::VaultUnavailable, error.to_string())
                })?;
                vaults.put(entry.id(), &bytes)?;
                let root = tree.root();
                let enable_signatures = signatures(&ask.account.owner, &tree, &sig)?;
                Ok(Verdict::Granted {
                    request_id,
                    session: address,
                    permission_id,
                    root,
                    enable_signatures,
                })
            }
            (Self::Signature(sig), Ask::Operations(ask), Work::Operations { tree }) => {
                let signatures = signatures(&ask.account.owner, &tree, &sig)?;
                Ok(Verdict::Signed { request_id, root: tree.root(), signatures })
            }
            _ => Err(Refusal::Malformed.into()),
        }
    }
}

fn entry_of(ask: &GrantAsk, session: SigningKey) -> SessionEntry {
    let chains = ask.leaves.iter().map(|leaf| leaf.chain_id).collect();
    let account: Address = ask.account.address();
    SessionEntry::new(session, account, ask.owner.address, chains, ask.policies.clone())
}

/// Per leaf, in order: `sig ‖ root ‖ abi(proof)` for the multi-chain validator (spec 6), the bare
/// signature for the plain one, whose only leaf is the root.
///
/// # Errors
/// [`Refusal::Unsafe`] for a passkey, which no key of the vault can stand for; the review blocks
/// such a request before anybody can approve it.
fn signatures(owner: &Owner, tree: &Tree, signature: &[u8; 65]) -> Result<Vec<Bytes>, Refused> {
    let root: B256 = tree.root();
    match owner {
        Owner::Ecdsa(_) => Ok(vec![Bytes::copy_from_slice(signature)]),
        Owner::MultiChainEcdsa(_) => Ok((0..tree.len())
            .filter_map(|leaf| tree.proof(leaf))
            .map(|proof| multi_chain_signature(signature, root, &proof))
            .collect()),
        Owner::WebAuthn(_) | Owner::MultiChainWebAuthn(_) => Err(Refusal::Unsafe.into()),
    }
}

#[cfg(test)]
#[path = "case_tests.rs"]
mod tests;
