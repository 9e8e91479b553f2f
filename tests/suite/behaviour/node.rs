//! A local network for one trace, asked through its JSON-RPC endpoint.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;

use alloy_primitives::{Address, B256, Bytes, U256};
use anyhow::{Context as _, Result, anyhow, bail};
use latchkey_devnet::{Clock, Config, Devnet, Running};
use serde_json::{Value, json};

use crate::trace::Log;

/// Gas of every transaction and call of a trace.
const GAS: &str = "0xd59f80";

/// The node and one connection to it.
pub(crate) struct Node {
    _running: Running,
    connection: BufReader<TcpStream>,
}

/// A call's return data, or its revert data.
pub(crate) type Answer = Result<Bytes, Bytes>;

impl Node {
    /// A network in memory whose first block may have this time.
    pub(crate) fn start(chain_id: u64, timestamp: u64) -> Result<Self> {
        let config = Config { chain_id, clock: Clock::Fixed(timestamp), ..Config::default() };
        let running = Devnet::start(config)?;
        let connection = TcpStream::connect(("127.0.0.1", running.port()))?;
        connection.set_nodelay(true)?;
        Ok(Self { _running: running, connection: BufReader::new(connection) })
    }

    /// The whole JSON-RPC answer.
    fn ask(&mut self, method: &str, params: &Value) -> Result<Value> {
        let body =
            json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).to_string();
        let head =
            format!("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n\r\n", body.len());
        self.connection.get_mut().write_all(format!("{head}{body}").as_bytes())?;
        let mut length = 0;
        loop {
            let mut line = String::new();
            if self.connection.read_line(&mut line)? == 0 {
                bail!("the node closed the connection");
            }
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse()?;
            }
            if line == "\r\n" {
                break;
            }
        }
        let mut body = vec![0; length];
        self.connection.read_exact(&mut body)?;
        Ok(serde_json::from_slice(&body)?)
    }

    fn must(&mut self, method: &str, params: Value) -> Result<Value> {
        let mut answer = self.ask(method, &params)?;
        match answer.get("error") {
            Some(error) => Err(anyhow!("{method}: {error}")),
            None => Ok(answer["result"].take()),
        }
    }

    pub(crate) fn set_balance(&mut self, address: Address, wei: U256) -> Result<()> {
        self.must("anvil_setBalance", json!([address, wei])).map(drop)
    }

    /// Places code unless there is some.
    pub(crate) fn place_code(&mut self, address: Address, code: &Bytes) -> Result<()> {
        if self.must("eth_getCode", json!([address, "latest"]))? == "0x" {
            self.must("anvil_setCode", json!([address, code]))?;
        }
        Ok(())
    }

    /// The next block has this time.
    pub(crate) fn set_time(&mut self, at: u64) -> Result<()> {
        self.must("evm_setNextBlockTimestamp", json!([format!("{at:#x}")])).map(drop)
    }

    /// Mines an empty block of this time.
    pub(crate) fn mine(&mut self, at: u64) -> Result<()> {
        self.set_time(at)?;
        self.must("evm_mine", json!([])).map(drop)
    }

    /// Sends a transaction in a block of this time: whether it succeeded, and its logs.
    pub(crate) fn send(&mut self, at: u64, message: Message<'_>) -> Result<(bool, Vec<Log>)> {
        self.set_time(at)?;
        self.must("anvil_impersonateAccount", json!([message.from]))?;
        let hash = self.must("eth_sendTransaction", json!([message.request()]))?;
        let receipt = self.must("eth_getTransactionReceipt", json!([hash]))?;
        let block = self.must("eth_getBlockByHash", json!([receipt["blockHash"], false]))?;
        if block["timestamp"] != format!("{at:#x}") {
            bail!("the block has time {}, not {at:#x}", block["timestamp"]);
        }
        Ok((receipt["status"] == "0x1", serde_json::from_value(receipt["logs"].clone())?))
    }

    /// Asks on the newest block.
    pub(crate) fn call(&mut self, message: Message<'_>) -> Result<Answer> {
        let answer = self.ask("eth_call", &json!([message.request(), "latest"]))?;
        let Some(error) = answer.get("error") else {
            return Ok(Ok(serde_json::from_value(answer["result"].clone())?));
        };
        if error["code"] != 3 {
            bail!("eth_call: {error}");
        }
        Ok(Err(serde_json::from_value(error["data"].clone()).context("a revert has data")?))
    }

    /// Runtime code at an address.
    pub(crate) fn code(&mut self, address: Address) -> Result<Bytes> {
        Ok(serde_json::from_value(self.must("eth_getCode", json!([address, "latest"]))?)?)
    }

    /// The first 32 bytes of an answer that must not be a revert.
    pub(crate) fn word(&mut self, message: Message<'_>) -> Result<B256> {
        let answer = self.call(message)?.map_err(|data| anyhow!("it reverted with {data}"))?;
        Ok(B256::from_slice(answer.get(..32).context("the answer is too short")?))
    }
}

/// What is sent or asked.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Message<'d> {
    pub(crate) from: Address,
    pub(crate) to: Address,
    pub(crate) data: &'d Bytes,
    pub(crate) value: U256,
}

impl<'d> Message<'d> {
    /// Without value.
    pub(crate) fn new(from: Address, to: Address, data: &'d Bytes) -> Self {
        Self { from, to, data, value: U256::ZERO }
    }

    fn request(&self) -> Value {
        let Self { from, to, data, value } = self;
        json!({"from": from, "to": to, "data": data, "value": value, "gas": GAS})
    }
}
