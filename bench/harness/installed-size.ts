// How much lies on the disk for a package and everything it depends on.

import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";

const manifest = z.object({
  dependencies: z.record(z.string(), z.string()).optional(),
  optionalDependencies: z.record(z.string(), z.string()).optional(),
});

export interface InstalledSize {
  readonly packages: number;
  readonly megabytes: number;
}

/** Sums up packages and their dependencies as Node would find them; `without` are those that the application has anyway. */
export function measureInstalled(
  directory: string,
  names: readonly string[],
  without: readonly string[],
): InstalledSize {
  const counted = new Set<string>();
  const skipped = new Set<string>();
  for (const name of without) collect(directory, name, skipped, new Set());
  for (const name of names) collect(directory, name, counted, skipped);
  let bytes = 0;
  for (const folder of counted) bytes += folderBytes(folder);
  return { packages: counted.size, megabytes: bytes / 1e6 };
}

function collect(from: string, name: string, found: Set<string>, skipped: ReadonlySet<string>): void {
  const folder = findPackage(from, name);
  // An optional dependency for another platform is not there.
  if (folder === undefined || found.has(folder) || skipped.has(folder)) return;
  found.add(folder);
  const { dependencies, optionalDependencies } = manifest.parse(
    JSON.parse(readFileSync(join(folder, "package.json"), "utf8")),
  );
  for (const dependency of Object.keys({ ...dependencies, ...optionalDependencies })) {
    collect(folder, dependency, found, skipped);
  }
}

function findPackage(from: string, name: string): string | undefined {
  const folder = join(from, "node_modules", name);
  if (existsSync(join(folder, "package.json"))) return folder;
  return from === dirname(from) ? undefined : findPackage(dirname(from), name);
}

/** Files of the package itself; packages nested in it count on their own. */
function folderBytes(folder: string): number {
  let bytes = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) bytes += entry.name === "node_modules" ? 0 : folderBytes(path);
    else if (entry.isFile()) bytes += statSync(path).size;
  }
  return bytes;
}
