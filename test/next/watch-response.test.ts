import { ReadableStream as NodeReadableStream } from "node:stream/web";
import { describe, expect, test } from "vitest";
import { watchResponse } from "../../src/next/watch-response.ts";
import { fc } from "../property-testing.ts";
import { streamFrom } from "./stream-from.ts";

interface Watched {
  readonly response: Response;
  readonly ends: string[];
  readonly chunks: () => number;
}

function watch(response: Response): Watched {
  const ends: string[] = [];
  let chunks = 0;
  const watched = watchResponse(response, {
    read: (read) => read(),
    part: () => {
      chunks += 1;
    },
    end: () => ends.push("completed"),
    fail: () => ends.push("failed"),
    cancel: () => ends.push("cancelled"),
    left() {},
  });
  if (watched === undefined) throw new Error("this response has no body to watch");
  return { response: watched, ends, chunks: () => chunks };
}

const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
const never = { read: <Result>(read: () => Result) => read(), part() {}, end() {}, fail() {}, cancel() {}, left() {} };

describe("a watched response", () => {
  test("hands on the very same chunks in the same order, whatever they are, and tells one end", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(fc.uint8Array(), fc.string(), fc.anything())), async (chunks) => {
        const { response, ends, chunks: seen } = watch(new Response(streamFrom(chunks)));
        const reader = response.body?.getReader();
        for (const chunk of chunks) expect((await reader?.read())?.value).toBe(chunk);
        expect(await reader?.read()).toEqual({ done: true, value: undefined });
        expect(seen()).toBe(chunks.length);
        expect(ends).toEqual(["completed"]);
      }),
      { numRuns: 50 },
    );
  });

  test("takes no chunk from its source before somebody asks for one", async () => {
    let pulls = 0;
    const source = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          pulls += 1;
          controller.enqueue(bytes(`${pulls}`));
        },
      },
      { highWaterMark: 0 },
    );
    const { response } = watch(new Response(source));
    const reader = response.body?.getReader();
    await new Promise((resolve) => setImmediate(resolve));
    expect(pulls).toBe(0);
    await reader?.read();
    await new Promise((resolve) => setImmediate(resolve));
    expect(pulls).toBe(1);
    await reader?.cancel();
  });

  test("keeps status, status text, every header and every cookie", () => {
    const headers = new Headers({ "content-type": "text/event-stream", "x-one": "1" });
    headers.append("set-cookie", "a=1; Path=/");
    headers.append("set-cookie", "b=2");
    const { response } = watch(new Response("hi", { status: 418, statusText: "Short and stout", headers }));
    expect(response.status).toBe(418);
    expect(response.statusText).toBe("Short and stout");
    expect([...response.headers]).toEqual([...headers]);
    expect(response.headers.getSetCookie()).toEqual(["a=1; Path=/", "b=2"]);
  });

  test("keeps what only a fetched response has: url, redirected, type", async () => {
    const original = await fetch("data:text/plain,hello");
    const { response } = watch(original);
    expect(response.url).toBe("data:text/plain,hello");
    expect(response.redirected).toBe(original.redirected);
    expect(response.type).toBe(original.type);
    expect(await response.text()).toBe("hello");
  });

  test("keeps the class of the response and what was hung onto it", async () => {
    class Answer extends Response {
      readonly cookies: string[] = ["made by the constructor"];
      static of(text: string): Answer {
        return new Answer(text, { headers: { "x-answer": "yes" } });
      }
    }
    const original = Object.assign(Answer.of("hi"), { note: "mine" });
    const { response } = watch(original);
    expect(response).toBeInstanceOf(Answer);
    expect(response).toMatchObject({ cookies: ["made by the constructor"], note: "mine" });
    expect(response.headers.get("x-answer")).toBe("yes");
    expect(await response.text()).toBe("hi");
  });

  test("keeps a class whose constructor takes something else than a body", async () => {
    class JsonAnswer extends Response {
      readonly isJson = true;
      constructor(value: { readonly answer: string }) {
        super(JSON.stringify(value.answer), { headers: { "content-type": "application/json" } });
      }
    }
    const { response } = watch(new JsonAnswer({ answer: "nine" }));
    expect(response).toBeInstanceOf(JsonAnswer);
    expect(response).toMatchObject({ isJson: true });
    expect(await response.json()).toBe("nine");
  });

  test("can be read in every way a response can", async () => {
    const form = new FormData();
    form.set("a", "b");
    expect(await watch(new Response("text")).response.text()).toBe("text");
    expect(await watch(Response.json({ a: 1 })).response.json()).toEqual({ a: 1 });
    expect(await watch(new Response("1234")).response.arrayBuffer()).toHaveProperty("byteLength", 4);
    expect(await watch(new Response("1234")).response.blob()).toHaveProperty("size", 4);
    expect((await watch(new Response(form)).response.formData()).get("a")).toBe("b");
    const { response, ends } = watch(new Response("twice"));
    const clone = response.clone();
    expect([await response.text(), await clone.text()]).toEqual(["twice", "twice"]);
    expect(ends).toEqual(["completed"]);
  });

  test("fails with the source's own error, after the chunks before it", async () => {
    const error = new Error("the provider hung up");
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield bytes("a");
      throw error;
    }
    const { response, ends } = watch(new Response(streamFrom(broken())));
    const reader = response.body?.getReader();
    expect((await reader?.read())?.value).toEqual(bytes("a"));
    await expect(reader?.read()).rejects.toBe(error);
    expect(ends).toEqual(["failed"]);
  });

  test("passes a cancellation and its reason on to the source, read from or not, and its answer back", async () => {
    for (const readFirst of [false, true]) {
      const reasons: unknown[] = [];
      const source = new NodeReadableStream<Uint8Array>({
        pull: (controller) => controller.enqueue(bytes("x")),
        async cancel(reason) {
          reasons.push(reason);
          throw new Error("cancel failed");
        },
      });
      const { response, ends } = watch(new Response(source as ReadableStream<Uint8Array>));
      const reader = response.body?.getReader();
      if (readFirst) await reader?.read();
      await expect(reader?.cancel("tab closed")).rejects.toThrow("cancel failed");
      expect(reasons).toEqual(["tab closed"]);
      expect(ends).toEqual(["cancelled"]);
    }
  });

  test("a cancellation in the middle of a read ends it once, as cancelled", async () => {
    const { response, ends } = watch(new Response(new ReadableStream({ pull: () => new Promise(() => {}) })));
    const reader = response.body?.getReader();
    const pending = reader?.read();
    await reader?.cancel();
    expect(await pending).toEqual({ done: true, value: undefined });
    await new Promise((resolve) => setImmediate(resolve));
    expect(ends).toEqual(["cancelled"]);
  });
});

test("a response without a body, with a body already taken or with a status of its own mind is left alone", async () => {
  const read = new Response("x");
  await read.text();
  const locked = new Response("x");
  locked.body?.getReader();
  const odd = new Response("x");
  Object.defineProperty(odd, "status", { value: 101 });
  for (const response of [
    new Response(null),
    Response.redirect("https://example.com/"),
    Response.error(),
    read,
    locked,
    odd,
  ]) {
    expect(watchResponse(response, never)).toBeUndefined();
  }
  expect(await odd.text()).toBe("x");
});
