//! The pipe to the signing program.
//!
//! Why: the keys live in another process that has no network; this room starts it, talks frames
//! with it and ends it.
//! Refuses: any other program than the one beside the app, an environment it does not need, frames
//! above the limit, answers to other questions, and silence.

mod approve;
mod frame;
mod panic;
mod place;
mod program;
mod said;
mod session;
#[cfg(test)]
mod tests;
mod trust;

pub use approve::ApproverProcess;
pub use panic::PanicSigner;
pub use place::WindowPlace;
pub use program::SignerProgram;
pub use session::SessionSigner;
