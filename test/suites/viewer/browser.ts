// The browser that looks at the viewer: Debian's, without a window and without a word to the network.

import { type Browser as Chromium, chromium, type Page } from "playwright-core";
import { browserPath } from "./browser-path.ts";

const switches = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export type Theme = "light" | "dark";

export interface PageOptions {
  readonly theme?: Theme;
  readonly width?: number;
  readonly height?: number;
  /** Default: UTC, so that days are where the platform counts them. */
  readonly timezone?: string;
}

export interface ViewerPage extends AsyncDisposable {
  readonly page: Page;
  /** What the page complained about: errors, failed files, refused content. Requests that a test breaks are in it too. */
  readonly complaints: string[];
}

export interface Browser extends AsyncDisposable {
  open(url: string, options?: PageOptions): Promise<ViewerPage>;
}

export async function startBrowser(): Promise<Browser> {
  const browser: Chromium = await chromium.launch({ executablePath: browserPath, args: switches });
  return {
    async open(url, { theme = "light", width = 1360, height = 860, timezone = "UTC" } = {}) {
      const context = await browser.newContext({
        colorScheme: theme,
        viewport: { width, height },
        timezoneId: timezone,
        locale: "en-GB",
        reducedMotion: "reduce",
        permissions: ["clipboard-read", "clipboard-write"],
      });
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on("pageerror", (error) => complaints.push(error.message));
      page.on("console", (message) => {
        if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
      });
      await page.goto(url);
      return { page, complaints, [Symbol.asyncDispose]: () => context.close() };
    },
    async [Symbol.asyncDispose]() {
      await browser.close();
    },
  };
}
