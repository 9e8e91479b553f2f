//! How the world looked after an earlier block: the newest world with the later blocks undone on top.

use revm::{bytecode::Bytecode, database::CacheDB, state::AccountInfo};

use super::{Diff, Scratch, World};

/// The world before the given changes, newest first, were made. Each entry is the inverse that
/// [`World::apply`] returned.
pub(crate) fn rewind<'w, 'd>(
    world: &'w World,
    newest_first: impl Iterator<Item = &'d Diff>,
) -> Scratch<'w> {
    let mut scratch = CacheDB::new(world);
    for (address, change) in newest_first.flat_map(|undo| &undo.0) {
        let known = scratch.cache.accounts.get(address).map(|account| account.info.code_hash);
        let mut info = AccountInfo {
            balance: change.balance,
            nonce: change.nonce,
            code_hash: known.unwrap_or_else(|| world.code_hash(*address)),
            account_id: None,
            code: None,
        };
        if let Some(code) = &change.code {
            let code = Bytecode::new_raw_checked(code.clone()).unwrap_or_default();
            info.code_hash = code.hash_slow();
            info.code = Some(code);
        }
        scratch.insert_account_info(*address, info);
        if let Some(account) = scratch.cache.accounts.get_mut(address) {
            account.storage.extend(change.storage.iter().map(|(slot, value)| (*slot, *value)));
        }
    }
    scratch
}
