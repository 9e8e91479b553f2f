//! Reading an account's message signature: `00`, `01 ‖ validator`, `02 ‖ pId ‖ ff`, each perhaps
//! with the replayable magic, all perhaps wrapped by ERC-6492 (spec 3.1).
//!
//! Why: before a signature is believed, it must be said whose it claims to be.
//! Refuses: policy segments (no Kernel version can read them here, spec 12.2), unknown types, and
//! ERC-6492 inside ERC-6492.

use alloy_primitives::{Address, Bytes, FixedBytes};
use alloy_sol_types::SolValue;

use crate::kernel::erc1271::{ERC6492_MAGIC, REPLAYABLE_MAGIC, before_deployment};
use crate::permission::PermissionId;

/// Whose signature it claims to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `00`: whatever root the account has.
    Root,
    /// `01 ‖ validator`.
    Validator(Address),
    /// `02 ‖ pId`.
    Permission(PermissionId),
}

/// How the account comes to exist (ERC-6492).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Predeployed {
    /// The factory.
    pub factory: Address,
    /// Its calldata.
    pub factory_data: Bytes,
}

/// A signature, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountSignature {
    /// Whose.
    pub form: Form,
    /// Marked as good on every chain (only 0.3.2 and later read it so).
    pub replayable: bool,
    /// The key's part, without prefix, magic and `ff`.
    pub inner: Bytes,
    /// Set before deployment.
    pub predeployed: Option<Predeployed>,
}

/// Why bytes are no message signature of a Kernel 0.3.x account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ParseError {
    /// Nothing, or a prefix alone.
    #[error("the signature is empty or cut off; ask for it again")]
    Cut,
    /// The first byte is not 0, 1 or 2.
    #[error("the signature is of the unknown kind {0}; a Kernel account would refuse it")]
    UnknownKind(u8),
    /// After a permission id comes something else than `ff`.
    #[error(
        "the signature carries data for single policies, which no Kernel version reads in messages"
    )]
    PolicySegments,
    /// The ERC-6492 part is not encoded plainly, or holds another one.
    #[error("the part about deploying the account cannot be read; ask for the signature again")]
    Wrapper,
}

impl AccountSignature {
    /// Reads one. Total: any bytes are read or refused, and what is read encodes to the same bytes.
    ///
    /// # Errors
    /// [`ParseError`].
    pub fn parse(bytes: &[u8]) -> Result<Self, ParseError> {
        let Some(body) = bytes.strip_suffix(ERC6492_MAGIC.as_slice()) else {
            return bare(bytes);
        };
        let (factory, factory_data, inner) =
            <(Address, Bytes, Bytes)>::abi_decode_params(body).ok().ok_or(ParseError::Wrapper)?;
        if inner.ends_with(ERC6492_MAGIC.as_slice()) {
            return Err(ParseError::Wrapper);
        }
        let predeployed = Some(Predeployed { factory, factory_data });
        let read = Self { predeployed, ..bare(&inner)? };
        if *read.encode() == *bytes { Ok(read) } else { Err(ParseError::Wrapper) }
    }

    /// The bytes.
    #[must_use]
    pub fn encode(&self) -> Bytes {
        let magic: &[u8] = if self.replayable { REPLAYABLE_MAGIC.as_slice() } else { &[] };
        let inner: Bytes = match &self.form {
            Form::Root => [&[0], magic, &self.inner].concat(),
            Form::Validator(validator) => [&[1], validator.as_slice(), magic, &self.inner].concat(),
            Form::Permission(id) => [&[2], id.as_slice(), magic, &[0xff], &self.inner].concat(),
        }
        .into();
        match &self.predeployed {
            None => inner,
            Some(Predeployed { factory, factory_data }) => {
                before_deployment(*factory, factory_data.clone(), inner)
            }
        }
    }
}

fn bare(bytes: &[u8]) -> Result<AccountSignature, ParseError> {
    let (kind, rest) = bytes.split_first().ok_or(ParseError::Cut)?;
    let (form, rest) = match kind {
        0 => (Form::Root, rest),
        1 => {
            let (validator, rest) = rest.split_first_chunk::<20>().ok_or(ParseError::Cut)?;
            (Form::Validator(validator.into()), rest)
        }
        2 => {
            let (id, rest) = rest.split_first_chunk::<4>().ok_or(ParseError::Cut)?;
            (Form::Permission(FixedBytes(*id)), rest)
        }
        other => return Err(ParseError::UnknownKind(*other)),
    };
    let unmarked = rest.strip_prefix(REPLAYABLE_MAGIC.as_slice());
    let (replayable, rest) = unmarked.map_or((false, rest), |rest| (true, rest));
    let (first, after) = rest.split_first().ok_or(ParseError::Cut)?;
    let inner = match form {
        Form::Root | Form::Validator(_) => rest,
        Form::Permission(_) if *first == 0xff => after,
        Form::Permission(_) => return Err(ParseError::PolicySegments),
    };
    let inner = Bytes::copy_from_slice(inner);
    Ok(AccountSignature { form, replayable, inner, predeployed: None })
}
