import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Nebuly } from "nebuly";
import { expect, test } from "vitest";

test("a turn told by hand arrives as one interaction", async () => {
  const bodies: unknown[] = [];
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk) => {
      text += chunk;
    });
    request.on("end", () => {
      bodies.push(JSON.parse(text));
      response.end("{}");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await using client = new Nebuly({ baseUrl: `http://127.0.0.1:${port}` });
  await client.interaction({ endUser: "user-1", input: "Opening hours?" }, async (turn) => {
    turn.retrieval({ source: "faq", input: "opening hours", outputs: ["Open 9 to 17."] });
    turn.llm({ model: "m", messages: [{ role: "user", content: "Opening hours?" }], output: "9 to 17." });
  });
  expect(await client.flush()).toEqual({ sent: 1, failed: 0, pending: 0 });
  expect(bodies).toMatchObject([
    {
      interaction: { input: "Opening hours?", output: "9 to 17.", end_user: "user-1" },
      traces: [{}, {}],
      user_feedback: [],
      anonymize: true,
    },
  ]);
  server.close();
});
