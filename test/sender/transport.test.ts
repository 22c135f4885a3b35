import { AsyncLocalStorage } from "node:async_hooks";
import { createServer as createSecureServer } from "node:https";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createFetchTransport } from "../../src/sender/fetch-transport.ts";
import { createNodeTransport } from "../../src/sender/node-transport.node.ts";
import type { Transport, TransportOptions } from "../../src/sender/transport.ts";
import { type Fault, type FaultServer, healthy, startFaultServer } from "../faults/fault-server.ts";
import { selfSignedCertificate } from "./self-signed-certificate.ts";

let server: FaultServer;
const transports: Transport[] = [];

beforeEach(async () => {
  server = await startFaultServer();
});

afterEach(async () => {
  await Promise.all(transports.splice(0).map((transport) => transport.close()));
  await server.close();
});

const body = new TextEncoder().encode('{"a":"ü"}');
const headers = { authorization: "Bearer key", "content-type": "application/json" };

function make(create: (options: TransportOptions) => Transport, options: Partial<TransportOptions> = {}): Transport {
  const transport = create({ baseUrl: server.url, headers, timeoutMs: 10_000, concurrency: 2, ...options });
  transports.push(transport);
  return transport;
}

describe.each([
  ["Node", createNodeTransport],
  ["fetch", createFetchTransport],
])("the %s transport", (_name, create) => {
  test("posts the bytes as they are", async () => {
    const outcome = await make(create).post({ path: "/p", body });
    expect(outcome).toMatchObject({ type: "answer", status: 200 });
    expect(server.taken).toEqual(['{"a":"ü"}']);
  });

  test("keeps the base URL's path", async () => {
    const { createServer } = await import("node:http");
    const paths: (string | undefined)[] = [];
    const plain = createServer((request, response) => {
      paths.push(request.url);
      response.end();
    });
    await new Promise<void>((resolve) => plain.listen(0, "127.0.0.1", resolve));
    const address = plain.address();
    const port = typeof address === "object" ? address?.port : 0;
    await make(create, { baseUrl: `http://127.0.0.1:${port}/prefix` }).post({ path: "/event-ingestion/x", body });
    expect(paths).toEqual(["/prefix/event-ingestion/x"]);
    plain.closeAllConnections();
    plain.close();
  });

  test("hands over Retry-After and the platform's words, and does not follow a redirect", async () => {
    server.behave(() => ({ type: "answer", status: 429, headers: { "retry-after": "7" }, body: "slow down" }));
    expect(await make(create).post({ path: "/p", body })).toEqual({
      type: "answer",
      status: 429,
      retryAfter: "7",
      text: "slow down",
    });
    server.behave(() => ({ type: "answer", status: 307, headers: { location: `${server.url}/elsewhere` } }));
    expect(await make(create).post({ path: "/p", body })).toMatchObject({ status: 307 });
    expect(server.requests).toBe(2);
  });

  test.each<Fault>([{ type: "silence" }, { type: "silence-after-headers" }, { type: "drip" }])(
    "gives up on %o after its timeout",
    async (fault) => {
      server.behave(() => fault);
      const outcome = await make(create, { timeoutMs: 100 }).post({ path: "/p", body });
      expect(outcome).toEqual({ type: "no-answer", code: "timeout" });
    },
  );

  test.each<Fault>([
    { type: "reset-in-request" },
    { type: "reset-before-answer" },
    { type: "reset-in-answer" },
    { type: "truncated" },
    { type: "half-close" },
    { type: "no-http" },
  ])("tells %o as a code that is safe to log", async (fault) => {
    server.behave(() => fault);
    const outcome = await make(create).post({ path: "/p", body });
    expect(outcome.type === "no-answer" && outcome.code).toMatch(/^[A-Z][A-Za-z0-9_]+$/);
  });

  test("tells a refused connection", async () => {
    const transport = make(create);
    await server.close();
    expect(await transport.post({ path: "/p", body })).toEqual({ type: "no-answer", code: "ECONNREFUSED" });
    server = await startFaultServer();
  });

  test("tells a certificate that nobody vouches for, and sends it nothing", async () => {
    let requests = 0;
    const secure = createSecureServer(selfSignedCertificate, (_request, response) => {
      requests += 1;
      response.end();
    });
    await new Promise<void>((resolve) => secure.listen(0, "127.0.0.1", resolve));
    const address = secure.address();
    const port = typeof address === "object" ? address?.port : 0;
    const outcome = await make(create, { baseUrl: `https://127.0.0.1:${port}` }).post({ path: "/p", body });
    expect(outcome).toEqual({ type: "no-answer", code: "DEPTH_ZERO_SELF_SIGNED_CERT" });
    expect(requests).toBe(0);
    secure.closeAllConnections();
    secure.close();
  });

  test("reads no more of an answer than it needs", async () => {
    server.behave(() => ({ type: "answer", status: 400, body: "x".repeat(5_000_000) }));
    const outcome = await make(create, { timeoutMs: 10_000 }).post({ path: "/p", body });
    expect(outcome.type === "answer" && outcome.text.length).toBeLessThan(500_000);
  });

  test("ends what is under way when it closes", async () => {
    server.behave(() => ({ type: "silence" }));
    const transport = make(create, { timeoutMs: 60_000 });
    const posted = transport.post({ path: "/p", body });
    while (server.requests === 0) await new Promise((resolve) => setImmediate(resolve));
    await transport.close();
    expect(await posted).toMatchObject({ type: "no-answer" });
  });
});

test("the Node transport keeps its connections, no more than concurrency", async () => {
  const transport = make(createNodeTransport);
  for (let round = 0; round < 5; round += 1) {
    await Promise.all(Array.from({ length: 4 }, () => transport.post({ path: "/p", body })));
  }
  expect(server.taken).toHaveLength(20);
  expect(server.mostConnections).toBe(2);
});

describe("a fetch of the caller's own", () => {
  const answerAfter = (milliseconds: number): typeof fetch => {
    return () => new Promise((resolve) => setTimeout(() => resolve(new Response("{}")), milliseconds));
  };

  test("that ignores its signal is still given up on", async () => {
    const transport = make(createFetchTransport, { fetch: answerAfter(5_000), timeoutMs: 50 });
    expect(await transport.post({ path: "/p", body })).toEqual({ type: "no-answer", code: "timeout" });
  });

  test("that has read the answer itself leaves its status", async () => {
    const reading: typeof fetch = async (...parameters) => {
      const response = await fetch(...parameters);
      await response.text();
      return response;
    };
    const outcome = await make(createFetchTransport, { fetch: reading }).post({ path: "/p", body });
    expect(outcome).toEqual({ type: "answer", status: 200, text: "" });
    expect(server.taken).toHaveLength(1);
  });

  test("is let go of while it is waited for, and used again", async () => {
    server.behave(() => ({ type: "silence" }));
    const transport = make(createNodeTransport, { fetch, timeoutMs: 60_000 });
    const posted = transport.post({ path: "/p", body });
    while (server.requests === 0) await new Promise((resolve) => setImmediate(resolve));
    transport.letGo?.();
    expect(await posted).toEqual({ type: "no-answer", code: "timeout" });
    server.behave(() => healthy);
    expect(await transport.post({ path: "/p", body })).toMatchObject({ status: 200 });
  });

  test("whose answer has no end is not read beyond the deadline", async () => {
    const cancelled = Promise.withResolvers<void>();
    const endless = new ReadableStream({ cancel: () => cancelled.resolve() });
    const transport = make(createFetchTransport, { fetch: async () => new Response(endless), timeoutMs: 20 });
    expect(await transport.post({ path: "/p", body })).toEqual({ type: "no-answer", code: "timeout" });
    await cancelled.promise;
  });

  test.each<[string, typeof fetch]>([
    [
      "throws",
      () => {
        throw new TypeError("broken");
      },
    ],
    ["rejects", () => Promise.reject(new TypeError("broken"))],
    ["returns nothing", (() => undefined) as never],
    ["rejects with no error", () => Promise.reject("text")],
  ])("that %s counts as no answer", async (_name, fetch) => {
    expect(await make(createFetchTransport, { fetch }).post({ path: "/p", body })).toMatchObject({ type: "no-answer" });
  });

  test("is not called in the context of the request that offered the event", async () => {
    const { createBench } = await import("./sender-bench.ts");
    const storage = new AsyncLocalStorage<string>();
    const bench = createBench();
    const seen: (string | undefined)[] = [];
    bench.answerWith(() => {
      seen.push(storage.getStore());
      return 200;
    });
    storage.run("a request's context", () => void bench.offer("a"));
    await bench.clock.settle();
    expect(seen).toEqual([undefined]);
  });
});
