// Installs every version's packages and runs the scenarios on each; then the published types against each.

import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describeMajor, majors } from "./majors.ts";
import { Matrix } from "./matrix.ts";

const here = fileURLToPath(new URL(".", import.meta.url));
const root = fileURLToPath(new URL("../../../", import.meta.url));
const failed: string[] = [];
const matrix = new Matrix();
const reports = mkdtempSync(join(tmpdir(), "langchain-versions-"));

function run(what: string, command: string, args: readonly string[], environment: Record<string, string> = {}): void {
  console.log(`== ${what}`);
  const { status } = spawnSync(command, args, { cwd: root, stdio: "inherit", env: { ...process.env, ...environment } });
  if (status !== 0) failed.push(what);
}

/** The published types, as a project that depends on this version would check them. */
function checkTypes(folder: string, name: string): void {
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
  run(`types on ${name}`, `${root}node_modules/.bin/tsc`, ["-p", config]);
  for (const path of files) rmSync(path);
}

for (const [index, { folder }] of majors.entries()) {
  if (folder !== root)
    run(`install ${folder.slice(here.length)}`, "npm", ["ci", "--no-audit", "--no-fund", "--prefix", folder]);
  const { name } = describeMajor(folder);
  const report = join(reports, `${index}.json`);
  const reporting = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  run(name, `${root}node_modules/.bin/vitest`, ["run", "--config", `${here}vitest.config.ts`, ...reporting], {
    LANGCHAIN_MAJOR: String(index),
  });
  if (existsSync(report)) matrix.add(name, report);
  if (folder !== root) checkTypes(folder, name);
}

rmSync(reports, { recursive: true });
console.log(String(matrix));
console.log(failed.length === 0 ? "All versions pass." : `Failed: ${failed.join("; ")}`);
process.exitCode = failed.length === 0 ? 0 : 1;
