// A PostgreSQL server of one's own: in a temporary directory, on a free port of 127.0.0.1, gone afterwards.
//
// Its programs are looked for in PATH, in Debian's places, or where NEBULY_POSTGRES_BIN says.

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

/** PostgreSQL refuses to run as root; where that is who we are, this unprivileged user runs it. */
const unprivileged = { uid: 65_534, gid: 65_534 };
const user = process.getuid?.() === 0 ? unprivileged : undefined;

/** Runs a function with the URL of a server that lives as long. `settings` are the server's own. */
export async function withTemporaryServer<Result>(
  use: (url: string) => Result | Promise<Result>,
  extraSettings: readonly string[] = [],
): Promise<Result> {
  const bin = findPrograms();
  const directory = mkdtempSync(join(tmpdir(), "nebuly-postgres-"));
  if (user !== undefined) chownSync(directory, user.uid, user.gid);
  const data = join(directory, "data");
  let server: ChildProcess | undefined;
  try {
    execFileSync(join(bin, "initdb"), ["-D", data, "-U", "nebuly", "--auth=trust", "--locale=C.UTF-8", "-E", "UTF8"], {
      ...user,
      stdio: "ignore",
      cwd: directory,
    });
    const port = await freePort();
    const settings = ["-c", `unix_socket_directories=${directory}`, "-c", "listen_addresses=127.0.0.1"];
    server = spawn(join(bin, "postgres"), ["-D", data, "-p", String(port), ...settings, ...extraSettings], {
      ...user,
      stdio: ["ignore", "ignore", "pipe"],
      cwd: directory,
    });
    await untilReady(server);
    return await use(`postgres://nebuly@127.0.0.1:${port}/postgres`);
  } finally {
    if (server !== undefined && server.exitCode === null) {
      const ended = once(server, "exit");
      server.kill("SIGINT");
      await ended;
    }
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Waits for the line that says so; a server that ends before it rejects with what it said. */
function untilReady(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = "";
    server.stderr?.on("data", (chunk) => {
      said = `${said}${chunk}`.slice(-10_000);
      if (said.includes("ready to accept connections")) resolve();
    });
    server.once("exit", () => reject(new Error(`PostgreSQL ended:\n${said}`)));
  });
}

function findPrograms(): string {
  const debian = "/usr/lib/postgresql";
  const versions = existsSync(debian) ? readdirSync(debian).sort((left, right) => Number(right) - Number(left)) : [];
  const places = [
    process.env.NEBULY_POSTGRES_BIN,
    ...(process.env.PATH ?? "").split(delimiter),
    ...versions.map((version) => join(debian, version, "bin")),
  ];
  const found = places.find(
    (place) => place && existsSync(join(place, "initdb")) && existsSync(join(place, "postgres")),
  );
  if (found) return found;
  throw new Error("PostgreSQL's initdb and postgres were not found; install a server or set NEBULY_POSTGRES_BIN");
}

async function freePort(): Promise<number> {
  const probe = createServer();
  probe.listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string") throw new Error("no port is free");
  return address.port;
}
