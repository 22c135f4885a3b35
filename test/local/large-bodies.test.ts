// Interactions of tens of thousands of traces and tags: whoever writes them holds up nobody for long.

import { expect, test } from "vitest";
import { toRagDetails } from "../../src/local/storage/interaction-row.ts";
import { interactionBody, listBody } from "./bodies.ts";
import { openPlatform } from "./open-platform.ts";

const ingest = "/event-ingestion/api/v3/events/trace_interaction";
const tagsPath = "/event-ingestion/api/v2/events/tags";
const list = "/api/external/get-interactions";
const deletion = "/api/external/projects/delete-interactions";

test("retrievals from one source are gathered in the order of their traces, however many there are", () => {
  // Each of them once: this many were minutes when the list was made anew for each.
  const traces = Array.from({ length: 50_000 }, (_, index) => ({ source: "faq", input: `${index}`, outputs: [] }));
  const { faq } = toRagDetails([...traces, { source: "docs", input: "last", outputs: ["text"] }]);
  expect(faq?.map(({ query }) => query)).toEqual(traces.map(({ input }) => input));
});

test("more late tags than a statement takes values are merged, and all goes when the interaction is deleted", async () => {
  await using platform = await openPlatform();
  await platform.post(ingest, interactionBody({ interaction: { tags: { "name-1": "first" } } }));
  const tags = Object.fromEntries(Array.from({ length: 33_000 }, (_, index) => [`name-${index}`, "late"]));
  const metadata = { end_user: "user-1", time_start: "2026-05-01T10:00:00.000Z" };
  expect((await platform.post(tagsPath, { tags, metadata })).status).toBe(200);
  const find = async (value: string): Promise<unknown> =>
    (await platform.post(list, listBody([{ kind: "tag", tag: "name-1", values: [value] }]))).body;
  expect(await find("first")).toMatchObject({ total: 0 });
  expect(await find("late")).toMatchObject({ total: 1 });
  expect((await platform.post(deletion, { filters: [] })).status).toBe(200);
  expect(await find("late")).toMatchObject({ total: 0 });
}, 60_000);
