import { describe, expect, test } from "vitest";
import { runInScope } from "../../src/capture/scope.ts";
import { settleClosing } from "../../src/capture/settle-closing.ts";
import { createTestCapture, rootOf, tracesOf } from "./create-capture.ts";
import { noTags } from "./no-tags.ts";

const llm = (output: string) => ({ model: "m", messages: [{ role: "user" as const, content: "hi" }], output });
const asModelCall = { isModelCall: true };
const asStep = { isModelCall: false };

describe("an interaction without a scope", () => {
  test("settles when its root ends, with the root's input and output", () => {
    const { capture, clock, delivered } = createTestCapture();
    const root = capture.open().startRoot(rootOf("question", "answer"));
    clock.advance(1_500);
    root.end("completed");
    expect(delivered).toMatchObject([
      {
        input: "question",
        output: "answer",
        timeStart: "2026-01-01T10:00:00.000Z",
        timeEnd: "2026-01-01T10:00:01.500Z",
        conversationId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        anonymize: true,
        hideContent: false,
        tags: noTags,
      },
    ]);
    expect(clock.armed).toBe(0);
  });

  test("keeps its traces in the order in which they started, however they end", () => {
    const { capture, delivered } = createTestCapture();
    const interaction = capture.open();
    const root = interaction.startRoot(rootOf("q", "a"));
    const first = interaction.startTrace(tracesOf({ source: "first", input: "", outputs: [] }), asStep);
    const second = interaction.startTrace(tracesOf({ source: "second", input: "", outputs: [] }), asStep);
    second.end();
    first.end();
    root.end("completed");
    expect(delivered[0]?.traces).toMatchObject([{ source: "first" }, { source: "second" }]);
  });

  test("ends once: later ends of the same root and traces that come too late change nothing", () => {
    const { capture, delivered } = createTestCapture();
    const interaction = capture.open();
    const root = interaction.startRoot(rootOf("q", "a"));
    root.end("completed");
    root.end("failed");
    interaction.startTrace(tracesOf(llm("late")), asModelCall).end();
    interaction.settle("abandoned");
    expect(delivered).toHaveLength(1);
    expect(delivered[0]?.tags).toEqual({});
    expect(capture.stats()).toEqual({ open: 0, abandoned: 0, lateTraces: 1 });
  });

  test("waits for a child that is still open when its root has ended", () => {
    const { capture, clock, delivered } = createTestCapture();
    const interaction = capture.open();
    const root = interaction.startRoot(rootOf("q"));
    let output = "";
    const child = interaction.startTrace({ toTraces: () => llm(output) }, asModelCall);
    root.end("cancelled");
    expect(delivered).toHaveLength(0);
    clock.advance(300);
    output = "said late";
    child.end();
    expect(delivered).toMatchObject([{ output: "said late", tags: { interaction_status: "cancelled" } }]);
  });

  test("does not wait for ever for a child that never ends", () => {
    const { capture, clock, delivered } = createTestCapture();
    const interaction = capture.open();
    const root = interaction.startRoot(rootOf("q", "a"));
    interaction.startTrace(tracesOf({ source: "tool", input: "", outputs: [] }), asStep);
    root.end("completed");
    clock.advance(2_000);
    expect(delivered).toMatchObject([{ output: "a", traces: [{ source: "tool" }] }]);
  });

  test("is abandoned by the idle limit, with the partial answer and the time of its last event", () => {
    const { capture, clock, delivered } = createTestCapture();
    const interaction = capture.open();
    interaction.startRoot(rootOf("q", "partial"));
    clock.advance(5_000);
    interaction.touch();
    clock.advance(400_000);
    expect(delivered).toMatchObject([
      { output: "partial", timeEnd: "2026-01-01T10:00:05.000Z", tags: { interaction_status: "abandoned" } },
    ]);
    expect(capture.stats()).toMatchObject({ open: 0, abandoned: 1 });
    expect(clock.armed).toBe(0);
  });

  test("is abandoned by the idle limit where the host dropped the timer of an earlier request", () => {
    const { capture, clock, delivered } = createTestCapture();
    capture.open().startRoot(rootOf("first", "")).end("completed");
    clock.dropTimers();
    clock.advance(60_001);
    capture.open().startRoot(rootOf("second", "partial"));
    clock.advance(150_000);
    expect(delivered).toMatchObject([{ input: "first" }, { input: "second", output: "partial" }]);
  });

  test("is abandoned by those that come later where no timer outlives its request", () => {
    const { capture, clock, delivered } = createTestCapture();
    capture.open().startRoot(rootOf("gone", "partial"));
    for (let request = 0; request < 4; request += 1) {
      clock.dropTimers();
      clock.advance(61_000);
      capture.open().startRoot(rootOf("another", "")).end("completed");
    }
    expect(delivered.filter(({ input }) => input === "gone")).toMatchObject([{ output: "partial" }]);
  });

  test("is abandoned in time when it began while an earlier one's idle sweep was still to come", () => {
    const { capture, clock, delivered } = createTestCapture();
    capture.open().startRoot(rootOf("first", "")).end("completed");
    clock.advance(29_000);
    capture.open().startRoot(rootOf("second", "partial"));
    clock.advance(151_000);
    expect(delivered).toMatchObject([{ input: "first" }, { input: "second", output: "partial" }]);
  });

  test("stays open past the idle limit while events are seen", () => {
    const { capture, clock, delivered } = createTestCapture();
    const interaction = capture.open();
    const root = interaction.startRoot(rootOf("q", "a"));
    for (let minute = 0; minute < 30; minute += 1) {
      clock.advance(60_000);
      interaction.touch();
    }
    expect(delivered).toHaveLength(0);
    root.end("completed");
    expect(delivered).toHaveLength(1);
  });

  test("is ended as abandoned when more are open than the bound allows, oldest first, and nothing is dropped", () => {
    const { capture, delivered, warnings } = createTestCapture({ maxOpenInteractions: 2 });
    for (const name of ["one", "two", "three", "four"]) capture.open().startRoot(rootOf(name, ""));
    expect(delivered.map((interaction) => interaction.input)).toEqual(["one", "two"]);
    expect(capture.stats()).toMatchObject({ open: 2, abandoned: 2 });
    expect(warnings).toHaveLength(1);
  });

  test("ends as its last root did when only a hold is left at the idle limit", () => {
    const { capture, clock, delivered } = createTestCapture();
    const interaction = capture.open();
    const root = interaction.startRoot(rootOf("q", "a"));
    interaction.hold();
    root.end("interrupted");
    clock.advance(400_000);
    expect(delivered).toMatchObject([{ tags: { interaction_status: "interrupted" } }]);
  });
});

describe("an interaction of a scope", () => {
  test.each([0, 1_000])(
    "that has ended is settled by a flush %i ms later where its timer went with its request",
    (passedMs) => {
      const { capture, clock, delivered } = createTestCapture();
      const interaction = capture.open();
      const leave = interaction.enterScopeFunction();
      interaction.startTrace(tracesOf(llm("final")), asModelCall).end();
      leave("completed");
      clock.dropTimers();
      clock.advance(passedMs);
      expect(delivered).toHaveLength(0);
      void settleClosing(capture.openInteractions(), { clock, retryMs: 0 });
      clock.advance(100);
      expect(delivered).toHaveLength(1);
    },
  );

  test("takes the input of its first root and the output of its last that gives one", () => {
    const { capture, clock, delivered } = createTestCapture();
    const interaction = capture.open();
    const leave = interaction.enterScopeFunction();
    interaction.startRoot(rootOf("what the user wrote", "a rewritten question")).end("completed");
    interaction.startTrace(tracesOf(llm("final")), asModelCall).end();
    interaction.startRoot(rootOf("a rewritten question", "final")).end("completed");
    interaction.startRoot(rootOf(undefined, undefined)).end("completed");
    leave("completed");
    clock.advance(50);
    expect(delivered).toMatchObject([{ input: "what the user wrote", output: "final" }]);
  });

  test("waits for the model call that a returned stream has yet to make", () => {
    const { capture, clock, delivered } = createTestCapture();
    const interaction = capture.open();
    const leave = interaction.enterScopeFunction();
    leave("completed");
    clock.advance(20_000);
    expect(delivered).toHaveLength(0);
    const root = interaction.startRoot(rootOf("q", "streamed"));
    const trace = interaction.startTrace(tracesOf(llm("streamed")), asModelCall);
    trace.end();
    root.end("completed");
    clock.advance(50);
    expect(delivered).toMatchObject([{ output: "streamed" }]);
  });

  test("joins a call that starts shortly after another has ended", () => {
    const { capture, clock, delivered } = createTestCapture();
    const interaction = capture.open();
    const leave = interaction.enterScopeFunction();
    leave("completed");
    for (const answer of ["first", "second"]) {
      const root = interaction.startRoot(rootOf("q", answer));
      interaction.startTrace(tracesOf(llm(answer)), asModelCall).end();
      root.end("completed");
      clock.advance(10);
    }
    expect(delivered).toHaveLength(0);
    clock.advance(50);
    expect(delivered).toMatchObject([{ output: "second", traces: [{ output: "first" }, { output: "second" }] }]);
  });

  test.each(["failed", "cancelled"] as const)("is %s when its function was", (status) => {
    const { capture, delivered } = createTestCapture();
    const interaction = capture.open();
    interaction.setInput("q");
    interaction.enterScopeFunction()(status);
    expect(delivered).toMatchObject([{ input: "q", output: "", tags: { interaction_status: status } }]);
  });

  test("keeps the end that its function told when something in it never ends", () => {
    const { capture, delivered } = createTestCapture();
    const interaction = capture.open();
    const leave = interaction.enterScopeFunction();
    interaction.startRoot(rootOf("q", "partial"));
    leave("cancelled");
    capture.settleAll();
    expect(delivered).toMatchObject([{ output: "partial", tags: { interaction_status: "cancelled" } }]);
  });

  test("is not failed by a root that failed before one that ended well", () => {
    const { capture, clock, delivered } = createTestCapture();
    const interaction = capture.open();
    const leave = interaction.enterScopeFunction();
    interaction.startRoot(rootOf("q", "")).end("failed");
    interaction.startTrace(tracesOf(llm("a")), asModelCall).end();
    interaction.startRoot(rootOf("q", "a")).end("completed");
    leave("completed");
    clock.advance(50);
    expect(delivered).toMatchObject([{ output: "a", tags: noTags }]);
  });

  test("settles soon when somebody waits for it, even if no model was ever called", async () => {
    const { capture, clock, delivered } = createTestCapture();
    const interaction = capture.open();
    interaction.setInput("q");
    interaction.enterScopeFunction()("completed");
    const settled = settleClosing(capture.openInteractions(), { clock, retryMs: 0 });
    clock.advance(50);
    await settled;
    expect(delivered).toMatchObject([{ input: "q", output: "" }]);
  });
});

describe("a call after its scope has settled", () => {
  test("is a turn of its own with the scope's user and conversation", () => {
    const { capture, delivered } = createTestCapture();
    const ended = capture.open();
    ended.addOptions("scope", {
      endUser: "ada",
      conversationId: "chat",
      input: "the scope's own input",
      tags: { a: 1 },
    });
    ended.settle("completed");
    runInScope({ interaction: ended, origin: "explicit" }, () => {
      expect(capture.currentScope()).toBeUndefined();
      capture.open().startRoot(rootOf("late", "answer")).end("completed");
    });
    expect(delivered[1]).toMatchObject({ endUser: "ada", conversationId: "chat", input: "late", tags: { a: "1" } });
  });
});

describe("options", () => {
  test("name in the log what of the tags cannot be sent, and send the rest", () => {
    const { capture, delivered, warnings } = createTestCapture();
    const interaction = capture.open();
    const many = Object.fromEntries(Array.from({ length: 99 }, (_, index) => [`t${index}`, index]));
    const hostile: Record<string, never> = { nested: {} as never };
    interaction.addOptions("call", { tags: { kept: "yes", ...hostile, ...many } });
    interaction.startRoot(rootOf("q", "a")).end("completed");
    expect(Object.keys(delivered[0]?.tags ?? {})).toHaveLength(99);
    expect(delivered[0]?.tags).toMatchObject({ kept: "yes", t97: "97" });
    expect(warnings).toEqual([
      "[nebuly] tags: the first 100 of 101 are sent",
      "[nebuly] tags: one was left out, as its value is no string, number, true or false",
    ]);
  });

  test("win field by field, the most specific first, and tags merge", () => {
    const { capture, delivered } = createTestCapture({
      defaults: { endUser: "client", tags: { a: "client", b: "client" } },
    });
    const interaction = capture.open();
    interaction.addOptions("fallback", { conversationId: "thread-1" });
    interaction.addOptions("maker", { endUser: "maker", hideContent: true, tags: { b: "maker", c: 3 } });
    interaction.addOptions("scope", { tags: { c: "scope", d: true, e: null, f: "" } });
    interaction.addOptions("call", { endUser: "call" });
    interaction.startRoot(rootOf("q", "a")).end("completed");
    expect(delivered).toMatchObject([
      {
        endUser: "call",
        conversationId: "thread-1",
        hideContent: true,
        tags: { a: "client", b: "maker", c: "scope", d: "true" },
      },
    ]);
    expect(Object.keys(delivered[0]?.tags ?? {})).toEqual(["a", "b", "c", "d"]);
  });

  test("that throw when read leave the others standing", () => {
    const { capture, delivered } = createTestCapture();
    const interaction = capture.open();
    const root = interaction.startRoot({
      input: () => {
        throw new Error("hostile");
      },
      output: () => "a",
    });
    interaction
      .startTrace(
        {
          toTraces: () => {
            throw new Error("hostile");
          },
        },
        asStep,
      )
      .end();
    interaction.startTrace(tracesOf(llm("a")), asModelCall).end();
    root.end("completed");
    expect(delivered).toMatchObject([
      { input: "hi", output: "a", traces: [{ source: "unreadable step" }, { output: "a" }] },
    ]);
  });
});
