//! The file vault: round trips, permissions, damage.

use alloy_primitives::{Address, FixedBytes};

use super::*;

fn session(n: u8) -> EntryId {
    EntryId::Session { account: Address::repeat_byte(n), permission_id: FixedBytes([n; 4]) }
}

#[test]
fn entries_round_trip_and_can_be_replaced_and_removed() {
    let data = tempfile::tempdir().unwrap();
    let vault = FileVault::in_data_folder(data.path());
    for id in [EntryId::Owner(Address::repeat_byte(1)), session(2)] {
        assert!(vault.get(id).unwrap().is_none());
        vault.put(id, b"first").unwrap();
        vault.put(id, b"second").unwrap();
        assert_eq!(vault.get(id).unwrap().unwrap().as_slice(), b"second");
        vault.remove(id).unwrap();
        vault.remove(id).unwrap();
        assert!(vault.get(id).unwrap().is_none());
    }
}

#[test]
fn a_session_key_is_not_on_disk_in_the_clear() {
    let data = tempfile::tempdir().unwrap();
    let vault = FileVault::in_data_folder(data.path());
    vault.put(session(3), b"very secret words").unwrap();
    let file = fs::read(vault.path(session(3))).unwrap();
    assert!(!file.windows(4).any(|w| w == b"very"));
}

#[test]
fn an_entry_moved_to_another_name_or_altered_is_damaged() {
    let data = tempfile::tempdir().unwrap();
    let vault = FileVault::in_data_folder(data.path());
    vault.put(session(4), b"secret").unwrap();
    fs::copy(vault.path(session(4)), vault.path(session(5))).unwrap();
    assert!(matches!(vault.get(session(5)), Err(VaultError::Damaged(_))));
    let mut bytes = fs::read(vault.path(session(4))).unwrap();
    for at in 0..bytes.len() {
        bytes[at] ^= 1;
        fs::write(vault.path(session(4)), &bytes).unwrap();
        assert!(matches!(vault.get(session(4)), Err(VaultError::Damaged(_))), "byte {at}");
        bytes[at] ^= 1;
    }
}

#[cfg(unix)]
#[test]
fn files_are_for_the_owner_only_and_open_ones_are_refused() {
    use std::os::unix::fs::PermissionsExt;
    let data = tempfile::tempdir().unwrap();
    let vault = FileVault::in_data_folder(data.path());
    vault.put(session(6), b"secret").unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&vault.folder), 0o700);
    assert_eq!(mode(&vault.path(session(6))), 0o600);
    assert_eq!(mode(&vault.folder.join("machine.key")), 0o600);
    fs::set_permissions(vault.path(session(6)), fs::Permissions::from_mode(0o644)).unwrap();
    assert!(matches!(vault.get(session(6)), Err(VaultError::OpenToOthers(_))));
}
