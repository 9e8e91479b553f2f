//! The work that is timed: one operation of a session key, and one grant for ten chains.
//!
//! Why: `peers/work.mjs` does the same with the published packages; the tests below and the script
//! hold both to `peers/outcome.json`, so neither side does less.
//! Refuses: to ask a chain anything, and to sign; nonces, prices and signatures come from outside.

#[cfg(test)]
#[allow(dead_code, reason = "the benchmarks use the rest")]
mod curve;
#[cfg(test)]
mod tests;

use alloy_primitives::{Address, B256, Bytes, FixedBytes, U256};
use latchkey_core::account::{AccountSpec, Located, Owner};
use latchkey_core::approval_tree::Tree;
use latchkey_core::blob::{Approval, ChainText, SerializedAccount, Source};
use latchkey_core::chain::ENTRY_POINT_07;
use latchkey_core::kernel::enable::{EnableApproval, default_selector_data};
use latchkey_core::kernel::execute::Call;
use latchkey_core::kernel::signature::{
    multi_chain_signature, permission_signature, personal_sign_hash,
};
use latchkey_core::kernel::version::KernelVersion;
use latchkey_core::permission::{Permission, SignerKind};
use latchkey_core::plan::SessionPlan;
use latchkey_core::policy::{
    CallPermission, CallPolicy, CallPolicyVersion, CallType, Condition, GasPolicy, ParamRule,
    Policy, PolicyKind, RateLimitPolicy, SignatureCallerPolicy, TimestampPolicy,
};
use latchkey_core::user_op::stage::{Gas, Signed};

/// The ten chains of the grant.
pub const CHAINS: [u64; 10] = [1, 10, 56, 100, 137, 8453, 42_161, 43_114, 59_144, 534_352];

/// The owner's first account, Kernel 0.3.1 with the multi-chain validator.
#[must_use]
pub const fn account(owner: Address) -> AccountSpec {
    AccountSpec {
        version: KernelVersion::V0_3_1,
        owner: Owner::MultiChainEcdsa(owner),
        index: U256::ZERO,
    }
}

/// The call that the operation makes: 68 bytes of calldata, no value.
#[must_use]
pub fn call() -> Call {
    Call { to: Address::repeat_byte(7), value: U256::ZERO, data: Bytes::from(vec![9; 68]) }
}

/// A later operation of a session key: calldata, nonce, packing, hash, signature, envelope.
/// The account's address is known, as it is to the published packages' account.
#[must_use]
pub fn operation(
    (account, place): (&AccountSpec, &Located),
    call: &Call,
    sequence: u64,
    sign: impl Fn(B256) -> [u8; 65],
) -> Signed {
    let plan = SessionPlan {
        account,
        deployed: true,
        permission_id: FixedBytes([1, 2, 3, 4]),
        signer: SignerKind::Ecdsa,
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
    let sealed = plan.draft_at(place, sequence).price(gas, None).seal(ENTRY_POINT_07, 31337);
    let signature = sign(personal_sign_hash(sealed.hash()));
    let envelope = plan.envelope(&permission_signature(&signature));
    sealed.sign(envelope)
}

/// Pay a token to one address, at most 25 at a time, five times, until 2027, with a gas budget.
#[must_use]
pub fn policies() -> Vec<Policy> {
    let payee = Address::repeat_byte(6).into_word();
    let most = U256::from(25_000_000);
    let transfer = CallPermission {
        call_type: CallType::Call,
        target: Address::repeat_byte(5),
        selector: FixedBytes([0xa9, 0x05, 0x9c, 0xbb]),
        value_limit: U256::ZERO,
        rules: vec![
            ParamRule { condition: Condition::Equal, offset: 0, params: vec![payee] },
            ParamRule {
                condition: Condition::LessThanOrEqual,
                offset: 32,
                params: vec![most.into()],
            },
        ],
    };
    let gas = GasPolicy {
        allowed_wei: 10_000_000_000_000_000,
        enforce_paymaster: false,
        allowed_paymaster: Address::ZERO,
    };
    let start_at = 1_790_000_000;
    let call = CallPolicy { version: CallPolicyVersion::V0_0_4, permissions: vec![transfer] };
    let rate = RateLimitPolicy { interval: 60, count: 5, start_at, reset: false };
    let time = TimestampPolicy { valid_after: start_at, valid_until: 1_800_000_000 };
    let callers = SignatureCallerPolicy { allowed_callers: Vec::new() };
    let kinds = [
        PolicyKind::Call(call),
        PolicyKind::Gas(gas),
        PolicyKind::RateLimit(rate),
        PolicyKind::Timestamp(time),
        PolicyKind::SignatureCaller(callers),
    ];
    kinds.into_iter().map(Policy::from).collect()
}

/// The account of an owner and the permission of a session key, from nothing.
#[must_use]
pub fn ready(owner: Address, session: Address) -> (Located, Permission) {
    (Located::from(&account(owner)), Permission::ecdsa(policies(), session))
}

/// A grant on all of [`CHAINS`]: ten digests, one tree, one signature, ten serialized accounts.
/// `None` never: nothing here is beyond the format.
#[must_use]
pub fn grant(
    (place, permission): &(Located, Permission),
    sign: impl Fn(B256) -> [u8; 65],
) -> Option<Vec<ChainText>> {
    let encoded = permission.encoded();
    let enable = EnableApproval {
        account: place.address(),
        chain_id: 0,
        version: place.install().version,
        validation_id: encoded.validation_id(),
        nonce: 1,
        hook: Address::ZERO,
        enable_data: encoded.enable_data().clone(),
        hook_data: Bytes::new(),
        selector_data: default_selector_data(),
    };
    let tree = Tree::new(enable.digests(&CHAINS)).ok()?;
    let signature = sign(personal_sign_hash(tree.root()));
    let on_chain = |leaf| Some(multi_chain_signature(&signature, tree.root(), &tree.proof(leaf)?));
    let signatures: Option<Vec<Bytes>> = (0..CHAINS.len()).map(on_chain).collect();
    let signatures = signatures?;
    let approval = Approval::Signed { enable: &enable, signature: signatures.first()? };
    let mut account = SerializedAccount::of(Source::Located(place), &encoded, approval).ok()?;
    // As the published writer for many chains leaves it out.
    account.pre_installed = None;
    account.encode_each(&signatures).ok()
}
