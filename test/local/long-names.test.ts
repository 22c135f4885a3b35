// Names that are longer than an index takes: users, tags, models, tools, conversations.

import { Nebuly } from "nebuly";
import { expect, test } from "vitest";
import { interactionBody } from "./bodies.ts";
import { openPlatform } from "./open-platform.ts";

const ingest = "/event-ingestion/api/v3/events/trace_interaction";

/** Text that does not compress: an index would take a repetitive one. */
function longName(seed: string): string {
  let state = 7;
  return (
    seed +
    Array.from({ length: 8_000 }, () => {
      state = (state * 48_271) % 2_147_483_647;
      return String.fromCharCode(0x4e00 + (state % 20_000));
    }).join("")
  );
}

test("an interaction with names of any length is stored, and found by each of them", async () => {
  await using platform = await openPlatform();
  await using client = new Nebuly({ baseUrl: platform.url });
  const name = longName("a");
  const other = longName("b");
  const traces = [
    { model: name, messages: [], output: "" },
    { source: name, input: "", outputs: [] },
  ];
  const interaction = { end_user: name, conversation_id: name, tags: { [name]: name } };
  expect(await platform.post(ingest, interactionBody({ interaction, traces }))).toMatchObject({ status: 200 });
  expect(await platform.post(ingest, interactionBody())).toMatchObject({ status: 200 });
  const filters = (text: string) =>
    [
      { kind: "user", values: [text] },
      { kind: "tag", tag: text, values: [text] },
      { kind: "data_source", values: [text] },
    ] as const;
  for (const filter of filters(name)) {
    expect(await client.interactions.list({ filters: [filter] })).toMatchObject({ total: 1 });
  }
  for (const filter of filters(other)) {
    expect(await client.interactions.list({ filters: [filter] })).toMatchObject({ total: 0 });
  }
  expect((await client.conversations.get(name)).conversation).toHaveLength(1);
  const late = {
    tags: { reviewed: "yes" },
    metadata: { end_user: name, time_start: interactionBody().interaction.time_start },
  };
  await platform.post("/event-ingestion/api/v2/events/tags", late);
  const reviewed = { kind: "tag", tag: "reviewed", values: ["yes"] } as const;
  expect(await client.interactions.list({ filters: [reviewed] })).toMatchObject({ total: 1 });
});

test("an input is found by all of its words at once, however long they are together", async () => {
  await using platform = await openPlatform();
  await using client = new Nebuly({ baseUrl: platform.url });
  const input = Array.from({ length: 190 }, (_, index) => `word${index}`).join(" ");
  await platform.post(ingest, interactionBody({ interaction: { input } }));
  const found = (values: readonly string[]) => client.interactions.list({ filters: [{ kind: "keyword", values }] });
  expect(await found([input])).toMatchObject({ total: 1 });
  expect(await found([`${input} missing`])).toMatchObject({ total: 0 });
});
