//! The approval window and the session signer.

fn main() {}
