//! The approval window: what is drawn, and how the person answers.
//!
//! Why: egui in a process of its own, because a web view must never be what a person trusts when
//! signing. `sheet` is data, `sheet_ui` draws it; `conversation` is what key and person say, `card_ui`
//! draws it; `app` holds them together around [`crate::decide::Decision`].

pub mod app;
mod body;
mod browse;
mod card_ui;
pub(crate) mod conversation;
mod device_ui;
mod field;
#[cfg(test)]
mod film;
mod fonts;
mod footer_ui;
mod group_ui;
mod keys;
pub mod look;
mod run;
pub mod sheet;
mod sheet_ui;
mod strength;
mod system_theme;
mod text_ui;
pub mod tokens;

pub use run::{TITLE, WindowParts, show};
