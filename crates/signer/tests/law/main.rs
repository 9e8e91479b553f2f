//! The law of the signer, by trying it: a child process calls the same `hardening::apply()` as the
//! program, then does what it may no longer do; others of the same user try to look into it; and the
//! real `latchkey-signer` is looked at from outside.
//!
//! Why a program of its own: what is denied is denied for good, so it cannot be tried in the process
//! that runs the tests. Run by root, everything that concerns other programs of the same user is done
//! as a user without rights: root passes by these protections, and no promise is made against root.
#![cfg_attr(
    target_os = "linux",
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::print_stdout,
        clippy::indexing_slicing,
        reason = "tests fail by panicking, and a child answers on its output"
    )
)]

#[cfg(target_os = "linux")]
mod calls;
#[cfg(target_os = "linux")]
mod child;
#[cfg(target_os = "linux")]
mod cores;
#[cfg(target_os = "linux")]
mod others;
#[cfg(target_os = "linux")]
mod stage;

#[cfg(target_os = "linux")]
fn main() {
    if let Some(act) = std::env::var_os(child::ACT) {
        child::play(&act.to_string_lossy());
        return;
    }
    let trials = calls::trials().into_iter().chain(cores::trials()).chain(others::trials());
    let arguments = libtest_mimic::Arguments::from_args();
    libtest_mimic::run(&arguments, trials.collect()).exit();
}

/// Elsewhere there is nothing to try yet (SECURITY.md).
#[cfg(not(target_os = "linux"))]
fn main() {}
