import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

let server: Server;
let baseUrl: string;

beforeEach(async () => {
  server = createServer((request, response) => {
    request.resume().on("end", () => response.setHeader("connection", "close").end("{}"));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
  vi.unstubAllEnvs();
  vi.resetModules();
});

const quiet = { debug() {}, warn() {}, error() {} };

/** The client as it loads where this variable is set, or where none of a host's is. */
async function loadClient(variable?: string) {
  vi.resetModules();
  if (variable !== undefined) vi.stubEnv(variable, "function");
  const { Nebuly } = await import("nebuly");
  return new Nebuly({ baseUrl, logger: quiet });
}

describe("the way to the platform", () => {
  test("is open before the first turn ends", async () => {
    await using client = await loadClient();
    let connections = 0;
    server.on("connection", () => {
      connections += 1;
    });
    await client.interaction({ input: "q" }, async (turn) => {
      await once(server, "connection");
      turn.setOutput("a");
    });
    expect(await client.flush()).toEqual({ sent: 1, failed: 0, pending: 0 });
    expect(connections).toBe(1);
  });

  test("is open before each turn ends, on a host that freezes between turns", async () => {
    await using client = await loadClient("AWS_LAMBDA_FUNCTION_NAME");
    for (let turns = 1; turns <= 3; turns += 1) {
      await client.interaction({ input: "q" }, async (turn) => {
        await once(server, "connection");
        turn.setOutput("a");
      });
      expect(await client.flush()).toEqual({ sent: 1, failed: 0, pending: 0 });
    }
  });

  test("is not that of whoever began the turn", async () => {
    const { AsyncLocalStorage } = await import("node:async_hooks");
    const users = new AsyncLocalStorage<string>();
    const seen: unknown[] = [];
    await using client = await loadClient();
    const { DeferredSender } = await import("../src/sender/deferred-sender.ts");
    vi.spyOn(DeferredSender.prototype, "prepare").mockImplementation(() => void seen.push(users.getStore()));
    await users.run("user-1", () => client.interaction({ input: "q" }, () => vi.waitUntil(() => seen.length > 0)));
    expect(seen).toEqual([undefined]);
  });
});

test.each([
  ["on", 1],
  ["off", 0],
])("where capture is %s, its turns make ready %i times", async (state, times) => {
  for (const variable of ["NEBULY_API_KEY", "NEBULY_ENDPOINT_URL"]) vi.stubEnv(variable, "");
  // The client's clock takes the timers that it finds when it loads.
  vi.resetModules();
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const { Nebuly } = await import("nebuly");
  const { DeferredSender } = await import("../src/sender/deferred-sender.ts");
  const prepare = vi.spyOn(DeferredSender.prototype, "prepare").mockImplementation(() => {});
  const client = new Nebuly({ logger: quiet, ...(state === "on" && { baseUrl }) });
  for (let turn = 0; turn < 3; turn += 1) client.interaction({ input: "q" }, () => "a");
  vi.advanceTimersByTime(1_000);
  vi.useRealTimers();
  expect(prepare).toHaveBeenCalledTimes(times);
});
