// What is written is read back: fields, order, paging, filters, re-sends, late feedback and tags, restarts.

import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { conversationBodySchema } from "../../src/wire/conversation-body-schema.ts";
import type { InteractionRow, Page } from "../../src/wire/get-interactions.ts";
import { interactionRowSchema, pageSchema } from "../../src/wire/get-interactions-schema.ts";
import { interactionBody, listBody } from "./bodies.ts";
import { openPlatform, type TestPlatform } from "./open-platform.ts";

const v3 = "/event-ingestion/api/v3/events/trace_interaction";
const v2 = "/event-ingestion/api/v2/events/trace_interaction";
const conversationPath = "/event-ingestion/api/v2/events/trace_conversation";
const feedbackPath = "/event-ingestion/api/v1/events/feedback";
const tagsPath = "/event-ingestion/api/v2/events/tags";

let platform: TestPlatform;
beforeEach(async () => {
  platform = await openPlatform();
});
afterEach(() => platform.close());

async function send(...bodies: readonly ReturnType<typeof interactionBody>[]): Promise<void> {
  for (const body of bodies) expect(await platform.post(v3, body)).toEqual({ status: 200, body: {} });
}

async function list(
  filters: readonly unknown[] = [],
  page?: { limit?: number; offset?: number },
): Promise<Page<InteractionRow>> {
  const { status, body } = await platform.post("/api/external/get-interactions", listBody(filters, page));
  expect(status, JSON.stringify(body)).toBe(200);
  return pageSchema(interactionRowSchema).parse(body);
}

const inputs = async (...filters: readonly unknown[]): Promise<unknown[]> =>
  (await list(filters)).data.map((row) => row.input_text);

test("an interaction comes back with every field that follows from it", async () => {
  const traces = [
    { source: "faq", input: "hours", outputs: ["9 to 17", "closed on Sunday"] },
    {
      model: "scripted-model",
      messages: [{ role: "user", content: "What are the opening hours?" }],
      output: "We are open from 9 to 17.",
      input_tokens: 12,
      output_tokens: 9,
    },
  ] as const;
  await send(
    interactionBody({
      traces,
      interaction: { tags: { country: "US" } },
      user_feedback: [
        { slug: "rating", value: 4, text: "Pretty good!" },
        { slug: "copy_output", text: "9 to 17" },
      ],
    }),
  );
  const { data, ...page } = await list();
  expect(page).toEqual({ total: 1, offset: 0, limit: 100 });
  expect(data).toEqual([
    expect.objectContaining({
      id: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
      input_text: "What are the opening hours?",
      output_text: "We are open from 9 to 17.",
      end_user: "user-1",
      conversation_id: "conversation-1",
      timestamp: "2026-05-01T10:00:00.000Z",
      end_timestamp: "2026-05-01T10:00:02.500Z",
      latency: 2.5,
      verbosity: 25,
      feedback_action_text: "9 to 17",
      feedback_action_rating: 4,
      feedback_actions: ["rating", "copy_output"],
      tags: { country: "US" },
      custom_columns: {},
      custom_aggregates: {},
      rag_details: { faq: [{ source: "faq", query: "hours", result: ["9 to 17", "closed on Sunday"] }] },
      traces,
    }),
  ]);
});

test("v2 is stored as v3 is", async () => {
  const { user_feedback, ...body } = interactionBody({ user_feedback: [{ slug: "thumbs_up" }] });
  expect(await platform.post(v2, { ...body, feedback_actions: user_feedback })).toEqual({ status: 200, body: {} });
  await send({ ...body, user_feedback });
  expect((await list()).data.map((row) => row.feedback_actions)).toEqual([["thumbs_up"]]);
});

test("times without an offset are UTC, with one they are converted, and verbosity counts characters, not code units", async () => {
  await send(
    interactionBody({
      interaction: { time_start: "2026-05-01T12:00:00", time_end: "2026-05-01T14:00:01+02:00", output: "👍🏽 ok" },
    }),
  );
  expect((await list()).data).toMatchObject([
    { timestamp: "2026-05-01T12:00:00.000Z", end_timestamp: "2026-05-01T12:00:01.000Z", latency: 1, verbosity: 5 },
  ]);
});

test("an interaction without a conversation gets one of its own", async () => {
  const bodies = ["a", "b"].map((input) => {
    const { interaction, ...rest } = interactionBody({ interaction: { input } });
    const { conversation_id: _left, ...fields } = interaction;
    return { ...rest, interaction: fields };
  });
  for (const body of bodies) await platform.post(v3, body);
  const ids = (await list()).data.map((row) => row.conversation_id);
  expect(new Set(ids).size).toBe(2);
});

test("a conversation sent in bulk is stored whole, under one conversation of its own", async () => {
  const body = conversationBodySchema.parse({
    conversation: {
      interactions: ["first", "second"].map((input, index) => ({
        input,
        output: `${input} answer`,
        time_start: `2026-05-01T10:0${index}:00.000Z`,
        time_end: `2026-05-01T10:0${index}:01.000Z`,
        tags: { version: "v1.0.0" },
        feedback_actions: index === 0 ? [{ slug: "thumbs_down" }] : [],
        trace: [{ model: "m", messages: [{ role: "user", content: input }], output: "o", input_tokens: 1 }],
      })),
      end_user: "user-1",
    },
  });
  await platform.post(conversationPath, body);
  await platform.post(conversationPath, body);
  const { data } = await list();
  expect(data.map((row) => [row.input_text, row.feedback_actions, row.tags, row.traces?.length])).toEqual([
    ["second", [], { version: "v1.0.0" }, 1],
    ["first", ["thumbs_down"], { version: "v1.0.0" }, 1],
  ]);
  expect(new Set(data.map((row) => row.conversation_id)).size).toBe(1);
});

test("a re-sent identical interaction is stored once, whichever of many at once comes first", async () => {
  const body = interactionBody({ interaction: { tags: { a: "1", b: "2" } }, user_feedback: [{ slug: "thumbs_up" }] });
  await Promise.all(Array.from({ length: 8 }, () => platform.post(v3, body)));
  const other = interactionBody({ interaction: { tags: { b: "2", a: "1" } }, user_feedback: [{ slug: "thumbs_up" }] });
  await send(other);
  expect((await list()).total).toBe(1);
  await send(interactionBody({ interaction: { output: "Another answer" } }));
  expect((await list()).total).toBe(2);
});

describe("pages", () => {
  const body = (index: number): ReturnType<typeof interactionBody> =>
    interactionBody({
      interaction: {
        input: `question ${index}`,
        time_start: new Date(Date.UTC(2026, 4, 1, 10, 0, Math.floor(index / 2))).toISOString(),
      },
    });

  test("come newest first, follow on each other without gap or overlap, and tell the total", async () => {
    await send(...Array.from({ length: 7 }, (_, index) => body(index)));
    const pages = await Promise.all([0, 3, 6, 9].map((offset) => list([], { limit: 3, offset })));
    expect(pages.map(({ total, data }) => [total, data.length])).toEqual([
      [7, 3],
      [7, 3],
      [7, 1],
      [7, 0],
    ]);
    const all = pages.flatMap(({ data }) => data);
    expect(all).toEqual((await list()).data);
    expect(all.map((row) => row.timestamp)).toEqual(
      all
        .map((row) => row.timestamp)
        .toSorted()
        .toReversed(),
    );
  });

  test("hold the interactions that began within the time range, both ends included", async () => {
    await send(...Array.from({ length: 7 }, (_, index) => body(index)));
    const { body: page } = await platform.post("/api/external/get-interactions", {
      ...listBody(),
      time_range: { start: "2026-05-01T10:00:01.000Z", end: "2026-05-01T10:00:02.000Z" },
    });
    expect(page).toMatchObject({ total: 4 });
  });
});

describe("filters", () => {
  beforeEach(async () => {
    await send(
      interactionBody({
        interaction: { input: "Opening hours?", end_user: "anna", tags: { country: "US", tier: "gold" } },
        user_feedback: [{ slug: "thumbs_up" }],
        traces: [{ source: "faq", input: "q", outputs: [] }],
      }),
      interactionBody({
        interaction: { input: "Öffnungszeiten, bitte", end_user: "bert", tags: { country: "DE" } },
        user_feedback: [{ slug: "rating", value: 1 }],
      }),
      interactionBody({
        interaction: { input: "営業時間を教えてください", end_user: "anna", tags: { country: "JP", tier: "gold" } },
        user_feedback: [{ slug: "regenerate" }],
      }),
    );
  });

  test.each([
    ["tag", { kind: "tag", tag: "country", values: ["US", "DE"] }, 2],
    ["tag, by its name as well", { kind: "tag", tag: "tier", values: ["US"] }, 0],
    ["user", { kind: "user", values: ["anna"] }, 2],
    ["user_feedback, explicit", { kind: "user_feedback", values: ["positive_explicit", "negative_explicit"] }, 2],
    ["user_feedback, implicit", { kind: "user_feedback", values: ["negative_implicit"] }, 1],
    ["user_feedback, by action", { kind: "user_feedback", values: ["thumbs_up"] }, 1],
    ["keyword", { kind: "keyword", values: ["HOURS"] }, 1],
    ["keyword, whole words only", { kind: "keyword", values: ["hour"] }, 0],
    ["keyword, several words", { kind: "keyword", values: ["hours opening", "öffnungszeiten"] }, 2],
    ["keyword, without spaces between words", { kind: "keyword", values: ["時間"] }, 1],
    ["keyword, wildcards mean nothing", { kind: "keyword", values: ["%", "_"] }, 0],
    ["data_source", { kind: "data_source", values: ["faq"] }, 1],
    ["no value at all", { kind: "topic", values: [] }, 0],
    ["user_query, without an analyst", { kind: "user_query", values: ["x"] }, 0],
    ["user_query, those that have none", { kind: "user_query", allow_nulls: true, search: "x" }, 3],
  ])("%s", async (_what, filter, total) => {
    expect((await list([filter])).total).toBe(total);
  });

  test("of different kinds must all be met", async () => {
    expect(
      await inputs(
        { kind: "tag", tag: "tier", values: ["gold"] },
        { kind: "tag", tag: "country", values: ["US", "DE"] },
        { kind: "user", values: ["anna"] },
      ),
    ).toEqual(["Opening hours?"]);
  });
});

test("hidden content is neither shown nor found; metadata and traces stay", async () => {
  await send(
    interactionBody({
      interaction: { hide_content: true, tags: { country: "US" } },
      traces: [{ source: "faq", input: "hours", outputs: [] }],
    }),
  );
  expect((await list()).data).toMatchObject([
    { input_text: null, output_text: null, latency: 2.5, tags: { country: "US" }, traces: [{ source: "faq" }] },
  ]);
  expect((await list([{ kind: "keyword", values: ["opening"] }])).total).toBe(0);
});

describe("late feedback", () => {
  const late = (slug: string, metadata: object = {}): { readonly action: object; readonly metadata: object } => ({
    action: { slug },
    metadata: {
      end_user: "user-1",
      input: "What are the opening hours?",
      output: "We are open from 9 to 17.",
      timestamp: "2026-05-01T10:05:00.000Z",
      anonymize: true,
      ...metadata,
    },
  });
  const actions = async (): Promise<unknown[]> => (await list()).data.map((row) => row.feedback_actions);

  test("finds its interaction by end user and texts, with either spelling of its key", async () => {
    await send(interactionBody());
    await platform.post(feedbackPath, late("thumbs_up"));
    const { action, ...rest } = late("regenerate");
    await platform.post(feedbackPath, { feedback: action, ...rest });
    expect(await actions()).toEqual([["thumbs_up", "regenerate"]]);
    expect(await inputs({ kind: "user_feedback", values: ["positive_explicit"] })).toHaveLength(1);
  });

  test("is kept once however often it is sent", async () => {
    await send(interactionBody());
    for (let time = 0; time < 3; time += 1) await platform.post(feedbackPath, late("thumbs_up"));
    await platform.post(feedbackPath, late("thumbs_up", { timestamp: "2026-05-01T10:06:00.000Z" }));
    expect(await actions()).toEqual([["thumbs_up", "thumbs_up"]]);
  });

  test("goes to the latest of several that had ended when it was given", async () => {
    for (const hour of ["08", "09", "11"]) {
      await send(
        interactionBody({
          interaction: { time_start: `2026-05-01T${hour}:00:00.000Z`, time_end: `2026-05-01T${hour}:00:01.000Z` },
        }),
      );
    }
    await platform.post(feedbackPath, late("thumbs_up"));
    expect(await actions()).toEqual([[], ["thumbs_up"], []]);
  });

  test.each([
    ["another user's", { end_user: "user-2" }],
    ["another text's", { input: "What are the opening hours" }],
    ["given before the end", { timestamp: "2026-05-01T10:00:01.000Z" }],
  ])("%s is taken and changes nothing", async (_what, metadata) => {
    await send(interactionBody());
    expect((await platform.post(feedbackPath, late("thumbs_up", metadata))).status).toBe(200);
    expect(await actions()).toEqual([[]]);
  });
});

test("late tags are merged into those of the interaction that began at their moment", async () => {
  await send(interactionBody({ interaction: { tags: { country: "US", tier: "gold" } } }));
  const late = (time_start: string): object => ({
    tags: { tier: "silver", reviewed: "yes" },
    metadata: { end_user: "user-1", time_start },
  });
  expect((await platform.post(tagsPath, late("2026-05-01T12:00:00+02:00"))).status).toBe(200);
  expect((await platform.post(tagsPath, late("2026-05-01T10:00:00.001Z"))).status).toBe(200);
  expect((await list()).data[0]?.tags).toEqual({ country: "US", tier: "silver", reviewed: "yes" });
  const found = await Promise.all(
    ["gold", "silver"].map(async (tier) => (await list([{ kind: "tag", tag: "tier", values: [tier] }])).total),
  );
  expect(found).toEqual([0, 1]);
});

test("a restart on the same file keeps everything, and the folder is kept out of repositories", async () => {
  const directory = await mkdtemp(join(tmpdir(), "nebuly-restart-"));
  try {
    const database = join(directory, ".nebuly", "platform.db");
    await using before = await openPlatform({ database });
    await before.post(v3, interactionBody());
    await before.close();
    await using after = await openPlatform({ database });
    const { body } = await after.post("/api/external/get-interactions", listBody());
    expect(body).toMatchObject({ total: 1, data: [{ input_text: "What are the opening hours?" }] });
    expect(await readFile(join(directory, ".nebuly", ".gitignore"), "utf8")).toBe("*\n");
  } finally {
    await rm(directory, { recursive: true });
  }
});
