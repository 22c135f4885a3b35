// How this suite runs: on what prepare.ts made, every file with an app, a model and a platform of its own.
import { defineConfig, mergeConfig, type ViteUserConfig } from "vitest/config";
import base from "../../../vitest.config.ts";

const config: ViteUserConfig = defineConfig({
  resolve: mergeConfig({}, base.resolve ?? {}),
  test: {
    include: ["test/suites/next/*.test.ts"],
    exclude: ["**/node_modules/**"],
    // Most of every file is waiting for streams that take their time.
    maxWorkers: 3,
    testTimeout: 45_000,
    hookTimeout: 60_000,
  },
});

export default config;
