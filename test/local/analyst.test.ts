// The analyst: what it is shown, what its answers become, and that it neither stalls nor is captured.

import { wrapLanguageModel } from "ai";
import { MockLanguageModelV4 } from "ai/test";
import { Nebuly } from "nebuly";
import { nebulyMiddleware, observeModel } from "nebuly/ai-sdk";
import { describe, expect, test, vi } from "vitest";
import type { Analysis } from "../../src/local/analyst/analysis.ts";
import type { AnalystModel } from "../../src/local/analyst/analyst-model.ts";
import { findModel } from "../../src/local/analyst/find-model.ts";
import { interactionBody, listBody } from "./bodies.ts";
import { openPlatform, type TestPlatform } from "./open-platform.ts";
import { createTestDatabase } from "./test-database.ts";

const analysis: Analysis = {
  user_query: "The user wants to know when the shop is open.",
  user_intent: "ask opening hours",
  topic: "opening hours",
  keywords: ["Hours", "open", "hours"],
  sentiment: "negative",
  emotions: ["impatience"],
  negative_user_intent: "no answer",
  negative_intent_message: "The user asks for the third time.",
  type_of_problem: "incomplete answer",
  warning_message: "The answer leaves out Sundays.",
};

/** A model that answers with the given texts in turn, the last again and again. */
function scriptedModel(...texts: readonly (string | Error)[]): MockLanguageModelV4 {
  let calls = 0;
  return new MockLanguageModelV4({
    doGenerate: async () => {
      const text = texts[Math.min(calls, texts.length - 1)] ?? "";
      calls += 1;
      if (text instanceof Error) throw text;
      return {
        content: [{ type: "text", text }],
        finishReason: { unified: "stop", raw: "stop" },
        usage: {
          inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
          outputTokens: { total: 1, text: 1, reasoning: 0 },
        },
        warnings: [],
      };
    },
  });
}

const answer = JSON.stringify(analysis);
const send = (platform: TestPlatform, change: Parameters<typeof interactionBody>[0] = {}): Promise<unknown> =>
  platform.post("/event-ingestion/api/v3/events/trace_interaction", interactionBody(change));

async function platformWith(analyst: AnalystModel, database?: string): Promise<TestPlatform> {
  const logger = { error: () => {} };
  return openPlatform({ analyst, logger, ...(database !== undefined && { database }) });
}

/** Waits until the analyst has been through everything that was sent. */
async function untilAnalyzed(client: Nebuly, count: number): Promise<void> {
  await vi.waitFor(
    async () => {
      const { data } = await client.interactions.list();
      expect(data.filter((row) => row.user_query !== null)).toHaveLength(count);
    },
    { timeout: 10_000 },
  );
}

test("its answer fills the fields, and every filter and grouping finds them", async () => {
  await using platform = await platformWith(scriptedModel(answer));
  await using client = new Nebuly({ baseUrl: platform.url });
  await send(platform);
  await untilAnalyzed(client, 1);
  const { data } = await client.interactions.list();
  expect(data).toMatchObject([
    {
      user_query: analysis.user_query,
      warning_message_v2: analysis.warning_message,
      negative_intent_message_v2: analysis.negative_intent_message,
      sentiment: "negative",
      emotions: ["impatience"],
    },
  ]);
  for (const filter of [
    { kind: "user_intent", values: ["ask opening hours"] },
    { kind: "negative_user_intent", values: ["no answer"] },
    { kind: "topic", values: ["opening hours"] },
    { kind: "type_of_problem", values: ["incomplete answer"] },
    { kind: "keyword", values: ["hours"] },
    { kind: "user_query", values: [analysis.user_query] },
    { kind: "user_query", search: "SHOP IS OPEN" },
    { kind: "warning_message", search: "sundays" },
    { kind: "negative_intent_message", search: "third", allowNulls: true },
  ] as const) {
    expect([filter, (await client.interactions.list({ filters: [filter] })).total]).toEqual([filter, 1]);
  }
  const absent = [{ kind: "warning_message", search: "100%" }] as const;
  expect((await client.interactions.list({ filters: absent })).total).toBe(0);
  const { data: groups } = await client.analytics.aggregate({ groupBy: { kind: "keyword" }, variables: ["n_intents"] });
  expect(groups).toMatchObject([
    { group_name: "hours", n_intents: 1 },
    { group_name: "open", n_intents: 1 },
  ]);
  expect(await client.interactions.get(data[0]?.id ?? "")).toMatchObject({
    topic: "opening hours",
    intent: "ask opening hours",
    conversation: [{ is_chosen: true }],
  });
  expect(await client.conversations.get("conversation-1")).toMatchObject({
    emotions: ["impatience"],
    conversation: [{ topic: "opening hours", user_query: analysis.user_query }],
  });
});

test("it is shown the texts without personal data, the turns before them, and nothing that is hidden", async () => {
  const model = scriptedModel(answer);
  await using platform = await platformWith(model);
  await using client = new Nebuly({ baseUrl: platform.url });
  await send(platform, { interaction: { input: "I am jane@example.com", time_start: "2026-05-01T09:00:00Z" } });
  await send(platform, {
    interaction: { input: "hidden words", hide_content: true, time_start: "2026-05-01T09:30:00Z" },
  });
  await untilAnalyzed(client, 1);
  await send(platform);
  await untilAnalyzed(client, 2);
  const [, last] = model.doGenerateCalls;
  const text = JSON.stringify(last?.prompt);
  expect(text).toContain("What are the opening hours?");
  expect(text).toContain("I am [EMAIL]");
  expect(text).not.toMatch(/jane|hidden words/);
  expect(last?.responseFormat).toMatchObject({ type: "json", schema: { type: "object" } });
  expect(model.doGenerateCalls).toHaveLength(2);
});

test("answers in a fence will do; what is no analysis is asked for again", async () => {
  const model = scriptedModel("I cannot do that", `\`\`\`json\n${answer}\n\`\`\``);
  await using platform = await platformWith(model);
  await using client = new Nebuly({ baseUrl: platform.url });
  await send(platform);
  await untilAnalyzed(client, 1);
  expect(model.doGenerateCalls).toHaveLength(2);
});

test("after three failures it gives up on one interaction, goes on with the next and says so without its words", async () => {
  const errors: string[] = [];
  const model = scriptedModel(new Error("secret words"), new Error("secret words"), new Error("secret words"), answer);
  const { Analyst } = await import("../../src/local/analyst/analyst.ts");
  const { openStorage } = await import("../../src/local/storage/open-storage.ts");
  const database = await createTestDatabase({ survivesRestart: true });
  {
    // Stored while another analyst, who never answers, is there.
    const silent = { modelId: "silent", doGenerate: () => new Promise<never>(() => {}) };
    await using platform = await platformWith(silent, database);
    await send(platform, { interaction: { input: "first" } });
    await send(platform, { interaction: { input: "second" } });
  }
  const storage = await openStorage(database);
  const analyst = new Analyst({
    storage,
    model,
    concurrency: 1,
    baseDelayMs: 1,
    onAnalyzed: () => {},
    onError: (message) => errors.push(message),
  });
  analyst.wake();
  await analyst.settled();
  await analyst.close();
  const rows = await storage
    .selectFrom("interactions")
    .select(["analysis", "user_query"])
    .orderBy("analysis")
    .execute();
  expect(rows).toEqual([
    { analysis: 2, user_query: analysis.user_query },
    { analysis: 3, user_query: null },
  ]);
  expect(errors).toEqual(["the analyst gave up on an interaction after 3 attempts: Error"]);
  await storage.destroy();
});

test("a model that never answers keeps neither ingest nor close waiting", async () => {
  const silent = { modelId: "silent", doGenerate: () => new Promise<never>(() => {}) };
  const respectful = {
    modelId: "respectful",
    doGenerate: ({ abortSignal }: { readonly abortSignal: AbortSignal }) =>
      new Promise<never>((_, reject) => abortSignal.addEventListener("abort", () => reject(abortSignal.reason))),
  };
  for (const model of [silent, respectful]) {
    const platform = await platformWith(model);
    for (const input of ["a", "b", "c", "d"]) await send(platform, { interaction: { input } });
    await platform.close();
  }
});

describe("its calls are never captured", () => {
  test.each(["observeModel", "nebulyMiddleware"])("not by %s either", async (way) => {
    await using platform = await openPlatform();
    await using client = new Nebuly({ baseUrl: platform.url, endUser: "app" });
    const model = scriptedModel(answer);
    const observed =
      way === "observeModel"
        ? observeModel(model, { client })
        : wrapLanguageModel({ model, middleware: nebulyMiddleware({ client }) });
    await using analyzing = await platformWith(observed);
    await using reader = new Nebuly({ baseUrl: analyzing.url });
    await send(analyzing);
    await untilAnalyzed(reader, 1);
    await client.flush();
    expect(client.stats()).toMatchObject({ offered: 0, capture: { open: 0 } });
    expect(JSON.stringify(model.doGenerateCalls[0]?.providerOptions) ?? "undefined").toBe("undefined");
  });
});

describe("a model's name", () => {
  test("is looked up in the package before its colon", async () => {
    vi.stubEnv("OPENAI_API_KEY", "key");
    expect(await findModel("@ai-sdk/openai:gpt-5-mini")).toMatchObject({ modelId: "gpt-5-mini" });
    vi.unstubAllEnvs();
  });

  test("without a colon goes to the AI SDK's default provider", async () => {
    const model = scriptedModel(answer);
    vi.stubGlobal("AI_SDK_DEFAULT_PROVIDER", { languageModel: (id: string) => (id === "made/up" ? model : undefined) });
    expect(await findModel("made/up")).toBe(model);
    await expect(findModel("unknown")).rejects.toThrow("was not found");
    vi.unstubAllGlobals();
  });

  test("of a package that is not installed ends the start with the reason", async () => {
    await expect(openPlatform({ analyst: "@ai-sdk/not-installed:gpt-5" })).rejects.toThrow("@ai-sdk/not-installed");
  });
});

test("allow_nulls takes interactions without a user query, beside those that have one of the values", async () => {
  await using platform = await openPlatform();
  await platform.post("/event-ingestion/api/v3/events/trace_interaction", interactionBody());
  const pageOf = async (fields: object): Promise<unknown> => {
    const body = listBody([{ kind: "user_query", ...fields }]);
    return (await platform.post("/api/external/get-interactions", body)).body;
  };
  expect(await pageOf({ values: ["another"], allow_nulls: true })).toMatchObject({ total: 1 });
  expect(await pageOf({ values: ["another"], search: "other", allow_nulls: true })).toMatchObject({ total: 1 });
  expect(await pageOf({ values: ["another"] })).toMatchObject({ total: 0 });
  expect(await pageOf({ values: ["another"], allow_nulls: false })).toMatchObject({ total: 0 });
});
