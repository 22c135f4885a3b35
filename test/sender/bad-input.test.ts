// Wild values: one clear error from `track`, or capture goes on without them. Never a throw in the user's own call.

import { Nebuly, NebulyValidationError } from "nebuly";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type FaultServer, startFaultServer } from "../faults/fault-server.ts";

const times = { timeStart: "2026-01-01T00:00:00.000Z", timeEnd: "2026-01-01T00:00:01.000Z" };
const logger = { debug() {}, warn() {}, error() {} };

let server: FaultServer;
let client: Nebuly;

beforeEach(async () => {
  server = await startFaultServer();
  client = new Nebuly({ baseUrl: server.url, logger });
});

afterEach(async () => {
  await client.shutdown();
  await server.close();
});

const circular: Record<string, unknown> = { name: "loop" };
circular.self = circular;
const deep = JSON.parse(`${"[".repeat(5_000)}${"]".repeat(5_000)}`);
const hostile: Record<string, unknown> = {
  circular,
  bigint: 12n,
  "a getter that throws": {
    get boom(): never {
      throw new Error("getter");
    },
  },
  "a toJSON that throws": {
    toJSON() {
      throw new Error("toJSON");
    },
  },
  "a revoked proxy": (() => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  })(),
  "endless depth": deep,
  "a hundred thousand keys": Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`k${index}`, index])),
  "an invalid date": new Date(Number.NaN),
  "a symbol": Symbol("s"),
  "a function": () => {},
  "a map": new Map([[{}, circular]]),
  bytes: new Uint8Array(1_000_000),
  "a lone surrogate": "\ud800",
  "a NUL": "\u0000",
  "a null prototype": Object.assign(Object.create(null), { x: 1n }),
  "twenty megabytes": "x".repeat(20_000_000),
};

describe.each(Object.entries(hostile))("%s", (_name, value) => {
  test("in a turn does not reach the user's call, and ten good turns beside it arrive", async () => {
    for (let index = 0; index < 10; index += 1) {
      client.interaction({ endUser: "u", input: `good ${index}` }, (turn) => turn.setOutput("fine"));
    }
    client.interaction({ endUser: "u", input: "hostile", tags: { tag: value as never } }, (turn) => {
      turn.llm({ model: value as never, messages: [{ role: "user", content: value }], output: value as never });
      turn.retrieval({ source: "tool", input: value as never, outputs: [value as never] });
      turn.setOutput(value as never);
    });
    const { sent } = await client.flush();
    const inputs = server.taken.map((body) => JSON.parse(body).interaction.input);
    expect(inputs.filter((input) => input.startsWith("good"))).toHaveLength(10);
    expect(sent).toBe(11);
    for (const body of server.taken) expect(body.length).toBeLessThan(4_194_304);
  });

  test("as a trace of `track` gives one error that names the field, or is sent", async () => {
    const outcome = await client
      .track({ input: "q", output: "a", ...times, traces: [{ source: "s", input: value as never, outputs: [] }] })
      .catch((error: unknown) => error);
    if (outcome !== undefined) {
      expect(NebulyValidationError.isInstance(outcome) && outcome.field).toMatch(/^(traces|argument)/);
    }
    expect(await client.flush()).toMatchObject({ failed: 0, pending: 0 });
  });
});

test.each([
  ["timeStart", new Date(Number.NaN)],
  ["timeStart", "yesterday"],
  ["timeEnd", Number.NaN],
  ["timeEnd", undefined],
  ["input", 5],
  ["endUser", ""],
])("`track` refuses %s when it is %o", async (field, value) => {
  const rejected = client.track({ input: "q", output: "a", ...times, [field]: value } as never);
  await expect(rejected).rejects.toMatchObject({ name: "NebulyValidationError", field });
  expect(client.stats().offered).toBe(0);
});

test("a lone surrogate is sent as U+FFFD, so that every reader can read it", async () => {
  await client.track({ input: "a\ud800b", output: "a", ...times });
  await client.flush();
  expect(JSON.parse(server.taken[0] ?? "").interaction.input).toBe("a\ufffdb");
});
