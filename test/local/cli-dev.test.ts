// `nebuly dev` as a person calls it: a process that says where it listens and ends when it is told to.

import { spawn } from "node:child_process";
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
  [["dev", "--port", "many"], 1, "--port must be a number"],
  [["dev", "--bad"], 2, "--bad"],
])("nebuly %o ends with %i and says why", async (parameters, code, words) => {
  const ended = await run(parameters);
  expect(ended.code).toBe(code);
  expect(ended.text).toContain(words);
});
