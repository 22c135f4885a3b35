import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { systemClock } from "../../src/runtime/clock.ts";
import { openSpool } from "../../src/sender/spool.node.ts";
import type { Spool, SpoolId, SpoolOptions, SpoolRecord } from "../../src/sender/spool.ts";
import { ManualClock } from "./manual-clock.ts";

let directory = "";
const opened: Spool[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "spool-"));
});

afterEach(async () => {
  await Promise.all(opened.splice(0).map((spool) => spool.close()));
  await rm(directory, { recursive: true });
});

function open(options: Partial<SpoolOptions> = {}): { spool: Spool; warnings: string[]; claimed: Promise<number> } {
  const warnings: string[] = [];
  const { promise, resolve } = Promise.withResolvers<number>();
  const spool = openSpool({
    directory,
    maxBytes: 10_000_000,
    clock: systemClock,
    warn: (problem) => void warnings.push(problem),
    onClaimed: resolve,
    ...options,
  });
  opened.push(spool);
  return { spool, warnings, claimed: promise };
}

function record(text: string): SpoolRecord {
  return { kind: "feedback", path: "/p", orderKey: "ü", body: new TextEncoder().encode(text) };
}

async function restedTexts(spool: Spool): Promise<string[]> {
  const texts: string[] = [];
  for (let next = await spool.takeRested(); next !== undefined; next = await spool.takeRested()) {
    texts.push(next.type === "lost" ? `lost ${next.count}` : new TextDecoder().decode(next.record.body));
  }
  return texts;
}

const segments = async (): Promise<string[]> =>
  (await readdir(directory)).filter((name) => name.endsWith(".segment")).toSorted();

async function segmentPath(): Promise<string> {
  return join(directory, (await segments()).at(-1) ?? "");
}

test("what a closed spool left is claimed by the next one, in order and byte for byte", async () => {
  const first = open().spool;
  const record1 = { ...record("one"), kind: "interaction" as const };
  await Promise.all([first.append(record1, { rests: false }), first.append(record("two"), { rests: false })]);
  await first.close();
  const { spool, claimed } = open();
  expect(await claimed).toBe(2);
  expect(await spool.takeRested()).toMatchObject({ type: "record", record: record1 });
  expect(await spool.takeRested()).toMatchObject({ type: "record", record: record("two") });
  expect(await spool.takeRested()).toBeUndefined();
});

test("what was removed is not claimed again", async () => {
  const first = open().spool;
  const ids = await Promise.all(["a", "b", "c"].map((text) => first.append(record(text), { rests: false })));
  if (ids[1] !== undefined) first.remove(ids[1]);
  await first.close();
  expect(await restedTexts(open().spool)).toEqual(["a", "c"]);
});

test("files are readable by their owner alone, and none is left when everything was delivered", async () => {
  const { spool } = open();
  const id = await spool.append(record("a"), { rests: false });
  for (const name of await readdir(directory)) expect((await stat(join(directory, name))).mode & 0o777).toBe(0o600);
  expect(await readdir(directory)).toHaveLength(2);
  spool.remove(id as SpoolId);
  await spool.close();
  expect(await readdir(directory)).toEqual([]);
});

test("a spool without events touches nothing", async () => {
  const { spool } = open({ directory: join(directory, "not-yet") });
  await spool.close();
  expect(await readdir(directory)).toEqual([]);
});

test("a torn last record is passed over, and those before it are kept", async () => {
  const first = open().spool;
  for (const text of ["a", "b", "c"]) await first.append(record(text), { rests: false });
  await first.close();
  const path = await segmentPath();
  await truncate(path, (await stat(path)).size - 1);
  expect(await restedTexts(open().spool)).toEqual(["a", "b"]);
});

test("a damaged record costs itself alone", async () => {
  const first = open().spool;
  for (const text of ["first", "second", "third"]) await first.append(record(text), { rests: false });
  await first.close();
  const path = await segmentPath();
  const bytes = await readFile(path);
  bytes[bytes.indexOf("second")] = 0;
  await writeFile(path, bytes);
  expect(await restedTexts(open().spool)).toEqual(["first", "third"]);
});

test("a file of garbage harms nobody", async () => {
  await writeFile(join(directory, "someone-1.3.segment"), Buffer.alloc(5_000, "NBS1"));
  await writeFile(join(directory, "README.txt"), "not ours");
  const { spool } = open();
  expect(await spool.takeRested()).toBeUndefined();
  expect(await readdir(directory)).toEqual(expect.arrayContaining(["README.txt"]));
});

test("what rests is read back in the order of its coming, across segments", async () => {
  const { spool } = open();
  const texts = Array.from({ length: 30 }, (_, index) => `${index} `.padEnd(300_000, "."));
  await Promise.all(texts.map((text) => spool.append(record(text), { rests: true })));
  expect((await segments()).length).toBeGreaterThan(1);
  expect(await restedTexts(spool)).toEqual(texts);
});

test("records can rest while earlier ones of the same file are delivered", async () => {
  const { spool } = open();
  const kept = await spool.append(record("in memory"), { rests: false });
  await spool.append(record("rests"), { rests: true });
  spool.remove(kept as SpoolId);
  expect(await restedTexts(spool)).toEqual(["rests"]);
});

test("two living processes leave each other's files alone", async () => {
  const first = open().spool;
  await first.append(record("mine"), { rests: false });
  const second = open().spool;
  await second.append(record("yours"), { rests: false });
  expect(await second.takeRested()).toBeUndefined();
  expect(await segments()).toHaveLength(2);
});

test("a file server whose clock is behind does not make a living process look dead", async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 3_600_000 });
  onTestFinished(() => void vi.useRealTimers());
  const first = open().spool;
  await first.append(record("mine"), { rests: false });
  expect(await restedTexts(open().spool)).toEqual([]);
});

test("of several processes one alone claims what a dead one left", async () => {
  const first = open().spool;
  for (const text of ["a", "b", "c"]) await first.append(record(text), { rests: false });
  await first.close();
  const heirs = Array.from({ length: 8 }, () => open().spool);
  const texts = await Promise.all(heirs.map(restedTexts));
  expect(texts.flat().toSorted()).toEqual(["a", "b", "c"]);
});

test("an owner that has been silent for a minute is taken for dead", async () => {
  const first = open().spool;
  await first.append(record("left behind"), { rests: false });
  const [owner] = (await readdir(directory)).filter((name) => name.endsWith(".owner"));
  const { utimes } = await import("node:fs/promises");
  const longAgo = new Date(Date.now() - 120_000);
  await utimes(join(directory, owner ?? ""), longAgo, longAgo);
  expect(await restedTexts(open().spool)).toEqual(["left behind"]);
});

test("a process that was suspended writes to a new file, as its old one may be another's", async () => {
  let now = Date.now();
  const { spool } = open({ clock: { ...systemClock, now: () => now } });
  await spool.append(record("before"), { rests: false });
  now += 40_000;
  await spool.append(record("after"), { rests: false });
  expect(await segments()).toHaveLength(2);
});

test("beyond maxBytes a record is not taken, and that is said", async () => {
  const { spool, warnings } = open({ maxBytes: 1_024 });
  expect(await spool.append(record("small"), { rests: false })).toBeDefined();
  expect(await spool.append(record("x".repeat(2_000)), { rests: false })).toBeUndefined();
  expect(warnings).toHaveLength(1);
});

test("a directory that cannot be made is said once, and the disk is left alone for a while", async () => {
  await writeFile(join(directory, "file"), "");
  const { spool, warnings } = open({ directory: join(directory, "file", "below") });
  expect(await spool.append(record("a"), { rests: false })).toBeUndefined();
  expect(await spool.append(record("b"), { rests: false })).toBeUndefined();
  expect(warnings).toEqual(["spoolDirectory cannot be used (ENOTDIR): events are kept in memory only"]);
});

test("a directory that is deleted while it is used is made again, and takes records as before", async () => {
  const clock = new ManualClock();
  const { spool } = open({ clock });
  expect(await spool.append(record("a"), { rests: true })).toBeDefined();
  await rm(directory, { recursive: true });
  // The next sign of life finds out.
  await clock.advance(15_000);
  expect(await spool.append(record("b"), { rests: true })).toBeDefined();
  expect((await readdir(directory)).filter((name) => name.endsWith(".segment"))).toHaveLength(1);
  // What was in the deleted file can still be read by whoever has it open.
  expect(await restedTexts(spool)).toEqual(["a", "b"]);
});
