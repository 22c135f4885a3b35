// Installs every version's packages and runs the scenarios on each; then the published types against each.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describeMajor, type Major, majors } from "./majors.ts";
import { Matrix } from "./matrix.ts";

const here = fileURLToPath(new URL(".", import.meta.url));
const root = fileURLToPath(new URL("../../../", import.meta.url));
const failed: string[] = [];
const matrix = new Matrix();
const reports = mkdtempSync(join(tmpdir(), "langchain-versions-"));

async function run(
  what: string,
  command: string,
  args: readonly string[],
  environment: Record<string, string> = {},
): Promise<void> {
  console.log(`== ${what}`);
  const child = spawn(command, args, { cwd: root, stdio: "inherit", env: { ...process.env, ...environment } });
  const [status, signal] = await once(child, "exit");
  if (status !== 0) failed.push(signal === null ? what : `${what}, ended by ${signal}`);
}

function reportOf(index: number): string {
  return join(reports, `${index}.json`);
}

/** The published types, as a project that depends on this version would check them. */
async function checkTypes(folder: string, name: string): Promise<void> {
  const files = [`${folder}handler-fits.ts`, `${folder}tsconfig.types.json`];
  const [file = "", config = ""] = files;
  copyFileSync(`${here}types/handler-fits.ts`, file);
  writeFileSync(
    config,
    JSON.stringify({
      extends: `${here}types/tsconfig.json`,
      compilerOptions: {
        paths: { "nebuly/langchain": [`${root}dist/langchain.d.ts`], nebuly: [`${root}dist/index.d.ts`] },
      },
      files: [file],
    }),
  );
  await run(`types on ${name}`, `${root}node_modules/.bin/tsc`, ["-p", config]);
  for (const path of files) rmSync(path);
}

async function install({ folder }: Major): Promise<void> {
  if (folder === root) return;
  await run(`install ${folder.slice(here.length)}`, "npm", ["ci", "--no-audit", "--no-fund", "--prefix", folder]);
}

async function runMajor(index: number, { folder }: Major): Promise<void> {
  const { name } = describeMajor(folder);
  const reporting = ["--reporter=default", "--reporter=json", `--outputFile.json=${reportOf(index)}`];
  await run(name, `${root}node_modules/.bin/vitest`, ["run", "--config", `${here}vitest.config.ts`, ...reporting], {
    LANGCHAIN_MAJOR: String(index),
  });
  if (folder !== root) await checkTypes(folder, name);
}

const remaining = majors.entries();

/** One version after the other, until none is left. */
async function work(): Promise<void> {
  for (const [index, major] of remaining) await runMajor(index, major);
}

// All before the first run: there are scenarios of two versions in one process.
await Promise.all(majors.map(install));
// One version keeps little more than one core busy.
await Promise.all([work(), work()]);
for (const [index, { folder }] of majors.entries()) {
  if (existsSync(reportOf(index))) matrix.add(describeMajor(folder).name, reportOf(index));
}
rmSync(reports, { recursive: true });
console.log(String(matrix));
console.log(failed.length === 0 ? "All versions pass." : `Failed: ${failed.join("; ")}`);
process.exitCode = failed.length === 0 ? 0 : 1;
