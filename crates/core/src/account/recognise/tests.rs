//! Every kind of account, from replies as chains give them; and that silence is never an answer.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use alloy_primitives::{Address, B256, Bytes, FixedBytes, U256, address};
use alloy_sol_types::{SolCall, SolValue};
use proptest::prelude::*;

use super::*;
use crate::{
    abi::Kernel,
    account::{AccountSpec, Owner, root::validator_id},
    chain,
    permission::validation_id,
    webauthn::Passkey,
};

const OWNER: Address = address!("212b1F6A528C0dF96f398357DdDd81E474bA7170");
const STRANGER: Address = Address::repeat_byte(0x77);
const PASSKEY: Passkey =
    Passkey { x: U256::from_limbs([5, 0, 0, 0]), y: U256::MAX, authenticator_id_hash: B256::ZERO };

fn answer(bytes: Vec<u8>) -> Read {
    Read::Answer(bytes.into())
}

fn domain(version: &str) -> Read {
    let said = Kernel::eip712DomainReturn {
        fields: FixedBytes([0x0f]),
        name: "Kernel".to_owned(),
        version: version.to_owned(),
        chainId: U256::ONE,
        verifyingContract: OWNER,
        salt: B256::ZERO,
        extensions: Vec::new(),
    };
    answer(Kernel::eip712DomainCall::abi_encode_returns(&said))
}

fn root_of(id: FixedBytes<21>) -> Read {
    answer(B256::right_padding_from(id.as_slice()).to_vec())
}

/// A deployed account of a published version.
fn kernel(version: KernelVersion, validator: Address) -> Reads {
    Reads {
        code: answer(vec![0x36]),
        implementation: answer(version.implementation().abi_encode()),
        domain: domain(version.eip712_version()),
        account_id: answer("kernel.advanced.v0.3.1".to_owned().abi_encode()),
        entry_point: answer(ENTRY_POINT_07.abi_encode()),
        old_entry_point: Read::Reverted,
        root: root_of(validator_id(validator)),
    }
}

fn refusal(reads: &Reads) -> Refusal {
    let granting = recognise(reads).granting;
    let Granting::Refused(refusal) = granting else { panic!("{granting:?}") };
    refusal
}

#[test]
fn every_version_with_every_safe_root_is_usable() {
    for version in KernelVersion::ALL {
        for kind in RootValidator::ALL {
            let found = recognise(&kernel(version, kind.address(version)));
            assert_eq!(found.kind, Kind::Kernel(version));
            assert_eq!(found.root, Root::Known(kind));
            assert_eq!(found.granting, Granting::Usable(version, kind));
            assert_eq!(found.entry_point, Some(ENTRY_POINT_07));
        }
    }
}

#[test]
fn unsafe_and_foreign_roots_are_refused_by_name() {
    let of = |validator| refusal(&kernel(KernelVersion::V0_3_1, validator));
    for module in [
        WebAuthnModule::Validator001,
        WebAuthnModule::Validator002,
        WebAuthnModule::MultiChain001,
        WebAuthnModule::ValidatorOf02,
        WebAuthnModule::Signer003,
    ] {
        let refused = of(module.address());
        assert_eq!(refused, Refusal::UnsafeRoot(module, Flaw::Replay));
        assert!(refused.to_string().contains("unsafe"), "{refused}");
    }
    for foreign in [STRANGER, chain::WEBAUTHN_SIGNER_004, chain::ECDSA_VALIDATOR_030] {
        assert_eq!(of(foreign), Refusal::ForeignRoot(foreign));
    }
    let id = PermissionId::from([1, 2, 3, 4]);
    let mut reads = kernel(KernelVersion::V0_3_1, STRANGER);
    reads.root = root_of(validation_id(id));
    assert_eq!(refusal(&reads), Refusal::PermissionRoot(id));
}

#[test]
fn older_kernels_are_read_and_refused() {
    for version in LegacyVersion::ALL {
        let mut reads = kernel(KernelVersion::V0_3_1, STRANGER);
        reads.implementation = answer(version.implementation().abi_encode());
        reads.domain = domain(version.name());
        (reads.entry_point, reads.old_entry_point) =
            (Read::Reverted, answer(ENTRY_POINT_06.abi_encode()));
        reads.root = Read::Reverted;
        let found = recognise(&reads);
        assert_eq!((found.kind, found.entry_point), (Kind::Legacy(version), Some(ENTRY_POINT_06)));
        assert_eq!(refusal(&reads), Refusal::OldEntryPoint(version.name().to_owned()));
        reads.implementation = answer(STRANGER.abi_encode());
        assert_eq!(recognise(&reads).kind, Kind::Claimed(version.name().to_owned()));
        assert_eq!(refusal(&reads), Refusal::OldEntryPoint(version.name().to_owned()));
        reads.old_entry_point = Read::Unread;
        assert_eq!(refusal(&reads), Refusal::OldEntryPoint(version.name().to_owned()));
    }
}

#[test]
fn newer_entry_points_are_refused_and_can_be_hashed() {
    for (entry_point, implementation) in [
        (ENTRY_POINT_08, STRANGER),
        (ENTRY_POINT_09, STRANGER),
        (ENTRY_POINT_08, KernelVersion::V0_3_3.implementation()),
    ] {
        let mut reads = kernel(KernelVersion::V0_3_3, chain::ECDSA_VALIDATOR);
        reads.implementation = answer(implementation.abi_encode());
        reads.entry_point = answer(entry_point.abi_encode());
        let version = "0.3.3".to_owned();
        assert_eq!(refusal(&reads), Refusal::OtherEntryPoint { version, entry_point });
        assert_eq!(recognise(&reads).entry_point, Some(entry_point));
    }
}

#[test]
fn what_only_says_it_is_kernel_is_refused() {
    let mut reads = kernel(KernelVersion::V0_3_1, chain::ECDSA_VALIDATOR);
    reads.implementation = answer(STRANGER.abi_encode());
    let unknown = |version: &str| Refusal::UnknownImplementation {
        version: version.to_owned(),
        implementation: STRANGER,
    };
    assert_eq!(refusal(&reads), unknown("0.3.1"));
    reads.domain = Read::Reverted;
    reads.account_id = answer("kernel.advanced.v0.4.0\u{202e}".to_owned().abi_encode());
    assert_eq!(refusal(&reads), unknown("0.4.0"), "cleaned, from accountId");
    reads.account_id = answer("safe.v1".to_owned().abi_encode());
    assert_eq!(refusal(&reads), Refusal::NotKernel);
    let mut reads = kernel(KernelVersion::V0_3_1, chain::ECDSA_VALIDATOR);
    reads.domain = domain("0.3.2");
    let says = "0.3.2".to_owned();
    assert_eq!(refusal(&reads), Refusal::Contradiction { runs: KernelVersion::V0_3_1, says });
}

#[test]
fn an_ordinary_key_with_code_is_known_as_such() {
    let mut reads = kernel(KernelVersion::V0_3_3, STRANGER);
    let delegate = KernelVersion::V0_3_3.implementation();
    reads.code = answer([&[0xef, 0x01, 0x00], delegate.as_slice()].concat());
    reads.implementation = answer(vec![0; 32]);
    reads.root = root_of(FixedBytes::ZERO);
    let found = recognise(&reads);
    assert_eq!(found.kind, Kind::Delegated(Some(KernelVersion::V0_3_3)));
    assert_eq!((found.root, refusal(&reads)), (Root::OwnKey, Refusal::Delegated));
    reads.code = answer([&[0xef, 0x01, 0x00], STRANGER.as_slice()].concat());
    assert_eq!(recognise(&reads).kind, Kind::Delegated(None));
}

#[test]
fn nothing_there_is_not_the_same_as_nothing_read() {
    let mut reads = Reads::default();
    assert_eq!(recognise(&reads).granting, Granting::Unknown(Missing::Code));
    reads.code = answer(vec![]);
    assert_eq!(recognise(&reads).granting, Granting::NotDeployed);
    reads.code = answer(vec![1]);
    assert_eq!(recognise(&reads).granting, Granting::Unknown(Missing::Implementation));
    reads.implementation = answer(vec![0; 32]);
    assert_eq!(recognise(&reads).granting, Granting::Unknown(Missing::Version));
    (reads.domain, reads.account_id) = (Read::Reverted, Read::Reverted);
    assert_eq!(refusal(&reads), Refusal::NotKernel);
    let good = kernel(KernelVersion::V0_3_2, chain::ECDSA_VALIDATOR);
    for (missing, without) in [
        (Missing::Version, Reads { domain: Read::Unread, ..good.clone() }),
        (Missing::EntryPoint, Reads { entry_point: Read::Unread, ..good.clone() }),
        (Missing::Root, Reads { root: Read::Unread, ..good.clone() }),
        (Missing::Implementation, Reads { implementation: Read::Unread, ..good.clone() }),
        (Missing::Code, Reads { code: Read::Unread, ..good }),
    ] {
        assert_eq!(recognise(&without).granting, Granting::Unknown(missing));
    }
}

#[test]
fn a_changed_account_is_told_from_an_unread_one() {
    let version = KernelVersion::V0_3_1;
    for owner in [Owner::Ecdsa(OWNER), Owner::MultiChainEcdsa(OWNER), Owner::WebAuthn(PASSKEY)] {
        let spec = AccountSpec { version, owner, index: U256::ZERO };
        let reads = kernel(version, spec.root_validator_address());
        let stored = |key: &Passkey, address: Address| {
            answer(match owner.address() {
                Some(_) => address.abi_encode(),
                None => (key.x, key.y).abi_encode_params(),
            })
        };
        let (own, other) =
            (stored(&PASSKEY, OWNER), stored(&Passkey { x: U256::ZERO, ..PASSKEY }, STRANGER));
        let fits = |reads: &Reads, owner: &Read| recognise(reads).fits(&spec, owner);
        assert_eq!(fits(&reads, &own), Fit::Same);
        assert_eq!(fits(&reads, &other), Fit::Changed(Change::Owner));
        assert_eq!(fits(&reads, &Read::Unread), Fit::Unknown);
        assert_eq!(fits(&Reads::default(), &own), Fit::Unknown);
        let gone = Reads { root: Read::Unread, ..reads.clone() };
        assert_eq!(fits(&gone, &own), Fit::Unknown);
        let slotless = Reads { implementation: Read::Unread, ..reads.clone() };
        assert_eq!(fits(&slotless, &own), Fit::Unknown);
        let absent = Reads { code: answer(vec![]), ..reads };
        assert_eq!(fits(&absent, &own), Fit::Same);
        let upgraded = kernel(KernelVersion::V0_3_3, spec.root_validator_address());
        let changed = Change::Version(KernelVersion::V0_3_3);
        assert_eq!(fits(&upgraded, &own), Fit::Changed(changed));
        let taken = kernel(version, STRANGER);
        assert_eq!(fits(&taken, &own), Fit::Changed(Change::Root(Root::Foreign(STRANGER))));
        let mut foreign = kernel(version, STRANGER);
        foreign.implementation = answer(STRANGER.abi_encode());
        assert_eq!(fits(&foreign, &own), Fit::Changed(Change::NotKernel));
    }
}

#[test]
fn replies_go_where_their_questions_ask() {
    let questions = Reads::questions(OWNER);
    assert_eq!(questions[0], Ask::Code(OWNER));
    assert_eq!(questions[1], Ask::Slot(OWNER, IMPLEMENTATION_SLOT));
    let replies: [Read; 7] =
        std::array::from_fn(|place| answer(vec![u8::try_from(place).unwrap()]));
    let reads = Reads::of(replies);
    let selector = |place: usize| match &questions[place] {
        Ask::Call(OWNER, data) => data.clone(),
        Ask::Code(_) | Ask::Slot(..) | Ask::Call(..) => panic!("{place}"),
    };
    for (place, selector_of, read) in [
        (2, &Kernel::eip712DomainCall::SELECTOR[..], &reads.domain),
        (3, &Kernel::accountIdCall::SELECTOR[..], &reads.account_id),
        (4, &[0xa6, 0x5d, 0x69, 0xd4][..], &reads.entry_point),
        (5, &[0xb0, 0xd6, 0x91, 0xfe][..], &reads.old_entry_point),
        (6, &[0xf1, 0xf7, 0xf0, 0xf9][..], &reads.root),
    ] {
        assert_eq!(&selector(place)[..], selector_of);
        assert_eq!(*read, answer(vec![u8::try_from(place).unwrap()]));
    }
}

fn any_read() -> impl Strategy<Value = Read> {
    let bytes = prop::collection::vec(any::<u8>(), 0..260).prop_map(Bytes::from);
    let words = [
        Address::ZERO.abi_encode(),
        ENTRY_POINT_07.abi_encode(),
        KernelVersion::V0_3_1.implementation().abi_encode(),
        B256::right_padding_from(validator_id(chain::ECDSA_VALIDATOR).as_slice()).to_vec(),
    ];
    prop_oneof![
        Just(Read::Unread),
        Just(Read::Reverted),
        bytes.prop_map(Read::Answer),
        prop::sample::select(words.to_vec()).prop_map(answer),
        Just(domain("0.3.1")),
    ]
}

proptest! {
    #[test]
    fn nothing_panics_and_usable_means_all_was_read(replies in prop::array::uniform7(any_read())) {
        let reads = Reads::of(replies);
        let found = recognise(&reads);
        if let Granting::Usable(version, kind) = found.granting {
            prop_assert_eq!(&found.kind, &Kind::Kernel(version));
            prop_assert_eq!(reads.implementation(), Some(version.implementation()));
            prop_assert_eq!(reads.entry_point(), Some(ENTRY_POINT_07));
            prop_assert_eq!(reads.root(), Some(validator_id(kind.address(version))));
            let signs_as = reads.signing_version();
            prop_assert_eq!(signs_as.as_deref(), Some(version.eip712_version()));
        }
        let spec = AccountSpec { version: KernelVersion::V0_3_1, owner: Owner::Ecdsa(OWNER), index: U256::ZERO };
        let _ = found.fits(&spec, &reads.root);
    }
}
