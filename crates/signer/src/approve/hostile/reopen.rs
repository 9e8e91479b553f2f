//! The same with letting agents in again: whatever place of the request is bent, the stop is taken back
//! only by the owner key that the vault holds, and only the stop that the sheet named.

use latchkey_core::approval::{Ask, STOP_MARK_FILE, Verdict};

use super::{bend, outcome::World};
use crate::fixtures;

#[test]
fn only_the_stop_that_was_shown_is_taken_back_wherever_the_request_was_bent() {
    let world = World::new();
    let (mut lifted, mut refused) = (0, 0);
    let whole = serde_json::to_value(fixtures::reopen(world.owner)).unwrap();
    for place in bend::places(&whole) {
        for bent in bend::bent(&whole, &place) {
            let mark = world.data().join(STOP_MARK_FILE);
            std::fs::write(&mark, fixtures::stop_mark().to_bytes()).unwrap();
            let Some(seen) = world.approve(&serde_json::to_vec(&bent).unwrap()) else {
                refused += 1;
                assert!(mark.is_file(), "{}: refused and taken back", place.name());
                continue;
            };
            lifted += 1;
            let Ask::Reopen(ask) = &seen.request().ask else { panic!("{}", place.name()) };
            assert!(matches!(seen.verdict(), Verdict::Reopened { .. }) && !mark.exists());
            assert_eq!(ask.mark, fixtures::stop_mark(), "{}", place.name());
            assert_eq!(ask.owner.public.address(), Some(world.owner), "{}", place.name());
            let words = seen.words();
            assert!(words.contains("on the command line") && words.contains("20 Nov 2026"));
            assert_eq!(seen.steering(), None, "{}: {bent}", place.name());
        }
    }
    assert!(lifted > 20 && refused > 100, "both happen: {lifted} lifted, {refused} refused");
}
