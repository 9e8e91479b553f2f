//! Accounts, code and storage: the world now, what a block changed in it, and how it looked before.
//! Knows nothing of blocks, transactions or JSON.

mod diff;
mod history;
mod world;

pub(crate) use diff::Diff;
pub(crate) use history::rewind;
pub(crate) use world::World;

use revm::database::CacheDB;

/// The world with changes on top that are thrown away: what calls and simulations run on.
pub(crate) type Scratch<'w> = CacheDB<&'w World>;
