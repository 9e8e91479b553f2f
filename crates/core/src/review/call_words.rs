//! An ordinary owner operation (spec 10) in words, call by call.
//!
//! Why: whatever the owner signs is spelled out.
//! Refuses: nothing here; it blocks calls that change the account itself.

use alloy_primitives::{Address, B256, FixedBytes};

use super::operations::Meaning;
use crate::{
    approval::OperationsAsk,
    date, head,
    kernel::execute::{Call, ExecMode, Execution, ExecutionBody},
    language::table::call as words,
    lint,
    names::{Names, TRANSFER},
    policy::describe::{
        argument,
        span::{Sentence, Span},
    },
    text,
};

pub(super) fn ordinary(
    ask: &OperationsAsk,
    executions: &[Execution],
    names: &Names<'_>,
) -> Meaning {
    let mut rules = Vec::new();
    let mut count = 0_u64;
    for (execution, op) in executions.iter().zip(&ask.operations) {
        let network = names.network(op.chain_id);
        let chains = [op.chain_id];
        let here = names.only(&chains);
        for call in execution.calls() {
            count = count.saturating_add(1);
            rules.push(format!("On {network}: {}.", call_words(call, &here)));
        }
        if execution.mode == ExecMode::Try {
            rules.push(format!("On {network}: a call that fails does not undo the others."));
        }
    }
    let mut targets: Vec<_> =
        executions.iter().flat_map(Execution::calls).map(|call| call.to).collect();
    targets.dedup();
    let first = executions.iter().flat_map(Execution::calls).next();
    Meaning {
        title: "Send an operation".to_owned(),
        sentence: sentence(first, count, names),
        facts: Vec::new(),
        rules,
        not_limited: Vec::new(),
        warnings: Vec::new(),
        claims: names.sentences(&targets),
        blocked: blocked(executions, ask.account.address()),
    }
}

fn sentence(first: Option<&Call>, count: u64, names: &Names<'_>) -> Vec<Span> {
    let mut out = Sentence::default();
    match first {
        Some(call) if count == 1 => {
            let mut words = call_words(call, names);
            if let Some(first) = words.get_mut(..1) {
                first.make_ascii_uppercase();
            }
            out.stress(words);
        }
        _ => {
            out.say("Make ");
            out.stress(date::counted(count, "call"));
            out.say(", listed below");
        }
    }
    out.say(", on ");
    out.stress_list(&names.networks());
    out.say(". Nothing else.");
    out.done()
}

/// One call: what it sends or calls, with what.
pub(crate) fn call_words(call: &Call, names: &Names<'_>) -> String {
    let coin = || vec![("amount", names.native(call.value).into())];
    let to = ("to", call.to.to_string().into());
    if call.data.is_empty() {
        return names.say(&words::SEND, &[coin(), vec![to]].concat());
    }
    let along =
        if call.value.is_zero() { String::new() } else { names.say(&words::ALONG, &coin()) };
    let Some((selector, arguments)) = call.data.split_first_chunk::<4>() else {
        return names.say(&words::UNREADABLE, &[to, ("along", along.into())]);
    };
    let selector = FixedBytes::from(*selector);
    if let (true, Some(words)) = (selector == TRANSFER, transfer(call.to, arguments, names)) {
        return format!("{words}{along}");
    }
    let args = [
        ("function", names.function_words(selector).into()),
        ("contract", call.to.to_string().into()),
        ("listed", values(call.to, selector, arguments, names).into()),
        ("along", along.into()),
    ];
    names.say(&words::CALL, &args)
}

fn transfer(token: Address, arguments: &[u8], names: &Names<'_>) -> Option<String> {
    let (to, rest) = arguments.split_first_chunk::<32>()?;
    let amount = <[u8; 32]>::try_from(rest).ok()?;
    let find = |offset| argument::find(names, token, TRANSFER, offset);
    let atoms = find(32).value(B256::from(amount));
    let what = if names.token(token).is_some() {
        atoms
    } else {
        let args = [("amount", atoms.into()), ("token", token.to_string().into())];
        names.say(&words::OF_TOKEN, &args)
    };
    let to = find(0).value(B256::from(*to));
    Some(names.say(&words::SEND, &[("amount", what.into()), ("to", to.into())]))
}

fn values(to: Address, selector: FixedBytes<4>, data: &[u8], names: &Names<'_>) -> String {
    let slots = names.function(selector).and_then(|f| head::slots(&f).ok()).unwrap_or_default();
    let value = |slot: &head::Slot| {
        let from = usize::try_from(slot.offset).ok()?;
        let word = data.get(from..from.checked_add(32)?)?;
        let argument = argument::find(names, to, selector, slot.offset);
        let shown = if slot.is_dynamic() {
            names.say(&words::LONGER, &[])
        } else {
            argument.value(B256::from_slice(word))
        };
        Some(format!("{} {shown}", argument.name()))
    };
    let listed: Vec<_> = slots.iter().filter_map(value).collect();
    if listed.is_empty() {
        return String::new();
    }
    names.say(&words::WITH, &[("arguments", listed.join(", ").into())])
}

fn blocked(executions: &[Execution], account: Address) -> Option<String> {
    if executions.iter().any(|e| matches!(e.body, ExecutionBody::Delegate { .. })) {
        return Some(
            "It would run foreign code as the account, which is as good as giving it away."
                .to_owned(),
        );
    }
    let mut targets = executions.iter().flat_map(Execution::calls).map(|call| call.to);
    let changes = targets.find(|to| *to == account || lint::is_module(*to))?;
    let what = text::short_address(changes);
    Some(format!(
        "It calls {what}, which is the account itself or a contract that runs it; such calls are made only to end keys."
    ))
}
