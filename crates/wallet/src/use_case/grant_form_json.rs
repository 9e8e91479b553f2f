//! The form as JSON that a person typed or pasted.
//!
//! Why: the builder shows the form as JSON both ways; what is wrong is said with its line.
//! Refuses: fields that the form does not have, and texts beyond [`JSON_MAX`].

use latchkey_core::text;

use crate::error::{Error, Result};
use crate::views::GrantForm;
use crate::wallet::Wallet;

/// Longest JSON that is read, in bytes.
const JSON_MAX: usize = 256 * 1024;

impl Wallet {
    /// The form in a JSON text.
    ///
    /// # Errors
    /// `Invalid` with the line and column in its text and, as its field, `line:` and the line.
    pub fn grant_form_json(&self, json: &str) -> Result<GrantForm> {
        read(json)
    }
}

fn read(json: &str) -> Result<GrantForm> {
    if json.len() > JSON_MAX {
        return Err(Error::invalid("This text is too long for a form.", "Paste only the form."));
    }
    serde_json::from_str(json).map_err(|error| {
        let (line, column) = (error.line().max(1), error.column());
        let why = error.to_string();
        let why = why.split(" at line ").next().unwrap_or(&why);
        let why = text::clean(why, text::REASON_MAX);
        let message = format!("Line {line}, column {column}: {why}.");
        Error::invalid(message, "Correct it; the form stays as it was.").at(format!("line:{line}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::views::{Allow, MessageForm, SessionForm};

    fn form() -> GrantForm {
        GrantForm {
            name: "Rent".into(),
            agent_id: Some(1),
            session: SessionForm::Made,
            chain_ids: vec![1, 10],
            allow: vec![Allow::PayNative { recipient: "0x1".into(), max_per_call: "1".into() }],
            uses: "3".into(),
            every_secs: String::new(),
            from: Some(5),
            until: None,
            gas_budget: String::new(),
            paymaster: String::new(),
            messages: MessageForm::Contracts { addresses: "0x2".into() },
            everything: String::new(),
            replaces: None,
        }
    }

    #[test]
    fn a_form_comes_back_as_it_was() {
        let json = serde_json::to_string_pretty(&form()).unwrap();
        assert_eq!(read(&json).unwrap(), form());
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        let json = serde_json::to_string_pretty(&form()).unwrap();
        let wrong = json.replace("\"uses\"", "\"usess\"");
        let error = read(&wrong).unwrap_err();
        let line = wrong.lines().position(|line| line.contains("usess")).unwrap() + 1;
        assert_eq!(error.field, Some(format!("line:{line}")), "{error}");
        assert!(error.message.contains("usess"), "{error}");
        assert_eq!(read("").unwrap_err().field.as_deref(), Some("line:1"));
        assert!(read(&" ".repeat(JSON_MAX + 1)).is_err());
        assert!(read(&json.replace("\"made\"", "\"stolen\"")).is_err());
    }
}
