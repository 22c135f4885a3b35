// The scratch folder that the measured processes run in: the peers' packages, this package as it is published, and a copy
// of bench/. Kept between runs under the machine's temporary folder, named after the lock file.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const repository = fileURLToPath(new URL("../..", import.meta.url));
/** What is published, and what it depends on. */
const publishedFiles = ["dist", "package.json"];
const runtimeDependencies = ["undici"];

/** Installs the peers if this lock file's are not there yet, brings in the package and bench/, returns the folder. */
export function prepareStage(): string {
  const lock = join(repository, "bench/peers/package-lock.json");
  const name = createHash("sha256").update(readFileSync(lock)).digest("hex").slice(0, 12);
  const directory = join(tmpdir(), `nebuly-bench-${name}`);
  if (!existsSync(join(directory, "node_modules"))) install(directory);
  const own = join(directory, "node_modules/nebuly");
  rmSync(own, { recursive: true, force: true });
  mkdirSync(join(own, "node_modules"), { recursive: true });
  for (const file of publishedFiles) cpSync(join(repository, file), join(own, file), { recursive: true });
  for (const dependency of runtimeDependencies) {
    cpSync(join(repository, "node_modules", dependency), join(own, "node_modules", dependency), { recursive: true });
  }
  rmSync(join(directory, "bench"), { recursive: true, force: true });
  cpSync(join(repository, "bench"), join(directory, "bench"), { recursive: true });
  // A package.json nearer to the copied modules would hide the folder's own packages.
  rmSync(join(directory, "bench/peers/package.json"));
  return directory;
}

function install(directory: string): void {
  const unfinished = `${directory}-installing`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  for (const file of ["package.json", "package-lock.json"]) {
    cpSync(join(repository, "bench/peers", file), join(unfinished, file));
  }
  // No package's own scripts run; none of what is measured needs them.
  execFileSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: unfinished, stdio: "inherit" });
  renameSync(unfinished, directory);
}
