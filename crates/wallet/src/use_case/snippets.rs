//! What to paste into a client so that its agent finds Latchkey: one text per client.
//!
//! Why: every client has its own settings file and its own way to pass a token; the forms were
//! tried with the clients themselves. The shim takes the token from [`TOKEN_ENV`], never from an
//! argument, which every program on the machine could read.
//! Refuses: to write into anybody's settings.

use serde_json::{Map, Value, json};

use crate::views::Snippet;

/// Variable from which the shim reads its agent's token.
pub const TOKEN_ENV: &str = "LATCHKEY_TOKEN";

/// Port of the agents' HTTP endpoint when none was kept and it is free.
pub const MCP_PORT: u16 = 47_220;

/// Path of the agents' HTTP endpoint.
pub const MCP_PATH: &str = "/mcp";

/// Every snippet for one agent.
pub(crate) fn all(shim: &str, http_url: &str, token: &str) -> Vec<Snippet> {
    vec![
        claude_code(shim, token),
        claude_desktop(shim, token),
        codex(shim, token),
        gemini(shim, token),
        opencode(shim, token),
        stdio(shim, token),
        http(http_url, token),
    ]
}

fn snippet(client: &str, place: &str, text: String) -> Snippet {
    Snippet { client: client.to_owned(), place: place.to_owned(), text }
}

fn claude_code(shim: &str, token: &str) -> Snippet {
    let text =
        format!("claude mcp add -s user latchkey -e {TOKEN_ENV}={token} -- {}", quoted(shim));
    snippet("Claude Code", "Run in a terminal.", text)
}

fn claude_desktop(shim: &str, token: &str) -> Snippet {
    let place = "Add to claude_desktop_config.json (~/.config/Claude on Linux, \
                 ~/Library/Application Support/Claude on macOS, %APPDATA%\\Claude on Windows), \
                 then quit and open Claude Desktop.";
    snippet(
        "Claude Desktop",
        place,
        pretty(&json!({ "mcpServers": { "latchkey": server(shim, token) } })),
    )
}

fn codex(shim: &str, token: &str) -> Snippet {
    let text = format!("codex mcp add latchkey --env {TOKEN_ENV}={token} -- {}", quoted(shim));
    snippet("Codex", "Run in a terminal.", text)
}

fn gemini(shim: &str, token: &str) -> Snippet {
    let text = format!("gemini mcp add -s user -e {TOKEN_ENV}={token} latchkey {}", quoted(shim));
    snippet("Gemini CLI", "Run in a terminal. Works in trusted folders only.", text)
}

fn opencode(shim: &str, token: &str) -> Snippet {
    let mut environment = Map::new();
    environment.insert(TOKEN_ENV.to_owned(), Value::from(token));
    let server = json!({ "type": "local", "command": [shim], "environment": environment });
    let text = pretty(&json!({ "mcp": { "latchkey": server } }));
    snippet("opencode", "Add to opencode.json (~/.config/opencode).", text)
}

fn stdio(shim: &str, token: &str) -> Snippet {
    let text = pretty(&json!({ "mcpServers": { "latchkey": server(shim, token) } }));
    snippet("Any client over stdio", "Add to the client's MCP settings.", text)
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

fn server(shim: &str, token: &str) -> Value {
    let mut env = Map::new();
    env.insert(TOKEN_ENV.to_owned(), Value::from(token));
    json!({ "command": shim, "args": [], "env": env })
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
        all("/opt/a b/latchkey-mcp", "http://127.0.0.1:47220/mcp", TOKEN)
    }

    #[test]
    fn every_snippet_carries_the_token_once() {
        for snippet in snippets() {
            assert_eq!(snippet.text.matches(TOKEN).count(), 1, "{}", snippet.client);
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
