// Who may ask the local platform, and how it refuses: the answers of the hosted one.

import { once } from "node:events";
import { request } from "node:http";
import { connect } from "node:net";
import { startLocalPlatform } from "nebuly/local";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { interactionBody, listBody } from "./bodies.ts";
import { openPlatform, type TestPlatform } from "./open-platform.ts";

let platform: TestPlatform;
beforeAll(async () => {
  platform = await openPlatform({ maxBodyBytes: 10_000 });
});
afterAll(() => platform.close());

const ingest = "/event-ingestion/api/v3/events/trace_interaction";
const list = "/api/external/get-interactions";

describe("keys", () => {
  test.each([ingest, list, "/event-ingestion/nowhere"])("%s without a bearer key is answered 401", async (path) => {
    for (const headers of [{}, { authorization: "Basic abc" }, { authorization: "Bearer " }]) {
      const response = await fetch(platform.url + path, { method: "POST", headers, body: "{}" });
      expect(response.status).toBe(401);
      expect(await response.json()).toEqual({ detail: "Invalid or missing API key" });
    }
  });

  test("a platform with a key of its own takes no other", async () => {
    await using strict = await openPlatform({ apiKey: "right" });
    expect(strict.apiKey).toBe("right");
    const ask = (key: string): Promise<Response> =>
      fetch(strict.url + list, {
        method: "POST",
        headers: { authorization: `Bearer ${key}` },
        body: JSON.stringify(listBody()),
      });
    expect((await ask("wrong")).status).toBe(401);
    expect((await ask("right")).status).toBe(200);
  });
});

describe("bodies", () => {
  test("a missing field is answered 422 with its place, in the platform's shape", async () => {
    const { interaction, ...rest } = interactionBody();
    const { input, ...fields } = interaction;
    expect(await platform.post(ingest, { ...rest, interaction: fields })).toEqual({
      status: 422,
      body: { detail: [{ loc: ["body", "interaction", "input"], msg: "Field required", type: "missing" }] },
    });
  });

  test("a wrong value is answered 422 without being repeated", async () => {
    const answer = await platform.post(ingest, {
      ...interactionBody(),
      user_feedback: [{ slug: "secret-slug" }, { slug: "rating" }],
      anonymize: "secret-value",
    });
    expect(answer).toMatchObject({
      status: 422,
      body: {
        detail: [
          { loc: ["body", "user_feedback", 0, "slug"], type: "literal_error" },
          { loc: ["body", "user_feedback", 1, "value"], type: "value_error" },
          { loc: ["body", "anonymize"], type: "boolean_type" },
        ],
      },
    });
    expect(JSON.stringify(answer)).not.toContain("secret");
  });

  test("a trace that is of no kind is told what each kind misses", async () => {
    const { body } = await platform.post(ingest, { ...interactionBody(), traces: [{ source: "faq", input: "hours" }] });
    expect(body).toMatchObject({
      detail: expect.arrayContaining([
        { loc: ["body", "traces", 0, "outputs"], msg: "Field required", type: "missing" },
      ]),
    });
  });

  test("what is no JSON is answered 422", async () => {
    expect(await platform.post(ingest, "{")).toEqual({
      status: 422,
      body: { detail: [{ loc: ["body"], msg: "JSON decode error", type: "json_invalid" }] },
    });
  });

  test("a body over the limit is answered 413", async () => {
    const answer = await platform.post(ingest, interactionBody({ interaction: { input: "a".repeat(10_001) } }));
    expect(answer.status).toBe(413);
  });

  test("a body that does not tell its length is answered 413 as soon as it is over the limit", async () => {
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1_000;
        controller.enqueue(new Uint8Array(1_000).fill(97));
      },
    });
    const headers = { authorization: "Bearer k", "content-type": "application/json" };
    const request = { method: "POST", headers, body: endless, duplex: "half" } as const;
    // The server may end the connection under a sender that goes on.
    const status = await fetch(platform.url + ingest, request).then(
      (response) => response.status,
      () => "ended",
    );
    expect([413, "ended"]).toContain(status);
    expect(sent).toBeLessThan(50_000_000);
    expect((await platform.post(ingest, interactionBody())).status).toBe(200);
  });
});

test.each([
  ["GET", ingest, "POST"],
  ["PUT", list, "POST"],
  ["DELETE", "/api/external/export/interactions/detail-v2/some-id", "GET, HEAD"],
  ["POST", "/", "GET, HEAD"],
])("%s of %s is answered 405 with what is allowed", async (method, path, allowed) => {
  const headers = { authorization: `Bearer ${platform.apiKey}` };
  const response = await fetch(platform.url + path, { method, headers });
  expect(response.status).toBe(405);
  expect(response.headers.get("allow")).toBe(allowed);
  expect(await response.json()).toEqual({ detail: "Method Not Allowed" });
});

test("a path that is not served is answered 404 in JSON", async () => {
  expect(await platform.post("/api/external/nowhere", {})).toEqual({ status: 404, body: { detail: "Not Found" } });
});

test.each([
  ["localhost:1", 200],
  ["127.0.0.1", 200],
  ["attacker.example", 403],
  ["127.0.0.1.attacker.example:80", 403],
])("a request to the host %o is answered %i", async (host, status) => {
  const { port } = new URL(platform.url);
  const answered = await new Promise((resolve, reject) => {
    const sent = request(
      { port, host: "127.0.0.1", method: "POST", path: list, headers: { host, authorization: "Bearer k" } },
      (response) => {
        response.resume();
        resolve(response.statusCode);
      },
    );
    sent.on("error", reject);
    sent.end(JSON.stringify(listBody()));
  });
  expect(answered).toBe(status);
});

test("other origins are given no leave to read, and pages may load nothing from elsewhere", async () => {
  const response = await fetch(platform.url + list, {
    method: "OPTIONS",
    headers: { origin: "https://attacker.example", "access-control-request-method": "POST" },
  });
  expect(response.headers.get("access-control-allow-origin")).toBeNull();
  expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
  expect(response.headers.get("x-content-type-options")).toBe("nosniff");
});

test("a body that never ends does not keep a platform from closing, and nothing of it is told as a failure", async () => {
  const told: string[] = [];
  const closing = await openPlatform({ logger: { error: (message) => void told.push(message) } });
  const { port } = new URL(closing.url);
  const socket = connect(Number(port), "127.0.0.1");
  socket.write(
    `POST ${ingest} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer k\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n`,
  );
  // The request has come, its body has not.
  const [answer] = await once(socket, "data");
  expect(String(answer)).toContain("100 Continue");
  socket.on("error", () => {});
  socket.write("{");
  await closing.close();
  expect(told).toEqual([]);
});

test("a port that is taken rejects the start", async () => {
  const { port } = new URL(platform.url);
  await expect(openPlatform({ port: Number(port) })).rejects.toMatchObject({ code: "EADDRINUSE" });
});

test.each([
  [{ port: 70_000 }, "port"],
  [{ database: "" }, "database"],
  [{ apiKey: "two words" }, "apiKey"],
  [{ retentionDays: -1 }, "retentionDays"],
  [{ analyst: {} }, "analyst"],
])("the option %o is refused by its name %s", async (options, field) => {
  await expect(startLocalPlatform(options as never)).rejects.toMatchObject({ name: "NebulyValidationError", field });
});
