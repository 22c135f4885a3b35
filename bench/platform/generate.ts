// Made-up traffic of a support assistant: the same for the same seed, with the skew that real traffic has.

import { createContentId, createInteractionId } from "../../src/local/compute/content-hash.ts";
import type { ReceivedInteraction } from "../../src/local/compute/received-interaction.ts";
import type { Feedback } from "../../src/wire/interaction.ts";

const dayMs = 86_400_000;
/** The traffic ends here and reaches a year back. */
export const trafficEnd: number = Date.UTC(2026, 10, 1);
const trafficDays = 365;

const topics = [
  "order",
  "refund",
  "delivery",
  "invoice",
  "password",
  "warranty",
  "discount",
  "account",
  "opening hours",
];
const questions = [
  "Where is my TOPIC?",
  "How do I change the TOPIC of last week?",
  "I still have no TOPIC, can you check again please",
  "What does the TOPIC cost for two people?",
  "Wie lange dauert das mit TOPIC?",
  "Thank you, the TOPIC works now!",
  "That is wrong again, my TOPIC is not what I asked for",
];
const countries = ["US", "US", "US", "DE", "DE", "IT", "FR", "JP", "BR", "IN"];
const models = ["gpt-5-mini", "gpt-5-mini", "gpt-5", "claude-sonnet-4-5"];
const sources = ["faq", "orders", "tickets"];
const slugs: readonly Feedback[] = [
  { slug: "thumbs_up" },
  { slug: "thumbs_down" },
  { slug: "copy_output", text: "copied" },
  { slug: "regenerate" },
];

/** A number from 0 to below 1 that depends on nothing but the seed and the place. */
function draw(seed: number, place: number): number {
  let state = (seed * 0x9e3779b1 + place * 0x85ebca6b) | 0;
  state = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
  state = Math.imul(state ^ (state >>> 15), 0x735a2d97);
  return ((state ^ (state >>> 15)) >>> 0) / 2 ** 32;
}

function pick<Value>(values: readonly Value[], share: number): Value {
  const value = values[Math.floor(share * values.length)];
  if (value === undefined) throw new Error("nothing to pick from");
  return value;
}

/** When the conversation of a seed began. */
export function trafficStartOf(seed: number): number {
  return trafficEnd - Math.floor(draw(seed, 2) * trafficDays * dayMs);
}

/** One conversation of one to seven turns. Its user comes from a fixed population, a few of whom write most. */
export function generateConversation(seed: number, users: number): readonly ReceivedInteraction[] {
  const endUser = `user-${Math.floor(draw(seed, 1) ** 2 * users)}`;
  const conversationId = createContentId(`conversation ${seed}`);
  const began = trafficStartOf(seed);
  const turns = 1 + Math.floor(draw(seed, 3) * 7);
  return Array.from({ length: turns }, (_, turn): ReceivedInteraction => {
    const at = (place: number): number => draw(seed, 100 * (turn + 1) + place);
    const topic = pick(topics, at(1));
    const input = pick(questions, at(2)).replace("TOPIC", topic);
    const output = `About your ${topic}: ${"we have looked into it and this is what we found. ".repeat(1 + Math.floor(at(3) * 12))}`;
    const startedAt = began + turn * 60_000;
    return {
      id: createInteractionId(startedAt, `${seed}-${turn}`),
      conversationId,
      endUser,
      input,
      output,
      startedAt,
      endedAt: startedAt + 500 + Math.floor(at(4) * 8_000),
      hideContent: false,
      anonymize: false,
      tags: {
        country: pick(countries, draw(seed, 4)),
        version: `v${Math.floor(at(5) * 5)}`,
        tier: at(6) < 0.2 ? "gold" : "free",
      },
      traces: [
        { source: pick(sources, at(7)), input, outputs: [output.slice(0, 120)] },
        {
          model: pick(models, at(8)),
          messages: [{ role: "user", content: input }],
          output,
          input_tokens: 200 + Math.floor(at(9) * 2_000),
          output_tokens: 20 + Math.floor(at(10) * 400),
        },
      ],
      feedback: at(11) < 0.1 ? [pick(slugs, at(12))] : [],
    };
  });
}
