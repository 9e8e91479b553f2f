//! Operations of a session key built, hashed and signed, on one core; and the bare signature
//! beside them, which is what cannot be saved.
#![allow(clippy::unwrap_used, missing_docs, reason = "a benchmark")]

use std::hint::black_box;

use alloy_primitives::{Address, Bytes, FixedBytes, U256, address};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use latchkey_core::account::{AccountSpec, RootValidator};
use latchkey_core::chain::ENTRY_POINT_07;
use latchkey_core::kernel::execute::Call;
use latchkey_core::kernel::signature::{permission_signature, personal_sign_hash};
use latchkey_core::kernel::version::KernelVersion;
use latchkey_core::plan::SessionPlan;
use latchkey_core::user_op::stage::{Gas, Signed};
use secp256k1::ecdsa::RecoverableSignature;
use secp256k1::{Message, SecretKey};

fn sign(hash: [u8; 32], key: &SecretKey) -> [u8; 65] {
    let signature = RecoverableSignature::sign_ecdsa_recoverable(Message::from_digest(hash), key);
    let (recovery, compact) = signature.serialize_compact();
    let mut out = [27 + recovery.to_u8(); 65];
    let (rs, _v) = out.split_at_mut(64);
    rs.copy_from_slice(&compact);
    out
}

fn operation(account: &AccountSpec, call: &Call, sequence: u64, key: &SecretKey) -> Signed {
    let plan = SessionPlan {
        account,
        deployed: true,
        permission_id: FixedBytes([1, 2, 3, 4]),
        first_use: None,
        lane: 0,
        calls: std::slice::from_ref(call),
    };
    let gas = Gas {
        call_gas_limit: 100_000,
        verification_gas_limit: 250_000,
        pre_verification_gas: U256::from(50_000),
        max_fee_per_gas: 2_000_000_000,
        max_priority_fee_per_gas: 100_000_000,
    };
    let sealed = plan.draft(sequence).price(gas, None).seal(ENTRY_POINT_07, 31337);
    let signature = sign(personal_sign_hash(sealed.hash()).0, key);
    let envelope = plan.envelope(&permission_signature(&signature));
    sealed.sign(envelope)
}

fn operations(criterion: &mut Criterion) {
    let account = AccountSpec {
        version: KernelVersion::V0_3_1,
        validator: RootValidator::MultiChainEcdsa,
        owner: address!("212b1F6A528C0dF96f398357DdDd81E474bA7170"),
        index: U256::ZERO,
    };
    let to = Address::repeat_byte(7);
    let call = Call { to, value: U256::ZERO, data: Bytes::from(vec![9; 68]) };
    let key = SecretKey::from_secret_bytes([7; 32]).unwrap();
    let mut group = criterion.benchmark_group("operations");
    group.throughput(Throughput::Elements(1));
    let mut sequence = 0;
    group.bench_function("built, hashed and signed", |bench| {
        bench.iter(|| {
            sequence += 1;
            black_box(operation(&account, &call, sequence, &key))
        });
    });
    group.bench_function("bare signature", |bench| bench.iter(|| black_box(sign([9; 32], &key))));
    group.finish();
}

criterion_group!(benches, operations);
criterion_main!(benches);
