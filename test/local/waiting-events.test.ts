// Feedback and tags that overtake their interaction: they wait for it, so many and so long.

import { expect, onTestFinished, test } from "vitest";
import { receiveInteraction } from "../../src/local/compute/received-interaction.ts";
import { Platform } from "../../src/local/platform.ts";
import { openStorage } from "../../src/local/storage/open-storage.ts";
import { getInteractionsBodySchema } from "../../src/wire/get-interactions-schema.ts";
import { interactionBody, listBody } from "./bodies.ts";
import { openPlatform, type TestPlatform } from "./open-platform.ts";
import { createTestDatabase } from "./test-database.ts";

const ingest = "/event-ingestion/api/v3/events/trace_interaction";
const feedbackPath = "/event-ingestion/api/v1/events/feedback";
const tagsPath = "/event-ingestion/api/v2/events/tags";
const dayMs = 86_400_000;

const feedback = {
  action: { slug: "thumbs_up", text: "write to anna@example.com" },
  metadata: {
    end_user: "user-1",
    input: "What are the opening hours?",
    output: "We are open from 9 to 17.",
    timestamp: "2026-05-01T10:05:00.000Z",
    anonymize: true,
  },
} as const;
const tags = {
  tags: { tier: "silver" },
  metadata: { end_user: "user-1", time_start: "2026-05-01T10:00:00.000Z" },
} as const;

const rows = async (platform: TestPlatform): Promise<unknown> =>
  (await platform.post("/api/external/get-interactions", listBody())).body;

test("feedback and tags that come first are added when their interaction comes, once however often they were sent", async () => {
  await using platform = await openPlatform();
  for (let time = 0; time < 2; time += 1) {
    expect(await platform.post(feedbackPath, feedback)).toEqual({ status: 200, body: {} });
    expect(await platform.post(tagsPath, tags)).toEqual({ status: 200, body: {} });
  }
  await platform.post(ingest, interactionBody({ interaction: { end_user: "user-2" } }));
  await platform.post(ingest, interactionBody({ interaction: { tags: { tier: "gold", country: "US" } } }));
  await platform.post(feedbackPath, feedback);
  expect(await rows(platform)).toMatchObject({
    data: expect.arrayContaining([
      expect.objectContaining({ end_user: "user-2", feedback_actions: [], tags: {} }),
      expect.objectContaining({
        end_user: "user-1",
        feedback_actions: ["thumbs_up"],
        feedback_action_text: expect.not.stringContaining("anna"),
        tags: { tier: "silver", country: "US" },
      }),
    ]),
  });
  const { body } = await platform.post(
    "/api/external/get-interactions",
    listBody([{ kind: "tag", tag: "tier", values: ["silver"] }]),
  );
  expect(body).toMatchObject({ total: 1 });
});

test("what waits survives a restart", async () => {
  const database = await createTestDatabase({ survivesRestart: true });
  {
    await using before = await openPlatform({ database });
    await before.post(feedbackPath, feedback);
  }
  await using after = await openPlatform({ database });
  await after.post(ingest, interactionBody());
  expect(await rows(after)).toMatchObject({ data: [{ feedback_actions: ["thumbs_up"] }] });
});

test.each([
  ["everything", []],
  ["its user's interactions", [{ kind: "user", values: ["user-1"] }]],
])("deleting %s takes what waits along", async (_what, filters) => {
  await using platform = await openPlatform();
  await platform.post(feedbackPath, feedback);
  await platform.post("/api/external/projects/delete-interactions", { filters });
  await platform.post(ingest, interactionBody());
  expect(await rows(platform)).toMatchObject({ data: [{ feedback_actions: [] }] });
});

async function openWithClock(): Promise<{
  readonly platform: Platform;
  readonly storage: Awaited<ReturnType<typeof openStorage>>;
  setNow(now: number): void;
}> {
  const storage = await openStorage(await createTestDatabase());
  let now = 0;
  const setNow = (moment: number): void => {
    now = moment;
  };
  const platform = new Platform({ storage, now: () => now });
  onTestFinished(() => platform.close());
  return { platform, storage, setNow };
}

test("what nothing came for in a day is dropped, and counted", async () => {
  const { platform, setNow } = await openWithClock();
  await platform.addFeedback(feedback);
  setNow(dayMs);
  await platform.addTags(tags);
  expect(await platform.maintain(undefined)).toEqual({ droppedEvents: 0 });
  setNow(dayMs + 1);
  expect(await platform.maintain(undefined)).toEqual({ droppedEvents: 1 });
  const { user_feedback, ...body } = interactionBody();
  await platform.store([receiveInteraction({ ...body, feedback: user_feedback })]);
  const page = await platform.list(getInteractionsBodySchema.parse(listBody()));
  expect(page.data).toMatchObject([{ feedback_actions: [], tags: { tier: "silver" } }]);
});

test("no more than ten thousand wait: the next one pushes out the one that waits longest", async () => {
  const { platform, storage, setNow } = await openWithClock();
  const waiting = Array.from({ length: 10_000 }, (_, index) => ({
    end_user: "user-2",
    id: `event-${index}`,
    type: "tags" as const,
    input_hash: null,
    output_hash: null,
    at: 0,
    content: "{}",
    received_at: index,
  }));
  for (let first = 0; first < waiting.length; first += 1_000) {
    await storage
      .insertInto("waiting_events")
      .values(waiting.slice(first, first + 1_000))
      .execute();
  }
  setNow(20_000);
  await platform.addFeedback(feedback);
  const left = await storage.selectFrom("waiting_events").select("id").orderBy("received_at").execute();
  expect(left).toHaveLength(10_000);
  expect(left[0]).toEqual({ id: "event-1" });
});
