// What a conversation in bulk cannot carry, and is said of it.

import { expect, test } from "vitest";
import { Nebuly } from "../src/index.ts";

test("a client that hides content says once that a conversation's texts are shown", async () => {
  const warnings: string[] = [];
  const sent: string[] = [];
  await using client = new Nebuly({
    baseUrl: "http://127.0.0.1:9",
    hideContent: true,
    logger: { debug() {}, error() {}, warn: (line) => warnings.push(line) },
    fetch: async (_url, init) => {
      sent.push(Buffer.from(init?.body as Uint8Array).toString());
      return new Response("{}");
    },
  });
  const interactions = [{ input: "q", output: "a", timeStart: 0, timeEnd: 1, traces: [] }];
  for (const endUser of ["ada", "bob"]) await client.trackConversation({ endUser, interactions });
  await client.flush();
  expect(sent).toHaveLength(2);
  expect(sent.join()).not.toContain("hide_content");
  expect(warnings).toEqual([
    "[nebuly] trackConversation: a conversation's texts are shown; send each turn with track and one conversationId to hide it",
  ]);
});
