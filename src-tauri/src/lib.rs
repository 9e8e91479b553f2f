//! The desktop shell: commands of a few lines over the wallet, events, tray, shortcut, windows.
//!
//! Why: the window people live in. It holds no key and decides nothing; it asks the wallet.
//! Refuses: a command that signs, exports a secret or changes an endpoint without the signer's own
//! window; there is none in [`api`].

mod api;
mod app;
mod command;
mod doors;
mod events;
mod file_dialog;
mod local_network;
mod notices;
mod open;
mod place;
pub mod start;
mod stop;
mod tray;
