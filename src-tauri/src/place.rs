//! Says where the app's window is, so that the signer's window opens on the same screen.
//!
//! Refuses: nothing; a desktop that does not tell (Wayland) leaves the place to itself.

use latchkey_wallet::adapter::signer_process::WindowPlace;
use tauri::{Manager, Window, WindowEvent};

use crate::app::App;

/// Notes the place whenever the window moves, changes size or comes to the front.
pub(crate) fn follow(place: &WindowPlace, window: &Window, event: &WindowEvent) {
    let moved = matches!(
        event,
        WindowEvent::Moved(_) | WindowEvent::Resized(_) | WindowEvent::Focused(true)
    );
    if moved {
        place.set(middle(window));
    }
}

/// Tells the wallet whether anybody can see the window: chains are asked less often while nobody does.
pub(crate) fn watched(window: &Window, event: &WindowEvent) {
    let WindowEvent::Focused(focused) = event else { return };
    let seen = window.is_visible().unwrap_or(true) && !window.is_minimized().unwrap_or(false);
    if let Some(app) = window.try_state::<App>()
        && let Ok(wallet) = app.wallet()
    {
        wallet.watched_set(*focused || seen);
    }
}

/// The window's middle in points.
fn middle(window: &Window) -> Option<(i32, i32)> {
    let scale = window.scale_factor().ok()?;
    let corner = window.outer_position().ok()?.to_logical::<i32>(scale);
    let size = window.outer_size().ok()?.to_logical::<i32>(scale);
    let half = |corner: i32, size: i32| corner.saturating_add(size.saturating_div(2));
    Some((half(corner.x, size.width), half(corner.y, size.height)))
}
