// `nebuly dev` as a person calls it: a process that says where it listens and ends when it is told to.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const main = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));

/** Runs the command; `onOutput` sees everything printed so far. */
function run(
  parameters: readonly string[],
  onOutput: (text: string, stop: () => void) => void = () => {},
): Promise<{ readonly code: number | null; readonly text: string }> {
  const child = spawn(process.execPath, [main, ...parameters], {
    env: { ...process.env, NEBULY_API_KEY: "" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  const collect = (chunk: unknown): void => {
    text += String(chunk);
    onOutput(text, () => child.kill("SIGINT"));
  };
  child.stdout.on("data", collect);
  child.stderr.on("data", collect);
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, text })));
}

test("a database that cannot be opened is named as such, without its password", async () => {
  for (const host of ["127.0.0.1", "localhost"]) {
    const { code, text } = await run(["dev", "--port", "0", "--database", `postgres://ada:secret@${host}:1/db`]);
    expect(code).toBe(1);
    expect(text).toMatch(/^nebuly dev: the database cannot be opened: .*ECONNREFUSED.*\n$/);
    expect(text).not.toContain("secret");
  }
});

test("a database of another kind is refused, not made a folder of", async () => {
  const { code, text } = await run(["dev", "--port", "0", "--database", "mysql://localhost/db"]);
  expect(code).toBe(2);
  expect(text).toContain("nebuly dev: --database must be a file, :memory: or a postgres:// URL\n");
});

test("a port that is taken is said in words", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const { code, text } = await run(["dev", "--port", String(port), "--database", ":memory:"]);
  server.close();
  expect([code, text]).toEqual([
    1,
    `nebuly dev: port ${port} is taken, perhaps by another nebuly dev; --port 0 takes a free one\n`,
  ]);
});

test("dev says where to look, and does not print a key that was given", async () => {
  const { text } = await run(["dev", "--port", "0", "--database", ":memory:", "--api-key", "pst"], (printed, stop) => {
    if (printed.includes("Ctrl+C")) stop();
  });
  expect(text).toMatch(
    /^Open http:\/\/127\.0\.0\.1:\d+ in a browser to see what arrives\. Nothing is kept when it stops\.$/m,
  );
  expect(text).not.toContain("pst");
});

test("dev prints url and key, answers there, and ends on Ctrl+C", async () => {
  let answered: Promise<number> | undefined;
  const { code, text } = await run(["dev", "--port", "0", "--database", ":memory:"], (printed, stop) => {
    const [, url] = /NEBULY_ENDPOINT_URL=(http:\S+)/.exec(printed) ?? [];
    if (url === undefined || answered !== undefined || !printed.includes("Ctrl+C")) return;
    answered = fetch(`${url}/api/external/get-interactions`, { method: "POST" }).then(({ status }) => status);
    void answered.finally(stop);
  });
  expect(await answered).toBe(401);
  expect(code).toBe(0);
  expect(text).toContain("NEBULY_API_KEY=local");
});

test.each([
  [[], 2, "Usage: nebuly <command>"],
  [["help"], 0, "nebuly dev"],
  [["dev", "--help"], 0, "--database"],
  [["dev", "--port", "many"], 2, "--port must be a number"],
  [["dev", "--bad"], 2, "--bad"],
])("nebuly %o ends with %i and says why", async (parameters, code, words) => {
  const ended = await run(parameters);
  expect(ended.code).toBe(code);
  expect(ended.text).toContain(words);
});
