// What the local platform adds to the hosted one's numbers: amounts by model, and percentiles of the latency.

import { Nebuly } from "nebuly";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { interactionBody } from "./bodies.ts";
import { openPlatform, type TestPlatform } from "./open-platform.ts";

const ingest = "/event-ingestion/api/v3/events/trace_interaction";
let platform: TestPlatform;
let client: Nebuly;

/** One hundred interactions that took 1 to 100 seconds, the slow ones on the second day. */
beforeAll(async () => {
  platform = await openPlatform();
  client = new Nebuly({ baseUrl: platform.url });
  for (let seconds = 1; seconds <= 100; seconds += 1) {
    const start = Date.UTC(2026, 4, seconds <= 50 ? 1 : 2);
    const body = interactionBody({
      interaction: {
        input: `question ${seconds}`,
        time_start: new Date(start).toISOString(),
        time_end: new Date(start + seconds * 1000).toISOString(),
      },
      traces: [
        { model: "router-in-house", messages: [], output: "", input_tokens: 2, output_tokens: 1, cost: 5 },
        { model: "answer-in-house", messages: [], output: "", input_tokens: 100, output_tokens: 10, cost: 300 },
        { model: "answer-in-house", messages: [], output: "", input_tokens: 200, output_tokens: 20, cost: 600 },
      ],
    });
    expect(await platform.post(ingest, body)).toMatchObject({ status: 200 });
  }
});
afterAll(async () => {
  await client.shutdown();
  await platform.close();
});

describe("by model", () => {
  test("each model has the tokens and the cost of its own calls, not of the interactions that it took part in", async () => {
    const { data } = await client.analytics.aggregate({
      groupBy: { kind: "model" },
      variables: ["n_interactions", "cost"],
      orderBy: { by: "cost", direction: "desc" },
    });
    const rest = { additional_groups: [], n_interactions: 100 };
    expect(data).toEqual([
      { group_name: "answer-in-house", ...rest, cost: 90_000, input_tokens: 30_000, output_tokens: 3_000 },
      { group_name: "router-in-house", ...rest, cost: 500, input_tokens: 200, output_tokens: 100 },
    ]);
  });

  test("amounts that somebody made up leave everything readable", async () => {
    await using other = await openPlatform();
    await using reader = new Nebuly({ baseUrl: other.url });
    const most = Number.MAX_SAFE_INTEGER;
    const call = { model: "m", messages: [], output: "", input_tokens: most, output_tokens: most, cost: most };
    await other.post(ingest, interactionBody({ traces: [call, call, call] }));
    expect(await reader.interactions.list()).toMatchObject({ total: 1, data: [{ end_user: "user-1" }] });
    const { data } = await reader.analytics.aggregate({ groupBy: { kind: "model" } });
    expect(data).toMatchObject([{ group_name: "m", n_interactions: 1 }]);
  });

  test("costs add up to what a person would write down", async () => {
    await using other = await openPlatform();
    await using reader = new Nebuly({ baseUrl: other.url });
    const traces = [{ model: "gpt-4o-mini", messages: [], output: "", input_tokens: 1 }];
    for (const input of ["one", "two", "three"])
      await other.post(ingest, interactionBody({ interaction: { input }, traces }));
    const filters = [{ kind: "keyword", values: ["one", "two", "three"] }] as const;
    for (const selection of [{}, { filters }, { groupBy: { kind: "model" } }] as const) {
      const { data } = await reader.analytics.aggregate({ ...selection, variables: ["cost"] });
      expect(data).toMatchObject([{ cost: 0.45 }]);
    }
    expect(await reader.conversations.get("conversation-1")).toMatchObject({ cost: 0.45 });
  });

  test("deleted interactions leave nothing behind", async () => {
    await using other = await openPlatform();
    await using owner = new Nebuly({ baseUrl: other.url });
    const traces = [{ model: "m", messages: [], output: "", cost: 1 }];
    await other.post(ingest, interactionBody({ traces }));
    await owner.interactions.delete({ all: true });
    await other.post(ingest, interactionBody({ traces }));
    const { data } = await owner.analytics.aggregate({ groupBy: { kind: "model" }, variables: ["cost"] });
    expect(data).toMatchObject([{ group_name: "m", cost: 1 }]);
  });
});

describe("latency percentiles", () => {
  test("are what half, and 95 of a hundred, did not exceed", async () => {
    const { data } = await client.analytics.aggregate({ variables: ["latency_percentiles"] });
    expect(data).toMatchObject([{ latency_p50_seconds: 50, latency_p95_seconds: 95 }]);
  });

  test("are told of every bucket; an empty one has none", async () => {
    const { datasets } = await client.analytics.timeSeries({
      timeRange: { start: "2026-05-01", end: "2026-05-03" },
      granularity: "day",
      variables: ["latency_percentiles"],
    });
    expect(datasets.total?.map((point) => [point.latency_p50_seconds, point.latency_p95_seconds])).toEqual([
      [25, 48],
      [75, 98],
      [null, null],
    ]);
  });

  test("are not among what is answered unasked: the hosted platform does not know them", async () => {
    const { data } = await client.analytics.aggregate();
    expect(Object.keys(data[0] ?? {})).not.toContain("latency_p50_seconds");
  });
});
