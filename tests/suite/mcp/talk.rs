//! The shim as a client starts it: lines in, lines out.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use latchkey_tests::binaries;
use serde_json::{Value, json};

/// A running shim.
pub(crate) struct Shim {
    child: Child,
    lines: Receiver<Value>,
    next: u64,
    modern: bool,
}

impl Shim {
    /// For an agent, with nothing in its environment but where home and runtime folder are.
    pub(crate) fn start(home: &Path, agent: &str, modern: bool) -> Self {
        Self::of(Self::command(home, agent), modern)
    }

    /// The command line.
    pub(crate) fn command(home: &Path, agent: &str) -> Command {
        let mut command = Command::new(binaries::shim());
        command.env_clear().env("HOME", home).env("XDG_RUNTIME_DIR", home.join("run"));
        command.args(["--agent", agent]);
        command
    }

    /// Runs a command as a shim.
    pub(crate) fn of(mut command: Command, modern: bool) -> Self {
        let pipes = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = pipes.spawn().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let (send, lines) = channel();
        std::thread::spawn(move || {
            for line in out.lines().map_while(Result::ok) {
                let value = serde_json::from_str(&line);
                let value = value.unwrap_or_else(|_| panic!("not protocol: {line}"));
                if send.send(value).is_err() {
                    break;
                }
            }
        });
        Self { child, lines, next: 0, modern }
    }

    /// Writes a line.
    pub(crate) fn write(&mut self, line: &str) {
        let pipe = self.child.stdin.as_mut().unwrap();
        pipe.write_all(format!("{line}\n").as_bytes()).unwrap();
    }

    /// Sends a request; its id.
    pub(crate) fn send(&mut self, method: &str, mut params: Value) -> u64 {
        self.next += 1;
        if self.modern {
            let about = "io.modelcontextprotocol/";
            params["_meta"] = json!({
                format!("{about}protocolVersion"): "2026-07-28",
                format!("{about}clientInfo"): { "name": "test", "version": "1" },
                format!("{about}clientCapabilities"): {},
            });
        }
        let line = json!({ "jsonrpc": "2.0", "id": self.next, "method": method, "params": params });
        self.write(&line.to_string());
        self.next
    }

    /// The answer to a request.
    pub(crate) fn answer(&self, id: u64) -> Value {
        loop {
            let line = self.line();
            if line["id"] == id {
                return line;
            }
        }
    }

    /// The next line.
    pub(crate) fn line(&self) -> Value {
        self.lines.recv_timeout(Duration::from_secs(15)).expect("a line from the shim")
    }

    /// Whether nothing more came.
    pub(crate) fn is_silent(&self) -> bool {
        self.lines.recv_timeout(Duration::from_millis(300)).is_err()
    }

    /// Asks and waits.
    pub(crate) fn ask(&mut self, method: &str, params: Value) -> Value {
        let id = self.send(method, params);
        self.answer(id)
    }

    /// Opens the conversation as its era wants it.
    pub(crate) fn begin(&mut self) -> Value {
        if self.modern {
            return self.ask("server/discover", json!({}));
        }
        let about = json!({ "protocolVersion": "2025-11-25", "capabilities": {},
            "clientInfo": { "name": "test", "version": "1" } });
        let answer = self.ask("initialize", about);
        self.write(r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#);
        answer
    }

    /// Calls a tool: the structured part of what it answers.
    pub(crate) fn tool(&mut self, name: &str, arguments: Value) -> Value {
        let answer = self.ask("tools/call", json!({ "name": name, "arguments": arguments }));
        assert!(answer.get("result").is_some(), "{answer}");
        crate::open::checked(&answer["result"])
    }

    /// Closes its input; its exit code and what it said beside the protocol.
    pub(crate) fn end(mut self) -> (Option<i32>, String) {
        drop(self.child.stdin.take());
        let out = self.child.wait_with_output().unwrap();
        (out.status.code(), String::from_utf8_lossy(&out.stderr).into_owned())
    }
}
