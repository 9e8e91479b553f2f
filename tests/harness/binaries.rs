//! Where the programs under test are: beside each other in the target folder.

use std::path::PathBuf;
use std::process::Command;
use std::sync::Once;

static BUILT: Once = Once::new();

/// The folder of the workspace.
#[must_use]
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

/// `target/debug`, wherever cargo puts it.
#[must_use]
pub fn folder() -> PathBuf {
    let me = std::env::current_exe().unwrap();
    let dir = me.parent().unwrap();
    if dir.ends_with("deps") { dir.parent().unwrap().to_path_buf() } else { dir.to_path_buf() }
}

/// A program of the workspace, built if it is missing.
#[must_use]
pub fn program(name: &str) -> PathBuf {
    BUILT.call_once(|| {
        let all = ["latchkey-desktop", "latchkey-signer", "latchkey-mcp", "latchkey"];
        if all.iter().any(|name| !folder().join(name).is_file()) {
            let done = Command::new(env!("CARGO"))
                .args(["build", "--workspace", "--bins", "--locked"])
                .current_dir(root())
                .status()
                .unwrap();
            assert!(done.success(), "the programs do not build");
        }
    });
    let path = folder().join(name);
    assert!(path.is_file(), "{} is missing: build the workspace first", path.display());
    path
}

static SHIM: Once = Once::new();

/// The stdio shim, built if it is missing.
#[must_use]
pub fn shim() -> PathBuf {
    let path = folder().join(format!("latchkey-mcp{}", std::env::consts::EXE_SUFFIX));
    SHIM.call_once(|| {
        if !path.is_file() {
            let done = Command::new(env!("CARGO"))
                .args(["build", "-p", "latchkey-mcp", "--bin", "latchkey-mcp", "--locked"])
                .current_dir(root())
                .status()
                .unwrap();
            assert!(done.success(), "the shim does not build");
        }
    });
    path
}
