//! The function a call permission was made from: `abi`, `functionName`, `args` (spec 4.4, 8).
//!
//! Why: published packages write them beside the rules they made of them. They decide nothing, but
//! the published reader evaluates them once more and gives up on some, so they are looked at before
//! they are written again. Refuses: arguments that are neither `null` nor an object.

use std::fmt;

use alloy_json_abi::Function;
use alloy_primitives::FixedBytes;

use super::{
    error::{DecodeError, Problem},
    read::{At, Fields},
    tree::Tree,
};
use crate::policy::{CallPolicyVersion, Condition};

/// What a permission's rules were made from, exactly as it was written.
#[derive(Clone, PartialEq, Eq)]
pub struct AbiSource {
    abi: Tree,
    function_name: String,
    args: Option<Tree>,
}

/// Why the published reader would stop at an [`AbiSource`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SourceFault {
    /// The ABI has no such function, or not the one of the selector.
    #[error("the ABI has no function of that name and selector")]
    Function,
    /// An argument that it cannot make a word of, for example a number of more than 32 digits.
    #[error("argument {0} makes the published reader stop")]
    Argument(usize),
}

impl fmt::Debug for AbiSource {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.debug_struct("AbiSource").field("function_name", &self.function_name).finish()
    }
}

impl AbiSource {
    pub(super) fn read(fields: &Fields<'_>) -> Result<Option<Self>, DecodeError> {
        let parts = [fields.get("abi"), fields.get("functionName"), fields.get("args")];
        if parts.iter().all(Option::is_none) {
            return Ok(None);
        }
        for part in parts.iter().flatten() {
            part.whole_throughout()?;
        }
        let [_, _, args] = parts;
        for arg in args.as_ref().map_or(Ok(Vec::new()), At::list)? {
            if *arg.tree() != Tree::Null {
                arg.object(&["condition", "value", "start", "length"])?;
            }
        }
        let abi = fields.need("abi")?;
        abi.list()?;
        let function_name = fields.need("functionName")?;
        if function_name.text()?.is_empty() {
            return Err(function_name.fails(Problem::Missing));
        }
        Ok(Some(Self {
            abi: abi.tree().clone(),
            function_name: function_name.text()?.to_owned(),
            args: args.map(|at| at.tree().clone()),
        }))
    }

    /// `abi`, `functionName` and `args`.
    pub(super) fn write(&self) -> [Option<Tree>; 3] {
        let name = Tree::text(self.function_name.as_str());
        [Some(self.abi.clone()), Some(name), self.args.clone()]
    }

    /// The name of the function, as it was written.
    #[must_use]
    pub fn function_name(&self) -> &str {
        &self.function_name
    }

    /// Whether the published reader gets past it.
    ///
    /// # Errors
    /// [`SourceFault`], the first it would stop at.
    pub fn check(
        &self,
        version: CallPolicyVersion,
        selector: FixedBytes<4>,
    ) -> Result<(), SourceFault> {
        let function = self.function(selector).ok_or(SourceFault::Function)?;
        let Some(Tree::List(args)) = &self.args else { return Ok(()) };
        for (index, arg) in args.iter().enumerate() {
            let kind = function.inputs.get(index).map(|input| input.ty.as_str());
            if *arg != Tree::Null && !readable(arg, kind, version) {
                return Err(SourceFault::Argument(index));
            }
        }
        Ok(())
    }

    /// The function of that name and selector.
    fn function(&self, selector: FixedBytes<4>) -> Option<Function> {
        let Tree::List(items) = &self.abi else { return None };
        let is = |item: &Tree, key, want: &str| match get(item, key) {
            Some(Tree::Text(text)) => text.as_str() == want,
            Some(
                Tree::Null
                | Tree::Bool(_)
                | Tree::Whole(_)
                | Tree::Odd
                | Tree::List(_)
                | Tree::Object(_),
            )
            | None => false,
        };
        let named = items
            .iter()
            .filter(|item| is(item, "type", "function") && is(item, "name", &self.function_name));
        let read = |item| serde_json::from_str(&serde_json::to_string(item).ok()?).ok();
        named.filter_map(read).find(|function: &Function| function.selector() == selector)
    }
}

fn get<'a>(object: &'a Tree, key: &str) -> Option<&'a Tree> {
    let Tree::Object(fields) = object else { return None };
    fields.iter().find(|(known, _)| known == key).map(|(_, value)| value)
}

/// Whether the published reader makes parameters of an argument without stopping.
fn readable(arg: &Tree, kind: Option<&str>, version: CallPolicyVersion) -> bool {
    let Some(Tree::Whole(number)) = get(arg, "condition") else { return false };
    let condition = u8::try_from(*number).ok().and_then(Condition::from_number);
    let (Some(condition), Some(value)) = (condition, get(arg, "value")) else { return false };
    match condition {
        Condition::OneOf => {
            let Tree::List(values) = value else { return false };
            version != CallPolicyVersion::V0_0_1 && values.iter().all(fits_a_word)
        }
        Condition::SliceEqual => slice(arg, value, kind),
        Condition::Equal
        | Condition::GreaterThan
        | Condition::LessThan
        | Condition::GreaterThanOrEqual
        | Condition::LessThanOrEqual
        | Condition::NotEqual => fits_a_word(value),
    }
}

/// Hex of at most 32 bytes, other text of at most 32 bytes (decimal numbers are taken for text), a
/// small number, or true or false.
fn fits_a_word(value: &Tree) -> bool {
    match value {
        Tree::Bool(_) | Tree::Whole(_) => true,
        Tree::Text(text) => hex_digits(text).map_or(text.len() <= 32, |digits| digits.len() <= 64),
        Tree::Null | Tree::Odd | Tree::List(_) | Tree::Object(_) => false,
    }
}

fn hex_digits(text: &str) -> Option<&str> {
    text.strip_prefix("0x").filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// A slice names a `string` or `bytes` argument, and its length is that of the value.
fn slice(arg: &Tree, value: &Tree, kind: Option<&str>) -> bool {
    let (Some(Tree::Whole(_)), Some(Tree::Whole(length)), Tree::Text(text)) =
        (get(arg, "start"), get(arg, "length"), value)
    else {
        return false;
    };
    let bytes = match (kind, hex_digits(text)) {
        (Some("bytes"), Some(digits)) => digits.len().div_ceil(2),
        (Some("bytes" | "string"), _) => text.len(),
        _ => return false,
    };
    u64::try_from(bytes) == Ok(*length)
}
