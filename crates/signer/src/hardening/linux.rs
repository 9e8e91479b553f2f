//! Linux: not dumpable, then the system call filter, then a try of each.
//!
//! Why: a container may answer "done" and do nothing, so what was asked for is tried once.
//! Refuses: to believe.

use std::net::UdpSocket;

use rustix::process::{DumpableBehavior, dumpable_behavior, set_dumpable_behavior};

use super::{Unhardened, filter};

/// Closes `/proc/PID/{mem,environ,maps,…}`, `ptrace` and core files to other programs of the user
/// (`PR_SET_DUMPABLE` 0); then the filter, which also keeps that from being switched back.
pub(super) fn deny() -> Result<(), Unhardened> {
    set_dumpable_behavior(DumpableBehavior::NotDumpable)
        .map_err(|error| Unhardened::Readable(error.into()))?;
    let program = filter::program().map_err(|error| Unhardened::Filter(error.to_string()))?;
    // Sets no_new_privs too: a program started from here gains no rights by being set-uid.
    seccompiler::apply_filter_all_threads(&program)
        .map_err(|error| Unhardened::Filter(error.to_string()))?;
    believe_nothing()
}

fn believe_nothing() -> Result<(), Unhardened> {
    if !matches!(dumpable_behavior(), Ok(DumpableBehavior::NotDumpable)) {
        return Err(Unhardened::NotEnforced("reading its memory"));
    }
    for address in ["127.0.0.1:0", "[::1]:0"] {
        if UdpSocket::bind(address).is_ok() {
            return Err(Unhardened::NotEnforced("an internet socket"));
        }
    }
    Ok(())
}
