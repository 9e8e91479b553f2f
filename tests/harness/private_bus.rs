//! A session bus with nothing on it.
//!
//! Refuses: to start anything from the bus, such as the keyring of the person who runs this.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use crate::home::Home;

/// A bus that starts no services.
const CONFIG: &str = r#"<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>
<allow own="*"/></policy></busconfig>"#;

/// The bus; ends when dropped.
#[derive(Debug)]
pub(crate) struct PrivateBus {
    daemon: Child,
    address: String,
}

impl PrivateBus {
    /// Starts it for programs of a home.
    pub(crate) fn start(home: &Home) -> Self {
        let config = home.path().join("bus.conf");
        std::fs::write(&config, CONFIG).unwrap();
        let mut command = Command::new("dbus-daemon");
        home.apply(&mut command).args(["--nofork", "--print-address", "--config-file"]).arg(config);
        let mut daemon =
            command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("dbus-daemon runs");
        let mut address = String::new();
        BufReader::new(daemon.stdout.take().unwrap()).read_line(&mut address).unwrap();
        Self { daemon, address: address.trim().to_owned() }
    }

    /// Where it is reached.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }
}

impl Drop for PrivateBus {
    fn drop(&mut self) {
        let _gone = self.daemon.kill().and_then(|()| self.daemon.wait());
    }
}
