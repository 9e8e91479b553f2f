//! Any Kernel 0.3.x account before it exists (spec 1.3–1.5): root of any kind, hook and first
//! self-calls included.
//!
//! Refuses: nothing; every combination has an address. Whether a root is wise is decided elsewhere.

use alloy_primitives::{Address, B256, Bytes, FixedBytes, U256, keccak256};
use alloy_sol_types::SolCall;

use crate::{
    abi::{Factory, Kernel, Kernel030},
    kernel::version::KernelVersion,
};

/// The arguments of `initialize`, and the index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RootInstall {
    /// Kernel version it is deployed with.
    pub version: KernelVersion,
    /// The root (spec 1.3).
    pub validation_id: FixedBytes<21>,
    /// Hook, or zero for none.
    pub hook: Address,
    /// The root's init data: 20 owner bytes, a passkey's 96 bytes, or a permission's enable data.
    pub validator_data: Bytes,
    /// Empty without a hook.
    pub hook_data: Bytes,
    /// Self-calls run while deploying. 0.3.0 knows none and ignores them here.
    pub init_config: Vec<Bytes>,
    /// Which of the accounts with these arguments.
    pub index: U256,
}

/// ValidationId of a validator: `01 ‖ address`. For a permission see
/// [`crate::permission::validation_id`].
#[must_use]
pub fn validator_id(validator: Address) -> FixedBytes<21> {
    FixedBytes([1]).concat_const(validator.0)
}

impl RootInstall {
    /// Calldata of `initialize` (spec 1.4).
    #[must_use]
    pub fn initialize_calldata(&self) -> Bytes {
        let (root, hook) = (self.validation_id, self.hook);
        let (data, hook_data) = (self.validator_data.clone(), self.hook_data.clone());
        match self.version {
            KernelVersion::V0_3_0 => Kernel030::initializeCall {
                rootValidator: root,
                hook,
                validatorData: data,
                hookData: hook_data,
            }
            .abi_encode(),
            KernelVersion::V0_3_1 | KernelVersion::V0_3_2 | KernelVersion::V0_3_3 => {
                Kernel::initializeCall {
                    rootValidator: root,
                    hook,
                    validatorData: data,
                    hookData: hook_data,
                    initConfig: self.init_config.clone(),
                }
                .abi_encode()
            }
        }
        .into()
    }

    /// Calldata for the meta factory (spec 1.5).
    #[must_use]
    pub fn factory_data(&self) -> Bytes {
        Factory::deployWithFactoryCall {
            factory: self.version.factory(),
            createData: self.initialize_calldata(),
            salt: self.index.into(),
        }
        .abi_encode()
        .into()
    }

    /// Calldata for the version's own factory; gives the same address.
    #[must_use]
    pub fn direct_factory_data(&self) -> Bytes {
        Factory::createAccountCall { data: self.initialize_calldata(), salt: self.index.into() }
            .abi_encode()
            .into()
    }

    /// `keccak256(initialize calldata ‖ index)`.
    #[must_use]
    pub fn create2_salt(&self) -> B256 {
        keccak256([&self.initialize_calldata(), self.index.to_be_bytes::<32>().as_slice()].concat())
    }

    /// The account's address, on every chain.
    #[must_use]
    pub fn address(&self) -> Address {
        self.version.factory().create2(self.create2_salt(), self.version.init_code_hash())
    }
}
