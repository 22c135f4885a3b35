// `npm run test:runtimes`: an interaction is sent from every runtime that the package promises, from the built dist.

import { execFile } from "node:child_process";
import { createHmac } from "node:crypto";
import { copyFile, cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { EdgeVM } from "@edge-runtime/vm";
import { build } from "esbuild";
import { startFaultServer } from "../../faults/fault-server.ts";

const execute = promisify(execFile);
const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const root = path("../../..");

/** The package as a user has it: inside the repository, Bun and esbuild would follow tsconfig.json to the sources. */
const project = await mkdtemp(join(tmpdir(), "nebuly-runtimes-"));
await mkdir(join(project, "node_modules/nebuly"), { recursive: true });
await cp(join(root, "dist"), join(project, "node_modules/nebuly/dist"), { recursive: true });
await copyFile(join(root, "package.json"), join(project, "node_modules/nebuly/package.json"));
await cp(join(root, "node_modules/undici"), join(project, "node_modules/undici"), { recursive: true });
for (const name of ["send-one.ts", "edge-entry.ts"]) await copyFile(path(`./${name}`), join(project, name));
await writeFile(join(project, "package.json"), JSON.stringify({ name: "app", private: true, type: "module" }));

const expectedEndUser = createHmac("sha256", "pepper").update("user-1").digest("hex");
const server = await startFaultServer();
const rows: Record<string, string>[] = [];

async function check(name: string, send: () => Promise<string>): Promise<void> {
  server.taken.length = 0;
  const problems: string[] = [];
  let version = "";
  try {
    version = await send();
    const [body] = server.taken.map((text) => JSON.parse(text));
    if (server.taken.length !== 1) problems.push(`${server.taken.length} bodies arrived`);
    if (body?.interaction.end_user !== expectedEndUser) problems.push("the end user was not hashed");
    if (body?.traces.length !== 1 || body.interaction.output !== "Hi!") problems.push("the body is not whole");
  } catch (error) {
    // Whatever went wrong in the other runtime is this row's failure.
    problems.push(String(error).slice(0, 300));
  }
  rows.push({ runtime: name, version, result: problems.length === 0 ? "ok" : `FAILED: ${problems.join("; ")}` });
}

async function sendFrom(executable: string): Promise<string> {
  const { stdout } = await execute(executable, ["--version"]);
  const sent = await execute(executable, [join(project, "send-one.ts"), server.url, "a process"], { timeout: 60_000 });
  if (sent.stderr !== "") throw new Error(sent.stderr);
  return stdout.trim();
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

await check("Node 22", () => sendFrom(path("./node_modules/node-22/bin/node")));
await check("Node 24", () => sendFrom(process.execPath));
await check("Node 26", () => sendFrom(path("./node_modules/node-26/bin/node")));
await check("Bun", () => sendFrom(path("./node_modules/bun-linux/bin/bun")));
await check("edge", sendFromEdge);
await server.close();
await rm(project, { recursive: true });

console.table(rows);
const failed = rows.filter((row) => row.result !== "ok").length;
console.log(`${rows.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
