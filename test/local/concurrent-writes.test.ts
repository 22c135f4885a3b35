// Many writers at once: each answer is of one instant, and nobody is refused for another's sake.

import { expect, test } from "vitest";
import type { InteractionRow, Page } from "../../src/wire/get-interactions.ts";
import { interactionRowSchema, pageSchema } from "../../src/wire/get-interactions-schema.ts";
import { interactionBody, listBody } from "./bodies.ts";
import { openPlatform, type TestPlatform } from "./open-platform.ts";
import { createTestDatabase } from "./test-database.ts";

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

test("the parts of a conversation are deleted, rated and tagged at the same time, from two platforms on PostgreSQL", async () => {
  const database = await createTestDatabase();
  await using first = await openPlatform({ database });
  // Two connections to one SQLite file cannot wait for each other within one process.
  await using second = database.startsWith("postgres") ? await openPlatform({ database }) : undefined;
  const platforms = [first, second ?? first] as const;
  const parts = [0, 1, 2, 3];
  const at = (second: number): string => new Date(Date.UTC(2026, 4, 1, 10, 0, second)).toISOString();
  const requests: Promise<{ readonly status: number }>[] = [];
  const fieldsOf = (part: number, round: number) => ({
    input: `question ${part} of ${round}`,
    tags: { part: `${part}` },
    // Two of them begin at the same moment: tags mean both.
    time_start: at(part >> 1),
    time_end: at(part + 1),
  });
  for (let round = 0; round < 5; round += 1) {
    for (const part of parts) await first.post(ingest, interactionBody({ interaction: fieldsOf(part, round) }));
    for (const part of parts) {
      const { input, time_start } = fieldsOf(part, round);
      const metadata = { input, end_user: "user-1", timestamp: at(59), anonymize: true };
      const of = platforms[part % 2] ?? first;
      requests.push(
        of.post("/event-ingestion/api/v2/events/tags", {
          tags: { round: `${round} ${part}` },
          metadata: { end_user: "user-1", time_start },
        }),
        of.post("/event-ingestion/api/v1/events/feedback", { action: { slug: "thumbs_up" }, metadata }),
        of.post("/api/external/projects/delete-interactions", {
          filters: [{ kind: "tag", tag: "part", values: [`${part}`] }],
        }),
      );
    }
    for (const { status } of await Promise.all(requests.splice(0))) expect(status).toBe(200);
  }
  // Nothing is left of what was counted.
  await first.post(ingest, interactionBody());
  const { body } = await first.post("/api/external/get-interaction-aggregates", {
    ...listBody(),
    variables: ["n_interactions", "session_length"],
  });
  expect(body).toMatchObject({ data: [{ n_interactions: 1, session_length: 1 }] });
});
