// Tools of an MCP server, through the client that each major of the SDK has for it.
import { experimental_createMCPClient as createClient5 } from "mcp5";
import { createMCPClient as createClient6 } from "mcp6";
import { createMCPClient as createClient7 } from "mcp7";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createHandClockedClient } from "../../ai-sdk/hand-clocked-client.ts";
import { noTags } from "../../capture/no-tags.ts";
import { type Major, majors } from "./majors.ts";
import { type RunningMcpServer, startMcpServer } from "./mcp-server.ts";
import { scriptedModel } from "./scripted-model.ts";
import { waysInto } from "./ways-in.ts";

let server: RunningMcpServer;
beforeAll(async () => {
  server = await startMcpServer();
});
afterAll(() => server.close());

interface McpClient {
  tools(): Promise<object>;
  close(): Promise<void>;
}

function connect({ major }: Major): Promise<McpClient> {
  const transport = { type: "http" as const, url: server.url };
  if (major === 5) return createClient5({ transport });
  return major === 6 ? createClient6({ transport }) : createClient7({ transport });
}

// The MCP clients are made for the newest release of each major.
for (const major of majors.filter(({ release, major }) => release === `${major}`)) {
  for (const way of waysInto(major)) {
    describe(`AI SDK ${major.release}, ${way.name}, MCP`, () => {
      for (const call of ["generateText", "streamText"] as const) {
        test(`${call}: a tool of the server is a step with its text, its picture left out, its error shown`, async () => {
          const { client, delivered } = createHandClockedClient();
          const toolCalls = ["search", "closed"].map((name) => ({ id: name, name, input: { query: "hours" } }));
          const model = way.wrap(scriptedModel(major, [{ toolCalls }, { text: "9 to 17." }]), client);
          const mcp = await connect(major);
          const settings = {
            model,
            prompt: "Opening hours?",
            tools: await mcp.tools(),
            stopWhen: major.stopAfter(3),
            ...way.callOptions(client),
          };
          if (call === "generateText") await major.sdk.generateText(settings);
          else await major.sdk.streamText(settings).consumeStream();
          await mcp.close();
          expect(delivered).toMatchObject([{ input: "Opening hours?", output: "9 to 17.", tags: noTags }]);
          const [asked, search, closed, answered] = delivered[0]?.traces ?? [];
          expect(asked).toMatchObject({ inputTokens: 11, outputTokens: 7 });
          expect(search).toMatchObject({ source: "search", input: '{"query":"hours"}' });
          expect(JSON.stringify(search)).toContain("about hours");
          expect(JSON.stringify(search)).not.toContain("aGVsbG8");
          expect(closed).toMatchObject({ source: "closed", input: '{"query":"hours"}' });
          expect(JSON.stringify(closed)).toContain("we are closed");
          expect(answered).toMatchObject({ output: "9 to 17." });
        });
      }
    });
  }
}
