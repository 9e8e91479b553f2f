//! Every recorded `isValidSignature`: what is said here of the signature is what the account
//! answered.

use alloy_primitives::{Address, B256};
use alloy_sol_types::SolCall;
use latchkey_core::{
    abi::Kernel,
    key_state::answers,
    message::{AccountSignature, Form, NotSaid, ParseError, Said},
    permission::Permission,
};

use crate::trace::{self, Expect, Trace};

/// What the account may answer.
#[derive(Debug, PartialEq)]
enum Answer {
    /// The magic value; a key that is not installed reverts with `InvalidValidator` instead.
    Yes,
    /// `0xffffffff`.
    No,
    /// A revert with this name, or without data.
    Revert(&'static [&'static str]),
    /// Only the chain knows.
    Open,
}

fn expected(
    trace: &Trace,
    to: Address,
    from: Address,
    call: &Kernel::isValidSignatureCall,
) -> Answer {
    use Answer::{No, Open, Revert, Yes};
    let read = match AccountSignature::parse(&call.signature) {
        Ok(read) => read,
        Err(ParseError::PolicySegments) => return Revert(&["SignerPrefixNotPresent"]),
        Err(ParseError::Cut | ParseError::UnknownKind(_) | ParseError::Wrapper) => {
            return Revert(&["(empty)"]);
        }
    };
    let Some(account) = trace.accounts.iter().find(|a| a.address == to).and_then(|a| a.spec())
    else {
        return Open;
    };
    let key: Option<Permission> = match read.form {
        Form::Permission(id) => {
            let found = trace.permissions.iter().find(|p| p.permission_id == id);
            let Some(key) = found.and_then(|p| p.permission()) else { return Open };
            Some(key)
        }
        Form::Root | Form::Validator(_) => None,
    };
    match read.said(&account, trace.chain_id, key.as_ref(), call.hash) {
        Ok(Said::Owner { .. }) => Yes,
        Ok(Said::Session { listed, .. }) => {
            let asked = answers(key.as_ref().unwrap(), from);
            assert!(asked || listed);
            if asked { Yes } else { Revert(&["PolicyFailed"]) }
        }
        Err(NotSaid::Stranger) => No,
        Err(NotSaid::OtherValidator(_)) => Revert(&["InvalidValidator"]),
        Err(NotSaid::NotInTree) => Revert(&["Error"]),
        Err(NotSaid::SilentKey) => {
            Revert(&["PolicyFailed", "PermissionNotAlllowedForSignature", "InvalidValidator"])
        }
        other => panic!("{other:?}"),
    }
}

fn answered(expect: &Expect) -> Option<Result<B256, String>> {
    match (&expect.returns, &expect.decoded) {
        (Some(word), _) if word.is_empty() => None,
        (Some(word), _) => Some(Ok(B256::from_slice(word))),
        (None, Some(empty)) if empty == "(empty)" => Some(Err(empty.clone())),
        (None, decoded) => {
            let decoded = decoded.as_deref().unwrap_or_default();
            Some(Err(decoded.split('(').next().unwrap_or_default().to_owned()))
        }
    }
}

#[test]
fn every_recorded_message_signature_is_judged_as_the_account_did() {
    let (mut yes, mut no, mut reverts, mut open) = (0, 0, 0, 0);
    for (name, trace) in trace::all() {
        for (number, step) in trace.steps.iter().enumerate() {
            let (Some(to), Some(data), Some(expect)) = (step.to, &step.data, &step.expect) else {
                continue;
            };
            let Ok(call) = Kernel::isValidSignatureCall::abi_decode(data) else { continue };
            let Some(answer) = answered(expect) else { continue };
            let place = format!("{name}, step {number}");
            let expected = expected(&trace, to, step.from.unwrap(), &call);
            match (expected, answer) {
                (Answer::Open, _) => open += 1,
                // Its key was taken out of the signer contract (`uninstallModule`), which only the
                // chain shows.
                (Answer::Yes, Ok(word)) if name == "revoke-by-module-only" && word[0] == 0xff => {
                    open += 1;
                }
                (Answer::Yes, Ok(word)) => {
                    assert_eq!(word[..4], [0x16, 0x26, 0xba, 0x7e], "{place}");
                    yes += 1;
                }
                (Answer::Yes, Err(revert)) => {
                    assert_eq!(revert, "InvalidValidator", "{place}: not installed");
                    let form = AccountSignature::parse(&call.signature).unwrap().form;
                    assert!(matches!(form, Form::Permission(_)), "{place}");
                    reverts += 1;
                }
                (Answer::No, Ok(word)) => {
                    assert_eq!(word[..4], [0xff; 4], "{place}");
                    no += 1;
                }
                (Answer::Revert(names), Err(revert)) => {
                    assert!(names.contains(&revert.as_str()), "{place}: {revert}");
                    reverts += 1;
                }
                (expected, answer) => panic!("{place}: {expected:?} but {answer:?}"),
            }
        }
    }
    println!(
        "message signatures: {yes} yes, {no} no, {reverts} reverts, {open} for the chain only"
    );
    assert!(yes > 15 && no > 4 && reverts > 25, "{yes} {no} {reverts} {open}");
}
