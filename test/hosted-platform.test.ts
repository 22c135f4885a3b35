import { Nebuly } from "nebuly";
import nock from "nock";
import { afterEach, beforeEach, expect, test } from "vitest";

const quiet = { debug() {}, warn() {}, error() {} };
const finished = { input: "q", output: "a", timeStart: 0, timeEnd: 1, endUser: "u" };

beforeEach(() => {
  nock.disableNetConnect();
});

afterEach(() => {
  nock.cleanAll();
  nock.enableNetConnect();
  nock.restore();
  nock.activate();
});

test("a client with nothing but a key speaks to the hosted platform, with the key as a bearer token", async () => {
  const hosted = nock("https://backend.nebuly.com", {
    reqheaders: { authorization: "Bearer project-key", "content-type": "application/json" },
  })
    .post("/event-ingestion/api/v3/events/trace_interaction", (body) => body.interaction.input === "q")
    .reply(200, {});
  await using client = new Nebuly({ apiKey: "project-key", fetch: globalThis.fetch, logger: quiet });
  await client.track(finished);
  expect(await client.flush()).toEqual({ sent: 1, failed: 0, pending: 0 });
  hosted.done();
});

test.each([
  "https://nebuly.example/prefix",
  "https://nebuly.example/prefix/",
  "https://nebuly.example/prefix/event-ingestion",
])("a self-hosted platform is found at %s", async (baseUrl) => {
  const selfHosted = nock("https://nebuly.example")
    .post("/prefix/event-ingestion/api/v2/events/trace_interaction", (body) => "feedback_actions" in body)
    .reply(202);
  await using client = new Nebuly({ baseUrl, apiKey: "k", apiVersion: "v2", fetch: globalThis.fetch, logger: quiet });
  await client.track(finished);
  expect(await client.flush()).toEqual({ sent: 1, failed: 0, pending: 0 });
  selfHosted.done();
});

test("a refusal is final and is handed to onDrop with the platform's own reason", async () => {
  nock("https://backend.nebuly.com")
    .post("/event-ingestion/api/v3/events/trace_interaction")
    .reply(422, { detail: [{ loc: ["body", "interaction"], msg: "field required", type: "missing" }] });
  const drops: unknown[] = [];
  await using client = new Nebuly({
    apiKey: "k",
    fetch: globalThis.fetch,
    logger: quiet,
    onDrop: (drop) => drops.push(drop),
  });
  await client.track(finished);
  expect(await client.flush()).toEqual({ sent: 0, failed: 1, pending: 0 });
  expect(drops).toMatchObject([
    { reason: "rejected", kind: "interaction", status: 422, detail: expect.stringContaining("field required") },
  ]);
});
