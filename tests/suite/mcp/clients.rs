//! Probes that nobody here wrote, run as they are.

use std::process::Command;

use latchkey_tests::binaries::root;

use crate::open::open;

/// Beside a checkout there may be the originals; then the copies are held to them, byte for byte.
#[test]
fn the_copies_are_the_originals() {
    let originals = root().join("../shared/clients");
    let copies = std::fs::read_dir(root().join("tests/clients")).unwrap();
    let mut compared = 0;
    for copy in copies {
        let copy = copy.unwrap().path();
        let original = originals.join(copy.file_name().unwrap());
        assert!(std::fs::metadata(&copy).unwrap().len() > 0);
        if originals.is_dir() {
            assert_eq!(
                std::fs::read(&copy).unwrap(),
                std::fs::read(&original).unwrap(),
                "{copy:?}"
            );
        }
        compared += 1;
    }
    assert!(compared >= 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_raw_probes_find_nothing() {
    let open = open("the_raw_probes").await;
    let other = open.stage.wallet.agent_create("Other".into()).await.unwrap();
    let mut probe = Command::new("python3");
    probe
        .arg(root().join("tests/clients/probe_http.py"))
        .args(["--read-call", "get_balance", r#"{"chain":"local"}"#])
        .env("MCP_URL", open.server.http_url())
        .env("MCP_TOKEN", &open.token)
        .env("MCP_OTHER_TOKEN", other.token);
    let out = tokio::task::spawn_blocking(move || probe.output()).await.unwrap();
    let out = out.expect("python3 is missing: install it with the system's packages");
    let said = String::from_utf8_lossy(&out.stdout);
    println!("{said}");
    assert!(out.status.success(), "{said}\n{}", String::from_utf8_lossy(&out.stderr));
    assert!(said.lines().filter(|line| line.starts_with("ok ")).count() >= 34, "{said}");
}
