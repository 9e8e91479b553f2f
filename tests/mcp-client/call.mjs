// One tool call with the official TypeScript SDK, or the list of tools.
// Usage: node call.mjs TOOL JSON, with MCP_URL and MCP_TOKEN, or MCP_CMD; TOOL "tools/list" lists.
// Prints the SDK's answer as JSON, or {"sdkError": "..."} when the SDK itself objects.
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";

const [tool, args] = process.argv.slice(2);
const { MCP_URL: url, MCP_TOKEN: token, MCP_CMD: cmd } = process.env;

function transport() {
  if (url) {
    const headers = { Authorization: `Bearer ${token}` };
    return new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } });
  }
  const [command, ...rest] = cmd.split(" ");
  return new StdioClientTransport({ command, args: rest, env: process.env });
}

async function main() {
  const client = new Client({ name: "latchkey-check", version: "1" });
  try {
    await client.connect(transport());
    if (tool === "tools/list") return await client.listTools();
    return await client.callTool({ name: tool, arguments: JSON.parse(args || "{}") });
  } catch (error) {
    return { sdkError: `${error.name}: ${error.message}` };
  } finally {
    await client.close().catch(() => {});
  }
}

console.log(JSON.stringify(await main()));
