//! Operations of a key: its calls, and gas fields, paymasters and nonces around them.

use alloy_primitives::{Address, Bytes, U256};
use latchkey_core::{
    kernel::nonce,
    permission::Permission,
    user_op::{Paymaster, UserOperation},
};

use crate::{calls, dice::Dice, network::PAYMASTERS};

/// An operation of a key that has been used so many times before.
pub fn operation(dice: &mut Dice, account: Address, key: &Permission, uses: u64) -> UserOperation {
    let nonce = nonce::full(nonce::default_key(key.id(), 0), uses);
    let mut op = UserOperation {
        sender: account,
        nonce,
        factory: None,
        factory_data: Bytes::new(),
        call_data: calls::call_data(dice, &key.policies),
        call_gas_limit: 100_000,
        verification_gas_limit: 5_000_000,
        pre_verification_gas: U256::from(100_000),
        max_fee_per_gas: 2_000_000_000,
        max_priority_fee_per_gas: 1,
        paymaster: paymaster(dice),
        signature: Bytes::from_static(&[0xff]),
    };
    match dice.below(24) {
        0 => op.max_fee_per_gas = 0,
        1 => op.pre_verification_gas += U256::from(1),
        2 => op.max_fee_per_gas *= 1 + u128::from(dice.below(4)),
        3 => op.max_fee_per_gas = u128::from(dice.below(3)),
        4 => beyond(dice, &mut op),
        5 => wrapping(dice, &mut op),
        _ => {}
    }
    op
}

fn paymaster(dice: &mut Dice) -> Option<Paymaster> {
    let address = match dice.below(6) {
        0..=1 => PAYMASTERS[0],
        2 => PAYMASTERS[1],
        3 if dice.once_in(4) => Address::ZERO,
        _ => return None,
    };
    Some(Paymaster {
        address,
        verification_gas_limit: 100_000,
        post_op_gas_limit: u128::from(dice.below(2)) * 1_000,
        data: Bytes::from(dice.bytes(3)),
    })
}

/// One field of 120 bits, or one more.
fn beyond(dice: &mut Dice, op: &mut UserOperation) {
    let edge = if dice.once_in(2) { 1_u128 << 120 } else { (1 << 120) - 1 };
    match dice.below(7) {
        0 => op.call_gas_limit = edge,
        1 => op.verification_gas_limit = edge,
        2 => op.pre_verification_gas = U256::from(edge),
        3 => op.max_fee_per_gas = edge,
        4 => op.max_priority_fee_per_gas = edge,
        5 => op.pre_verification_gas = U256::MAX >> dice.below(130),
        _ => {
            if let Some(paymaster) = &mut op.paymaster {
                paymaster.post_op_gas_limit = edge;
            }
        }
    }
    // What can be asked at all can be paid, or is far beyond 2^128 wei.
    if dice.once_in(2) {
        op.max_fee_per_gas = 0;
    }
}

/// A product that is cut to nearly nothing by 128 bits.
fn wrapping(dice: &mut Dice, op: &mut UserOperation) {
    let gas = U256::from(1_u128 << 100);
    op.pre_verification_gas = gas + U256::from(dice.below(3)) - U256::from(5_100_000);
    op.max_fee_per_gas = 1 << 40;
}
