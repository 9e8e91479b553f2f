//! The comparison, and how often each kind of verdict came.

use std::{collections::BTreeMap, fmt};

use latchkey_core::policy::check::{Allowed, Answer, Failure};

use crate::ask::Verdict;

/// What was compared.
#[derive(Debug, Default)]
pub struct Tally {
    /// Operations.
    pub operations: u64,
    /// Keys that could be installed, and that could not.
    pub installed: u64,
    pub not_installable: u64,
    /// Allowed operations that were mined, with all counters compared.
    pub mined: u64,
    /// By verdict.
    pub verdicts: BTreeMap<String, u64>,
}

impl Tally {
    pub fn add(mut self, other: Self) -> Self {
        self.operations += other.operations;
        self.installed += other.installed;
        self.not_installable += other.not_installable;
        self.mined += other.mined;
        for (name, count) in other.verdicts {
            *self.verdicts.entry(name).or_default() += count;
        }
        self
    }

    /// Compares one verdict; panics with `tell` on any difference.
    pub fn compare(
        &mut self,
        here: &Result<Allowed, Box<Failure>>,
        chain: &Verdict,
        tell: impl Fn() -> String,
    ) {
        self.operations += 1;
        let same = match (here, chain) {
            (Ok(_), Verdict::Accepted) => true,
            (Err(failure), chain) => match (failure.answer(), chain) {
                (Answer::Reverts(data), Verdict::Reverted(reason, inner)) => {
                    reason.starts_with("AA23") && data == *inner
                }
                (Answer::EntryPoint(code), Verdict::Refused(reason)) => reason.starts_with(code),
                // Refused here alone, whatever the chain says; it is counted by what it says.
                (Answer::Ours, _) => true,
                (Answer::Reverts(_) | Answer::EntryPoint(_), _) => false,
            },
            (Ok(_), _) => false,
        };
        assert!(same, "here: {here:?}\nchain: {chain:?}\n{}", tell());
        *self.verdicts.entry(name(here, chain)).or_default() += 1;
    }

    /// A run of some size meets every verdict there is.
    pub fn covers_everything(&self, wanted: u64) {
        assert!(self.operations >= wanted, "{} of {wanted} operations", self.operations);
        if wanted < 5_000 {
            return;
        }
        let kinds = [
            "allowed",
            "call CallViolatesParamRule",
            "call CallViolatesValueRule",
            "call CallViolatesTargetRule",
            "call InvalidCallData",
            "call InvalidCallType",
            "call ParamTooShort",
            "call Panic",
            "call empty",
            "gas PolicyFailed",
            "gas empty",
            "rate-limit PolicyFailed",
            "rate-limit RateLimited",
            "rate-limit Panic",
            "rate-limit AA22",
            "timestamp AA22",
            "account AA94",
            "account AA21",
            "account AA31",
            "account InvalidValidator",
            "account empty",
            "account PermissionNotAlllowedForUserOp",
        ];
        let missing: Vec<_> = kinds.iter().filter(|k| !self.verdicts.contains_key(**k)).collect();
        assert!(missing.is_empty(), "never met: {missing:?}");
        assert!(self.not_installable > 0 && self.mined > self.installed / 2, "{self}");
    }
}

fn name(here: &Result<Allowed, Box<Failure>>, chain: &Verdict) -> String {
    let Err(failure) = here else { return "allowed".to_owned() };
    let answer = match failure.answer() {
        Answer::EntryPoint(code) => code.to_owned(),
        Answer::Ours if *chain == Verdict::Accepted => {
            return "refused here, taken by the chain".to_owned();
        }
        Answer::Ours => return "refused here, and by the chain".to_owned(),
        Answer::Reverts(data) if data.is_empty() => "empty".to_owned(),
        Answer::Reverts(_) => {
            failure.chain_error().map_or_else(|| "Panic".to_owned(), |e| e.name().to_owned())
        }
    };
    format!("{} {answer}", failure.policy.name())
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} operations agree; {} keys installed, {} not installable; {} mined with their counters",
            self.operations, self.installed, self.not_installable, self.mined
        )?;
        self.verdicts.iter().try_for_each(|(name, count)| writeln!(f, "  {count:>7}  {name}"))
    }
}
