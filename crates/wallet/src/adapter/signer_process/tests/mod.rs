//! Both modes against programs that crash, hang, lie and babble.
//!
//! The programs are shell scripts, so these tests are for systems that have `/bin/sh`.
#![cfg(unix)]

mod approving;
mod environment;
mod sessions;
mod trusting;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::Serialize;

use super::SignerProgram;
use crate::adapter::local_stop::LocalStop;

/// A fake signing program in a folder of its own.
struct Fake {
    folder: tempfile::TempDir,
}

impl Fake {
    /// One that does this, in shell; `$here` is its folder.
    fn doing(plan: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let script = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("src/adapter/signer_process/tests/fake-signer");
        // Copied by another process: a file that this one still has open cannot be started.
        let copied = std::process::Command::new("cp")
            .arg(script)
            .arg(folder.path().join("latchkey-signer"))
            .status();
        assert!(copied.unwrap().success());
        std::fs::write(folder.path().join("plan"), format!("echo $$ > $here/pid\n{plan}\n"))
            .unwrap();
        Self { folder }
    }

    /// Puts frames into the file `name`, for the plan to print.
    fn frames<T: Serialize>(self, name: &str, messages: &[T]) -> Self {
        let mut bytes = Vec::new();
        for message in messages {
            let body = serde_json::to_vec(message).unwrap();
            bytes.extend_from_slice(&u32::try_from(body.len()).unwrap().to_be_bytes());
            bytes.extend_from_slice(&body);
        }
        std::fs::write(self.folder.path().join(name), bytes).unwrap();
        self
    }

    fn program(&self) -> SignerProgram {
        SignerProgram::at(self.path("latchkey-signer"))
    }

    fn stop(&self) -> LocalStop {
        LocalStop::in_data_folder(self.folder.path())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Waits for a file the plan writes.
    async fn wrote(&self, name: &str) -> String {
        for _ in 0..500 {
            match std::fs::read_to_string(self.path(name)) {
                Ok(text) if text.ends_with('\n') => return text.trim().to_owned(),
                _ => tokio::time::sleep(Duration::from_millis(10)).await,
            }
        }
        panic!("the program never wrote {name}");
    }

    /// Whether its process is still there.
    async fn gone_within(&self, patience: Duration) -> bool {
        let pid = self.wrote("pid").await;
        let until = Instant::now() + patience;
        while Instant::now() < until {
            let alive = std::process::Command::new("kill").args(["-0", &pid]).output().unwrap();
            if !alive.status.success() {
                return true;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        false
    }
}
