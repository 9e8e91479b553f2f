//! Requests and vaults for this crate's tests.

mod switch;

use alloy_primitives::{Address, Bytes, FixedBytes, U256, address};
use latchkey_core::{
    account::{AccountSpec, Owner},
    approval::{
        AddLock, ApprovalRequest, Ask, Asker, BackupOwner, Claims, CreateOwner, GrantAsk,
        GrantLeaf, ImportOwner, KeyClaim, LockKind, NetworkClaim, OperationsAsk, OwnerKind,
        OwnerOperation, OwnerPublic, OwnerRef, PROTOCOL_VERSION, Provenance, Purpose, RemoveOwner,
        ReopenAsk, Replaced, SessionSource, StopMark, StoppedBy, TestOwner, TokenClaim,
        TransactionAsk,
    },
    chain,
    kernel::{
        change_owner::change_owner_calls,
        execute::{Call, ExecMode, encode_execute},
        install::{invalidate_nonce, uninstall_validation},
        nonce,
        version::KernelVersion,
    },
    permission::{Permission, SessionSigner, validation_id},
    policy::{
        CallPermission, CallPolicy, CallPolicyVersion, CallType, Condition, GasPolicy, ParamRule,
        Policy, PolicyFlag, PolicyKind, RateLimitPolicy, SignatureCallerPolicy, TimestampPolicy,
    },
    transaction::Transaction,
    user_op::{UserOperation, handle_ops},
};

use crate::{
    key::SigningKey,
    vault::{
        EntryId, Vault, Vaults,
        memory::MemoryVault,
        sealed::{Cost, SealedOwner},
    },
};

pub(crate) use switch::{kills, kills_ask, switched, switched_ask};

/// One guess for nothing.
pub(crate) const CHEAP: Cost = Cost { memory_kib: 64, passes: 1, lanes: 1 };
pub(crate) const PASSPHRASE: &str = "correct horse battery";
pub(crate) const TOKEN: Address = address!("48F305A70515dAC627a0B29eb24787814FF52eA4");
pub(crate) const BOB: Address = address!("70E49A1c55B200000000000000000000000031F2");
pub(crate) const CHAIN: u64 = 31_337;
const TRANSFER: FixedBytes<4> = FixedBytes([0xa9, 0x05, 0x9c, 0xbb]);

/// A fresh owner key in a memory vault, sealed by [`PASSPHRASE`].
pub(crate) fn vault_with_owner(data: &std::path::Path) -> (Vaults, Address) {
    let key = SigningKey::generate().unwrap();
    let sealed = SealedOwner::seal(&key, PASSPHRASE, CHEAP).unwrap();
    let vault = MemoryVault::default();
    vault.put(EntryId::Owner(key.address()), &sealed.to_json()).unwrap();
    (Vaults::of(Ok(Box::new(vault)), data).with_cost(CHEAP), key.address())
}

/// Two of them, the second sealed by [`PASSPHRASE`] too.
pub(crate) fn vault_with_two_owners(data: &std::path::Path) -> (Vaults, [Address; 2]) {
    let vault = MemoryVault::default();
    let addresses = [(); 2].map(|()| {
        let key = SigningKey::generate().unwrap();
        let sealed = SealedOwner::seal(&key, PASSPHRASE, CHEAP).unwrap();
        vault.put(EntryId::Owner(key.address()), &sealed.to_json()).unwrap();
        key.address()
    });
    (Vaults::of(Ok(Box::new(vault)), data).with_cost(CHEAP), addresses)
}

pub(crate) fn account(owner: Address) -> AccountSpec {
    AccountSpec {
        version: KernelVersion::V0_3_1,
        owner: Owner::MultiChainEcdsa(owner),
        index: U256::ZERO,
    }
}

/// Transfers of at most 25 DUSD to Bob, three times.
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
    vec![
        PolicyKind::Call(call).into(),
        PolicyKind::Gas(gas).into(),
        PolicyKind::Timestamp(TimestampPolicy { valid_after: 0, valid_until: 1_795_251_600 })
            .into(),
        PolicyKind::RateLimit(RateLimitPolicy { interval: 0, count: 3, start_at: 0, reset: false })
            .into(),
        PolicyKind::SignatureCaller(SignatureCallerPolicy { allowed_callers: vec![] }).into(),
    ]
}

fn claims() -> Claims {
    let network =
        NetworkClaim { chain_id: CHAIN, name: "Local network".into(), native_symbol: "ETH".into() };
    let token = TokenClaim { chain_id: CHAIN, token: TOKEN, symbol: "DUSD".into(), decimals: 6 };
    Claims { tokens: vec![token], networks: vec![network], functions: vec![] }
}

pub(crate) fn owner_ref(owner: Address) -> OwnerRef {
    OwnerRef { vault_id: EntryId::Owner(owner).to_string(), public: OwnerPublic::Address(owner) }
}

pub(crate) fn request(ask: Ask) -> ApprovalRequest {
    let provenance = Provenance { who: Asker::Person, program: None, at_unix_secs: 1_795_165_200 };
    let request_id = "r-1".to_owned();
    ApprovalRequest { version: PROTOCOL_VERSION, request_id, provenance, deadline_secs: 120, ask }
}

pub(crate) fn create_owner() -> ApprovalRequest {
    request(Ask::CreateOwner(CreateOwner {
        account_name: "Everyday".into(),
        kind: OwnerKind::Passphrase,
    }))
}

pub(crate) fn grant_ask(owner: Address) -> GrantAsk {
    GrantAsk {
        key_name: "Rent".into(),
        agent_name: "billing bot".into(),
        owner: owner_ref(owner),
        account: account(owner),
        validator: None,
        session: SessionSource::Made,
        policies: policies(),
        leaves: vec![GrantLeaf { chain_id: CHAIN, validation_nonce: 1, kill: None }],
        replaces: None,
        claims: claims(),
    }
}

pub(crate) fn grant(owner: Address) -> ApprovalRequest {
    request(Ask::Grant(Box::new(grant_ask(owner))))
}

/// A grant that takes the place of a key with half the limit and none of the days.
pub(crate) fn regrant(owner: Address) -> ApprovalRequest {
    let mut ask = grant_ask(owner);
    let mut policies = policies();
    let PolicyKind::Call(call) = &mut policies[0].kind else { panic!("call first") };
    call.permissions[0].rules[1].params = vec![U256::from(12_500_000).into()];
    let signer = SessionSigner::Ecdsa(Address::repeat_byte(8));
    let old = Permission { flag: PolicyFlag::All, policies, signer };
    let (permission_id, signer) = (old.id(), old.signer.clone());
    ask.replaces = Some(Replaced { permission_id, policies: old.policies, signer });
    request(Ask::Grant(Box::new(ask)))
}

/// The account goes to another owner key, on two networks.
pub(crate) fn change_owner(owner: Address) -> ApprovalRequest {
    let account = account(owner);
    let to = Owner::MultiChainEcdsa(BOB);
    let calls = change_owner_calls(&account, &account.owner, &to);
    let key = nonce::root_key(chain::MULTI_CHAIN_ECDSA_VALIDATOR, 7);
    let operation = UserOperation {
        nonce: nonce::full(key, 0),
        call_data: encode_execute(&calls, ExecMode::Default),
        ..operation(account.address(), Bytes::new())
    };
    let entry_point = chain::ENTRY_POINT_07;
    let on = |chain_id| OwnerOperation { chain_id, entry_point, operation: operation.clone() };
    request(Ask::Operations(Box::new(OperationsAsk {
        purpose: Purpose::ChangeOwner,
        owner: owner_ref(owner),
        account,
        validator: None,
        operations: vec![on(CHAIN), on(8453)],
        keys: Vec::new(),
        claims: claims(),
    })))
}

/// Something done to an owner key itself.
pub(crate) fn care(owner: Address) -> [ApprovalRequest; 5] {
    let account_name = "Everyday".to_owned();
    let owner = owner_ref(owner);
    let lock = |lock| {
        Ask::AddLock(AddLock { account_name: account_name.clone(), owner: owner.clone(), lock })
    };
    [
        Ask::ImportOwner(ImportOwner { account_name: account_name.clone() }),
        Ask::BackupOwner(BackupOwner { account_name: account_name.clone(), owner: owner.clone() }),
        lock(LockKind::SecurityKey),
        lock(LockKind::Passphrase),
        Ask::TestOwner(TestOwner { account_name: account_name.clone(), owner: owner.clone() }),
    ]
    .map(request)
}

/// Takes an owner key out of the vault; these are left.
pub(crate) fn remove_owner(owner: Address, others: &[Address]) -> ApprovalRequest {
    request(Ask::RemoveOwner(RemoveOwner {
        account_name: "Everyday".to_owned(),
        owner: owner_ref(owner),
        kind: OwnerKind::Passphrase,
        others: others.iter().copied().map(owner_ref).collect(),
    }))
}

/// A stop that was made on the command line.
pub(crate) fn stop_mark() -> StopMark {
    StopMark { by: StoppedBy::CommandLine, at_unix_secs: 1_795_165_200, id: "stop-1".to_owned() }
}

/// Lets agents in again after [`stop_mark`].
pub(crate) fn reopen(owner: Address) -> ApprovalRequest {
    let key = |name: &str, agent: &str, id| KeyClaim {
        permission_id: FixedBytes(id),
        name: name.to_owned(),
        agent_name: agent.to_owned(),
    };
    request(Ask::Reopen(ReopenAsk {
        account_name: "Everyday".to_owned(),
        owner: owner_ref(owner),
        mark: stop_mark(),
        keys: vec![
            key("Rent", "billing bot", [1, 2, 3, 4]),
            key("Swaps", "Claude Code", [9, 8, 7, 6]),
        ],
    }))
}

/// A key that openly can do everything, for a day.
pub(crate) fn everything(owner: Address) -> ApprovalRequest {
    let mut ask = grant_ask(owner);
    ask.policies.retain(|policy| !matches!(policy.kind, PolicyKind::Call(_)));
    ask.policies.insert(0, PolicyKind::Sudo.into());
    request(Ask::Grant(Box::new(ask)))
}

/// Ends one key, or everything.
pub(crate) fn ending(owner: Address, purpose: Purpose) -> ApprovalRequest {
    let account = account(owner);
    let id = FixedBytes([1, 2, 3, 4]);
    let to_self = |data| Call { to: account.address(), value: U256::ZERO, data };
    let mut calls = vec![to_self(uninstall_validation(validation_id(id), 6))];
    if purpose == Purpose::StopAll {
        calls.push(to_self(invalidate_nonce(2)));
    }
    let key = nonce::root_key(chain::MULTI_CHAIN_ECDSA_VALIDATOR, 7);
    let operation = UserOperation {
        nonce: nonce::full(key, 0),
        call_data: encode_execute(&calls, ExecMode::Try),
        ..operation(account.address(), Bytes::new())
    };
    let operations =
        vec![OwnerOperation { chain_id: CHAIN, entry_point: chain::ENTRY_POINT_07, operation }];
    let keys =
        vec![KeyClaim { permission_id: id, name: "Rent".into(), agent_name: "billing bot".into() }];
    let (owner, claims) = (owner_ref(owner), claims());
    let ask = OperationsAsk { purpose, owner, account, validator: None, operations, keys, claims };
    request(Ask::Operations(Box::new(ask)))
}

/// Plain transactions that do the same, on these networks.
pub(crate) fn exit(owner: Address, purpose: Purpose, chains: &[u64]) -> ApprovalRequest {
    let Ask::Operations(ask) = ending(owner, purpose).ask else { panic!("operations") };
    let input = ask.operations[0].operation.call_data.clone();
    let transaction = |chain_id: &u64| Transaction {
        chain_id: *chain_id,
        nonce: 3,
        max_priority_fee_per_gas: 1_000_000_000,
        max_fee_per_gas: 2_000_000_000,
        gas_limit: 150_000,
        to: ask.account.address(),
        input: input.clone(),
    };
    let transactions = chains.iter().map(transaction).collect();
    request(Ask::Transaction(Box::new(TransactionAsk {
        purpose,
        owner: ask.owner,
        account: ask.account.clone(),
        validator: None,
        transactions,
        keys: ask.keys,
        claims: ask.claims,
    })))
}

/// The same as an operation that was signed before, handed to the EntryPoint.
pub(crate) fn exit_bundle(owner: Address) -> ApprovalRequest {
    let Ask::Operations(ended) = ending(owner, Purpose::StopAll).ask else { panic!("operations") };
    let mut request = exit(owner, Purpose::StopAll, &[CHAIN]);
    let Ask::Transaction(ask) = &mut request.ask else { panic!("a transaction") };
    let mut operation = ended.operations[0].operation.clone();
    operation.signature = Bytes::from_static(&[7; 65]);
    ask.transactions[0].to = chain::ENTRY_POINT_07;
    ask.transactions[0].input = handle_ops([operation.pack()], owner);
    request
}

/// `transfer(to, amount)` of the token, by the account.
pub(crate) fn transfer(to: Address, amount: u64) -> Bytes {
    let (to, amount) = (to.into_word(), U256::from(amount).to_be_bytes::<32>());
    let data = [TRANSFER.as_slice(), to.as_slice(), &amount].concat();
    let call = Call { to: TOKEN, value: U256::ZERO, data: data.into() };
    encode_execute(&[call], ExecMode::Default)
}

pub(crate) fn operation(sender: Address, call_data: Bytes) -> UserOperation {
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
