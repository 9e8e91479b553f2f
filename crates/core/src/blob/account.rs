//! `accountParams`, `action` and `validityData` (spec 8).
//!
//! Why: the factory calldata is all a serialized account says of the account; which Kernel version
//! it is for follows from the factory in it, or from the stated address.
//! Refuses: calldata that is not canonical ([`crate::account::parse`]).

use alloy_primitives::{Address, Bytes, FixedBytes};

use super::{
    error::{DecodeError, Problem},
    read::At,
    spelling::checksummed,
    tree::Tree,
};
use crate::{
    account::{
        parse::{self, ParseError},
        root::RootInstall,
    },
    kernel::{enable::EXECUTE_SELECTOR, version::KernelVersion},
};

/// How the account comes to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InitCode {
    /// A factory deploys it.
    Factory {
        /// Version, root, owner and index.
        install: RootInstall,
        /// Whether the version's own factory is called instead of the meta factory.
        direct: bool,
    },
    /// `0x`: an ordinary key's account that runs Kernel's code (EIP-7702).
    Delegated,
}

/// Which function of the account is granted (spec 5.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Action {
    /// Its selector.
    pub selector: FixedBytes<4>,
    /// The contract that runs it; zero for `execute`.
    pub target: Address,
    /// Hook of the action. The published reader drops it and puts its own on 0.3.0.
    pub hook: Option<Address>,
}

/// From when until when, for EntryPoint 0.6. Unix seconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Validity {
    /// First second; 0 = at once.
    pub valid_after: u64,
    /// Last second; 0 = for ever.
    pub valid_until: u64,
}

impl Action {
    /// `execute`, the one function a session key is granted.
    pub const EXECUTE: Self =
        Self { selector: EXECUTE_SELECTOR, target: Address::ZERO, hook: None };

    pub(super) fn read(at: &At<'_>) -> Result<Self, DecodeError> {
        let fields = at.object(&["selector", "address", "hook"])?;
        let hook = |at: At<'_>| at.object(&["address"])?.need("address")?.address();
        let selector = fields.get("selector").map(|at| at.fixed()).transpose()?;
        let target = fields.get("address").map(|at| at.address()).transpose()?;
        Ok(Self {
            selector: selector.unwrap_or(EXECUTE_SELECTOR),
            target: target.unwrap_or_default(),
            hook: fields.get("hook").map(hook).transpose()?,
        })
    }

    pub(super) fn write(&self) -> Tree {
        let hook = |hook| Tree::object([("address", Some(checksummed(hook)))]);
        Tree::object([
            ("selector", Some(Tree::text(self.selector.to_string()))),
            ("address", Some(checksummed(self.target))),
            ("hook", self.hook.map(hook)),
        ])
    }
}

impl Validity {
    pub(super) fn read(at: &At<'_>) -> Result<Self, DecodeError> {
        let fields = at.object(&["validAfter", "validUntil"])?;
        let time = |key| fields.get(key).map_or(Ok(0), |at| at.whole(48));
        Ok(Self { valid_after: time("validAfter")?, valid_until: time("validUntil")? })
    }

    pub(super) fn write(&self) -> Tree {
        Tree::object([
            ("validAfter", Some(Tree::Whole(self.valid_after))),
            ("validUntil", Some(Tree::Whole(self.valid_until))),
        ])
    }
}

/// Reads `accountParams`: how the account comes to be, and its address if that is stated.
pub(super) fn read(at: &At<'_>) -> Result<(InitCode, Option<Address>), DecodeError> {
    let fields = at.object(&["initCode", "accountAddress"])?;
    let account = fields.get("accountAddress").map(|at| at.address()).transpose()?;
    let at = fields.need("initCode")?;
    let data = at.bytes()?;
    if data.is_empty() {
        return match account {
            Some(_) => Ok((InitCode::Delegated, account)),
            None => Err(fields.missing("accountAddress")),
        };
    }
    match parse::factory_data(&data) {
        Ok(install) => Ok((InitCode::Factory { install, direct: false }, account)),
        Err(ParseError::UnknownCall) => {
            let install = direct(&data, account).map_err(|problem| at.fails(problem))?;
            Ok((InitCode::Factory { install, direct: true }, account))
        }
        Err(
            error @ (ParseError::Legacy
            | ParseError::UnknownFactory(_)
            | ParseError::Initialize(_)
            | ParseError::NotCanonical),
        ) => Err(at.fails(error)),
    }
}

/// A version's own factory does not say which version's it is: the stated address does.
fn direct(data: &[u8], account: Option<Address>) -> Result<RootInstall, Problem> {
    let read: Vec<_> =
        KernelVersion::ALL.map(|version| parse::direct_factory_data(data, version)).into();
    let fits = |install: &RootInstall| Some(install.address()) == account;
    if let Some(install) = read.iter().flatten().find(|install| fits(install)) {
        return Ok(install.clone());
    }
    match read.into_iter().next_back() {
        Some(Err(error)) if !matches!(error, ParseError::Initialize(_)) => Err(error.into()),
        Some(Err(_) | Ok(_)) | None => Err(Problem::NoVersion),
    }
}

pub(super) fn write(init_code: &InitCode, account: Option<Address>) -> Tree {
    let data = match init_code {
        InitCode::Factory { install, direct: false } => install.factory_data(),
        InitCode::Factory { install, direct: true } => install.direct_factory_data(),
        InitCode::Delegated => Bytes::new(),
    };
    Tree::object([
        ("initCode", Some(Tree::text(data.to_string()))),
        ("accountAddress", account.map(checksummed)),
    ])
}
