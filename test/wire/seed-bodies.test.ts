// The bodies that are sent, held against the platform's own documents field by field.

import { describe, expect, test } from "vitest";
import { toConversationBody } from "../../src/wire/conversation-body.ts";
import { conversationBodySchema } from "../../src/wire/conversation-body-schema.ts";
import { toFeedbackBody } from "../../src/wire/feedback-body.ts";
import { feedbackBodySchema } from "../../src/wire/feedback-body-schema.ts";
import { feedbackSchema, feedbackSlugs } from "../../src/wire/feedback-schema.ts";
import type { ResolvedInteraction } from "../../src/wire/interaction.ts";
import { toInteractionBody } from "../../src/wire/interaction-body.ts";
import { interactionBodyV2Schema, interactionBodyV3Schema } from "../../src/wire/interaction-body-schema.ts";
import { toTagsBody } from "../../src/wire/tags-body.ts";
import { tagsBodySchema } from "../../src/wire/tags-body-schema.ts";

const messages = [
  { role: "system", content: "This is a system prompt" },
  { role: "user", content: "What's the weather like in Turin?" },
  { role: "assistant", content: "The weather is currently rainy in Turin." },
  { role: "user", content: "What's the weather like in Rome?" },
] as const;

const interaction: ResolvedInteraction = {
  conversationId: "conversation-1",
  input: "What's the weather like in Rome?",
  output: "Sunny.",
  timeStart: "2023-12-07T15:00:00.000Z",
  timeEnd: "2023-12-07T15:00:02.000Z",
  endUser: "user-1",
  hideContent: false,
  anonymize: true,
  tags: { country: "US", department: "Finance", age: "20-30" },
  traces: [
    { model: "text-embedding-3-small", input: "Text to be embedded", inputTokens: 10 },
    { source: "vector_db", input: "weather Rome", outputs: ["Rome: sunny", "Turin: rainy"] },
    { model: "gpt-5", messages, output: "Sunny.", inputTokens: 120, outputTokens: 3 },
  ],
  feedback: [
    { slug: "thumbs_up", text: "Very helpful response!" },
    { slug: "comment", text: "Can you explain more about this?" },
    { slug: "rating", value: 4, text: "Pretty good!" },
    { slug: "regenerate" },
  ],
};

/** The documents' own spelling of the same interaction. */
const documented = {
  interaction: {
    conversation_id: "conversation-1",
    input: "What's the weather like in Rome?",
    output: "Sunny.",
    time_start: "2023-12-07T15:00:00.000Z",
    time_end: "2023-12-07T15:00:02.000Z",
    end_user: "user-1",
    hide_content: false,
    tags: { country: "US", department: "Finance", age: "20-30" },
  },
  traces: [
    { model: "text-embedding-3-small", input: "Text to be embedded", input_tokens: 10 },
    { source: "vector_db", input: "weather Rome", outputs: ["Rome: sunny", "Turin: rainy"] },
    { model: "gpt-5", messages: [...messages], output: "Sunny.", input_tokens: 120, output_tokens: 3 },
  ],
  feedback: [
    { slug: "thumbs_up", text: "Very helpful response!" },
    { slug: "comment", text: "Can you explain more about this?" },
    { slug: "rating", text: "Pretty good!", value: 4 },
    { slug: "regenerate" },
  ],
};

describe("one interaction", () => {
  test("the v3 body is the Interaction API's document, key by key and in its order", () => {
    const body = toInteractionBody(interaction, "v3");
    const { interaction: fields, traces, feedback } = documented;
    expect(JSON.stringify(body)).toBe(
      JSON.stringify({ interaction: fields, traces, user_feedback: feedback, anonymize: true }),
    );
    expect(interactionBodyV3Schema.parse(JSON.parse(JSON.stringify(body)))).toEqual(body);
  });

  test("the v2 body differs in the name of the feedback list alone", () => {
    const body = toInteractionBody(interaction, "v2");
    const { interaction: fields, traces, feedback } = documented;
    expect(JSON.stringify(body)).toBe(
      JSON.stringify({ interaction: fields, traces, feedback_actions: feedback, anonymize: true }),
    );
    expect(interactionBodyV2Schema.parse(JSON.parse(JSON.stringify(body)))).toEqual(body);
  });

  test("empty lists are sent, unknown token counts are not", () => {
    const body = toInteractionBody(
      {
        ...interaction,
        traces: [
          { model: "m", messages: [], output: "" },
          { model: "m", messages: [], output: "", inputTokens: 0, outputTokens: Number.NaN },
        ],
        feedback: [],
        tags: {},
      },
      "v3",
    );
    expect(body).toEqual({
      interaction: { ...documented.interaction, tags: {} },
      traces: [
        { model: "m", messages: [], output: "" },
        { model: "m", messages: [], output: "" },
      ],
      user_feedback: [],
      anonymize: true,
    });
  });

  test("a receiver fills in what the documents leave optional and takes a bare date", () => {
    expect(
      interactionBodyV3Schema.parse({
        interaction: { input: "i", output: "o", time_start: "2024-01-01", time_end: "2024-01-01", end_user: "u" },
        traces: [],
      }),
    ).toEqual({
      interaction: {
        input: "i",
        output: "o",
        time_start: "2024-01-01",
        time_end: "2024-01-01",
        end_user: "u",
        hide_content: false,
        tags: {},
      },
      traces: [],
      user_feedback: [],
      anonymize: true,
    });
  });

  test.each([
    ["a number as a tag", { tags: { age: 20 } }],
    ["a time that is none", { time_start: "yesterday" }],
    ["an empty conversation id", { conversation_id: "" }],
  ])("a receiver refuses %s", (_what, change) => {
    const body = { ...toInteractionBody(interaction, "v3"), interaction: { ...documented.interaction, ...change } };
    expect(interactionBodyV3Schema.safeParse(body).success).toBe(false);
  });
});

describe("a conversation", () => {
  test("the body is the trace_conversation document's: `trace` is singular, end_user stands once", () => {
    const body = toConversationBody({ endUser: "user-1", interactions: [interaction] });
    expect(JSON.stringify(body)).toBe(
      JSON.stringify({
        conversation: {
          interactions: [
            {
              input: documented.interaction.input,
              output: documented.interaction.output,
              time_start: documented.interaction.time_start,
              time_end: documented.interaction.time_end,
              tags: documented.interaction.tags,
              feedback_actions: documented.feedback,
              trace: documented.traces,
            },
          ],
          end_user: "user-1",
        },
      }),
    );
    expect(conversationBodySchema.parse(JSON.parse(JSON.stringify(body)))).toEqual(body);
  });
});

describe("what comes after the fact", () => {
  const feedback = {
    slug: "comment",
    text: "Thanks",
    endUser: "user-1",
    input: "i",
    output: "o",
    timestamp: "2023-12-07T15:01:00.000Z",
    anonymize: true,
  } as const;
  const metadata = {
    input: "i",
    output: "o",
    end_user: "user-1",
    timestamp: "2023-12-07T15:01:00.000Z",
    anonymize: true,
  };

  test.each(["action", "feedback"] as const)("feedback under the key `%s`", (key) => {
    const body = toFeedbackBody(feedback, key);
    expect(JSON.stringify(body)).toBe(JSON.stringify({ [key]: { slug: "comment", text: "Thanks" }, metadata }));
    expect(feedbackBodySchema.parse(JSON.parse(JSON.stringify(body)))).toEqual(body);
  });

  test("tags name their interaction by end user and start", () => {
    const late = { endUser: "user-1", timeStart: "2023-12-07T15:00:00.000Z", tags: { reviewed: "yes" }, input: "i" };
    const body = toTagsBody(late);
    expect(JSON.stringify(body)).toBe(
      JSON.stringify({
        tags: { reviewed: "yes" },
        metadata: { end_user: "user-1", time_start: "2023-12-07T15:00:00.000Z", input: "i" },
      }),
    );
    expect(tagsBodySchema.parse(JSON.parse(JSON.stringify(body)))).toEqual(body);
  });

  test("every documented slug is known, and no other", () => {
    expect(feedbackSlugs).toEqual([
      "thumbs_up",
      "thumbs_down",
      "copy_input",
      "copy_output",
      "paste",
      "comment",
      "regenerate",
      "edit",
      "rating",
    ]);
    expect(feedbackSchema.safeParse({ slug: "applause" }).success).toBe(false);
  });

  test.each([
    [{ slug: "comment" }, "text"],
    [{ slug: "edit", text: "" }, "text"],
    [{ slug: "rating" }, "value"],
    [{ slug: "rating", value: 6 }, "value"],
    [{ slug: "rating", value: 2.5 }, "value"],
    [{ slug: "thumbs_up", value: 3 }, "value"],
  ])("%o is refused for its %s", (given, field) => {
    const parsed = feedbackSchema.safeParse(given);
    expect(parsed.error?.issues.map((issue) => issue.path.join("."))).toEqual([field]);
  });
});
