//! Ending keys on chain: what it would do, how far it is, and the proof.

use latchkey_wallet::error::Error;
use latchkey_wallet::views::{EndJobView, EndPreview};
use tauri::State;

use crate::app::App;
use crate::file_dialog;

/// What ending one key, or all, would do on each chain; nothing is asked or sent.
#[tauri::command]
#[specta::specta]
pub(crate) async fn end_preview(
    app: State<'_, App>,
    key_id: Option<u32>,
) -> Result<EndPreview, Error> {
    app.wallet()?.end_preview(key_id).await
}

/// Every job that ends keys, newest first.
#[tauri::command]
#[specta::specta]
pub(crate) async fn end_jobs(app: State<'_, App>) -> Result<Vec<EndJobView>, Error> {
    app.wallet()?.end_jobs().await
}

/// Tries a job again at once; the signer's window asks only where nothing that was signed fits.
#[tauri::command]
#[specta::specta]
pub(crate) async fn end_retry(app: State<'_, App>, job_id: u32) -> Result<EndJobView, Error> {
    app.wallet()?.end_retry(job_id).await
}

/// Saves the proof of a job where the person says; the path, or `None` when they changed their mind.
#[tauri::command]
#[specta::specta]
pub(crate) async fn end_proof_save(
    app: State<'_, App>,
    job_id: u32,
) -> Result<Option<String>, Error> {
    let proof = app.wallet()?.end_proof(job_id).await?;
    file_dialog::save_json("Save the proof", &format!("latchkey-proof-{job_id}.json"), &proof).await
}
