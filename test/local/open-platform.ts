// A fresh platform for a test, and requests to it as curl would send them.

import { type LocalPlatform, type LocalPlatformOptions, startLocalPlatform } from "nebuly/local";
import { createTestDatabase } from "./test-database.ts";

export interface TestPlatform extends LocalPlatform {
  /** Posts JSON with a key; answers with status and parsed body. */
  post(path: string, body: unknown): Promise<{ readonly status: number; readonly body: unknown }>;
}

/** Starts a platform on a free port with an empty database of the engine under test. */
export async function openPlatform(options: LocalPlatformOptions = {}): Promise<TestPlatform> {
  const database = options.database ?? (await createTestDatabase());
  const platform = await startLocalPlatform({ port: 0, ...options, database });
  return {
    ...platform,
    async post(path, body) {
      const response = await fetch(`${platform.url}${path}`, {
        method: "POST",
        headers: { authorization: `Bearer ${platform.apiKey}`, "content-type": "application/json" },
        body: typeof body === "string" ? body : JSON.stringify(body),
      });
      return { status: response.status, body: await response.json() };
    },
  };
}
