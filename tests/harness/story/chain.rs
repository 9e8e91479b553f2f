//! The chain and the store, read past the app: what the app says is compared with what is.
//!
//! Refuses: to write into the store.

use alloy_primitives::{Address, B256, U256, keccak256};
use rusqlite::{Connection, OpenFlags};
use serde_json::{Value, json};

use crate::home::Home;

/// EntryPoint 0.7 (spec 2).
const ENTRY_POINT: &str = "0x0000000071727De22E5E9d8BAf0edAc6f37da032";

/// Where EntryPoint 0.7 keeps `mapping(address => mapping(uint192 => uint256)) nonceSequenceNumber`.
const NONCES_SLOT: u64 = 1;

/// The local network's endpoint and the app's store.
#[derive(Debug)]
pub struct Ledger {
    store: Connection,
    url: String,
}

/// A signed operation, out of the app's store.
#[derive(Debug, Clone)]
pub struct Signed {
    /// The bundler's JSON form.
    pub json: Value,
    /// Its hash.
    pub hash: B256,
}

impl Signed {
    fn sender(&self) -> Address {
        self.json["sender"].as_str().unwrap().parse().unwrap()
    }

    /// Key (24 bytes) and sequence (8 bytes) of its nonce (spec 5.1).
    fn nonce(&self) -> (U256, U256) {
        let whole: U256 = self.json["nonce"].as_str().unwrap().parse().unwrap();
        (whole >> 64, whole & U256::from(u64::MAX))
    }
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
        let sql =
            "SELECT o.signed_json, o.hash FROM operation o JOIN session_key k ON k.id = o.key_id
            WHERE k.name = ?1 AND o.status LIKE '%ncluded%' ORDER BY o.id DESC LIMIT 1";
        let row =
            self.store.query_row(sql, [key], |row| Ok((row.get::<_, String>(0)?, row.get(1)?)));
        let (json, hash): (String, Vec<u8>) = row.expect("the key signed something");
        Signed { json: serde_json::from_str(&json).unwrap(), hash: B256::from_slice(&hash) }
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

    /// What the chain says to a signed operation as if it had never been used: the nonce it spent is
    /// given back, it is sent, and the network is put back as it was.
    ///
    /// # Errors
    /// The refusal, as the bundler puts it.
    pub async fn send_unspent(&self, signed: &Signed) -> Result<Value, String> {
        let snapshot = self.rpc("evm_snapshot", json!([])).await.unwrap();
        self.give_nonce_back(signed).await;
        let sent = self.rpc("eth_sendUserOperation", json!([signed.json, ENTRY_POINT])).await;
        let receipt = match &sent {
            Ok(hash) => self.rpc("eth_getUserOperationReceipt", json!([hash])).await.unwrap(),
            Err(_) => Value::Null,
        };
        let back = self.rpc("evm_revert", json!([snapshot])).await.unwrap();
        assert_eq!(back, json!(true), "the network was not put back");
        match sent {
            Ok(hash) => {
                assert_eq!(hash, json!(signed.hash), "another operation");
                Ok(receipt)
            }
            Err(error) => Err(error["message"].as_str().unwrap().to_owned()),
        }
    }

    /// What the chain says to a signed operation, just as it is.
    ///
    /// # Errors
    /// The refusal, as the bundler puts it.
    pub async fn send_again(&self, signed: &Signed) -> Result<Value, String> {
        let sent = self.rpc("eth_sendUserOperation", json!([signed.json, ENTRY_POINT])).await;
        sent.map_err(|error| error["message"].as_str().unwrap().to_owned())
    }

    async fn give_nonce_back(&self, signed: &Signed) {
        let (key, sequence) = signed.nonce();
        let outer = keccak256(
            [signed.sender().into_word().0, U256::from(NONCES_SLOT).to_be_bytes()].concat(),
        );
        let slot = keccak256([key.to_be_bytes::<32>(), outer.0].concat());
        let value = B256::from(sequence);
        let set = json!([ENTRY_POINT, slot, value]);
        self.rpc("anvil_setStorageAt", set).await.unwrap();
        let read = format!(
            "0x35567e1a{}{}",
            hex::encode(signed.sender().into_word()),
            hex::encode(key.to_be_bytes::<32>())
        );
        let now =
            self.rpc("eth_call", json!([{ "to": ENTRY_POINT, "data": read }, "latest"])).await;
        let now: U256 = now.unwrap().as_str().unwrap().parse().unwrap();
        assert_eq!(now & U256::from(u64::MAX), sequence, "the nonce was not given back");
    }
}
