// How this suite runs: one file after the other, on what prepare.ts made.
import { defineConfig, mergeConfig, type ViteUserConfig } from "vitest/config";
import base from "../../../vitest.config.ts";

const config: ViteUserConfig = defineConfig({
  resolve: mergeConfig({}, base.resolve ?? {}),
  test: {
    include: ["test/suites/next/*.test.ts"],
    exclude: ["**/node_modules/**"],
    fileParallelism: false,
    testTimeout: 45_000,
    hookTimeout: 60_000,
  },
});

export default config;
