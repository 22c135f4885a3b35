// Runs the suites of the local platform and of the read side on a real PostgreSQL: a server of its own, or the one that
// NEBULY_TEST_POSTGRES names.

import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { withTemporaryServer } from "./temporary-server.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const given = process.env.NEBULY_TEST_POSTGRES;
// Its platforms stand on databases that it names itself; the unit tests run it.
const otherDatabases = ["--exclude", "test/local/cli-dev.test.ts"];

// Nothing of a test's database needs to survive a power cut.
process.exitCode = given ? runSuites(given) : await withTemporaryServer(runSuites, ["-c", "fsync=off"]);

function runSuites(url: string): number {
  const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
  const suites = process.argv.slice(2);
  const { status, signal } = spawnSync(
    process.execPath,
    [vitest, "run", ...(suites.length === 0 ? ["test/local", "test/query", ...otherDatabases] : suites)],
    { cwd: root, stdio: "inherit", env: { ...process.env, NEBULY_TEST_POSTGRES: url } },
  );
  if (signal !== null) console.error(`The tests were ended by ${signal}`);
  return status ?? 1;
}
