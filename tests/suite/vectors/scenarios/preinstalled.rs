//! Keys that the owner installs himself, and what they then lack (spec 5.5).

use alloy_primitives::{Address, Bytes};
use latchkey_core::{
    answer::Outcome,
    kernel::{
        execute::{ExecMode, encode_delegatecall},
        install::{self, Installation},
        nonce,
        version::KernelVersion,
    },
};

use super::compare::Said;
use super::key::{Key, ping};
use super::script::{Script, strange};
use super::stage::{Stage, install_of};
use super::words;

fn installing(key: &Key) -> Bytes {
    install::install_validations(&[Installation {
        validation_id: key.vid(),
        nonce: 1,
        hook: Address::ZERO,
        data: key.permission.enable_data(),
        hook_data: Bytes::new(),
    }])
}

/// While the account is created, the selector granted by the code of 0.3.3.
pub(crate) struct Preinstalled;

impl Script for Preinstalled {
    fn step(&mut self, step: &str) -> Result<Said, String> {
        let named = |v: &KernelVersion| step.starts_with(&format!("{} vc ", v.name()));
        let Some(version) = KernelVersion::ALL.into_iter().find(named) else {
            return strange(step);
        };
        let key = Key::sudo();
        let grant = install::grant_access(key.vid(), true);
        let newest = KernelVersion::V0_3_3.implementation();
        let mut install = install_of(version, version.ecdsa_validator(), 0);
        install.init_config =
            vec![installing(&key), encode_delegatecall(newest, grant, ExecMode::Default)];
        let mut stage = Stage::of(install).deployed();
        let account = &stage.account;
        let config = words::config(account, key.vid());
        let allowed = words::allowed(account, key.vid());
        let Outcome::Included { reverted: None } = stage.use_key(&key, ping()) else {
            return Err("the key cannot be used".to_owned());
        };
        Ok(Said::text(format!("{} vc {config} allowed {allowed}", version.name())))
    }
}

/// Later, with and without the selector.
pub(crate) struct ByOwner {
    version: KernelVersion,
    stage: Stage,
    key: Key,
}

impl ByOwner {
    pub(crate) fn new(version: KernelVersion) -> Self {
        Self { version, stage: Stage::ecdsa(version), key: Key::sudo() }
    }

    fn by_owner(&mut self, data: &[Bytes]) -> Said {
        self.stage = Stage::ecdsa(self.version);
        let calls: Vec<_> = data.iter().map(|d| self.stage.to_self(d.clone())).collect();
        Said::from(self.stage.owner(&calls)).without_reasons()
    }

    /// In default mode if the account has the key, else with its approval.
    fn use_it(&mut self) -> Said {
        let (nonce_key, outcome) = if self.stage.account.permission(self.key.id()).is_some() {
            let nonce_key = nonce::default_key(self.key.id(), 0);
            (nonce_key, self.stage.use_key(&self.key, ping()))
        } else {
            let nonce_key = nonce::enable_key(self.key.id(), 0);
            (nonce_key, self.stage.first_use(&self.key, 1, ping()))
        };
        let whole = format!("{:064x}", nonce::full(nonce_key, 0));
        Said::from(outcome).reading(format!("use: nonce 0x{}", &whole[..10]))
    }
}

impl Script for ByOwner {
    fn step(&mut self, step: &str) -> Result<Said, String> {
        let install = installing(&self.key);
        let grant = install::grant_access(self.key.vid(), true);
        Ok(match step {
            "install only" => self.by_owner(&[install]),
            "install + grantAccess" => self.by_owner(&[install, grant]),
            used if used.starts_with("use: nonce 0x") => self.use_it(),
            other => return strange(other),
        })
    }
}
