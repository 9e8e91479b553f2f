//! Other programs of the same user: what they can learn from a running `latchkey-signer`.

use std::path::Path;
use std::process::{Command, Stdio};

use libtest_mimic::Trial;

use crate::child::{ACT, LAWLESS};
use crate::cores::hardened;
use crate::stage::{Running, Stage, as_nobody, is_root, output, status, trial, wait_for};

pub(crate) fn trials() -> Vec<Trial> {
    vec![
        trial("the_real_signer_is_under_the_law_in_both_modes", real_signer),
        trial("nobody_of_the_same_user_reads_or_attaches_to_the_real_signer", real_is_closed),
        trial("without_the_law_the_same_hand_reads_it_all", lawless_is_open),
        trial("where_no_memory_can_be_locked_it_does_not_run_and_says_why", no_memory),
    ]
}

fn signer(program: &Path, mode: &str, home: &Path) -> Running {
    let mut command = Command::new(program);
    command.arg(mode).env_clear().env("HOME", home);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    Running(as_nobody(&mut command).spawn().unwrap())
}

fn real_signer() {
    let stage = Stage::new();
    let program = stage.copy(Path::new(env!("CARGO_BIN_EXE_latchkey-signer")));
    for mode in ["approve", "session"] {
        let running = signer(&program, mode, &stage.home());
        hardened(running.id());
        let said = |name| status(running.id(), name);
        assert_eq!(said("Seccomp").as_deref(), Some("2"), "{mode}: a filter is on");
        assert_eq!(said("NoNewPrivs").as_deref(), Some("1"), "{mode}");
        wait_for("the room for keys is locked", || {
            status(running.id(), "VmLck").is_some_and(|size| size != "0 kB")
        });
    }
}

/// Tries everything that needs the right to trace; prints the name and the error number, 0 for none.
const HAND: &str = r#"
import ctypes, os, sys
pid = int(sys.argv[1])
libc = ctypes.CDLL(None, use_errno=True)
def tell(name, ok):
    print(name, 0 if ok else ctypes.get_errno())
for name in ['mem', 'environ', 'maps', 'auxv']:
    try:
        with open(f'/proc/{pid}/{name}', 'rb') as file:
            if name != 'mem':
                file.read(1)
        print(name, 0)
    except OSError as error:
        print(name, error.errno)
try:
    os.listdir(f'/proc/{pid}/fd')
    print('fd', 0)
except OSError as error:
    print('fd', error.errno)
class iovec(ctypes.Structure):
    _fields_ = [('base', ctypes.c_void_p), ('length', ctypes.c_size_t)]
here = ctypes.create_string_buffer(8)
mine, theirs = iovec(ctypes.addressof(here), 8), iovec(0x400000, 8)
read = libc.process_vm_readv(pid, ctypes.byref(mine), 1, ctypes.byref(theirs), 1, 0)
# "Bad address" is an answer from inside the other process: the right was there.
tell('process_vm_readv', read >= 0 or ctypes.get_errno() == 14)
PTRACE_SEIZE, PTRACE_ATTACH = 0x4206, 16
tell('seize', libc.ptrace(PTRACE_SEIZE, pid, 0, 0) == 0)
tell('attach', libc.ptrace(PTRACE_ATTACH, pid, 0, 0) == 0)
"#;

/// What another program of the same user got, by name.
fn hand(pid: u32) -> Vec<String> {
    let mut command = Command::new("/usr/bin/python3");
    command.args(["-c", HAND, &pid.to_string()]).env_clear();
    as_nobody(&mut command);
    let said = output(command);
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    String::from_utf8(said.stdout).unwrap().lines().map(str::to_owned).collect()
}

fn real_is_closed() {
    let stage = Stage::new();
    let program = stage.copy(Path::new(env!("CARGO_BIN_EXE_latchkey-signer")));
    let running = signer(&program, "session", &stage.home());
    hardened(running.id());
    let got = hand(running.id());
    assert_eq!(got.len(), 8, "{got:?}");
    for line in &got {
        assert!(line.ends_with(" 13") || line.ends_with(" 1"), "open to others: {line}");
    }
}

/// The same hand on the same kind of process without the law: it reads, so the trial above can fail.
fn lawless_is_open() {
    let stage = Stage::new();
    let program = stage.copy(&std::env::current_exe().unwrap());
    let mut command = Command::new(&program);
    command.env_clear().env(ACT, format!("{LAWLESS}wait")).env("HOME", stage.home());
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut running = Running(as_nobody(&mut command).spawn().unwrap());
    let mut ready = [0u8; 6];
    std::io::Read::read_exact(running.0.stdout.as_mut().unwrap(), &mut ready).unwrap();
    let got = hand(running.id());
    // Attaching may be closed to siblings by the system's own rule (Yama); reading is not.
    assert!(got.contains(&"environ 0".to_owned()), "{got:?} as root: {}", is_root());
}

/// Root may lock what it likes, so this too is done as a user without rights.
fn no_memory() {
    let stage = Stage::new();
    let program = stage.copy(Path::new(env!("CARGO_BIN_EXE_latchkey-signer")));
    for mode in ["approve", "session"] {
        let mut command = Command::new("/bin/sh");
        command.args(["-c", "ulimit -l 0; exec \"$0\" \"$1\""]).arg(&program).arg(mode);
        command.env_clear().env("HOME", stage.home()).stdin(Stdio::null());
        as_nobody(&mut command);
        let said = output(command);
        let words = String::from_utf8_lossy(&said.stderr).into_owned();
        assert_eq!(said.status.code(), Some(1), "{mode}: {words}");
        assert!(words.contains("kept out of swap") && words.contains("ulimit -l"), "{words}");
        assert!(said.stdout.is_empty(), "{mode}: nothing was answered");
    }
}
