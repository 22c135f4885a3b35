// Projects as users have them, built from the packed tarball: ESM, CommonJS through require(esm), TypeScript with three module
// resolutions and two majors, bundles in one file, every snippet of the README and of docs/migrating.md and every example of the comments. Says what it checked; exits with 1 at the first failure.

import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { runDevOnPostgres } from "./dev-on-postgres.ts";
import { writeExamples } from "./write-examples.ts";

const execute = promisify(execFile);
const root = fileURLToPath(new URL("../..", import.meta.url));
/** What every entry must give, at least. */
const expectedExports = {
  nebuly: ["Nebuly", "nebuly", "NebulyError", "NebulyValidationError", "NebulyApiError"],
  "nebuly/langchain": ["NebulyCallbackHandler", "observeEmbeddings", "observeStream", "instrumentLangChain"],
  "nebuly/ai-sdk": ["observeModel", "nebulyMiddleware", "nebulyEmbeddingMiddleware", "nebulyTelemetry"],
  "nebuly/next": ["withInteraction"],
  "nebuly/local": ["startLocalPlatform"],
};

const modules: Readonly<Record<string, string>> = { node10: "commonjs", nodenext: "nodenext", bundler: "esnext" };

const directory = await mkdtemp(join(tmpdir(), "nebuly-consumer-"));

try {
  await check("the tarball installs beside the frameworks", installTarball);
  await check("every entry loads as ESM and exports what the README names", runEsm);
  await check("CommonJS projects can require every entry", runCommonJs);
  for (const format of ["esm", "cjs"]) {
    await check(
      `one file that esbuild makes of an app, as ${format}, runs with all that this package loads later`,
      () => runBundle(format),
    );
  }
  await check("the installed command runs a platform on PostgreSQL, and its package carries the driver", () =>
    runDevOnPostgres(directory),
  );
  await check("a CommonJS project that resolves types the old way, as NestJS had it, finds those of every entry", () =>
    typeCheckEntries("typescript-5"),
  );
  const examples = await writeExamples({ source: join(root, "src"), folder: join(directory, "examples") });
  await check(`the ${examples} examples that an editor shows type-check`, () =>
    typeCheck("typescript", "nodenext", "examples"),
  );
  const snippets = await writeSnippets();
  await Promise.all(
    ["nodenext", "bundler"].flatMap((resolution) =>
      ["typescript", "typescript-5"].map((compiler) =>
        check(
          `the ${snippets} snippets of the README and of docs/migrating.md type-check with ${compiler} and ${resolution}`,
          () => typeCheck(compiler, resolution),
        ),
      ),
    ),
  );
} finally {
  await rm(directory, { recursive: true, force: true });
}

async function check(promise: string, work: () => Promise<void>): Promise<void> {
  const began = performance.now();
  try {
    await work();
  } catch (error) {
    const output =
      error instanceof Error ? [error.message, Reflect.get(error, "stdout"), Reflect.get(error, "stderr")] : [error];
    console.error(`failed: ${promise}\n${output.filter(Boolean).join("\n")}`);
    await rm(directory, { recursive: true, force: true });
    process.exit(1);
  }
  console.log(`ok: ${promise} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
}

async function installTarball(): Promise<void> {
  const manifest = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  const versionOf = (name: string): string => `${name}@${manifest.devDependencies[name]}`;
  await writeFile(join(directory, "package.json"), JSON.stringify({ name: "consumer", private: true, type: "module" }));
  const packed = await execute("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", directory], {
    cwd: root,
  });
  const [{ filename }] = JSON.parse(packed.stdout);
  const frameworks = ["@langchain/core", "@langchain/openai", "ai", "@ai-sdk/openai", "typescript"].map(versionOf);
  await execute(
    "npm",
    [
      "install",
      "--no-audit",
      "--no-fund",
      "--prefer-offline",
      `./${filename}`,
      ...frameworks,
      versionOf("@types/node"),
      "typescript-5@npm:typescript@5.9",
      "esbuild@0.28.2",
    ],
    { cwd: directory },
  );
}

async function runEsm(): Promise<void> {
  const lines = Object.entries(expectedExports).flatMap(([entry, names]) => [
    `{ const entry = await import(${JSON.stringify(entry)});`,
    `  for (const name of ${JSON.stringify(names)}) assert.equal(typeof entry[name], "function", ${JSON.stringify(entry)} + " lacks " + name); }`,
  ]);
  await runScript("entries.mjs", ['import assert from "node:assert/strict";', ...lines].join("\n"));
}

async function runCommonJs(): Promise<void> {
  const lines = Object.entries(expectedExports).map(
    ([entry, names]) =>
      `for (const name of ${JSON.stringify(names)}) assert.equal(typeof require(${JSON.stringify(entry)})[name], "function", name);`,
  );
  await runScript("entries.cjs", ['const assert = require("node:assert/strict");', ...lines].join("\n"));
}

/** Functions and workers are deployed as one file, with everything in it that is imported later. */
async function runBundle(format: string): Promise<void> {
  await copyFile(join(root, "test/consumers/bundled-app.ts"), join(directory, "bundled-app.ts"));
  const bundle = format === "cjs" ? "bundled-app.cjs" : "bundled-app.mjs";
  // The SDK brings CommonJS along, which asks for Node's modules.
  const banner = `import { createRequire } from "node:module"; const require = createRequire(import.meta.url);`;
  const parameters = ["bundled-app.ts", "--bundle", "--platform=node", `--format=${format}`, `--outfile=${bundle}`];
  await execute(
    join(directory, "node_modules/.bin/esbuild"),
    format === "cjs" ? parameters : [...parameters, `--banner:js=${banner}`],
    { cwd: directory },
  );
  const { stdout } = await execute(process.execPath, [bundle], { cwd: directory, timeout: 60_000 });
  if (stdout.trim() !== "tracked, generated, refused, read") throw new Error(`the bundle said: ${stdout}`);
}

async function runScript(name: string, source: string): Promise<void> {
  await writeFile(join(directory, name), source);
  await execute(process.execPath, [name], { cwd: directory });
}

async function writeSnippets(): Promise<number> {
  const snippets: string[] = [];
  for (const page of ["README.md", "docs/migrating.md"]) {
    const text = await readFile(join(root, page), "utf8");
    const found = [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, source]) => source ?? "");
    if (found.length === 0) throw new Error(`${page} has no snippets`);
    snippets.push(...found);
  }
  await mkdir(join(directory, "snippets"));
  await Promise.all(
    snippets.map((source, index) => writeFile(join(directory, "snippets", `snippet-${index + 1}.ts`), source)),
  );
  return snippets.length;
}

/** That resolution knows no `exports`, nor awaits at the top, as the snippets do. */
async function typeCheckEntries(compiler: string): Promise<void> {
  const lines = Object.entries(expectedExports).map(
    ([entry, names]) => `import { ${names.join(", ")} } from "${entry}"; [${names.join(", ")}].forEach(console.log);`,
  );
  await writeFile(join(directory, "entries.ts"), lines.join("\n"));
  await typeCheck(compiler, "node10", "entries.ts");
}

async function typeCheck(compiler: string, resolution: string, include = "snippets"): Promise<void> {
  const compilerOptions = {
    target: "es2023",
    lib: ["es2023", "dom", "dom.iterable", "dom.asynciterable", "esnext.disposable"],
    module: modules[resolution],
    moduleResolution: resolution,
    types: ["node"],
    strict: true,
    exactOptionalPropertyTypes: true,
    // The declarations of this package must be right by themselves; those of the frameworks are not ours.
    skipLibCheck: true,
    noEmit: true,
  };
  const project = `tsconfig.${compiler}.${resolution}.${include}.json`;
  await writeFile(join(directory, project), JSON.stringify({ compilerOptions, include: [include] }));
  const bin = join(directory, "node_modules", compiler, "bin", "tsc");
  await execute(process.execPath, [bin, "-p", project], { cwd: directory });
}
