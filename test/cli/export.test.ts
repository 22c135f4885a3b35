// Exporting: every row once, whatever happens in between.

import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ExportFile } from "../../src/cli/export-file.ts";
import { runCli } from "../../src/cli/run-cli.ts";
import { interactionBody } from "../local/bodies.ts";
import { openPlatform, type TestPlatform } from "../local/open-platform.ts";
import { createTerminal, runNebuly } from "./run-nebuly.ts";

const ingest = "/event-ingestion/api/v3/events/trace_interaction";

let platform: TestPlatform;
let directory: string;
let path: string;
beforeEach(async () => {
  platform = await openPlatform();
  directory = await mkdtemp(join(tmpdir(), "nebuly-export-"));
  path = join(directory, "rows.ndjson");
  vi.stubEnv("NEBULY_ENDPOINT_URL", platform.url);
  vi.stubEnv("NEBULY_API_KEY", platform.apiKey);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await platform.close();
  await rm(directory, { recursive: true });
});

/** Several interactions begin at the same moment, as they do under load. */
async function store(from: number, to: number): Promise<void> {
  for (let number = from; number < to; number += 1) {
    const moment = new Date(Date.UTC(2026, 4, 1, 10, 0, Math.floor(number / 4))).toISOString();
    const body = interactionBody({
      interaction: { input: `question ${number}`, time_start: moment, time_end: moment },
    });
    expect((await platform.post(ingest, body)).status).toBe(200);
  }
}

function readInputs(text: string): readonly string[] {
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line).input_text);
}

const numbered = (from: number, to: number): readonly string[] =>
  Array.from({ length: to - from }, (_, index) => `question ${from + index}`).sort();

/** Exports until so many rows are fetched, then Ctrl+C. */
async function exportInterrupted(afterRequests: number): Promise<number> {
  const terminal = createTerminal();
  const realFetch = globalThis.fetch;
  let requests = 0;
  vi.stubGlobal("fetch", (...parameters: Parameters<typeof fetch>) => {
    requests += 1;
    if (requests > afterRequests) terminal.interrupt();
    return realFetch(...parameters);
  });
  const code = await runCli(["export", "--output", path, "--page-size", "5"], terminal);
  vi.unstubAllGlobals();
  return code;
}

describe("nebuly export", () => {
  test("writes every row to standard output, one JSON a line", async () => {
    await store(0, 12);
    const { code, stdout, stderr } = await runNebuly("export", "--page-size", "5");
    expect(code).toBe(0);
    expect([...readInputs(stdout)].sort()).toEqual(numbered(0, 12));
    expect(stderr).toBe("12 interactions exported.\n");
  });

  test("an interrupted export goes on where it stopped: each row is there once, and the file has its name only then", async () => {
    await store(0, 30);
    expect(await exportInterrupted(4)).toBe(130);
    await expect(stat(path)).rejects.toThrow();
    const before = readInputs(await readFile(`${path}.part`, "utf8"));
    expect(before.length).toBeGreaterThan(4);
    expect(before.length).toBeLessThan(30);
    // The last line was cut in two when the process died, and something arrived meanwhile.
    await writeFile(`${path}.part`, '{"id":"half', { flag: "a" });
    await store(30, 34);
    const { code, stderr } = await runNebuly("export", "--output", path, "--page-size", "5");
    expect(code).toBe(0);
    expect(stderr).toContain(`Going on after ${before.length} interactions.`);
    expect([...readInputs(await readFile(path, "utf8"))].sort()).toEqual(numbered(0, 30));
    await expect(stat(`${path}.part`)).rejects.toThrow();
    await expect(stat(`${path}.part.json`)).rejects.toThrow();
  });

  test("an export with other options does not go on with this one's file", async () => {
    await store(0, 30);
    await exportInterrupted(4);
    const { code, stderr } = await runNebuly("export", "--output", path, "--user", "ada");
    expect(code).toBe(2);
    expect(stderr).toContain("other options");
  });

  test("a finished file is not written over unless it is wanted", async () => {
    await store(0, 3);
    await writeFile(path, "precious");
    const refused = await runNebuly("export", "--output", path);
    expect([refused.code, await readFile(path, "utf8")]).toEqual([2, "precious"]);
    expect((await runNebuly("export", "--output", path, "--restart")).code).toBe(0);
    expect(readInputs(await readFile(path, "utf8"))).toHaveLength(3);
  });
});

test.skipIf(process.platform === "win32")("nobody else on the machine reads an export, finished or not", async () => {
  await store(0, 5);
  await ExportFile.open(path, { question: "", selection: {}, isRestart: false }).then((file) =>
    file[Symbol.asyncDispose](),
  );
  const modeOf = async (name: string): Promise<number> => (await stat(name)).mode & 0o777;
  expect([await modeOf(`${path}.part`), await modeOf(`${path}.part.json`)]).toEqual([0o600, 0o600]);
  expect((await runNebuly("export", "--output", path, "--restart")).code).toBe(0);
  expect(await modeOf(path)).toBe(0o600);
});
