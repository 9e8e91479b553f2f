//! The transport against OpenSK: answers, deadlines, stopping, rivals, unplugging.

use std::{
    sync::{Arc, Mutex, mpsc::channel},
    thread,
    time::Duration,
};

use webauthn_authenticator_rs::{
    ctap2::commands::{GetInfoRequest, SelectionRequest},
    error::{CtapError, WebauthnCError},
    transport::Token,
};

use super::{
    rig::{Finger, Holder, Rival, VirtualKey},
    virtual_bus::VirtualBus,
    *,
};

const LONG: Duration = Duration::from_secs(60);
/// authenticatorSelection: one touch, nothing else (CTAP 2.1, 6.9).
const SELECTION: &[u8] = &[0x0b];

fn key() -> Arc<VirtualKey> {
    Arc::new(VirtualKey::plugged_in())
}

fn device(key: &Arc<VirtualKey>) -> Box<dyn RawDevice> {
    let bus = VirtualBus::of([Arc::clone(key)]);
    bus.open(&bus.list().unwrap()[0]).unwrap()
}

fn open(key: &Arc<VirtualKey>) -> Channel {
    Channel::open(device(key), &Stop::default()).unwrap()
}

fn ask(channel: &mut Channel, patience: Duration) -> Result<Vec<u8>, TransportError> {
    let watch = Watch { patience, stop: &Stop::default(), news: &|_| {} };
    channel.request(SELECTION, watch)
}

#[test]
fn a_key_answers_whole_messages_through_the_published_commands() {
    let key = key();
    let mut token = HidToken::open(device(&key), Stop::default()).unwrap();
    let info = at_once(token.transmit(GetInfoRequest {}, &Quiet)).unwrap();
    assert!(info.versions.contains("FIDO_2_1"), "{info:?}");
    assert!(info.extensions.unwrap().contains(&"hmac-secret".to_owned()));
}

#[test]
fn waiting_for_a_touch_is_news_and_a_touch_ends_it() {
    let key = key();
    key.finger(Finger::TouchesAfter(Duration::from_millis(250)));
    let (tell, heard) = channel();
    let mut token = HidToken::open(device(&key), Stop::default()).unwrap();
    token.set_patience(LONG);
    token.listen(Some(tell));
    at_once(token.transmit(SelectionRequest {}, &Quiet)).unwrap();
    assert_eq!(heard.try_iter().next(), Some(KeepAlive::TouchNeeded));
    assert_eq!(key.touches(), 1);
}

#[test]
fn a_refused_touch_is_the_keys_own_answer() {
    let key = key();
    key.finger(Finger::Refuses);
    let mut token = HidToken::open(device(&key), Stop::default()).unwrap();
    let answer = at_once(token.transmit(SelectionRequest {}, &Quiet));
    assert_eq!(answer.unwrap_err(), WebauthnCError::Ctap(CtapError::Ctap2OperationDenied));
}

#[test]
fn nobody_touching_ends_at_the_deadline_and_the_key_forgets() {
    let key = key();
    key.finger(Finger::Absent);
    let mut channel = open(&key);
    assert_eq!(ask(&mut channel, Duration::from_millis(300)), Err(TransportError::TimedOut));
    // A finger that comes late touches nothing, and the channel goes on.
    key.finger(Finger::Touches);
    assert_eq!(key.touches(), 0);
    assert_eq!(ask(&mut channel, LONG), Ok(vec![0]));
    assert_eq!(key.touches(), 1);
}

#[test]
fn a_key_that_waited_long_enough_says_so_itself() {
    let key = key();
    key.finger(Finger::Absent);
    key.hurry(200);
    let mut token = HidToken::open(device(&key), Stop::default()).unwrap();
    token.set_patience(LONG);
    let answer = at_once(token.transmit(SelectionRequest {}, &Quiet));
    assert_eq!(answer.unwrap_err(), WebauthnCError::Ctap(CtapError::Ctap2UserActionTimeout));
}

#[test]
fn an_answer_that_comes_too_late_is_not_taken_for_the_next_one() {
    let key = key();
    let mut channel = open(&key);
    key.delay(Duration::from_millis(2500));
    assert_eq!(ask(&mut channel, Duration::from_millis(50)), Err(TransportError::TimedOut));
    key.delay(Duration::ZERO);
    let watch = Watch { patience: LONG, stop: &Stop::default(), news: &|_| {} };
    // GetInfo answers a map; the late answer to the touch is a lone zero.
    let info = channel.request(&[0x04], watch).unwrap();
    assert!(info.len() > 50, "{info:?}");
}

#[test]
fn stopping_from_another_thread_ends_the_wait_and_the_key_forgets() {
    let key = key();
    key.finger(Finger::Absent);
    let stop = Stop::default();
    let mut channel = Channel::open(device(&key), &stop).unwrap();
    let (waits, is_waiting) = std::sync::mpsc::channel();
    let waits = Mutex::new(waits);
    let raise = stop.clone();
    let other = thread::spawn(move || {
        is_waiting.recv().unwrap();
        raise.raise();
    });
    let news = |_| {
        let _ = waits.lock().unwrap().send(());
    };
    let watch = Watch { patience: LONG, stop: &stop, news: &news };
    assert_eq!(channel.request(SELECTION, watch), Err(TransportError::Stopped));
    other.join().unwrap();
    key.finger(Finger::Touches);
    assert_eq!(ask(&mut channel, LONG), Ok(vec![0]), "the key forgot the first request");
    assert_eq!(key.touches(), 1);
}

#[test]
fn unplugging_while_it_waits_is_its_own_error() {
    let key = key();
    key.finger(Finger::Absent);
    let mut channel = open(&key);
    let pulled = Arc::clone(&key);
    let news = move |_| pulled.unplug();
    let watch = Watch { patience: LONG, stop: &Stop::default(), news: &news };
    assert_eq!(channel.request(SELECTION, watch), Err(TransportError::Unplugged));
    assert_eq!(ask(&mut channel, LONG), Err(TransportError::Unplugged));
    key.replug();
    key.finger(Finger::Touches);
    assert_eq!(ask(&mut open(&key), LONG), Ok(vec![0]));
}

#[test]
fn a_rival_program_neither_answers_for_the_key_nor_breaks_anything() {
    let key = key();
    let rival = Rival::start(&key);
    for _ in 0..20 {
        let mut token = HidToken::open(device(&key), Stop::default()).unwrap();
        token.set_patience(LONG);
        let info = at_once(token.transmit(GetInfoRequest {}, &Quiet)).unwrap();
        assert!(info.versions.contains("FIDO_2_1"));
        at_once(token.transmit(SelectionRequest {}, &Quiet)).unwrap();
    }
    assert_eq!(key.touches(), 20, "every touch was ours, once");
    assert!(rival.answers() > 1, "the rival was there");
}

#[test]
fn a_busy_key_is_asked_again_until_it_is_free() {
    let key = key();
    key.finger(Finger::Absent);
    let mut channel = open(&key);
    let holder = Mutex::new(Some(Holder::start(&key)));
    let heard = Mutex::new(Vec::new());
    let news = |news| {
        heard.lock().unwrap().push(news);
        match news {
            KeepAlive::Busy => drop(holder.lock().unwrap().take()),
            KeepAlive::TouchNeeded => key.finger(Finger::Touches),
            KeepAlive::Working => {}
        }
    };
    let watch = Watch { patience: LONG, stop: &Stop::default(), news: &news };
    assert_eq!(channel.request(SELECTION, watch), Ok(vec![0]));
    assert_eq!(key.touches(), 1, "asked again once, not twice");
    assert_eq!(heard.lock().unwrap().first(), Some(&KeepAlive::Busy));
}

#[test]
fn a_key_that_stays_busy_is_busy_at_the_deadline() {
    let key = key();
    key.finger(Finger::Absent);
    let mut channel = open(&key);
    let _holder = Holder::start(&key);
    assert_eq!(ask(&mut channel, Duration::from_millis(600)), Err(TransportError::Busy));
}

#[test]
fn our_errors_survive_the_way_through_the_published_crate() {
    let all = [
        TransportError::Unplugged,
        TransportError::TimedOut,
        TransportError::Stopped,
        TransportError::Busy,
        TransportError::Denied,
        TransportError::Garbled,
        TransportError::Io("x".into()),
        TransportError::NoRandomness(crate::random::NoRandomness),
    ];
    for error in all {
        let theirs = token::into_theirs(&error);
        assert_eq!(TransportError::from_theirs(&theirs), Some(error));
    }
    let about_else = WebauthnCError::Ctap(CtapError::Ctap2NoCredentials);
    assert_eq!(TransportError::from_theirs(&about_else), None);
}
