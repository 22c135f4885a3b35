// Reading back through a client: pages, all pages, filters, retries, errors.

import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Nebuly, NebulyApiError, NebulyConnectionError, NebulyValidationError } from "nebuly";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { interactionBody } from "../local/bodies.ts";
import { openPlatform, type TestPlatform } from "../local/open-platform.ts";

const ingest = "/event-ingestion/api/v3/events/trace_interaction";

describe("against a platform", () => {
  let platform: TestPlatform;
  let client: Nebuly;
  beforeAll(async () => {
    platform = await openPlatform();
    client = new Nebuly({ baseUrl: platform.url });
    for (let index = 0; index < 25; index += 1) {
      await platform.post(
        ingest,
        interactionBody({
          interaction: {
            input: `question ${index}`,
            time_start: `2015-05-01T10:00:${String(index).padStart(2, "0")}.000Z`,
            end_user: index % 2 === 0 ? "anna" : "bert",
            tags: { parity: index % 2 === 0 ? "even" : "odd" },
          },
        }),
      );
    }
  });
  afterAll(async () => {
    await client.shutdown();
    await platform.close();
  });

  test("list takes dates, texts and milliseconds, filters, limit and offset", async () => {
    const page = await client.interactions.list({
      timeRange: { start: new Date("2015-05-01T10:00:00Z"), end: "2015-05-01T12:00:10+02:00" },
      filters: [
        { kind: "tag", tag: "parity", values: ["odd", "none"] },
        { kind: "user", values: ["bert"] },
      ],
      limit: 2,
      offset: 1,
    });
    expect(page).toMatchObject({ total: 5, offset: 1, limit: 2 });
    expect(page.data.map((row) => row.input_text)).toEqual(["question 7", "question 5"]);
    const { total } = await client.interactions.list({ timeRange: { start: Date.parse("2015-05-01T10:00:20Z") } });
    expect(total).toBe(5);
  });

  test("list without a query takes everything up to now", async () => {
    expect((await client.interactions.list()).total).toBe(25);
    const nothing = { timeRange: undefined, filters: undefined, limit: undefined, signal: undefined };
    expect((await client.interactions.list(nothing as never)).total).toBe(25);
  });

  test.each([1, 2, 7, 25, 100])("iterate gives every row once, %i at a time", async (pageSize) => {
    const inputs: unknown[] = [];
    for await (const row of client.interactions.iterate({ pageSize })) inputs.push(row.input_text);
    expect(inputs).toEqual(Array.from({ length: 25 }, (_, index) => `question ${24 - index}`));
  });

  test("iterate asks for the next page only when it is wanted", async () => {
    let requests = 0;
    const counting = new Nebuly({
      baseUrl: platform.url,
      fetch: (...parameters) => {
        requests += 1;
        return fetch(...parameters);
      },
    });
    for await (const row of counting.interactions.iterate({ pageSize: 10 })) {
      if (row.input_text === "question 20") break;
    }
    expect(requests).toBe(1);
    await counting.shutdown();
  });

  test("iterate neither repeats nor misses a row when others come in above it", async () => {
    await using busy = await openPlatform();
    await using reader = new Nebuly({ baseUrl: busy.url });
    const send = (input: string, second: number): Promise<unknown> =>
      busy.post(
        ingest,
        interactionBody({
          interaction: { input, time_start: new Date(Date.UTC(2015, 4, 1, 10, 0, second)).toISOString() },
        }),
      );
    for (let second = 0; second < 12; second += 1) await send(`old ${second}`, second);
    const inputs: unknown[] = [];
    for await (const row of reader.interactions.iterate({ pageSize: 4 })) {
      inputs.push(row.input_text);
      // Late arrivals that began after what is being read push it down the list.
      if (inputs.length === 3) for (let second = 20; second < 25; second += 1) await send(`new ${second}`, second);
    }
    expect(inputs.filter((input) => String(input).startsWith("old"))).toEqual(
      Array.from({ length: 12 }, (_, index) => `old ${11 - index}`),
    );
    expect(new Set(inputs).size).toBe(inputs.length);
  });
});

describe("errors", () => {
  test.each([
    [{ limit: 0 }, "limit"],
    [{ timeRange: { start: "yesterday" } }, "timeRange.start"],
    [{ filters: [{ kind: "tag", values: ["a"] }] }, "filters[0].tag"],
    [{ filters: [{ kind: "pii", values: ["yes"] }] }, "filters[0].values[0]"],
    [{ filters: [{ kind: "mood", values: ["a"] }] }, "filters[0].kind"],
    [{ filters: [{ kind: "user_query", allowNulls: "yes" }] }, "filters[0].allowNulls"],
  ])("%o names the field %s", async (query, field) => {
    await using client = new Nebuly({ baseUrl: "http://127.0.0.1:9" });
    const rejected = client.interactions.list(query as never);
    await expect(rejected).rejects.toMatchObject({ name: "NebulyValidationError", field });
  });

  test("a client without a key says so", async () => {
    vi.stubEnv("NEBULY_API_KEY", "");
    const client = new Nebuly({ logger: { debug() {}, warn() {}, error() {} } });
    const error = await client.interactions.list().catch((caught: unknown) => caught);
    expect(NebulyValidationError.isInstance(error) && error.field).toBe("apiKey");
    vi.unstubAllEnvs();
  });

  test("a refusal is not repeated and tells status, reason and path, never the key", async () => {
    await using server = await scriptedServer([
      (response) =>
        response
          .writeHead(422)
          .end(JSON.stringify({ detail: [{ loc: ["body", "limit"], msg: "too many", type: "value_error" }] })),
    ]);
    await using client = new Nebuly({ baseUrl: server.url, apiKey: "secret-key" });
    const error = await client.interactions.list().catch((caught: unknown) => caught);
    expect(NebulyApiError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({
      status: 422,
      reason: "body.limit: too many",
      requestPath: "/api/external/get-interactions",
    });
    expect(JSON.stringify(error) + String(error)).not.toContain("secret-key");
    expect(server.count()).toBe(1);
  });

  test("429, 5xx and broken connections are tried again, after the time that Retry-After asks for", async () => {
    await using server = await scriptedServer([
      (response) => response.writeHead(429, { "retry-after": "0" }).end(),
      (response) => response.writeHead(503).end("busy"),
      (response) => response.destroy(),
      (response) => response.end(JSON.stringify({ total: 0, offset: 0, limit: 100, data: [], more: true })),
    ]);
    await using client = new Nebuly({ baseUrl: server.url, retry: { baseDelayMs: 1 } });
    expect(await client.interactions.list()).toEqual({ total: 0, offset: 0, limit: 100, data: [], more: true });
    expect(server.count()).toBe(4);
  });

  test("attempts end: the last failure is what the caller gets", async () => {
    await using server = await scriptedServer([(response) => response.writeHead(500).end()]);
    await using client = new Nebuly({ baseUrl: server.url, retry: { baseDelayMs: 1 } });
    await expect(client.interactions.list()).rejects.toMatchObject({ name: "NebulyApiError", status: 500 });
    expect(server.count()).toBe(4);
  });

  test("an answer that is no page is an error of the API, and names the place", async () => {
    await using server = await scriptedServer([
      (response) => response.end(JSON.stringify({ total: 1, offset: 0, limit: 1, data: [{ id: 7 }] })),
    ]);
    await using client = new Nebuly({ baseUrl: server.url });
    await expect(client.interactions.list()).rejects.toMatchObject({
      status: 200,
      reason: expect.stringContaining("data.0.id"),
    });
  });

  test("a word that serves as the key of a platform on this machine is left where a reason has it", async () => {
    await using server = await scriptedServer([
      (response) => response.writeHead(400).end(JSON.stringify({ detail: "the locale is not known" })),
    ]);
    await using client = new Nebuly({ baseUrl: server.url });
    await expect(client.interactions.list()).rejects.toMatchObject({
      message: expect.stringContaining("the locale is not known"),
    });
  });

  test("a reason that repeats the key does not bring it into the error", async () => {
    await using server = await scriptedServer([
      (response) => response.writeHead(400).end(JSON.stringify({ detail: `${"x".repeat(495)}secret-key is wrong` })),
    ]);
    await using client = new Nebuly({ baseUrl: server.url, apiKey: "secret-key" });
    const error = await client.interactions.list().catch((caught: unknown) => caught);
    expect(JSON.stringify(error) + String(error)).not.toContain("secr");
  });

  test("a platform that answers with the same page for ever is an error, not an endless loop", async () => {
    const data = [{ id: "a" }, { id: "b" }];
    const page = JSON.stringify({ total: 1_000_000_000, offset: 0, limit: 2, data });
    let asked = 0;
    await using client = new Nebuly({
      baseUrl: "http://127.0.0.1:9",
      fetch: async () => {
        asked += 1;
        // One that goes on is ended here, so that the test fails instead of running for ever.
        return asked > 10_000 ? new Response("{}", { status: 404 }) : new Response(page);
      },
    });
    const ids: string[] = [];
    const read = async (): Promise<void> => {
      for await (const row of client.interactions.iterate({ pageSize: 2 })) ids.push(row.id);
    };
    await expect(read()).rejects.toMatchObject({ reason: expect.stringContaining("repeat") });
    expect(ids).toEqual(["a", "b"]);
  });

  test("a platform that cannot be reached is a connection error", async () => {
    await using client = new Nebuly({ baseUrl: "http://127.0.0.1:9", retry: { baseDelayMs: 1 } });
    const error = await client.interactions.list().catch((caught: unknown) => caught);
    expect(NebulyConnectionError.isInstance(error)).toBe(true);
  });

  test("a platform that does not answer in time is a connection error", async () => {
    await using server = await scriptedServer([() => {}]);
    await using client = new Nebuly({ baseUrl: server.url, timeoutMs: 20, retry: { maxAttempts: 1 } });
    await expect(client.interactions.list()).rejects.toMatchObject({
      message: expect.stringContaining("within 20 ms"),
    });
  });

  test("the caller's signal ends the request, and the waiting for the next one", async () => {
    await using server = await scriptedServer([(response) => response.writeHead(503, { "retry-after": "60" }).end()]);
    await using client = new Nebuly({ baseUrl: server.url });
    const controller = new AbortController();
    const listed = client.interactions.list({ signal: controller.signal });
    server.onAnswered(() => setImmediate(() => controller.abort(new Error("enough"))));
    await expect(listed).rejects.toThrow("enough");
    await expect(client.interactions.list({ signal: AbortSignal.abort(new Error("already")) })).rejects.toThrow(
      "already",
    );
  });
});

interface ScriptedServer extends AsyncDisposable {
  readonly url: string;
  count(): number;
  onAnswered(listener: () => void): void;
}

/** Answers as scripted, the last line again and again. */
async function scriptedServer(script: readonly ((response: ServerResponse) => void)[]): Promise<ScriptedServer> {
  let count = 0;
  let onAnswered = (): void => {};
  const server = createServer((request, response) => {
    request.resume();
    request.on("end", () => {
      const answer = script[Math.min(count, script.length - 1)];
      count += 1;
      response.on("finish", () => onAnswered());
      answer?.(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    count: () => count,
    onAnswered(listener) {
      onAnswered = listener;
    },
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
