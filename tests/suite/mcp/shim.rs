//! The shim while the app is closed, open, shut to agents and open again.

use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixStream;
use std::time::Instant;

use serde_json::{Value, json};

use crate::open::{AGENT, doors, open};
use crate::talk::Shim;

fn code(answer: &Value) -> &str {
    answer["error"]["code"].as_str().unwrap_or_else(|| panic!("no error: {answer}"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_answers_whatever_the_app_does() {
    for modern in [true, false] {
        let open = open(&format!("it_answers_whatever_the_app_does {modern}")).await;
        open.server.close();
        let began = Instant::now();
        let mut shim = Shim::start(open.home.path(), AGENT, modern);
        let first = shim.begin();
        println!("first answer of the shim, app closed: {:?}", began.elapsed());
        assert_eq!(first["result"]["capabilities"], json!({ "tools": {} }), "{first}");
        let listed = shim.ask("tools/list", json!({}))["result"]["tools"].clone();
        let refused = shim.tool("get_balance", json!({ "chain": "local" }));
        assert_eq!(
            (code(&refused), &refused["error"]["retryable"]),
            ("APP_NOT_RUNNING", &json!(true))
        );

        let server = doors(&open.stage, &open.socket).await;
        let began = Instant::now();
        let balance = shim.tool("get_balance", json!({ "chain": "local" }));
        println!("first call after the app came: {:?}", began.elapsed());
        assert_eq!(balance["status"], "ok");
        let live = shim.ask("tools/list", json!({}))["result"]["tools"].clone();
        assert_eq!(live, listed, "the list it knows by heart is the server's");

        server.close();
        assert!(!open.socket.exists());
        let shut = shim.tool("get_wallet_address", json!({}));
        assert_eq!(code(&shut), "AGENT_ACCESS_OFF");
        let _again = doors(&open.stage, &open.socket).await;
        assert_eq!(shim.tool("get_wallet_address", json!({}))["status"], "ok");
        assert!(shim.is_silent(), "every request has one answer");
        assert_eq!(shim.end(), (Some(0), String::new()));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_knows_a_running_app_that_keeps_agents_out() {
    let open = open("it_knows_a_running_app").await;
    open.server.close();
    let data = open.home.path().join(".local/share/latchkey");
    std::fs::create_dir_all(&data).unwrap();
    let mut shim = Shim::start(open.home.path(), AGENT, true);
    assert_eq!(code(&shim.tool("get_wallet_address", json!({}))), "APP_NOT_RUNNING");
    let lock = latchkey_wallet::adapter::lock::AppLock::take(&data.join("app.lock")).unwrap();
    assert_eq!(code(&shim.tool("get_wallet_address", json!({}))), "AGENT_ACCESS_OFF");
    let server = doors(&open.stage, &open.socket).await;
    assert_eq!(shim.tool("get_wallet_address", json!({}))["status"], "ok");
    server.close();
    assert_eq!(code(&shim.tool("get_wallet_address", json!({}))), "AGENT_ACCESS_OFF");
    drop(lock);
    let ended = shim.tool("get_wallet_address", json!({}));
    assert_eq!(code(&ended), "APP_NOT_RUNNING", "it was closed, not only shut");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn agents_are_known_by_name_or_token_and_nobody_else() {
    let open = open("agents_are_known_by_name").await;
    let mut by_name = Shim::start(open.home.path(), &AGENT.to_uppercase(), false);
    by_name.begin();
    assert_eq!(by_name.tool("get_wallet_address", json!({}))["status"], "ok");

    let mut stranger = Shim::start(open.home.path(), "Mallory", false);
    assert!(stranger.begin().get("result").is_some());
    let refused = stranger.tool("get_wallet_address", json!({}));
    assert_eq!(code(&refused), "UNKNOWN_AGENT");
    assert!(refused["error"]["suggestion"].as_str().unwrap().contains("Agents page"), "{refused}");

    let with_token = |token: &str| {
        let mut command = std::process::Command::new(latchkey_tests::binaries::shim());
        command.env_clear().env("HOME", open.home.path()).env("LATCHKEY_TOKEN", token);
        command.env("XDG_RUNTIME_DIR", open.home.path().join("run"));
        Shim::of(command, true)
    };
    assert_eq!(with_token(&open.token).tool("get_wallet_address", json!({}))["status"], "ok");
    assert_eq!(code(&with_token("lk_00").tool("get_wallet_address", json!({}))), "UNKNOWN_AGENT");

    open.stage.wallet.agent_remove(open.stage.agent).await.unwrap();
    assert_eq!(code(&by_name.tool("get_wallet_address", json!({}))), "AGENT_REVOKED");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_finds_the_socket_without_a_runtime_folder() {
    let open = open("it_finds_the_socket").await;
    let socket = open.home.path().join(".local/share/latchkey/run/mcp.sock");
    let _server = doors(&open.stage, &socket).await;
    let mut command = Shim::command(open.home.path(), AGENT);
    command.env_remove("XDG_RUNTIME_DIR");
    assert_eq!(Shim::of(command, true).tool("get_wallet_address", json!({}))["status"], "ok");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_socket_is_this_users_alone() {
    let open = open("the_socket_is_this_users_alone").await;
    let mode =
        |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&open.socket), 0o600);
    assert_eq!(mode(open.socket.parent().unwrap()), 0o700);
    let wide = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(open.socket.parent().unwrap(), wide).unwrap();
    let mut shim = Shim::start(open.home.path(), AGENT, true);
    assert_eq!(
        code(&shim.tool("get_wallet_address", json!({}))),
        "APP_NOT_RUNNING",
        "others could have put it there"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn noise_is_answered_and_harms_nothing() {
    let open = open("noise_is_answered").await;
    let mut shim = Shim::start(open.home.path(), AGENT, false);
    shim.begin();
    for noise in ["nonsense", "[]", "{}", "42", "\u{0}", r#"{"jsonrpc":"2.0","id":9,"method":7}"#] {
        shim.write(noise);
    }
    shim.write(&format!("{{\"x\":\"{}\"}}", "A".repeat(300_000)));
    let fine = shim.tool("get_wallet_address", json!({}));
    assert_eq!(fine["status"], "ok");
    // Straight onto the socket: a late, long or foreign first line ends the connection.
    for hello in [
        "{}\n".to_owned(),
        "x".repeat(5_000),
        r#"{"latchkey":2,"agent":"Claude Code"}"#.to_owned() + "\n",
    ] {
        let mut raw = UnixStream::connect(&open.socket).unwrap();
        raw.write_all(hello.as_bytes()).unwrap();
        let mut end = Vec::new();
        let read = std::io::Read::read_to_end(&mut raw, &mut end);
        assert!(read.is_err() || end.is_empty(), "{}", String::from_utf8_lossy(&end));
    }
}

#[test]
fn an_app_that_hangs_is_told_from_a_closed_one() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("run/latchkey");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o700)).unwrap();
    let _never_accepts = std::os::unix::net::UnixListener::bind(folder.join("mcp.sock")).unwrap();
    let mut shim = Shim::start(home.path(), AGENT, true);
    let refused = shim.tool("get_wallet_address", json!({}));
    assert_eq!((code(&refused), &refused["error"]["retryable"]), ("BUSY", &json!(true)));
}

#[test]
fn a_start_without_a_name_says_what_to_do() {
    let out =
        std::process::Command::new(latchkey_tests::binaries::shim()).env_clear().output().unwrap();
    assert_eq!(out.status.code(), Some(2));
    assert!(out.stdout.is_empty());
    assert!(String::from_utf8_lossy(&out.stderr).contains("--agent NAME"));
}
