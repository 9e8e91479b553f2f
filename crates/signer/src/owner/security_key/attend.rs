//! Waiting for a key and for the person at once.
//!
//! Why: a key may take half a minute while somebody looks for it, and the person may give up at any
//! moment. The key is asked on a thread of its own; this one passes on what the key says and raises
//! its stop flag when the request has ended.
//! Refuses: to outlive the request.

use std::{
    sync::mpsc::{RecvTimeoutError, channel},
    thread,
    time::Duration,
};

use super::ctap::{Fault, Key};
use crate::{
    owner::{DeviceState, Talk},
    transport::KeepAlive,
};

/// How often the person is asked whether they still want it.
const TICK: Duration = Duration::from_millis(25);

/// Seconds a key waits for a touch before it gives up (common to all that were seen).
const TOUCH_SECS: u16 = 30;

/// Asks the key, with the person watching.
pub(super) fn attended<T: Send>(
    key: &mut Key,
    name: &str,
    talk: &dyn Talk,
    ask: impl FnOnce(&mut Key) -> Result<T, Fault> + Send,
) -> Result<T, Fault> {
    let stop = key.token.stop();
    let (tell, heard) = channel();
    key.token.listen(Some(tell));
    thread::scope(|scope| {
        let asking = scope.spawn(|| {
            let answer = ask(&mut *key);
            // The end of what is heard.
            key.token.listen(None);
            answer
        });
        let mut shown = None;
        loop {
            match heard.recv_timeout(TICK) {
                Ok(news) if shown != Some(news) => {
                    shown = Some(news);
                    talk.show(state(news, name));
                }
                Ok(_) => {}
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            if talk.cancelled() {
                stop.raise();
            }
        }
        asking.join().unwrap_or(Err(Fault::Nonsense))
    })
}

fn state(news: KeepAlive, name: &str) -> DeviceState {
    let name = name.to_owned();
    match news {
        KeepAlive::TouchNeeded => DeviceState::Touch { name, seconds: TOUCH_SECS },
        KeepAlive::Busy => DeviceState::Busy { name },
        KeepAlive::Working => DeviceState::Working("The security key is working"),
    }
}
