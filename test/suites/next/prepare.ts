// Makes everything that the suite runs on: the package, both apps with it installed as users have it, their builds, a browser.

import { execFile } from "node:child_process";
import { access, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { browserPath } from "./browser-path.ts";

const execute = promisify(execFile);
const suite = fileURLToPath(new URL(".", import.meta.url));
const root = fileURLToPath(new URL("../../..", import.meta.url));
const chat = `${root}examples/next-chat`;
const app = `${suite}app`;

await step("the package is built", () => run("npm", ["run", "--silent", "build"], root));
// A browser is downloaded and unpacked while the rest needs the processor.
await Promise.all([step("a browser is there", installBrowser), prepareApps()]);

async function prepareApps(): Promise<void> {
  await step("the example's packages are installed, ours packed and bundled like any other", () => install(chat));
  await step("the browser's driver is installed", () => install(suite));
  // The suite's app stands on the same packages; hard links cost nothing.
  await step("the suite's app stands on the same packages", async () => {
    await rm(`${app}/node_modules`, { recursive: true, force: true });
    await run("cp", ["-al", `${chat}/node_modules`, `${app}/node_modules`], suite);
  });
  await Promise.all([
    step("the suite's own code type-checks", () => run("tsc", ["--noEmit", "-p", suite], root)),
    step("the example builds", () => build(chat)),
    buildApp(),
  ]);
}

/** Both builds share a folder, so they follow each other. */
async function buildApp(): Promise<void> {
  await step("the suite's app builds with the package bundled", () => build(app));
  await step("the suite's app builds with the package external", () => build(app, { PACKAGE_IS_EXTERNAL: "yes" }));
}

async function installBrowser(): Promise<void> {
  if (await exists(browserPath)) return;
  await run("apt-get", ["update", "-qq"], root);
  await run("apt-get", ["install", "-y", "-qq", "chromium"], root);
}

async function step(name: string, work: () => Promise<void>): Promise<void> {
  const began = performance.now();
  await work();
  console.log(`${name} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
}

function install(directory: string): Promise<void> {
  return run("npm", ["ci", "--no-audit", "--no-fund", "--prefer-offline"], directory);
}

function build(directory: string, environment: Readonly<Record<string, string>> = {}): Promise<void> {
  return run("node", ["node_modules/next/dist/bin/next", "build"], directory, {
    NEXT_TELEMETRY_DISABLED: "1",
    OPENAI_API_KEY: "scripted",
    ...environment,
  });
}

async function run(
  command: string,
  args: readonly string[],
  directory: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<void> {
  try {
    await execute(command, [...args], { cwd: directory, env: { ...process.env, ...environment } });
  } catch (error) {
    const output = error instanceof Error ? [Reflect.get(error, "stdout"), Reflect.get(error, "stderr")] : [];
    throw new Error(`${command} ${args.join(" ")} failed in ${directory}\n${output.join("\n")}`);
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
