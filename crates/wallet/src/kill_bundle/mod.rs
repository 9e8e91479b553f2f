//! The kill bundle: a folder of plain files that ends keys without Latchkey, and on paper too.
//!
//! Why: the app, its computer and its vault may all be gone on the day a key must die. What was signed
//! with the grants is enough, and anybody may send it.
//! Refuses: secrets, addresses of nodes (they may hold one), and names that were not cleaned.

mod html;
mod readme;
#[cfg(test)]
mod tests;

use alloy_primitives::{Address, Bytes, address};
use latchkey_core::chain::ENTRY_POINT_07;
use latchkey_core::permission::validation_id;
use latchkey_core::text;
use latchkey_core::user_op::{UserOperation, handle_ops};
use serde::Serialize;

use crate::record::{Account, Key, KillEnds, Network, PreparedKill};

/// Who gets the fees in the ready calldata. It holds operations of fee 0 only, so that is nothing;
/// the EntryPoint just takes no zero address.
const NOBODY: Address = address!("000000000000000000000000000000000000dEaD");

/// Everything that the files are made from.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct KillBundle {
    /// Names this form of the file.
    pub format: &'static str,
    /// The account, checksummed.
    pub account: String,
    /// Kernel's version.
    pub kernel: &'static str,
    /// EntryPoint 0.7.
    pub entry_point: Address,
    /// Unix seconds.
    pub made_at: u64,
    /// One per prepared operation.
    pub kills: Vec<BundledKill>,
}

/// One prepared operation.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BundledKill {
    /// 1, 2, 3 …, the name of its files.
    pub number: usize,
    /// EIP-155 chain id.
    pub chain_id: u64,
    /// What the person calls the network.
    pub network: String,
    /// What the person calls the key.
    pub key: String,
    /// Permission id (spec 4.2).
    pub permission_id: String,
    /// Validation id (spec 1.3).
    pub validation_id: String,
    /// Nonce its approval is signed for (spec 5.3).
    pub validation_nonce: u32,
    /// `this key` or `every key`.
    pub ends: &'static str,
    /// Good only before the account exists there.
    pub creates_account: bool,
    /// Whether the account pays a fee for it; else whoever sends it does.
    pub pays: bool,
    /// `handleOps` calldata for the EntryPoint; only where nothing is paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calldata: Option<Bytes>,
    /// The signed operation.
    pub user_operation: UserOperation,
}

/// What `operations/N.json` holds: a bundler's request, ready for curl.
#[derive(Serialize)]
struct Request<'a> {
    jsonrpc: &'static str,
    id: u8,
    method: &'static str,
    params: (&'a UserOperation, Address),
}

impl KillBundle {
    /// The newest kill of each kind for every key that may be live.
    #[must_use]
    pub fn new(
        account: &Account,
        keys: &[Key],
        networks: &[Network],
        kills: &[PreparedKill],
        now: u64,
    ) -> Self {
        let mut chosen: Vec<(&Key, &PreparedKill)> = Vec::new();
        // They come newest first.
        for kill in kills {
            let Some(key) = keys.iter().find(|key| key.id == kill.key_id) else { continue };
            let like = |(_, one): &(&Key, &PreparedKill)| kind(one) == kind(kill);
            if key.may_be_live_on(kill.chain_id) && !chosen.iter().any(like) {
                chosen.push((key, kill));
            }
        }
        chosen.sort_by_key(|(key, kill)| (kill.chain_id, key.id, kind(kill)));
        let numbered = chosen.into_iter().zip(1_usize..);
        Self {
            format: "latchkey-kills-1",
            account: account.address.to_checksum(None),
            kernel: account.spec.version.name(),
            entry_point: ENTRY_POINT_07,
            made_at: now,
            kills: numbered.map(|((key, kill), n)| bundled(n, key, kill, networks)).collect(),
        }
    }

    /// Every file by its path inside the folder.
    ///
    /// # Errors
    /// When an operation cannot be written as JSON, which none is known to do.
    pub fn files(&self) -> Result<Vec<(String, String)>, serde_json::Error> {
        let mut files = vec![
            ("README.txt".to_owned(), readme::of(self)),
            ("kills.html".to_owned(), html::of(self)),
            ("kills.json".to_owned(), serde_json::to_string_pretty(self)?),
            ("kill.mjs".to_owned(), include_str!("kill.mjs").to_owned()),
            ("send.sh".to_owned(), include_str!("send.sh").to_owned()),
        ];
        for kill in &self.kills {
            let request = Request {
                jsonrpc: "2.0",
                id: 1,
                method: "eth_sendUserOperation",
                params: (&kill.user_operation, self.entry_point),
            };
            let number = kill.number;
            files.push((format!("operations/{number}.json"), serde_json::to_string(&request)?));
            if let Some(calldata) = &kill.calldata {
                files.push((format!("calldata/{number}.txt"), calldata.to_string()));
            }
        }
        Ok(files)
    }
}

/// What makes two kills the same kind: the newer one replaces the older.
fn kind(kill: &PreparedKill) -> (i64, u64, bool, bool, bool) {
    let everything = matches!(kill.ends, KillEnds::Everything);
    (kill.key_id, kill.chain_id, everything, kill.pays(), kill.deploys())
}

fn bundled(number: usize, key: &Key, kill: &PreparedKill, networks: &[Network]) -> BundledKill {
    let network = networks.iter().find(|network| network.chain_id == kill.chain_id);
    let calldata = || handle_ops([kill.operation.pack()], NOBODY);
    BundledKill {
        number,
        chain_id: kill.chain_id,
        network: network.map_or_else(
            || format!("chain {}", kill.chain_id),
            |network| text::clean(&network.name, text::NAME_MAX),
        ),
        key: text::clean(&key.name, text::NAME_MAX),
        permission_id: kill.made_for.permission_id.to_string(),
        validation_id: validation_id(kill.made_for.permission_id).to_string(),
        validation_nonce: kill.made_for.validation_nonce,
        ends: match kill.ends {
            KillEnds::OneKey => "this key",
            KillEnds::Everything => "every key",
        },
        creates_account: kill.deploys(),
        pays: kill.pays(),
        calldata: (!kill.pays()).then(calldata),
        user_operation: kill.operation.clone(),
    }
}
