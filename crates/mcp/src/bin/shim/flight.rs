//! Requests that wait for the app.
//!
//! Why: when the app goes away each of them is answered once, and none twice.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::wire::Request;

/// Requests in flight, by id, each with the connection it went out on.
#[derive(Debug, Default)]
pub(crate) struct Flight {
    waiting: Mutex<HashMap<String, (u64, Request)>>,
}

impl Flight {
    /// It goes out on this connection.
    pub(crate) fn add(&self, connection: u64, request: Request) {
        self.with(|waiting| waiting.insert(request.id.to_string(), (connection, request)));
    }

    /// It was answered; false when it was not waiting any more.
    pub(crate) fn answered(&self, id: &serde_json::Value) -> bool {
        self.with(|waiting| waiting.remove(&id.to_string())).is_some()
    }

    /// Everything that waits for a connection that ended.
    pub(crate) fn left(&self, connection: u64) -> Vec<Request> {
        self.with(|waiting| {
            let of_it = waiting.extract_if(|_, (over, _)| *over == connection);
            of_it.map(|(_, (_, request))| request).collect()
        })
    }

    fn with<T>(&self, act: impl FnOnce(&mut HashMap<String, (u64, Request)>) -> T) -> T {
        act(&mut self.waiting.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn each_is_answered_once() {
        let flight = Flight::default();
        let request = |id| Request { id: json!(id), method: "m".into(), tool: None, version: None };
        flight.add(1, request(1));
        flight.add(2, request(2));
        assert!(flight.answered(&json!(1)));
        assert!(!flight.answered(&json!(1)));
        assert!(flight.left(1).is_empty());
        assert_eq!(flight.left(2), [request(2)]);
        assert!(flight.left(2).is_empty());
    }
}
