//! Giving an account to another owner: the exact calls, written and read in one place.
//!
//! Why: the root validator is the account. Where the contract stays the same it must forget the old
//! owner and learn the new one (spec 9.6: it refuses to learn twice); where another contract takes
//! over, Kernel installs it as root (spec 9.2, `changeRootValidator`) and the former one is uninstalled:
//! left in place it would go on answering for the former owner's messages (spec 3.1).
//! Refuses: on reading, any other call, order or byte; hooks on the new root.

use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::SolCall;

use super::{execute::Call, install::uninstall_with};
use crate::{
    abi::{Kernel, Module},
    account::{AccountSpec, Owner, RootValidator, root},
    webauthn::Passkey,
};

/// The calls by which `account`, now owned by `from`, is given to `to`. They belong in one batch in
/// which all or none happen.
#[must_use]
pub fn change_owner_calls(account: &AccountSpec, from: &Owner, to: &Owner) -> Vec<Call> {
    let validator = to.kind().address(account.version);
    let call = |to, data: Vec<u8>| Call { to, value: U256::ZERO, data: data.into() };
    if from.kind() == to.kind() {
        let forget = Module::onUninstallCall { data: Bytes::new() }.abi_encode();
        let learn = Module::onInstallCall { data: to.data() }.abi_encode();
        return vec![call(validator, forget), call(validator, learn)];
    }
    let change = Kernel::changeRootValidatorCall {
        id: root::validator_id(validator),
        hook: Address::ZERO,
        validatorData: to.data(),
        hookData: Bytes::new(),
    };
    let former = root::validator_id(from.kind().address(account.version));
    let forget = uninstall_with(former, Bytes::new());
    vec![call(account.address(), change.abi_encode()), call(account.address(), forget.to_vec())]
}

/// Who owns `account` after these calls, if they are exactly a change of owner from `from`.
#[must_use]
pub fn new_owner(account: &AccountSpec, from: &Owner, calls: &[Call]) -> Option<Owner> {
    let [first, second] = calls else { return None };
    let learn = Module::onInstallCall::abi_decode(&second.data).map(|call| call.data);
    let change = Kernel::changeRootValidatorCall::abi_decode(&first.data);
    let data = learn.or_else(|_other| change.map(|call| call.validatorData)).ok()?;
    let owners = RootValidator::ALL.into_iter().filter_map(|kind| owner(kind, &data));
    owners.into_iter().find(|to| change_owner_calls(account, from, to) == calls)
}

/// The owner of this kind whose init data these bytes are.
fn owner(kind: RootValidator, data: &[u8]) -> Option<Owner> {
    let address = || Address::try_from(data).ok();
    let passkey = || Passkey::from_data(data).ok();
    match kind {
        RootValidator::Ecdsa => address().map(Owner::Ecdsa),
        RootValidator::MultiChainEcdsa => address().map(Owner::MultiChainEcdsa),
        RootValidator::WebAuthn => passkey().map(Owner::WebAuthn),
        RootValidator::MultiChainWebAuthn => passkey().map(Owner::MultiChainWebAuthn),
    }
}

#[cfg(test)]
mod tests {
    use alloy_primitives::B256;

    use super::*;
    use crate::kernel::version::KernelVersion;

    fn owners() -> Vec<Owner> {
        let one = Address::repeat_byte(1);
        let (x, y) = (U256::from(5), U256::from(6));
        let key = Passkey { x, y, authenticator_id_hash: B256::repeat_byte(7) };
        let two = Address::repeat_byte(2);
        vec![
            Owner::Ecdsa(one),
            Owner::MultiChainEcdsa(one),
            Owner::MultiChainEcdsa(two),
            Owner::WebAuthn(key),
            Owner::MultiChainWebAuthn(key),
        ]
    }

    #[test]
    fn every_change_is_read_back_as_what_it_is_and_nothing_else() {
        for from in owners() {
            let account =
                AccountSpec { version: KernelVersion::V0_3_1, owner: from, index: U256::ZERO };
            for to in owners() {
                let calls = change_owner_calls(&account, &from, &to);
                assert_eq!(new_owner(&account, &from, &calls), Some(to), "{from:?}");
                for place in 0..calls.len() {
                    let mut paying = calls.clone();
                    paying[place].value = U256::ONE;
                    let mut elsewhere = calls.clone();
                    elsewhere[place].to = Address::repeat_byte(9);
                    let mut longer = calls.clone();
                    longer[place].data = [&calls[place].data[..], &[0]].concat().into();
                    let mut cut = calls.clone();
                    cut.remove(place);
                    for bad in [paying, elsewhere, longer, cut] {
                        assert_eq!(new_owner(&account, &from, &bad), None, "{bad:?}");
                    }
                }
            }
        }
    }
}
