//! What to paste into a client so that its agent finds Latchkey: one text per client.
//!
//! Why: every client has its own settings file; the forms were tried with the clients themselves.
//! The shim is given the agent's name and no secret: only programs of this user reach its socket.
//! HTTP has no such lock, so its settings carry the token.
//! Refuses: to write into anybody's settings.

use serde_json::{Value, json};

use crate::views::Snippet;

/// Variable from which the shim reads its agent's token when it is given no name.
pub const TOKEN_ENV: &str = "LATCHKEY_TOKEN";

/// Port of the agents' HTTP endpoint when none was kept and it is free.
pub const MCP_PORT: u16 = 47_220;

/// Path of the agents' HTTP endpoint.
pub const MCP_PATH: &str = "/mcp";

/// Every snippet for one agent.
pub(crate) fn all(shim: &str, agent: &str, http_url: &str, token: &str) -> Vec<Snippet> {
    let command = format!("{} --agent {}", quoted(shim), quoted(agent));
    let server = json!({ "command": shim, "args": ["--agent", agent] });
    let servers = pretty(&json!({ "mcpServers": { "latchkey": server } }));
    let in_terminal = "Run in a terminal.";
    vec![
        snippet(
            "Claude Code",
            in_terminal,
            format!("claude mcp add -s user latchkey -- {command}"),
        ),
        snippet("Claude Desktop", CLAUDE_DESKTOP, servers.clone()),
        snippet("Codex", in_terminal, format!("codex mcp add latchkey -- {command}")),
        snippet(
            "Gemini CLI",
            "Run in a terminal. Works in trusted folders only.",
            format!(
                "gemini mcp add -s user latchkey {} -- --agent {}",
                quoted(shim),
                quoted(agent)
            ),
        ),
        opencode(shim, agent),
        snippet("Any client over stdio", "Add to the client's MCP settings.", servers),
        http(http_url, token),
    ]
}

const CLAUDE_DESKTOP: &str = "Add to claude_desktop_config.json (~/.config/Claude on Linux, \
    ~/Library/Application Support/Claude on macOS, %APPDATA%\\Claude on Windows), then quit and \
    open Claude Desktop.";

fn snippet(client: &str, place: &str, text: String) -> Snippet {
    Snippet { client: client.to_owned(), place: place.to_owned(), text }
}

fn opencode(shim: &str, agent: &str) -> Snippet {
    let server = json!({ "type": "local", "command": [shim, "--agent", agent] });
    let text = pretty(&json!({ "mcp": { "latchkey": server } }));
    snippet("opencode", "Add to opencode.json (~/.config/opencode).", text)
}

fn http(url: &str, token: &str) -> Snippet {
    let authorization = format!("Bearer {token}");
    let server =
        json!({ "type": "http", "url": url, "headers": { "Authorization": authorization } });
    let text = pretty(&json!({ "mcpServers": { "latchkey": server } }));
    snippet(
        "Any client over HTTP",
        "Add to the client's MCP settings; for clients that cannot start a program.",
        text,
    )
}

fn pretty(value: &Value) -> String {
    format!("{value:#}")
}

/// A path as one shell word.
fn quoted(path: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+".contains(c);
    if path.chars().all(plain) {
        path.to_owned()
    } else {
        format!("'{}'", path.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "lk_00ff";

    fn snippets() -> Vec<Snippet> {
        all("/opt/a b/latchkey-mcp", "Ann's bot", "http://127.0.0.1:47220/mcp", TOKEN)
    }

    #[test]
    fn only_http_needs_the_token_and_the_shim_the_name() {
        for snippet in snippets() {
            let http = snippet.client.ends_with("HTTP");
            let name = if snippet.text.starts_with('{') { "Ann's bot" } else { r"'Ann'\''s bot'" };
            assert_eq!(snippet.text.contains(TOKEN), http, "{}", snippet.client);
            assert_eq!(snippet.text.contains(name), !http, "{}", snippet.text);
        }
    }

    #[test]
    fn settings_are_json_and_name_the_shim() {
        for snippet in snippets().iter().filter(|s| s.text.starts_with('{')) {
            let read: Value = serde_json::from_str(&snippet.text).expect(&snippet.client);
            assert!(read.is_object());
            let named = snippet.text.contains("/opt/a b/latchkey-mcp");
            assert!(named || snippet.client.ends_with("HTTP"), "{}", snippet.client);
        }
    }

    #[test]
    fn a_path_with_spaces_is_one_shell_word() {
        assert_eq!(quoted("/a b"), "'/a b'");
        assert_eq!(quoted("/it's"), r"'/it'\''s'");
        assert_eq!(quoted("/usr/bin/latchkey-mcp"), "/usr/bin/latchkey-mcp");
    }
}
