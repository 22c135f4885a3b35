// `npm run test:kills -- 1000`: processes that share a spool directory are killed at random moments and started again, while
// the platform flaps. Every interaction that `track` acknowledged must arrive.

import { spawn } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Nebuly } from "nebuly";
import { healthy, startFaultServer } from "./fault-server.ts";

const kills = Number(process.argv[2] ?? 40);
/** Processes that live at the same time in one directory. */
const lanes = 2;
const drainTimeoutMs = 120_000;

const childPath = fileURLToPath(new URL("./kill-child.ts", import.meta.url));
const directory = await mkdtemp(join(tmpdir(), "kills-"));
const server = await startFaultServer();
server.behave((index) => {
  if (index % 7 === 3) return { type: "answer", status: 503 };
  return index % 31 === 5 ? { type: "reset-before-answer" } : healthy;
});

const acknowledged = new Set<string>();
let lives = 0;
let livesWithEvents = 0;

/** One life, from its first acknowledgement to its death a random moment later. */
function live(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [childPath, server.url, directory, name], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let output = "";
    child.stdout.once("data", () => setTimeout(() => child.kill("SIGKILL"), Math.random() * 400));
    child.stdout.on("data", (chunk) => {
      output += String(chunk);
    });
    child.on("error", reject);
    child.on("close", () => {
      // Every name was written whole before the process could die.
      const names = output.split("\n").slice(0, -1);
      for (const acknowledgedName of names) acknowledged.add(acknowledgedName);
      if (names.length > 0) livesWithEvents += 1;
      resolve();
    });
  });
}

function inputOf(body: string): string {
  return JSON.parse(body).interaction.input;
}

async function runLane(): Promise<void> {
  while (lives < kills) {
    lives += 1;
    await live(`life-${lives}`);
  }
}

const begun = performance.now();
await Promise.all(Array.from({ length: lanes }, runLane));

// From here on everything arrives, and every arrival is looked at: the heir claims what the dead left in its own time.
const arrived = new Set(server.taken.map(inputOf));
const missing = new Set([...acknowledged].filter((name) => !arrived.has(name)));
const nothingMissing = Promise.withResolvers<void>();
server.behave(() => ({
  type: "by-body",
  choose(body) {
    const input = inputOf(body);
    arrived.add(input);
    missing.delete(input);
    if (missing.size === 0) nothingMissing.resolve();
    return healthy;
  },
}));
const heir = new Nebuly({ baseUrl: server.url, spoolDirectory: directory });
const givesUp = setTimeout(nothingMissing.resolve, drainTimeoutMs);
if (missing.size > 0) await nothingMissing.promise;
clearTimeout(givesUp);
// All may have arrived before the last were killed. What they left behind has been claimed once an event of the heir's own
// is on disk, and a flush waits for it as well.
const now = new Date();
await heir.track({ input: "the heir's", output: "", timeStart: now, timeEnd: now });
await heir.flush();
await heir.shutdown();

const left = await readdir(directory);
await server.close();
await rm(directory, { recursive: true });

console.table({
  kills: lives,
  "killed with events acknowledged": livesWithEvents,
  acknowledged: acknowledged.size,
  arrived: arrived.size,
  "acknowledged and lost": missing.size,
  "arrived more than once": server.taken.length - arrived.size,
  "files left in the spool": left.length,
  seconds: Math.round((performance.now() - begun) / 1_000),
});
const isGood = missing.size === 0 && livesWithEvents > 0 && left.length === 0;
console.log(`${isGood ? 1 : 0} passed, ${isGood ? 0 : 1} failed`);
process.exitCode = isGood ? 0 : 1;
