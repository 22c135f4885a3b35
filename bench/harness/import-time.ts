// How long a fresh process takes to import something.

import { execFileSync } from "node:child_process";

/** Milliseconds to import the modules one after the other, in a process where `after` are loaded already. */
export function measureImport(directory: string, modules: readonly string[], after: readonly string[]): number {
  const load = (names: readonly string[]): string =>
    names.map((name) => `await import(${JSON.stringify(name)});`).join("");
  const program = `${load(after)}const began=performance.now();${load(modules)}console.log(performance.now()-began);process.exit(0)`;
  const printed = execFileSync(process.execPath, ["--no-warnings", "--input-type=module", "--eval", program], {
    cwd: directory,
    encoding: "utf8",
    // Some peers look for their keys when they are imported.
    env: { PATH: process.env.PATH, HOME: process.env.HOME, NODE_ENV: "production", OPIK_API_KEY: "bench" },
  });
  return Number(printed.trim().split("\n").at(-1));
}
