//! The contract interfaces that the node itself speaks (ERC-4337, EntryPoint 0.7), and what reverts say.

use alloy_primitives::Bytes;
use alloy_sol_types::{Panic, Revert, SolError as _, sol};
use latchkey_core::{errors::explain, text};

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
}

/// What revert data says: the text of `Error(string)`, the number of `Panic(uint256)` or the name of
/// a known error. `None` for empty data and for errors that nobody here knows.
pub(crate) fn reason(data: &Bytes) -> Option<String> {
    if let Ok(revert) = Revert::abi_decode(data) {
        return Some(text::clean(&revert.reason, text::REASON_MAX));
    }
    if let Ok(panic) = Panic::abi_decode(data) {
        return Some(format!("Panic({})", panic.code));
    }
    let explained = explain(data);
    match (explained.name.is_empty(), explained.policy_index) {
        (true, _) => None,
        (false, Some(index)) => Some(format!("{}({index})", explained.name)),
        (false, None) => Some(explained.name),
    }
}

#[cfg(test)]
mod tests {
    use alloy_primitives::{U256, hex};

    use super::*;

    #[test]
    fn names_reverts() {
        assert_eq!(reason(&hex!("59d52e40").into()).as_deref(), Some("CallViolatesParamRule"));
        let failed = [hex!("3e4983f6").as_slice(), &U256::from(2).to_be_bytes::<32>()].concat();
        assert_eq!(reason(&failed.into()).as_deref(), Some("PolicyFailed(2)"));
        let text = Revert::from("no").abi_encode();
        assert_eq!(reason(&text.into()).as_deref(), Some("no"));
        assert_eq!(reason(&Bytes::new()), None);
    }
}
