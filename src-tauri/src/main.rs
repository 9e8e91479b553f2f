//! Starts the desktop app. Refuses to be driven: a release build drops the variable that would
//! let a program steer its web view.

fn main() -> anyhow::Result<()> {
    latchkey_desktop::start::undriven()?;
    latchkey_desktop::start::run()
}
