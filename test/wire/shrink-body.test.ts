import { expect, test } from "vitest";
import type { Message, ResolvedInteraction, Trace } from "../../src/wire/interaction.ts";
import { type InteractionBody, toInteractionBody } from "../../src/wire/interaction-body.ts";
import { byteLength, serializeWithin, shrinkSerialized } from "../../src/wire/shrink-body.ts";
import { fc } from "../property-testing.ts";

function bodyOf(
  traces: readonly Trace[],
  texts: { readonly input?: string; readonly output?: string } = {},
): InteractionBody {
  const interaction: ResolvedInteraction = {
    conversationId: "c",
    input: "in",
    output: "out",
    timeStart: "2026-01-01T10:00:00.000Z",
    timeEnd: "2026-01-01T10:00:01.000Z",
    endUser: "user",
    hideContent: false,
    anonymize: true,
    tags: {},
    traces,
    feedback: [],
    ...texts,
  };
  return toInteractionBody(interaction, "v3");
}

function llm(messages: readonly Message[]): Trace {
  return { model: "m", messages, output: "answer" };
}

function history(count: number, length: number): Message[] {
  return [
    { role: "system", content: "be kind" },
    ...Array.from({ length: count }, (_, index) => ({
      role: index % 2 === 0 ? ("user" as const) : ("assistant" as const),
      content: `${index} `.padEnd(length, "."),
    })),
  ];
}

const parse = (text: string | undefined): InteractionBody => JSON.parse(text ?? "null");

function messagesOf(body: InteractionBody, index: number): readonly Message[] {
  const trace = body.traces[index];
  return trace !== undefined && "messages" in trace ? trace.messages : [];
}

test("a body that fits is left as it is", () => {
  const body = bodyOf([llm(history(4, 10))]);
  expect(serializeWithin(body, 100_000)).toBe(JSON.stringify(body));
});

test("the oldest middle messages go first, and their number is told", () => {
  const body = bodyOf([llm(history(100, 1_000))]);
  const text = serializeWithin(body, 20_000);
  expect(text?.length).toBeLessThanOrEqual(20_000);
  const messages = messagesOf(parse(text), 0);
  expect(messages[0]).toEqual({ role: "system", content: "be kind" });
  expect(messages[1]?.content).toMatch(/^\[(7[89]|8\d) earlier messages cut\]$/);
  // The empty turn that closes the list says nothing; what counts is the message before it.
  expect(messages.at(-2)?.content).toMatch(/^99 /);
  expect(messages.length).toBeGreaterThan(10);
});

test("messages that go in several rounds, and when the body is refused, are one mark with their sum", () => {
  const body = bodyOf([llm(history(4_000, 300)), llm(history(4_000, 300))]);
  const first = serializeWithin(body, 60_000) ?? "";
  for (const text of [first, shrinkSerialized(first, 30_000)]) {
    for (const index of [0, 1]) {
      const messages = messagesOf(parse(text), index);
      const marks = messages.filter(({ content }) => content.endsWith(" earlier messages cut]"));
      // The system message, the mark and the empty turn at the end are no part of the history.
      expect(marks.map(({ content }) => content)).toEqual([`[${4_000 - (messages.length - 3)} earlier messages cut]`]);
    }
  }
});

test("whatever is dropped, one mark tells how much, where it was, and the last words are kept", () => {
  const role = fc.constantFrom("system" as const, "user" as const, "assistant" as const, "tool" as const);
  const shape = fc.record({ role, length: fc.constantFrom(0, 5, 40, 400) });
  let marked = 0;
  fc.assert(
    fc.property(
      fc.array(shape, { minLength: 1, maxLength: 60 }),
      fc.array(fc.integer({ min: 500, max: 12_000 }), { minLength: 1, maxLength: 4 }),
      (shapes, limits) => {
        const messages = shapes.map(({ role, length }, index) => ({
          role,
          content: length === 0 ? "" : `${index} `.padEnd(length, "."),
        }));
        const whole = messagesOf(bodyOf([llm(messages)]), 0);
        let text = JSON.stringify(bodyOf([llm(messages)]));
        for (const limit of limits) {
          const smaller = shrinkSerialized(text, limit);
          if (smaller === undefined) return;
          text = smaller;
          expect(byteLength(text)).toBeLessThanOrEqual(limit);
        }
        const left = messagesOf(parse(text), 0);
        const isMark = ({ role, content }: Message): boolean => role === "system" && /^\[\d+ earlier/.test(content);
        const marks = left.filter(isMark);
        expect(marks.length).toBeLessThanOrEqual(1);
        const at = left.findIndex(isMark);
        const dropped = Number(/\d+/.exec(marks[0]?.content ?? "0")?.[0]);
        if (at !== -1) marked += 1;
        const kept = at === -1 ? whole : [...whole.slice(0, at), ...whole.slice(at + dropped)];
        const told = ({ role, content }: Message): string => `${role} ${content.split(" ", 1)[0]}`;
        expect(left.filter((message) => !isMark(message)).map(told)).toEqual(kept.map(told));
        const last = whole.findLast(({ content }) => content !== "");
        if (last !== undefined) expect(left.map(told)).toContain(told(last));
      },
    ),
    { numRuns: 200 },
  );
  expect(marked).toBeGreaterThan(0);
});

test("long texts are cut in the middle, those of the traces before what the user wrote and read", () => {
  const long = "x".repeat(50_000);
  const body = bodyOf([{ source: "s", input: "q", outputs: [long, long] }], { input: "i".repeat(9_000), output: "o" });
  const shrunk = parse(serializeWithin(body, 60_000));
  expect(shrunk.interaction.input).toBe("i".repeat(9_000));
  expect(JSON.stringify(shrunk.traces)).toMatch(/xxx …\[\d+ characters cut\]… xxx/);
});

test("names, times and ids are never cut", () => {
  const body = bodyOf([llm([{ role: "assistant", content: "x".repeat(10_000) }])]);
  const { interaction } = parse(
    serializeWithin({ ...body, interaction: { ...body.interaction, end_user: "u".repeat(300) } }, 1_500),
  );
  expect(interaction.end_user).toBe("u".repeat(300));
  expect(interaction.time_start).toBe("2026-01-01T10:00:00.000Z");
});

test("a history longer than any string may be is still told", () => {
  const content = "x".repeat(200_000);
  const messages = Array.from({ length: 60 }, () => ({ role: "user" as const, content }));
  // 60 steps that repeat 60 messages: 720 MB as JSON, where V8 stops at 512.
  const body = bodyOf(Array.from({ length: 60 }, () => llm(messages)));
  const text = serializeWithin(body, 4_000_000);
  expect(byteLength(text ?? "")).toBeLessThanOrEqual(4_000_000);
  expect(parse(text).traces).toHaveLength(60);
});

test("what cannot be made to fit is not sent in part", () => {
  const tags = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`tag ${index}`, "value"]));
  const body = bodyOf([]);
  expect(serializeWithin({ ...body, interaction: { ...body.interaction, tags } }, 1_024)).toBeUndefined();
});

test("a body that was sent can be shrunk again; feedback cannot", () => {
  const json = JSON.stringify(bodyOf([llm(history(50, 500))]));
  const shrunk = shrinkSerialized(json, json.length / 2);
  expect(shrunk?.length).toBeLessThanOrEqual(json.length / 2);
  expect(shrinkSerialized('{"action":{"slug":"comment","text":"long"},"metadata":{}}', 10)).toBeUndefined();
});

test("whatever the texts are, the result is JSON within the limit", () => {
  const text = fc.string({ unit: "binary", maxLength: 100 });
  const role = fc.constantFrom("system" as const, "user" as const, "assistant" as const, "tool" as const);
  const trace: fc.Arbitrary<Trace> = fc.oneof(
    fc.record({ model: text, messages: fc.array(fc.record({ role, content: text }), { maxLength: 4 }), output: text }),
    fc.record({ source: text, input: text, outputs: fc.array(text, { maxLength: 4 }) }),
    fc.record({ model: text, input: text }),
  );
  fc.assert(
    fc.property(
      fc.array(trace, { maxLength: 4 }),
      text,
      fc.integer({ min: 300, max: 5_000 }),
      (traces, input, maxBytes) => {
        const result = serializeWithin(bodyOf(traces, { input }), maxBytes);
        if (result === undefined) return;
        expect(new TextEncoder().encode(result).byteLength).toBeLessThanOrEqual(maxBytes);
        expect(parse(result).traces).toHaveLength(traces.length);
      },
    ),
    { numRuns: 40 },
  );
});

test("what is no body of ours is left alone", () => {
  expect(shrinkSerialized("0 not JSON", 10)).toBeUndefined();
  expect(shrinkSerialized('{"action":{"slug":"thumbs_up"}}', 10)).toBeUndefined();
});
