//! Random bytes from the operating system, the only source of chance in this process.

use zeroize::Zeroizing;

/// The operating system gave no random bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the operating system gave no random bytes; nothing was made, try again")]
pub struct NoRandomness;

/// `N` fresh bytes, wiped when dropped.
///
/// # Errors
/// [`NoRandomness`] when the system call fails.
pub fn array<const N: usize>() -> Result<Zeroizing<[u8; N]>, NoRandomness> {
    let mut bytes = Zeroizing::new([0u8; N]);
    getrandom::fill(bytes.as_mut_slice()).map_err(|cause| {
        tracing::error!(%cause, "no randomness");
        NoRandomness
    })?;
    Ok(bytes)
}
