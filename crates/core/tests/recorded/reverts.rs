//! Every recorded revert has a name and words.

use latchkey_core::errors::explain;

use crate::trace;

#[test]
fn every_recorded_revert_is_named_as_recorded() {
    let mut named = 0;
    for (name, trace) in trace::all() {
        for expect in trace.steps.into_iter().filter_map(|step| step.expect) {
            let (data, decoded) = match expect.rejected {
                Some(rejected) => (rejected.inner_revert_data, rejected.decoded),
                None => (expect.reverts.or(expect.revert_data), expect.decoded),
            };
            let Some(data) = data else { continue };
            let explained = explain(&data);
            assert!(explained.words.ends_with('.'), "{name}: {explained:?}");
            let Some(decoded) =
                decoded.filter(|d| d.starts_with(|c: char| c.is_ascii_alphabetic()))
            else {
                continue;
            };
            let recorded = decoded.split('(').next().unwrap();
            assert_eq!(explained.name, recorded, "{name}: {data}");
            if recorded == "PolicyFailed" {
                let index = explained.policy_index.unwrap();
                assert_eq!(decoded, format!("PolicyFailed({index})"), "{name}");
            }
            named += 1;
        }
    }
    assert!(named > 100, "too few reverts were compared: {named}");
}
