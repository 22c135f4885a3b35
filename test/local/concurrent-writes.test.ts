// Totals and pages while others write: each answer is of one instant.

import { expect, test } from "vitest";
import type { InteractionRow, Page } from "../../src/wire/get-interactions.ts";
import { interactionRowSchema, pageSchema } from "../../src/wire/get-interactions-schema.ts";
import { interactionBody, listBody } from "./bodies.ts";
import { openPlatform, type TestPlatform } from "./open-platform.ts";

const ingest = "/event-ingestion/api/v3/events/trace_interaction";
const turns = 60;

function store(platform: TestPlatform, index: number): Promise<unknown> {
  const started = Date.UTC(2026, 4, 1 + (index % 4), 10, index);
  const interaction = {
    input: `question ${index}`,
    end_user: `user-${index % 7}`,
    conversation_id: `conversation-${index % 11}`,
    time_start: new Date(started).toISOString(),
    time_end: new Date(started + 1_000).toISOString(),
    tags: { country: index % 3 === 0 ? "US" : "DE" },
  };
  return platform.post(ingest, interactionBody({ interaction, user_feedback: [{ slug: "thumbs_up" }] }));
}

async function list(platform: TestPlatform, filters: readonly object[]): Promise<Page<InteractionRow>> {
  const { body } = await platform.post("/api/external/get-interactions", listBody(filters));
  return pageSchema(interactionRowSchema).parse(body);
}

test("the total is that of the rows, and the groups add up to it, while interactions are stored and deleted", async () => {
  await using platform = await openPlatform();
  const writing = Promise.all([
    ...Array.from({ length: turns }, (_, index) => store(platform, index)),
    platform.post("/api/external/projects/delete-interactions", { filters: [{ kind: "user", values: ["user-0"] }] }),
  ]);
  let isWriting = true;
  const written = writing.finally(() => {
    isWriting = false;
  });
  let reads = 0;
  while (isWriting || reads < 3) {
    for (const filters of [[], [{ kind: "tag", tag: "country", values: ["DE"] }], [{ kind: "pii", values: [false] }]]) {
      const { total, data } = await list(platform, filters);
      expect(data).toHaveLength(total);
      expect(new Set(data.map(({ id }) => id)).size).toBe(total);
    }
    const { body } = await platform.post("/api/external/get-interaction-aggregates", {
      ...listBody(),
      variables: ["n_interactions", "n_users", "user_feedback", "session_length", "retention"],
    });
    for (const group of (body as Page<{ readonly n_interactions: number; readonly n_feedback: number }>).data) {
      expect(group.n_feedback).toBe(group.n_interactions);
    }
    reads += 1;
  }
  await written;
  const left = await list(platform, []);
  for (const index of Array.from({ length: turns }, (_, at) => at).filter((at) => at % 7 !== 0)) {
    expect(left.data.map((row) => row.input_text)).toContain(`question ${index}`);
  }
});
