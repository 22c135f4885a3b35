// `npm run test:runtimes`: an interaction is sent from every runtime that the package promises, from the built dist.

import { execFile, spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { copyFile, cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { EdgeVM } from "@edge-runtime/vm";
import { build } from "esbuild";
import { healthy, startFaultServer } from "../../faults/fault-server.ts";
import { startTurnsPlatform } from "./delivered-turns.ts";
import { sendFromLambda } from "./lambda-row.ts";

const execute = promisify(execFile);
const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const root = path("../../..");

/** The package as a user has it: inside the repository, Bun and esbuild would follow tsconfig.json to the sources. */
const project = await mkdtemp(join(tmpdir(), "nebuly-runtimes-"));
await mkdir(join(project, "node_modules/nebuly"), { recursive: true });
await cp(join(root, "dist"), join(project, "node_modules/nebuly/dist"), { recursive: true });
await copyFile(join(root, "package.json"), join(project, "node_modules/nebuly/package.json"));
await cp(join(root, "node_modules/undici"), join(project, "node_modules/undici"), { recursive: true });
for (const name of ["@langchain", "@ai-sdk", "ai"])
  await symlink(join(root, "node_modules", name), join(project, "node_modules", name));
const programs = ["send-one.ts", "stop-one.ts", "spool-one.ts", "framework-turns.ts", "turns-main.ts"];
for (const name of [...programs, "edge-entry.ts", "worker-entry.ts", "lambda-function.ts"])
  await copyFile(path(`./${name}`), join(project, name));
await writeFile(join(project, "package.json"), JSON.stringify({ name: "app", private: true, type: "module" }));

const expectedEndUser = createHmac("sha256", "pepper").update("user-1").digest("hex");
const server = await startFaultServer();
const platform = await startTurnsPlatform();
const rows: Record<string, string>[] = [];

/** Adds a row: the runtime's version, and what went wrong. */
async function row(name: string, run: () => Promise<string>): Promise<void> {
  try {
    rows.push({ runtime: name, version: await run(), result: "ok" });
  } catch (error) {
    // Whatever went wrong in the other runtime is this row's failure.
    rows.push({ runtime: name, version: "", result: `FAILED: ${String(error).slice(0, 300)}` });
  }
}

/** A row about the bodies that reach the server. */
function check(name: string, send: () => Promise<string>, bodies = 1): Promise<void> {
  return row(name, async () => {
    server.taken.length = 0;
    const version = await send();
    const [body] = server.taken.map((text) => JSON.parse(text));
    if (server.taken.length !== bodies) throw new Error(`${server.taken.length} bodies arrived`);
    if (body?.interaction.end_user !== expectedEndUser) throw new Error("the end user was not hashed");
    if (body?.traces.length !== 1 || body.interaction.output !== "Hi!") throw new Error("the body is not whole");
    return version;
  });
}

/** An executable, and what stands between it and the program. */
type Command = readonly [string, ...string[]];

async function versionOf([executable]: Command): Promise<string> {
  const { stdout } = await execute(executable, ["--version"]);
  return stdout.split("\n")[0]?.replace(/ \(.*/, "") ?? "";
}

/** Runs a program to its end, which has nothing to say. */
async function run([executable, ...words]: Command, program: string, ...given: string[]): Promise<void> {
  const { stderr } = await execute(executable, [...words, join(project, program), ...given], { timeout: 60_000 });
  if (stderr !== "") throw new Error(stderr);
}

async function sendFrom(command: Command): Promise<string> {
  await run(command, "send-one.ts", server.url, "a process");
  return versionOf(command);
}

/** What one process leaves on disk the next one sends. Port 9 takes nothing. */
async function leaveAndSend(command: Command): Promise<string> {
  await run(command, "spool-one.ts", "http://127.0.0.1:9", join(project, "spool"), "leave");
  await run(command, "spool-one.ts", server.url, join(project, "spool"), "send");
  return versionOf(command);
}

/** A LangChain turn and an AI SDK turn reach a platform by a flush, and by the mere end of the process. */
function takeTurns(name: string, command: Command): Promise<void> {
  return row(`${name}: LangChain, AI SDK`, async () => {
    for (const ending of ["flush", "end"]) {
      const endUser = `${name} ${ending}`;
      await run(command, "turns-main.ts", platform.url, endUser, ending);
      await platform.expectTurnsOf(endUser);
    }
    return versionOf(command);
  });
}

/** A signal ends the process as it would have without the package, after what was captured has been sent. */
async function sendWhenStopped(command: Command): Promise<string> {
  const [executable, ...words] = command;
  const stopped = spawn(executable, [...words, join(project, "stop-one.ts"), server.url], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  const [code, signal] = await once(stopped, "exit");
  if (signal !== "SIGTERM") throw new Error(`it ended with ${code ?? signal}`);
  return versionOf(command);
}

async function sendFromEdge(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(project, "edge-entry.ts")],
    bundle: true,
    write: false,
    format: "iife",
    globalName: "entry",
    platform: "neutral",
    conditions: ["edge-light"],
    mainFields: ["module", "main"],
    logLevel: "silent",
  });
  const code = outputFiles[0]?.text ?? "";
  if (/["']node:/.test(code.replaceAll(/getBuiltinModule\?\.\("node:[a-z_]+"\)/g, ""))) {
    throw new Error("the edge bundle asks for Node's own modules");
  }
  const machine = new EdgeVM();
  machine.evaluate(code);
  await machine.evaluate(`entry.send(${JSON.stringify(server.url)})`);
  const { version } = createRequire(import.meta.url)("@edge-runtime/vm/package.json");
  return version;
}

/** So many at once, and so many again when those have ended: none of them may need another to be there. */
const workerRequests = 60;

/** Workers that are served with the compatibility date, at the URL that `use` is given. */
async function serveWorkers(compatibilityDate: string, use: (url: string) => Promise<void>): Promise<string> {
  const executable = path("./node_modules/workerd-linux/bin/workerd");
  await build({
    entryPoints: [join(project, "worker-entry.ts")],
    bundle: true,
    outfile: join(project, "worker.js"),
    format: "esm",
    platform: "neutral",
    conditions: ["workerd"],
    mainFields: ["module", "main"],
    logLevel: "silent",
  });
  await writeFile(join(project, "worker.capnp"), workerConfiguration(server.url, compatibilityDate));
  const { stdout: version } = await execute(executable, ["--version"]);
  const workers = spawn(executable, ["serve", join(project, "worker.capnp"), "--control-fd=3"], {
    stdio: ["ignore", "ignore", "inherit", "pipe"],
  });
  try {
    await use(`http://127.0.0.1:${await listeningPort(workers.stdio[3])}`);
  } finally {
    workers.kill();
  }
  return version.trim();
}

function sendFromWorkers(): Promise<string> {
  return serveWorkers("2026-10-01", async (url) => {
    for (const half of ["first", "second"]) {
      const requests = Array.from({ length: workerRequests / 2 }, (_, index) => fetch(`${url}/${half}-${index}`));
      for (const response of await Promise.all(requests)) {
        if ((await response.text()) !== "Hi!") throw new Error("a worker answered something else");
      }
      await taken(half === "first" ? workerRequests / 2 : workerRequests);
    }
    // The turn that it is about has not settled yet.
    for (const name of ["turn", "feedback"]) {
      const response = await fetch(`${url}/${name}`);
      if ((await response.text()) !== "Hi!") throw new Error(`a worker did not answer to ${name}`);
    }
    await taken(workerRequests + 2);
    if (!server.taken.at(-1)?.includes("thumbs_up")) throw new Error("feedback overtook its turn");
  });
}

/**
 * Here no `waitUntil` is found, so that a request takes with it what it has not flushed. It must take nothing else: the turn is
 * sent by whoever flushes next, and no flush waits for what can't come any more.
 */
function sendWithoutWaitUntil(): Promise<string> {
  return serveWorkers("2024-11-01", async (url) => {
    const flush = async (): Promise<string> =>
      (await fetch(`${url}/flush`, { signal: AbortSignal.timeout(5_000) })).text();
    for (const name of ["forgotten-turn", "forgotten-feedback"]) await (await fetch(`${url}/${name}`)).text();
    const first = await flush();
    if (first !== '{"sent":1,"failed":0,"pending":0}') throw new Error(`the first flush: ${first}`);

    server.behave(() => ({ type: "silence" }));
    await (await fetch(`${url}/cut-off`)).text();
    server.behave(() => healthy);
    const second = await flush();
    if (second !== '{"sent":0,"failed":1,"pending":0}') throw new Error(`the second flush: ${second}`);

    await (await fetch(`${url}/last`)).text();
    const third = await flush();
    if (third !== '{"sent":1,"failed":0,"pending":0}') throw new Error(`the third flush: ${third}`);
  });
}

function workerConfiguration(baseUrl: string, compatibilityDate: string): string {
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .main), (name = "internet", network = (allow = ["local"]))],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")]
);
const main :Workerd.Worker = (
  modules = [(name = "worker", esModule = embed "worker.js")],
  compatibilityDate = "${compatibilityDate}",
  bindings = [(name = "BASE_URL", text = "${baseUrl}")],
);
`;
}

async function listeningPort(events: unknown): Promise<number> {
  for await (const line of events as AsyncIterable<Buffer>) {
    const port = /"port":(\d+)/.exec(line.toString())?.[1];
    if (port !== undefined) return Number(port);
  }
  throw new Error("the workers did not start");
}

/** Workers send after they have answered. */
async function taken(bodies: number): Promise<void> {
  for (let waits = 0; waits < 500 && server.taken.length < bodies; waits += 1) await sleep(20);
}

const node: Command = [process.execPath];
const bun: Command = [path("./node_modules/bun-linux/bin/bun")];
const deno = (...permissions: string[]): Command => [
  path("./node_modules/deno-linux/deno"),
  "run",
  "--no-prompt",
  ...permissions,
];

await check("Node 22", () => sendFrom([path("./node_modules/node-22/bin/node")]));
await check("Node 24", () => sendFrom(node));
await check("Node 26", () => sendFrom([path("./node_modules/node-26/bin/node")]));
await check("Bun", () => sendFrom(bun));
await check("Deno --allow-net", () => sendFrom(deno("--allow-net")));
await check("Node 24, SIGTERM", () => sendWhenStopped(node));
await check("Bun, SIGTERM", () => sendWhenStopped(bun));
await check("Deno --allow-net, SIGTERM", () => sendWhenStopped(deno("--allow-net")));
await check("Bun, spool", () => leaveAndSend(bun));
await check("Deno -A, spool", () => leaveAndSend(deno("-A")));
const forSpool = deno("--allow-net", "--allow-read", "--allow-write", "--allow-sys");
await row("Deno --allow-net --allow-read --allow-write --allow-sys, spool", async () => {
  await run(forSpool, "spool-one.ts", "http://127.0.0.1:9", join(project, "other-spool"), "leave");
  return versionOf(forSpool);
});
await takeTurns("Node 24", node);
await takeTurns("Bun", bun);
// The AI SDK itself asks for the machine's name.
await takeTurns("Deno --allow-net --allow-sys", deno("--allow-net", "--allow-sys=hostname"));
await takeTurns("Deno --allow-net --allow-env --allow-sys", deno("--allow-net", "--allow-env", "--allow-sys=hostname"));
await takeTurns("Deno -A", deno("-A"));
await row("AWS Lambda, frozen and thawed", () => sendFromLambda(project, platform));
await check("edge", sendFromEdge);
await check("workerd", sendFromWorkers, workerRequests + 2);
await check("workerd without waitUntil", sendWithoutWaitUntil, 2);
await server.close();
await platform.close();
await rm(project, { recursive: true });

console.table(rows);
const failed = rows.filter(({ result }) => result !== "ok").length;
console.log(`${rows.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
