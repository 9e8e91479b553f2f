//! Factory calldata comes back as it was written, or not at all.

use alloy_primitives::{Address, U256};
use proptest::prelude::*;

use super::*;
use crate::account::legacy::{LegacyAccount, LegacyVersion};

fn bytes(max: usize) -> impl Strategy<Value = Bytes> {
    prop::collection::vec(any::<u8>(), 0..max).prop_map(Bytes::from)
}

/// Any account, with what 0.3.0 does not know left out.
pub(crate) fn install() -> impl Strategy<Value = RootInstall> {
    let data = (bytes(100), bytes(40), prop::collection::vec(bytes(40), 0..3));
    let version = prop::sample::select(KernelVersion::ALL.to_vec());
    (version, any::<[u8; 21]>(), any::<[u8; 20]>(), data, any::<[u8; 32]>()).prop_map(
        |(version, root, hook, (validator_data, hook_data, init_config), index)| RootInstall {
            version,
            validation_id: FixedBytes(root),
            hook: Address::from(hook),
            validator_data,
            hook_data,
            init_config: if version == KernelVersion::V0_3_0 { vec![] } else { init_config },
            index: U256::from_be_bytes(index),
        },
    )
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(install in install()) {
        prop_assert_eq!(factory_data(&install.factory_data()), Ok(install.clone()));
        let direct = install.direct_factory_data();
        prop_assert_eq!(factory_data(&direct), Err(ParseError::UnknownCall));
        prop_assert_eq!(direct_factory_data(&direct, install.version), Ok(install));
    }

    #[test]
    fn a_changed_byte_is_seen(install in install(), at in any::<prop::sample::Index>(), with in 1u8..) {
        let mut data = install.factory_data().to_vec();
        let at = at.index(data.len());
        data[at] ^= with;
        if let Ok(read) = factory_data(&data) {
            prop_assert_ne!(&read, &install);
            prop_assert_eq!(read.factory_data().to_vec(), data);
        }
    }

    #[test]
    fn no_bytes_panic(mut data in prop::collection::vec(any::<u8>(), 0..600), which in 0usize..4) {
        let selector = [
            Factory::deployWithFactoryCall::SELECTOR,
            Factory::createAccountCall::SELECTOR,
            Kernel02::createAccountCall::SELECTOR,
            [0; 4],
        ][which];
        data.splice(0..0, selector);
        let _ = factory_data(&data);
        for version in KernelVersion::ALL {
            if let Ok(read) = direct_factory_data(&data, version) {
                prop_assert_eq!(read.direct_factory_data().to_vec(), data.clone());
            }
        }
    }
}

#[test]
fn what_is_not_of_kernel_03_is_named() {
    let old = LegacyAccount {
        version: LegacyVersion::V0_2_4,
        validator: Address::ZERO,
        validator_data: Bytes::new(),
        index: U256::ZERO,
    };
    let version = KernelVersion::V0_3_2;
    assert_eq!(direct_factory_data(&old.factory_data(), version), Err(ParseError::Legacy));
    assert_eq!(factory_data(&[]), Err(ParseError::UnknownCall));
    let foreign = Factory::deployWithFactoryCall {
        factory: Address::repeat_byte(7),
        createData: Bytes::new(),
        salt: FixedBytes::ZERO,
    };
    assert_eq!(
        factory_data(&foreign.abi_encode()),
        Err(ParseError::UnknownFactory(Address::repeat_byte(7)))
    );
}

#[test]
fn each_version_reads_its_own_initialize() {
    let mut install = RootInstall {
        version: KernelVersion::V0_3_0,
        validation_id: FixedBytes([1; 21]),
        hook: Address::ZERO,
        validator_data: Bytes::from(vec![9; 20]),
        hook_data: Bytes::new(),
        init_config: vec![],
        index: U256::from(3),
    };
    let old = install.direct_factory_data();
    install.version = KernelVersion::V0_3_1;
    let new = install.direct_factory_data();
    let fails = ParseError::Initialize;
    let (v0, v1) = (KernelVersion::V0_3_0, KernelVersion::V0_3_1);
    assert_eq!(direct_factory_data(&old, v1), Err(fails(v1)));
    assert_eq!(direct_factory_data(&new, v0), Err(fails(v0)));
    assert_eq!(direct_factory_data(&new, KernelVersion::V0_3_3).unwrap().index, U256::from(3));
}
