//! Pictures of every sheet, light and dark, when `LATCHKEY_SHOTS` names a folder. Without it this
//! only shows that a dark desktop makes a dark window.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use latchkey_core::approval::{ApprovalRequest, Purpose, Verdict};
use latchkey_tests::approval_window::ApprovalWindow;
use latchkey_tests::display::Display;
use latchkey_tests::home::Home;
use zbus::blocking::connection;
use zbus::zvariant::OwnedValue;

use crate::asks;
use crate::bus::Bus;
use crate::process::Signer;
use crate::window::{approve, create_owner};

/// The desktop's settings portal, saying "dark".
struct DarkDesktop;

#[zbus::interface(name = "org.freedesktop.portal.Settings")]
impl DarkDesktop {
    #[zbus(name = "ReadOne")]
    #[expect(clippy::unused_self, reason = "the shape of a D-Bus method")]
    fn read_one(&self, namespace: &str, key: &str) -> zbus::fdo::Result<OwnedValue> {
        assert_eq!((namespace, key), ("org.freedesktop.appearance", "color-scheme"));
        Ok(OwnedValue::from(1u32))
    }
}

fn serve_dark(bus: &Bus) -> zbus::blocking::Connection {
    connection::Builder::address(bus.address())
        .and_then(|builder| builder.name("org.freedesktop.portal.Desktop"))
        .and_then(|builder| builder.serve_at("/org/freedesktop/portal/desktop", DarkDesktop))
        .and_then(connection::Builder::build)
        .unwrap()
}

/// Shows a request, saves pictures of its beginning and its end.
fn shoot(
    home: &Home,
    display: &Display,
    environment: &[(&str, &str)],
    request: &ApprovalRequest,
    stem: &Path,
) {
    let mut signer = Signer::start_with("approve", home, Some(display), environment);
    signer.send(request);
    let window = ApprovalWindow::wait(display);
    std::thread::sleep(Duration::from_millis(1500));
    let name = |part: &str| PathBuf::from(format!("{}-{part}.png", stem.display()));
    window.screenshot(&name("1"));
    window.read_to_end();
    window.screenshot(&name("2"));
    window.refuse();
    let verdict = signer.verdict();
    assert!(matches!(verdict, Verdict::Refused { .. }), "{verdict:?}");
    window.wait_gone();
}

/// The colour in the middle of the header, `#rrggbb`.
fn header_colour(picture: &Path) -> String {
    let out = Command::new("convert")
        .arg(picture)
        .args(["-crop", "1x1+500+10", "-format", "#%[hex:p{0,0}]", "info:"])
        .output()
        .unwrap();
    String::from_utf8(out.stdout).unwrap().to_lowercase().chars().take(7).collect()
}

#[test]
fn every_sheet_light_and_dark() {
    let (home, display) = (Home::new(), Display::start());
    let kept = std::env::var_os("LATCHKEY_SHOTS").map(PathBuf::from);
    let folder = kept.clone().unwrap_or_else(|| home.path().join("shots"));
    std::fs::create_dir_all(&folder).unwrap();
    let (owner, _) = create_owner(&home, &display);
    let granted = approve(&home, &display, &owner.grant());
    let Verdict::Granted { permission_id, .. } = granted else { panic!("{granted:?}") };

    let bus = Bus::start(&home);
    let _dark = serve_dark(&bus);
    let dark = bus.environment();
    let light: [(&str, &str); 0] = [];
    let mut sheets = vec![("sheet-grant", owner.grant())];
    if kept.is_some() {
        sheets.push(("sheet-create-owner", asks::create_owner()));
        sheets.push(("sheet-stop-all", owner.ending(permission_id, Purpose::StopAll)));
        sheets.push(("sheet-revoke", owner.ending(permission_id, Purpose::Revoke)));
    }
    for (name, request) in &sheets {
        shoot(&home, &display, &light, request, &folder.join(format!("{name}-light")));
        shoot(&home, &display, &dark, request, &folder.join(format!("{name}-dark")));
    }
    assert_eq!(header_colour(&folder.join("sheet-grant-light-1.png")), "#ffffff");
    assert_eq!(header_colour(&folder.join("sheet-grant-dark-1.png")), "#1d1d1a");
}
