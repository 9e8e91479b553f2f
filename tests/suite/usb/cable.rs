//! Virtual keys as this computer's kernel would show them: a folder for `/sys/class/hidraw`, and a
//! pseudo-terminal as `/dev/hidrawN`, both put before the program by umockdev's preloaded library.
//!
//! A pseudo-terminal is one queue for everybody, where a hidraw device has one per open; so what was
//! said before a program asks for a channel is thrown away.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    os::unix::{fs::symlink, net::UnixListener},
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use tempfile::TempDir;

use crate::security_key::{Port, VirtualKey};

/// umockdev's library, found by the loader.
const PRELOAD: &str = "libumockdev-preload.so.0";

/// Usage page 0xf1d0, usage 1: the first items of a FIDO key's report descriptor.
const DESCRIPTOR: &[u8] = &[0x06, 0xd0, 0xf1, 0x09, 0x01, 0xa1, 0x01, 0xc0];

/// Opens a raw pseudo-terminal, names it, and passes reports on: from the key by its stdin, to the
/// key by its stdout. INIT on the broadcast channel empties the queue.
const TERMINAL: &str = r"
import os, pty, sys, termios, threading, tty
key, program = pty.openpty()
tty.setraw(program)
os.write(1, (os.ttyname(program) + '\n').encode())
def whole(fd, length):
    data = b''
    while len(data) < length:
        part = os.read(fd, length - len(data))
        if not part: os._exit(0)
        data += part
    return data
def down():
    while True:
        report = whole(key, 65)
        if report[1:6] == b'\xff\xff\xff\xff\x86':
            termios.tcflush(program, termios.TCIFLUSH)
        os.write(1, report)
threading.Thread(target=down, daemon=True).start()
while True:
    os.write(key, whole(0, 64))
";

/// A computer with sockets for keys.
#[derive(Debug)]
pub(crate) struct Computer {
    root: TempDir,
}

impl Computer {
    /// One without keys; `None` (said aloud) where umockdev is not installed.
    pub(crate) fn new() -> Option<Self> {
        let wrapper = Command::new("umockdev-run").arg("--version").output();
        if !wrapper.is_ok_and(|ran| ran.status.success()) {
            assert!(
                std::env::var_os("CI").is_none(),
                "umockdev is missing; ./dev install brings it"
            );
            eprintln!("SKIPPED: umockdev is not installed, so no USB path is tested here");
            return None;
        }
        let root = tempfile::Builder::new().prefix("latchkey-usb-").tempdir().unwrap();
        for folder in ["sys/class/hidraw", "dev", "ioctl"] {
            fs::create_dir_all(root.path().join(folder)).unwrap();
        }
        // The library wants somebody to ask about ioctls of a device; the signer makes none.
        let asked = UnixListener::bind(root.path().join("ioctl/_default")).unwrap();
        thread::spawn(move || asked.incoming().map_while(Result::ok).collect::<Vec<_>>());
        Some(Self { root })
    }

    /// What a program is started with so that it sees these keys.
    pub(crate) fn environment(&self) -> [(&'static str, String); 2] {
        [
            ("LD_PRELOAD", PRELOAD.to_owned()),
            ("UMOCKDEV_DIR", self.root.path().display().to_string()),
        ]
    }

    /// Plugs a key into a socket.
    pub(crate) fn plug(&self, key: &Arc<VirtualKey>, socket: u8) -> Plugged {
        if key.plugged().is_none() {
            key.replug();
        }
        let mut terminal = Command::new("python3")
            .args(["-c", TERMINAL])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("python3 runs; ./dev install brings it");
        let mut heard = BufReader::new(terminal.stdout.take().unwrap());
        let mut name = String::new();
        heard.read_line(&mut name).unwrap();
        let port = Arc::new(key.open().unwrap());
        let over = Arc::new(AtomicBool::new(false));
        up(terminal.stdin.take().unwrap(), &port, &over);
        down(heard, port);
        let name_of = format!("hidraw{socket}");
        let node = self.root.path().join("dev").join(&name_of);
        symlink(name.trim(), &node).unwrap();
        let class = self.root.path().join("sys/class/hidraw").join(&name_of);
        let device = class.join("device");
        fs::create_dir_all(&device).unwrap();
        fs::write(device.join("report_descriptor"), DESCRIPTOR).unwrap();
        let event = format!(
            "DRIVER=hid-generic\nHID_ID=0003:00001209:0000BEEF\nHID_NAME=Virtual key {socket}\n"
        );
        fs::write(device.join("uevent"), event).unwrap();
        Plugged { key: Arc::clone(key), terminal, over, node, class }
    }
}

/// From the key to the program: every report, to whomever it is.
fn up(mut to: impl Write + Send + 'static, port: &Arc<Port>, over: &Arc<AtomicBool>) {
    let (port, over) = (Arc::clone(port), Arc::clone(over));
    thread::spawn(move || {
        while !over.load(Ordering::Acquire) {
            match port.receive(Duration::from_millis(50)) {
                Ok(Some(report)) if to.write_all(&report).and_then(|()| to.flush()).is_ok() => {}
                Ok(None) => {}
                Ok(Some(_)) | Err(_) => return,
            }
        }
    });
}

/// From the program to the key, without the report number.
fn down(mut from: impl Read + Send + 'static, port: Arc<Port>) {
    thread::spawn(move || {
        let mut report = [0; 65];
        while from.read_exact(&mut report).is_ok() {
            let (number, report) = report.split_first_chunk::<1>().unwrap();
            assert_eq!(*number, [0], "FIDO keys have no report numbers");
            if port.send(report.try_into().unwrap()).is_err() {
                return;
            }
        }
    });
}

/// A key in a socket. Dropped, it is pulled out.
#[derive(Debug)]
pub(crate) struct Plugged {
    key: Arc<VirtualKey>,
    terminal: Child,
    over: Arc<AtomicBool>,
    node: PathBuf,
    class: PathBuf,
}

impl Drop for Plugged {
    fn drop(&mut self) {
        let _gone = fs::remove_file(&self.node);
        let _gone = fs::remove_dir_all(&self.class);
        self.key.unplug();
        self.over.store(true, Ordering::Release);
        let _gone = self.terminal.kill().and_then(|()| self.terminal.wait());
    }
}
