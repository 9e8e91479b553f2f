//! Session mode: signs while it runs, and is dead the moment it is stopped.

use std::sync::Arc;
use std::time::{Duration, Instant};

use alloy_primitives::{Address, Bytes, FixedBytes, U256};
use latchkey_core::approval::{SessionKeyRef, SessionRefusal, SessionReply, StopMark, StoppedBy};
use latchkey_core::user_op::UserOperation;

use super::Fake;
use crate::adapter::signer_process::SessionSigner;
use crate::ports::{SessionProcess, SessionSigning, SignScope, SignerError};

const HANG: &str = "cat $here/out; exec sleep 1000";

fn key(n: u8) -> SessionKeyRef {
    SessionKeyRef { account: Address::repeat_byte(n), permission_id: FixedBytes::repeat_byte(n) }
}

fn loaded(keys: &[SessionKeyRef]) -> SessionReply {
    SessionReply::Loaded { loaded: keys.to_vec(), missing: vec![] }
}

fn signed(id: u64) -> SessionReply {
    SessionReply::Signed { id, signature: Bytes::from_static(&[0xff, 1]) }
}

fn operation() -> UserOperation {
    UserOperation {
        sender: Address::repeat_byte(1),
        nonce: U256::ZERO,
        factory: None,
        factory_data: Bytes::new(),
        call_data: Bytes::new(),
        call_gas_limit: 0,
        verification_gas_limit: 0,
        pre_verification_gas: U256::ZERO,
        max_fee_per_gas: 0,
        max_priority_fee_per_gas: 0,
        paymaster: None,
        signature: Bytes::new(),
    }
}

async fn sign(signer: &SessionSigner) -> Result<Bytes, SignerError> {
    let scope = SignScope { chain_id: 1, entry_point: Address::ZERO, now_unix_secs: 1 };
    signer.sign(key(1), scope, operation()).await
}

/// A signer that runs a program which has loaded key 1 and then gives these answers.
async fn started(plan: &str, answers: &[SessionReply]) -> (Fake, Arc<SessionSigner>) {
    let all = [&[loaded(&[key(1)])], answers].concat();
    let fake = Fake::doing(plan).frames("out", &all);
    let signer = Arc::new(SessionSigner::new(fake.program(), fake.stop()));
    // Some plans end or babble at once, so whether it still runs is for each test to say.
    assert_eq!(signer.start(vec![key(1)]).await, Ok(vec![]));
    (fake, signer)
}

#[tokio::test]
async fn it_loads_keys_and_signs() {
    let answers = [signed(1), signed(2), loaded(&[key(1), key(2)]), loaded(&[key(1)])];
    let (_fake, signer) = started(HANG, &answers).await;
    assert_eq!(sign(&signer).await.unwrap(), Bytes::from_static(&[0xff, 1]));
    assert!(sign(&signer).await.is_ok());
    assert_eq!(signer.add(key(2)).await, Ok(()));
    assert_eq!(signer.drop_key(key(2)).await, Ok(()));
    assert!(signer.running());
}

#[tokio::test]
async fn keys_that_the_vault_lacks_are_named() {
    let reply = SessionReply::Loaded { loaded: vec![key(1)], missing: vec![key(2)] };
    let fake = Fake::doing(HANG).frames("out", &[reply]);
    let signer = SessionSigner::new(fake.program(), fake.stop());
    assert_eq!(signer.start(vec![key(1), key(2)]).await, Ok(vec![key(2)]));
}

#[tokio::test]
async fn a_refusal_names_its_reason_and_ends_nothing() {
    let reason = SessionRefusal::OutsidePolicies;
    let message = "26 is more than 25".to_owned();
    let refusal = SessionReply::Refused { id: 1, reason, message: message.clone() };
    let (_fake, signer) = started(HANG, &[refusal, signed(2)]).await;
    assert_eq!(sign(&signer).await, Err(SignerError::SessionRefused { reason, message }));
    assert!(sign(&signer).await.is_ok());
}

#[tokio::test]
async fn a_stop_takes_no_time_even_while_it_signs() {
    let (fake, signer) = started(HANG, &[]).await;
    let busy = tokio::spawn({
        let signer = Arc::clone(&signer);
        async move { sign(&signer).await }
    });
    tokio::time::sleep(Duration::from_millis(50)).await;
    let end = signer.ended();
    let asked = Instant::now();
    signer.stop();
    let took = asked.elapsed();
    assert!(took < Duration::from_millis(50), "{took:?}");
    assert!(!signer.running());
    assert_eq!(busy.await.unwrap(), Err(SignerError::Off));
    assert_eq!(sign(&signer).await, Err(SignerError::Off));
    end.await;
    assert!(fake.gone_within(Duration::from_millis(200)).await, "the process itself must be dead");
}

#[tokio::test]
async fn a_stop_works_from_a_thread_without_a_runtime_and_twice() {
    let (fake, signer) = started(HANG, &[]).await;
    let stopper = Arc::clone(&signer);
    std::thread::spawn(move || {
        stopper.stop();
        stopper.stop();
    })
    .join()
    .unwrap();
    assert!(fake.gone_within(Duration::from_millis(200)).await);
}

#[tokio::test]
async fn a_stop_while_it_starts_ends_it_too() {
    let fake = Fake::doing("exec sleep 1000");
    let signer = Arc::new(SessionSigner::new(fake.program(), fake.stop()));
    let starting = tokio::spawn({
        let signer = Arc::clone(&signer);
        async move { signer.start(vec![key(1)]).await }
    });
    fake.wrote("pid").await;
    signer.stop();
    assert_eq!(starting.await.unwrap(), Err(SignerError::Off));
    assert!(fake.gone_within(Duration::from_millis(200)).await);
}

#[tokio::test]
async fn a_new_start_ends_the_old_process() {
    let (fake, signer) = started(HANG, &[]).await;
    let old = fake.wrote("pid").await;
    assert_eq!(signer.start(vec![key(1)]).await, Ok(vec![]));
    assert_ne!(fake.wrote("pid").await, old);
    let alive = std::process::Command::new("kill").args(["-0", &old]).output().unwrap();
    assert!(!alive.status.success(), "two session signers must never run");
}

#[tokio::test]
async fn its_death_is_seen_at_once() {
    let (fake, signer) = started("cat $here/out; exec sleep 0.2", &[]).await;
    let seen = tokio::time::timeout(Duration::from_secs(3), signer.ended()).await;
    assert!(seen.is_ok(), "whoever waits for the end is told");
    assert!(fake.gone_within(Duration::from_secs(1)).await);
    assert!(!signer.running());
    signer.ended().await;
    assert_eq!(sign(&signer).await, Err(SignerError::Off));
}

#[tokio::test]
async fn a_death_while_it_signs_is_a_crash_with_its_last_words() {
    let plan = "cat $here/out; sleep 0.1; echo 'out of memory' >&2; exit 9";
    let (_fake, signer) = started(plan, &[]).await;
    assert_eq!(sign(&signer).await, Err(SignerError::Crashed("out of memory".to_owned())));
    assert!(!signer.running());
}

#[tokio::test]
async fn answers_to_something_else_end_it() {
    for answer in [signed(7), loaded(&[key(1)])] {
        let (fake, signer) = started(HANG, std::slice::from_ref(&answer)).await;
        let error = sign(&signer).await.unwrap_err();
        assert!(matches!(error, SignerError::Unexpected(_)), "{answer:?}: {error}");
        assert!(!signer.running(), "question and answer no longer match");
        assert!(fake.gone_within(Duration::from_secs(1)).await);
    }
    for reply in [loaded(&[]), loaded(&[key(1), key(2)]), signed(1)] {
        let fake = Fake::doing(HANG).frames("out", std::slice::from_ref(&reply));
        let signer = SessionSigner::new(fake.program(), fake.stop());
        let error = signer.start(vec![key(1)]).await.unwrap_err();
        assert!(matches!(error, SignerError::Unexpected(_)), "{reply:?}: {error}");
        assert!(!signer.running());
    }
}

#[tokio::test]
async fn garbage_and_oversized_answers_end_it() {
    for end in [r"printf '\000\000\000\004oops'", r"printf '\177\000\000\000'"] {
        let (_fake, signer) = started(&format!("cat $here/out; {end}; exec sleep 1000"), &[]).await;
        // The nonsense may be noticed before the call or by it; either way nothing is signed.
        let answer = sign(&signer).await;
        assert!(
            matches!(answer, Err(SignerError::Unexpected(_) | SignerError::Off)),
            "{end}: {answer:?}"
        );
        assert!(!signer.running());
    }
}

#[tokio::test]
async fn one_that_babbles_unasked_is_ended() {
    let babble = "cat $here/out; sleep 0.1; cat $here/more; exec sleep 1000";
    let (fake, signer) = started(babble, &[]).await;
    let fake = fake.frames("more", &std::array::from_fn::<_, 30, _>(|_| signed(1)));
    tokio::time::timeout(Duration::from_secs(3), signer.ended()).await.unwrap();
    assert!(!signer.running());
    assert!(fake.gone_within(Duration::from_secs(1)).await);
}

#[tokio::test]
async fn a_call_that_is_given_up_does_not_leave_its_answer_to_the_next() {
    let (fake, signer) = started(HANG, &[]).await;
    let given_up = tokio::time::timeout(Duration::from_millis(50), sign(&signer)).await;
    assert!(given_up.is_err());
    assert!(!signer.running());
    assert!(fake.gone_within(Duration::from_secs(1)).await);
}

#[tokio::test]
async fn a_key_that_cannot_be_dropped_ends_the_process() {
    let (fake, signer) = started(HANG, &[loaded(&[key(1)])]).await;
    assert!(signer.drop_key(key(1)).await.is_err());
    assert!(fake.gone_within(Duration::from_secs(1)).await);
}

#[tokio::test]
async fn it_dies_with_the_value_that_started_it() {
    let (fake, signer) = started(HANG, &[]).await;
    drop(signer);
    assert!(fake.gone_within(Duration::from_secs(1)).await);
}

#[tokio::test]
#[cfg(target_os = "linux")]
async fn a_stop_kills_the_signers_of_other_programs_frozen_ones_too() {
    // It says that it runs, as the real one does (its id, and when it started), and freezes.
    let frozen =
        "mkdir -p $here/signers; read -r stat < /proc/$$/stat; set -- ${stat##*)}; shift 19
        printf %s \"$1\" > $here/signers/$$; cat $here/out; kill -STOP $$; while :; do :; done";
    let (fake, theirs) = started(frozen, &[]).await;
    let pid = fake.wrote("pid").await;
    assert!(theirs.running() && fake.path("signers").join(&pid).is_file());
    let mark = StopMark { by: StoppedBy::CommandLine, at_unix_secs: 1, id: "1".to_owned() };
    // Another program's: it did not start this one and has no pipe to it.
    let ours = SessionSigner::new(fake.program(), fake.stop());
    assert_eq!(ours.stop_everything(&mark), Ok(()));
    assert!(fake.gone_within(Duration::from_secs(60)).await);
    assert_eq!(sign(&theirs).await, Err(SignerError::Off));
    assert!(!theirs.running() && !fake.path("signers").join(&pid).exists());
    assert_eq!((ours.stopped(), theirs.stopped()), (Some(mark.clone()), Some(mark)));
}
