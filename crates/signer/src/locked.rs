//! Memory that is never written to disk: where private keys lie while they live.
//!
//! Why: swap keeps pages for years. Keys of 32 bytes lie together in pages that are locked (`mlock`,
//! `VirtualLock`): 128 to a page, since a user may lock little. The room for every key that a session
//! may hold is locked before the first key is read ([`reserve`]); a key that is dropped is wiped.
//! Does not promise: that no copy exists elsewhere for a moment. While a signature is computed the
//! key is on the stack and in registers; those copies are wiped, not locked.

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use zeroize::{Zeroize, Zeroizing};

/// Secrets per page of memory.
const SLOTS: usize = 128;
/// Pages locked at the start: the 1024 keys of a session, and one page for those on their way.
const RESERVED: usize = 9;
/// Bytes per secret.
const SIZE: usize = 32;

/// No memory could be locked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "keys could not be kept out of swap ({0}). Allow this program to lock memory: 64 KiB are enough (RLIMIT_MEMLOCK, `ulimit -l`)"
)]
pub struct NotLocked(String);

/// 4096 bytes for 128 secrets; aligned so that no other data shares the page.
#[repr(align(4096))]
struct Slots {
    bytes: [[u8; SIZE]; SLOTS],
}

/// A page and which of its slots are taken.
struct Page {
    // Before the memory that it unlocks, so that it is dropped first.
    _guard: Option<region::LockGuard>,
    slots: Mutex<(Box<Slots>, [bool; SLOTS])>,
}

/// Pages are never given back.
static PAGES: Mutex<Vec<Arc<Page>>> = Mutex::new(Vec::new());

/// 32 secret bytes in locked memory, wiped on drop. `Debug` shows nothing of them.
pub struct Locked {
    page: Arc<Page>,
    slot: usize,
}

/// Locks the room that all keys of this process need.
///
/// # Errors
/// [`NotLocked`] when the system does not lock that much for this user.
pub(crate) fn reserve() -> Result<(), NotLocked> {
    let mut pages = held(&PAGES);
    while pages.len() < RESERVED {
        pages.push(Arc::new(Page::locked()?));
    }
    Ok(())
}

impl Locked {
    /// A copy of `secret` in locked memory. Beyond the reserved room (only where nothing was reserved,
    /// as in a test) in memory that the system may not have locked.
    #[must_use]
    pub fn new(secret: &Zeroizing<[u8; SIZE]>) -> Self {
        let mut pages = held(&PAGES);
        loop {
            for page in pages.iter() {
                if let Some(slot) = page.take(secret) {
                    return Self { page: Arc::clone(page), slot };
                }
            }
            pages.push(Arc::new(Page::locked().unwrap_or_else(|error| {
                tracing::warn!(%error, "more keys than room was reserved for");
                Page::of(Page::empty(), None)
            })));
        }
    }

    /// A copy on the stack, for the moment of its use; wiped when dropped.
    #[must_use]
    pub fn expose(&self) -> Zeroizing<[u8; SIZE]> {
        let slots = held(&self.page.slots);
        Zeroizing::new(slots.0.bytes.get(self.slot).copied().unwrap_or_default())
    }
}

impl Drop for Locked {
    fn drop(&mut self) {
        let mut slots = held(&self.page.slots);
        let (page, taken) = &mut *slots;
        if let Some(bytes) = page.bytes.get_mut(self.slot) {
            bytes.zeroize();
        }
        if let Some(taken) = taken.get_mut(self.slot) {
            *taken = false;
        }
    }
}

impl fmt::Debug for Locked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Locked(withheld)")
    }
}

impl Page {
    fn empty() -> Box<Slots> {
        Box::new(Slots { bytes: [[0; SIZE]; SLOTS] })
    }

    fn of(slots: Box<Slots>, guard: Option<region::LockGuard>) -> Self {
        Self { _guard: guard, slots: Mutex::new((slots, [false; SLOTS])) }
    }

    fn locked() -> Result<Self, NotLocked> {
        // A box stays where it is when it is moved into the page.
        let slots = Self::empty();
        let guard = region::lock(std::ptr::from_ref(&*slots), size_of::<Slots>())
            .map_err(|error| NotLocked(error.to_string()))?;
        Ok(Self::of(slots, Some(guard)))
    }

    /// Puts a secret into a free slot; `None` when there is none.
    fn take(&self, secret: &Zeroizing<[u8; SIZE]>) -> Option<usize> {
        let mut slots = held(&self.slots);
        let (page, taken) = &mut *slots;
        let free = taken.iter().position(|taken| !taken)?;
        *taken.get_mut(free)? = true;
        page.bytes.get_mut(free)?.copy_from_slice(secret.as_slice());
        Some(free)
    }
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(n: u8) -> Zeroizing<[u8; SIZE]> {
        Zeroizing::new([n; SIZE])
    }

    #[test]
    fn many_secrets_live_side_by_side_and_come_back_unmixed() {
        let all: Vec<(u8, Locked)> = (0..=255).map(|n| (n, Locked::new(&secret(n)))).collect();
        for (n, locked) in &all {
            assert_eq!(locked.expose(), secret(*n));
        }
    }

    #[test]
    fn a_dropped_secret_is_wiped_and_its_place_is_used_again() {
        let page = Arc::new(Page::of(Page::empty(), None));
        let slot = page.take(&secret(7)).unwrap();
        drop(Locked { page: Arc::clone(&page), slot });
        assert_eq!(held(&page.slots).0.bytes[slot], [0; SIZE]);
        assert_eq!(page.take(&secret(8)), Some(slot));
    }

    #[test]
    fn a_full_page_says_so() {
        let page = Page::of(Page::empty(), None);
        for n in 0..SLOTS {
            assert_eq!(page.take(&secret(1)), Some(n));
        }
        assert_eq!(page.take(&secret(1)), None);
    }

    #[test]
    fn debug_output_carries_no_secret() {
        let locked = Locked::new(&secret(0x77));
        assert_eq!(format!("{locked:?}"), "Locked(withheld)");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_kernel_counts_the_reserved_pages_as_locked() {
        reserve().unwrap();
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        let line = status.lines().find(|line| line.starts_with("VmLck:")).unwrap();
        let kib: u64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
        assert!(kib >= 36, "{line}");
    }
}
