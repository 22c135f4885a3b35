import { Nebuly } from "nebuly";
import { startLocalPlatform } from "nebuly/local";
import { afterAll, beforeAll, expect, test } from "vitest";

let platform: Awaited<ReturnType<typeof startLocalPlatform>>;
beforeAll(async () => {
  platform = await startLocalPlatform({ port: 0, database: ":memory:" });
});
afterAll(() => platform.close());

test("a field that is undefined, as a provider's usage may be, is one that was left out", async () => {
  const told: string[] = [];
  const warn = (line: string): void => void told.push(line);
  const client = new Nebuly({
    baseUrl: platform.url,
    apiKey: platform.apiKey,
    logger: { debug() {}, warn, error: warn },
  });
  const timeStart = new Date("2026-01-01T10:00:00Z");
  const nothing = undefined;
  const turn = { input: "q", output: "a", timeStart, timeEnd: timeStart };
  const trace = {
    model: "m",
    messages: [{ role: "user" as const, content: "q" }],
    output: "a",
    inputTokens: nothing,
    outputTokens: nothing,
    cost: nothing,
  };
  await client.track({
    ...turn,
    endUser: nothing,
    conversationId: nothing,
    tags: nothing,
    hideContent: nothing,
    anonymize: nothing,
    traces: [trace, { model: "e", input: "q", inputTokens: nothing }],
    feedback: [{ slug: "thumbs_up", text: nothing, value: nothing }],
  });
  await client.track({ ...turn, endUser: "user-2", traces: nothing, feedback: nothing });
  await client.trackConversation({
    endUser: nothing,
    interactions: [{ ...turn, input: "q2", traces: nothing, tags: nothing }],
  });
  await client.feedback({
    slug: "regenerate",
    text: nothing,
    value: nothing,
    endUser: nothing,
    input: "q",
    output: "a",
    timestamp: nothing,
    anonymize: nothing,
  });
  await client.tag({
    endUser: nothing,
    timeStart,
    tags: { reviewed: "yes", by: nothing },
    input: nothing,
    output: nothing,
  });
  await client.interaction({ input: "q3", endUser: nothing, tags: nothing }, async (open) => {
    open.llm(trace);
    open.embedding({ model: "e", input: "q", inputTokens: nothing });
    open.setOutput("a");
    await open.feedback({ slug: "thumbs_down", text: nothing, value: nothing });
  });
  expect(await client.shutdown()).toMatchObject({ failed: 0, pending: 0 });
  expect(client.stats()).toMatchObject({ sent: 6, dropped: {} });
  expect(told).toEqual([]);
});
