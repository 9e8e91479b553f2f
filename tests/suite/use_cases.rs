//! Every use case on the fakes: what it does, what it refuses, and that it believes nobody.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

#[path = "use_cases/agents.rs"]
mod agents;
#[path = "use_cases/builder.rs"]
mod builder;
#[path = "use_cases/desk.rs"]
mod desk;
#[path = "use_cases/dry_run.rs"]
mod dry_run;
#[path = "use_cases/ending.rs"]
mod ending;
#[path = "use_cases/ends.rs"]
mod ends;
#[path = "use_cases/follow.rs"]
mod follow;
#[path = "use_cases/forms.rs"]
mod forms;
#[path = "use_cases/grants.rs"]
mod grants;
#[path = "use_cases/notices.rs"]
mod notices;
#[path = "use_cases/off_switch.rs"]
mod off_switch;
#[path = "use_cases/off_switch_fired.rs"]
mod off_switch_fired;
#[path = "use_cases/operations.rs"]
mod operations;
#[path = "use_cases/settings.rs"]
mod settings;
#[path = "use_cases/stopping.rs"]
mod stopping;
#[path = "use_cases/truth.rs"]
mod truth;
#[path = "use_cases/world.rs"]
mod world;
