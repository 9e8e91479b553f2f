//! Factory calldata read back: version, root, owner bytes, hook, first self-calls, index (spec 1.4,
//! 1.5).
//!
//! Why: a serialized account (spec 8) and a stranger's UserOperation carry nothing else of the
//! account. Refuses: calldata that [`RootInstall`] would not write again byte by byte, and Kernel
//! 0.2.x, which has no permissions.

use alloy_primitives::{Address, Bytes, FixedBytes};
use alloy_sol_types::SolCall;

use super::root::RootInstall;
use crate::{
    abi::{Factory, Kernel, Kernel02, Kernel030},
    kernel::version::KernelVersion,
};

/// Why calldata does not deploy a Kernel 0.3.x account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ParseError {
    /// No function of the factories.
    #[error("this calldata calls no factory of Kernel 0.3.x")]
    UnknownCall,
    /// The factory function of Kernel 0.2.x.
    #[error("this is an account of Kernel 0.2.x, which has no session keys; use one of 0.3.x")]
    Legacy,
    /// A factory that no known version has.
    #[error("{0} is not the factory of a Kernel version that Latchkey knows")]
    UnknownFactory(Address),
    /// The inner calldata is not the `initialize` of the version.
    #[error("the account is not initialized the way Kernel {} is", .0.name())]
    Initialize(KernelVersion),
    /// Decodes, but would be written differently, so what is shown might not be all.
    #[error("this calldata is not in its canonical form")]
    NotCanonical,
}

/// Reads calldata of the meta factory, `deployWithFactory(factory, createData, salt)`.
///
/// # Errors
/// [`ParseError`] for everything that [`RootInstall::factory_data`] would not write.
pub fn factory_data(data: &[u8]) -> Result<RootInstall, ParseError> {
    expect_call(data, Factory::deployWithFactoryCall::SELECTOR)?;
    let call = Factory::deployWithFactoryCall::abi_decode_validate(data)
        .map_err(|_cause| ParseError::NotCanonical)?;
    let version = KernelVersion::ALL.into_iter().find(|version| version.factory() == call.factory);
    let version = version.ok_or(ParseError::UnknownFactory(call.factory))?;
    let install = initialize(&call.createData, version, call.salt)?;
    canonical(*install.factory_data() == *data, install)
}

/// Reads calldata of a version's own factory, `createAccount(data, salt)`, which does not say which
/// version's.
///
/// # Errors
/// [`ParseError`] for everything that [`RootInstall::direct_factory_data`] would not write.
pub fn direct_factory_data(data: &[u8], version: KernelVersion) -> Result<RootInstall, ParseError> {
    if data.get(..4) == Some(&Kernel02::createAccountCall::SELECTOR) {
        return Err(ParseError::Legacy);
    }
    expect_call(data, Factory::createAccountCall::SELECTOR)?;
    let call = Factory::createAccountCall::abi_decode_validate(data)
        .map_err(|_cause| ParseError::NotCanonical)?;
    let install = initialize(&call.data, version, call.salt)?;
    canonical(*install.direct_factory_data() == *data, install)
}

fn expect_call(data: &[u8], selector: [u8; 4]) -> Result<(), ParseError> {
    if data.get(..4) == Some(&selector) { Ok(()) } else { Err(ParseError::UnknownCall) }
}

fn canonical(same: bool, install: RootInstall) -> Result<RootInstall, ParseError> {
    if same { Ok(install) } else { Err(ParseError::NotCanonical) }
}

/// Reads `initialize` of a version.
fn initialize(
    data: &[u8],
    version: KernelVersion,
    salt: FixedBytes<32>,
) -> Result<RootInstall, ParseError> {
    let broken = |_cause| ParseError::Initialize(version);
    let (validation_id, hook, validator_data, hook_data, init_config): Parts = match version {
        KernelVersion::V0_3_0 => {
            let call = Kernel030::initializeCall::abi_decode_validate(data).map_err(broken)?;
            (call.rootValidator, call.hook, call.validatorData, call.hookData, Vec::new())
        }
        KernelVersion::V0_3_1 | KernelVersion::V0_3_2 | KernelVersion::V0_3_3 => {
            let call = Kernel::initializeCall::abi_decode_validate(data).map_err(broken)?;
            (call.rootValidator, call.hook, call.validatorData, call.hookData, call.initConfig)
        }
    };
    let index = salt.into();
    Ok(RootInstall { version, validation_id, hook, validator_data, hook_data, init_config, index })
}

type Parts = (FixedBytes<21>, Address, Bytes, Bytes, Vec<Bytes>);

#[cfg(test)]
#[path = "parse_tests.rs"]
mod tests;
#[cfg(test)]
pub(crate) use tests::install as any_install;
