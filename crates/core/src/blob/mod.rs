//! ZeroDev's serialized permission account, both directions (spec 8): `base64(utf8(JSON))` with the
//! account, the permission, the owner's approval and, if wanted, the session's private key.
//!
//! Why: it is how a key is handed to other programs, and how theirs come here.
//! Refuses: to write what the published reader would lose or stop at (spec 8.3, [`EncodeError`]); to
//! read what is not understood down to the last key ([`DecodeError`] names the path); to believe
//! what is written: [`SerializedAccount::open`] makes every id, address and digest again.

mod abi_source;
mod account;
mod authorization;
mod call;
mod each;
mod encode;
mod error;
mod made;
mod open;
mod policy;
mod read;
mod session_key;
mod spelling;
mod tree;

#[cfg(test)]
mod tests;

use alloy_primitives::{Address, Bytes};
use base64::{Engine, engine::DecodePaddingMode};
use zeroize::Zeroizing;

pub use abi_source::{AbiSource, SourceFault};
pub use account::{Action, InitCode, Validity};
pub use authorization::Authorization;
pub use each::ChainText;
pub use encode::EncodeError;
pub use error::{DecodeError, MAX_TEXT, Problem};
pub use made::{Approval, Source};
pub use open::{OpenError, Opened, Owner, Place};
pub use policy::SerializedPolicy;
pub use session_key::SessionKey;

use crate::permission::PermissionId;
use read::At;
use tree::Tree;

/// Most policies a permission can have (spec 4).
pub const MAX_POLICIES: usize = 253;

/// What a serialized account says. `None` = left out by its writer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SerializedAccount {
    /// Policies, in order. The permission's own flag is not part of the format: it is always
    /// `0x0000`.
    pub policies: Vec<SerializedPolicy>,
    /// The permission's id as it is claimed; the reader makes it again when it is left out.
    pub permission_id: Option<PermissionId>,
    /// Which function is granted; `execute` when it is left out.
    pub action: Option<Action>,
    /// Times of EntryPoint 0.6; without a meaning for Kernel 0.3.x.
    pub validity: Option<Validity>,
    /// How the account comes to be.
    pub init_code: InitCode,
    /// The account's address as it is claimed.
    pub account: Option<Address>,
    /// The owner's signature over the enable digest (spec 5.2); none when pre-installed.
    pub enable_signature: Option<Bytes>,
    /// The session's private key.
    pub session_key: Option<SessionKey>,
    /// Starts an account of EIP-7702.
    pub authorization: Option<Authorization>,
    /// Whether the permission was installed while deploying (spec 5.5); the multi-chain writer
    /// leaves it out.
    pub pre_installed: Option<bool>,
}

/// Standard alphabet, padded or not, as the published reader takes it.
const BASE64: base64::engine::GeneralPurpose = base64::engine::GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    base64::engine::GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

impl SerializedAccount {
    /// Reads a text. Nothing in it is believed yet: see [`Self::open`].
    ///
    /// # Errors
    /// [`DecodeError`], with the path inside the JSON where it fails.
    pub fn decode(text: &str) -> Result<Self, DecodeError> {
        if text.len() > MAX_TEXT {
            return Err(DecodeError::TooLong(text.len()));
        }
        let bytes = BASE64.decode(text.trim_ascii()).map(Zeroizing::new).map_err(place_of)?;
        let json =
            std::str::from_utf8(&bytes).map_err(|error| DecodeError::Utf8(error.valid_up_to()))?;
        let tree: Tree = serde_json::from_str(json).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            match error.classify() {
                serde_json::error::Category::Data => DecodeError::Repeated { line, column },
                serde_json::error::Category::Io
                | serde_json::error::Category::Syntax
                | serde_json::error::Category::Eof => DecodeError::Json { line, column },
            }
        })?;
        Self::read(&At::top(&tree))
    }

    fn read(top: &At<'_>) -> Result<Self, DecodeError> {
        let fields = top.object(&[
            "permissionParams",
            "action",
            "validityData",
            "accountParams",
            "enableSignature",
            "privateKey",
            "eip7702Auth",
            "isPreInstalled",
        ])?;
        let permission = fields.need("permissionParams")?.object(&["policies", "permissionId"])?;
        let (init_code, account) = account::read(&fields.need("accountParams")?)?;
        let pre_installed = fields.get("isPreInstalled").map(|at| at.bool()).transpose()?;
        let enable_signature = fields.get("enableSignature").map(|at| at.bytes()).transpose()?;
        if enable_signature.is_none() && pre_installed != Some(true) {
            return Err(fields.missing("enableSignature"));
        }
        let key = |at: At<'_>| {
            SessionKey::read(at.text()?).ok_or_else(|| at.fails(Problem::Type("a private key")))
        };
        let authorization = fields.get("eip7702Auth");
        if let (Some(at), InitCode::Factory { install, .. }) = (&authorization, &init_code) {
            return Err(at.fails(Problem::Version(install.version)));
        }
        Ok(Self {
            policies: policies(permission.get("policies"))?,
            permission_id: permission.get("permissionId").map(|at| at.fixed()).transpose()?,
            action: fields.get("action").map(|at| Action::read(&at)).transpose()?,
            validity: fields.get("validityData").map(|at| Validity::read(&at)).transpose()?,
            init_code,
            account,
            enable_signature,
            session_key: fields.get("privateKey").map(key).transpose()?,
            authorization: authorization.map(|at| Authorization::read(&at)).transpose()?,
            pre_installed,
        })
    }

    /// Leaves out what the rules of call policies were made from; the rules stay.
    #[must_use]
    pub fn without_sources(mut self) -> Self {
        self.policies.iter_mut().for_each(|policy| policy.sources.clear());
        self
    }
}

fn policies(at: Option<At<'_>>) -> Result<Vec<SerializedPolicy>, DecodeError> {
    let Some(at) = at else { return Ok(Vec::new()) };
    let list = at.list()?;
    if list.len() > MAX_POLICIES {
        return Err(at.fails(Problem::TooMany(list.len())));
    }
    list.iter().map(SerializedPolicy::read).collect()
}

fn place_of(error: base64::DecodeError) -> DecodeError {
    DecodeError::Base64(match error {
        base64::DecodeError::InvalidByte(at, _) | base64::DecodeError::InvalidLength(at) => at,
        base64::DecodeError::InvalidLastSymbol { offset, .. } => offset,
        base64::DecodeError::InvalidPadding => 0,
    })
}
