import { fileURLToPath } from "node:url";
import type { NextConfig } from "next";

const config: NextConfig = {
  // The example stands in a folder of another project; without this Next.js would take that one for the root.
  turbopack: { root: fileURLToPath(new URL(".", import.meta.url)) },
};

export default config;
