//! `list_permissions`: what this agent may do, read from the chains now.
//!
//! Refuses: permissions of other agents.

use latchkey_wallet::views::{KeyHolder, KeyOnChain, KeyState, KeyView};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::error::ToolError;
use super::input::{self, Loose};
use super::{Arguments, Ask, answer, chain};

/// Arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Input {
    /// Only permissions on this network: "local", a key like "base-sepolia", a CAIP-2 id or a decimal chain id.
    #[schemars(with = "Option<String>")]
    chain: Option<Loose>,
    /// Only this permission.
    permission_id: Option<String>,
    /// Also those that are over. False when left out.
    include_inactive: Option<bool>,
}

/// Permissions, newest first.
#[derive(Debug, Default, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Output {
    status: answer::ReadStatus,
    /// Newest first. Empty: ask the owner to grant one.
    #[serde(skip_serializing_if = "Option::is_none")]
    permissions: Option<Vec<Permission>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ToolError>,
}

/// One permission.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Permission {
    /// What the tools that send take as permissionId.
    permission_id: String,
    /// What the owner calls it.
    label: String,
    /// The sentence the owner approved.
    summary: String,
    /// Every rule; contracts enforce each of them.
    rules: Vec<String>,
    /// What it does not limit.
    not_limited: Vec<String>,
    /// latchkey: use execute_transaction. agent: you hold the key; use prepare_operation and submit_operation.
    held_by: HeldBy,
    /// Where it stands.
    chains: Vec<OnChain>,
    /// Operations it made so far.
    used: u32,
    /// Of how many in all; absent when not limited.
    #[serde(skip_serializing_if = "Option::is_none")]
    uses: Option<u32>,
    /// When it ends, unix seconds; absent when it does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    valid_until: Option<u32>,
}

/// Who has the private half of the key.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum HeldBy {
    /// The wallet.
    Latchkey,
    /// You.
    Agent,
}

/// A permission on one network.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct OnChain {
    chain: String,
    /// EIP-155 chain id.
    chain_id: u32,
    /// Whether it can be used there now.
    usable: bool,
    /// Where it stands, in words.
    state: String,
    /// Block it was read at; absent when the network did not answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    block: Option<u32>,
}

impl answer::Output for Output {
    fn failed(error: ToolError) -> Self {
        Self { status: answer::ReadStatus::Error, error: Some(error), ..Self::default() }
    }
    fn error(&self) -> Option<&ToolError> {
        self.error.as_ref()
    }
}

/// Reads the chains.
pub(super) async fn call(ask: &Ask<'_>, arguments: Arguments) -> Result<Output, ToolError> {
    let input: Input = input::parse(arguments)?;
    let account = ask.wallet.agent_address(ask.agent_id).await?;
    let only = match &input.chain {
        Some(said) => Some(chain::find(ask, "chain", said).await?.1.chain_id),
        None => None,
    };
    let keys = ask.wallet.agent_permissions(ask.agent_id).await?;
    let all = input.include_inactive.unwrap_or(false) || input.permission_id.is_some();
    let wanted = |key: &KeyView| {
        let id = input.permission_id.as_ref();
        (all || !key.ended)
            && id.is_none_or(|id| key.permission_id.eq_ignore_ascii_case(id))
            && only.is_none_or(|only| key.states.iter().any(|state| state.chain_id == only))
    };
    let name = |state: &KeyOnChain| {
        let known = account.networks.iter().find(|network| network.chain_id == state.chain_id);
        known.map_or_else(|| chain::by_id(state.chain_id), chain::name)
    };
    let permissions = keys.into_iter().filter(wanted).map(|key| permission(key, name)).collect();
    Ok(Output { status: answer::ReadStatus::Ok, permissions: Some(permissions), error: None })
}

fn permission(key: KeyView, name: impl Fn(&KeyOnChain) -> String) -> Permission {
    let chains = key.states.iter().map(|state| OnChain {
        chain: name(state),
        chain_id: state.chain_id,
        usable: usable(state.state),
        state: state.words.clone(),
        block: state.read_at.map(|at| at.block),
    });
    Permission {
        chains: chains.collect(),
        permission_id: key.permission_id,
        label: key.name,
        held_by: match key.holder {
            KeyHolder::Agent => HeldBy::Agent,
            KeyHolder::Vault | KeyHolder::Nobody => HeldBy::Latchkey,
        },
        summary: key.sentence,
        rules: key.rules,
        not_limited: key.not_limited,
        used: key.used,
        uses: key.uses,
        valid_until: key.ends_at,
    }
}

const fn usable(state: KeyState) -> bool {
    match state {
        KeyState::NotDeployed | KeyState::ApprovedUnused | KeyState::Installed => true,
        KeyState::ApprovalStale
        | KeyState::ApprovalDormant
        | KeyState::Drifted
        | KeyState::Invalidated
        | KeyState::Uninstalled
        | KeyState::Expired
        | KeyState::Exhausted
        | KeyState::Unknown => false,
    }
}
