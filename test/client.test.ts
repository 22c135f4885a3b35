import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { inspect } from "node:util";
import { Nebuly, NebulyValidationError } from "nebuly";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { noTags } from "./capture/no-tags.ts";

interface Received {
  readonly path: string;
  readonly authorization: string | undefined;
  // biome-ignore lint/suspicious/noExplicitAny: bodies are what the tests look into
  readonly body: any;
}

let server: Server;
let baseUrl: string;
let received: Received[];

beforeEach(async () => {
  received = [];
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      received.push({
        path: request.url ?? "",
        authorization: request.headers.authorization,
        body: JSON.parse(Buffer.concat(chunks).toString()),
      });
      response.end("{}");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const quiet = { debug() {}, warn() {}, error() {} };
const times = { timeStart: "2026-01-01T10:00:00Z", timeEnd: new Date("2026-01-01T10:00:01.5Z") };

describe("client.interaction", () => {
  test("returns the very promise and throws the very error of its function", async () => {
    await using client = new Nebuly({ baseUrl, logger: quiet });
    const promise = Promise.resolve(7);
    expect(client.interaction({ input: "q" }, () => promise)).toBe(promise);
    const error = new Error("mine");
    await expect(client.interaction({ input: "q" }, async () => Promise.reject(error))).rejects.toBe(error);
    expect(() =>
      client.interaction({ input: "q" }, () => {
        throw error;
      }),
    ).toThrow(error);
  });

  test("names an option that it does not know, once, and goes on without it", async () => {
    const warnings: string[] = [];
    await using client = new Nebuly({ baseUrl, logger: { ...quiet, warn: (line) => warnings.push(line) } });
    for (const enduser of ["ada", "grace"]) client.interaction({ input: "q", enduser } as never, () => {});
    await client.flush();
    expect(received).toHaveLength(2);
    expect(warnings).toEqual([
      "[nebuly] nebuly.enduser: is not an option; known are endUser, conversationId, input, tags, hideContent, anonymize",
    ]);
  });

  test("joins the interaction that it runs in", async () => {
    await using client = new Nebuly({ baseUrl, logger: quiet });
    await client.interaction({ endUser: "outer", input: "q" }, async (outer) => {
      await client.interaction({ tags: { inner: "yes" } }, async (inner) => inner.setOutput("from inside"));
      outer.llm({ model: "m", messages: [{ role: "user", content: "q" }], output: "a" });
    });
    await client.flush();
    expect(received).toHaveLength(1);
    expect(received[0]?.body.interaction).toMatchObject({
      end_user: "outer",
      output: "from inside",
      tags: { inner: "yes" },
    });
  });

  test("never mixes two hundred turns that run at once", async () => {
    await using client = new Nebuly({ baseUrl, logger: quiet });
    await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        client.interaction({ endUser: `user-${index}`, input: `question ${index}` }, async (turn) => {
          await new Promise((resolve) => setImmediate(resolve));
          turn.llm({
            model: "m",
            messages: [{ role: "user", content: `question ${index}` }],
            output: `answer ${index}`,
          });
        }),
      ),
    );
    expect(await client.flush()).toEqual({ sent: 200, failed: 0, pending: 0 });
    for (const { body } of received) {
      const [, index] = /user-(\d+)/.exec(body.interaction.end_user) ?? [];
      expect(body.interaction).toMatchObject({ input: `question ${index}`, output: `answer ${index}` });
      expect(body.traces).toMatchObject([{ output: `answer ${index}` }]);
    }
  });

  test("goes before the feedback and the tags that are given right after it", async () => {
    await using client = new Nebuly({ baseUrl, endUser: "ada", logger: quiet });
    // Whatever is loaded on first use is loaded now: the time it takes would hide the wrong order.
    await client.feedback({ slug: "thumbs_up", input: "earlier", output: "turn" });
    await client.flush();
    received.length = 0;
    await client.interaction({ input: "q" }, async (turn) => turn.setOutput("a"));
    void client.tag({ timeStart: new Date(), tags: { late: "yes" } });
    await client.feedback({ slug: "thumbs_up", input: "q", output: "a" });
    await client.flush();
    expect(received.map(({ path }) => path.split("/").at(-1))).toEqual(["trace_interaction", "tags", "feedback"]);
  });

  test("sends feedback with the turn while it is open, and on its own, quoting the turn, afterwards", async () => {
    await using client = new Nebuly({
      baseUrl,
      endUserSecret: "s3cret",
      redact: (text) => text.replace("Ada", "A."),
      logger: quiet,
    });
    const late = await client.interaction({ endUser: "ada", input: "I am Ada" }, async (turn) => {
      turn.setOutput("Hello Ada");
      await turn.feedback({ slug: "copy_output", text: "Hello Ada" });
      return turn;
    });
    await client.flush();
    await late.feedback({ slug: "thumbs_up" });
    await client.flush();
    const [interaction, feedback] = received.map(({ body }) => body);
    expect(interaction.user_feedback).toEqual([{ slug: "copy_output", text: "Hello A." }]);
    expect(interaction.interaction.end_user).toMatch(/^[0-9a-f]{64}$/);
    expect(feedback).toMatchObject({
      action: { slug: "thumbs_up" },
      metadata: { input: "I am A.", output: "Hello A.", end_user: interaction.interaction.end_user, anonymize: true },
    });
    expect(feedback.metadata.timestamp > interaction.interaction.time_end).toBe(true);
  });
});

describe("track and its siblings", () => {
  test("send what they were given, in the platform's words", async () => {
    await using client = new Nebuly({ baseUrl, apiKey: "key-1", endUser: "ada", tags: { app: "t" }, logger: quiet });
    await client.track({
      input: "q",
      output: "a",
      ...times,
      conversationId: "c",
      tags: { n: 1 },
      feedback: [{ slug: "rating", value: 5 }],
    });
    await client.trackConversation({
      endUser: "bob",
      interactions: [{ input: "q", output: "a", ...times, traces: [] }],
    });
    await client.feedback({
      slug: "comment",
      text: "good",
      input: "q",
      output: "a",
      timestamp: "2026-01-02T00:00:00Z",
    });
    await client.tag({ timeStart: times.timeStart, tags: { reviewed: true } });
    await client.flush();
    expect(received.map(({ path }) => path).toSorted()).toEqual([
      "/event-ingestion/api/v1/events/feedback",
      "/event-ingestion/api/v2/events/tags",
      "/event-ingestion/api/v2/events/trace_conversation",
      "/event-ingestion/api/v3/events/trace_interaction",
    ]);
    expect(new Set(received.map(({ authorization }) => authorization))).toEqual(new Set(["Bearer key-1"]));
    const bodyOf = (suffix: string) => received.find(({ path }) => path.endsWith(suffix))?.body;
    expect(bodyOf("trace_interaction")).toEqual({
      interaction: {
        conversation_id: "c",
        input: "q",
        output: "a",
        time_start: "2026-01-01T10:00:00.000Z",
        time_end: "2026-01-01T10:00:01.500Z",
        end_user: "ada",
        hide_content: false,
        tags: { app: "t", n: "1" },
      },
      traces: [],
      user_feedback: [{ slug: "rating", value: 5 }],
      anonymize: true,
    });
    expect(bodyOf("feedback")).toMatchObject({
      action: { slug: "comment", text: "good" },
      metadata: { end_user: "ada" },
    });
    expect(bodyOf("tags")).toEqual({
      tags: { reviewed: "true" },
      metadata: { end_user: "ada", time_start: "2026-01-01T10:00:00.000Z" },
    });
  });

  test.each([
    ["timeStart", { input: "q", output: "a", timeStart: "yesterday-ish", timeEnd: 0 }],
    ["input", { output: "a", ...times }],
    ["traces[0].model", { input: "q", output: "a", ...times, traces: [{ model: 1 }] }],
    ["feedback[0].value", { input: "q", output: "a", ...times, feedback: [{ slug: "rating" }] }],
    ["feedback[0].text", { input: "q", output: "a", ...times, feedback: [{ slug: "comment" }] }],
  ])("reject with one error that names %s", async (field, argument) => {
    await using client = new Nebuly({ baseUrl, logger: quiet });
    const rejection = await client.track(argument as never).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(NebulyValidationError.isInstance(rejection) && rejection.field).toBe(field);
    expect(client.stats().offered).toBe(0);
  });

  test.each([
    [{ endUser: "" }, "endUser: must not be empty"],
    [{ endUser: 5 }, "endUser: must be a string"],
    [{ input: undefined }, "input: is required, and must be a string"],
    [{ timeStart: null }, "timeStart: must be a valid date, ISO 8601 text or milliseconds"],
    [{ tags: { a: {} } }, "tags.a: must be a string, a number, true, false or null"],
    [{ anonymize: "no" }, "anonymize: must be true or false"],
    [{ traces: {} }, "traces: must be a list"],
    [{ traces: ["text"] }, "traces[0]: must be an object"],
    [{ traces: [{ model: "m" }] }, "traces[0].input: is required, and must be a string"],
    [{ traces: [{ model: "m", output: "a" }] }, "traces[0].messages: is required, and must be a list"],
    [{ traces: [{ model: "m", input: "q", inputTokens: null }] }, "traces[0].inputTokens: must be a number"],
    [{ traces: [{ source: "s", input: "q", outputs: "a" }] }, "traces[0].outputs: must be a list"],
    [{ traces: [{ source: "s", outputs: [] }] }, "traces[0].input: is required, and must be a string"],
    [
      { traces: [{ model: "m", messages: [{ role: "bot", content: "" }], output: "" }] },
      "traces[0].messages[0].role: must be one of system, user, assistant, tool",
    ],
    [
      { traces: [{ model: "m", messages: [], output: "", inputTokens: 0.5 }] },
      "traces[0].inputTokens: must be a whole number",
    ],
    [
      { traces: [{ model: "m", messages: [], output: "", inputTokens: -1 }] },
      "traces[0].inputTokens: must be at least 0",
    ],
    [{ feedback: [{ slug: "rating", value: 9 }] }, "feedback[0].value: must be at most 5"],
  ])("say in plain words how %o is mended", async (wrong, message) => {
    await using client = new Nebuly({ baseUrl, logger: quiet });
    const tracked = client.track({ input: "q", output: "a", ...times, ...wrong } as never);
    await expect(tracked).rejects.toMatchObject({ message });
  });

  test("name a field that they do not know, and the one that is near, once, and go on without it", async () => {
    const warnings: string[] = [];
    await using client = new Nebuly({ baseUrl, logger: { ...quiet, warn: (line) => warnings.push(line) } });
    const turn = { input: "q", output: "a", ...times };
    const model = { model: "m", messages: [], output: "a" };
    const slipped = { ...turn, traces: [model, { ...model, inputTokens: undefined, input_tokens: 3 }] };
    for (const traces of [slipped.traces, slipped.traces.toReversed()]) {
      await client.track({ ...turn, traces } as never);
    }
    await client.track({ ...turn, tags: { any: "name" }, metadata: undefined } as never);
    await client.track({ ...turn, feedback: [{ slug: "comment", text: "good", reason: "none" }] } as never);
    await client.trackConversation({ interactions: [{ ...turn, traces: [], topic: "x" }] } as never);
    await client.feedback({ slug: "thumbs_up", user: "ada" } as never);
    await client.tag({ timeStart: 0, tags: {}, user: "ada" } as never);
    await client.interaction({ input: "q" }, (late) => late.feedback({ slug: "thumbs_up", Value: 1 } as never));
    await client.flush();
    expect(received).toHaveLength(8);
    expect(JSON.stringify(received)).not.toMatch(/input_tokens|reason|topic/);
    const lines = [
      "track: traces[1].input_tokens: is not a field, but inputTokens is; known are model, messages, output, inputTokens, outputTokens, cost",
      "track: feedback[0].reason: is not a field; known are slug, text, value",
      "trackConversation: interactions[0].topic: is not a field; known are input, output, timeStart, timeEnd, tags, traces, feedback",
      "feedback: user: is not a field, but endUser is; known are slug, text, value, endUser, input, output, timestamp, anonymize",
      "tag: user: is not a field, but endUser is; known are endUser, timeStart, tags, input, output",
      "feedback: Value: is not a field, but value is; known are slug, text, value",
    ];
    expect(warnings).toEqual(lines.map((line) => `[nebuly] ${line}`));
  });

  test("send what they were given at the call, whatever happens to it afterwards", async () => {
    await using client = new Nebuly({ baseUrl, logger: quiet });
    const traces = [{ source: "s", input: "i", outputs: ["before"] }];
    const accepted = client.track({ input: "q", output: "a", ...times, traces });
    traces[0]?.outputs.push("after");
    await accepted;
    await client.flush();
    expect(received[0]?.body.traces).toEqual([{ source: "s", input: "i", outputs: ["before"] }]);
  });

  test("take the feedback on a turn as it was at the call, too", async () => {
    await using client = new Nebuly({ baseUrl, logger: quiet });
    const feedback = { slug: "copy_output" as const, text: "as given" };
    client.interaction({ input: "q" }, (turn) => {
      turn.setOutput("a");
      void turn.feedback(feedback);
      feedback.text = "changed";
    });
    await client.flush();
    expect(JSON.stringify(received)).toContain("as given");
    expect(JSON.stringify(received)).not.toContain("changed");
  });

  test("take a field that is undefined for one that was not given", async () => {
    await using client = new Nebuly({ baseUrl, logger: quiet });
    const missing: Record<string, undefined> = { endUser: undefined, tags: undefined, conversationId: undefined };
    const trace = { model: "m", messages: [], output: "", inputTokens: undefined };
    await client.track({ input: "Hi", output: "Hello!", ...times, ...missing, traces: [trace as never] });
    await client.feedback({ slug: "thumbs_up", input: "Hi", ...{ text: undefined, timestamp: undefined } } as never);
    await client.flush();
    const [interaction, feedback] = received.map(({ body }) => body);
    expect(interaction.interaction).toMatchObject({ end_user: "anonymous", tags: noTags });
    expect(interaction.traces).toEqual([{ model: "m", messages: [], output: "" }]);
    expect(feedback.action).toEqual({ slug: "thumbs_up" });
  });

  test("reject an argument that cannot be read", async () => {
    await using client = new Nebuly({ baseUrl, logger: quiet });
    const hostile = Object.defineProperty({ ...times, input: "q" }, "output", {
      enumerable: true,
      get() {
        throw new Error("hostile");
      },
    });
    await expect(client.track(hostile as never)).rejects.toThrow("argument: must be plain data");
  });

  test("need no await: a flush called right after waits for them", async () => {
    await using client = new Nebuly({ baseUrl, logger: quiet });
    void client.track({ input: "q", output: "a", ...times });
    expect(await client.flush()).toEqual({ sent: 1, failed: 0, pending: 0 });
  });
});

describe("a client", () => {
  test("without key and base URL is off, says so once, and lets everything else work", async () => {
    const warnings: string[] = [];
    const client = new Nebuly({ logger: { ...quiet, warn: (line) => warnings.push(line) } });
    expect(await client.interaction({ endUser: "u" }, async (turn) => turn.setOutput("x") ?? "result")).toBe("result");
    await client.track({ input: "q", output: "a", ...times });
    expect(await client.flush()).toEqual({ sent: 0, failed: 0, pending: 0 });
    expect(warnings).toEqual(["[nebuly] capture is off: set NEBULY_API_KEY or pass apiKey to switch it on"]);
  });

  test("with debug says why an event is not delivered yet, and where it was to go", async () => {
    const told = Promise.withResolvers<string>();
    const logger = { ...quiet, debug: told.resolve };
    const client = new Nebuly({ baseUrl: "http://127.0.0.1:1", debug: true, logger });
    await client.track({ input: "Hi", output: "Hello!", ...times });
    void client.flush();
    expect(await told.promise).toBe(
      "[nebuly] http://127.0.0.1:1 did not take an event (interaction) at attempt 1: ECONNREFUSED; it is sent again",
    );
    await client.shutdown({ timeoutMs: 0 });
  });

  test("says what to check when nothing answers, or answers that there is no such path", async () => {
    const lines: string[] = [];
    const logger = { ...quiet, warn: (line: string) => lines.push(line) };
    const wrong = createServer((_, response) => response.writeHead(404).end()).listen(0, "127.0.0.1");
    await new Promise((resolve) => wrong.once("listening", resolve));
    for (const port of [1, (wrong.address() as AddressInfo).port]) {
      await using client = new Nebuly({ baseUrl: `http://127.0.0.1:${port}`, logger, retry: { maxAttempts: 1 } });
      await client.track({ input: "Hi", output: "Hello!", ...times });
      await client.flush();
    }
    wrong.closeAllConnections();
    wrong.close();
    expect(lines).toEqual([
      "[nebuly] an event (interaction) was not delivered: the platform could not be reached in time; check baseUrl",
      "[nebuly] an event (interaction) was not delivered: the platform rejected it (404); check baseUrl",
    ]);
  });

  test("never shows its key", async () => {
    await using client = new Nebuly({ baseUrl, apiKey: "very-secret-key", logger: quiet });
    await client.interaction({ input: "q" }, async (turn) => turn.setOutput("a"));
    await client.flush();
    for (const shown of [inspect(client, { depth: 20, showHidden: true }), JSON.stringify(client), String(client)]) {
      expect(shown).not.toContain("very-secret-key");
    }
  });

  test.each([
    ["concurrency", { concurrency: 0 }],
    ["retry.maxAttempts", { retry: { maxAttempts: 1.5 } }],
    ["apiKey", { apiKey: "key\nwith a line break" }],
    ["baseUrl", { baseUrl: "not a url" }],
    ["idleTimeoutMs", { idleTimeoutMs: "60" }],
    ["endUsr", { endUsr: "typo" }],
    ["logger", { logger: {} }],
  ])("throws one error that names %s", (field, options) => {
    let thrown: unknown;
    try {
      new Nebuly(options as never);
    } catch (error) {
      thrown = error;
    }
    expect(NebulyValidationError.isInstance(thrown) && thrown.field).toBe(field);
  });
});
