//! The system call filter (seccomp, BPF): which calls this process can never make again.
//!
//! Why a list of refusals and not of permissions: a window goes through graphics drivers whose calls
//! differ by machine; what must never happen is short and exact.
//! Refuses, with `EACCES`:
//! - `socket`, `socketpair` of every family but `AF_UNIX` (display, session bus) and, of
//!   `AF_NETLINK`, the kernel's device events (`NETLINK_KOBJECT_UEVENT`: a security key was plugged
//!   in). So no IPv4, IPv6, raw, packet, vsock, Bluetooth or routing sockets;
//! - `io_uring_*`, whose requests pass by a filter, and `pidfd_getfd`, which takes another process's
//!   open socket;
//! - `ptrace`, `process_vm_*`: looking into others; `perf_event_open`, `bpf`, `userfaultfd`;
//! - `prctl` with `PR_SET_DUMPABLE` or `PR_SET_PTRACER`: opening itself to others again.
//!
//! Calls in the x32 numbering get `EACCES` as a whole; calls of another architecture end the process.

use std::collections::BTreeMap;

use seccompiler::{
    BackendError, BpfProgram, SeccompAction, SeccompCmpArgLen::Dword, SeccompCmpOp,
    SeccompCondition, SeccompFilter, SeccompRule, TargetArch,
};

type Refused = (i64, Vec<SeccompRule>);

/// Calls that are refused whatever their arguments.
const ALWAYS: &[i64] = &[
    libc::SYS_io_uring_setup,
    libc::SYS_io_uring_enter,
    libc::SYS_io_uring_register,
    libc::SYS_pidfd_getfd,
    libc::SYS_ptrace,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_perf_event_open,
    libc::SYS_bpf,
    libc::SYS_userfaultfd,
];

/// The program for this architecture.
///
/// # Errors
/// [`BackendError`] on an architecture that the filter cannot be written for.
pub(super) fn program() -> Result<BpfProgram, BackendError> {
    let arch: TargetArch = std::env::consts::ARCH.try_into()?;
    let mut refused: BTreeMap<i64, Vec<SeccompRule>> =
        ALWAYS.iter().map(|call| (*call, Vec::new())).collect();
    refused.extend([sockets()?, socket_pairs()?, reopening()?]);
    let (otherwise, then) = (SeccompAction::Allow, SeccompAction::Errno(errno()));
    let filter = SeccompFilter::new(refused, otherwise, then, arch)?;
    let program: BpfProgram = filter.try_into()?;
    Ok(if cfg!(target_arch = "x86_64") { without_x32(program) } else { program })
}

/// `socket(family, _, protocol)`: all but local ones and device events.
fn sockets() -> Result<Refused, BackendError> {
    let rules = vec![
        SeccompRule::new(vec![not(0, libc::AF_UNIX)?, not(0, libc::AF_NETLINK)?])?,
        SeccompRule::new(vec![is(0, libc::AF_NETLINK)?, not(2, libc::NETLINK_KOBJECT_UEVENT)?])?,
    ];
    Ok((libc::SYS_socket, rules))
}

/// `socketpair(family, …)`: all but local ones.
fn socket_pairs() -> Result<Refused, BackendError> {
    Ok((libc::SYS_socketpair, vec![SeccompRule::new(vec![not(0, libc::AF_UNIX)?])?]))
}

/// `prctl(option, …)`: being dumpable again, naming somebody who may attach.
fn reopening() -> Result<Refused, BackendError> {
    let options = [libc::PR_SET_DUMPABLE, libc::PR_SET_PTRACER];
    let rules = options.map(|option| SeccompRule::new(vec![is(0, option)?]));
    Ok((libc::SYS_prctl, rules.into_iter().collect::<Result<_, _>>()?))
}

/// These arguments are C ints: the upper half of the register means nothing, so it is not compared.
fn is(argument: u8, value: libc::c_int) -> Result<SeccompCondition, BackendError> {
    SeccompCondition::new(argument, Dword, SeccompCmpOp::Eq, u64::from(value.cast_unsigned()))
}

fn not(argument: u8, value: libc::c_int) -> Result<SeccompCondition, BackendError> {
    SeccompCondition::new(argument, Dword, SeccompCmpOp::Ne, u64::from(value.cast_unsigned()))
}

const fn errno() -> u32 {
    libc::EACCES.cast_unsigned()
}

/// Puts in front: call numbers from `0x4000_0000` up (x32 has the same architecture mark as x86-64
/// and would slip past a filter over numbers) are refused.
fn without_x32(program: BpfProgram) -> BpfProgram {
    /// `BPF_LD | BPF_W | BPF_ABS`: offset 0 of `struct seccomp_data` is the call's number.
    const LOAD_NUMBER: u16 = 0x20;
    /// `BPF_JMP | BPF_JGE | BPF_K`.
    const IF_AT_LEAST: u16 = 0x35;
    /// `BPF_RET | BPF_K`.
    const RETURN: u16 = 0x06;
    const X32: u32 = 0x4000_0000;
    let line = |code, jf, k| seccompiler::sock_filter { code, jt: 0, jf, k };
    let mut whole = vec![
        line(LOAD_NUMBER, 0, 0),
        line(IF_AT_LEAST, 1, X32),
        line(RETURN, 0, SeccompAction::Errno(errno()).into()),
    ];
    whole.extend(program);
    whole
}
