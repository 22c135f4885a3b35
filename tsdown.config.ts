// How the package is built: one file per subpath, what only local/ and cli/ need bundled into theirs, zod into a file of its own.
import { builtinModules } from "node:module";
import { esmExternalRequirePlugin } from "rolldown/plugins";
import { defineConfig, type UserConfig } from "tsdown";
import { bundleViewer } from "./src/local/viewer/bundle-viewer.ts";
import { thirdPartyNotices } from "./tsdown.notices.ts";

let viewer: ReturnType<typeof bundleViewer> | undefined;
/** Bundled once, and only when it is asked for. */
function bundleViewerOnce(): ReturnType<typeof bundleViewer> {
  viewer ??= bundleViewer();
  return viewer;
}

/** Puts the viewer's finished script and style where from source they are bundled on demand. */
const viewerAssets = {
  name: "viewer-assets",
  load: {
    filter: { id: /[\\/]src[\\/]local[\\/]viewer[\\/]viewer-assets\.ts$/ },
    async handler(): Promise<string> {
      const { script, style } = await bundleViewerOnce();
      return `const assets = ${JSON.stringify({ script, style })};\nexport async function loadViewerAssets() {\n  return assets;\n}\n`;
    },
  },
};

/** A megabyte of object literals takes most of a second to evaluate, as JSON a few milliseconds. */
const languageDataAsJson = {
  name: "language-data-as-json",
  load: {
    filter: { id: /[\\/]eld[\\/]src[\\/]ngrams[\\/]\w+\.js$/ },
    async handler(id: string): Promise<string> {
      const { ngramsData } = await import(id);
      return `export const ngramsData = JSON.parse(${JSON.stringify(JSON.stringify(ngramsData))});`;
    },
  },
};

/** Small modules that several entries and what they load later share. */
const baseModules =
  /[\\/]src[\\/](?:runtime[\\/](?:clock|global-singleton|turnover-\w+|shared-listener|signals|timeout-limits|node-look-alike\.node)|errors[\\/]nebuly-(?:validation-)?error|wire[\\/](?:endpoints|cut-text)|capture[\\/]text-limits|settings[\\/]loopback-host|sender[\\/]error-code)\.ts$/;

const config: UserConfig = defineConfig({
  entry: {
    index: "src/index.ts",
    langchain: "src/langchain/index.ts",
    "ai-sdk": "src/ai-sdk/index.ts",
    next: "src/next/index.ts",
    local: "src/local/index.ts",
    cli: "src/cli/main.ts",
    "sqlite-reader-thread": "src/local/storage/sqlite-reader-thread.ts",
    "runtime.node": "src/runtime/runtime.node.ts",
    "runtime.portable": "src/runtime/runtime.portable.ts",
  },
  format: "esm",
  target: "node22",
  platform: "neutral",
  dts: true,
  // The PostgreSQL driver is CommonJS: what it requires of Node becomes imports.
  plugins: [
    viewerAssets,
    languageDataAsJson,
    thirdPartyNotices(async () => (await bundleViewerOnce()).moduleIds),
    esmExternalRequirePlugin({ external: [...builtinModules] }),
  ],
  deps: {
    neverBundle: ["#runtime", /^node:/],
    // docs/decisions/0010-zod-is-bundled.md
    alwaysBundle: ["zod"],
    // zod, and all that local/ and cli/ bring along: another one joins knowingly, or the build tells of it.
    onlyBundle: [
      "@hono/node-server",
      "@pydantic/genai-prices",
      "eld",
      "hono",
      "kysely",
      "pg",
      "pg-cloudflare",
      "pg-connection-string",
      "pg-int8",
      "pg-pool",
      "pg-protocol",
      "pg-types",
      "pgpass",
      "postgres-array",
      "postgres-bytea",
      "postgres-date",
      "postgres-interval",
      "split2",
      "vader-sentiment",
      "xtend",
      "zod",
    ],
  },
  // A neutral platform reads no `main` by itself; what is bundled into local/ is older than `exports`.
  inputOptions: {
    resolve: { mainFields: ["module", "main"] },
    // What the group of small modules below implies; its own dependencies stay where they are.
    preserveEntrySignatures: "allow-extension",
    checks: { pluginTimings: false },
  },
  // Opening a file costs more than reading it: what every entry needs first comes as one.
  outputOptions: {
    codeSplitting: {
      groups: [
        { name: "base", test: baseModules, includeDependenciesRecursively: false },
        { name: "zod", test: /[\\/]node_modules[\\/]zod[\\/]/ },
      ],
    },
  },
  clean: true,
  hash: false,
});

export default config;
