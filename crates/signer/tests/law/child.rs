//! The acts of the child process. Each applies the law first, then does one thing.

use std::net::{TcpListener, TcpStream, UdpSocket};
use std::os::unix::net::{UnixListener, UnixStream};
use std::os::unix::process::CommandExt;
use std::process::Command;
use std::{fs, io, thread};

use latchkey_signer::hardening;
use latchkey_signer::key::SigningKey;

/// Names the act; also what is played when a trial needs a child that is not hardened.
pub(crate) const ACT: &str = "LATCHKEY_LAW_ACT";

/// Prefix of an act that goes without the law, to show that the law is what stops it.
pub(crate) const LAWLESS: &str = "lawless ";

/// Plays one act and ends.
pub(crate) fn play(act: &str) {
    let act = match act.strip_prefix(LAWLESS) {
        Some(act) => act,
        None => {
            hardening::apply().expect("this system grants the law");
            act
        }
    };
    match act {
        "sockets" => sockets(),
        "threads" => thread::spawn(sockets).join().unwrap(),
        "local" => local(),
        "key" => key(),
        "abort" => std::process::abort(),
        "wait" => wait(),
        script => {
            // Becomes a script: the filter stays on through `exec`.
            let error = Command::new("/usr/bin/python3").args(["-c", script]).exec();
            panic!("python3: {error}");
        }
    }
}

/// Prints one line per way out: its name, then `open` or the kind of the error.
fn sockets() {
    let port = std::env::var("LATCHKEY_LAW_PORT").unwrap();
    tell("tcp4", TcpStream::connect(format!("127.0.0.1:{port}")));
    tell("tcp6", TcpStream::connect(format!("[::1]:{port}")));
    tell("udp4", UdpSocket::bind("127.0.0.1:0"));
    tell("udp6", UdpSocket::bind("[::1]:0"));
    tell("listen", TcpListener::bind("127.0.0.1:0"));
    tell(
        "child",
        Command::new("/usr/bin/python3").args(["-c", CONNECT, &port]).status().and_then(|status| {
            match status.code() {
                Some(0) => Ok(()),
                _ => Err(io::ErrorKind::PermissionDenied.into()),
            }
        }),
    );
}

/// A program that the child starts is bound by the same filter.
const CONNECT: &str = "
import socket, sys
try:
    socket.create_connection(('127.0.0.1', int(sys.argv[1])))
except PermissionError:
    sys.exit(13)
";

fn tell<T>(name: &str, result: io::Result<T>) {
    match result {
        Ok(_) => println!("{name} open"),
        Err(error) => println!("{name} {:?}", error.kind()),
    }
}

/// What a window needs still works.
fn local() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bus");
    let listener = UnixListener::bind(&path).unwrap();
    let _client = UnixStream::connect(&path).unwrap();
    let _server = listener.accept().unwrap();
    let _pair = UnixStream::pair().unwrap();
    thread::spawn(|| fs::read("/etc/hostname").map(drop)).join().unwrap().ok();
    println!("local works");
}

/// Makes a key and says how much memory is locked.
fn key() {
    let before = locked_kib();
    let key = SigningKey::generate().unwrap();
    println!("{before} {} {}", locked_kib(), key.address());
}

fn locked_kib() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmLck:")).unwrap();
    line.split_whitespace().next().unwrap().parse().unwrap()
}

/// Waits for the end of its input.
fn wait() {
    println!("ready");
    let mut line = String::new();
    io::stdin().read_line(&mut line).unwrap();
}
