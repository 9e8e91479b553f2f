//! One test per line, named `vectors::onchain_scenarios::<id>`.

use std::sync::Arc;

use libtest_mimic::Trial;

use crate::scenarios::sections;

/// One failing test if the file cannot be read.
pub(crate) fn trials() -> Vec<Trial> {
    let sections = match sections() {
        Ok(sections) => sections,
        Err(why) => {
            return vec![Trial::test("vectors::onchain_scenarios", move || Err(why.into()))];
        }
    };
    let mut all = Vec::new();
    for section in sections {
        for (place, line) in section.lines().iter().enumerate() {
            let section = Arc::clone(&section);
            let name = format!("vectors::onchain_scenarios::{}", line.id);
            all.push(Trial::test(name, move || section.check(place).map_err(Into::into)));
        }
    }
    all
}
