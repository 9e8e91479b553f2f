//! What the signing program may know of the app's environment.

use std::collections::BTreeSet;

use super::Fake;
use crate::adapter::signer_process::ApproverProcess;
use crate::ports::Approver;

/// Set by the shell that the fake program is written for, not by us.
const OF_THE_SHELL: &[&str] = &["PWD", "OLDPWD", "SHLVL", "_", "PATH"];

#[tokio::test]
async fn it_gets_the_named_variables_and_no_others() {
    let plan = "env > $here/names.new; echo >> $here/names.new; mv $here/names.new $here/names";
    let fake = Fake::doing(plan);
    let approver = ApproverProcess::new(fake.program());
    let asked = approver.approve(super::approving::request(1)).await;
    assert!(asked.is_err(), "it said nothing: {asked:?}");
    let text = fake.wrote("names").await;
    let told: BTreeSet<&str> =
        text.lines().filter_map(|line| line.split_once('=')).map(|(name, _)| name).collect();
    // Cargo sets this one for every test program, so that it would be seen if it were passed on.
    assert!(std::env::var_os("LD_LIBRARY_PATH").is_some());
    assert!(std::env::var_os("CARGO_MANIFEST_DIR").is_some());
    let allowed = |name: &&&str| {
        crate::adapter::signer_process::program::ENVIRONMENT.contains(name)
            || OF_THE_SHELL.contains(name)
    };
    let strange: Vec<_> = told.iter().filter(|name| !allowed(name)).collect();
    assert!(strange.is_empty(), "{strange:?}");
    assert!(told.contains("HOME") && told.contains("PATH"), "{told:?}");
}

#[test]
fn nothing_that_loads_code_is_on_the_list() {
    let loaders =
        ["LD_", "DYLD_", "GTK", "QT_", "LIBGL", "MESA", "VK_", "__EGL", "GIO_", "XDG_DATA_DIRS"];
    for name in crate::adapter::signer_process::program::ENVIRONMENT {
        assert!(!loaders.iter().any(|loader| name.starts_with(loader)), "{name}");
    }
}
