//! `multichain.json`: one owner signature for approvals or operations of many chains.

use alloy_primitives::{Address, B256, Bytes, U256, b256};
use latchkey_core::{
    account::{AccountSpec, Owner as OwnedBy},
    approval_tree::Tree,
    blob::{Approval, Owner, Place, SerializedAccount, Source},
    chain,
    kernel::{
        enable::EnableApproval,
        execute::{self, Call, ExecMode},
        nonce, signature,
        version::KernelVersion,
    },
    permission::{Permission, PermissionId},
    user_op::UserOperation,
};
use serde::Deserialize;

use super::{
    enable,
    execute::CallInput,
    keys, operation, serialized,
    session::Session,
    userop_hash::{Operation, Packed},
};

/// What the reference packages put in place of unknown leaves of a dummy tree.
const FILLER: B256 = b256!("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Input {
    flow: Flow,
    kernel_version: KernelVersion,
    chains: Vec<u64>,
    index: U256,
    owner_private_key: B256,
    session: Option<Session>,
    user_operations: Option<Vec<Operation>>,
    call_datas: Option<Vec<Bytes>>,
    #[serde(default)]
    include_private_key: bool,
    stubbed_gas: Option<StubbedGas>,
    stubbed_fees: Option<StubbedFees>,
}

#[derive(Clone, Copy, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Flow {
    SerializeMultiChainPermissionAccounts,
    SignUserOperations,
    PrepareAndSignUserOperations,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct StubbedGas {
    pre_verification_gas: U256,
    verification_gas_limit: U256,
    call_gas_limit: U256,
    #[serde(rename = "paymasterVerificationGasLimit")]
    _paymaster_verification_gas_limit: U256,
    #[serde(rename = "paymasterPostOpGasLimit")]
    _paymaster_post_op_gas_limit: U256,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct StubbedFees {
    max_fee_per_gas: U256,
    max_priority_fee_per_gas: U256,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Output {
    permission_id: Option<PermissionId>,
    merkle_root: Option<B256>,
    owner_signature_over_root: Option<Bytes>,
    per_chain: Option<Vec<PerChain>>,
    user_op_hashes: Option<Vec<B256>>,
    signatures: Option<Vec<Bytes>>,
    dummy_signatures: Option<Vec<Bytes>>,
    user_operations: Option<Vec<Operation>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct PerChain {
    chain_id: u64,
    account: Address,
    enable_digest: B256,
    enable_signature: Bytes,
    serialized_account: String,
    first_use: FirstUse,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct FirstUse {
    calls: Vec<CallInput>,
    nonce: B256,
    user_op_hash: B256,
    stub_signature: Bytes,
    signature: Bytes,
    packed_user_op: Packed,
}

/// One key approved on every chain by one signature.
struct Grant {
    account: AccountSpec,
    permission: Permission,
    key: B256,
    approvals: Vec<EnableApproval>,
    tree: Tree,
    owner_signature: [u8; 65],
}

pub(crate) fn check(mut input: Input, want: Output) {
    let account = AccountSpec {
        version: input.kernel_version,
        owner: OwnedBy::MultiChainEcdsa(keys::address(input.owner_private_key)),
        index: input.index,
    };
    match input.flow {
        Flow::SignUserOperations => owner_operations(input, &account, want),
        Flow::SerializeMultiChainPermissionAccounts => {
            let grant = Grant::new(&mut input, account);
            grant.check_approvals(&input, want);
        }
        Flow::PrepareAndSignUserOperations => {
            let grant = Grant::new(&mut input, account);
            grant.check_prepared(input, want);
        }
    }
}

/// The owner signs one operation per chain.
fn owner_operations(input: Input, account: &AccountSpec, want: Output) {
    assert!(input.session.is_none() && want.per_chain.is_none() && want.permission_id.is_none());
    let (hashes, dummies): (Vec<B256>, Vec<Bytes>) = input
        .user_operations
        .unwrap()
        .into_iter()
        .zip(&input.chains)
        .map(|(on_chain, chain_id)| {
            assert_eq!(on_chain.chain_id, Some(*chain_id));
            let operation = UserOperation::from(on_chain);
            assert_eq!(operation.sender, account.address());
            let hash = operation.hash(chain::ENTRY_POINT_07, *chain_id);
            (hash, dummy(operation, *chain_id, input.chains.len()))
        })
        .unzip();
    assert_eq!(Some(&hashes), want.user_op_hashes.as_ref());
    assert_eq!(Some(dummies), want.dummy_signatures);
    let tree = Tree::new(hashes.clone()).unwrap();
    assert_eq!(Some(tree.root()), want.merkle_root);
    let signature = keys::personal(input.owner_private_key, tree.root());
    assert_eq!(Some(keys::bytes(signature)), want.owner_signature_over_root);
    let signatures: Vec<Bytes> = (0..hashes.len())
        .map(|leaf| {
            let proof = tree.proof(leaf).unwrap();
            signature::multi_chain_signature(&signature, tree.root(), &proof)
        })
        .collect();
    assert_eq!(Some(signatures), want.signatures);
}

/// The dummy for an estimate: a tree whose first leaf is the hash without gas limits.
fn dummy(mut operation: UserOperation, chain_id: u64, chains: usize) -> Bytes {
    operation.call_gas_limit = 0;
    operation.verification_gas_limit = 0;
    operation.pre_verification_gas = U256::ZERO;
    let leaf = operation.hash(chain::ENTRY_POINT_07, chain_id);
    let mut leaves = vec![FILLER; chains];
    leaves[0] = leaf;
    let tree = Tree::for_estimate(leaves).unwrap();
    signature::dummy_multi_chain(tree.root(), leaf, &tree.proof(0).unwrap())
}

impl Grant {
    fn new(input: &mut Input, account: AccountSpec) -> Self {
        let (permission, key) = input.session.take().unwrap().resolve();
        let approvals: Vec<EnableApproval> = input
            .chains
            .iter()
            .map(|chain_id| {
                let place = (account.address(), *chain_id, account.version, 1);
                enable::approval(&permission, place, None, None)
            })
            .collect();
        let tree = Tree::new(approvals.iter().map(EnableApproval::digest).collect()).unwrap();
        let owner_signature = keys::personal(input.owner_private_key, tree.root());
        Self { account, permission, key: key.unwrap(), approvals, tree, owner_signature }
    }

    fn enable_signature(&self, leaf: usize) -> Bytes {
        let proof = self.tree.proof(leaf).unwrap();
        signature::multi_chain_signature(&self.owner_signature, self.tree.root(), &proof)
    }

    /// The signature field of the first operation on a chain.
    fn first_signature(&self, leaf: usize, inner: [u8; 65]) -> Bytes {
        signature::enable_mode_signature(
            &self.approvals[leaf],
            &self.enable_signature(leaf),
            &signature::permission_signature(&inner),
        )
    }

    fn first_operation(&self, call_data: Bytes) -> UserOperation {
        let nonce = nonce::full(nonce::enable_key(self.permission.id(), 0), 0);
        let account = &self.account;
        operation::bare(account.address(), Some(account.factory_data()), nonce, call_data)
    }

    fn check_approvals(&self, input: &Input, want: Output) {
        assert_eq!(Some(self.permission.id()), want.permission_id);
        assert_eq!(Some(self.tree.root()), want.merkle_root);
        assert_eq!(Some(keys::bytes(self.owner_signature)), want.owner_signature_over_root);
        let per_chain = want.per_chain.unwrap();
        assert_eq!(per_chain.len(), input.chains.len());
        for (leaf, want) in per_chain.into_iter().enumerate() {
            assert_eq!((want.chain_id, want.account), (input.chains[leaf], self.account.address()));
            assert_eq!(self.approvals[leaf].digest(), want.enable_digest);
            assert_eq!(self.enable_signature(leaf), want.enable_signature);
            self.check_serialized(leaf, input, &want.serialized_account);
            self.check_first_use(leaf, want.chain_id, want.first_use);
        }
    }

    /// The recorded text opens to this grant, is written again field by field, and is the one that
    /// is made from our own types.
    fn check_serialized(&self, leaf: usize, input: &Input, text: &str) {
        let read = SerializedAccount::decode(text).unwrap();
        let place = Place { chain_id: input.chains[leaf], nonce: 1, version: None };
        let opened = read.open(Some(&self.permission.signer), place).unwrap();
        assert_eq!(
            (&opened.permission, &opened.approval),
            (&self.permission, &self.approvals[leaf])
        );
        assert_eq!(opened.owner, Owner::Signed(self.account.owner.address().unwrap()));
        serialized::same_fields(&read.encode().unwrap(), &serialized::inside(text));
        let (install, signature) = (self.account.root_install(), self.enable_signature(leaf));
        let approval = Approval::Signed { enable: &self.approvals[leaf], signature: &signature };
        let source = Source::Factory(&install);
        let mut made = SerializedAccount::new(source, &self.permission, approval).unwrap();
        if input.include_private_key {
            made = made.with_session_key(&self.key.0).unwrap();
        }
        // The published multi-chain writer leaves it out.
        made.pre_installed = None;
        assert_eq!(made, read.without_sources());
    }

    fn check_first_use(&self, leaf: usize, chain_id: u64, want: FirstUse) {
        let calls: Vec<Call> = want.calls.into_iter().map(Into::into).collect();
        let call_data = execute::encode_execute(&calls, ExecMode::Default);
        let mut operation = self.first_operation(call_data);
        assert_eq!(B256::from(operation.nonce), want.nonce);
        let hash = operation.hash(chain::ENTRY_POINT_07, chain_id);
        assert_eq!(hash, want.user_op_hash);
        assert_eq!(self.first_signature(leaf, signature::DUMMY_ECDSA), want.stub_signature);
        operation.signature = self.first_signature(leaf, keys::personal(self.key, hash));
        assert_eq!(operation.signature, want.signature);
        assert_eq!(Packed::from(operation.pack()), want.packed_user_op);
    }

    fn check_prepared(&self, input: Input, want: Output) {
        let (gas, fees) = (input.stubbed_gas.unwrap(), input.stubbed_fees.unwrap());
        let operations = want.user_operations.unwrap();
        let call_datas = input.call_datas.unwrap();
        assert_eq!((operations.len(), call_datas.len()), (input.chains.len(), input.chains.len()));
        for (leaf, (want, call_data)) in operations.into_iter().zip(call_datas).enumerate() {
            let mut got = self.first_operation(call_data);
            got.call_gas_limit = gas.call_gas_limit.to();
            got.verification_gas_limit = gas.verification_gas_limit.to();
            got.pre_verification_gas = gas.pre_verification_gas;
            got.max_fee_per_gas = fees.max_fee_per_gas.to();
            got.max_priority_fee_per_gas = fees.max_priority_fee_per_gas.to();
            let hash = got.hash(chain::ENTRY_POINT_07, input.chains[leaf]);
            got.signature = self.first_signature(leaf, keys::personal(self.key, hash));
            assert_eq!(got, UserOperation::from(want));
        }
    }
}
