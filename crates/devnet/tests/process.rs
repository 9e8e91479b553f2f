//! The network as a process of its own: the line it prints, how it ends, what is left when it is killed.
//! This program starts itself as that process.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod common;

use std::{
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use common::{rpc, try_post};
use libtest_mimic::{Arguments, Failed, Trial};
use serde_json::{Value, json};

/// Tells the program to be the network: the data folder.
const SERVE: &str = "LATCHKEY_DEVNET_TEST_SERVES";

const ALICE: &str = "0x00000000000000000000000000000000000a11ce";

fn main() -> std::process::ExitCode {
    if let Some(folder) = std::env::var_os(SERVE) {
        return serve(folder.into());
    }
    let trials = vec![
        Trial::test("prints_one_line_and_ends_when_told", prints_one_line_and_ends_when_told),
        Trial::test(
            "keeps_every_confirmed_block_when_killed",
            keeps_every_confirmed_block_when_killed,
        ),
        Trial::test("a_second_process_is_refused", a_second_process_is_refused),
    ];
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

fn serve(folder: PathBuf) -> std::process::ExitCode {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    match runtime.block_on(latchkey_devnet::serve_cli(None, 31337, Some(folder))) {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            std::process::ExitCode::FAILURE
        }
    }
}

/// The other process, killed when it is dropped.
struct Other {
    child: Child,
    line: String,
}

impl Other {
    fn command(folder: &Path) -> Command {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command
            .env(SERVE, folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    fn start(folder: &Path) -> Self {
        let mut child = Self::command(folder).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        Self { child, line }
    }

    fn ready(&self) -> Value {
        serde_json::from_str(&self.line).unwrap()
    }

    fn url(&self) -> String {
        self.ready()["rpcUrl"].as_str().unwrap().to_owned()
    }
}

impl Drop for Other {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn call(url: &str, method: &str, params: Value) -> Value {
    let body = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params});
    rpc(url, &body.to_string()).unwrap()["result"].clone()
}

fn prints_one_line_and_ends_when_told() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let mut other = Other::start(folder.path());
    let ready = other.ready();
    assert_eq!((&ready["chainId"], &ready["bundlerUrl"]), (&json!(31337), &ready["rpcUrl"]));
    assert_eq!(ready["entryPoint"], "0x0000000071727de22e5e9d8baf0edac6f37da032");
    assert!(ready["demoToken"].is_string());
    assert_eq!(call(&other.url(), "eth_chainId", json!([])), "0x7a69");
    let told = Command::new("kill").args(["-TERM", &other.child.id().to_string()]).status()?;
    assert!(told.success());
    let started = Instant::now();
    assert!(other.child.wait()?.success());
    assert!(started.elapsed() < Duration::from_secs(3));
    Ok(())
}

/// Sends as fast as it can until the process is gone; returns the transactions that were confirmed.
fn send_until_gone(url: &str, first: &mpsc::Sender<()>) -> Vec<String> {
    let mut confirmed = Vec::new();
    let body = json!({"jsonrpc": "2.0", "id": 1, "method": "latchkey_faucet", "params": [ALICE, "0x1", "0x1"]});
    while let Ok((_, answer)) = try_post(url, "Host: localhost\r\n", &body.to_string()) {
        let Ok(answer) = serde_json::from_str::<Value>(&answer) else { break };
        let hashes = answer["result"]["transactions"].as_array().cloned().unwrap_or_default();
        confirmed.extend(hashes.iter().filter_map(|hash| hash.as_str().map(str::to_owned)));
        let _ = first.send(());
    }
    confirmed
}

fn keeps_every_confirmed_block_when_killed() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let mut confirmed = Vec::new();
    for round in 0..5 {
        let mut other = Other::start(folder.path());
        let url = other.url();
        let (first, seen) = mpsc::channel();
        let sender = thread::spawn(move || send_until_gone(&url, &first));
        seen.recv()?;
        thread::sleep(Duration::from_millis(13 * round));
        other.child.kill()?;
        confirmed.extend(sender.join().map_err(|_panic| "the sender ended badly")?);
    }
    let other = Other::start(folder.path());
    let url = other.url();
    assert!(confirmed.len() >= 10);
    for hash in &confirmed {
        let receipt = call(&url, "eth_getTransactionReceipt", json!([hash]));
        assert_eq!(receipt["status"], "0x1", "{hash} is lost");
    }
    let balance = call(&url, "eth_getBalance", json!([ALICE, "latest"]));
    let balance = usize::from_str_radix(&balance.as_str().unwrap()[2..], 16)?;
    assert!(balance >= confirmed.len() / 2 && balance <= confirmed.len() / 2 + 5, "{balance}");
    assert!(call(&url, "latchkey_faucet", json!([ALICE]))["transactions"].is_array());
    Ok(())
}

fn a_second_process_is_refused() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let other = Other::start(folder.path());
    let second = Other::command(folder.path()).output()?;
    assert!(!second.status.success());
    assert!(second.stdout.is_empty());
    let said = String::from_utf8(second.stderr)?;
    assert!(said.contains("in use by another local network"), "{said}");
    drop(other);
    let third = Other::start(folder.path());
    assert_eq!(call(&third.url(), "eth_blockNumber", json!([])), "0x0");
    Ok(())
}
