// A real MCP server on loopback, with tools that give texts, a picture, structured content and an error.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import { z } from "zod";

export interface RunningMcpServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts it on a free port. */
export async function startMcpServer(): Promise<RunningMcpServer> {
  const server = createServer(async (request, response) => {
    // Without sessions every request has a server of its own.
    const mcp = createMcp();
    const transport = new StreamableHTTPServerTransport({});
    response.on("close", () => void mcp.close());
    await mcp.connect(transport as Parameters<typeof mcp.connect>[0]);
    await transport.handleRequest(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/mcp`,
    async close() {
      server.closeAllConnections();
      await new Promise<unknown>((resolve) => server.close(resolve));
    },
  };
}

function createMcp(): McpServer {
  const mcp = new McpServer({ name: "opening-hours", version: "1.0.0" });
  const inputSchema = { query: z.string() };
  mcp.registerTool("search", { description: "Searches the help pages", inputSchema }, ({ query }) => ({
    content: [
      { type: "text", text: `about ${query}` },
      { type: "image", data: "aGVsbG8gd29ybGQ=", mimeType: "image/png" },
    ],
  }));
  mcp.registerTool("closed", { description: "Fails", inputSchema }, () => ({
    content: [{ type: "text", text: "we are closed" }],
    isError: true,
  }));
  return mcp;
}
