//! What this program writes to stderr, and what it never writes.
//!
//! Why: the published crate under the security keys logs every frame and PIN tokens at its finest
//! level, so its level is capped here.
//! Refuses: to be told otherwise by the environment.

use tracing_subscriber::EnvFilter;

/// Warnings of everybody, and what this program itself does.
#[must_use]
pub fn filter() -> EnvFilter {
    EnvFilter::new("warn,latchkey_signer=info,webauthn_authenticator_rs=warn")
}

#[cfg(test)]
mod tests {
    use tracing::{Level, enabled, subscriber::with_default};

    #[test]
    fn frames_and_tokens_of_security_keys_are_never_logged() {
        let subscriber = tracing_subscriber::fmt().with_env_filter(super::filter()).finish();
        with_default(subscriber, || {
            assert!(!enabled!(target: "webauthn_authenticator_rs::transport", Level::TRACE));
            assert!(!enabled!(target: "webauthn_authenticator_rs::ctap2", Level::DEBUG));
            assert!(!enabled!(target: "latchkey_signer::transport", Level::TRACE));
            assert!(enabled!(target: "latchkey_signer::approve", Level::INFO));
        });
    }
}
