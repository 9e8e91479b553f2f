//! Sourcify (API v2) and Etherscan (API v2) over HTTPS.
//!
//! Why: short waits and small answers, since a person waits in front of a form.
//! Refuses: redirects, answers above [`MAX_ANSWER_BYTES`], and to put an address or a key into an error
//! or a log.

use std::time::Duration;

use alloy_json_abi::JsonAbi;
use async_trait::async_trait;
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use url::Url;

use crate::ports::{AbiAsk, AbiSource, Directory, FoundAbi, NetworkError};

/// To open a connection.
const CONNECT: Duration = Duration::from_secs(3);
/// For the whole of a request and its answer.
const TOTAL: Duration = Duration::from_secs(6);
/// Longest answer, in bytes.
const MAX_ANSWER_BYTES: usize = 2 * 1024 * 1024;
const SOURCIFY: &str = "https://sourcify.dev/server/";
const ETHERSCAN: &str = "https://api.etherscan.io/";

/// The two directories.
#[derive(Debug, Clone)]
pub struct HttpAbiSource {
    client: Option<reqwest::Client>,
    sourcify: Option<Url>,
    etherscan: Option<Url>,
}

impl Default for HttpAbiSource {
    fn default() -> Self {
        Self::new(SOURCIFY, ETHERSCAN)
    }
}

#[derive(Deserialize)]
struct Verified {
    abi: Option<JsonAbi>,
    compilation: Option<Compilation>,
}

#[derive(Deserialize)]
struct Compilation {
    name: Option<String>,
}

#[derive(Deserialize)]
struct Scanned {
    result: Found,
}

/// A refusal is text in the place of the list.
#[derive(Deserialize)]
#[serde(untagged)]
enum Found {
    Contracts(Vec<Contract>),
    Refusal(IgnoredAny),
}

#[derive(Deserialize)]
struct Contract {
    #[serde(rename = "ABI")]
    abi: String,
    #[serde(rename = "ContractName", default)]
    name: String,
}

impl HttpAbiSource {
    /// For servers at these addresses, each with a slash at its end. Nothing is sent yet.
    #[must_use]
    pub fn new(sourcify: &str, etherscan: &str) -> Self {
        let client = reqwest::Client::builder()
            .connect_timeout(CONNECT)
            .timeout(TOTAL)
            .redirect(reqwest::redirect::Policy::none())
            .user_agent(concat!("latchkey/", env!("CARGO_PKG_VERSION")));
        let url = |said: &str| Url::parse(said).ok();
        Self { client: client.build().ok(), sourcify: url(sourcify), etherscan: url(etherscan) }
    }

    async fn sourcify(&self, ask: &AbiAsk) -> Result<Option<FoundAbi>, NetworkError> {
        let path = format!("v2/contract/{}/{}", ask.chain_id, ask.address.to_checksum(None));
        let mut url = joined(self.sourcify.as_ref(), &path)?;
        url.query_pairs_mut().append_pair("fields", "abi,compilation");
        let Some(found) = self.get::<Verified>(url).await? else { return Ok(None) };
        let name = found.compilation.and_then(|one| one.name).unwrap_or_default();
        let directory = Directory::Sourcify;
        Ok(found.abi.map(|abi| FoundAbi { directory, name, abi }))
    }

    async fn etherscan(&self, ask: &AbiAsk, key: &str) -> Result<Option<FoundAbi>, NetworkError> {
        let mut url = joined(self.etherscan.as_ref(), "v2/api")?;
        url.query_pairs_mut()
            .append_pair("chainid", &ask.chain_id.to_string())
            .append_pair("module", "contract")
            .append_pair("action", "getsourcecode")
            .append_pair("address", &ask.address.to_checksum(None))
            .append_pair("apikey", key);
        let Some(Scanned { result }) = self.get(url).await? else { return Ok(None) };
        let contract = match result {
            Found::Contracts(found) => found.into_iter().next(),
            Found::Refusal(_) => return Err(unreachable("it refused the question or the key")),
        };
        // An unverified contract has a sentence where the ABI would be.
        let read = contract.and_then(|one| {
            serde_json::from_str(&one.abi).ok().map(|abi: JsonAbi| (one.name, abi))
        });
        let directory = Directory::Etherscan;
        Ok(read.map(|(name, abi)| FoundAbi { directory, name, abi }))
    }

    /// The answer; `None` = the server does not know it (404).
    async fn get<T: DeserializeOwned>(&self, url: Url) -> Result<Option<T>, NetworkError> {
        let client = self.client.as_ref().ok_or_else(|| unreachable("no web requests here"))?;
        let broken = |_why: reqwest::Error| unreachable("the connection failed or took too long");
        let mut response = client.get(url).send().await.map_err(broken)?;
        let status = response.status();
        if status == reqwest::StatusCode::NOT_FOUND {
            return Ok(None);
        }
        if !status.is_success() {
            return Err(unreachable(&format!("it answered with HTTP status {}", status.as_u16())));
        }
        let mut answer = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(broken)? {
            if answer.len().saturating_add(chunk.len()) > MAX_ANSWER_BYTES {
                return Err(unreachable("its answer is longer than 2 MiB"));
            }
            answer.extend_from_slice(&chunk);
        }
        let read = serde_json::from_slice(&answer);
        read.map(Some).map_err(|_not_json| unreachable("its answer cannot be read"))
    }
}

#[async_trait]
impl AbiSource for HttpAbiSource {
    async fn find(&self, ask: AbiAsk) -> Result<Option<FoundAbi>, NetworkError> {
        let first = self.sourcify(&ask).await;
        if let Ok(Some(found)) = first {
            return Ok(Some(found));
        }
        match &ask.etherscan_key {
            Some(key) => match self.etherscan(&ask, key).await {
                Ok(Some(found)) => Ok(Some(found)),
                Ok(None) => first,
                Err(error) => Err(error),
            },
            None => first,
        }
    }
}

fn joined(base: Option<&Url>, path: &str) -> Result<Url, NetworkError> {
    let url = base.and_then(|base| base.join(path).ok());
    url.ok_or_else(|| unreachable("its address is wrong"))
}

fn unreachable(why: &str) -> NetworkError {
    NetworkError::Unreachable(why.to_owned())
}
