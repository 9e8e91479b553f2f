//! Agents, and the switch that lets them in.

use latchkey_wallet::error::Error;
use latchkey_wallet::views::{AgentAccess, AgentView, NewAgent, ShadowCallView, ShadowProposal};
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

/// Watches an agent, or stops watching it; nothing is signed for a watched one.
#[tauri::command]
#[specta::specta]
pub(crate) async fn shadow_set(app: State<'_, App>, agent_id: u32, on: bool) -> Result<(), Error> {
    app.wallet()?.shadow_set(agent_id, on).await
}

/// What a watched agent wanted to do.
#[tauri::command]
#[specta::specta]
pub(crate) async fn shadow_calls(
    app: State<'_, App>,
    agent_id: u32,
) -> Result<Vec<ShadowCallView>, Error> {
    app.wallet()?.shadow_calls(agent_id).await
}

/// Forgets what a watched agent wanted to do.
#[tauri::command]
#[specta::specta]
pub(crate) async fn shadow_clear(app: State<'_, App>, agent_id: u32) -> Result<(), Error> {
    app.wallet()?.shadow_clear(agent_id).await
}

/// The narrowest key that covers what a watched agent wanted to do, as a form.
#[tauri::command]
#[specta::specta]
pub(crate) async fn shadow_propose(
    app: State<'_, App>,
    agent_id: u32,
) -> Result<ShadowProposal, Error> {
    app.wallet()?.shadow_propose(agent_id).await
}
