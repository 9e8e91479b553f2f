//! From the command line to the running window.
//!
//! Refuses: a second instance (the first one comes to the front instead), and, in release builds,
//! to be steered by a web driver.

use anyhow::Context;
use latchkey_core::approval::StoppedBy;
use latchkey_wallet::adapter::signer_process::WindowPlace;
use tauri::Manager;
use tauri_plugin_global_shortcut::{GlobalShortcutExt, ShortcutEvent, ShortcutState};

use crate::{api, app::App, events, open, place, stop, tray};

/// Keys that stop everything from anywhere (X11; elsewhere the window's own shortcut and the tray).
const STOP_KEYS: &str = "ctrl+shift+k";

/// In release builds: starts this program again without the variable that lets a driver steer the
/// web view.
///
/// # Errors
/// When the program cannot start itself.
pub fn undriven() -> anyhow::Result<()> {
    #[cfg(all(not(debug_assertions), unix))]
    if std::env::var_os("TAURI_WEBVIEW_AUTOMATION").is_some() {
        use std::os::unix::process::CommandExt;
        let me = std::env::current_exe().context("the program does not know where it is")?;
        let error = std::process::Command::new(me)
            .args(std::env::args_os().skip(1))
            .env_remove("TAURI_WEBVIEW_AUTOMATION")
            .exec();
        return Err(error).context("the program could not start itself without a driver");
    }
    Ok(())
}

/// Opens everything and runs until the window is closed.
///
/// # Errors
/// When the window system does not answer.
pub fn run() -> anyhow::Result<()> {
    tracing_subscriber::fmt()
        .with_ansi(false)
        .with_writer(std::io::stderr)
        .with_env_filter("info")
        .init();
    let api = api::builder();
    let handler = api.invoke_handler();
    let here = WindowPlace::default();
    let seen = here.clone();
    tauri::Builder::default()
        .plugin(tauri_plugin_single_instance::init(|app, _, _| tray::show_window(app)))
        .plugin(tauri_plugin_global_shortcut::Builder::new().build())
        .invoke_handler(handler)
        .on_window_event(move |window, event| {
            place::follow(&seen, window, event);
            place::watched(window, event);
        })
        .setup(move |app| {
            api.mount_events(app);
            let opened = tauri::async_runtime::block_on(open::everything(here));
            if let Ok(wallet) = opened.wallet() {
                events::forward(app.handle().clone(), wallet);
                events::notify(app.handle().clone(), wallet);
            }
            app.manage(opened);
            if let Err(error) = tray::install(app.handle()) {
                tracing::warn!(%error, "no tray on this desktop");
            }
            listen_for_stop_keys(app.handle());
            stop::listen(app.handle());
            let handle = app.handle().clone();
            tauri::async_runtime::spawn(async move { open::resume(&handle.state::<App>()).await });
            Ok(())
        })
        .run(tauri::generate_context!())
        .context("the window could not be opened")
}

/// Listens for the stop keys. A desktop that does not allow it keeps the window's own and the tray.
fn listen_for_stop_keys(app: &tauri::AppHandle) {
    let act = |app: &tauri::AppHandle, _: &_, event: ShortcutEvent| {
        if event.state() == ShortcutState::Pressed {
            stop::from_outside(app, StoppedBy::Shortcut);
        }
    };
    if let Err(error) = app.global_shortcut().on_shortcut(STOP_KEYS, act) {
        tracing::warn!(%error, "the stop keys work only inside the window on this desktop");
    }
}
