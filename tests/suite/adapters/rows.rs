//! Rows to write; their values mean nothing.

use alloy_primitives::{Address, B256, Bytes, FixedBytes, U256};
use latchkey_core::account::{AccountSpec, Owner};
use latchkey_core::approval::{KeptIn, KillOther, KillTerms, OwnerKind, OwnerPublic};
use latchkey_core::kernel::version::KernelVersion;
use latchkey_core::permission::SessionSigner;
use latchkey_core::plan::{Fees, Nonces};
use latchkey_core::policy::{Policy, PolicyFlag, PolicyKind, RateLimitPolicy, TimestampPolicy};
use latchkey_core::user_op::UserOperation;
use latchkey_core::webauthn::Passkey;
use latchkey_wallet::ports::Store;
use latchkey_wallet::record::{
    Account, Agent, Approval, Holder, Key, KillEnds, MadeFor, Network, Operation, OperationStatus,
    PreparedKill, Token,
};

/// A chain id that does not fit into 63 bits.
pub(crate) const FAR: u64 = u64::MAX - 1;

pub(crate) fn network(chain_id: u64) -> Network {
    Network {
        chain_id,
        name: format!("Chain {chain_id}"),
        rpc_url: "https://rpc.example/key".to_owned(),
        bundler_url: "https://bundler.example".to_owned(),
        native_symbol: "ETH".to_owned(),
        explorer_url: None,
        built_in: false,
    }
}

pub(crate) fn token(chain_id: u64, n: u8, symbol: &str) -> Token {
    let symbol = symbol.to_owned();
    Token { chain_id, address: Address::repeat_byte(n), symbol, decimals: 6 }
}

pub(crate) fn account(n: u8) -> Account {
    Account {
        id: 0,
        name: format!("Account {n}"),
        spec: AccountSpec {
            version: KernelVersion::V0_3_1,
            owner: Owner::MultiChainEcdsa(Address::repeat_byte(n)),
            index: U256::MAX,
        },
        address: Address::repeat_byte(n),
        vault_id: format!("owner:{n}"),
        kept_in: KeptIn::SealedFile,
        kind: OwnerKind::Passphrase,
        public: OwnerPublic::Address(Address::repeat_byte(n)),
        former_keys: 0,
        created_at: 1_800_000_000,
    }
}

pub(crate) fn agent(n: u8) -> Agent {
    Agent {
        id: 0,
        name: format!("agent {n}"),
        token_sha256: B256::repeat_byte(n),
        created_at: 1_800_000_000,
        last_seen_at: None,
        removed: false,
    }
}

/// A key with one approval per chain.
pub(crate) fn key(account_id: i64, agent_id: i64, n: u32, chains: &[u64]) -> Key {
    let rate = RateLimitPolicy { interval: 0, count: 3, start_at: 0, reset: false };
    let time = TimestampPolicy { valid_after: 0, valid_until: 1_900_000_000 };
    let policy = |kind| Policy { flag: PolicyFlag::All, kind };
    let approval = |chain_id| Approval {
        chain_id,
        validation_nonce: u32::MAX,
        enable_signature: Bytes::from(vec![7; 200]),
        ended_at_block: None,
    };
    Key {
        id: 0,
        name: format!("key {n}"),
        account_id,
        agent_id,
        session: if n.is_multiple_of(2) {
            let (x, y) = (U256::from(n), U256::MAX);
            SessionSigner::WebAuthn(Passkey { x, y, authenticator_id_hash: B256::repeat_byte(9) })
        } else {
            SessionSigner::Ecdsa(Address::left_padding_from(&n.to_be_bytes()))
        },
        holder: if n.is_multiple_of(2) { Holder::Agent } else { Holder::Vault },
        permission_id: FixedBytes(n.to_be_bytes()),
        policies: vec![policy(PolicyKind::RateLimit(rate)), policy(PolicyKind::Timestamp(time))],
        functions: vec!["transfer(address,uint256)".to_owned()],
        granted_at: 1_800_000_000,
        approvals: chains.iter().copied().map(approval).collect(),
    }
}

/// A prepared kill on a chain; its operation means nothing.
pub(crate) fn kill(chain_id: u64, ends: KillEnds) -> PreparedKill {
    let others = vec![KillOther { permission_id: FixedBytes([9; 4]), policies: 2 }];
    let fees = Some(Fees { max_fee_per_gas: u128::MAX, max_priority_fee_per_gas: 1 });
    PreparedKill {
        id: 0,
        key_id: 0,
        chain_id,
        ends,
        operation: UserOperation {
            sender: Address::repeat_byte(1),
            nonce: U256::MAX,
            factory: Some(Address::repeat_byte(2)),
            factory_data: Bytes::from(vec![1; 70]),
            call_data: Bytes::from(vec![2; 500]),
            call_gas_limit: u128::MAX,
            verification_gas_limit: 5,
            pre_verification_gas: U256::MAX,
            max_fee_per_gas: u128::MAX,
            max_priority_fee_per_gas: 0,
            paymaster: None,
            signature: Bytes::from(vec![3; 385]),
        },
        made_for: MadeFor {
            owner: OwnerPublic::Address(Address::repeat_byte(3)),
            permission_id: FixedBytes([8; 4]),
            validation_nonce: 1,
            terms: KillTerms { deployed: false, nonces: Nonces::FRESH, others, fees },
        },
        made_at: 1_800_000_000,
    }
}

pub(crate) fn operation(key_id: Option<i64>, n: u8) -> Operation {
    Operation {
        id: 0,
        key_id,
        agent_id: None,
        account_id: 1,
        chain_id: FAR,
        hash: B256::repeat_byte(n),
        signed_json: "{}".to_owned(),
        status: OperationStatus::Signed,
        transaction: None,
        block_number: None,
        reason: None,
        created_at: 1_800_000_000,
    }
}

/// Two networks, an account and an agent; answers the ids of the last two.
pub(crate) fn furnish(store: &dyn Store) -> (i64, i64) {
    store.put_network(&network(1)).unwrap();
    store.put_network(&network(FAR)).unwrap();
    let account = store.create_account(&account(1)).unwrap();
    let agent = store.create_agent(&agent(1)).unwrap();
    (account.id, agent.id)
}
