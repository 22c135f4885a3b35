// One interaction, one conversation, and deleting, through a client against a platform.

import { Nebuly, NebulyApiError } from "nebuly";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { noTags } from "../capture/no-tags.ts";
import { interactionBody } from "../local/bodies.ts";
import { openPlatform, type TestPlatform } from "../local/open-platform.ts";

const ingest = "/event-ingestion/api/v3/events/trace_interaction";
let platform: TestPlatform;
let client: Nebuly;
beforeEach(async () => {
  platform = await openPlatform();
  client = new Nebuly({ baseUrl: platform.url });
});
afterEach(async () => {
  await client.shutdown();
  await platform.close();
});

async function send(...bodies: readonly ReturnType<typeof interactionBody>[]): Promise<void> {
  for (const body of bodies) expect(await platform.post(ingest, body)).toMatchObject({ status: 200 });
}

const turn = (minute: number, change: Parameters<typeof interactionBody>[0] = {}): ReturnType<typeof interactionBody> =>
  interactionBody({
    ...change,
    interaction: {
      input: `what about number ${minute}`,
      output: `answer ${minute}`,
      time_start: `2015-05-01T10:0${minute}:00.000Z`,
      time_end: `2015-05-01T10:0${minute}:05.000Z`,
      ...change.interaction,
    },
  });

describe("interactions.get", () => {
  test("gives the interaction, its feedback and its sources, and the conversation around it", async () => {
    await send(
      turn(1, { interaction: { tags: { country: "US" } } }),
      turn(2, {
        user_feedback: [{ slug: "rating", value: 5, text: "Thanks" }],
        traces: [
          { source: "faq", input: "hours", outputs: ["9 to 17"] },
          { model: "gpt-4o", messages: [], output: "", input_tokens: 1_000_000 },
        ],
      }),
      turn(3, { interaction: { conversation_id: "another" } }),
    );
    const { data } = await client.interactions.list();
    const detail = await client.interactions.get(
      data.find((row) => row.input_text === "what about number 2")?.id ?? "",
    );
    expect(detail).toMatchObject({
      interaction_id: detail.id,
      input: "what about number 2",
      output: "answer 2",
      conversation: [
        { input: "what about number 1", output: "answer 1", timestamp: "2015-05-01T10:01:00.000Z", is_chosen: false },
        { input: "what about number 2", output: "answer 2", timestamp: "2015-05-01T10:02:00.000Z", is_chosen: true },
      ],
      feedback: [{ slug: "rating", value: 5, text: "Thanks", timestamp: "2015-05-01T10:02:05.000Z" }],
      tags: noTags,
      topic: null,
      intent: null,
      rags: ["faq"],
      rags_details: { faq: [{ source: "faq", query: "hours", result: ["9 to 17"] }] },
      cost: 2_500_000,
      latency: 5,
      verbosity: 8,
      text_language: "en",
      pii_removed: false,
      emotions: [],
    });
    expect(detail.traces).toHaveLength(2);
  });

  test("of an id that is unknown, or none at all, is a 404", async () => {
    for (const id of ["018cc477-4500-8bc3-8a22-622fd72efb00", "nothing", "../get-interactions", "%00"]) {
      const error = await client.interactions.get(id).catch((caught: unknown) => caught);
      expect(NebulyApiError.isInstance(error) && [error.status, error.reason]).toEqual([404, "Not Found"]);
    }
    await expect(client.interactions.get("")).rejects.toMatchObject({ field: "id" });
  });

  test("hides what is hidden, in the interaction and in the conversation", async () => {
    await send(turn(1, { interaction: { hide_content: true } }), turn(2));
    const { data } = await client.interactions.list();
    for (const { id } of data) {
      const detail = await client.interactions.get(id);
      expect(detail.conversation[0]).toMatchObject({ input: null, output: null });
      expect(JSON.stringify(detail)).not.toMatch(/number 1|answer 1/);
    }
  });
});

describe("conversations.get", () => {
  test("gives all turns, oldest first, with what is said of the whole", async () => {
    const llm = { model: "in-house", messages: [], output: "", cost: 10 };
    await send(
      turn(3, { interaction: { tags: { tier: "gold" }, end_user: "user-2" }, traces: [llm] }),
      turn(1, { interaction: { tags: { tier: "silver", country: "US" } }, traces: [llm] }),
      turn(2, { user_feedback: [{ slug: "thumbs_up" }] }),
    );
    expect(await client.conversations.get("conversation-1")).toMatchObject({
      id: "conversation-1",
      session_length: 3,
      session_time: 125,
      start_session: "2015-05-01T10:01:00.000Z",
      end_session: "2015-05-01T10:03:05.000Z",
      cost: 20,
      tags: { tier: "gold", country: "US" },
      emotions: [],
      custom_aggregates: {},
      conversation: [
        { input: "what about number 1", end_timestamp: "2015-05-01T10:01:05.000Z", topic: null, user_query: null },
        { input: "what about number 2", feedback_actions: ["thumbs_up"] },
        { input: "what about number 3", sentiment: "neutral" },
      ],
    });
  });

  test("of an unknown id is a 404", async () => {
    await expect(client.conversations.get("nothing")).rejects.toMatchObject({ status: 404 });
  });
});

describe("interactions.delete", () => {
  beforeEach(async () => {
    await send(
      turn(1, { interaction: { end_user: "anna", tags: { tier: "gold" } }, user_feedback: [{ slug: "thumbs_up" }] }),
      turn(2, { interaction: { end_user: "bert", tags: { tier: "gold" } } }),
      turn(3, { interaction: { end_user: "carl" } }),
    );
  });
  const users = async (): Promise<unknown[]> => (await client.interactions.list()).data.map((row) => row.end_user);

  test("deletes what its filters name, and everything that was stored of it", async () => {
    const answer = await client.interactions.delete({ filters: [{ kind: "tag", tag: "tier", values: ["gold"] }] });
    expect(answer.message).toBe("Deleted 2 interactions");
    expect(await users()).toEqual(["carl"]);
    // What was deleted can come again, and has only what it comes with.
    await send(
      turn(1, { interaction: { end_user: "anna", tags: { tier: "gold" } }, user_feedback: [{ slug: "thumbs_up" }] }),
    );
    const { data } = await client.interactions.list({ filters: [{ kind: "user", values: ["anna"] }] });
    expect(data).toMatchObject([{ feedback_actions: ["thumbs_up"], tags: { tier: "gold" } }]);
  });

  test("keeps to its time range", async () => {
    await client.interactions.delete({ all: true, timeRange: { end: "2015-05-01T10:02:00.000Z" } });
    expect(await users()).toEqual(["carl"]);
  });

  test("deletes everything when told so in so many words, what is dated in the future included", async () => {
    await send(turn(4, { interaction: { time_start: "2126-01-01T00:00:00.000Z" } }));
    await client.interactions.delete({ all: true });
    expect((await client.interactions.list({ timeRange: { end: "2200-01-01" } })).total).toBe(0);
  });

  test.each([
    {},
    { filters: [] },
    { timeRange: { start: "2015-01-01" } },
    { all: false },
    { all: true, filters: [{ kind: "user", values: ["anna"] }] },
  ])("%o is refused before anything is sent", async (query) => {
    await expect(client.interactions.delete(query as never)).rejects.toMatchObject({ field: "all" });
    expect(await users()).toHaveLength(3);
  });

  test.each([
    ["timerange", { all: true, timerange: { end: "2020-01-01" } }],
    ["timeRange.until", { all: true, timeRange: { until: "2020-01-01" } }],
    ["filters[0].serach", { filters: [{ kind: "user_query", serach: "refund" }] }],
  ])("a misspelt %s would delete more than was meant, so it is refused by name", async (field, query) => {
    await expect(client.interactions.delete(query as never)).rejects.toMatchObject({
      field,
      message: `${field}: is not known here; is it misspelt?`,
    });
    expect(await users()).toHaveLength(3);
  });

  test("a time range that turns out to be undefined does not delete everything", async () => {
    for (const timeRange of [undefined, { end: undefined }]) {
      await expect(client.interactions.delete({ all: true, timeRange } as never)).rejects.toThrow(/^timeRange/);
    }
    expect(await users()).toHaveLength(3);
  });

  test("filters that match nothing delete nothing", async () => {
    await client.interactions.delete({ filters: [{ kind: "topic", values: [] }] });
    expect(await users()).toHaveLength(3);
  });
});
