//! The MCP server over wallet use cases.
