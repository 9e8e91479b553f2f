//! Stands for the person and the vault in tests without windows: it approves what it is asked with keys made
//! from the test's own bytes, and signs with session keys after the same check as the product.
//!
//! Refuses: what the review blocks. The product has no such thing: there an owner key is opened by a passphrase typed into a window.

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};

use alloy_primitives::{Address, B256, Bytes, eip191_hash_message, keccak256};
use async_trait::async_trait;
use latchkey_core::account::Owner;
use latchkey_core::approval::{
    ApprovalRequest, Ask, GrantAsk, KeptIn, KillsAsk, Lock, LockKind, OperationsAsk, OwnerKind,
    OwnerPublic, PanicKills, Refusal, SessionKeyRef, SessionRefusal, SessionSource, StopMark,
    TransactionAsk, Verdict,
};
use latchkey_core::approval_tree::Tree;
use latchkey_core::kernel::enable::{EnableApproval, default_selector_data};
use latchkey_core::kernel::signature::{multi_chain_signature, permission_signature};
use latchkey_core::permission::{Permission, SessionSigner};
use latchkey_core::plan::{Kill, asked_kills, granted_kills};
use latchkey_core::policy::check::{self, Facts};
use latchkey_core::policy::{Policy, PolicyFlag};
use latchkey_core::review;
use latchkey_core::transaction::Transaction;
use latchkey_core::user_op::UserOperation;
use latchkey_wallet::ports::{
    Approver, Ended, PanicSigning, SessionProcess, SessionSigning, SignScope, SignerError,
};
use secp256k1::{Message, PublicKey, SecretKey, ecdsa::RecoverableSignature};
use tokio::sync::watch;

use crate::fakes::SharedMark;
use crate::passkey::TestPasskey;

/// A key of the curve made from a name.
#[derive(Debug)]
pub struct TestKey(SecretKey);

impl TestKey {
    /// The key of a name; always the same one.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Self(SecretKey::from_secret_bytes(keccak256(name).0).unwrap())
    }

    /// Its address.
    #[must_use]
    pub fn address(&self) -> Address {
        let public = PublicKey::from_secret_key(&self.0).serialize_uncompressed();
        Address::from_raw_public_key(&public[1..])
    }

    /// Its private half, for a program of somebody else's that is to sign with it.
    #[must_use]
    pub fn secret(&self) -> String {
        alloy_primitives::hex::encode_prefixed(self.0.to_secret_bytes())
    }

    /// EIP-191 over 32 bytes.
    #[must_use]
    pub fn personal_sign(&self, hash: B256) -> [u8; 65] {
        self.sign(eip191_hash_message(hash))
    }

    /// A digest as it is.
    #[must_use]
    pub fn sign(&self, digest: B256) -> [u8; 65] {
        let digest = Message::from_digest(digest.0);
        let signature = RecoverableSignature::sign_ecdsa_recoverable(digest, &self.0);
        let (recovery, compact) = signature.serialize_compact();
        let mut out = [27 + recovery.to_u8(); 65];
        out[..64].copy_from_slice(&compact);
        out
    }
}

/// An owner key that was made on request.
#[derive(Debug)]
enum Further {
    Ecdsa(TestKey),
    Passkey(TestPasskey),
}

impl Further {
    const fn ecdsa(&self) -> Option<&TestKey> {
        match self {
            Self::Ecdsa(key) => Some(key),
            Self::Passkey(_) => None,
        }
    }

    const fn passkey(&self) -> Option<&TestPasskey> {
        match self {
            Self::Ecdsa(_) => None,
            Self::Passkey(key) => Some(key),
        }
    }
}

#[derive(Debug)]
struct Session {
    key: TestKey,
    policies: Vec<Policy>,
}

/// The person, the owner key and the session keys.
#[derive(Debug)]
pub struct Hand {
    /// The owner's key.
    pub owner: TestKey,
    /// Answer everything with this refusal from now on.
    pub refuse: Mutex<Option<Refusal>>,
    /// What was asked, newest last.
    pub asked: Mutex<Vec<ApprovalRequest>>,
    further: Mutex<Vec<Further>>,
    first: AtomicBool,
    sessions: Mutex<HashMap<SessionKeyRef, Session>>,
    made: AtomicU8,
    running: AtomicBool,
    ends: watch::Sender<u32>,
    /// The stop mark; taken away when it was shown and agents are let in again.
    pub stop: SharedMark,
}

impl Hand {
    /// A person whose keys follow from a name.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self {
            owner: TestKey::named(name),
            further: Mutex::default(),
            first: AtomicBool::new(true),
            refuse: Mutex::default(),
            asked: Mutex::default(),
            sessions: Mutex::default(),
            made: AtomicU8::new(0),
            running: AtomicBool::new(false),
            ends: watch::Sender::default(),
            stop: SharedMark::default(),
        }
    }

    /// What the owner key of a request makes of these leaves.
    fn signatures(&self, owner: &Owner, leaves: Vec<B256>) -> (B256, Vec<Bytes>) {
        let tree = Tree::new(leaves).unwrap();
        let root = tree.root();
        let further = self.further.lock().unwrap();
        let ecdsa = |address: &Address| {
            let others = further.iter().filter_map(Further::ecdsa);
            let mut all = std::iter::once(&self.owner).chain(others);
            all.find(|key| key.address() == *address).expect("a key of this hand")
        };
        let signatures = match owner {
            Owner::Ecdsa(address) => vec![ecdsa(address).personal_sign(root).into()],
            Owner::MultiChainEcdsa(address) => {
                let signature = ecdsa(address).personal_sign(root);
                let of = |leaf| multi_chain_signature(&signature, root, &tree.proof(leaf).unwrap());
                (0..tree.len()).map(of).collect()
            }
            Owner::WebAuthn(passkey) | Owner::MultiChainWebAuthn(passkey) => {
                let mut passkeys = further.iter().filter_map(Further::passkey);
                let key = passkeys.find(|key| key.public() == *passkey);
                vec![key.expect("a passkey of this hand").answer(root).encode()]
            }
        };
        (root, signatures)
    }

    /// The first owner key is [`Self::owner`]; each later one, and every passkey, is made anew.
    fn create(&self, request_id: String, kind: OwnerKind) -> Verdict {
        let mut further = self.further.lock().unwrap();
        let name = format!("owner {} of {}", further.len(), self.owner.address());
        let key = match (kind.is_passkey(), self.first.swap(false, Ordering::SeqCst)) {
            (true, _) => Further::Passkey(TestPasskey::named(&name)),
            (false, true) => Further::Ecdsa(TestKey(self.owner.0)),
            (false, false) => Further::Ecdsa(TestKey::named(&name)),
        };
        let (public, kept_in) = match &key {
            Further::Ecdsa(key) => (OwnerPublic::Address(key.address()), KeptIn::SealedFile),
            Further::Passkey(key) => (OwnerPublic::Passkey(key.public()), KeptIn::Device),
        };
        let vault_id = format!("owner:test-{}", further.len());
        further.push(key);
        Verdict::OwnerCreated { request_id, vault_id, public, kind, kept_in }
    }

    /// Answers a request as the signer would if the person approves.
    #[must_use]
    pub fn verdict(&self, request: &ApprovalRequest) -> Verdict {
        self.asked.lock().unwrap().push(request.clone());
        let request_id = request.request_id.clone();
        if let Some(reason) = *self.refuse.lock().unwrap() {
            let message = "The person said no.".to_owned();
            return Verdict::Refused { request_id, reason, message };
        }
        // The real signer draws its sheet from this review and refuses what it blocks.
        let session = self.new_session();
        let sheet =
            review::of(request, Some(session.address())).expect("a request that is understood");
        // A person who types what unlocks a key that can do everything.
        assert!(sheet.blocked.is_none() || sheet.unlock.is_some(), "{sheet:?}");
        match &request.ask {
            Ask::CreateOwner(ask) => self.create(request_id, ask.kind),
            Ask::ImportOwner(_) => self.create(request_id, OwnerKind::Passphrase),
            Ask::BackupOwner(_) => {
                Verdict::OwnerBackedUp { request_id, path: "/backup.json".to_owned() }
            }
            Ask::AddLock(ask) => {
                let lock = |kind| Lock { kind, label: String::new() };
                let locks = vec![lock(LockKind::Passphrase), lock(ask.lock)];
                Verdict::LockAdded { request_id, locks }
            }
            Ask::RemoveOwner(_) => Verdict::OwnerRemoved { request_id },
            Ask::TestOwner(_) => Verdict::OwnerTested { request_id },
            Ask::Reopen(ask) => {
                let mut mark = self.stop.lock().unwrap();
                if mark.as_ref() != Some(&ask.mark) {
                    let (reason, message) = (Refusal::Malformed, "There is another stop.".into());
                    return Verdict::Refused { request_id, reason, message };
                }
                *mark = None;
                Verdict::Reopened { request_id }
            }
            Ask::Grant(ask) => self.grant(request_id, ask, session),
            Ask::Operations(ask) => self.operations(request_id, ask),
            Ask::Kills(ask) => self.kills(request_id, ask),
            Ask::Transaction(ask) => self.transactions(request_id, ask),
        }
    }

    /// The vault is empty from now on: no owner key, no session key.
    pub fn empties(&self) {
        self.sessions.lock().unwrap().clear();
        *self.refuse.lock().unwrap() = Some(Refusal::UnknownOwner);
    }

    /// The owner key is back; session keys are not.
    pub fn returns(&self) {
        *self.refuse.lock().unwrap() = None;
    }

    /// Signs as a session key, after the check of its policies.
    ///
    /// # Errors
    /// What the session signer would refuse.
    pub fn session_sign(
        &self,
        key: &SessionKeyRef,
        scope: SignScope,
        op: &UserOperation,
    ) -> Result<Bytes, SignerError> {
        let held = self.sessions.lock().unwrap();
        let refused = |reason| SignerError::SessionRefused { reason, message: String::new() };
        let session = held.get(key).ok_or_else(|| refused(SessionRefusal::UnknownKey))?;
        let facts = Facts::fresh(key.account, scope.now_unix_secs);
        check::operation(&session.policies, &facts, op)
            .map_err(|_broken| refused(SessionRefusal::OutsidePolicies))?;
        let hash = op.hash(scope.entry_point, scope.chain_id);
        Ok(permission_signature(&session.key.personal_sign(hash)))
    }

    /// The panic key, as the signer's vault would hold it.
    #[must_use]
    pub fn panic_key(&self) -> TestKey {
        TestKey::named(&format!("panic key of {}", self.owner.address()))
    }

    /// How many session keys are held.
    #[must_use]
    pub fn held(&self) -> usize {
        self.sessions.lock().unwrap().len()
    }

    fn new_session(&self) -> TestKey {
        let number = self.made.fetch_add(1, Ordering::SeqCst);
        TestKey::named(&format!("session {number} of {}", self.owner.address()))
    }

    fn grant(&self, request_id: String, ask: &GrantAsk, key: TestKey) -> Verdict {
        let signer = match ask.session {
            SessionSource::Made => SessionSigner::Ecdsa(key.address()),
            SessionSource::Address(brought) => SessionSigner::Ecdsa(brought),
            SessionSource::Passkey(brought) => SessionSigner::WebAuthn(brought),
        };
        let policies = ask.policies.clone();
        let permission = Permission { flag: PolicyFlag::All, policies, signer };
        let digests = ask.leaves.iter().map(|leaf| {
            EnableApproval {
                account: ask.account.address(),
                chain_id: leaf.chain_id,
                version: ask.account.version,
                validation_id: permission.validation_id(),
                nonce: leaf.validation_nonce,
                hook: Address::ZERO,
                enable_data: permission.enable_data(),
                hook_data: Bytes::new(),
                selector_data: default_selector_data(),
            }
            .digest()
        });
        let kills = granted_kills(ask, &permission);
        let leaves = digests.chain(kills.iter().flatten().map(kill_hash)).collect();
        let (root, all) = self.signatures(&ask.root(), leaves);
        let mut all = all.into_iter();
        let enable_signatures = all.by_ref().take(ask.leaves.len()).collect();
        let of_leaf = |kills: &Vec<Kill>| all.by_ref().take(kills.len()).collect();
        let kill_signatures = kills.iter().map(of_leaf).collect();
        let (session, permission_id) = (permission.signer.clone(), permission.id());
        let name = SessionKeyRef { account: ask.account.address(), permission_id };
        let policies = ask.policies.clone();
        if ask.session == SessionSource::Made {
            self.sessions.lock().unwrap().insert(name, Session { key, policies });
        }
        Verdict::Granted {
            request_id,
            session,
            permission_id,
            root,
            enable_signatures,
            kill_signatures,
        }
    }

    fn kills(&self, request_id: String, ask: &KillsAsk) -> Verdict {
        let hashes = asked_kills(ask).iter().map(|asked| kill_hash(&asked.kill)).collect();
        let (root, signatures) = self.signatures(&ask.root(), hashes);
        Verdict::KillsSigned { request_id, root, signatures }
    }

    fn operations(&self, request_id: String, ask: &OperationsAsk) -> Verdict {
        let hashes = ask.operations.iter().map(|op| op.operation.hash(op.entry_point, op.chain_id));
        let (root, signatures) = self.signatures(&ask.root(), hashes.collect());
        Verdict::Signed { request_id, root, signatures }
    }
}

fn kill_hash(kill: &Kill) -> B256 {
    kill.leaf.operation.hash(kill.leaf.entry_point, kill.leaf.chain_id)
}

impl Hand {
    fn transactions(&self, request_id: String, ask: &TransactionAsk) -> Verdict {
        let owner = ask.owner.public.address().expect("the review blocks passkeys");
        let further = self.further.lock().unwrap();
        let others = further.iter().filter_map(Further::ecdsa);
        let mut all = std::iter::once(&self.owner).chain(others);
        let key = all.find(|key| key.address() == owner).expect("a key of this hand");
        let sign = |one: &Transaction| Bytes::copy_from_slice(&key.sign(one.signing_hash()));
        let signatures = ask.transactions.iter().map(sign).collect();
        Verdict::TransactionSigned { request_id, signatures }
    }
}

#[async_trait]
impl PanicSigning for Hand {
    async fn make(&self) -> Result<Address, SignerError> {
        Ok(self.panic_key().address())
    }

    async fn sign(&self, kills: PanicKills) -> Result<Bytes, SignerError> {
        let checked = kills.bundle().check(&kills.account, &kills.root(), kills.cap);
        checked.map_err(|why| SignerError::Unexpected(why.to_string()))?;
        let key = self.panic_key();
        let transaction = kills.bundle().transaction(key.address());
        Ok(Bytes::copy_from_slice(&key.sign(transaction.signing_hash())))
    }
}

#[async_trait]
impl Approver for Hand {
    async fn approve(&self, request: ApprovalRequest) -> Result<Verdict, SignerError> {
        Ok(self.verdict(&request))
    }
}

impl SessionProcess for Hand {
    fn stop(&self) {
        self.running.store(false, Ordering::SeqCst);
        self.ends.send_modify(|ends| *ends += 1);
    }

    fn running(&self) -> bool {
        self.running.load(Ordering::SeqCst)
    }

    fn stopped(&self) -> Option<StopMark> {
        self.stop.lock().unwrap().clone()
    }

    fn stop_everything(&self, mark: &StopMark) -> Result<(), String> {
        *self.stop.lock().unwrap() = Some(mark.clone());
        self.stop();
        Ok(())
    }

    fn ended(&self) -> Ended {
        let (running, mut ends) = (self.running(), self.ends.subscribe());
        Box::pin(async move {
            if running {
                let _ended = ends.changed().await;
            }
        })
    }
}

#[async_trait]
impl SessionSigning for Hand {
    async fn start(&self, keys: Vec<SessionKeyRef>) -> Result<Vec<SessionKeyRef>, SignerError> {
        self.running.store(true, Ordering::SeqCst);
        let held = self.sessions.lock().unwrap();
        Ok(keys.into_iter().filter(|key| !held.contains_key(key)).collect())
    }

    async fn add(&self, _key: SessionKeyRef) -> Result<(), SignerError> {
        if self.running() { Ok(()) } else { Err(SignerError::Off) }
    }

    async fn drop_key(&self, _key: SessionKeyRef) -> Result<(), SignerError> {
        if self.running() { Ok(()) } else { Err(SignerError::Off) }
    }

    async fn forget(&self, key: SessionKeyRef) -> Result<(), SignerError> {
        self.sessions.lock().unwrap().remove(&key);
        Ok(())
    }

    async fn sign(
        &self,
        key: SessionKeyRef,
        scope: SignScope,
        op: UserOperation,
    ) -> Result<Bytes, SignerError> {
        if !self.running() {
            return Err(SignerError::Off);
        }
        self.session_sign(&key, scope, &op)
    }
}
