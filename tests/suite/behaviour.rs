//! The recorded behaviour of the deployed contracts, replayed on the local network: one test per
//! trace, named after it. Every answer must be the same, bit for bit, apart from what depends on gas.
//! Before each step, core decides from reads how its key stands, and must agree with what then happens.
//!
//! Refuses: a missing folder, a file that does not read, a step or a field it does not know. Each of
//! these is a failed test, never one left out.
//!
//! `LATCHKEY_VECTORS=<folder>` replays `<folder>/behaviour` instead of the traces kept here.
#![allow(clippy::indexing_slicing, reason = "indexing JSON never panics")]

#[path = "behaviour/compare.rs"]
mod compare;
#[path = "behaviour/folder.rs"]
mod folder;
#[path = "behaviour/node.rs"]
mod node;
#[path = "behaviour/replay.rs"]
mod replay;
#[path = "behaviour/states.rs"]
mod states;
#[path = "behaviour/trace.rs"]
mod trace;

use libtest_mimic::{Arguments, Failed, Trial};

fn main() -> std::process::ExitCode {
    let arguments = Arguments::from_args();
    let folder = folder::vectors().join("behaviour");
    let mut trials = vec![
        Trial::test("behaviour::the_index_names_every_trace", {
            let folder = folder.clone();
            move || Ok(folder::check_index(&folder)?)
        }),
        Trial::test(
            "behaviour::the_kept_vectors_are_the_shared_ones",
            || Ok(folder::check_copy()?),
        ),
    ];
    trials.push(Trial::test("behaviour::the_state_table_meets_every_state", {
        let folder = folder.clone();
        move || states::meets_every_state(&folder).map_err(|error| format!("{error:#}").into())
    }));
    match folder::traces(&folder) {
        Ok(files) => trials.extend(files.into_iter().map(|file| {
            let name = format!("behaviour::{}", folder::stem(&file));
            Trial::test(name, move || {
                replay::replay_file(&file)
                    .map(drop)
                    .map_err(|error| Failed::from(format!("{error:#}")))
            })
        })),
        Err(error) => {
            trials.push(Trial::test("behaviour::the_traces_can_be_read", move || Err(error.into())))
        }
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}
