//! The one list of commands and events; the web view's bindings are generated from it.
//!
//! Refuses: drift; a test compares the generated file with the one that is checked in, and this
//! list with the one the build script opens.

use tauri_specta::{Builder, Commands, ErrorHandlingMode, collect_commands, collect_events};

use crate::command;
use crate::events::{Changed, Show};

/// Commands and events of the app.
#[must_use]
pub(crate) fn builder() -> Builder<tauri::Wry> {
    Builder::new()
        .disable_serde_phases()
        .error_handling(ErrorHandlingMode::Result)
        .commands(commands())
        .events(collect_events![Changed, Show])
}

/// The list itself; no function, so that it may grow.
#[rustfmt::skip]
macro_rules! listed {
    () => { collect_commands![
        command::settings::status,
        command::settings::notice_settings,
        command::settings::notice_settings_set,
        command::account::account_create,
        command::account::account_import,
        command::account::holdings,
        command::account::faucet,
        command::owner::owner_list,
        command::owner::owner_add,
        command::owner::owner_import,
        command::owner::owner_backup,
        command::owner::owner_add_lock,
        command::owner::owner_test,
        command::owner::owner_change,
        command::owner::owner_remove,
        command::network::network_list,
        command::network::network_add,
        command::network::network_remove,
        command::grant::grant_preview,
        command::grant::grant_form_of_key,
        command::grant::grant_form_json,
        command::grant::grant,
        command::grant::grant_try,
        command::contract::contract_facts,
        command::contract::abi_read,
        command::contract::abi_open,
        command::book::contact_list,
        command::book::contact_add,
        command::book::contact_remove,
        command::book::ceiling_list,
        command::book::ceiling_set,
        command::book::ceiling_remove,
        command::book::exposure,
        command::book::draft_keep,
        command::book::draft_last,
        command::book::draft_drop,
        command::settings::builder_settings,
        command::settings::language_set,
        command::settings::online_lookup_set,
        command::settings::etherscan_key_set,
        command::key::key_list,
        command::key::keys_refresh,
        command::key::drift_list,
        command::key::key_approval,
        command::key::key_revoke,
        command::key::stop_local,
        command::key::stop_on_chain,
        command::off_switch::switch_health,
        command::off_switch::switch_renew,
        command::off_switch::switch_fire,
        command::end::end_preview,
        command::end::end_jobs,
        command::end::end_retry,
        command::end::end_proof_save,
        command::exit::exit_ways,
        command::exit::exit_direct,
        command::exit::panic_key,
        command::exit::panic_key_make,
        command::exit::kill_bundle_save,
        command::agent::agent_list,
        command::agent::agent_create,
        command::agent::agent_remove,
        command::agent::agent_access_set,
        command::agent::shadow_set,
        command::agent::shadow_calls,
        command::agent::shadow_propose,
        command::agent::shadow_clear,
        command::activity::activity_list,
        command::store::log_verify,
        command::store::store_backup_save,
    ] };
}

fn commands() -> Commands<tauri::Wry> {
    listed!()
}

#[cfg(test)]
#[path = "api_tests.rs"]
mod tests;
