//! One grant for ten chains: ten digests, one tree, one signature, ten serialized accounts; on one
//! core.
#![allow(clippy::unwrap_used, missing_docs, reason = "a benchmark")]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use latchkey_benches::{address, grant, key};

fn grants(criterion: &mut Criterion) {
    let owner = key(8).unwrap();
    let (owner_address, session) = (address(&owner), address(&key(7).unwrap()));
    criterion.bench_function("grant", |bench| {
        bench.iter(|| black_box(grant(&owner, owner_address, black_box(session)).unwrap()));
    });
}

criterion_group!(benches, grants);
criterion_main!(benches);
