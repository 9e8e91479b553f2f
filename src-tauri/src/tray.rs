//! The tray: show the window, stop all keys, quit.
//!
//! Refuses: to be the only way; where a desktop has no tray, window and shortcut remain.

use latchkey_core::approval::StoppedBy;
use tauri::menu::{Menu, MenuItem};
use tauri::tray::TrayIconBuilder;
use tauri::{AppHandle, Manager};

use crate::stop;

/// Puts the icon and its menu into the tray.
pub(crate) fn install(app: &AppHandle) -> tauri::Result<()> {
    let show = MenuItem::with_id(app, "show", "Show Latchkey", true, None::<&str>)?;
    let stop_all = MenuItem::with_id(app, "stop", "Stop all keys", true, None::<&str>)?;
    let quit = MenuItem::with_id(app, "quit", "Quit", true, None::<&str>)?;
    let menu = Menu::with_items(app, &[&show, &stop_all, &quit])?;
    let mut tray = TrayIconBuilder::with_id("latchkey").menu(&menu).tooltip("Latchkey");
    if let Some(icon) = app.default_window_icon() {
        tray = tray.icon(icon.clone());
    }
    tray.on_menu_event(|app, event| match event.id().as_ref() {
        "show" => show_window(app),
        "stop" => stop::from_outside(app, StoppedBy::Tray),
        "quit" => app.exit(0),
        _other => {}
    })
    .build(app)?;
    Ok(())
}

/// Brings the window to the front.
pub(crate) fn show_window(app: &AppHandle) {
    if let Some(window) = app.get_webview_window("main") {
        let _hidden_is_fine = window.show().and_then(|()| window.unminimize());
        let _unfocused_is_fine = window.set_focus();
    }
}
