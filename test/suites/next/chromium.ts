// The browser that drives the pages: Debian's, without a window and without a word to the network.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, chromium } from "playwright-core";
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

export interface Browser extends AsyncDisposable {
  readonly context: BrowserContext;
}

/** Starts a browser with an empty profile. */
export async function startBrowser(): Promise<Browser> {
  const profile = await mkdtemp(join(tmpdir(), "nebuly-browser-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: browserPath,
    args: switches,
    viewport: { width: 1100, height: 820 },
    permissions: ["clipboard-write"],
  });
  return {
    context,
    async [Symbol.asyncDispose]() {
      await context.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}
