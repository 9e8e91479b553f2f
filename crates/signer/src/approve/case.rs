//! One request as the signer understands it: what is asked, the hashes it computed, and what the
//! owner key makes of it.
//!
//! Why: this is where "what you see is what is signed" is kept: the sheet and the root that is
//! signed come from one review of the bytes.
//! Refuses: what the review refuses or blocks, owner keys that the vault does not hold, kinds and
//! asks that are not built, signatures that are not the owner's.

use std::path::PathBuf;

use alloy_primitives::{B256, keccak256};
use latchkey_core::{
    approval::{ApprovalRequest, Ask, KeptIn, OwnerPublic, OwnerRef, Refusal, SessionSource},
    approval_tree::Tree,
    kernel::signature::{personal_sign_hash, recover_personal_sign},
    permission::Permission,
    review::{self, Signing as Reviewed},
};

use super::{Refused, sheets, transactions};
use crate::{
    key::SigningKey,
    owner::{
        self, Described, Enrolled, OwnerError, OwnerKey, OwnerSignature, Phrase, Relocked, Signing,
        Talk, removal,
    },
    random,
    stop_file::NotTaken,
    vault::Vaults,
    window::sheet::Sheet,
};

/// Said beside the words that unlock a key that can do everything.
const EVERYTHING: &str = "Nothing limits this key: whoever has it, or takes it, can take all that the \
                          account holds. Type the words only if that is what you mean.";

/// A checked request.
#[derive(Debug)]
pub struct Case {
    pub(super) request: ApprovalRequest,
    pub(super) work: Work,
    sheet: Sheet,
    /// What must be typed besides, for a key that can do everything.
    unlock: Option<&'static str>,
}

/// What is to be done once the sheet was read.
#[derive(Debug)]
pub(super) enum Work {
    /// Make or enrol an owner key.
    Enrol,
    /// Give an owner key one more lock.
    AddLock,
    /// Take an owner key from a backup file.
    Import,
    /// Write an owner key to a backup file.
    Backup,
    /// Sign something that nobody accepts, and check it.
    Test,
    /// Take an owner key out of the vault.
    Remove,
    /// Have an owner key prove itself, then take the stop mark away.
    Reopen,
    /// Approve a session key; `made` is its private part when it was made here.
    Grant {
        tree: Tree,
        permission: Box<Permission>,
        made: Option<SigningKey>,
        /// How many kills each leaf of the request has.
        kills: Vec<usize>,
    },
    /// Sign operations.
    Operations { tree: Tree },
    /// Sign kills.
    Kills { tree: Tree },
    /// Sign plain transactions with these hashes.
    Transactions { hashes: Vec<B256> },
}

/// A case with the vault open, ready for the person.
#[derive(Debug)]
pub struct Opened {
    pub(super) case: Case,
    pub(super) vaults: Vaults,
    pub(super) key: Option<Box<dyn OwnerKey>>,
}

/// What the person's act made, before anything is stored or sent.
#[derive(Debug)]
pub enum Approved {
    /// A new owner key.
    Enrolled(Enrolled),
    /// A signature over what was shown.
    Signature(OwnerSignature),
    /// A signature over each transaction that was shown.
    Transactions(Vec<[u8; 65]>),
    /// An owner key with one more lock.
    Relocked(Relocked),
    /// A backup was written to this path and read back.
    BackedUp(PathBuf),
    /// The key signed its test.
    Tested,
    /// The person let go of the key; it is removed when the verdict is made.
    LetGo,
}

impl Case {
    /// Checks a request, computes its hashes and, for a grant, makes the session key.
    ///
    /// # Errors
    /// [`Refused`] before anything is shown.
    pub fn new(request: ApprovalRequest) -> Result<Self, Refused> {
        let made = match &request.ask {
            Ask::Grant(ask) if ask.session == SessionSource::Made => {
                Some(SigningKey::generate().map_err(OwnerError::from)?)
            }
            Ask::Grant(_)
            | Ask::CreateOwner(_)
            | Ask::ImportOwner(_)
            | Ask::BackupOwner(_)
            | Ask::AddLock(_)
            | Ask::TestOwner(_)
            | Ask::RemoveOwner(_)
            | Ask::Reopen(_)
            | Ask::Operations(_)
            | Ask::Kills(_)
            | Ask::Transaction(_) => None,
        };
        let review = review::of(&request, made.as_ref().map(SigningKey::address))
            .map_err(|error| Refused::saying(Refusal::Malformed, error.to_string()))?;
        if let Some(why) = review.blocked.as_ref().filter(|_| review.unlock.is_none()) {
            return Err(Refused::saying(Refusal::Unsafe, why));
        }
        let unlock = review.unlock;
        let sheet = sheets::of(&review, &request);
        let work = work(&request.ask, review.signing, made)?;
        Ok(Self { request, work, sheet, unlock })
    }

    /// What is shown.
    #[must_use]
    pub fn sheet(&self) -> Sheet {
        self.sheet.clone()
    }

    /// Finds what is needed in the vault.
    ///
    /// # Errors
    /// [`Refused`] when the owner key is not there or the vault does not answer.
    pub fn open(self, vaults: Vaults) -> Result<Opened, Refused> {
        let key = match owner(&self.request.ask) {
            Some(owner) => Some(owner::find(owner, &vaults)?),
            None => None,
        };
        if let Ask::RemoveOwner(ask) = &self.request.ask {
            removal::another_stays(ask, &vaults)?;
        }
        if let (Ask::Transaction(_), Some(key)) = (&self.request.ask, &key) {
            let kind = key.kind();
            if !kind.signs_transactions() {
                return Err(OwnerError::NoTransactions(kind).into());
            }
        }
        if let Ask::Reopen(ask) = &self.request.ask
            && vaults.stop().read().as_ref() != Some(&ask.mark)
        {
            return Err(NotTaken::Another.into());
        }
        Ok(Opened { case: self, vaults, key })
    }
}

/// The owner key that a request names.
const fn owner(ask: &Ask) -> Option<&OwnerRef> {
    match ask {
        Ask::CreateOwner(_) | Ask::ImportOwner(_) => None,
        Ask::BackupOwner(ask) => Some(&ask.owner),
        Ask::AddLock(ask) => Some(&ask.owner),
        Ask::TestOwner(ask) => Some(&ask.owner),
        Ask::RemoveOwner(ask) => Some(&ask.owner),
        Ask::Reopen(ask) => Some(&ask.owner),
        Ask::Grant(ask) => Some(&ask.owner),
        Ask::Operations(ask) => Some(&ask.owner),
        Ask::Kills(ask) => Some(&ask.owner),
        Ask::Transaction(ask) => Some(&ask.owner),
    }
}

fn work(ask: &Ask, signing: Reviewed, made: Option<SigningKey>) -> Result<Work, Refused> {
    match (ask, signing) {
        (Ask::CreateOwner(ask), Reviewed::Nothing) => {
            owner::offered(ask.kind)?;
            Ok(Work::Enrol)
        }
        (Ask::TestOwner(_), Reviewed::Nothing) => Ok(Work::Test),
        (Ask::RemoveOwner(_), Reviewed::Nothing) => Ok(Work::Remove),
        (Ask::Reopen(_), Reviewed::Nothing) => Ok(Work::Reopen),
        (Ask::AddLock(_), Reviewed::Nothing) => Ok(Work::AddLock),
        (Ask::ImportOwner(_), Reviewed::Nothing) => Ok(Work::Import),
        (Ask::BackupOwner(_), Reviewed::Nothing) => Ok(Work::Backup),
        (Ask::Grant(_), Reviewed::Grant { tree, permission, kills }) => {
            Ok(Work::Grant { tree, permission, made, kills })
        }
        (Ask::Operations(_), Reviewed::Operations { tree }) => Ok(Work::Operations { tree }),
        (Ask::Kills(_), Reviewed::Kills { tree }) => Ok(Work::Kills { tree }),
        (Ask::Transaction(_), Reviewed::Transactions { hashes }) => {
            Ok(Work::Transactions { hashes })
        }
        _ => Err(Refusal::Malformed.into()),
    }
}

impl Opened {
    /// Where the key rests, or will.
    #[must_use]
    pub fn place(&self) -> KeptIn {
        self.described().map_or_else(|| self.vaults.place_for_new(), |key| key.kept_in)
    }

    /// The key that will be used, in words; `None` when one is to be made.
    #[must_use]
    pub fn described(&self) -> Option<Described> {
        self.key.as_ref().map(|key| key.describe())
    }

    /// Does what is asked, with the person. Blocks until it is done or ended.
    ///
    /// # Errors
    /// [`OwnerError`] when trying again would not help; then nothing was signed or made.
    pub fn run(&mut self, talk: &dyn Talk) -> Result<Approved, OwnerError> {
        let title = self.case.sheet.title.clone();
        match (&self.case.work, &self.case.request.ask) {
            (Work::Enrol, Ask::CreateOwner(ask)) => {
                if !owner::enrols_by_secret(ask.kind) && !talk.confirm() {
                    return Err(OwnerError::Cancelled);
                }
                owner::enrol(ask, &self.vaults, talk).map(Approved::Enrolled)
            }
            (Work::Import, _) => owner::backup::import(&self.vaults, talk).map(Approved::Enrolled),
            (Work::Backup, _) => {
                let key = self.key.as_mut().ok_or(OwnerError::Unknown)?;
                if !key.describe().secret_first && !talk.confirm() {
                    return Err(OwnerError::Cancelled);
                }
                owner::backup::write(key.as_mut(), &self.vaults, talk).map(Approved::BackedUp)
            }
            (Work::Test | Work::Reopen, _) => self.test(&title, talk).map(|()| Approved::Tested),
            (Work::Remove, _) => {
                let key = self.described().ok_or(OwnerError::Unknown)?;
                if removal::opens_once_more(&key, talk)? {
                    self.test(&title, talk)?;
                }
                Ok(Approved::LetGo)
            }
            (Work::Grant { tree, .. } | Work::Operations { tree } | Work::Kills { tree }, _) => {
                let tree = tree.clone();
                if let Some(words) = self.case.unlock
                    && !talk.words(&Phrase { note: EVERYTHING, words })
                {
                    return Err(OwnerError::Cancelled);
                }
                self.sign(&tree, &title, talk).map(Approved::Signature)
            }
            (Work::AddLock, Ask::AddLock(ask)) => {
                if !self.key.as_ref().is_some_and(|key| key.describe().secret_first)
                    && !talk.confirm()
                {
                    return Err(OwnerError::Cancelled);
                }
                owner::add_lock(ask, &self.vaults, talk).map(Approved::Relocked)
            }
            (Work::Transactions { hashes }, Ask::Transaction(ask)) => {
                let key = self.key.as_mut().ok_or(OwnerError::Unknown)?;
                transactions::sign(ask, hashes, key.as_mut(), talk).map(Approved::Transactions)
            }
            (Work::Enrol | Work::AddLock | Work::Transactions { .. }, _) => {
                Err(OwnerError::Unknown)
            }
        }
    }

    /// Has the key sign something that nobody accepts; the signature is checked and thrown away.
    fn test(&mut self, title: &str, talk: &dyn Talk) -> Result<(), OwnerError> {
        let random = random::array::<32>()?;
        let nothing = [b"Latchkey tests an owner key: ".as_slice(), &*random].concat();
        let tree = Tree::new(vec![keccak256(nothing)]).map_err(|_never| OwnerError::Unknown)?;
        self.sign(&tree, title, talk).map(|_thrown_away| ())
    }

    fn sign(
        &mut self,
        tree: &Tree,
        title: &str,
        talk: &dyn Talk,
    ) -> Result<OwnerSignature, OwnerError> {
        let owner = owner(&self.case.request.ask).ok_or(OwnerError::Unknown)?.public;
        let key = self.key.as_mut().ok_or(OwnerError::Unknown)?;
        if !key.describe().secret_first && !talk.confirm() {
            return Err(OwnerError::Cancelled);
        }
        let root = tree.root();
        let challenge = if tree.len() == 1 { root } else { personal_sign_hash(root) };
        let signing = Signing { root, challenge, title };
        let signature = key.approve(&signing, talk)?;
        if is_of(&signature, owner, &signing) {
            Ok(signature)
        } else {
            Err(OwnerError::Device(
                "another key than this account's owner signed; nothing of it is used".to_owned(),
            ))
        }
    }
}

/// Whether a signature is the owner's, as far as it can be told without P-256, which the key itself
/// has checked.
fn is_of(signature: &OwnerSignature, owner: OwnerPublic, signing: &Signing<'_>) -> bool {
    match (signature, owner) {
        (OwnerSignature::Ecdsa(bytes), OwnerPublic::Address(address)) => {
            recover_personal_sign(signing.root, bytes.as_slice()) == Ok(address)
        }
        (OwnerSignature::WebAuthn(answer), OwnerPublic::Passkey(_)) => {
            answer.check(signing.challenge).is_ok()
        }
        (OwnerSignature::Ecdsa(_), OwnerPublic::Passkey(_))
        | (OwnerSignature::WebAuthn(_), OwnerPublic::Address(_)) => false,
    }
}

#[cfg(test)]
#[path = "case_tests.rs"]
mod tests;
