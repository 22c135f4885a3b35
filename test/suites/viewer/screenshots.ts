// Takes pictures of everything that the viewer shows, to be looked at: `node test/suites/viewer/screenshots.ts <directory>
// [part of a name]`. It runs on what `npm run test:viewer` prepared.

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type PageOptions, startBrowser, type ViewerPage } from "./browser.ts";
import { startBuiltPlatform } from "./built-platform.ts";
import { makeTraffic } from "./traffic.ts";

const [directory, part = ""] = process.argv.slice(2);
if (directory === undefined) throw new Error("name the directory for the pictures");
await mkdir(directory, { recursive: true });

await using browser = await startBrowser();
const phone = { width: 390, height: 844 } as const;

{
  await using empty = await startBuiltPlatform();
  for (const theme of ["light", "dark"] as const) await shoot(`empty-${theme}`, empty.url, { theme });
  await shoot("empty-phone", empty.url, phone);
}
{
  await using locked = await startBuiltPlatform({ apiKey: "its-own" });
  await shoot("key-wanted", locked.url, {});
}

const platform = await startBuiltPlatform();
await platform.send(...makeTraffic(Date.now()));
for (const theme of ["light", "dark"] as const) {
  await shoot(`list-${theme}`, platform.url, { theme });
  await shoot(`detail-${theme}`, platform.url, { theme }, openFirst);
  await shoot(`steps-${theme}`, platform.url, { theme }, async (viewer) => {
    await openFirst(viewer);
    await viewer.page.getByRole("heading", { name: "Steps" }).scrollIntoViewIfNeeded();
    await viewer.page.evaluate(() => document.querySelector(".steps")?.scrollIntoView());
  });
  await shoot(`conversation-${theme}`, platform.url, { theme }, openConversation);
  await shoot(`overview-${theme}`, `${platform.url}/#/overview`, { theme, height: 1400 }, charts);
  await shoot(`filters-${theme}`, platform.url, { theme }, async ({ page }) => {
    await page.getByRole("button", { name: "Filters" }).click();
  });
}
await shoot("overview-hour", `${platform.url}/#/overview?range=hour`, { height: 1000 }, charts);
await shoot("overview-week", `${platform.url}/#/overview?range=week`, { height: 1000 }, charts);
await shoot("payload", platform.url, {}, async (viewer) => {
  await openFirst(viewer);
  await viewer.page.getByRole("heading", { name: "Payload" }).click();
  await viewer.page.getByText('"conversation_id"').waitFor();
  await viewer.page.evaluate(() => document.querySelector(".payload")?.scrollIntoView());
});
await shoot("help", platform.url, {}, async ({ page }) => {
  await page.keyboard.press("?");
});
await shoot("nothing-found", `${platform.url}/#/interactions?search=zebra`, {}, async ({ page }) => {
  await page.getByText("No interaction matches").waitFor();
});
await shoot("stopped", `${platform.url}/#/interactions?search=status%3Acancelled`, {}, openFirst);
await shoot("phone-list", platform.url, phone);
await shoot("phone-detail", platform.url, phone, openFirst);
await shoot("phone-conversation", platform.url, { ...phone, theme: "dark" }, openConversation);
await shoot("phone-overview", `${platform.url}/#/overview`, { ...phone, height: 2600 }, charts);
await shoot("gone", platform.url, {}, async ({ page }) => {
  await openFirst({ page });
  await platform.close();
  await page.getByText("Not connected").waitFor();
  await page.getByRole("combobox", { name: "Time range" }).selectOption("week");
  await page.getByText("The platform does not answer").first().waitFor();
});

await platform.close();

async function shoot(
  name: string,
  url: string,
  options: PageOptions,
  prepare: (viewer: ViewerPage) => Promise<void> = async () => {},
): Promise<void> {
  if (!name.includes(part)) return;
  await using viewer = await browser.open(url, options);
  await viewer.page.locator(".row:not(.pending), .notice, .welcome, .overview-grid").first().waitFor();
  await prepare(viewer);
  // What was asked for is drawn two frames after it came; the feed stays open, so the network is never idle.
  await viewer.page.waitForTimeout(300);
  await viewer.page.screenshot({ path: join(directory ?? ".", `${name}.png`) });
}

async function openFirst({ page }: Pick<ViewerPage, "page">): Promise<void> {
  await page.locator(".row a").first().click();
  await page.getByRole("heading", { name: "Steps" }).waitFor();
}

async function openConversation(viewer: ViewerPage): Promise<void> {
  await openFirst(viewer);
  await viewer.page.getByRole("button", { name: /Conversation|Turn/ }).click();
  await viewer.page.locator(".turn").first().waitFor();
}

async function charts({ page }: ViewerPage): Promise<void> {
  await page.locator("canvas").first().waitFor();
}
