//! The table of who may reach what (ARCHITECTURE.md, "Crates"): the process that can sign cannot
//! talk to the network, and the processes that talk to the network cannot sign.

use std::collections::BTreeSet;
use std::process::Command;

use super::tree;

const TABLE: &[(&str, &[&str])] = &[
    (
        "latchkey-core",
        &[
            "tokio",
            "reqwest",
            "hyper",
            "getrandom",
            "rand",
            "keyring",
            "keyring-core",
            "tauri",
            "eframe",
            "rmcp",
            "alloy-provider",
        ],
    ),
    (
        "latchkey-wallet",
        &[
            "keyring",
            "keyring-core",
            "webauthn-authenticator-rs",
            "eframe",
            "tauri",
            "rmcp",
            "latchkey-signer",
        ],
    ),
    (
        "latchkey-signer",
        &[
            "reqwest",
            "hyper",
            "rustls",
            "tauri",
            "wry",
            "rmcp",
            "alloy-provider",
            "rusqlite",
            "latchkey-wallet",
            "axum",
            "openssl",
        ],
    ),
    (
        "latchkey-mcp",
        &[
            "keyring",
            "keyring-core",
            "webauthn-authenticator-rs",
            "eframe",
            "tauri",
            "latchkey-signer",
        ],
    ),
    (
        "latchkey",
        &[
            "keyring",
            "keyring-core",
            "webauthn-authenticator-rs",
            "eframe",
            "tauri",
            "latchkey-signer",
        ],
    ),
    ("latchkey-devnet", &["keyring", "keyring-core", "eframe", "tauri", "rmcp", "latchkey-wallet"]),
    (
        "latchkey-desktop",
        &["keyring", "keyring-core", "webauthn-authenticator-rs", "eframe", "latchkey-signer"],
    ),
];

/// Every package in the normal dependency closure of `package`.
fn closure(package: &str) -> BTreeSet<String> {
    let out = Command::new(env!("CARGO"))
        .args(["tree", "-p", package, "-e", "normal", "--prefix", "none", "--locked", "--offline"])
        .current_dir(tree::root())
        .output()
        .expect("cargo runs");
    let text = String::from_utf8(out.stdout).unwrap();
    assert!(out.status.success(), "cargo tree: {}", String::from_utf8_lossy(&out.stderr));
    text.lines().filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect()
}

#[test]
fn no_crate_reaches_what_it_may_not() {
    let mut broken = Vec::new();
    for (package, banned) in TABLE {
        let reached = closure(package);
        assert!(reached.contains(*package), "cargo tree says nothing about {package}");
        broken.extend(
            banned
                .iter()
                .filter(|name| reached.contains(**name))
                .map(|name| format!("{package} reaches {name}")),
        );
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn the_table_would_notice_a_breach() {
    assert!(closure("latchkey-signer").contains("eframe"), "the signer draws its own window");
    assert!(closure("latchkey-wallet").contains("reqwest"), "the wallet talks to nodes");
    assert!(closure("latchkey-desktop").contains("tauri"), "the desktop is a tauri app");
}
