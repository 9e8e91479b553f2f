//! Opens the window on the screen and runs it until it is answered.
//!
//! Refuses: to go on without a display; the caller then refuses the request.

use std::sync::Arc;

use egui::ViewportBuilder;

use super::{
    app::{ApprovalWindow, Clock, Desk},
    look::Look,
    sheet::Sheet,
    system_theme::SystemTheme,
};

/// The window's title. Stable: window rules and tests find it by this.
pub const TITLE: &str = "Latchkey – approve";

/// Width and height at first, in points.
const SIZE: [f32; 2] = [520.0, 640.0];

const ICON: &[u8] = include_bytes!("../../../../assets/icons/128.png");

/// Identifies the window to the desktop.
const APP_ID: &str = "latchkey-signer";

/// Shows the sheet until it is answered. `opened` gets the context, to wake the window from other
/// threads.
///
/// # Errors
/// [`eframe::Error`] when there is no display or no way to draw on it.
pub fn show<D: Desk + 'static>(
    window: WindowParts<D>,
    opened: impl FnOnce(egui::Context) + 'static,
) -> Result<(), eframe::Error> {
    let viewport = ViewportBuilder::default()
        .with_title(TITLE)
        .with_app_id(APP_ID)
        .with_inner_size(SIZE)
        .with_min_inner_size([520.0, 560.0])
        .with_always_on_top()
        .with_active(true)
        .with_icon(Arc::new(icon()));
    let viewport = match window.over {
        Some(middle) => viewport.with_position(corner(middle)),
        None => viewport,
    };
    let options = eframe::NativeOptions {
        viewport,
        // Without a place it is left to the desktop, which opens windows on the screen in use.
        centered: false,
        persist_window: false,
        ..eframe::NativeOptions::default()
    };
    let theme = SystemTheme::ask();
    let create = move |creation: &eframe::CreationContext<'_>| {
        let WindowParts { look, sheet, deadline_secs, desk, clock, .. } = window;
        look.apply(&creation.egui_ctx);
        theme.follow(&creation.egui_ctx);
        opened(creation.egui_ctx.clone());
        let app: Box<dyn eframe::App> =
            Box::new(ApprovalWindow::new(look, sheet, deadline_secs, desk, clock));
        Ok(app)
    };
    eframe::run_native(APP_ID, options, Box::new(create))
}

/// The upper left corner for a window with this middle. On a screen that begins at zero it stays on it;
/// screens left of or above the first one have negative numbers on some systems.
fn corner((x, y): (i32, i32)) -> egui::Pos2 {
    let of = |middle: i32, size: f32| {
        let middle = i16::try_from(middle).unwrap_or(i16::MAX);
        let corner = f32::from(middle) - size / 2.0;
        if middle < 0 { corner } else { corner.max(0.0) }
    };
    let [width, height] = SIZE;
    egui::pos2(of(x, width), of(y, height))
}

/// The app's own icon; none where it cannot be read.
fn icon() -> egui::IconData {
    eframe::icon_data::from_png_bytes(ICON).unwrap_or_default()
}

/// What a window is made of.
pub struct WindowParts<D> {
    /// Fonts, sizes, colours.
    pub look: Look,
    /// What it says.
    pub sheet: Sheet,
    /// Seconds until silence is refusal.
    pub deadline_secs: u16,
    /// Where its middle should be, in points from the corner of the desktop.
    pub over: Option<(i32, i32)>,
    /// Who works for it.
    pub desk: D,
    /// Time since the request was read.
    pub clock: Clock,
}

impl<D> std::fmt::Debug for WindowParts<D> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WindowParts").field("sheet", &self.sheet).finish_non_exhaustive()
    }
}
