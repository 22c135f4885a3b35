import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ClientOptions, Nebuly } from "nebuly";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Fault, type FaultServer, healthy, startFaultServer } from "../faults/fault-server.ts";

const down: Fault = { type: "answer", status: 503 };
const quickly = { baseDelayMs: 1, maxDelayMs: 20 };
const patiently = { timeout: 10_000 };
const moment = "2026-01-01T00:00:00.000Z";

let directory = "";
let server: FaultServer;
const clients: Nebuly[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "spool-"));
  server = await startFaultServer();
});

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.shutdown({ timeoutMs: 0 })));
  await server.close();
  await rm(directory, { recursive: true });
});

function createClient(options: ClientOptions = {}): Nebuly {
  const client = new Nebuly({
    baseUrl: server.url,
    spoolDirectory: directory,
    retry: quickly,
    concurrency: 1,
    ...options,
  });
  clients.push(client);
  return client;
}

function track(client: Nebuly, index: number): Promise<void> {
  return client.track({ input: `input ${index}`, output: "o", timeStart: moment, timeEnd: moment, endUser: "user" });
}

const inputs = (): string[] => server.taken.map((body) => JSON.parse(body).interaction?.input ?? "feedback");
const upTo = (count: number): string[] => Array.from({ length: count }, (_, index) => `input ${index}`);
const silent = { debug() {}, warn() {}, error() {} };

test("what an outage left is delivered by the next process, in order and byte for byte", async () => {
  server.behave(() => down);
  const first = createClient();
  for (let index = 0; index < 5; index += 1) await track(first, index);
  const result = await first.shutdown({ timeoutMs: 50 });
  expect(result).toEqual({ sent: 0, failed: 0, pending: 5 });
  expect(first.stats()).toMatchObject({ pending: 5, spooled: 5 });
  expect(first.stats().dropped).toEqual({});
  expect(await readdir(directory)).toHaveLength(1);
  server.behave(() => healthy);
  const second = createClient();
  await vi.waitFor(() => expect(inputs()).toEqual(upTo(5)), patiently);
  await second.flush();
  expect(second.stats()).toMatchObject({ offered: 5, sent: 5, pending: 0, spooled: 0 });
  expect(new Set(server.taken).size).toBe(5);
});

test("an outage costs bounded memory and no event, however many come", async () => {
  server.behave(() => down);
  const client = createClient({ maxQueuedInteractions: 10, retry: { ...quickly, maxAttempts: 1, maxElapsedMs: 0 } });
  for (let index = 0; index < 200; index += 1) await track(client, index);
  const { queuedBytes, pending, spooled, dropped } = client.stats();
  expect({ pending, spooled, dropped }).toEqual({ pending: 200, spooled: 200, dropped: {} });
  expect(queuedBytes).toBeLessThan(20 * 400);
  server.behave(() => healthy);
  expect(await client.flush()).toEqual({ sent: 200, failed: 0, pending: 0 });
  expect(new Set(inputs())).toEqual(new Set(upTo(200)));
  // Those that were on disk only come back in their order; the ones that failed before wait for their turn to be sent again.
  const failedBefore = new Set(upTo(20));
  expect(inputs().filter((input) => !failedBefore.has(input))).toEqual(upTo(200).slice(20));
});

test("feedback stays behind its interaction, on disk as in memory", async () => {
  server.behave(() => down);
  const client = createClient({ maxQueuedInteractions: 2, concurrency: 4 });
  for (let index = 0; index < 20; index += 1) {
    await track(client, index);
    await client.feedback({ slug: "thumbs_up", endUser: "user", input: `input ${index}`, output: "o" });
  }
  server.behave(() => healthy);
  await client.flush();
  const order = server.taken.map((body) => JSON.parse(body).interaction?.input ?? JSON.parse(body).metadata.input);
  for (let index = 0; index < 20; index += 1) {
    expect(order.indexOf(`input ${index}`)).toBeLessThan(order.lastIndexOf(`input ${index}`));
  }
});

test("a refused key leaves everything in the spool, and the right key delivers it", async () => {
  server.behave(() => ({ type: "answer", status: 401 }));
  const refused = createClient({ apiKey: "wrong-key", logger: silent });
  for (let index = 0; index < 3; index += 1) await track(refused, index);
  await vi.waitFor(() => expect(refused.stats().lastError).toBe("401"), patiently);
  await track(refused, 3);
  const begun = performance.now();
  expect(await refused.flush({ timeoutMs: 10_000 })).toMatchObject({ sent: 0, failed: 0, pending: 4 });
  expect(performance.now() - begun).toBeLessThan(5_000);
  expect(refused.stats()).toMatchObject({ pending: 4, spooled: 4 });
  expect(refused.stats().dropped).toEqual({});
  await refused.shutdown();
  server.behave(() => healthy);
  createClient({ apiKey: "right-key" });
  await vi.waitFor(() => expect(inputs()).toEqual(upTo(4)), patiently);
});

test("no file of the spool holds the key", async () => {
  server.behave(() => down);
  const client = createClient({ apiKey: "the-secret-key" });
  await track(client, 0);
  const names = await readdir(directory);
  expect(names.length).toBeGreaterThan(0);
  for (const name of names) expect(await readFile(join(directory, name), "utf8")).not.toContain("the-secret-key");
});

test("a directory that cannot be written costs one warning and no event", async () => {
  await writeFile(join(directory, "file"), "");
  const warnings: string[] = [];
  const logger = { ...silent, warn: (line: string) => void warnings.push(line) };
  const client = createClient({ spoolDirectory: join(directory, "file", "below"), logger });
  for (let index = 0; index < 3; index += 1) await track(client, index);
  expect(await client.flush()).toMatchObject({ pending: 0 });
  expect(inputs()).toEqual(upTo(3));
  expect(warnings).toEqual([expect.stringContaining("spoolDirectory cannot be used")]);
});

test("an event that the platform chokes on while it takes others is given up", async () => {
  server.behave(() => ({ type: "by-body", choose: (body) => (body.includes("input 0") ? down : healthy) }));
  const client = createClient({ retry: { ...quickly, maxAttempts: 3 }, logger: silent });
  await track(client, 0);
  await track(client, 1);
  expect(await client.flush()).toEqual({ sent: 1, failed: 1, pending: 0 });
  expect(client.stats()).toMatchObject({ dropped: { retries_exhausted: 1 }, spooled: 0 });
});

test("nothing is left on disk once everything was delivered and the client has shut down", async () => {
  const client = createClient();
  for (let index = 0; index < 10; index += 1) await track(client, index);
  await client.shutdown();
  expect(await readdir(directory)).toEqual([]);
});
