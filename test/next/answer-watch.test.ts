import { getEventListeners } from "node:events";
import { describe, expect, test } from "vitest";
import type { OpenInteraction } from "../../src/capture/open-interaction.ts";
import { currentScope } from "../../src/capture/scope.ts";
import { AnswerWatch } from "../../src/next/answer-watch.ts";
import { createTestCapture, rootOf, type TestCapture, tracesOf } from "../capture/create-capture.ts";
import { noTags } from "../capture/no-tags.ts";
import { streamFrom } from "./stream-from.ts";

interface Followed extends TestCapture {
  readonly interaction: OpenInteraction;
  readonly abort: AbortController;
  readonly request: Request;
  readonly watch: AnswerWatch;
}

function start(method = "POST"): Followed {
  const test = createTestCapture({ defaults: { input: "Opening hours?" } });
  const abort = new AbortController();
  const request = new Request("http://127.0.0.1/api/chat", { method, signal: abort.signal });
  const interaction = test.capture.open();
  const watch = new AnswerWatch({ interaction, clock: test.clock, isOwn: true, request });
  return { ...test, interaction, abort, request, watch };
}

/** A model call whose stream nobody reads to its end: it never tells its end. */
function startUnreadModelCall(interaction: OpenInteraction): void {
  interaction.startRoot(rootOf("Opening hours?", "9 to"));
  interaction.startTrace(tracesOf({ model: "m", messages: [], output: "9 to" }), { isModelCall: true });
}

const statusOf = (followed: Followed): unknown => followed.delivered[0]?.tags.interaction_status;
const openBody = (): Response => new Response(new ReadableStream({ pull: () => new Promise(() => {}) }));

describe("an answer that comes to its end", () => {
  test("holds the turn open until the body was read, however long the model has been silent", async () => {
    const followed = start();
    const { interaction, delivered, clock, watch } = followed;
    const response = await watch.follow(async () => {
      const root = interaction.startRoot(rootOf("Opening hours?", "9 to 17"));
      interaction.startTrace(tracesOf({ model: "m", messages: [], output: "9 to 17" }), { isModelCall: true }).end();
      root.end("completed");
      return new Response("9 to 17");
    });
    clock.advance(60_000);
    expect(delivered).toEqual([]);
    expect(await response.text()).toBe("9 to 17");
    clock.advance(50);
    expect(delivered).toMatchObject([{ input: "Opening hours?", output: "9 to 17", tags: noTags }]);
    expect(delivered[0]?.timeEnd).toBe("2026-01-01T10:01:00.000Z");
  });

  test("a turn without any call ends two seconds after its answer, not at the idle limit", async () => {
    for (const answer of [
      Response.json({ ok: true }),
      new Response(null, { status: 204 }),
      "a server action's value",
    ]) {
      const { watch, delivered, clock } = start();
      const value = await watch.follow(async () => answer);
      if (value instanceof Response) await value.text();
      clock.advance(1_999);
      expect(delivered).toEqual([]);
      clock.advance(51);
      expect(delivered).toHaveLength(1);
      expect(clock.armed).toBe(0);
    }
  });

  test("an answer of 500 and above is a failed turn", async () => {
    const followed = start();
    await (await followed.watch.follow(async () => new Response("oh no", { status: 503 }))).text();
    expect(statusOf(followed)).toBe("failed");
  });

  test("the answer to a HEAD request, whose body nobody reads, does not wait for it", () => {
    const { watch, delivered, clock } = start("HEAD");
    const response = new Response("body");
    expect(watch.follow(() => response)).toBe(response);
    clock.advance(2_050);
    expect(delivered).toHaveLength(1);
  });

  test("a handler that throws gives its very error and a failed turn", async () => {
    const error = new Error("mine");
    const rejected = start();
    await expect(rejected.watch.follow(() => Promise.reject(error))).rejects.toBe(error);
    expect(statusOf(rejected)).toBe("failed");
    const thrown = start();
    expect(() =>
      thrown.watch.follow(() => {
        throw error;
      }),
    ).toThrow(error);
    expect(statusOf(thrown)).toBe("failed");
  });

  for (const [name, digest] of [
    ["a redirect", "NEXT_REDIRECT;push;/chat/1;307;"],
    ["notFound", "NEXT_HTTP_ERROR_FALLBACK;404"],
    ["unauthorized", "NEXT_HTTP_ERROR_FALLBACK;401"],
    ["notFound of Next.js 14", "NEXT_NOT_FOUND"],
  ] as const) {
    test(`${name}, which Next.js makes by throwing, is an answer`, async () => {
      const followed = start();
      const thrown = Object.assign(new Error("thrown by Next.js"), { digest });
      await expect(followed.watch.follow(() => Promise.reject(thrown))).rejects.toBe(thrown);
      followed.clock.advance(2_050);
      expect(followed.delivered.map(({ tags }) => tags)).toEqual([{}]);
    });
  }

  test("a body that fails is a failed turn, one that was called off a cancelled one", async () => {
    for (const [error, status] of [
      [new Error("the provider hung up"), "failed"],
      [new DOMException("stopped", "AbortError"), "cancelled"],
    ] as const) {
      const followed = start();
      const body = new ReadableStream({ pull: (controller) => controller.error(error) }, { highWaterMark: 0 });
      const response = await followed.watch.follow(async () => new Response(body));
      await expect(response.text()).rejects.toBe(error);
      expect(statusOf(followed)).toBe(status);
    }
  });

  test("leaves no listener on the request's signal", async () => {
    const { watch, request } = start();
    const response = await watch.follow(async () => new Response("x"));
    expect(getEventListeners(request.signal, "abort")).toHaveLength(1);
    await response.text();
    expect(getEventListeners(request.signal, "abort")).toHaveLength(0);
  });
});

describe("a client that goes away", () => {
  test("whose body is cancelled ends the turn as cancelled at once when nothing else runs", async () => {
    const followed = start();
    const response = await followed.watch.follow(async () => openBody());
    await response.body?.cancel();
    expect(statusOf(followed)).toBe("cancelled");
  });

  test("of whom only the signal tells ends it just so", async () => {
    const followed = start();
    await followed.watch.follow(async () => openBody());
    followed.abort.abort();
    expect(statusOf(followed)).toBe("cancelled");
  });

  test("while the handler runs is told of when the handler has ended, with what it came to", async () => {
    const followed = start();
    const { watch, abort, interaction, delivered } = followed;
    const response = new Response("unread");
    const answer = watch.follow(async () => {
      abort.abort();
      await Promise.resolve();
      expect(interaction.isSettled).toBe(false);
      interaction.startRoot(rootOf("Opening hours?", "9 to 17")).end("completed");
      return response;
    });
    // The host reads no body for a client that has gone, so there is nothing to watch.
    expect(await answer).toBe(response);
    expect(delivered).toMatchObject([{ output: "9 to 17", tags: { interaction_status: "cancelled" } }]);
  });

  test("while the handler fails is still cancelled, not failed", async () => {
    const followed = start();
    const answer = followed.watch.follow(async () => {
      followed.abort.abort();
      throw new Error("write after end");
    });
    await expect(answer).rejects.toThrow("write after end");
    expect(statusOf(followed)).toBe("cancelled");
  });

  test("leaves behind a model stream that nobody reads: the turn ends with the text seen so far after ten silent seconds", async () => {
    const followed = start();
    const { watch, interaction, clock, delivered } = followed;
    const response = await watch.follow(async () => {
      startUnreadModelCall(interaction);
      return openBody();
    });
    await response.body?.cancel();
    clock.advance(9_999);
    expect(delivered).toEqual([]);
    clock.advance(1);
    expect(delivered).toMatchObject([
      { output: "9 to", tags: { interaction_status: "cancelled" }, traces: [{ output: "9 to" }] },
    ]);
    expect(clock.armed).toBe(0);
  });

  test("does not cut short a model stream that the app reads on", async () => {
    const followed = start();
    const { watch, interaction, clock, delivered } = followed;
    const root = interaction.startRoot(rootOf("Opening hours?", "9 to 17, every day"));
    const response = await watch.follow(async () => openBody());
    await response.body?.cancel();
    for (let second = 0; second < 30; second += 1) {
      clock.advance(1_000);
      interaction.touch();
    }
    expect(delivered).toEqual([]);
    root.end("completed");
    expect(delivered).toMatchObject([{ output: "9 to 17, every day", tags: { interaction_status: "cancelled" } }]);
    clock.advance(10_000);
    expect(clock.armed).toBe(0);
  });

  test("does not settle a turn that was opened around the handler", async () => {
    const { capture, clock, delivered } = createTestCapture({ defaults: { input: "q" } });
    const interaction = capture.open();
    const leave = interaction.enterScopeFunction();
    const watch = new AnswerWatch({ interaction, clock, isOwn: false, request: undefined });
    await (await watch.follow(async () => openBody())).body?.cancel();
    clock.advance(60_000);
    expect(delivered).toEqual([]);
    leave("completed");
    expect(delivered).toMatchObject([{ tags: { interaction_status: "cancelled" } }]);
  });
});

test("a body that is made while it is read runs inside the turn", async () => {
  const { watch, interaction } = start();
  const seen: unknown[] = [];
  async function* lazily(): AsyncGenerator<Uint8Array> {
    seen.push(currentScope()?.interaction);
    yield new TextEncoder().encode("a");
    await new Promise((resolve) => setImmediate(resolve));
    seen.push(currentScope()?.interaction);
  }
  const response = await watch.follow(async () => new Response(streamFrom(lazily())));
  expect(await response.text()).toBe("a");
  expect(seen).toEqual([interaction, interaction]);
});

test("a thenable that is no promise comes back untouched", () => {
  let calls = 0;
  // biome-ignore lint/suspicious/noThenProperty: query builders look like this
  const query = { then: () => (calls += 1) };
  expect(start().watch.follow(() => query)).toBe(query);
  expect(calls).toBe(0);
});
