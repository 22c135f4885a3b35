// The fields of a row that the platform works out: language, sentiment, cost, personal data.

import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { InteractionRow } from "../../src/wire/get-interactions.ts";
import { interactionRowSchema, pageSchema } from "../../src/wire/get-interactions-schema.ts";
import { interactionBody, listBody } from "./bodies.ts";
import { openPlatform, type TestPlatform } from "./open-platform.ts";

let platform: TestPlatform;
beforeEach(async () => {
  platform = await openPlatform();
});
afterEach(() => platform.close());

async function rowsOf(
  body: ReturnType<typeof interactionBody> | undefined,
  filters: readonly unknown[] = [],
): Promise<readonly InteractionRow[]> {
  if (body !== undefined) {
    expect(await platform.post("/event-ingestion/api/v3/events/trace_interaction", body)).toMatchObject({
      status: 200,
    });
  }
  const answer = await platform.post("/api/external/get-interactions", listBody(filters));
  return pageSchema(interactionRowSchema).parse(answer.body).data;
}

test.each([
  ["What are the opening hours?", "en"],
  ["Wie sind die Öffnungszeiten?", "de"],
  ["Quali sono gli orari di apertura?", "it"],
  ["営業時間を教えてください", "ja"],
  ["12345", null],
  ["hm", null],
])("text_language of %o is %o, and the filter finds it", async (input, language) => {
  const filter = { kind: "language", values: language === null ? ["en", "de", "it", "ja"] : [language] };
  expect(await rowsOf(interactionBody({ interaction: { input } }))).toMatchObject([{ text_language: language }]);
  expect(await rowsOf(undefined, [filter])).toHaveLength(language === null ? 0 : 1);
});

test.each([
  ["Thank you so much, that was super helpful!", "positive"],
  ["That's wrong again. I am really frustrated.", "negative"],
  ["What are the opening hours?", "neutral"],
  ["Das ist ja schrecklich und furchtbar falsch", null],
])("sentiment of %o is %o", async (input, sentiment) => {
  expect(await rowsOf(interactionBody({ interaction: { input } }))).toMatchObject([{ sentiment }]);
});

describe("cost, in micro-dollars", () => {
  const llm = { messages: [], output: "", input_tokens: 1_000_000, output_tokens: 100_000 };

  test.each([
    ["a model of the table", [{ model: "gpt-4o", ...llm }], 2_500_000 + 1_000_000],
    ["the same behind a gateway", [{ model: "openai/gpt-4o", ...llm }], 3_500_000],
    ["an embedding", [{ model: "text-embedding-3-small", input: "", input_tokens: 1_000_000 }], 20_000],
    [
      "several models at once",
      [
        { model: "text-embedding-3-small", input: "", input_tokens: 1_000_000 },
        { source: "faq", input: "", outputs: [] },
        { model: "gpt-4o", ...llm },
      ],
      3_520_000,
    ],
    ["a table's model, whatever the trace says itself", [{ model: "gpt-4o", ...llm, cost: 7 }], 3_500_000],
    ["an unknown model with a cost of its own", [{ model: "in-house", ...llm, cost: 7 }], 7],
    [
      "an unknown model among known ones",
      [
        { model: "in-house", ...llm },
        { model: "gpt-4o", ...llm },
      ],
      3_500_000,
    ],
    ["an unknown model alone", [{ model: "in-house", ...llm }], null],
    ["a model without token counts", [{ model: "gpt-4o", messages: [], output: "" }], null],
    ["no trace at all", [], null],
  ])("of %s", async (_what, traces, cost) => {
    expect(await rowsOf(interactionBody({ traces }))).toMatchObject([{ cost }]);
  });
});

describe("anonymize", () => {
  const personal = interactionBody({
    interaction: { input: "I am jane@example.com", output: "Call +39 333 1234567", end_user: "jane@example.com" },
    traces: [
      { model: "m", messages: [{ role: "user", content: "I am jane@example.com" }], output: "Call +39 333 1234567" },
      { source: "crm", input: "jane@example.com", outputs: ["IBAN GB82WEST12345698765432"] },
      { model: "e", input: "jane@example.com" },
    ],
    user_feedback: [{ slug: "comment", text: "mail joe@example.com" }],
  });
  const late = {
    action: { slug: "comment", text: "my card is 4111 1111 1111 1111" },
    metadata: {
      end_user: "jane@example.com",
      input: "I am jane@example.com",
      output: "Call +39 333 1234567",
      timestamp: "2026-05-01T11:00:00.000Z",
      anonymize: true,
    },
  };

  test("takes personal data out of every stored text and says so; the end user stays", async () => {
    const [row] = await rowsOf(personal);
    expect(row).toMatchObject({
      pii_removed: true,
      end_user: "jane@example.com",
      input_text: "I am [EMAIL]",
      output_text: "Call [PHONE]",
      feedback_action_text: "mail [EMAIL]",
      verbosity: 20,
      traces: [
        { messages: [{ role: "user", content: "I am [EMAIL]" }], output: "Call [PHONE]" },
        { source: "crm", input: "[EMAIL]", outputs: ["IBAN [IBAN]"] },
        { input: "[EMAIL]" },
      ],
    });
    const { end_user: _kept, ...others } = row ?? {};
    expect(JSON.stringify(others)).not.toMatch(/jane|333|GB82/);
    expect(await rowsOf(undefined, [{ kind: "pii", values: [true] }])).toHaveLength(1);
    expect(await rowsOf(undefined, [{ kind: "pii", values: [false] }])).toHaveLength(0);
    expect(await rowsOf(undefined, [{ kind: "keyword", values: ["jane"] }])).toHaveLength(0);
  });

  test("does not keep late feedback from its interaction, which quotes the text as it was sent", async () => {
    await rowsOf(personal);
    await platform.post("/event-ingestion/api/v1/events/feedback", late);
    expect(await rowsOf(undefined)).toMatchObject([
      { feedback_actions: ["comment", "comment"], feedback_action_text: "my card is [CARD]" },
    ]);
  });

  test("switched off, everything stays as it was sent", async () => {
    expect(await rowsOf({ ...personal, anonymize: false })).toMatchObject([
      { pii_removed: false, input_text: "I am jane@example.com", traces: personal.traces },
    ]);
    await platform.post("/event-ingestion/api/v1/events/feedback", {
      ...late,
      metadata: { ...late.metadata, anonymize: false },
    });
    expect(await rowsOf(undefined)).toMatchObject([{ feedback_action_text: "my card is 4111 1111 1111 1111" }]);
  });
});

test("characters that a database cannot hold are replaced, and late feedback still matches", async () => {
  const input = "nul \u0000 and \\u0000 and a lone \ud800 surrogate";
  await rowsOf(interactionBody({ interaction: { input, tags: { "\u0000": "\u0000" } } }));
  await platform.post("/event-ingestion/api/v1/events/feedback", {
    action: { slug: "thumbs_up" },
    metadata: { end_user: "user-1", input, timestamp: "2026-05-01T11:00:00.000Z" },
  });
  expect(await rowsOf(undefined)).toMatchObject([
    { input_text: "nul \ufffd and \\u0000 and a lone \ufffd surrogate", feedback_actions: ["thumbs_up"] },
  ]);
});

test("names that differ in what is no character are one name", async () => {
  const tags = { "half \ud800": "a", "half \udbff": "b", "\\ud800": "c", "whole 😀": "d" };
  await rowsOf(interactionBody({ interaction: { tags } }));
  expect(await rowsOf(undefined)).toMatchObject([{ tags: { "half \ufffd": "b", "\\ud800": "c", "whole 😀": "d" } }]);
  const filter = { kind: "tag", tag: "half \udfff", values: ["b"] };
  expect(await rowsOf(undefined, [filter])).toHaveLength(1);
});
