//! The events of a first use that creates the account, and of the key's end (spec 9.1).

use std::collections::VecDeque;

use latchkey_core::{
    answer::{Event, Log},
    chain::ENTRY_POINT_07,
    kernel::{install, version::KernelVersion},
};

use super::compare::Said;
use super::key::{Key, ping, sudo, window};
use super::script::{Script, strange};
use super::stage::Stage;
use super::words;

pub(crate) struct Events {
    stage: Stage,
    key: Key,
    coming: VecDeque<Log>,
}

impl Events {
    pub(crate) fn new(version: KernelVersion) -> Self {
        let key = Key::of(vec![sudo(), window(0, 0)]);
        let mut stage = Stage::multi_chain(version);
        stage.first_use(&key, 1, ping());
        Self { coming: stage.account.take_logs().into(), stage, key }
    }

    fn end(&mut self) -> Said {
        let nonce = words::current(&self.stage.account) + 1;
        let entries = self.key.permission.policies.len() + 1;
        let calls = [
            self.stage.to_self(install::uninstall_validation(self.key.vid(), entries)),
            self.stage.to_self(install::invalidate_nonce(nonce)),
        ];
        let said = self.stage.owner(&calls).into();
        self.coming = self.stage.account.take_logs().into();
        said
    }
}

/// Emitter, name and arguments; the topic alone for the EntryPoint.
fn line(log: &Log) -> String {
    let emitter = words::plain(log.emitter);
    let event = &log.event;
    if log.emitter == ENTRY_POINT_07 {
        return format!("{emitter} {}", event.topic());
    }
    let arguments = match event {
        Event::RootValidatorUpdated { root } => format!("[\"{root}\"]"),
        Event::OwnerRegistered { account, owner } => format!("[\"{account}\",\"{owner}\"]"),
        Event::ModuleInstalled { module_type, module } => {
            format!("{{\"moduleTypeId\":\"{module_type}\",\"module\":\"{module}\"}}")
        }
        Event::ModuleUninstallResult { module } => {
            format!("{{\"module\":\"{module}\",\"result\":true}}")
        }
        Event::ModuleUninstalled { module_type, module } => {
            format!("[\"{module_type}\",\"{module}\"]")
        }
        Event::SelectorSet { selector, validation_id, allowed } => format!(
            "{{\"selector\":\"{selector}\",\"vId\":\"{validation_id}\",\"allowed\":{allowed}}}"
        ),
        Event::AccountDeployed
        | Event::Deposited
        | Event::BeforeExecution
        | Event::UserOperation => String::new(),
    };
    format!("{emitter} {} {arguments}", event.name())
}

impl Script for Events {
    fn step(&mut self, step: &str) -> Result<Said, String> {
        if step == "uninstall+invalidate" {
            return match self.coming.pop_front() {
                Some(log) => Err(format!("the core has one more event: {}", line(&log))),
                None => Ok(self.end()),
            };
        }
        if !step.starts_with("0x") {
            return strange(step);
        }
        let log = self.coming.pop_front().ok_or("the core has no more events")?;
        Ok(Said::text(line(&log)))
    }
}
