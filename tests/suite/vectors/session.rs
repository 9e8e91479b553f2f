//! A session key as recorded: its signer, its policies, its flag.

use alloy_primitives::{Address, B256, Bytes, FixedBytes, U256, keccak256};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use latchkey_core::{
    chain,
    permission::{Permission, SessionSigner},
    policy::{Policy, PolicyFlag},
    webauthn::Passkey,
};
use serde::Deserialize;

use super::{keys, policy::Params};

/// A recorded session key.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Session {
    pub(crate) signer: Signer,
    pub(crate) policies: Vec<RecordedPolicy>,
    #[serde(default)]
    pub(crate) flag: FixedBytes<2>,
}

/// A recorded session signer.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "lowercase", deny_unknown_fields)]
pub(crate) enum Signer {
    #[serde(rename_all = "camelCase")]
    Ecdsa { private_key: B256, address: Address, signer_contract_address: Option<Address> },
    #[serde(rename_all = "camelCase")]
    Webauthn {
        version: String,
        pub_x: U256,
        pub_y: U256,
        authenticator_id: String,
        authenticator_id_hash: B256,
    },
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct RecordedPolicy {
    policy_info: Bytes,
    policy_data: Bytes,
    policy_params: Params,
}

impl RecordedPolicy {
    /// The policy; its recorded bytes must be ours.
    fn resolve(self) -> Policy {
        let (policy, contract) = self.policy_params.resolve();
        assert_eq!(contract, policy.address());
        assert_eq!(policy.entry(), [self.policy_info, self.policy_data].concat());
        policy
    }
}

impl Session {
    /// The permission, and the private key of an ECDSA signer.
    pub(crate) fn resolve(self) -> (Permission, Option<B256>) {
        let (signer, key) = self.signer.resolve();
        let permission = Permission {
            flag: PolicyFlag::try_from(u16::from_be_bytes(self.flag.0)).unwrap(),
            policies: self.policies.into_iter().map(RecordedPolicy::resolve).collect(),
            signer,
        };
        (permission, key)
    }
}

impl Signer {
    fn resolve(self) -> (SessionSigner, Option<B256>) {
        match self {
            Self::Ecdsa { private_key, address, signer_contract_address } => {
                assert_eq!(keys::address(private_key), address);
                let signer = match signer_contract_address {
                    None => SessionSigner::Ecdsa(address),
                    Some(contract) => SessionSigner::decode(contract, address.as_slice()),
                };
                (signer, Some(private_key))
            }
            Self::Webauthn { version, pub_x, pub_y, authenticator_id, authenticator_id_hash } => {
                let id = URL_SAFE_NO_PAD.decode(authenticator_id).unwrap();
                assert_eq!(keccak256(id), authenticator_id_hash);
                let contract = match version.as_str() {
                    "0.0.1" => chain::WEBAUTHN_SIGNER_001,
                    "0.0.2" => chain::WEBAUTHN_SIGNER_002,
                    "0.0.3" => chain::WEBAUTHN_SIGNER_003,
                    "0.0.4" => chain::WEBAUTHN_SIGNER_004,
                    other => panic!("WebAuthn signer {other}"),
                };
                let data = passkey_data(pub_x, pub_y, authenticator_id_hash);
                let signer = SessionSigner::decode(contract, &data);
                let patched = contract == chain::WEBAUTHN_SIGNER_004;
                assert_eq!((signer.contract(), signer.data()), (contract, data));
                assert_eq!((signer.kind().is_ok(), signer.flaw().is_none()), (patched, patched));
                (signer, None)
            }
        }
    }
}

/// Signer or validator data of a passkey.
pub(crate) fn passkey_data(x: U256, y: U256, authenticator_id_hash: B256) -> Bytes {
    Passkey { x, y, authenticator_id_hash }.data()
}
