// Makes what the suite runs on: the package, the browser and its driver, types that hold. Prints the sizes of what ships.

import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { browserPath } from "./browser-path.ts";

const suite = fileURLToPath(new URL(".", import.meta.url));
const root = fileURLToPath(new URL("../../..", import.meta.url));

run("npm", ["run", "--silent", "build"], root);
run("npm", ["ci", "--no-audit", "--no-fund", "--prefer-offline"], suite);
if (!existsSync(browserPath)) {
  run("apt-get", ["update", "-qq"], root);
  run("apt-get", ["install", "-y", "-qq", "chromium"], root);
}
run("tsc", ["--noEmit", "-p", suite], root);
await printSizes();

function run(command: string, args: readonly string[], cwd: string): void {
  execFileSync(command, [...args], { cwd, stdio: ["ignore", "ignore", "inherit"] });
}

/** What a browser loads, as the built package serves it. */
async function printSizes(): Promise<void> {
  // After the build: the module imports what it made.
  const { startBuiltPlatform } = await import("./built-platform.ts");
  await using platform = await startBuiltPlatform();
  for (const path of ["/", "/viewer/viewer.js", "/viewer/viewer.css", "/viewer/icon.svg"]) {
    const bytes = Buffer.from(await (await fetch(platform.url + path)).arrayBuffer());
    console.log(`${path}: ${kilobytes(bytes.length)}, compressed ${kilobytes(gzipSync(bytes).length)}`);
  }
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
