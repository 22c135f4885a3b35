// How this suite runs: on what prepare.ts made, with a browser for every file.
import { defineConfig, type ViteUserConfig } from "vitest/config";

const config: ViteUserConfig = defineConfig({
  test: {
    include: ["test/suites/viewer/*.test.ts"],
    exclude: ["**/node_modules/**"],
    maxWorkers: 2,
    expect: { poll: { timeout: 10_000 } },
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});

export default config;
