//! Agents, and the switch that lets them in.

use latchkey_wallet::error::Error;
use latchkey_wallet::views::{AgentAccess, AgentView, NewAgent};
use tauri::State;

use crate::app::App;

/// Every agent.
#[tauri::command]
#[specta::specta]
pub(crate) async fn agent_list(app: State<'_, App>) -> Result<Vec<AgentView>, Error> {
    app.wallet()?.agent_list().await
}

/// A new agent, with its token, shown this once.
#[tauri::command]
#[specta::specta]
pub(crate) async fn agent_create(app: State<'_, App>, name: String) -> Result<NewAgent, Error> {
    app.wallet()?.agent_create(name).await
}

/// Removes an agent that has no live key.
#[tauri::command]
#[specta::specta]
pub(crate) async fn agent_remove(app: State<'_, App>, id: u32) -> Result<(), Error> {
    app.wallet()?.agent_remove(id).await
}

/// Lets agents in, or shuts them out.
#[tauri::command]
#[specta::specta]
pub(crate) async fn agent_access_set(app: State<'_, App>, on: bool) -> Result<AgentAccess, Error> {
    app.access_set(on).await
}
