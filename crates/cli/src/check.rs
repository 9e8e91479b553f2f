//! `latchkey check`: calls from the command line, and the answer in lines a person reads.
//!
//! Refuses: to leave out what was not looked at; each gap is a line with its reason.

use latchkey_core::date;
use latchkey_wallet::error::Error;
use latchkey_wallet::views::{GrantTry, Simulated, TryAnswer, TryCall};

use crate::args::Check;
use crate::run::form;

/// What is asked of the wallet.
pub(crate) fn asked(words: Check) -> Result<GrantTry, Error> {
    let calls = match words.calls {
        Some(json) => form(&json)?,
        None => vec![TryCall {
            to: words.to.unwrap_or_default(),
            value: words.value,
            data: words.data,
            function: words.function,
            args: words.args,
        }],
    };
    Ok(GrantTry {
        form: words.params.as_deref().map(form).transpose()?,
        key_id: words.key,
        chain_id: words.chain_id,
        calls,
        simulate: !words.offline,
    })
}

/// Whether the calls would work, as far as that was looked at.
pub(crate) fn works(answer: &TryAnswer) -> bool {
    answer.allowed && answer.simulation.as_ref().is_none_or(|simulated| simulated.ok)
}

/// The answer, line by line.
pub(crate) fn words(answer: &TryAnswer) -> Vec<String> {
    let verdict = if answer.allowed { "Allowed" } else { "Not allowed" };
    let mut lines = vec![format!("{verdict}: {}, on {}.", answer.what, answer.network)];
    if let Some(failure) = &answer.first_failure {
        let place = if failure.path.is_empty() { "whole key" } else { &failure.path };
        lines.push(format!("  {} ({}: {place})", failure.text, failure.rule));
        lines.push(match &failure.would_pass {
            Some(passes) => format!("  What passes: {passes}."),
            None => "  No other number would pass.".to_owned(),
        });
    }
    lines.extend(counters(answer));
    match (&answer.simulation, &answer.simulation_missing) {
        (Some(simulated), _) => lines.extend(simulation(simulated)),
        (None, Some(why)) => lines.push(missing("Not simulated", why)),
        (None, None) => {}
    }
    match (&answer.fee, &answer.fee_missing) {
        (Some(fee), _) => lines.push(format!("Costs at most {}. {}", fee.at_most, fee.words)),
        (None, Some(why)) => lines.push(missing("Not priced", why)),
        (None, None) => {}
    }
    lines
}

/// A gap, with its name said once.
fn missing(name: &str, why: &str) -> String {
    if why.starts_with(name) { why.to_owned() } else { format!("{name}: {why}") }
}

fn counters(answer: &TryAnswer) -> Vec<String> {
    let counters = &answer.counters;
    let mut lines = vec![counters.words.clone()];
    let left = [
        counters.uses_left.as_ref().map(|uses| format!("operations: {uses}")),
        counters.gas_left.as_ref().map(|gas| format!("gas: {gas}")),
        counters.next_at.map(|at| format!("next use: {}", date::words(at.into()))),
    ];
    let left: Vec<String> = left.into_iter().flatten().collect();
    if !left.is_empty() {
        lines.push(format!("  Left: {}.", left.join(", ")));
    }
    lines
}

fn simulation(simulated: &Simulated) -> Vec<String> {
    let block = simulated.block;
    let mut lines = Vec::new();
    match &simulated.revert {
        Some(why) => lines.push(format!("On the state of block {block} it fails. {why}")),
        None => lines.push(format!(
            "On the state of block {block} it works, with {} gas.",
            simulated.gas_used
        )),
    }
    lines.extend(simulated.changes.iter().map(|change| format!("  {}", change.text)));
    lines.extend(simulated.notes.iter().map(|note| format!("  {note}")));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;
    use latchkey_wallet::views::{CounterSource, TryCounters, TryFailure};

    fn parsed(words: &[&str]) -> Result<GrantTry, String> {
        let words = ["latchkey", "check"].iter().chain(words);
        let args = crate::args::Args::try_parse_from(words).map_err(|e| e.to_string())?;
        let crate::args::Command::Check(check) = args.command else {
            return Err("another command".to_owned());
        };
        asked(*check).map_err(|e| e.message)
    }

    #[test]
    fn one_call_or_a_list_against_a_key_or_a_form() {
        let one = parsed(&["--key", "3", "--to", "0xab", "--function", "f(int256)", "--arg", "-5"]);
        let one = one.unwrap();
        assert_eq!((one.key_id, one.simulate), (Some(3), true));
        assert_eq!(one.calls[0].args, ["-5"]);
        let list =
            parsed(&["--key", "3", "--offline", "--calls", r#"[{"to":"0x1"},{"to":"0x2"}]"#]);
        let list = list.unwrap();
        assert_eq!((list.calls.len(), list.simulate), (2, false));
        assert!(parsed(&["--to", "0xab"]).is_err(), "against nothing");
        assert!(parsed(&["--key", "3"]).is_err(), "no call");
        assert!(parsed(&["--key", "3", "--calls", "[{\"from\":1}]"]).is_err(), "no such field");
    }

    #[test]
    fn a_refusal_says_what_passes_and_every_gap_has_a_reason() {
        let answer = TryAnswer {
            chain_id: 1,
            network: "Local".into(),
            what: "pay 26 DUSD".into(),
            allowed: false,
            first_failure: Some(TryFailure {
                rule: "call".into(),
                path: "calls[0].args[1]".into(),
                text: "The amount is 26 DUSD.".into(),
                would_pass: Some("at most 25 DUSD".into()),
            }),
            counters: TryCounters {
                source: CounterSource::Draft,
                words: "This is a draft.".into(),
                uses_left: Some("3".into()),
                gas_left: None,
                next_at: None,
            },
            simulation: None,
            simulation_missing: Some("The key does not allow it.".into()),
            fee: None,
            fee_missing: Some("Not priced: silence.".into()),
        };
        assert!(!works(&answer));
        let text = words(&answer).join("\n");
        for line in [
            "Not allowed: pay 26 DUSD, on Local.",
            "  What passes: at most 25 DUSD.",
            "  Left: operations: 3.",
            "Not simulated: The key does not allow it.",
            "Not priced: silence.",
        ] {
            assert!(text.contains(line), "{line:?} is not in\n{text}");
        }
    }
}
