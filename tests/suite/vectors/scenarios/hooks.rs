//! A hook demands `executeUserOp`, a call policy demands `execute`: together nothing works
//! (spec 4.4, 12.2).

use alloy_primitives::{Address, Bytes, address, hex};
use latchkey_core::{
    answer::HookModule,
    kernel::{execute::with_hook_prefix, version::KernelVersion},
    policy::{CallPolicyVersion, Policy},
};

use super::calls::entries;
use super::compare::Said;
use super::key::{Key, TARGET, call_policy, execute, native, sudo};
use super::script::{Script, strange};
use super::stage::{Stage, install_of};
use super::words;

/// The recorder's hook, which lets everything pass.
const HOOK: Address = address!("00000000000000000000000000000000000bee01");

pub(crate) struct Hooks {
    version: KernelVersion,
    kinds: Vec<(&'static str, Policy)>,
    /// Which kind is being looked at, and its account.
    current: Option<(&'static str, Key, Stage)>,
}

impl Hooks {
    pub(crate) fn new(version: KernelVersion) -> Self {
        let kinds = vec![
            ("sudo", sudo()),
            ("call", call_policy(CallPolicyVersion::V0_0_4, entries())),
            ("callV5", call_policy(CallPolicyVersion::V0_0_5, entries())),
        ];
        Self { version, kinds, current: None }
    }

    /// The account of a kind; a new one for each.
    fn of(&mut self, kind: &str) -> Result<(Key, Stage), String> {
        if let Some((name, key, stage)) = &self.current
            && *name == kind
        {
            return Ok((key.clone(), stage.clone()));
        }
        let place = self.kinds.iter().position(|(name, _)| *name == kind);
        let Some(place) = place else { return strange(kind) };
        let (_, policy) = &self.kinds[place];
        let key = Key::of(vec![policy.clone()]).hooked(HOOK, Bytes::from_static(&[0xff, 0x00]));
        let validator = self.version.ecdsa_validator();
        let index = u64::try_from(place).unwrap();
        let mut stage = Stage::of(install_of(self.version, validator, index));
        stage.account = stage.account.with_hook(HOOK, HookModule::Open);
        Ok((key, stage))
    }

    /// The first use, or a later one where the key got in. The call is one that the policies allow.
    fn play(&mut self, kind: &str, prefixed: bool) -> Result<Said, String> {
        let (key, mut stage) = self.of(kind)?;
        let plain = execute(&[native(TARGET, 5)]);
        let data = if prefixed { with_hook_prefix(&plain) } else { plain };
        let outcome = if stage.account.deployed() {
            stage.use_key(&key, data.clone())
        } else {
            stage.first_use(&key, 1, data.clone())
        };
        let name = self.kinds.iter().find(|(name, _)| *name == kind).unwrap().0;
        self.current = Some((name, key, stage));
        let said = Said::from(outcome);
        Ok(if prefixed {
            let head = hex::encode_prefixed(&data[..8]);
            said.reading(format!("{kind}+hook callData prefix {head}"))
        } else {
            said
        })
    }

    fn config(&self) -> Result<String, String> {
        let (_, key, stage) = self.current.as_ref().ok_or("no key was played yet")?;
        Ok(if stage.account.deployed() {
            format!("vc {}", words::config(&stage.account, key.vid()))
        } else {
            "vc undeployed".to_owned()
        })
    }
}

impl Script for Hooks {
    fn step(&mut self, step: &str) -> Result<Said, String> {
        if step.starts_with("vc ") {
            return Ok(Said::text(self.config()?));
        }
        match step.split_once("+hook ") {
            Some((kind, "without executeUserOp prefix")) => self.play(kind, false),
            Some((kind, rest)) if rest.starts_with("callData prefix 0x") => self.play(kind, true),
            Some(_) | None => strange(step),
        }
    }
}
