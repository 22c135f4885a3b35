// How large each entry may be, minified and compressed: all that importing it loads, without the runtime dependency.

const entries = ["index", "langchain", "ai-sdk", "next"];

/** Loaded when first needed, not with the entry. */
const leaveDynamicImports = {
  name: "leave-dynamic-imports",
  setup(build) {
    build.onResolve({ filter: /./ }, ({ kind, path }) =>
      kind === "dynamic-import" ? { path, external: true } : undefined,
    );
  },
};

export default entries.map((name) => ({
  name: name === "index" ? "nebuly" : `nebuly/${name}`,
  path: `dist/${name}.js`,
  limit: "20 kB",
  gzip: true,
  ignore: ["undici"],
  modifyEsbuildConfig: (config) => ({
    ...config,
    platform: "node",
    format: "esm",
    tsconfigRaw: {},
    plugins: [...(config.plugins ?? []), leaveDynamicImports],
  }),
}));
