//! `onchain_scenarios.json`: what each step did on the deployed contracts, foretold by the core.
//!
//! Every line is played: the operation is built and signed with the recorder's keys, put to
//! [`latchkey_core::answer`], and what comes back is compared with what is recorded, field by field.
//! A step that is not understood is a failure; so is a section that is not.

mod calls;
mod compare;
mod delegated;
mod direct;
mod events;
mod file;
mod flags;
mod flip;
mod gas;
mod grants;
mod hooks;
mod key;
mod lanes;
mod lifecycle;
mod play;
mod preinstalled;
mod rates;
mod repair;
mod script;
mod segments;
mod signing;
mod slices;
mod spending;
mod stage;
mod stubs;
mod takeover;
mod times;
mod tombs;
mod words;

use std::sync::Arc;

use file::read;
pub(crate) use flip::every_flip_is_noticed;
pub(crate) use play::Section;

/// The file cut into sections, each played when its first line is asked for.
pub(crate) fn sections() -> Result<Vec<Arc<Section>>, String> {
    let mut sections: Vec<Section> = Vec::new();
    for line in read()? {
        match sections.last_mut() {
            Some(last) if last.holds(&line) => last.push(line),
            Some(_) | None => sections.push(Section::new(line)),
        }
    }
    Ok(sections.into_iter().map(Arc::new).collect())
}
