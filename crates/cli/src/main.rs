//! The command line: the same wallet without a window of its own.
//!
//! Why: everything the app does can be scripted and read by programs.
//! Refuses: to approve; owners are asked in the signer's window, whoever calls.

mod args;
mod check;
mod keep;
mod kill;
mod print;
mod run;

use std::process::ExitCode;

use clap::Parser;

#[tokio::main]
async fn main() -> ExitCode {
    tracing_subscriber::fmt().with_writer(std::io::stderr).with_env_filter("warn").init();
    let args = args::Args::parse();
    let json = args.json;
    match run::run(args).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => print::failure(&failure, json),
    }
}
