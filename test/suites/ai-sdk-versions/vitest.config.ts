// The suite runs from source, as the root's tests do.
import { defineConfig, mergeConfig, type ViteUserConfig } from "vitest/config";
import root from "../../../vitest.config.ts";

const config: ViteUserConfig = mergeConfig(
  { resolve: root.resolve },
  defineConfig({ test: { root: import.meta.dirname, include: ["*.test.ts"], testTimeout: 15_000, pool: "threads" } }),
);

export default config;
