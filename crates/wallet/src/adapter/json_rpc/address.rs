//! Which addresses may be called.
//!
//! Why: a mistyped or dangerous address is named before anything is sent to it.
//! Refuses: other schemes than http and https, addresses without a host, fragments.

use std::net::IpAddr;

use url::{Host, Url};

/// Longest address, in characters.
const MAX_CHARS: usize = 2048;

/// What is wrong with an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// Nothing was given.
    #[error("The address is empty. Enter one that begins with https://.")]
    Empty,
    /// Not a URL.
    #[error("This is not an address of the web. Enter one that begins with https://.")]
    NotAUrl,
    /// Another scheme.
    #[error("Only addresses that begin with https:// or http:// can be used.")]
    Scheme,
    /// Above 2048 characters.
    #[error("The address is longer than 2048 characters.")]
    TooLong,
}

/// Reads the address of a node or bundler as typed by a person.
///
/// # Errors
/// [`AddressError`]: what is wrong with it.
pub fn endpoint_address(text: &str) -> Result<Url, AddressError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(AddressError::Empty);
    }
    if text.chars().count() > MAX_CHARS {
        return Err(AddressError::TooLong);
    }
    let mut url = Url::parse(text).map_err(|_error| AddressError::NotAUrl)?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(AddressError::Scheme);
    }
    if url.host_str().is_none_or(str::is_empty) {
        return Err(AddressError::NotAUrl);
    }
    url.set_fragment(None);
    Ok(url)
}

/// Whether it is on this computer.
pub(super) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(ip)) => IpAddr::V4(ip).is_loopback(),
        Some(Host::Ipv6(ip)) => IpAddr::V6(ip).is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_http_and_https_with_a_host_are_taken() {
        assert_eq!(
            endpoint_address(" https://rpc.example/v2/key?x=1#top ").map(String::from),
            Ok("https://rpc.example/v2/key?x=1".to_owned())
        );
        assert!(endpoint_address("http://127.0.0.1:8545").is_ok());
        for (text, error) in [
            ("", AddressError::Empty),
            ("   ", AddressError::Empty),
            ("rpc.example", AddressError::NotAUrl),
            ("http://", AddressError::NotAUrl),
            ("ws://rpc.example", AddressError::Scheme),
            ("file:///etc/passwd", AddressError::Scheme),
            ("javascript:alert(1)", AddressError::Scheme),
            ("localhost:8545", AddressError::Scheme),
        ] {
            assert_eq!(endpoint_address(text), Err(error), "{text:?}");
        }
        let long = format!("https://rpc.example/{}", "a".repeat(MAX_CHARS));
        assert_eq!(endpoint_address(&long), Err(AddressError::TooLong));
    }

    #[test]
    fn this_computer_is_known_by_its_names() {
        for text in ["http://localhost:1", "http://127.0.0.1", "http://[::1]:8545"] {
            assert!(is_loopback(&endpoint_address(text).unwrap()), "{text}");
        }
        assert!(!is_loopback(&endpoint_address("http://localhost.example").unwrap()));
    }
}
