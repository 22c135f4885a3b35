// Filters with as many values as a statement takes, and with more.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { interactionBody, listBody } from "./bodies.ts";
import { openPlatform, type TestPlatform } from "./open-platform.ts";

const paths = {
  list: "/api/external/get-interactions",
  aggregates: "/api/external/get-interaction-aggregates",
  timeSeries: "/api/external/get-interaction-time-series",
  delete: "/api/external/projects/delete-interactions",
  viewer: "/viewer/interactions",
};

let platform: TestPlatform;
beforeAll(async () => {
  platform = await openPlatform();
  const interaction = { tags: { name: "x1" }, end_user: "x1", input: "x1" };
  await platform.post("/event-ingestion/api/v3/events/trace_interaction", interactionBody({ interaction }));
});
afterAll(() => platform.close());

function values(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `x${index + 1}`);
}

const kinds = ["user", "tag", "topic", "language", "data_source", "keyword", "user_query"];

function filterOf(kind: string, count: number): object {
  return { kind, values: values(count), ...(kind === "tag" && { tag: "name" }) };
}

describe.each(Object.entries(paths))("%s", (name, path) => {
  test.each(kinds)("a filter %s with as many values as there may be is answered", async (kind) => {
    // Each of these keywords is one word.
    const filter = filterOf(kind, kind === "keyword" ? 2_000 : 4_000);
    // Nothing is deleted: a filter without values means nothing.
    const filters = name === "delete" ? [filter, filterOf("topic", 0)] : [filter];
    expect(await platform.post(path, listBody(filters))).toMatchObject({ status: 200 });
  });

  test.each(kinds)("a filter %s with more is refused by its name", async (kind) => {
    const filters = [filterOf("topic", 0), filterOf(kind, 4_001)];
    const answer = await platform.post(path, listBody(filters));
    expect(answer).toMatchObject({
      status: 422,
      body: { detail: [{ loc: ["body", "filters", 1, "values"], type: "too_long" }] },
    });
  });
});

test("numbers by day name the values of a tag most often: as many as there may be are counted", async () => {
  const selection = {
    ...listBody([filterOf("tag", 4_000)]),
    time_range: { start: "2026-01-01T01:00:00Z", end: "2026-12-01T01:00:00Z" },
  };
  expect(await platform.post(paths.aggregates, selection)).toMatchObject({ body: { data: [{ n_interactions: 1 }] } });
});

test("one of many values is found", async () => {
  for (const kind of ["user", "tag", "keyword"]) {
    expect(await platform.post(paths.list, listBody([filterOf(kind, 2_000)]))).toMatchObject({ body: { total: 1 } });
  }
});

test("as many values as a sender likes to write are refused, not failed on", async () => {
  expect(await platform.post(paths.list, listBody([filterOf("user", 40_000)]))).toMatchObject({ status: 422 });
});

test("feedback and personal data take their few values again and again", async () => {
  const filters = [
    { kind: "user_feedback", values: Array.from({ length: 1_900 }, () => "copy_output") },
    { kind: "pii", values: Array.from({ length: 1_900 }, () => true) },
  ];
  expect(await platform.post(paths.list, listBody(filters))).toMatchObject({ status: 200 });
});

test("more filters than a statement can join are refused", async () => {
  const filters = Array.from({ length: 101 }, () => filterOf("user", 1));
  expect(await platform.post(paths.list, listBody(filters))).toMatchObject({
    status: 422,
    body: { detail: [{ loc: ["body", "filters"], type: "too_long" }] },
  });
  expect(await platform.post(paths.list, listBody(filters.slice(1)))).toMatchObject({ body: { total: 1 } });
});
