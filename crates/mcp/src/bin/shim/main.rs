//! The stdio shim: forwards an agent's lines to the app's local socket; holds no key.

fn main() {}
