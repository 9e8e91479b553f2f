//! The file, line by line. A field that is not known here is a failure.

use latchkey_core::kernel::version::KernelVersion;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "kind")]
    _kind: String,
    #[serde(rename = "description")]
    _description: String,
    count: usize,
    cases: Vec<Line>,
}

/// One step and what became of it.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Line {
    pub(crate) id: String,
    pub(crate) suite: String,
    pub(crate) kernel_version: Option<KernelVersion>,
    pub(crate) section: String,
    /// What was done; for a read also what was answered.
    pub(crate) step: String,
    pub(crate) result: Option<Record>,
}

/// What became of an operation.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Record {
    pub(crate) accepted: bool,
    pub(crate) execution_success: Option<bool>,
    pub(crate) entry_point: Option<String>,
    pub(crate) inner: Option<String>,
    pub(crate) execution_revert: Option<String>,
    pub(crate) note: Option<String>,
}

/// All lines, in order.
pub(crate) fn read() -> Result<Vec<Line>, String> {
    let path = crate::case::folder().join("onchain_scenarios.json");
    let text = std::fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    let file: File = serde_json::from_str(&text).map_err(|e| format!("onchain_scenarios: {e}"))?;
    if file.count == file.cases.len() && file.count > 0 {
        Ok(file.cases)
    } else {
        Err(format!("{} lines announced, {} there", file.count, file.cases.len()))
    }
}
