//! From words to a use case and back.

use std::sync::OnceLock;

use latchkey_core::approval::Asker;
use latchkey_wallet::error::{Code, Error};
use latchkey_wallet::views::NetworkForm;
use latchkey_wallet::{Wallet, open};

use crate::args::{
    Account, Agent, Args, Check, Command, Exit, Jobs, Key, Kill, Network, Owner, PanicKey, Shadow,
    Switch,
};
use crate::check;
use crate::keep;
use crate::kill;
use crate::print::{Failure, answer, lines};

/// Whether approvals are asked for on the terminal; said once, for the whole run.
static ON_TERMINAL: OnceLock<bool> = OnceLock::new();

/// Does what was asked.
pub(crate) async fn run(args: Args) -> Result<(), Failure> {
    let json = args.json;
    let _once = ON_TERMINAL.set(args.tty);
    match args.command {
        Command::Devnet { port, chain_id, data } => {
            latchkey_devnet::serve_cli(port, chain_id, data).await.map_err(Failure::Devnet)
        }
        Command::Status => answer(json, &wallet()?.status().await?),
        Command::Holdings => answer(json, &wallet()?.holdings().await?),
        Command::Account(Account::Create { name, kind }) => {
            answer(json, &wallet()?.account_create(name, kind.into()).await?)
        }
        Command::Account(Account::Import { name }) => {
            answer(json, &wallet()?.account_import(name).await?)
        }
        Command::Owner(owner_words) => owner(owner_words, json).await,
        Command::Network(network_words) => network(network_words, json).await,
        Command::Key(key_words) => key(key_words, json).await,
        Command::Agent(agent_words) => agent(agent_words, json).await,
        Command::Check(asked) => check(*asked, json).await,
        Command::Drift => {
            let wallet = wallet()?;
            wallet.keys_refresh().await?;
            answer(json, &wallet.drift_list().await?)
        }
        Command::Shadow(shadow_words) => shadow(shadow_words, json).await,
        Command::Kill(how_far) => kill(how_far, json).await,
        Command::Switch(Switch::Health) => answer(json, &wallet()?.switch_health().await?),
        Command::Switch(Switch::Renew) => answer(json, &wallet()?.switch_renew().await?),
        Command::Jobs { act } => jobs(act, json).await,
        Command::PanicKey(PanicKey::Make) => answer(json, &wallet()?.panic_key_make().await?),
        Command::PanicKey(PanicKey::Show) => answer(json, &wallet()?.panic_key().await?),
        Command::Exit(Exit::Ways) => answer(json, &wallet()?.exit_ways().await?),
        Command::Exit(Exit::Direct { key }) => answer(json, &wallet()?.exit_direct(key).await?),
        Command::Bundle { folder } => answer(json, &wallet()?.kill_bundle_write(folder).await?),
        Command::Log(log_words) => keep::log(log_words, wallet()?, json).await,
        Command::Backup { file } => keep::back_up(&file, json),
        Command::Restore { file } => keep::restore(&file, json),
        Command::Activity { limit } => answer(json, &wallet()?.activity_list(None, limit).await?),
    }
}

async fn owner(words: Owner, json: bool) -> Result<(), Failure> {
    match words {
        Owner::List => answer(json, &wallet()?.owner_list().await?),
        Owner::Add { kind } => answer(json, &wallet()?.owner_add(kind.into()).await?),
        Owner::Import => answer(json, &wallet()?.owner_import().await?),
        Owner::Backup { id } => answer(json, &wallet()?.owner_backup(id).await?),
        Owner::AddLock { id, lock } => {
            answer(json, &wallet()?.owner_add_lock(id, lock.into()).await?)
        }
        Owner::Test { id } => answer(json, &wallet()?.owner_test(id).await?),
        Owner::Change { id } => answer(json, &wallet()?.owner_change(id).await?),
        Owner::Remove { id } => answer(json, &wallet()?.owner_remove(id).await?),
    }
}

async fn network(words: Network, json: bool) -> Result<(), Failure> {
    match words {
        Network::List => answer(json, &wallet()?.network_list().await?),
        Network::Add { chain_id, name, rpc_url, bundler_url, native_symbol, explorer_url } => {
            let bundler_url = bundler_url.unwrap_or_else(|| rpc_url.clone());
            let form =
                NetworkForm { chain_id, name, rpc_url, bundler_url, native_symbol, explorer_url };
            answer(json, &wallet()?.network_add(form).await?)
        }
        Network::Remove { chain_id } => answer(json, &wallet()?.network_remove(chain_id).await?),
    }
}

async fn key(words: Key, json: bool) -> Result<(), Failure> {
    match words {
        Key::List => answer(json, &wallet()?.keys_refresh().await?),
        Key::Grant { params } => answer(json, &wallet()?.grant(form(&params)?).await?),
        Key::Preview { params } => answer(json, &wallet()?.grant_preview(form(&params)?).await?),
        Key::Revoke { id } => answer(json, &wallet()?.key_revoke(id).await?),
        Key::ExportApproval { id, chain_id } => {
            answer(json, &wallet()?.key_approval(id, chain_id).await?)
        }
        Key::EndAll => answer(json, &wallet()?.stop_on_chain().await?),
        Key::PreviewEnd { id } => answer(json, &wallet()?.end_preview(id).await?),
    }
}

async fn jobs(act: Option<Jobs>, json: bool) -> Result<(), Failure> {
    match act {
        None => answer(json, &wallet()?.end_jobs().await?),
        Some(Jobs::Run { secs }) => {
            let patience = std::time::Duration::from_secs(secs.into());
            answer(json, &wallet()?.end_work_off(patience).await?)
        }
        Some(Jobs::Retry { id }) => answer(json, &wallet()?.end_retry(id).await?),
        Some(Jobs::Proof { id, file }) => {
            let proof = wallet()?.end_proof(id).await?;
            let mut out = std::fs::File::create_new(&file)?;
            serde_json::to_writer_pretty(&mut out, &proof).map_err(std::io::Error::other)?;
            answer(json, &file.display().to_string())
        }
    }
}

async fn agent(words: Agent, json: bool) -> Result<(), Failure> {
    match words {
        Agent::List => answer(json, &wallet()?.agent_list().await?),
        Agent::Create { name } => answer(json, &wallet()?.agent_create(name).await?),
        Agent::Remove { id } => answer(json, &wallet()?.agent_remove(id).await?),
    }
}

async fn shadow(words: Shadow, json: bool) -> Result<(), Failure> {
    match words {
        Shadow::On { agent } => answer(json, &wallet()?.shadow_set(agent, true).await?),
        Shadow::Off { agent } => answer(json, &wallet()?.shadow_set(agent, false).await?),
        Shadow::Calls { agent } => answer(json, &wallet()?.shadow_calls(agent).await?),
        Shadow::Propose { agent } => answer(json, &wallet()?.shadow_propose(agent).await?),
        Shadow::Clear { agent } => answer(json, &wallet()?.shadow_clear(agent).await?),
    }
}

/// Stops agents here, then fires the off switch if that is wanted; exit code 1 while anything that
/// was meant is not proven to have ended.
async fn kill(Kill { on_chain, key }: Kill, json: bool) -> Result<(), Failure> {
    if key.is_none() {
        let stopped = kill::stop_here()?;
        if !on_chain {
            return answer(json, &stopped);
        }
    }
    let fired = wallet()?.switch_fire(key).await?;
    answer(json, &fired)?;
    if fired.proven { Ok(()) } else { Err(Failure::NotProven) }
}

async fn check(asked: Check, json: bool) -> Result<(), Failure> {
    let asked = check::asked(asked)?;
    let tried = wallet()?.grant_try(asked).await?;
    if json {
        answer(json, &tried)?;
    } else {
        lines(&check::words(&tried))?;
    }
    if check::works(&tried) { Ok(()) } else { Err(Failure::WouldNotWork) }
}

/// A form given as JSON.
pub(crate) fn form<T: serde::de::DeserializeOwned>(params: &str) -> Result<T, Error> {
    serde_json::from_str(params).map_err(|error| {
        let message = format!("--params does not read: {error}.");
        Error::new(Code::Invalid, message, "Write it as one JSON object, amounts as strings.")
    })
}

/// The wallet of the user who runs this.
fn wallet() -> Result<Wallet, Error> {
    let host = open::host(env!("CARGO_PKG_VERSION"), Asker::CommandLine);
    let folders = open::folders()?;
    if ON_TERMINAL.get().copied().unwrap_or_default() {
        open::wallet_on_terminal(&folders, host)
    } else {
        open::wallet(&folders, host)
    }
}
