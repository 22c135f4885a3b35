// Every page, in both themes and on a phone: no violation that axe knows of, and nothing wider than the screen.

import axe from "axe-core";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { InteractionBodyV3 } from "../../../src/wire/interaction-body.ts";
import { turn } from "./bodies.ts";
import { type Browser, startBrowser } from "./browser.ts";
import { type BuiltPlatform, startBuiltPlatform } from "./built-platform.ts";
import { makeTraffic } from "./traffic.ts";

let browser: Browser;
let platform: BuiltPlatform;
let empty: BuiltPlatform;
let locked: BuiltPlatform;
beforeAll(async () => {
  browser = await startBrowser();
  [platform, empty, locked] = await Promise.all([
    startBuiltPlatform(),
    startBuiltPlatform(),
    startBuiltPlatform({ apiKey: "its-own" }),
  ]);
  await platform.send(...makeTraffic(Date.now(), 40));
  await platform.send(turn({ tags: { interaction_status: "cancelled" }, user_feedback: [{ slug: "thumbs_up" }] }));
  await platform.send(newestTurn());
});
afterAll(async () => {
  await browser[Symbol.asyncDispose]();
  await Promise.all([platform, empty, locked].map((each) => each.close()));
});

/** The first of the list at every time of day, with steps to open. */
function newestTurn(): InteractionBodyV3 {
  const now = Date.now();
  const asked = [{ role: "user", content: "Until when are you open?" }] as const;
  return turn({
    time_start: new Date(now - 2_000).toISOString(),
    time_end: new Date(now - 1_000).toISOString(),
    traces: [
      { source: "opening_hours", input: "today", outputs: ["From nine to five."] },
      { model: "gpt-5-mini", messages: asked, output: "Until five.", input_tokens: 40, output_tokens: 3 },
    ],
  });
}

interface Place {
  readonly name: string;
  readonly url: () => string;
  readonly prepare: (page: Page) => Promise<void>;
}

const open = async (page: Page): Promise<void> => {
  await page.locator(".row a").first().click();
  await page.getByRole("heading", { name: "Steps" }).waitFor();
};

const places: readonly Place[] = [
  { name: "the welcome", url: () => empty.url, prepare: (page) => page.locator(".welcome").waitFor() },
  { name: "the key form", url: () => locked.url, prepare: (page) => page.getByLabel("API key").waitFor() },
  { name: "the list", url: () => platform.url, prepare: (page) => page.locator(".row a").first().waitFor() },
  {
    name: "the list with filters and a chosen status",
    url: () => `${platform.url}/#/interactions?search=status%3Acancelled`,
    async prepare(page) {
      await page.locator(".row a").first().waitFor();
      await page.getByRole("button", { name: "Filters" }).click();
    },
  },
  {
    name: "an interaction with everything open",
    url: () => platform.url,
    async prepare(page) {
      await open(page);
      await page.getByRole("button", { name: "Open all" }).click();
      await page.getByRole("heading", { name: "Payload" }).click();
      await page.locator(".payload .text").waitFor();
    },
  },
  {
    name: "a conversation",
    url: () => platform.url,
    async prepare(page) {
      await open(page);
      await page.getByRole("button", { name: /Conversation|Turn/ }).click();
      await page.locator(".turn").first().waitFor();
    },
  },
  {
    name: "the overview",
    url: () => `${platform.url}/#/overview`,
    async prepare(page) {
      await page.locator("canvas").nth(3).waitFor();
      await page.locator(".bars li").first().waitFor();
      await page.getByRole("button", { name: "Latency as a table" }).click();
    },
  },
  {
    name: "nothing found",
    url: () => `${platform.url}/#/interactions?search=zebra`,
    prepare: (page) => page.getByText("No interaction matches").waitFor(),
  },
  {
    name: "the help",
    url: () => platform.url,
    async prepare(page) {
      await page.locator(".row a").first().waitFor();
      await page.keyboard.press("?");
      await page.getByRole("dialog").waitFor();
    },
  },
];

test.each(places)("$name has no violation, light, dark and on a phone, where it fits", async ({ url, prepare }) => {
  await using viewer = await browser.open(url(), { theme: "light" });
  const { page, complaints } = viewer;
  await prepare(page);
  expect(await findViolations(page)).toEqual([]);
  await page.emulateMedia({ colorScheme: "dark" });
  await page.locator("html[data-theme=dark]").waitFor();
  expect(await findViolations(page)).toEqual([]);
  await page.setViewportSize({ width: 375, height: 740 });
  expect(await findViolations(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(375);
  const toggle = await page.getByRole("button", { name: /Switch to the/, includeHidden: true }).boundingBox();
  expect(toggle === null ? Number.NaN : toggle.x + toggle.width).toBeLessThanOrEqual(375);
  // The key form is there because the platform refused.
  expect(complaints.filter((complaint) => !complaint.includes("401"))).toEqual([]);
});

/** What axe complains about, each with the elements that it means. */
async function findViolations(page: Page): Promise<readonly string[]> {
  // The page's policy forbids what a script tag would do; the debugger may evaluate.
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const run: unknown = Reflect.get(Reflect.get(window, "axe"), "run");
    if (typeof run !== "function") throw new Error("axe is not there");
    const { violations } = await run(document, {
      resultTypes: ["violations"],
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    });
    return violations.map(
      ({ id, nodes }: { id: string; nodes: { html: string; failureSummary: string }[] }) =>
        `${id}: ${nodes.map(({ html, failureSummary }) => `${html.slice(0, 160)} ${failureSummary}`).join(" | ")}`,
    );
  });
}
