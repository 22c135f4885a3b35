// How the tests run: from source, so that a failure points at the line that was written.
import { fileURLToPath } from "node:url";
import { defineConfig, type ViteUserConfig } from "vitest/config";

const source = (path: string): string => fileURLToPath(new URL(`./src/${path}`, import.meta.url));

const config: ViteUserConfig = defineConfig({
  resolve: {
    alias: [
      { find: "#runtime", replacement: source("runtime/runtime.node.ts") },
      { find: /^nebuly$/, replacement: source("index.ts") },
      { find: /^nebuly\/(langchain|ai-sdk|next|local)$/, replacement: `${source("")}$1/index.ts` },
    ],
  },
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["**/node_modules/**", "test/suites/**"],
    // Nothing takes a fifth of it on a quiet machine; on a busy one, what comes by itself comes late.
    testTimeout: 30_000,
    expect: { poll: { timeout: 10_000 } },
    // Every file still has globals and modules of its own; to start a thread costs a tenth of a process.
    pool: "threads",
  },
});

export default config;
