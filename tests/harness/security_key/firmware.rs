//! The thread that is the key: OpenSK's report handling over the shared queue.

use std::{sync::Arc, thread, time::Duration};

use opensk::ctap::{CtapState, main_hid::MainHid};

use super::{Incoming, Shared, environment::Environment};

/// Runs until the key is thrown away. What it stores survives being unplugged; what it only
/// remembers (channels, wrong PINs in a row) does not.
pub(super) fn run(shared: &Arc<Shared>, seed: u64) {
    let mut env = Environment::new(Arc::clone(shared), seed);
    while let Some(plugged) = shared.wait_for_power() {
        env.power_up(plugged);
        let mut state = CtapState::new(&mut env);
        let mut hid = MainHid::default();
        loop {
            match shared.next(plugged, Duration::from_secs(1)) {
                Incoming::Nothing => {}
                Incoming::Unplugged => break,
                Incoming::Report(packet) => {
                    thread::sleep(shared.lock().delay);
                    for answer in hid.process_hid_packet(&mut env, &packet, false, &mut state) {
                        shared.say(plugged, &answer);
                    }
                }
            }
        }
    }
}
