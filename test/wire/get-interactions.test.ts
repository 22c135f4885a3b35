// Get Interactions, held against the platform's document: filter kinds, the fields of a row, and what it does not name.

import { expect, test } from "vitest";
import { getInteractionsBodySchema, interactionRowSchema, pageSchema } from "../../src/wire/get-interactions-schema.ts";

/** Every field of the document's response table, with a value of its documented type. */
const row = {
  id: "6f9619ff-8b86-4d01-b42d-00cf4fc964ff",
  input_text: "Opening hours?",
  output_text: "9 to 17.",
  user_query: "When is it open?",
  end_user: "user-1",
  conversation_id: "conversation-1",
  timestamp: "2024-05-30T09:27:52.420Z",
  end_timestamp: "2024-05-30T09:27:54.420Z",
  warning_message_v2: "The answer is out of date.",
  negative_intent_message_v2: "The user is upset.",
  cost: 120.5,
  latency: 2.0,
  text_language: "en",
  verbosity: 8,
  pii_removed: false,
  feedback_action_text: "Thanks",
  feedback_action_rating: 5,
  feedback_actions: ["thumbs_up"],
  sentiment: "positive",
  emotions: ["joy"],
  tags: { country: "US" },
  custom_columns: { team: "a" },
  custom_aggregates: { quality: 1 },
  rag_details: { faq: [{ source: "faq", query: "hours", result: ["9 to 17"] }] },
};

test("a page with every documented field is read unchanged", () => {
  const page = { total: 1, offset: 0, limit: 10, data: [row] };
  expect(pageSchema(interactionRowSchema).parse(page)).toEqual(page);
});

test("fields that the document does not name survive, in the row and in the page", () => {
  const page = { total: 1, offset: 0, limit: 10, data: [{ ...row, new_field: { deep: [1] } }], next: "x" };
  expect(pageSchema(interactionRowSchema).parse(page)).toEqual(page);
});

test("a row may lack whatever is optional, or hold null there", () => {
  const bare = { id: "1", input_text: "i", output_text: "o", end_user: "u", timestamp: "2024-05-30T09:27:52.420Z" };
  expect(interactionRowSchema.parse(bare)).toEqual(bare);
  const nulls = { ...bare, user_query: null, cost: null, feedback_actions: null, tags: null, pii_removed: null };
  expect(interactionRowSchema.parse(nulls)).toEqual(nulls);
});

const request = {
  time_range: { start: "2024-05-30T09:27:52.420Z", end: "2024-05-31T09:27:52.420Z" },
  filters: [],
  limit: 10,
  offset: 0,
};

test.each([
  { kind: "user_intent", values: ["a"] },
  { kind: "negative_user_intent", values: ["a"] },
  { kind: "keyword", values: ["a"] },
  { kind: "user_feedback", values: ["positive_explicit"] },
  { kind: "tag", tag: "country", values: ["US"] },
  { kind: "type_of_problem", values: ["a"] },
  { kind: "topic", values: ["a", "b"] },
  { kind: "user", values: ["a"] },
  { kind: "user_query", values: ["a"] },
  { kind: "user_query", allow_nulls: true, search: "a" },
  { kind: "language", values: ["en"] },
  { kind: "pii", values: [true, false] },
  { kind: "data_source", values: ["faq"] },
  { kind: "warning_message", allow_nulls: false, search: "a" },
  { kind: "negative_intent_message", allow_nulls: true },
])("the filter %o is taken as it is", (filter) => {
  expect(getInteractionsBodySchema.parse({ ...request, filters: [filter] }).filters).toEqual([filter]);
});

test.each([
  ["a tag without its name", { filters: [{ kind: "tag", values: ["US"] }] }],
  ["an unknown kind", { filters: [{ kind: "mood", values: ["a"] }] }],
  ["text where truth is asked for", { filters: [{ kind: "pii", values: ["yes"] }] }],
  ["no time range", { time_range: undefined }],
  ["a page of no rows", { limit: 0 }],
  ["a negative offset", { offset: -1 }],
])("%s is refused", (_what, change) => {
  expect(getInteractionsBodySchema.safeParse({ ...request, ...change }).success).toBe(false);
});
