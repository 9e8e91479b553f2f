//! Everything that may leave the wallet as JSON: for the web view, the command line and agents.
//!
//! Why: one closed set of plain types, generated into the UI's bindings, so that no screen and no
//! tool invents its own shape. Amounts are decimal strings; times are unix seconds.
//! Refuses: secrets. The one exception is [`NewAgent::token`], shown once at creation.

mod activity;
mod agent;
mod agent_side;
mod amount;
mod book;
mod contract;
mod drift;
mod dry_run;
mod end;
mod end_proof;
mod exit;
mod form;
mod grant;
mod key;
mod log_check;
mod network;
mod notice_settings;
mod off_switch;
mod owner;
mod shadow;
mod status;

pub use activity::{ActivityView, Outcome, StopReport};
pub use agent::{AgentView, NewAgent, Snippet};
pub use agent_side::{
    AgentAccount, AgentBalance, AgentCall, AgentExecute, AgentNetwork, AgentOperation,
    AgentPrepared, AgentRead, AgentReadAnswer, AgentSignature, AgentSubmit, CallInput, ToSign,
};
pub use amount::Amount;
pub use book::{BuilderSettings, CeilingForm, CeilingView, Contact, ExposureRow, Language};
pub use contract::{AbiFrom, ContractFacts, FunctionArg, FunctionFacts, HasCode, Presence};
pub use drift::{DriftKind, DriftView};
pub use dry_run::{
    CounterSource, GrantTry, Simulated, TryAnswer, TryCall, TryChange, TryChangeKind, TryCounters,
    TryFailure, TryFee,
};
pub use end::{
    EndJobChain, EndJobView, EndLoss, EndOnChain, EndPreview, EndPreviewChain, EndReport,
};
pub use end_proof::{EndProof, ProvenChain, ProvenKey, ProvenRead};
pub use exit::{
    ExitOnChain, ExitReport, ExitWay, ExitWays, KillBundleView, PanicBalance, PanicKeyView,
};
pub use form::{
    Allow, ArgOperator, ArgRule, ArgUnit, GrantForm, MessageForm, RawCallType, RawCondition,
    RawRule, SessionForm,
};
pub use grant::{DiffExample, DiffView, GrantPreview, Problem, ProblemFix, RuleNode, WorstRow};
pub use key::{KeyApproval, KeyHolder, KeyMessages, KeyOnChain, KeyState, KeyView, Meters};
pub use log_check::{BackupView, LogCheckView, RestoreView};
pub use network::{Holdings, NetworkForm, NetworkView, Reach, TokenAmount, TokenView};
pub use notice_settings::NoticeSettings;
pub use off_switch::{
    FireOnChain, FireReport, FiredBy, FiredView, SwitchHealth, SwitchOfKey, SwitchOnChain,
    SwitchState,
};
pub use owner::{OwnerChangeOnChain, OwnerChangeReport, OwnerKeyView, OwnerOnChain};
pub use shadow::{ShadowCallView, ShadowProposal, ShadowSeen};
pub use status::{AccountView, AgentAccess, Notice, ReadAt, Severity, Status};
