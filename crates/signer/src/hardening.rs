//! What this process denies itself and others before it reads anything.
//!
//! Why: a core dump or a debugger of the same user would read keys out of memory.
//! Refuses nothing; on systems without these switches it does nothing.

/// No core dumps; on Linux also no attaching by other programs of the user.
pub fn deny_inspection() {
    #[cfg(target_os = "linux")]
    if let Err(error) =
        rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable)
    {
        tracing::warn!(%error, "this process can be inspected by others");
    }
    #[cfg(unix)]
    {
        let none = rustix::process::Rlimit { current: Some(0), maximum: Some(0) };
        if let Err(error) = rustix::process::setrlimit(rustix::process::Resource::Core, none) {
            tracing::warn!(%error, "core dumps stay on");
        }
    }
}
