//! `nonce_keys.json`: keys, nonces, and lanes by name.

use alloy_primitives::{Address, Bytes, FixedBytes, U256, aliases::U192};
use latchkey_core::kernel::{
    nonce::{self, Mode, Validation},
    version::KernelVersion,
};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub(crate) enum Input {
    #[serde(rename_all = "camelCase")]
    Key {
        #[serde(rename = "kernelVersion")]
        _kernel_version: KernelVersion,
        mode: String,
        #[serde(rename = "type")]
        kind: String,
        identifier: Bytes,
        custom_nonce_key: String,
        entry_point_sequence: String,
    },
    Name {
        string: String,
    },
}

#[derive(Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub(crate) enum Output {
    #[serde(rename_all = "camelCase")]
    Key {
        nonce_key192: FixedBytes<24>,
        nonce256: FixedBytes<32>,
        nonce: U256,
    },
    Name {
        v06: U256,
        v07: String,
    },
}

pub(crate) fn check(input: Input, output: Output) {
    match (input, output) {
        (Input::Name { string }, Output::Name { v06, v07 }) => {
            assert_eq!(nonce::lane_of_name(&string).to_string(), v07);
            assert_eq!(U256::from(nonce::key_of_name_v06(&string)), v06);
        }
        (
            Input::Key { mode, kind, identifier, custom_nonce_key, entry_point_sequence, .. },
            Output::Key { nonce_key192, nonce256, nonce },
        ) => {
            let lane = custom_nonce_key.parse().unwrap();
            let sequence = entry_point_sequence.parse().unwrap();
            let (key, want) = key(&mode, &kind, &identifier, lane);
            assert_eq!(key, U192::from_be_bytes(nonce_key192.0));
            let got = nonce::full(key, sequence);
            assert_eq!(got, nonce);
            assert_eq!(got, U256::from_be_bytes(nonce256.0));
            let parts = nonce::decode(got);
            assert_eq!((parts.mode, parts.validation), want);
            assert_eq!((parts.lane, parts.sequence), (lane, sequence));
        }
        _ => panic!("input and output of different kinds"),
    }
}

fn key(mode: &str, kind: &str, identifier: &[u8], lane: u16) -> (U192, (Mode, Validation)) {
    match (mode, kind) {
        ("default", "root") => {
            let identifier = Address::from_slice(identifier);
            (nonce::root_key(identifier, lane), (Mode::Default, Validation::Root { identifier }))
        }
        ("enable", "permission") => {
            let id = FixedBytes::from_slice(&identifier[..4]);
            (nonce::enable_key(id, lane), (Mode::Enable, Validation::Permission { id }))
        }
        ("default", "permission") => {
            let id = FixedBytes::from_slice(&identifier[..4]);
            (nonce::default_key(id, lane), (Mode::Default, Validation::Permission { id }))
        }
        (mode, "validator") => {
            let validator = Address::from_slice(identifier);
            let mode = match mode {
                "default" => Mode::Default,
                "enable" => Mode::Enable,
                other => panic!("mode {other}"),
            };
            let key = nonce::validator_key(mode, validator, lane);
            (key, (mode, Validation::Validator { validator }))
        }
        other => panic!("{other:?}"),
    }
}
