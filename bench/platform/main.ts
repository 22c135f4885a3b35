// How the local platform does with a million interactions, on SQLite and on PostgreSQL: the time of each read query and the
// rate of ingest, all over HTTP. `npm run bench:platform -- --interactions 100000 --engines sqlite` measures less.

import { mkdtemp, rm, stat } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startLocalPlatform } from "../../src/local/start-local-platform.ts";
import { openStorage } from "../../src/local/storage/open-storage.ts";
import { withTemporaryServer } from "../../test/suites/postgres/temporary-server.ts";
import { median, quantile } from "../harness/statistics.ts";
import { type Cell, formatTable } from "../harness/table.ts";
import { measureIngest } from "./ingest-rate.ts";
import { loadTraffic } from "./load.ts";
import { readQueries } from "./read-queries.ts";

const { values } = parseArgs({
  options: {
    interactions: { type: "string", default: "1000000" },
    engines: { type: "string", default: "sqlite,postgres" },
    runs: { type: "string", default: "20" },
  },
});
const interactions = Number(values.interactions);
const runs = Number(values.runs);
/** One user in twenty interactions. */
const users = Math.ceil(interactions / 20);

interface Measured {
  readonly engine: string;
  readonly rows: ReadonlyMap<string, Cell>;
}

const measured: Measured[] = [];
for (const engine of values.engines.split(",")) {
  if (engine === "sqlite") measured.push({ engine: "SQLite", rows: await measureSqlite() });
  else measured.push({ engine: "PostgreSQL", rows: await withTemporaryServer(measureEngine, serverSettings()) });
}
const names = [...(measured[0]?.rows.keys() ?? [])];
console.log(`\n${interactions.toLocaleString("en-US")} interactions, ${cpus().length} cores, ${runs} runs per query\n`);
console.log(
  formatTable(
    ["", ...measured.map(({ engine }) => engine)],
    names.map((name) => [name, ...measured.map(({ rows }) => rows.get(name) ?? "-")]),
  ),
);

async function measureSqlite(): Promise<ReadonlyMap<string, Cell>> {
  const directory = await mkdtemp(join(tmpdir(), "nebuly-platform-bench-"));
  const database = join(directory, "platform.db");
  try {
    const rows = new Map(await measureEngine(database));
    rows.set("database size, MB", (await stat(database)).size / 1e6);
    return rows;
  } finally {
    await rm(directory, { recursive: true });
  }
}

async function measureEngine(database: string): Promise<ReadonlyMap<string, Cell>> {
  const rows = new Map<string, Cell>();
  const storage = await openStorage(database);
  const began = performance.now();
  const conversations = await loadTraffic(storage, {
    interactions,
    users,
    onProgress: (loaded) => process.stderr.write(`\r${loaded.toLocaleString("en-US")} loaded`),
  });
  process.stderr.write(` in ${Math.round((performance.now() - began) / 1_000)} s\n`);
  await storage.destroy();
  const platform = await startLocalPlatform({ port: 0, database });
  const send = async (path: string, body: unknown): Promise<void> => {
    const response = await fetch(platform.url + path, {
      method: body === undefined ? "GET" : "POST",
      headers: { authorization: `Bearer ${platform.apiKey}` },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text.slice(0, 300)}`);
  };
  rows.set("ingest, interactions per second", await measureIngest(send));
  for (const query of readQueries({ interactions, users, conversations })) {
    const times: number[] = [];
    for (let run = 0; run < runs; run += 1) {
      const { path, body } = query.request(run);
      const start = performance.now();
      await send(path, body);
      times.push(performance.now() - start);
    }
    rows.set(`${query.name}, ms: median`, median(times));
    rows.set(`${query.name}, ms: p95`, quantile(times, 0.95));
    process.stderr.write(`${query.name}: p95 ${Math.round(quantile(times, 0.95))} ms\n`);
  }
  await platform.close();
  return rows;
}

/** A server as its packagers would set it for a machine of this size, not the defaults of 1997. */
function serverSettings(): readonly string[] {
  return ["shared_buffers=1GB", "work_mem=64MB", "maintenance_work_mem=256MB", "max_wal_size=4GB"].flatMap(
    (setting) => ["-c", setting],
  );
}
