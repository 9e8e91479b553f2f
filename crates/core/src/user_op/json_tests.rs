//! The JSON form comes back, is written minimally, and refuses what it does not know.

use alloy_primitives::{address, bytes};

use super::*;

fn operation([paymaster, factory]: [bool; 2]) -> UserOperation {
    let address = address!("091AF3b30da9CD75e6e730C871195b4a98F35CB8");
    UserOperation {
        sender: address,
        nonce: U256::from(256),
        factory: factory.then_some(address),
        factory_data: if factory { bytes!("c5265d5d") } else { Bytes::new() },
        call_data: bytes!("e9ae5c53"),
        call_gas_limit: 0,
        verification_gas_limit: u128::MAX,
        pre_verification_gas: U256::MAX,
        max_fee_per_gas: 1,
        max_priority_fee_per_gas: 16,
        paymaster: paymaster.then(|| Paymaster {
            address,
            verification_gas_limit: 2,
            post_op_gas_limit: 3,
            data: bytes!("04"),
        }),
        signature: Bytes::new(),
    }
}

#[test]
fn every_shape_comes_back() {
    for [paymaster, factory] in [[false, false], [false, true], [true, false], [true, true]] {
        let operation = operation([paymaster, factory]);
        let text = serde_json::to_string(&operation).unwrap();
        assert_eq!(text.contains("factory"), factory);
        assert_eq!(text.contains("paymaster"), paymaster);
        assert!(!text.contains("null"));
        assert_eq!(serde_json::from_str::<UserOperation>(&text).unwrap(), operation);
    }
}

#[test]
fn quantities_are_minimal_hex() {
    let text = serde_json::to_string(&operation([true; 2])).unwrap();
    for part in [
        r#""nonce":"0x100""#,
        r#""callGasLimit":"0x0""#,
        r#""maxPriorityFeePerGas":"0x10""#,
        r#""paymasterPostOpGasLimit":"0x3""#,
        r#""signature":"0x""#,
    ] {
        assert!(text.contains(part), "{part} not in {text}");
    }
}

#[test]
fn what_is_not_known_is_refused() {
    let text = serde_json::to_string(&operation([true; 2])).unwrap();
    for (from, to) in [
        (r#""nonce":"0x100""#, r#""nonce":"256""#),
        (r#""nonce":"0x100""#, r#""nonce":256"#),
        (r#""nonce":"0x100""#, r#""nonce":"0x""#),
        (r#""callGasLimit":"0x0""#, r#""callGasLimit":"0x100000000000000000000000000000000""#),
        (r#""signature":"0x""#, r#""signature":"0x","eip7702Auth":{}"#),
        (r#""factory":"0x091af3b30da9cd75e6e730c871195b4a98f35cb8","#, ""),
        (r#""paymaster":"0x091af3b30da9cd75e6e730c871195b4a98f35cb8","#, ""),
    ] {
        let changed = text.replace(from, to);
        assert_ne!(changed, text, "{from}");
        assert!(serde_json::from_str::<UserOperation>(&changed).is_err(), "{to}");
    }
}
