//! One grant for ten chains: ten digests, one tree, one signature, ten serialized accounts; on one
//! core, from nothing and with account and policies at hand.
#![allow(clippy::unwrap_used, missing_docs, reason = "a benchmark")]

#[allow(dead_code, reason = "the other benchmark uses the rest")]
mod curve;

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use latchkey_benches::{grant, ready};

fn grants(criterion: &mut Criterion) {
    let owner = curve::Key::new(8);
    let (address, session) = (owner.address(), curve::Key::new(7).address());
    let mut group = criterion.benchmark_group("grant");
    group.bench_function("whole", |bench| {
        bench.iter(|| {
            let ready = ready(black_box(address), black_box(session));
            black_box(grant(&ready, |hash| owner.sign(hash)).unwrap())
        });
    });
    let ready = ready(address, session);
    group.bench_function("ready", |bench| {
        bench.iter(|| black_box(grant(black_box(&ready), |hash| owner.sign(hash)).unwrap()));
    });
    group.finish();
}

criterion_group!(benches, grants);
criterion_main!(benches);
