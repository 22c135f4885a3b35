// `npm run test:endings`: each way in which a process ends, against a platform that takes 300 ms for every answer.

import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { startFaultServer } from "./fault-server.ts";

interface Ending {
  readonly mode: string;
  readonly delivered: number | "some";
  readonly exit: number | NodeJS.Signals;
  readonly maxMs: number;
  /** What the one line on stderr says. */
  readonly says?: string;
  /** Runs with a spool on a disk of so many kilobytes. */
  readonly diskKb?: number;
}

/** Node's own start on a busy machine, and the validator's and undici's loading, are in every figure. */
const slackMs = 6_000;

const endings: readonly Ending[] = [
  { mode: "exit code 3", delivered: 5, exit: 3, maxMs: 2_000 + slackMs },
  { mode: "await using", delivered: 5, exit: 0, maxMs: 2_000 + slackMs },
  { mode: "twenty clients", delivered: 100, exit: 0, maxMs: 2_000 + slackMs },
  { mode: "more in beforeExit", delivered: 5, exit: 0, maxMs: 2_000 + slackMs },
  { mode: "never resolved", delivered: 1, exit: 0, maxMs: 2_000 + slackMs },
  { mode: "worker thread", delivered: 5, exit: 0, maxMs: 2_000 + slackMs },
  { mode: "two cluster workers", delivered: 10, exit: 0, maxMs: 2_000 + slackMs },
  { mode: "full disk", delivered: 5, exit: 0, maxMs: 2_000 + slackMs, says: "ENOSPC", diskKb: 160 },
  { mode: "SIGTERM, flushOnSignal", delivered: 5, exit: "SIGTERM", maxMs: 2_000 + slackMs },
  { mode: "SIGTERM, own handler and flushOnSignal", delivered: 5, exit: 7, maxMs: 2_000 + slackMs },
  { mode: "SIGTERM, own handler for once and flushOnSignal", delivered: 5, exit: 7, maxMs: 2_000 + slackMs },
  { mode: "more after SIGTERM", delivered: 10, exit: 0, maxMs: 2_000 + slackMs },
  { mode: "SIGTERM", delivered: "some", exit: "SIGTERM", maxMs: slackMs },
  { mode: "uncaught error", delivered: "some", exit: 1, maxMs: slackMs },
];

const childPath = fileURLToPath(new URL("./ending-child.ts", import.meta.url));
const rows: Record<string, string | number>[] = [];

for (const ending of endings) {
  const server = await startFaultServer();
  server.behave(() => ({ type: "late", afterMs: 300 }));
  const begun = performance.now();
  const { exit, errorOutput } = await run(ending, server.url);
  const livedMs = Math.round(performance.now() - begun);
  const delivered = server.taken.length;
  const problems: string[] = [];
  if (exit !== ending.exit) problems.push(`ended with ${exit}`);
  if (ending.delivered !== "some" && delivered !== ending.delivered) problems.push("events were lost");
  if (livedMs > ending.maxMs) problems.push("ended late");
  const lines = errorOutput.split("\n").filter((line) => line !== "");
  const isSaid =
    ending.says === undefined ? lines.length === 0 : lines.length === 1 && errorOutput.includes(ending.says);
  if (ending.exit !== 1 && !isSaid) problems.push(`stderr: ${errorOutput.slice(0, 200)}`);
  rows.push({
    ending: ending.mode,
    delivered,
    exit: String(exit),
    "lived ms": livedMs,
    result: problems.length === 0 ? "ok" : `FAILED: ${problems.join("; ")}`,
  });
  await server.close();
}

/** Gives a program a small disk in a namespace of its own, which takes no privileges on Linux. */
function onSmallDisk(kilobytes: number, program: readonly string[]): readonly string[] {
  const mount = `mount -t tmpfs -o size=${kilobytes}k none /mnt && exec "$@" /mnt`;
  return ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", mount, "sh", ...program];
}

function run(
  { mode, diskKb }: Ending,
  url: string,
): Promise<{ readonly exit: number | string; readonly errorOutput: string }> {
  return new Promise((resolve, reject) => {
    const program = [process.execPath, childPath, mode, url];
    const [command = "", ...parameters] = diskKb === undefined ? program : onSmallDisk(diskKb, program);
    const child = spawn(command, parameters, { stdio: ["ignore", "pipe", "pipe"] });
    let errorOutput = "";
    child.stdout.on("data", () => child.kill("SIGTERM"));
    child.stderr.on("data", (chunk) => {
      errorOutput += String(chunk);
    });
    const killer = setTimeout(() => child.kill("SIGKILL"), 30_000);
    child.on("error", reject);
    child.on("close", (code, signal) => {
      clearTimeout(killer);
      resolve({ exit: signal ?? code ?? "nothing", errorOutput });
    });
  });
}

console.table(rows);
const failed = rows.filter((row) => row.result !== "ok").length;
console.log(`${rows.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
