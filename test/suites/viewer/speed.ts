// How long a person waits with many interactions stored: prints a table, asserts nothing. It runs on what
// the suite prepares: `npm run bench:viewer -- --interactions 100000 --runs 10`.

import { mkdtemp, rm } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Page } from "playwright-core";
import { median, quantile } from "../../../bench/harness/statistics.ts";
import { type Cell, formatTable } from "../../../bench/harness/table.ts";
import { trafficOf } from "../../../bench/platform/load.ts";
import { loadSqlite } from "../../../bench/platform/load-sqlite.ts";
import { openStorage } from "../../../src/local/storage/open-storage.ts";
import { turn } from "./bodies.ts";
import { type Browser, startBrowser } from "./browser.ts";
import { startBuiltPlatform } from "./built-platform.ts";

const { values } = parseArgs({
  options: { interactions: { type: "string", default: "100000" }, runs: { type: "string", default: "10" } },
});
const interactions = Number(values.interactions);
const runs = Number(values.runs);
/** A page of the list, each with an answer of a megabyte. */
const largeAnswers = 50;

const directory = await mkdtemp(join(tmpdir(), "nebuly-viewer-speed-"));
try {
  const database = join(directory, "platform.db");
  const loaded = await fill(database);
  await using platform = await startBuiltPlatform({ database });
  await using browser = await startBrowser();
  const rows: Cell[][] = [...(await measure(browser, platform.url, loaded))];
  const answer = `${"words and more words ".repeat(48_000)}`;
  for (let index = 0; index < largeAnswers; index += 1) await platform.send(turn({ output: answer }));
  rows.push(...(await measureLarge(browser, platform.url)));
  console.log(`\n${loaded.toLocaleString("en-US")} interactions, ${cpus().length} cores, ${runs} runs, milliseconds\n`);
  console.log(formatTable(["", "median", "p95"], rows));
} finally {
  await rm(directory, { recursive: true });
}

/** Returns how many there are: conversations are written whole. */
async function fill(database: string): Promise<number> {
  await (await openStorage(database)).destroy();
  return loadSqlite(database, trafficOf(interactions), (loaded) =>
    process.stderr.write(`\r${loaded.toLocaleString("en-US")} loaded`),
  );
}

async function measure(browser: Browser, url: string, loaded: number): Promise<readonly Cell[][]> {
  return [
    await repeat("first row, from a cold tab", () => visit(browser, url, firstSight(".row a"))),
    await repeat("open an interaction", (run) => visit(browser, url, (page) => clickFor(page, run, ".steps"))),
    await repeat("jump to the oldest row", () =>
      visit(browser, url, (page) => keyFor(page, "End", `.row[data-index="${loaded - 1}"] a`)),
    ),
    await repeat("a year's overview: first number", () =>
      visit(browser, `${url}/#/overview`, firstSight(".tile-value:not(:has(.bone))")),
    ),
    await repeat("a year's overview: whole", () =>
      visit(browser, `${url}/#/overview`, firstSight("body:has(canvas):not(:has(.bone))")),
    ),
  ];
}

async function measureLarge(browser: Browser, url: string): Promise<readonly Cell[][]> {
  const headers = { authorization: "Bearer any", "content-type": "application/json" };
  const body = JSON.stringify({
    time_range: { start: "2000-01-01T00:00:00Z", end: "2100-01-01T00:00:00Z" },
    filters: [],
    limit: largeAnswers,
    offset: 0,
  });
  const page = await fetch(`${url}/viewer/interactions`, { method: "POST", headers, body });
  const kilobytes = Math.round((await page.arrayBuffer()).byteLength / 1000);
  return [
    await repeat(`first row, a megabyte behind each (a page is ${kilobytes} kB)`, () =>
      visit(browser, url, firstSight(".row a")),
    ),
    await repeat("open one with a megabyte", (run) => visit(browser, url, (page) => clickFor(page, run, ".steps"))),
  ];
}

async function repeat(name: string, once: (run: number) => Promise<number>): Promise<Cell[]> {
  const times: number[] = [];
  for (let run = 0; run < runs; run += 1) times.push(await once(run));
  process.stderr.write(`${name}: ${Math.round(median(times))} ms\n`);
  return [name, median(times), quantile(times, 0.95)];
}

/** Opens the address in a tab without a past. */
async function visit(browser: Browser, url: string, work: (page: Page) => Promise<number>): Promise<number> {
  await using viewer = await browser.open(url);
  return await work(viewer.page);
}

/** Milliseconds from the beginning of the navigation until there is such an element. */
function firstSight(selector: string): (page: Page) => Promise<number> {
  return (page) =>
    page.evaluate(async (wanted) => {
      while (document.querySelector(wanted) === null) await new Promise(requestAnimationFrame);
      return performance.now();
    }, selector);
}

async function clickFor(page: Page, run: number, selector: string): Promise<number> {
  await page
    .locator(".row a")
    .nth(run % 8)
    .waitFor();
  return page.evaluate(
    async ([index, wanted]) => {
      const began = performance.now();
      document.querySelectorAll<HTMLElement>(".row a")[index]?.click();
      while (document.querySelector(wanted) === null) await new Promise(requestAnimationFrame);
      return performance.now() - began;
    },
    [run % 8, selector] as const,
  );
}

async function keyFor(page: Page, key: string, selector: string): Promise<number> {
  await page.locator(".row a").first().waitFor();
  return page.evaluate(
    async ([pressed, wanted]) => {
      const began = performance.now();
      document.body.dispatchEvent(new KeyboardEvent("keydown", { key: pressed, bubbles: true }));
      while (document.querySelector(wanted) === null) await new Promise(requestAnimationFrame);
      return performance.now() - began;
    },
    [key, selector] as const,
  );
}
