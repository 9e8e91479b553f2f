//! Requests as the wallet would make them.

use alloy_primitives::{Address, Bytes, FixedBytes, U256, address};
use latchkey_core::{
    account::{self, AccountSpec},
    approval::{
        ApprovalRequest, Ask, Asker, Claims, CreateOwner, GrantAsk, GrantLeaf, KeyClaim,
        NetworkClaim, OperationsAsk, OwnerKind, OwnerOperation, OwnerPublic, OwnerRef,
        PROTOCOL_VERSION, Provenance, Purpose, SessionSource, TokenClaim, Verdict,
    },
    chain,
    kernel::{
        execute::{Call, ExecMode, encode_execute},
        install::{invalidate_nonce, uninstall_validation},
        nonce,
        version::KernelVersion,
    },
    permission::{PermissionId, validation_id},
    policy::{
        CallPermission, CallPolicy, CallPolicyVersion, CallType, Condition, GasPolicy, ParamRule,
        Policy, PolicyKind, RateLimitPolicy, SignatureCallerPolicy, TimestampPolicy,
    },
    user_op::UserOperation,
};

pub(crate) const TOKEN: Address = address!("48F305A70515dAC627a0B29eb24787814FF52eA4");
pub(crate) const BOB: Address = address!("70E49A1c55B200000000000000000000000031F2");
pub(crate) const CHAIN: u64 = 31_337;
/// A time inside the key's life.
pub(crate) const NOW: u64 = 1_795_165_200;
const UNTIL: u64 = NOW + 86_400;
const TRANSFER: FixedBytes<4> = FixedBytes([0xa9, 0x05, 0x9c, 0xbb]);

pub(crate) fn request(ask: Ask) -> ApprovalRequest {
    let provenance = Provenance { who: Asker::Person, program: None, at_unix_secs: NOW };
    let request_id = "r-1".to_owned();
    ApprovalRequest { version: PROTOCOL_VERSION, request_id, provenance, deadline_secs: 120, ask }
}

pub(crate) fn create_owner() -> ApprovalRequest {
    request(Ask::CreateOwner(CreateOwner {
        account_name: "Everyday".into(),
        kind: OwnerKind::Passphrase,
    }))
}

/// An owner key as a verdict gave it.
#[derive(Debug, Clone)]
pub(crate) struct Owner {
    pub(crate) reference: OwnerRef,
}

impl Owner {
    pub(crate) fn of(verdict: &Verdict) -> Self {
        let Verdict::OwnerCreated { vault_id, public, .. } = verdict else { panic!("{verdict:?}") };
        Self { reference: OwnerRef { vault_id: vault_id.clone(), public: *public } }
    }

    /// One that no vault holds.
    pub(crate) fn stranger() -> Self {
        let address = Address::repeat_byte(7);
        let vault_id = format!("owner:{address:?}");
        Self { reference: OwnerRef { vault_id, public: OwnerPublic::Address(address) } }
    }

    /// Its address.
    pub(crate) fn address(&self) -> Address {
        self.reference.public.address().unwrap()
    }

    pub(crate) fn account(&self) -> AccountSpec {
        AccountSpec {
            version: KernelVersion::V0_3_1,
            owner: account::Owner::MultiChainEcdsa(self.address()),
            index: U256::ZERO,
        }
    }

    /// Transfers of at most 25 DUSD to Bob, three times, for a day.
    pub(crate) fn grant(&self) -> ApprovalRequest {
        request(Ask::Grant(Box::new(GrantAsk {
            key_name: "Rent".into(),
            agent_name: "billing bot".into(),
            owner: self.reference.clone(),
            account: self.account(),
            validator: None,
            session: SessionSource::Made,
            policies: policies(),
            leaves: vec![GrantLeaf { chain_id: CHAIN, validation_nonce: 1, kill: None }],
            replaces: None,
            claims: claims(),
        })))
    }

    /// Ends one key, or with [`Purpose::StopAll`] every key.
    pub(crate) fn ending(&self, id: PermissionId, purpose: Purpose) -> ApprovalRequest {
        let account = self.account();
        let to_self = |data| Call { to: account.address(), value: U256::ZERO, data };
        let mut calls = vec![to_self(uninstall_validation(validation_id(id), 6))];
        if purpose == Purpose::StopAll {
            calls.push(to_self(invalidate_nonce(2)));
        }
        let key = nonce::root_key(chain::MULTI_CHAIN_ECDSA_VALIDATOR, 7);
        let mut operation = operation(account.address(), encode_execute(&calls, ExecMode::Try));
        operation.nonce = nonce::full(key, 0);
        let entry_point = chain::ENTRY_POINT_07;
        let key =
            KeyClaim { permission_id: id, name: "Rent".into(), agent_name: "billing bot".into() };
        request(Ask::Operations(Box::new(OperationsAsk {
            purpose,
            owner: self.reference.clone(),
            account,
            validator: None,
            operations: vec![OwnerOperation { chain_id: CHAIN, entry_point, operation }],
            keys: vec![key],
            claims: claims(),
        })))
    }
}

pub(crate) fn policies() -> Vec<Policy> {
    let to = ParamRule { condition: Condition::Equal, offset: 0, params: vec![BOB.into_word()] };
    let most = U256::from(25_000_000);
    let amount =
        ParamRule { condition: Condition::LessThanOrEqual, offset: 32, params: vec![most.into()] };
    let transfer = CallPermission {
        call_type: CallType::Call,
        target: TOKEN,
        selector: TRANSFER,
        value_limit: U256::ZERO,
        rules: vec![to, amount],
    };
    let call = CallPolicy { version: CallPolicyVersion::V0_0_4, permissions: vec![transfer] };
    let gas = GasPolicy {
        allowed_wei: 10_000_000_000_000_000,
        enforce_paymaster: false,
        allowed_paymaster: Address::ZERO,
    };
    let rate = RateLimitPolicy { interval: 0, count: 3, start_at: 0, reset: false };
    vec![
        PolicyKind::Call(call).into(),
        PolicyKind::Gas(gas).into(),
        PolicyKind::Timestamp(TimestampPolicy { valid_after: 0, valid_until: UNTIL }).into(),
        PolicyKind::RateLimit(rate).into(),
        PolicyKind::SignatureCaller(SignatureCallerPolicy { allowed_callers: vec![] }).into(),
    ]
}

fn claims() -> Claims {
    let network =
        NetworkClaim { chain_id: CHAIN, name: "Local network".into(), native_symbol: "ETH".into() };
    let token = TokenClaim { chain_id: CHAIN, token: TOKEN, symbol: "DUSD".into(), decimals: 6 };
    Claims { tokens: vec![token], networks: vec![network], functions: vec![] }
}

/// A session key's `transfer(to, amount)` of the token.
pub(crate) fn transfer(
    account: Address,
    id: PermissionId,
    to: Address,
    amount: u64,
) -> UserOperation {
    let (to, amount) = (to.into_word(), U256::from(amount).to_be_bytes::<32>());
    let data = [TRANSFER.as_slice(), to.as_slice(), &amount].concat();
    let call = Call { to: TOKEN, value: U256::ZERO, data: data.into() };
    let mut operation = operation(account, encode_execute(&[call], ExecMode::Default));
    operation.nonce = nonce::full(nonce::default_key(id, 0), 0);
    operation
}

fn operation(sender: Address, call_data: Bytes) -> UserOperation {
    UserOperation {
        sender,
        nonce: U256::ZERO,
        factory: None,
        factory_data: Bytes::new(),
        call_data,
        call_gas_limit: 200_000,
        verification_gas_limit: 400_000,
        pre_verification_gas: U256::from(100_000),
        max_fee_per_gas: 2_000_000_000,
        max_priority_fee_per_gas: 1_000_000_000,
        paymaster: None,
        signature: Bytes::new(),
    }
}
