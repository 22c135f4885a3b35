// Bundles the viewer's browser code into one script and one style. Runs from source and at build time, never at a user's.

import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import type { ViewerAssets } from "./viewer-assets.ts";

/** Returns both texts, minified, and the files that the script was made of. */
export async function bundleViewer(): Promise<ViewerAssets & { readonly moduleIds: readonly string[] }> {
  const [{ code, moduleIds }, style] = await Promise.all([bundleScript(), bundleStyle()]);
  return { script: code, style, moduleIds };
}

async function bundleScript(): Promise<{ readonly code: string; readonly moduleIds: readonly string[] }> {
  const { rolldown } = await import("rolldown");
  const bundle = await rolldown({
    input: fileURLToPath(new URL("./browser/main.tsx", import.meta.url)),
    platform: "browser",
    transform: { target: "es2022" },
  });
  try {
    const { output } = await bundle.generate({ format: "esm", minify: true, codeSplitting: false });
    return output[0];
  } finally {
    await bundle.close();
  }
}

async function bundleStyle(): Promise<string> {
  const directory = new URL("./styles/", import.meta.url);
  // The names begin with numbers: what comes later wins.
  const names = (await readdir(directory)).filter((name) => name.endsWith(".css")).sort();
  const files = [
    createRequire(import.meta.url).resolve("uplot/dist/uPlot.min.css"),
    ...names.map((name) => fileURLToPath(new URL(name, directory))),
  ];
  const texts = await Promise.all(files.map((file) => readFile(file, "utf8")));
  return texts.map(shortenStyle).join("\n");
}

/** Takes out comments and indentation. */
function shortenStyle(text: string): string {
  return text
    .replaceAll(/\/\*[\s\S]*?\*\//g, "")
    .replaceAll(/\n\s*/g, "\n")
    .trim();
}
