//! The contract interfaces that the node itself speaks, and the names of known reverts.
//! EntryPoint 0.7 and the account side are those of ERC-4337; errors as in spec appendix A.

use alloy_primitives::Bytes;
use alloy_sol_types::{Panic, Revert, SolError as _, sol};

use crate::text;

sol! {
    /// ERC-4337, EntryPoint 0.7.
    #[derive(Debug)]
    struct PackedUserOperation {
        address sender;
        uint256 nonce;
        bytes initCode;
        bytes callData;
        bytes32 accountGasLimits;
        uint256 preVerificationGas;
        bytes32 gasFees;
        bytes paymasterAndData;
        bytes signature;
    }

    /// ERC-4337, EntryPoint 0.7.
    #[derive(Debug)]
    interface IEntryPoint {
        event UserOperationEvent(bytes32 indexed userOpHash, address indexed sender, address indexed paymaster, uint256 nonce, bool success, uint256 actualGasCost, uint256 actualGasUsed);
        event UserOperationRevertReason(bytes32 indexed userOpHash, address indexed sender, uint256 nonce, bytes revertReason);
        event BeforeExecution();
        error FailedOp(uint256 opIndex, string reason);
        error FailedOpWithRevert(uint256 opIndex, string reason, bytes inner);
        function handleOps(PackedUserOperation[] ops, address beneficiary) external;
    }

    /// The contract through which EntryPoint 0.7 creates accounts.
    #[derive(Debug)]
    interface ISenderCreator {
        function createSender(bytes initCode) external returns (address sender);
    }

    /// An account as EntryPoint 0.7 calls it.
    #[derive(Debug)]
    interface IAccount {
        function validateUserOp(PackedUserOperation op, bytes32 userOpHash, uint256 missingAccountFunds) external returns (uint256 validationData);
        function executeUserOp(PackedUserOperation op, bytes32 userOpHash) external;
    }

    /// A paymaster as EntryPoint 0.7 calls it.
    #[derive(Debug)]
    interface IPaymaster {
        function validatePaymasterUserOp(PackedUserOperation op, bytes32 userOpHash, uint256 maxCost) external returns (bytes context, uint256 validationData);
        function postOp(uint8 mode, bytes context, uint256 actualGasCost, uint256 actualUserOpFeePerGas) external;
    }

    /// The demo token.
    #[derive(Debug)]
    interface IDemoToken {
        function mint(address to, uint256 amount) external;
    }

    /// Errors of Kernel and its modules.
    #[derive(Debug)]
    interface IKnownErrors {
        error InvalidNonce();
        error InvalidValidator();
        error EnableNotApproved();
        error PermissionDataLengthMismatch();
        error NonceInvalidationError();
        error PolicyFailed(uint256 index);
        error SignerPrefixNotPresent();
        error PolicySignatureOrderError();
        error PermissionNotAlllowedForUserOp();
        error PermissionNotAlllowedForSignature();
        error RootValidatorCannotBeRemoved();
        error InvalidValidationType();
        error PolicyDataTooLarge();
        error InvalidSelectorData();
        error OnlyExecuteUserOp();
        error InvalidCaller();
        error ExecutionReverted();
        error InvalidExecutor();
        error InvalidSelector();
        error InitConfigError(uint256 index);
        error AlreadyInitialized(address account);
        error NotInitialized(address account);
        error InvalidSignature();
        error CallViolatesParamRule();
        error CallViolatesValueRule();
        error CallViolatesTargetRule();
        error InvalidCallData();
        error InvalidCallType();
        error ParamTooShort();
        error RateLimited();
        error NotApprovedFactory();
        error InitializeError();
        error ImplementationNotDeployed();
        error NotSupportedCallType();
        error ExceedsAllowance();
        error InvalidPublicKey();
        error DisabledMode();
        error InsufficientBalance();
        error InsufficientAllowance();
    }
}

/// What revert data says: the text of `Error(string)`, the number of `Panic(uint256)` or the name of
/// a known error. `None` for empty data and for errors of other contracts.
pub(crate) fn reason(data: &Bytes) -> Option<String> {
    if let Ok(revert) = Revert::abi_decode(data) {
        return Some(text::short(&revert.reason));
    }
    if let Ok(panic) = Panic::abi_decode(data) {
        return Some(format!("Panic({})", panic.code));
    }
    let selector = data.get(..4).and_then(|four| <[u8; 4]>::try_from(four).ok())?;
    let known = IKnownErrors::IKnownErrorsErrors::name_by_selector(selector)?;
    Some(match IKnownErrors::PolicyFailed::abi_decode(data) {
        Ok(failed) => format!("{known}({})", failed.index),
        Err(_) => known.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use alloy_primitives::{U256, hex};

    use super::*;

    #[test]
    fn names_reverts() {
        assert_eq!(reason(&hex!("59d52e40").into()).as_deref(), Some("CallViolatesParamRule"));
        let failed = IKnownErrors::PolicyFailed { index: U256::from(2) }.abi_encode();
        assert_eq!(reason(&failed.into()).as_deref(), Some("PolicyFailed(2)"));
        let text = Revert::from("no").abi_encode();
        assert_eq!(reason(&text.into()).as_deref(), Some("no"));
        assert_eq!(reason(&Bytes::new()), None);
    }
}
