//! The chain and the store, read past the app: what the app says is compared with what is.
//!
//! Refuses: to write into the store.

use alloy_primitives::{Address, U256};
use rusqlite::{Connection, OpenFlags};
use serde_json::{Value, json};

use crate::home::Home;

/// EntryPoint 0.7 (spec 2).
const ENTRY_POINT: &str = "0x0000000071727De22E5E9d8BAf0edAc6f37da032";

/// The local network's endpoint and the app's store.
#[derive(Debug)]
pub struct Ledger {
    store: Connection,
    url: String,
}

/// A signed operation.
#[derive(Debug, Clone)]
pub struct Signed {
    /// The bundler's JSON form.
    pub json: Value,
}

impl Ledger {
    /// That of an app's home.
    #[must_use]
    pub fn of(home: &Home) -> Self {
        let path = home.data().join("latchkey.db");
        let store = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
        store.busy_timeout(std::time::Duration::from_secs(5)).unwrap();
        let url = store
            .query_row("SELECT rpc_url FROM network WHERE built_in = 1", [], |row| row.get(0))
            .unwrap();
        Self { store, url }
    }

    fn count(&self, table: &str) -> u32 {
        let sql = format!("SELECT count(*) FROM {table}");
        self.store.query_row(&sql, [], |row| row.get(0)).unwrap()
    }

    /// How many accounts the app keeps.
    #[must_use]
    pub fn accounts(&self) -> u32 {
        self.count("account")
    }

    /// How many keys the app keeps.
    #[must_use]
    pub fn keys(&self) -> u32 {
        self.count("session_key")
    }

    /// The grant form that was left unfinished; empty when there is none.
    #[must_use]
    pub fn draft(&self) -> String {
        let sql = "SELECT value FROM setting WHERE name = 'grant-draft'";
        self.store.query_row(sql, [], |row| row.get(0)).unwrap_or_default()
    }

    /// The demo token.
    #[must_use]
    pub fn token(&self) -> Address {
        let sql = "SELECT address FROM token WHERE symbol = 'DUSD'";
        let bytes: Vec<u8> = self.store.query_row(sql, [], |row| row.get(0)).unwrap();
        Address::from_slice(&bytes)
    }

    /// The newest operation that the key of a name signed and the chain took.
    #[must_use]
    pub fn newest_included(&self, key: &str) -> Signed {
        let sql = "SELECT o.signed_json FROM operation o JOIN session_key k ON k.id = o.key_id
            WHERE k.name = ?1 AND o.status LIKE '%ncluded%' ORDER BY o.id DESC LIMIT 1";
        let json: String =
            self.store.query_row(sql, [key], |row| row.get(0)).expect("the key signed something");
        Signed { json: serde_json::from_str(&json).unwrap() }
    }

    /// One JSON-RPC call: the result, or the error object.
    pub async fn rpc(&self, method: &str, params: Value) -> Result<Value, Value> {
        let body = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
        let answer = reqwest::Client::new().post(&self.url).json(&body).send().await.unwrap();
        let answer: Value = answer.json().await.unwrap();
        match answer.get("error") {
            Some(error) => Err(error.clone()),
            None => Ok(answer["result"].clone()),
        }
    }

    /// DUSD of an address, in smallest units.
    pub async fn dusd_of(&self, owner: &str) -> u64 {
        let owner: Address = owner.parse().unwrap();
        let data = format!("0x70a08231{}", hex::encode(owner.into_word()));
        let call = json!([{ "to": self.token(), "data": data }, "latest"]);
        let answer = self.rpc("eth_call", call).await.unwrap();
        let balance: U256 = answer.as_str().unwrap().parse().unwrap();
        balance.to()
    }

    /// Sequence of the next operation under a nonce key (spec 2.4).
    pub async fn sequence(&self, account: Address, nonce_key: U256) -> u64 {
        let words = [account.into_word().0, nonce_key.to_be_bytes()].concat();
        let data = format!("0x35567e1a{}", hex::encode(words));
        let answer =
            self.rpc("eth_call", json!([{ "to": ENTRY_POINT, "data": data }, "latest"])).await;
        let nonce: U256 = answer.unwrap().as_str().unwrap().parse().unwrap();
        (nonce & U256::from(u64::MAX)).to()
    }

    /// Time on the chain, unix seconds.
    pub async fn now(&self) -> u64 {
        let block = self.rpc("eth_getBlockByNumber", json!(["latest", false])).await.unwrap();
        let time: U256 = block["timestamp"].as_str().unwrap().parse().unwrap();
        time.to()
    }

    /// What the chain says to a signed operation; afterwards the network is as it was.
    ///
    /// # Errors
    /// The refusal, as the bundler puts it, or that it was included and failed.
    pub async fn would_take(&self, signed: &Signed) -> Result<(), String> {
        let snapshot = self.rpc("evm_snapshot", json!([])).await.unwrap();
        let sent = self.send(signed).await;
        let receipt = match &sent {
            Ok(hash) => self.rpc("eth_getUserOperationReceipt", json!([hash])).await.unwrap(),
            Err(_) => Value::Null,
        };
        let back = self.rpc("evm_revert", json!([snapshot])).await.unwrap();
        assert_eq!(back, json!(true), "the network was not put back");
        let _hash = sent?;
        if receipt["success"] == true { Ok(()) } else { Err(receipt.to_string()) }
    }

    /// Sends a signed operation straight to the bundler.
    ///
    /// # Errors
    /// The refusal, as the bundler puts it.
    pub async fn send(&self, signed: &Signed) -> Result<Value, String> {
        let sent = self.rpc("eth_sendUserOperation", json!([signed.json, ENTRY_POINT])).await;
        sent.map_err(|error| {
            let part = |name: &str| error["data"][name].as_str();
            let what = part("failedOp").or_else(|| error["message"].as_str()).unwrap_or_default();
            format!("{what} ({})", part("decoded").unwrap_or("without a reason"))
        })
    }
}
