//! The packed form comes apart again, byte for byte, and only where there is something whole.

use proptest::prelude::*;

use super::*;

fn bytes() -> impl Strategy<Value = Bytes> {
    prop::collection::vec(any::<u8>(), 0..70).prop_map(Bytes::from)
}

prop_compose! {
    fn packed()(
        (sender, nonce) in any::<([u8; 20], [u8; 32])>(),
        (limits, gas, fees) in any::<([u8; 32], [u8; 32], [u8; 32])>(),
        (init_code, call_data, paymaster_and_data, signature) in (bytes(), bytes(), bytes(), bytes()),
    ) -> PackedUserOperation {
        PackedUserOperation {
            sender: sender.into(),
            nonce: U256::from_be_bytes(nonce),
            init_code,
            call_data,
            account_gas_limits: limits.into(),
            pre_verification_gas: U256::from_be_bytes(gas),
            gas_fees: fees.into(),
            paymaster_and_data,
            signature,
        }
    }
}

proptest! {
    #[test]
    fn what_unpacks_packs_to_itself(packed in packed()) {
        let (init, paymaster) = (packed.init_code.len(), packed.paymaster_and_data.len());
        match packed.unpack() {
            Ok(operation) => prop_assert_eq!(operation.pack(), packed),
            Err(UnpackError::InitCode(length)) => prop_assert!(length == init && (1..20).contains(&init)),
            Err(UnpackError::PaymasterAndData(length)) => {
                prop_assert!(length == paymaster && (1..52).contains(&paymaster));
            }
        }
    }
}

#[test]
fn each_half_goes_to_its_field() {
    let word = |high: u8, low: u8| pair(u128::from(high), u128::from(low));
    let packed = PackedUserOperation {
        sender: Address::repeat_byte(1),
        nonce: U256::from(2),
        init_code: Bytes::from(vec![3; 20]),
        call_data: Bytes::new(),
        account_gas_limits: word(4, 5),
        pre_verification_gas: U256::from(6),
        gas_fees: word(7, 8),
        paymaster_and_data: [&[9; 20], word(10, 11).as_slice(), &[12]].concat().into(),
        signature: Bytes::from(vec![13]),
    };
    let op = packed.unpack().unwrap();
    assert_eq!(op.factory, Some(Address::repeat_byte(3)));
    assert_eq!((op.verification_gas_limit, op.call_gas_limit), (4, 5));
    assert_eq!((op.max_priority_fee_per_gas, op.max_fee_per_gas), (7, 8));
    let paymaster = op.paymaster.unwrap();
    assert_eq!(paymaster.address, Address::repeat_byte(9));
    assert_eq!((paymaster.verification_gas_limit, paymaster.post_op_gas_limit), (10, 11));
    assert_eq!(paymaster.data.as_ref(), [12]);
}
