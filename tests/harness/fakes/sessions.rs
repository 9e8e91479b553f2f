//! A session signer without a process: knows the keys it was told to hold, signs what a test says.

use std::sync::{Arc, Mutex};

use alloy_primitives::Bytes;
use async_trait::async_trait;
use latchkey_core::approval::{SessionKeyRef, SessionRefusal, StopMark};
use latchkey_core::user_op::UserOperation;
use latchkey_wallet::ports::{Ended, SessionProcess, SessionSigning, SignScope, SignerError};
use tokio::sync::watch;

type Answer =
    Box<dyn FnMut(&SessionKeyRef, SignScope, &UserOperation) -> Result<Bytes, SignerError> + Send>;

/// A stop mark that several stand-ins see, as programs see the file.
pub type SharedMark = Arc<Mutex<Option<StopMark>>>;

/// Off at first; when on, refuses to sign until a test says what it answers.
#[derive(Default)]
pub struct FakeSessions {
    vault: Mutex<Vec<SessionKeyRef>>,
    loaded: Mutex<Option<Vec<SessionKeyRef>>>,
    answer: Mutex<Option<Answer>>,
    signed: Mutex<Vec<UserOperation>>,
    mark: Mutex<SharedMark>,
    /// Whether the vault is locked, so that nothing can be taken out of it.
    locked: std::sync::atomic::AtomicBool,
    /// How often it stopped or died.
    ends: watch::Sender<u32>,
}

impl std::fmt::Debug for FakeSessions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FakeSessions").field("loaded", &self.loaded).finish_non_exhaustive()
    }
}

impl FakeSessions {
    /// The vault holds this key.
    pub fn holds(&self, key: SessionKeyRef) {
        self.vault.lock().unwrap().push(key);
    }

    /// Answers to requests to sign like this from now on.
    pub fn answers(
        &self,
        answer: impl FnMut(&SessionKeyRef, SignScope, &UserOperation) -> Result<Bytes, SignerError>
        + Send
        + 'static,
    ) {
        *self.answer.lock().unwrap() = Some(Box::new(answer));
    }

    /// Looks for this mark from now on.
    pub fn heeds(&self, mark: &SharedMark) {
        *self.mark.lock().unwrap() = Arc::clone(mark);
    }

    /// The vault is locked from now on, or not any more.
    pub fn locks(&self, locked: bool) {
        self.locked.store(locked, std::sync::atomic::Ordering::SeqCst);
    }

    /// Whether the vault holds this key.
    #[must_use]
    pub fn keeps(&self, key: &SessionKeyRef) -> bool {
        self.has(key)
    }

    /// Keys in memory; empty when off.
    #[must_use]
    pub fn loaded(&self) -> Vec<SessionKeyRef> {
        self.loaded.lock().unwrap().clone().unwrap_or_default()
    }

    /// Its process dies by itself.
    pub fn dies(&self) {
        self.stop();
    }

    /// Every operation it was asked to sign while on.
    #[must_use]
    pub fn asked(&self) -> Vec<UserOperation> {
        self.signed.lock().unwrap().clone()
    }

    fn has(&self, key: &SessionKeyRef) -> bool {
        self.vault.lock().unwrap().contains(key)
    }
}

impl SessionProcess for FakeSessions {
    fn stop(&self) {
        *self.loaded.lock().unwrap() = None;
        self.ends.send_modify(|ends| *ends += 1);
    }

    fn running(&self) -> bool {
        self.loaded.lock().unwrap().is_some()
    }

    fn stopped(&self) -> Option<StopMark> {
        self.mark.lock().unwrap().lock().unwrap().clone()
    }

    fn stop_everything(&self, mark: &StopMark) -> Result<(), String> {
        *self.mark.lock().unwrap().lock().unwrap() = Some(mark.clone());
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
impl SessionSigning for FakeSessions {
    async fn start(&self, keys: Vec<SessionKeyRef>) -> Result<Vec<SessionKeyRef>, SignerError> {
        let (loaded, missing) = keys.into_iter().partition(|key| self.has(key));
        *self.loaded.lock().unwrap() = Some(loaded);
        Ok(missing)
    }

    async fn add(&self, key: SessionKeyRef) -> Result<(), SignerError> {
        let held = self.has(&key);
        match self.loaded.lock().unwrap().as_mut() {
            None => Err(SignerError::Off),
            Some(_) if !held => Err(SignerError::Unexpected("not in the vault".to_owned())),
            Some(loaded) => {
                loaded.push(key);
                Ok(())
            }
        }
    }

    async fn drop_key(&self, key: SessionKeyRef) -> Result<(), SignerError> {
        let mut loaded = self.loaded.lock().unwrap();
        loaded.as_mut().ok_or(SignerError::Off)?.retain(|one| *one != key);
        Ok(())
    }

    async fn forget(&self, key: SessionKeyRef) -> Result<(), SignerError> {
        if self.locked.load(std::sync::atomic::Ordering::SeqCst) {
            return Err(SignerError::Unexpected("the keychain is locked".to_owned()));
        }
        self.vault.lock().unwrap().retain(|held| *held != key);
        if let Some(loaded) = self.loaded.lock().unwrap().as_mut() {
            loaded.retain(|one| *one != key);
        }
        Ok(())
    }

    async fn sign(
        &self,
        key: SessionKeyRef,
        scope: SignScope,
        op: UserOperation,
    ) -> Result<Bytes, SignerError> {
        let refused = |reason, message: &str| {
            Err(SignerError::SessionRefused { reason, message: message.to_owned() })
        };
        match self.loaded.lock().unwrap().as_ref() {
            None => return Err(SignerError::Off),
            Some(loaded) if !loaded.contains(&key) => {
                return refused(SessionRefusal::UnknownKey, "This key is not loaded.");
            }
            Some(_) => self.signed.lock().unwrap().push(op.clone()),
        }
        match self.answer.lock().unwrap().as_mut() {
            Some(answer) => answer(&key, scope, &op),
            None => refused(SessionRefusal::OutsidePolicies, "Nobody told the fake to sign."),
        }
    }
}
