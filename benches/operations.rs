//! Operations of a session key built, hashed and signed, on one core; and the bare signature
//! beside them, which is what cannot be saved.
#![allow(clippy::unwrap_used, missing_docs, reason = "a benchmark")]

use std::hint::black_box;

use alloy_primitives::B256;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use latchkey_benches::{account, address, call, key, operation, sign};

fn operations(criterion: &mut Criterion) {
    let account = account(address(&key(8).unwrap()));
    let (call, key) = (call(), key(7).unwrap());
    let mut group = criterion.benchmark_group("operations");
    group.throughput(Throughput::Elements(1));
    let mut sequence = 0;
    group.bench_function("whole", |bench| {
        bench.iter(|| {
            sequence += 1;
            black_box(operation(&account, &call, sequence, &key))
        });
    });
    group.bench_function("signature", |bench| {
        bench.iter(|| black_box(sign(black_box(B256::repeat_byte(9)), &key)));
    });
    group.finish();
}

criterion_group!(benches, operations);
criterion_main!(benches);
