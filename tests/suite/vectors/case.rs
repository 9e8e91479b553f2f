//! Reading a file of vectors and making one test of each case.

use std::path::{Path, PathBuf};

use libtest_mimic::Trial;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

#[derive(Deserialize)]
struct File {
    count: usize,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    id: String,
    input: Value,
    output: Value,
}

/// The vectors that came with the project.
pub(crate) fn own_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors")
}

/// Where the vectors are; a relative `$LATCHKEY_VECTORS` counts from here or from the workspace.
pub(crate) fn folder() -> PathBuf {
    let Some(asked) = std::env::var_os("LATCHKEY_VECTORS").map(PathBuf::from) else {
        return own_folder();
    };
    let from_workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(&asked);
    if !asked.is_dir() && from_workspace.is_dir() { from_workspace } else { asked }
}

fn read(name: &str) -> Result<File, String> {
    let path = folder().join(format!("{name}.json"));
    let text = std::fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    let file: File = serde_json::from_str(&text).map_err(|e| format!("{name}: {e}"))?;
    if file.count == file.cases.len() && file.count > 0 {
        Ok(file)
    } else {
        Err(format!("{name} announces {} cases and holds {}", file.count, file.cases.len()))
    }
}

/// One test per case; one failing test if the file cannot be read.
pub(crate) fn trials<I, O>(name: &'static str, check: fn(I, O)) -> Vec<Trial>
where
    I: DeserializeOwned + 'static,
    O: DeserializeOwned + 'static,
{
    let file = match read(name) {
        Ok(file) => file,
        Err(why) => {
            return vec![Trial::test(format!("vectors::{name}"), move || Err(why.into()))];
        }
    };
    let one = |case: Case| {
        Trial::test(format!("vectors::{name}::{}", case.id), move || {
            let input = I::deserialize(case.input).map_err(|e| format!("input: {e}"))?;
            let output = O::deserialize(case.output).map_err(|e| format!("output: {e}"))?;
            check(input, output);
            Ok(())
        })
    };
    file.cases.into_iter().map(one).collect()
}
