import { fileURLToPath } from "node:url";
import type { NextConfig } from "next";

/** The package is bundled into the app, or, as `serverExternalPackages`, required from node_modules. */
const isExternal = process.env.PACKAGE_IS_EXTERNAL === "yes";

const config: NextConfig = {
  turbopack: { root: fileURLToPath(new URL(".", import.meta.url)) },
  distDir: isExternal ? ".next-external" : ".next",
  serverExternalPackages: isExternal ? ["nebuly"] : [],
  // The same code is checked when it is bundled.
  typescript: { ignoreBuildErrors: isExternal },
  // Every build is the first and the last.
  experimental: { turbopackFileSystemCacheForBuild: false },
};

export default config;
