//! 0.3.3: the owner's message signatures outlive a raised nonce when the root is installed again in
//! the same batch (spec 9.6).

use alloy_primitives::{Address, Bytes};
use alloy_sol_types::SolCall;
use latchkey_core::{
    abi::Module,
    account::root::validator_id,
    kernel::{
        install::{self, Installation},
        version::KernelVersion,
    },
};

use super::compare::Said;
use super::key::{OWNER, TARGET, native, to};
use super::script::{Script, strange};
use super::stage::Stage;
use super::words;
use crate::keys;

pub(crate) struct Repair {
    version: KernelVersion,
    stage: Option<Stage>,
}

impl Repair {
    pub(crate) const fn new(version: KernelVersion) -> Self {
        Self { version, stage: None }
    }

    /// First an account with the ECDSA validator, then one with the multi-chain one.
    fn next(&mut self) -> Said {
        let mut stage = match self.stage {
            None => Stage::ecdsa(self.version),
            Some(_) => Stage::multi_chain(self.version),
        };
        let said = stage.owner(&[native(TARGET, 0)]).into();
        self.stage = Some(stage);
        said
    }
}

fn batch(stage: &mut Stage) -> Said {
    let nonce = words::current(&stage.account) + 1;
    let forget = Module::onUninstallCall { data: Bytes::new() }.abi_encode();
    let again = install::install_validations(&[Installation {
        validation_id: validator_id(stage.validator()),
        nonce,
        hook: Address::ZERO,
        data: Bytes::copy_from_slice(keys::address(OWNER).as_slice()),
        hook_data: Bytes::new(),
    }]);
    let calls = [
        stage.to_self(install::invalidate_nonce(nonce)),
        to(stage.validator(), forget),
        stage.to_self(again),
    ];
    stage.owner(&calls).into()
}

fn after(stage: &Stage) -> String {
    let config = words::config(&stage.account, validator_id(stage.validator()));
    let current = words::current(&stage.account);
    format!("after {} vc {config} cur {current}", stage.owner_message(true))
}

impl Script for Repair {
    fn step(&mut self, step: &str) -> Result<Said, String> {
        if step == "deploy" {
            return Ok(self.next());
        }
        let stage = self.stage.as_mut().ok_or("nothing is deployed yet")?;
        let single = stage.validator() == stage.version().ecdsa_validator();
        let name = if single { "ecdsa" } else { "multichain" };
        Ok(match step {
            "batch [invalidate, validator.onUninstall, installValidations(root)]" => batch(stage),
            "next root op" => stage.owner(&[native(TARGET, 0)]).into(),
            read if read.starts_with("after ") => Said::text(after(stage)),
            read if read.starts_with(&format!("{name} before ")) => {
                Said::text(format!("{name} before {}", stage.owner_message(true)))
            }
            other => return strange(other),
        })
    }
}
