//! Contracts: what is known of them, and ABIs that the person brings.

use latchkey_wallet::error::Error;
use latchkey_wallet::views::{ContractFacts, FunctionFacts};
use tauri::State;

use crate::app::App;
use crate::file_dialog;

/// Functions of a contract, who says so, and whether it is on these networks.
#[tauri::command]
#[specta::specta]
pub(crate) async fn contract_facts(
    app: State<'_, App>,
    address: String,
    chain_ids: Vec<u32>,
) -> Result<ContractFacts, Error> {
    app.wallet()?.contract_facts(address, chain_ids).await
}

/// Functions in a pasted ABI; with an address they stay known for it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn abi_read(
    app: State<'_, App>,
    text: String,
    address: String,
) -> Result<Vec<FunctionFacts>, Error> {
    app.wallet()?.abi_read(&text, &address)
}

/// The same from a file that the person chooses; nothing when none is chosen.
#[tauri::command]
#[specta::specta]
pub(crate) async fn abi_open(
    app: State<'_, App>,
    address: String,
) -> Result<Option<Vec<FunctionFacts>>, Error> {
    let Some(text) = file_dialog::abi().await? else { return Ok(None) };
    app.wallet()?.abi_read(&text, &address).map(Some)
}
