//! Operations of a session key built, hashed and signed, on one core; and the bare signature
//! beside them, which is what cannot be saved. Both with a context of libsecp256k1 that is blinded
//! once, and as the signer signs, whose binding blinds it anew after every signature.
#![allow(clippy::unwrap_used, missing_docs, reason = "a benchmark")]

mod curve;

use std::hint::black_box;

use alloy_primitives::B256;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use latchkey_benches::{account, call, operation};
use latchkey_core::account::Located;

fn operations(criterion: &mut Criterion) {
    let account = account(curve::Key::new(8).address());
    let (place, call, key) = (Located::from(&account), call(), curve::Key::new(7));
    let mut group = criterion.benchmark_group("operations");
    group.throughput(Throughput::Elements(1));
    let mut sequence = 0;
    let mut whole = |sign: &dyn Fn(B256) -> [u8; 65]| {
        sequence += 1;
        black_box(operation((&account, &place), &call, sequence, sign))
    };
    group.bench_function("whole", |bench| bench.iter(|| whole(&|hash| key.sign(hash))));
    group.bench_function("whole_blinding", |bench| {
        bench.iter(|| whole(&|hash| key.sign_blinding(hash)));
    });
    let hash = B256::repeat_byte(9);
    group.bench_function("signature", |bench| bench.iter(|| key.sign(black_box(hash))));
    group.bench_function("signature_blinding", |bench| {
        bench.iter(|| key.sign_blinding(black_box(hash)));
    });
    group.finish();
}

criterion_group!(benches, operations);
criterion_main!(benches);
