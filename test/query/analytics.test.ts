// Aggregates and time series, through a client against a platform: groups, numbers, order, pages, buckets.

import { Nebuly } from "nebuly";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { interactionBody } from "../local/bodies.ts";
import { openPlatform, type TestPlatform } from "../local/open-platform.ts";
import { fc } from "../property-testing.ts";

const ingest = "/event-ingestion/api/v3/events/trace_interaction";
let platform: TestPlatform;
let client: Nebuly;

/** Three users over three days: anna on two of them, in two conversations. */
const turns = [
  { user: "anna", conversation: "a1", at: "2015-05-01T10:00:00Z", tags: { country: "US", tier: "gold" }, cost: 10 },
  { user: "anna", conversation: "a1", at: "2015-05-01T10:10:00Z", tags: { country: "US" }, cost: 20 },
  { user: "anna", conversation: "a2", at: "2015-05-03T10:00:00Z", tags: { country: "DE", tier: "gold" }, cost: 30 },
  { user: "bert", conversation: "b1", at: "2015-05-01T23:59:59.999Z", tags: { country: "US" }, cost: 40 },
  { user: "carl", conversation: "c1", at: "2015-05-02T00:00:00Z", tags: {}, cost: 50 },
] as const;
const feedback = { a1: [{ slug: "thumbs_up" }, { slug: "copy_output", text: "x" }], c1: [{ slug: "thumbs_down" }] };

beforeAll(async () => {
  platform = await openPlatform();
  client = new Nebuly({ baseUrl: platform.url });
  for (const { user, conversation, at, tags, cost } of turns) {
    const start = new Date(at);
    const body = interactionBody({
      interaction: {
        input: `Where is order ${cost}?`,
        end_user: user,
        conversation_id: conversation,
        time_start: start.toISOString(),
        time_end: new Date(start.getTime() + cost * 100).toISOString(),
        tags,
      },
      traces: [
        { model: "in-house", messages: [], output: "", input_tokens: cost, output_tokens: 1, cost },
        { source: user === "anna" ? "faq" : "crm", input: "", outputs: [] },
      ],
    });
    const given = conversation === "a1" && tags === turns[1].tags ? [] : (feedback[conversation as "a1"] ?? []);
    expect(await platform.post(ingest, { ...body, user_feedback: given })).toMatchObject({ status: 200 });
  }
});
afterAll(async () => {
  await client.shutdown();
  await platform.close();
});

describe("aggregate", () => {
  test("without a grouping tells everything of everything", async () => {
    expect(await client.analytics.aggregate()).toEqual({
      total: 1,
      offset: 0,
      limit: 100,
      data: [
        {
          group_name: "total",
          additional_groups: [],
          n_interactions: 5,
          n_users: 3,
          n_positive_explicit_user_feedback: 1,
          n_negative_explicit_user_feedback: 1,
          n_positive_implicit_user_feedback: 1,
          n_negative_implicit_user_feedback: 0,
          n_feedback: 3,
          cost: 150,
          input_tokens: 150,
          output_tokens: 5,
          latency_seconds: 3,
          // Days with users: 1st anna and bert, 2nd carl, 3rd anna: 4 user days over 3 days and 3 users.
          stickiness: expect.closeTo(4 / 9, 10),
          // Interactions over conversations.
          session_length: 5 / 4,
          // a1 602 s, a2 3 s, b1 4 s, c1 5 s.
          session_time: expect.closeTo((602 + 3 + 4 + 5) / 4, 10),
          // anna alone came back.
          retention: expect.closeTo(1 / 3, 10),
          n_intents: 0,
        },
      ],
    });
  });

  const groups = async (query: Parameters<Nebuly["analytics"]["aggregate"]>[0]): Promise<unknown[]> => {
    const { data } = await client.analytics.aggregate({ variables: ["n_interactions"], ...query });
    return data.map((row) => [row.group_name, ...(row.additional_groups ?? []), row.n_interactions]);
  };

  test.each([
    [
      { kind: "tag", tag: "country" },
      [
        ["US", 3],
        ["DE", 1],
      ],
    ],
    [
      { kind: "user" },
      [
        ["anna", 3],
        ["bert", 1],
        ["carl", 1],
      ],
    ],
    [
      { kind: "day" },
      [
        ["2015-05-01", 3],
        ["2015-05-02", 1],
        ["2015-05-03", 1],
      ],
    ],
    [
      { kind: "conversation_id" },
      [
        ["a1", 2],
        ["a2", 1],
        ["b1", 1],
        ["c1", 1],
      ],
    ],
    [
      { kind: "data_source" },
      [
        ["faq", 3],
        ["crm", 2],
      ],
    ],
    [{ kind: "model" }, [["in-house", 5]]],
    [{ kind: "language" }, [["en", 5]]],
    [{ kind: "pii" }, [["false", 5]]],
    [
      { kind: "user_feedback" },
      [
        ["negative_explicit", 1],
        ["positive_explicit", 1],
        ["positive_implicit", 1],
      ],
    ],
    [
      { kind: "keyword" },
      [
        ["order", 5],
        ["where", 5],
      ],
    ],
    [{ kind: "topic" }, []],
  ] as const)("by %o", async (groupBy, expected) => {
    expect(await groups({ groupBy })).toEqual(expected);
  });

  test("groups within groups, null where there is no such value", async () => {
    expect(
      await groups({
        groupBy: { kind: "user" },
        additionalGroupBys: [{ kind: "tag", tag: "tier" }, { kind: "day" }],
        orderBy: { by: "group_name", direction: "asc" },
      }),
    ).toEqual([
      ["anna", null, "2015-05-01", 1],
      ["anna", "gold", "2015-05-01", 1],
      ["anna", "gold", "2015-05-03", 1],
      ["bert", null, "2015-05-01", 1],
      ["carl", null, "2015-05-02", 1],
    ]);
  });

  test("tells the numbers that are asked for and no others, in the order that is asked for", async () => {
    const { data, total } = await client.analytics.aggregate({
      groupBy: { kind: "user" },
      variables: ["latency_seconds", "session_length"],
      orderBy: { by: "cost", direction: "asc" },
    });
    expect(total).toBe(3);
    expect(data).toEqual([
      { group_name: "bert", additional_groups: [], latency_seconds: 4, session_length: 1 },
      { group_name: "carl", additional_groups: [], latency_seconds: 5, session_length: 1 },
      { group_name: "anna", additional_groups: [], latency_seconds: 2, session_length: 1.5 },
    ]);
  });

  test.each(["group_name", "cost", "n_intents", "retention", "latency_p50_seconds", "latency_p95_seconds"] as const)(
    "orders by %s, whether or not it is told",
    async (by) => {
      const orderBy = { by, direction: "desc" } as const;
      const { total } = await client.analytics.aggregate({
        groupBy: { kind: "user" },
        variables: ["n_users"],
        orderBy,
      });
      expect(total).toBe(3);
    },
  );

  test("comes in pages, and tells the total behind the last one, too", async () => {
    const page = (offset: number): Promise<unknown> =>
      client.analytics.aggregate({ groupBy: { kind: "user" }, variables: ["n_users"], limit: 2, offset });
    expect(await page(0)).toMatchObject({ total: 3, data: [{ group_name: "anna" }, { group_name: "bert" }] });
    expect(await page(2)).toMatchObject({ total: 3, data: [{ group_name: "carl" }] });
    expect(await page(4)).toMatchObject({ total: 3, data: [] });
  });

  test("counts what its time range and filters leave", async () => {
    expect(
      await groups({
        groupBy: { kind: "user" },
        timeRange: { start: "2015-05-01T10:10:00Z", end: "2015-05-02" },
        filters: [{ kind: "tag", tag: "country", values: ["US"] }],
      }),
    ).toEqual([
      ["anna", 1],
      ["bert", 1],
    ]);
  });

  test("several groupings at once", async () => {
    const pages = await client.analytics.multiAggregate({
      groupings: [[{ kind: "data_source" }], [{ kind: "user" }, { kind: "language" }]],
      variables: ["n_interactions"],
    });
    expect(pages.map(({ data }) => data.map((row) => [row.group_name, row.additional_groups]))).toEqual([
      [
        ["faq", []],
        ["crm", []],
      ],
      [
        ["anna", ["en"]],
        ["bert", ["en"]],
        ["carl", ["en"]],
      ],
    ]);
  });

  test.each([
    [{ groupBy: { kind: "tag" } }, "groupBy.tag"],
    [{ variables: ["n_dogs"] }, "variables[0]"],
    [{ orderBy: { by: "dogs" } }, "orderBy.by"],
  ])("%o names the field %s", async (query, field) => {
    await expect(client.analytics.aggregate(query as never)).rejects.toMatchObject({ field });
  });
});

describe("timeSeries", () => {
  test("has every bucket of its range, empty ones included, in UTC", async () => {
    const series = await client.analytics.timeSeries({
      timeRange: { start: "2015-04-30T22:00:00-04:00", end: "2015-05-04T00:00:00Z" },
      variables: ["n_interactions", "n_users", "cost", "latency_seconds", "session_length", "retention"],
    });
    expect(series.buckets).toEqual(["01", "02", "03", "04"].map((day) => `2015-05-${day}T00:00:00.000Z`));
    const empty = {
      n_interactions: 0,
      n_users: 0,
      cost: 0,
      input_tokens: 0,
      output_tokens: 0,
      latency_seconds: null,
      session_length: null,
      retention: null,
    };
    expect(series.datasets.total).toEqual([
      {
        bucket: series.buckets[0],
        n_interactions: 3,
        n_users: 2,
        cost: 70,
        input_tokens: 70,
        output_tokens: 3,
        latency_seconds: expect.closeTo(7 / 3, 10),
        session_length: 1.5,
        retention: 0,
      },
      {
        bucket: series.buckets[1],
        n_interactions: 1,
        n_users: 1,
        cost: 50,
        input_tokens: 50,
        output_tokens: 1,
        latency_seconds: 5,
        session_length: 1,
        retention: 0,
      },
      {
        bucket: series.buckets[2],
        n_interactions: 1,
        n_users: 1,
        cost: 30,
        input_tokens: 30,
        output_tokens: 1,
        latency_seconds: 3,
        session_length: 1,
        retention: 0,
      },
      { bucket: series.buckets[3], ...empty },
    ]);
  });

  test.each([
    [
      "hour",
      "2015-05-01T10:30:00Z",
      "2015-05-01T12:00:00Z",
      ["2015-05-01T10", "2015-05-01T11", "2015-05-01T12"],
      [1, 0, 0],
    ],
    ["week", "2015-05-02T00:00:00Z", "2015-05-12T00:00:00Z", ["2015-04-27", "2015-05-04", "2015-05-11"], [2, 0, 0]],
    ["month", "2015-04-15T00:00:00Z", "2015-06-01T00:00:00Z", ["2015-04-01", "2015-05-01", "2015-06-01"], [0, 5, 0]],
    ["quarter", "2015-01-15T00:00:00Z", "2015-07-01T00:00:00Z", ["2015-01-01", "2015-04-01", "2015-07-01"], [0, 5, 0]],
    ["year", "2013-06-01T00:00:00Z", "2015-06-01T00:00:00Z", ["2013-01-01", "2014-01-01", "2015-01-01"], [0, 0, 5]],
  ] as const)("by %s", async (granularity, start, end, buckets, counts) => {
    const timeRange = granularity === "hour" ? { start: "2015-05-01T10:10:00Z", end } : { start, end };
    const series = await client.analytics.timeSeries({ timeRange, granularity, variables: ["n_interactions"] });
    expect(series.buckets.map((bucket, index) => bucket.startsWith(buckets[index] ?? "?"))).toEqual([true, true, true]);
    expect(series.datasets.total?.map((point) => point.n_interactions)).toEqual(counts);
  });

  test("of moments before 1970 falls into the right buckets", async () => {
    await using old = await openPlatform();
    await using reader = new Nebuly({ baseUrl: old.url });
    const times = { time_start: "1969-12-31T23:00:00.000Z", time_end: "1969-12-31T23:00:01.000Z" };
    await old.post(ingest, interactionBody({ interaction: times }));
    for (const granularity of ["minute", "hour", "day", "week", "month", "quarter", "year"] as const) {
      const series = await reader.analytics.timeSeries({
        timeRange: { start: "1969-12-31T22:00:00Z", end: "1969-12-31T23:59:59Z" },
        granularity,
        variables: ["n_interactions"],
      });
      const total = series.datasets.total?.reduce((sum, point) => sum + (point.n_interactions ?? 0), 0);
      expect([granularity, total]).toEqual([granularity, 1]);
    }
    const { data } = await reader.interactions.list({ timeRange: { start: "1969-01-01" } });
    expect(await reader.interactions.get(data[0]?.id ?? "")).toMatchObject({ conversation: [{ is_chosen: true }] });
  });

  test("of too many buckets is refused with the reason", async () => {
    const refused = client.analytics.timeSeries({ timeRange: { start: "1970-01-01" }, granularity: "hour" });
    await expect(refused).rejects.toMatchObject({ status: 422, reason: expect.stringContaining("buckets") });
  });

  test("buckets are as long as they say and leave no gap, whatever the range", async () => {
    const { bucketStarts } = await import("../../src/local/storage/time-series.ts");
    const moment = fc.date({ min: new Date("1890-01-01"), max: new Date("2190-01-01"), noInvalidDate: true });
    fc.assert(
      fc.property(
        moment,
        fc.integer({ min: 0, max: 400 }),
        fc.constantFrom("day" as const, "week" as const, "month" as const, "quarter" as const, "year" as const),
        (start, days, granularity) => {
          const end = new Date(start.getTime() + days * 86_400_000);
          const time_range = { start: start.toISOString(), end: end.toISOString() };
          const starts = bucketStarts({ time_range, filters: [], granularity }) ?? [];
          expect(starts[0]).toBeLessThanOrEqual(start.getTime());
          expect(starts.at(-1)).toBeLessThanOrEqual(end.getTime());
          expect(starts.toSorted((left, right) => left - right)).toEqual(starts);
          for (const at of starts) {
            const date = new Date(at);
            expect(at % 86_400_000).toBe(at < 0 ? -0 : 0);
            if (granularity === "week") expect(date.getUTCDay()).toBe(1);
            if (granularity !== "week" && granularity !== "day") expect(date.getUTCDate()).toBe(1);
          }
        },
      ),
    );
  });
});
