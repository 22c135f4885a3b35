// What is summed by day tells the same as reading every interaction, whatever happened in between.

import { expect, test } from "vitest";
import { fc } from "../property-testing.ts";
import { interactionBody } from "./bodies.ts";
import { openPlatform, type TestPlatform } from "./open-platform.ts";

const dayMs = 86_400_000;
const firstDay = Date.UTC(2026, 4, 1);
const users = ["anna", "bert"];
const ingest = "/event-ingestion/api/v3/events/trace_interaction";
/** All of them: a filter that leaves everything, and that no total knows. */
const everybody = { kind: "user", values: users };

const moment = fc
  .record({ day: fc.integer({ min: 0, max: 4 }), ms: fc.constantFrom(0, 1, dayMs / 2, dayMs - 1) })
  .map(({ day, ms }) => firstDay + day * dayMs + ms);
const iso = (at: number): string => new Date(at).toISOString();

interface Turn {
  readonly user: string;
  readonly conversation: string;
  readonly at: number;
  readonly country: string;
  readonly models: readonly string[];
}

const turn: fc.Arbitrary<Turn> = fc.record({
  user: fc.constantFrom(...users),
  conversation: fc.constantFrom("c1", "c2", "c3"),
  at: moment,
  country: fc.constantFrom("US", "DE"),
  models: fc.subarray(["gpt-5", "gpt-5-mini"]),
});
const step = fc.oneof(
  { weight: 6, arbitrary: turn.map((turn) => ({ type: "turn", turn }) as const) },
  { weight: 2, arbitrary: turn.map((turn) => ({ type: "feedback", turn }) as const) },
  { weight: 2, arbitrary: turn.map((turn) => ({ type: "tags", turn }) as const) },
  { weight: 1, arbitrary: moment.map((at) => ({ type: "delete", at }) as const) },
);

type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

async function take(platform: TestPlatform, taken: Step): Promise<void> {
  switch (taken.type) {
    case "turn": {
      const { user, conversation, at, country, models } = taken.turn;
      const interaction = {
        end_user: user,
        conversation_id: conversation,
        input: "Where is my order?",
        output: "On its way.",
        time_start: iso(at),
        time_end: iso(at + 1_500),
        tags: { country },
      };
      const traces = [
        { source: country === "US" ? "faq" : "crm", input: "", outputs: [] },
        ...models.map((model) => ({ model, messages: [], output: "", input_tokens: 1_000, output_tokens: 10 })),
      ];
      await platform.post(ingest, interactionBody({ interaction, traces }));
      return;
    }
    case "feedback": {
      const { user, at } = taken.turn;
      const metadata = { end_user: user, timestamp: iso(at + 2_000), input: "Where is my order?", anonymize: true };
      await platform.post("/event-ingestion/api/v1/events/feedback", { action: { slug: "thumbs_up" }, metadata });
      return;
    }
    case "tags": {
      const { user, at, country } = taken.turn;
      const metadata = { end_user: user, time_start: iso(at) };
      await platform.post("/event-ingestion/api/v2/events/tags", { tags: { country, reviewed: "yes" }, metadata });
      return;
    }
    case "delete": {
      const time_range = { start: iso(taken.at), end: iso(taken.at + dayMs) };
      await platform.post("/api/external/projects/delete-interactions", { filters: [], time_range });
    }
  }
}

const groupings = [
  undefined,
  { kind: "day" },
  { kind: "tag", tag: "country" },
  { kind: "data_source" },
  { kind: "model" },
  { kind: "language" },
  { kind: "pii" },
  { kind: "user_feedback" },
];
const filters = [
  [],
  [{ kind: "tag", tag: "country", values: ["US"] }],
  [{ kind: "tag", tag: "country", values: ["US", "DE"] }],
  [{ kind: "user_feedback", values: ["thumbs_up"] }],
  [{ kind: "language", values: ["en"] }],
];

/** What the platform tells of a time range, in every way that knows totals. */
async function tell(platform: TestPlatform, time_range: object, further: readonly object[]): Promise<unknown> {
  const told: unknown[] = [];
  for (const group_by of groupings) {
    const body = { time_range, filters: further, limit: 50, offset: 0, ...(group_by !== undefined && { group_by }) };
    told.push(await platform.post("/api/external/get-interaction-aggregates", body));
  }
  for (const some of filters) {
    for (const granularity of ["day", "month"]) {
      const body = { time_range, filters: [...some, ...further], granularity };
      told.push(await platform.post("/api/external/get-interaction-time-series", body));
    }
    const body = { time_range, filters: [...some, ...further], limit: 50, offset: 0 };
    told.push(await platform.post("/api/external/get-interactions", body));
  }
  return told;
}

test("totals of days stay true through re-sends, late feedback and tags, and deletion", {
  timeout: 60_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 12 }),
      moment,
      fc.integer({ min: 0, max: 5 * dayMs }),
      async (steps, start, length) => {
        await using platform = await openPlatform();
        for (const taken of steps) await take(platform, taken);
        const range = { start: iso(start), end: iso(start + length) };
        expect(await tell(platform, range, [])).toEqual(await tell(platform, range, [everybody]));
      },
    ),
    // A failure is told at once: to make it smaller takes longer than a test may.
    { numRuns: 12, endOnFailure: true, interruptAfterTimeLimit: 55_000, timeout: 50_000 },
  );
});
