// The scenarios on one version, the one that LANGCHAIN_MAJOR numbers: every import of LangChain in them is resolved from
// that version's folder. One run per version, as projects of one run would share what they resolved.

import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin, type ViteUserConfig } from "vitest/config";
import { type Major, majors, modulePath } from "./majors.ts";

const major = majors[Number(process.env.LANGCHAIN_MAJOR ?? majors.length - 1)];
if (major === undefined) throw new Error("LANGCHAIN_MAJOR numbers no version");

const source = (path: string): string => fileURLToPath(new URL(`../../../src/${path}`, import.meta.url));

const isLangChain = /^(@langchain\/[\w-]+|langchain|zod)(\/|$)/;

function resolveFrom(chosen: Major): Plugin {
  return {
    name: "langchain-major",
    enforce: "pre",
    resolveId(specifier) {
      return isLangChain.test(specifier) ? { id: modulePath(chosen, specifier), external: true } : null;
    },
  };
}

const config: ViteUserConfig = defineConfig({
  plugins: [resolveFrom(major)],
  // Two versions run at once, and what vitest remembers of a run is a file.
  cacheDir: `${major.folder}node_modules/.vitest`,
  resolve: {
    alias: [
      { find: "#runtime", replacement: source("runtime/runtime.node.ts") },
      { find: /^nebuly$/, replacement: source("index.ts") },
      { find: /^nebuly\/langchain$/, replacement: source("langchain/index.ts") },
    ],
  },
  test: {
    name: major.name,
    root: fileURLToPath(new URL(".", import.meta.url)),
    include: ["scenarios/*.test.ts"],
    // What one version resolved must not be kept for the next.
    fsModuleCache: false,
    testTimeout: 30_000,
    pool: "threads",
    provide: { folder: major.folder, version: major.version },
  },
});

declare module "vitest" {
  interface ProvidedContext {
    readonly folder: string;
    readonly version: string;
  }
}

export default config;
