// What is open: the exchange, the steps, the payload, the conversation; and content that means harm.

import type { Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { turn } from "./bodies.ts";
import { type Browser, startBrowser } from "./browser.ts";
import { type BuiltPlatform, startBuiltPlatform } from "./built-platform.ts";

let browser: Browser;
let platform: BuiltPlatform;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser[Symbol.asyncDispose]());
beforeEach(async () => {
  platform = await startBuiltPlatform();
  return () => platform.close();
});

async function openFirst(page: Page): Promise<void> {
  await page.locator(".row a").first().click();
  await page.getByRole("heading", { name: "Steps" }).waitFor();
}

describe("an interaction", () => {
  test("shows its steps in order, and the payload that is copied is the body that was sent", async () => {
    const body = turn({
      input: "Opening hours?",
      output: "9 to 17.",
      tags: { app: "web" },
      traces: [
        { model: "embedder", input: "Opening hours?", input_tokens: 3 },
        { source: "faq", input: '{"query":"hours"}', outputs: ["Open 9 to 17.", "Closed on Sunday."] },
        {
          model: "gpt-5-mini",
          messages: [
            { role: "system", content: "Be brief." },
            { role: "user", content: "Opening hours?" },
          ],
          output: "9 to 17.",
          input_tokens: 12,
          output_tokens: 4,
        },
      ],
      user_feedback: [{ slug: "comment", text: "Helpful" }],
    });
    await platform.send(body);
    await using viewer = await browser.open(platform.url);
    const { page, complaints } = viewer;
    await openFirst(page);
    expect(await page.locator(".step-name").allTextContents()).toEqual([
      "Step 1, Embedding: embedder",
      "Step 2, Tool or retrieval: faq",
      "Step 3, Model call: gpt-5-mini",
    ]);
    expect(await page.locator(".step").nth(1).textContent()).toMatch(/2 results.*Open 9 to 17\..*Closed on Sunday\./s);
    expect(await page.locator(".facts").textContent()).toMatch(/app=web/);
    expect(await page.locator(".facts").textContent()).toMatch(/comment.*Helpful/s);
    await page.getByRole("button", { name: "Copy payload" }).click();
    await page.getByText("Copied").first().waitFor();
    expect(JSON.parse(await page.evaluate(() => navigator.clipboard.readText()))).toEqual(body);
    expect(complaints).toEqual([]);
  });

  test("that was stopped says so where the answer breaks off", async () => {
    await platform.send(turn({ output: "The answer is", tags: { interaction_status: "cancelled" } }));
    await using viewer = await browser.open(platform.url);
    await openFirst(viewer.page);
    expect(await viewer.page.locator(".bubble.assistant").textContent()).toContain("The answer was stopped here.");
  });

  test("opens from a link, with its conversation as a chat", async () => {
    const conversation_id = "a chat";
    await platform.send(
      turn({ conversation_id, input: "First" }),
      turn({ conversation_id, input: "Second" }),
      turn({ conversation_id, input: "Third" }),
    );
    await using viewer = await browser.open(platform.url);
    await viewer.page.getByRole("link", { name: /Second/ }).click();
    await viewer.page.getByRole("button", { name: "Turn 2 of 3" }).waitFor();
    await using other = await browser.open(viewer.page.url());
    const { page } = other;
    await page.getByRole("button", { name: "Turn 2 of 3" }).click();
    await page.locator(".turn").nth(2).waitFor();
    const asked = await page.locator(".turn .bubble.user .text").allTextContents();
    expect(asked).toEqual(["First", "Second", "Third"]);
    await page.locator(".turn").last().getByRole("button", { name: "Steps" }).click();
    await page.getByRole("button", { name: "Turn 3 of 3" }).waitFor();
  });

  test("that does not exist is said not to", async () => {
    await platform.send(turn());
    await using viewer = await browser.open(`${platform.url}/#/interactions?interaction=nothing`);
    await viewer.page.getByRole("heading", { name: "No such interaction" }).waitFor();
  });
});

describe("hostile content", () => {
  const attacks = [
    "<img src=x onerror=\"document.title='hacked'\">",
    "<script>document.title='hacked'</script>",
    "[a link](javascript:document.title='hacked')",
    "javascript:document.title='hacked'",
    "<a href=\"javascript:document.title='hacked'\">click</a>",
    "\u202eevil\u202c <svg/onload=document.title='hacked'>",
    "]]>--><style>body{display:none}</style>",
  ].join("\n");

  test("stays text in every place where it is shown, and nothing of it runs or is asked for", async () => {
    await platform.send(
      turn({
        conversation_id: attacks,
        input: attacks,
        output: attacks,
        end_user: attacks,
        tags: { [attacks]: attacks, interaction_status: attacks },
        traces: [
          { model: attacks, messages: [{ role: "user", content: attacks }], output: attacks },
          { source: attacks, input: attacks, outputs: [attacks] },
          { model: attacks, input: attacks },
        ],
        user_feedback: [{ slug: "comment", text: attacks }],
      }),
    );
    await using viewer = await browser.open(platform.url);
    const { page, complaints } = viewer;
    const asked: string[] = [];
    page.on("request", (request) => asked.push(new URL(request.url()).pathname));
    const checkPage = async (): Promise<void> => {
      expect(await page.title()).toBe("nebuly");
      expect(await page.locator("main img, main script, main style, main [onerror], main [onload]").count()).toBe(0);
      const targets = await page
        .locator("main a")
        .evaluateAll((links) => links.map((link) => link.getAttribute("href")?.slice(0, 2)));
      expect(targets.filter((target) => target !== "#/")).toEqual([]);
    };
    await openFirst(page);
    await page.getByRole("button", { name: "Open all" }).click();
    await page.getByRole("heading", { name: "Payload" }).click();
    await page.locator(".payload .text").waitFor();
    await checkPage();
    expect(await page.locator(".bubble.assistant .text").textContent()).toBe(attacks);
    await page.getByRole("button", { name: "Conversation" }).click();
    await page.locator(".turn").waitFor();
    await checkPage();
    await page.getByRole("link", { name: "Overview" }).click();
    await page.locator(".models tbody tr").first().waitFor();
    await page.locator(".bars li").first().waitFor();
    await checkPage();
    await page.getByRole("link", { name: "Interactions" }).click();
    await page.locator(".row a").first().waitFor();
    await checkPage();
    expect(asked.filter((path) => !path.startsWith("/viewer/") && !path.startsWith("/api/external/"))).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test("a megabyte is shown in part and copied whole", async () => {
    const output = `begin ${"words and more words ".repeat(60_000)}end`;
    await platform.send(
      turn({ output, traces: [{ model: "m", messages: [{ role: "user", content: output }], output }] }),
    );
    await using viewer = await browser.open(platform.url);
    const { page } = viewer;
    await openFirst(page);
    const answer = page.locator(".bubble.assistant");
    expect(((await answer.locator(".text").textContent()) ?? "").length).toBeLessThan(7_000);
    await answer.getByRole("button", { name: /Show more/ }).click();
    await expect.poll(async () => (await answer.locator(".text").textContent())?.length).toBeGreaterThan(60_000);
    await answer.getByRole("button", { name: "Copy the answer" }).click();
    await answer.getByText("Copied").waitFor();
    expect(await page.evaluate(async () => (await navigator.clipboard.readText()).length)).toBe(output.length);
  });

  test("text that is written from right to left stands so, and its line of the list too", async () => {
    await platform.send(turn({ input: "متى تصل شحنتي؟", output: "غدا" }), turn({ input: "From left to right" }));
    await using viewer = await browser.open(platform.url);
    const { page } = viewer;
    await page.locator(".row a").nth(1).click();
    await page.locator(".bubble.user").waitFor();
    const direction = (selector: string): Promise<string> =>
      page.locator(selector).evaluate((element) => getComputedStyle(element).direction);
    expect(await direction(".bubble.user .text")).toBe("rtl");
    expect(await direction('.row[data-index="1"] .row-input')).toBe("rtl");
    expect(await direction('.row[data-index="0"] .row-input')).toBe("ltr");
  });

  test("a user or tag that is cut shows how it begins", async () => {
    const name = "0123456789abcdef".repeat(16);
    await platform.send(turn({ end_user: name, tags: { name } }));
    await using viewer = await browser.open(platform.url);
    await openFirst(viewer.page);
    for (const chip of await viewer.page.locator(".fact .tag").all()) {
      const { hidden, overflow } = await chip.evaluate((element) => {
        const text = document.createRange();
        text.selectNodeContents(element);
        return {
          hidden: element.getBoundingClientRect().left - text.getBoundingClientRect().left,
          overflow: getComputedStyle(element).display.includes("flex") ? "cut" : getComputedStyle(element).textOverflow,
        };
      });
      expect(hidden).toBeLessThanOrEqual(0);
      expect(overflow).toBe("ellipsis");
    }
  });

  test("a model's name, however long, leaves the numbers beside it in sight", async () => {
    const model = `arn:aws:bedrock:us-east-1:123456789012:inference-profile/${"long-".repeat(40)}`;
    await platform.send(turn({ traces: [{ model, messages: [], output: "Hi", input_tokens: 3, output_tokens: 4 }] }));
    await using viewer = await browser.open(`${platform.url}/#/overview`);
    const box = await viewer.page.getByRole("columnheader", { name: "Tokens out" }).boundingBox();
    expect(box === null ? Number.NaN : box.x + box.width).toBeLessThanOrEqual(1360);
  });

  test("no word, however long, widens the page", async () => {
    const word = "x".repeat(5_000);
    const cancelled = { interaction_status: "cancelled" };
    await platform.send(turn({ input: word, output: word, end_user: word, tags: { [word]: word, ...cancelled } }));
    for (const width of [320, 390, 1360]) {
      await using viewer = await browser.open(platform.url, { width });
      await openFirst(viewer.page);
      expect(await viewer.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      const link = await viewer.page.getByRole("button", { name: /link/i }).boundingBox();
      expect(link === null ? Number.NaN : link.x + link.width).toBeLessThanOrEqual(width);
      const scroller = viewer.page.locator(".detail-scroll");
      expect(await scroller.evaluate((element) => element.scrollWidth - element.clientWidth)).toBeLessThanOrEqual(0);
    }
  });
});
