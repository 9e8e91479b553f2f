// Tool calls with the official TypeScript SDK over one connection, or the list of tools.
// Usage: node call.mjs TOOL JSON [TOOL JSON ...], with MCP_URL and MCP_TOKEN, or MCP_CMD;
// TOOL "tools/list" lists. MCP_MODE: auto negotiates the era, pin insists on 2026-07-28, none is
// the SDK's default. Prints one line of JSON per call: the SDK's answer, or {"sdkError": "..."}
// when the SDK itself objects.
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";

const calls = process.argv.slice(2);
const { MCP_URL: url, MCP_TOKEN: token, MCP_CMD: cmd, MCP_MODE: mode } = process.env;

function transport() {
  if (url) {
    const headers = { Authorization: `Bearer ${token}` };
    return new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } });
  }
  const [command, ...rest] = cmd.startsWith("[") ? JSON.parse(cmd) : cmd.split(" ");
  return new StdioClientTransport({ command, args: rest, env: process.env });
}

function options() {
  if (!mode) return {};
  return { versionNegotiation: { mode: mode === "pin" ? { pin: "2026-07-28" } : mode } };
}

const objection = (error) => ({ sdkError: `${error.name}: ${error.message}` });

async function one(client, tool, args) {
  try {
    if (tool === "tools/list") {
      const list = await client.listTools();
      return { ...list, protocol: client.getNegotiatedProtocolVersion?.() };
    }
    return await client.callTool({ name: tool, arguments: JSON.parse(args || "{}") });
  } catch (error) {
    return objection(error);
  }
}

const client = new Client({ name: "latchkey-check", version: "1" }, options());
try {
  await client.connect(transport());
  for (let i = 0; i < calls.length; i += 2) {
    console.log(JSON.stringify(await one(client, calls[i], calls[i + 1])));
  }
} catch (error) {
  for (let i = 0; i < calls.length; i += 2) console.log(JSON.stringify(objection(error)));
} finally {
  await client.close().catch(() => {});
}
