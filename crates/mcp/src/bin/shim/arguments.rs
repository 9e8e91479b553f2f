//! What the shim is started with.
//!
//! Refuses: a token as an argument, which every program on the machine could read.

const HELP: &str = "\
Connects an agent to Latchkey. Your MCP client starts this program; you do not need to.

  latchkey-mcp --agent NAME

NAME is the agent's name on the Agents page of Latchkey. Without --agent, the agent's token is
read from the variable LATCHKEY_TOKEN.";

/// Which agent it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Who {
    /// By name; the socket is the lock.
    Name(String),
    /// By token.
    Token(String),
}

/// What to do.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Started {
    /// Serve this agent.
    Serve(Who),
    /// Print this and end.
    Say(String),
}

/// Reads the arguments; the error is what to tell the person.
pub(crate) fn read(
    mut arguments: impl Iterator<Item = String>,
    token: Option<String>,
) -> Result<Started, String> {
    let mut name = None;
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--agent" => name = arguments.next(),
            "--help" | "-h" => return Ok(Started::Say(HELP.to_owned())),
            "--version" | "-V" => {
                return Ok(Started::Say(format!("latchkey-mcp {}", env!("CARGO_PKG_VERSION"))));
            }
            other => match other.strip_prefix("--agent=") {
                Some(given) => name = Some(given.to_owned()),
                None => return Err("Unknown argument. Run latchkey-mcp --help.".to_owned()),
            },
        }
    }
    let name = name.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
    let token = token.map(|token| token.trim().to_owned()).filter(|token| !token.is_empty());
    match (name, token) {
        (Some(name), _) => Ok(Started::Serve(Who::Name(name))),
        (None, Some(token)) => Ok(Started::Serve(Who::Token(token))),
        (None, None) => {
            Err("Say which agent this is: latchkey-mcp --agent NAME, with the name it \
                             has on the Agents page of Latchkey."
                .to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(words: &[&str], token: Option<&str>) -> Result<Started, String> {
        read(words.iter().map(|word| (*word).to_owned()), token.map(Into::into))
    }

    #[test]
    fn an_agent_is_named_or_has_a_token() {
        let named = Ok(Started::Serve(Who::Name("claude".into())));
        assert_eq!(given(&["--agent", "claude"], None), named);
        assert_eq!(given(&["--agent=claude"], Some("t")), named);
        assert_eq!(given(&[], Some("t")), Ok(Started::Serve(Who::Token("t".into()))));
        assert!(given(&[], None).is_err());
        assert!(given(&["--agent"], None).is_err());
    }

    #[test]
    fn a_wrong_argument_is_not_repeated() {
        let error = given(&["--token=lk_secret"], None).unwrap_err();
        assert!(!error.contains("secret"), "{error}");
    }
}
