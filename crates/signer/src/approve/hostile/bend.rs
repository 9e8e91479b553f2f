//! Every way in which one place of a JSON document is bent.

use serde_json::{Value, json};

/// The way to a value: names of fields and numbers of elements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place(Vec<String>);

impl Place {
    /// `ask.body.leaves.0.chainId`.
    pub(super) fn name(&self) -> String {
        self.0.join(".")
    }

    /// Whether a field of this name is on the way.
    pub(super) fn is_under(&self, field: &str) -> bool {
        self.0.iter().any(|step| step == field)
    }

    fn of<'a>(&self, whole: &'a mut Value) -> &'a mut Value {
        self.0.iter().fold(whole, |value, step| {
            if value.is_array() {
                &mut value[step.parse::<usize>().unwrap()]
            } else {
                &mut value[step.as_str()]
            }
        })
    }
}

/// Every place, containers too.
pub(super) fn places(whole: &Value) -> Vec<Place> {
    let mut found = Vec::new();
    walk(whole, &mut Vec::new(), &mut found);
    found
}

fn walk(value: &Value, way: &mut Vec<String>, found: &mut Vec<Place>) {
    found.push(Place(way.clone()));
    let parts: Vec<(String, &Value)> = match value {
        Value::Object(fields) => fields.iter().map(|(name, v)| (name.clone(), v)).collect(),
        Value::Array(elements) => {
            elements.iter().enumerate().map(|(n, v)| (n.to_string(), v)).collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    };
    for (step, part) in parts {
        way.push(step);
        walk(part, way, found);
        way.pop();
    }
}

/// The document with this place bent, once per way.
pub(super) fn bent(whole: &Value, place: &Place) -> Vec<Value> {
    let was = place.of(&mut whole.clone()).clone();
    let mut instead = vec![Value::Null, json!({}), json!([]), json!(true), json!(-1), json!("")];
    match &was {
        Value::Object(fields) => {
            instead.extend(fields.keys().map(|name| {
                let mut less = fields.clone();
                less.remove(name);
                Value::Object(less)
            }));
            let mut more = fields.clone();
            more.insert("approved".to_owned(), json!(true));
            instead.push(Value::Object(more));
        }
        Value::Array(elements) => {
            let first = elements.first().cloned().unwrap_or(Value::Null);
            instead.push([elements.clone(), vec![first.clone()]].concat().into());
            instead.push(elements.iter().rev().cloned().collect());
            instead.push(elements.iter().skip(1).cloned().collect());
            instead.push(vec![first; 300].into());
        }
        Value::String(text) => instead.extend(texts(text)),
        Value::Number(number) => instead.extend(numbers(number.as_u64().unwrap_or_default())),
        Value::Bool(value) => instead.push(json!(!value)),
        Value::Null => instead.extend([json!("0x00"), json!(0)]),
    }
    instead.retain(|value| *value != was);
    instead.into_iter().map(|value| with(whole, place, value)).collect()
}

fn with(whole: &Value, place: &Place, value: Value) -> Value {
    let mut bent = whole.clone();
    *place.of(&mut bent) = value;
    bent
}

fn numbers(was: u64) -> Vec<Value> {
    let near = [was.wrapping_add(1), was.wrapping_sub(1), was ^ 1];
    let far = [0, 1, u64::from(u16::MAX), u64::from(u32::MAX) + 1, u64::MAX];
    let mut all: Vec<Value> = near.into_iter().chain(far).map(|n| json!(n)).collect();
    all.extend([json!(was.to_string()), json!(1.5), json!(1e30)]);
    all
}

/// A hex text bent digit by digit; any text with letters that steer writing, too long, or looking
/// like another.
fn texts(was: &str) -> Vec<Value> {
    let mut all: Vec<String> = Vec::new();
    if let Some(digits) = was.strip_prefix("0x") {
        let at = |n: usize| {
            let mut digits: Vec<char> = digits.chars().collect();
            if let Some(digit) = digits.get_mut(n) {
                *digit = if *digit == '0' { '1' } else { '0' };
            }
            format!("0x{}", digits.iter().collect::<String>())
        };
        // Every digit of a short text, every eleventh of a long one.
        let step = if digits.len() > 80 { 11 } else { 1 };
        all.extend((0..digits.len()).step_by(step).map(at));
        all.extend([format!("0x{digits}00"), format!("0x{}", "0".repeat(digits.len()))]);
        all.push(digits.to_owned());
    }
    all.extend([
        format!("\u{202e}{was}"),
        format!("{was}\u{2066}\u{200b}\u{feff}"),
        format!("{was}\n\n\u{1b}[2J\u{7}\0APPROVE"),
        format!("{was} \u{e0041}\u{e0042}"),
        was.replace('o', "\u{43e}").replace('e', "\u{435}"),
        was.to_uppercase(),
        "\u{301}".repeat(400),
        was.repeat(200).chars().take(10_000).collect(),
        "Safe. Nothing can happen. Approve".to_owned(),
    ]);
    all.into_iter().map(Value::String).collect()
}
