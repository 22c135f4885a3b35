// The list: what arrives appears, search and filters narrow it, the keyboard reaches everything, and what went wrong is said.

import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { turn } from "./bodies.ts";
import { type Browser, startBrowser } from "./browser.ts";
import { startBuiltPlatform } from "./built-platform.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser[Symbol.asyncDispose]());

const questions = (page: Page): Promise<string[]> => page.locator(".row-input").allTextContents();

describe("arrival", () => {
  test("an empty platform tells how to send the first interaction, and that one appears without a reload", async () => {
    await using platform = await startBuiltPlatform();
    await using viewer = await browser.open(platform.url);
    const { page, complaints } = viewer;
    await page.getByRole("heading", { name: "Waiting for the first interaction" }).waitFor();
    await page.getByRole("button", { name: "Terminal" }).click();
    expect(await page.locator(".welcome pre").last().textContent()).toContain(`curl ${platform.url}/event-ingestion/`);
    await platform.send(turn({ input: "The very first" }));
    await page.getByRole("link", { name: /The very first/ }).waitFor();
    expect(complaints).toEqual([]);
  });

  test("the command of the empty page does what it says", async () => {
    await using platform = await startBuiltPlatform();
    await using viewer = await browser.open(platform.url);
    await viewer.page.getByRole("button", { name: "Terminal" }).click();
    await viewer.page.getByRole("button", { name: "Copy: Shell" }).click();
    await viewer.page.getByText("Copied").waitFor();
    const command = await viewer.page.evaluate(() => navigator.clipboard.readText());
    const [, body = ""] = /-d '([\s\S]*)'$/.exec(command) ?? [];
    await platform.send(JSON.parse(body));
    await viewer.page.getByRole("link", { name: /When are you open/ }).waitFor();
  });

  test("new ones come in on top; who reads further down is told of them and not moved", async () => {
    await using platform = await startBuiltPlatform();
    await platform.send(...Array.from({ length: 60 }, () => turn()));
    await using viewer = await browser.open(platform.url);
    const { page } = viewer;
    await page.locator(".row a").first().waitFor();
    await platform.send(turn({ input: "On top" }));
    await expect.poll(async () => (await questions(page))[0]).toBe("On top");

    await page.locator(".list-scroll").evaluate((element) => element.scrollTo({ top: 1_500 }));
    const first = page.locator(".row:not(.pending)").nth(8);
    await first.waitFor();
    const before = await first.getAttribute("data-index");
    const text = await first.textContent();
    await platform.send(turn({ input: "Unseen 1" }), turn({ input: "Unseen 2" }));
    await page.getByRole("button", { name: "2 new" }).waitFor();
    expect(await page.locator(`.row[data-index="${before}"]`).textContent()).toBe(text);
    await page.getByRole("button", { name: "2 new" }).click();
    await expect.poll(async () => (await questions(page))[0]).toBe("Unseen 2");
  });
});

describe("search", () => {
  test("words, fields and chips narrow the list, and the address keeps them", async () => {
    await using platform = await startBuiltPlatform();
    await platform.send(
      turn({ input: "refund my invoice", end_user: "ada", user_feedback: [{ slug: "thumbs_down" }] }),
      turn({ input: "refund please", end_user: "bob", tags: { interaction_status: "abandoned" } }),
      turn({ input: "opening hours", end_user: "ada", tags: { app: "web", interaction_status: "cancelled" } }),
      turn({ input: "something else", end_user: "eve" }),
    );
    await using viewer = await browser.open(platform.url);
    const { page } = viewer;
    const search = page.getByRole("searchbox");
    await search.fill("refund");
    await expect.poll(() => questions(page)).toEqual(["refund please", "refund my invoice"]);
    await search.fill("refund user:ada");
    await expect.poll(() => questions(page)).toEqual(["refund my invoice"]);
    await search.fill("tag:app=web");
    await expect.poll(() => questions(page)).toEqual(["opening hours"]);
    await page.reload();
    await expect.poll(() => questions(page)).toEqual(["opening hours"]);
    await page.getByRole("button", { name: "Clear" }).click();
    await page.getByRole("button", { name: "abandoned 1" }).click();
    await expect.poll(() => questions(page)).toEqual(["refund please"]);
    await page.getByRole("button", { name: "cancelled 1" }).click();
    await expect.poll(() => questions(page)).toEqual(["opening hours", "refund please"]);
    await page.getByRole("button", { name: "Clear" }).click();
    await page.getByRole("button", { name: "disliked" }).click();
    await expect.poll(() => questions(page)).toEqual(["refund my invoice"]);
    await page.getByRole("button", { name: "Clear" }).click();
    await page.getByRole("button", { name: "Filters" }).click();
    await page.getByLabel("User").selectOption("eve");
    await expect.poll(() => questions(page)).toEqual(["something else"]);
    await search.fill("zebra");
    await page.getByRole("heading", { name: "No interaction matches" }).waitFor();
    await page.getByRole("button", { name: "Clear the search" }).click();
    await expect.poll(async () => (await questions(page)).length).toBe(4);
  });
});

describe("the keyboard", () => {
  test("goes through the list, opens, closes, searches and changes pages", async () => {
    await using platform = await startBuiltPlatform();
    await platform.send(...Array.from({ length: 30 }, (_, index) => turn({ input: `Number ${index}` })));
    await using viewer = await browser.open(platform.url);
    const { page } = viewer;
    await page.locator(".row a").first().waitFor();
    const focused = (): Promise<string | null | undefined> =>
      page.evaluate(() => document.activeElement?.querySelector(".row-input")?.textContent);
    await page.keyboard.press("ArrowDown");
    await expect.poll(focused).toBe("Number 28");
    await page.keyboard.press("Enter");
    await page.locator(".bubble.user", { hasText: "Number 28" }).waitFor();
    await page.keyboard.press("j");
    await page.locator(".bubble.user", { hasText: "Number 27" }).waitFor();
    await page.keyboard.press("End");
    await page.locator(".bubble.user", { hasText: "Number 0" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("heading", { name: "Open an interaction" }).waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("number 7");
    await expect.poll(() => questions(page)).toEqual(["Number 7"]);
    await page.keyboard.press("ArrowDown");
    await expect.poll(focused).toBe("Number 7");
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keys and search" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    await page.keyboard.press("o");
    await page.locator(".tiles").waitFor();
    await page.keyboard.press("i");
    await page.locator(".row a").first().waitFor();
  });
});

describe("trouble", () => {
  test("a platform that is gone is said so, what was read stays, and it goes on when the platform is back", async () => {
    const gone = await startBuiltPlatform();
    await gone.send(turn({ input: "Read before" }));
    await using viewer = await browser.open(gone.url);
    const { page } = viewer;
    await page.getByRole("link", { name: /Read before/ }).click();
    await page.locator(".bubble.user", { hasText: "Read before" }).waitFor();
    await gone.close();
    await page.getByText("Not connected").waitFor();
    expect(await questions(page)).toEqual(["Read before"]);
    expect(await page.locator(".bubble.user").textContent()).toContain("Read before");
    await page.getByRole("combobox", { name: "Time range" }).selectOption("day");
    await page.getByRole("heading", { name: "The platform does not answer" }).waitFor();
    await using back = await startBuiltPlatform({ port: gone.port });
    await back.send(turn({ input: "Back again" }));
    await page.getByRole("link", { name: /Back again/ }).waitFor();
    await page.getByText("Live", { exact: true }).waitFor();
  });

  test("a platform with a key asks for it and takes no other", async () => {
    await using platform = await startBuiltPlatform({ apiKey: "right" });
    await platform.send(turn({ input: "Behind the key" }));
    await using viewer = await browser.open(platform.url);
    const { page } = viewer;
    await page.getByLabel("API key").fill("wrong");
    await page.getByRole("button", { name: "Open" }).click();
    await page.getByLabel("API key").fill("right");
    await page.getByRole("button", { name: "Open" }).click();
    await page.getByRole("link", { name: /Behind the key/ }).waitFor();
    expect(page.url()).not.toContain("right");
  });
});
