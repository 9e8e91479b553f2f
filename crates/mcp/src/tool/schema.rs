//! JSON Schemas for the tools, in the plain dialect every client and model can read.
//!
//! Why: generated schemas carry references, `null` unions and number formats that strict
//! validators warn about and some models refuse.
//! Refuses: references; everything is written in place.

use std::sync::Arc;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value};

/// The schema of a type.
pub(super) fn of<T: JsonSchema>() -> Arc<Map<String, Value>> {
    let settings = SchemaSettings::draft2020_12().with(|s| s.inline_subschemas = true);
    let mut schema = settings.into_generator().into_root_schema_for::<T>().to_value();
    plain(&mut schema);
    match schema {
        Value::Object(mut object) => {
            object.remove("description");
            object.entry("properties").or_insert_with(|| Map::new().into());
            Arc::new(object)
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            Arc::default()
        }
    }
}

/// Drops what clients stumble over, here and below.
fn plain(schema: &mut Value) {
    let Some(object) = schema.as_object_mut() else { return };
    object.remove("$schema");
    object.remove("title");
    not_null(object);
    let sized =
        |v: &Value| v.as_str().is_some_and(|f| f.starts_with("int") || f.starts_with("uint"));
    if object.get("format").is_some_and(sized) {
        object.remove("format");
    }
    below(object);
}

/// Optional already means "not required": `null` is not one of the types.
fn not_null(object: &mut Map<String, Value>) {
    if let Some(Value::Array(types)) = object.get_mut("type") {
        types.retain(|t| t != "null");
        if let [one] = types.as_slice() {
            let one = one.clone();
            object.insert("type".to_owned(), one);
        }
    }
    let Some(Value::Array(arms)) = object.get_mut("anyOf") else { return };
    arms.retain(|arm| arm.get("type").is_none_or(|t| t != "null"));
    if let [Value::Object(one)] = arms.as_slice() {
        let one = one.clone();
        object.remove("anyOf");
        for (key, value) in one {
            object.entry(key).or_insert(value);
        }
    }
}

fn below(object: &mut Map<String, Value>) {
    for (key, value) in object.iter_mut() {
        match (key.as_str(), value) {
            ("properties" | "$defs", Value::Object(named)) => named.values_mut().for_each(plain),
            ("items" | "additionalProperties", value) => plain(value),
            ("anyOf" | "oneOf" | "allOf", Value::Array(arms)) => arms.iter_mut().for_each(plain),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(JsonSchema)]
    #[schemars(rename_all = "camelCase")]
    #[expect(dead_code, reason = "only its schema is looked at")]
    struct Probe {
        title: Option<String>,
        count: u8,
        inner: Option<Inner>,
    }

    #[derive(JsonSchema)]
    #[expect(dead_code, reason = "only its schema is looked at")]
    struct Inner {
        deep: Option<u32>,
    }

    #[test]
    fn schemas_are_plain() {
        let text = Value::Object((*of::<Probe>()).clone()).to_string();
        for bad in ["null", "$ref", "$defs", "$schema", "uint"] {
            assert!(!text.contains(bad), "{bad} in {text}");
        }
        assert!(
            text.contains(r#""title":{"type":"string"}"#),
            "a property may be called title: {text}"
        );
        assert!(text.contains(r#""deep":{"#), "{text}");
    }
}
