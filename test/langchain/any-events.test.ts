// Whatever order of events and whatever values reach the handler: nothing throws, every beginning ends once, traces keep
// the order of their starts, and nothing stays behind.

import { NebulyCallbackHandler } from "nebuly/langchain";
import { expect, test } from "vitest";
import { captureOf } from "../../src/capture/capture-of.ts";
import { runBookOf } from "../../src/langchain/run-book.ts";
import { noTags } from "../capture/no-tags.ts";
import { fc } from "../property-testing.ts";
import { createRecordingClient, type SentTrace } from "./recording-client.ts";

type Kind = "chain" | "model" | "tool" | "retriever";
interface Event {
  readonly act: "start" | "end" | "error" | "token" | "interrupt" | "resume" | "wait";
  readonly kind: Kind;
  readonly run: number;
  readonly parent: number | undefined;
}

const event: fc.Arbitrary<Event> = fc.record({
  act: fc.constantFrom<Event["act"]>(
    "start",
    "start",
    "start",
    "end",
    "end",
    "error",
    "token",
    "interrupt",
    "resume",
    "wait",
  ),
  kind: fc.constantFrom<Kind>("chain", "model", "tool", "retriever"),
  run: fc.integer({ min: 0, max: 9 }),
  parent: fc.option(fc.integer({ min: 0, max: 12 }), { nil: undefined }),
});

function tell(handler: NebulyCallbackHandler, { act, kind, run, parent }: Event, mark: string): void {
  const id = `run-${run}`;
  const parentId = parent === undefined ? undefined : `run-${parent}`;
  if (act === "start") {
    if (kind === "chain") handler.handleChainStart({}, { input: mark }, id, parentId, [], {});
    if (kind === "model") handler.handleLLMStart({}, [mark], id, parentId, {}, [], {});
    if (kind === "tool") handler.handleToolStart({ name: "tool" }, mark, id, parentId, [], {});
    if (kind === "retriever") handler.handleRetrieverStart({ name: "retriever" }, mark, id, parentId, [], {});
  } else if (act === "end") {
    if (kind === "chain") handler.handleChainEnd({ output: mark }, id);
    if (kind === "model") handler.handleLLMEnd({ generations: [[{ text: mark }]] }, id);
    if (kind === "tool") handler.handleToolEnd(mark, id);
    if (kind === "retriever") handler.handleRetrieverEnd([{ pageContent: mark }], id);
  } else if (act === "error") {
    if (kind === "chain") handler.handleChainError(new Error(mark), id);
    if (kind === "model") handler.handleLLMError(new Error(mark), id);
    if (kind === "tool") handler.handleToolError(new Error(mark), id);
    if (kind === "retriever") handler.handleRetrieverError(new Error(mark), id);
  } else if (act === "token") {
    handler.handleLLMNewToken(mark, {}, id);
  } else if (act === "interrupt") {
    handler.handleInterrupt({ runId: id, checkpointId: `checkpoint-${parent ?? 0}` });
  } else if (act === "resume") {
    handler.handleResume({ runId: id, checkpointId: `checkpoint-${parent ?? 0}` });
  }
}

/** The position of the start event that a trace came from. */
function startOf(trace: SentTrace): number {
  return Number((trace.messages?.[0]?.content ?? trace.input ?? "").slice("event ".length));
}

test("any order of events, legal or not, gives every step once, in order, and leaves nothing behind", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(event, { maxLength: 60 }), async (events) => {
      const recording = createRecordingClient();
      const capture = captureOf(recording.client);
      const handler = new NebulyCallbackHandler({ client: recording.client });
      const open = new Set<number>();
      const expected: number[] = [];
      for (const [index, one] of events.entries()) {
        if (one.act === "wait") {
          await recording.client.flush();
          continue;
        }
        const lateBefore = recording.client.stats().capture.lateTraces;
        tell(handler, one, `event ${index}`);
        // What begins below a turn that has settled is told nowhere, and nothing remembers it.
        const isLate = recording.client.stats().capture.lateTraces > lateBefore;
        if (one.act === "start" && !open.has(one.run) && !isLate) {
          open.add(one.run);
          if (one.kind !== "chain") expected.push(index);
        }
        if (one.act === "end" || one.act === "error") open.delete(one.run);
      }
      await recording.client.shutdown();
      const sent = await recording.sent();
      const starts = sent.map(({ traces }) => traces.map(startOf));
      for (const one of starts) expect(one).toEqual(one.toSorted((left, right) => left - right));
      const all = starts.flat().toSorted((left, right) => left - right);
      expect(all).toEqual(expected);
      expect(recording.client.stats().capture.open).toBe(0);
      expect(capture && runBookOf(capture).sizes).toEqual({ runs: 0, interrupted: 0 });
    }),
    { numRuns: 150, interruptAfterTimeLimit: 55_000 },
  );
}, 60_000);

function hostileValues(): unknown[] {
  const circular: Record<string, unknown> = { name: "circular" };
  circular.self = circular;
  const revoked = Proxy.revocable([], {});
  revoked.revoke();
  const throwing = new Proxy(
    {},
    {
      get() {
        throw new Error("get");
      },
      has() {
        throw new Error("has");
      },
      ownKeys() {
        throw new Error("ownKeys");
      },
    },
  );
  const getter = Object.freeze({
    get input() {
      throw new Error("input");
    },
    get messages() {
      throw new Error("messages");
    },
  });
  return [
    circular,
    revoked.proxy,
    new Proxy([], {
      get() {
        throw new Error("get of a list");
      },
    }),
    throwing,
    getter,
    Symbol("s"),
    10n,
    null,
    undefined,
    Number.NaN,
    () => {},
    new Map([[{}, 1n]]),
  ];
}

test("runs without ids, ends before their starts, ends that come twice and documents without content cost nothing", async () => {
  await using recording = createRecordingClient();
  const handler = new NebulyCallbackHandler({ client: recording.client });
  const call = (name: `handle${string}`, ...args: unknown[]): unknown => {
    const method: unknown = Reflect.get(handler, name);
    return typeof method === "function" ? Reflect.apply(method, handler, args) : undefined;
  };
  call("handleChainEnd", { output: "too early" }, "root");
  call("handleToolEnd", "too early", "tool", "root");
  handler.handleChainStart({}, { input: "Hi" }, "root");
  call("handleLLMStart", undefined, undefined, undefined, "root");
  call("handleLLMEnd", undefined, undefined);
  call("handleRetrieverStart", undefined, "When?", "retriever", "root");
  handler.handleRetrieverEnd(
    [{ pageContent: "Nine." }, {}, undefined, { pageContent: undefined, metadata: {} }],
    "retriever",
  );
  handler.handleRetrieverEnd([{ pageContent: "twice" }], "retriever");
  handler.handleChainEnd({ output: "Hello!" }, "root");
  handler.handleChainEnd({ output: "twice" }, "root");
  handler.handleChainError(new Error("twice"), "root");
  const sent = await recording.only();
  expect(sent.interaction).toMatchObject({ input: "Hi", output: "Hello!", tags: noTags });
  expect(sent.traces).toMatchObject([
    { model: "unknown", output: "" },
    { source: "retriever", input: "When?", outputs: ["Nine.", "{}", "", expect.any(String)] },
  ]);
});

test("no value, however hostile, throws or keeps the interaction from arriving", async () => {
  const hostile = hostileValues();
  // Wrapped, as fast-check looks into the values that it draws.
  const value = fc.oneof(
    fc.nat({ max: hostile.length - 1 }).map((index) => () => hostile[index]),
    fc.anything({ withBigInt: true, withNullPrototype: true }).map((any) => () => any),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(value, { minLength: 16, maxLength: 16 }), async (values) => {
      const recording = createRecordingClient();
      const handler = new NebulyCallbackHandler({ client: recording.client, input: "the question" });
      // The types say what LangChain sends; what its users make of it is anybody's guess.
      const loose: Record<string, (...args: unknown[]) => void> = Object.fromEntries(
        Object.getOwnPropertyNames(NebulyCallbackHandler.prototype)
          .filter((name) => name.startsWith("handle"))
          .map((name) => [name, (...args) => void Reflect.apply(Reflect.get(handler, name), handler, args)]),
      );
      const [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = values.map((read) => read());
      loose.handleChainStart?.(a, b, "root", undefined, c, d, e, f);
      loose.handleChatModelStart?.(g, [[h, i]], "model", "root", j, k, l, m);
      loose.handleLLMNewToken?.(n, o, "model", "root", p, a);
      loose.handleChatModelStreamEvent?.(b, "model");
      loose.handleLLMEnd?.(c, "model", "root", d, e);
      loose.handleLLMStart?.(f, g, "completion", "root", h, i, j, undefined);
      loose.handleLLMError?.(k, "completion");
      loose.handleToolStart?.(l, m, "tool", "root", n, o, undefined);
      loose.handleToolEvent?.(p, "tool");
      loose.handleToolEnd?.(a, "tool");
      loose.handleRetrieverStart?.(b, c, "retriever", "root", d, e, undefined);
      loose.handleRetrieverEnd?.([f, g], "retriever");
      loose.handleInterrupt?.(h);
      loose.handleResume?.(h);
      loose.handleInterrupt?.({ runId: "root", checkpointId: i });
      loose.handleResume?.({ runId: "root", checkpointId: i });
      loose.handleCustomEvent?.("event", i, "root");
      loose.handleChainEnd?.(j, "root", undefined, k, l);
      loose.handleChainEnd?.(j, "root");
      loose.handleToolEnd?.(m, n);
      await recording.client.shutdown();
      const sent = await recording.only();
      expect(sent.interaction.input).toBe("the question");
      expect(sent.traces).toHaveLength(4);
    }),
    { numRuns: 200, interruptAfterTimeLimit: 55_000 },
  );
}, 60_000);
