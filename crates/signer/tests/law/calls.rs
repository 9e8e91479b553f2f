//! System calls: what is refused, and what still works.

use std::net::TcpListener;
use std::os::unix::process::ExitStatusExt;

use libtest_mimic::Trial;

use crate::child::LAWLESS;
use crate::stage::{child, output, trial};

pub(crate) fn trials() -> Vec<Trial> {
    vec![
        trial("no_internet_socket_can_be_made", || no_socket("sockets")),
        trial("nor_by_a_thread_that_starts_later", || no_socket("threads")),
        trial("without_the_law_the_same_child_connects", lawless),
        trial("local_sockets_still_work", local),
        trial("keys_lie_in_locked_memory", key),
        trial("calls_that_would_pass_by_the_filter_are_refused", raw_calls),
        trial("without_the_law_the_same_calls_answer_otherwise", lawless_calls),
        trial("the_other_numberings_of_calls_lead_nowhere", other_numberings),
    ]
}

/// Runs an act beside a listening port; what it said, by name.
fn ways_out(act: &str) -> Vec<String> {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port().to_string();
    let mut command = child(act);
    command.env("LATCHKEY_LAW_PORT", port);
    let said = output(command);
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    String::from_utf8(said.stdout).unwrap().lines().map(str::to_owned).collect()
}

fn no_socket(act: &str) {
    let said = ways_out(act);
    let refused = ["tcp4", "tcp6", "udp4", "udp6", "listen", "child"];
    assert_eq!(said, refused.map(|name| format!("{name} PermissionDenied")));
}

fn lawless() {
    let said = ways_out(&format!("{LAWLESS}sockets"));
    for name in ["tcp4", "udp4", "listen", "child"] {
        assert!(said.contains(&format!("{name} open")), "{said:?}");
    }
}

fn local() {
    let said = output(child("local"));
    assert_eq!(String::from_utf8_lossy(&said.stdout), "local works\n", "{said:?}");
}

fn key() {
    let said = output(child("key"));
    let text = String::from_utf8_lossy(&said.stdout).into_owned();
    let kib: Vec<u64> = text.split(' ').take(2).map(|word| word.parse().unwrap()).collect();
    assert!(kib[0] >= 36, "room for every key is locked before the first one: {text}");
    assert_eq!(kib[0], kib[1], "the key lies in that room: {text}");
    assert!(text.contains("0x"), "{said:?}");
}

/// Each call by its number, on this architecture; prints its name and the error number, 0 for none.
const RAW: &str = r#"
import ctypes, platform
libc = ctypes.CDLL(None, use_errno=True)
x86 = platform.machine() == 'x86_64'
numbers = {
    'socket': 41 if x86 else 198, 'socketpair': 53 if x86 else 199,
    'ptrace': 101 if x86 else 117, 'prctl': 157 if x86 else 167,
    'process_vm_readv': 310 if x86 else 270, 'process_vm_writev': 311 if x86 else 271,
    'perf_event_open': 298 if x86 else 241, 'bpf': 321 if x86 else 280,
    'userfaultfd': 323 if x86 else 282, 'io_uring_setup': 425, 'io_uring_enter': 426,
    'io_uring_register': 427, 'pidfd_getfd': 438,
}
def call(name, number, *arguments):
    ctypes.set_errno(0)
    answer = libc.syscall(ctypes.c_long(number), *[ctypes.c_long(a) for a in arguments])
    print(name, ctypes.get_errno() if answer < 0 else 0)
families = {'unix': 1, 'ipv4': 2, 'ipv6': 10, 'packet': 17, 'bluetooth': 31, 'alg': 38, 'vsock': 40}
for name, family in families.items():
    call(name, numbers['socket'], family, 1, 0)
# The kernel reads an int: rubbish above it must not pass for another family.
call('ipv4-high-bits', numbers['socket'], 2 | (1 << 32), 1, 0)
call('routes', numbers['socket'], 16, 3, 0)
call('device-events', numbers['socket'], 16, 2, 15)
call('tipc-pair', numbers['socketpair'], 30, 1, 0, 0)
buffer = ctypes.create_string_buffer(256)
call('io_uring_setup', numbers['io_uring_setup'], 1, ctypes.addressof(buffer))
call('dumpable', numbers['prctl'], 4, 1, 0, 0, 0)
call('ptracer', numbers['prctl'], 0x59616d61, -1, 0, 0, 0)
call('traceme', numbers['ptrace'], 0, 0, 0, 0)
for name in ['process_vm_readv', 'process_vm_writev', 'perf_event_open', 'bpf', 'userfaultfd',
             'io_uring_enter', 'io_uring_register', 'pidfd_getfd']:
    call(name, numbers[name], -1, 0, 0, 0, 0, 0)
"#;

const REFUSED: &[&str] = &[
    "ipv4",
    "ipv6",
    "packet",
    "bluetooth",
    "alg",
    "vsock",
    "ipv4-high-bits",
    "routes",
    "tipc-pair",
    "io_uring_setup",
    "dumpable",
    "ptracer",
    "traceme",
    "process_vm_readv",
    "process_vm_writev",
    "perf_event_open",
    "bpf",
    "userfaultfd",
    "io_uring_enter",
    "io_uring_register",
    "pidfd_getfd",
];

fn answers(act: &str) -> Vec<String> {
    let said = output(child(act));
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    String::from_utf8(said.stdout).unwrap().lines().map(str::to_owned).collect()
}

fn raw_calls() {
    let said = answers(RAW);
    for name in REFUSED {
        assert!(said.contains(&format!("{name} 13")), "{name}: {said:#?}");
    }
    assert!(said.contains(&"unix 0".to_owned()), "{said:#?}");
    // A container may have no device events; the filter must not be what refuses them.
    assert!(!said.contains(&"device-events 13".to_owned()), "{said:#?}");
    assert_eq!(said.len(), REFUSED.len() + 2, "every call was tried: {said:#?}");
}

fn lawless_calls() {
    let said = answers(&format!("{LAWLESS}{RAW}"));
    let allowed = ["ipv4", "ipv4-high-bits", "routes", "dumpable", "traceme"];
    for name in allowed {
        assert!(said.contains(&format!("{name} 0")), "{name}: {said:#?}");
    }
}

/// x32 numbers, and the 32-bit call gate, which counts otherwise (102 is `socketcall` there).
const OTHER_NUMBERINGS: &str = r#"
import ctypes, mmap
libc = ctypes.CDLL(None, use_errno=True)
for number, arguments in [(41, (2, 1, 0)), (521, (0, 0, 0, 0)), (539, (-1, 0, 0, 0, 0, 0))]:
    answer = libc.syscall(ctypes.c_long(0x40000000 + number), *arguments)
    print(number, ctypes.get_errno() if answer < 0 else 0, flush=True)
page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
page.write(bytes.fromhex('b8 66 00 00 00 bb 01 00 00 00 31 c9 cd 80 c3'))
gate = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))
print('gate', gate(), flush=True)
"#;

fn other_numberings() {
    if !cfg!(target_arch = "x86_64") {
        return;
    }
    let said = output(child(OTHER_NUMBERINGS));
    let text = String::from_utf8_lossy(&said.stdout).into_owned();
    assert_eq!(text, "41 13\n521 13\n539 13\n", "{}", String::from_utf8_lossy(&said.stderr));
    // SIGSYS from the filter, or SIGSEGV where the kernel has no such gate at all.
    assert!(matches!(said.status.signal(), Some(31 | 11)), "{:?}", said.status);
}
