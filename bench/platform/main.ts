// How the local platform does with a million interactions, on SQLite and on PostgreSQL: the time of each read query and the
// rate of ingest, all over HTTP. `npm run bench:platform -- --rows 100000 --engines sqlite` measures less.

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
import { trafficOf } from "./load.ts";
import { loadPostgres, postgresBytes } from "./load-postgres.ts";
import { loadSqlite } from "./load-sqlite.ts";
import { readQueries } from "./read-queries.ts";

const { values } = parseArgs({
  options: {
    rows: { type: "string", default: "1000000" },
    engines: { type: "string", default: "sqlite,postgres" },
    runs: { type: "string", default: "20" },
  },
});
const traffic = trafficOf(Number(values.rows));
const runs = Number(values.runs);
const engines = values.engines.split(",");
const began = performance.now();

interface Measured {
  readonly engine: string;
  readonly rows: ReadonlyMap<string, Cell>;
}

const measured: Measured[] = [];
for (const engine of engines) {
  if (engine === "sqlite") measured.push({ engine: "SQLite", rows: await measureSqlite() });
  else measured.push({ engine: "PostgreSQL", rows: await withTemporaryServer(measurePostgres, serverSettings()) });
}
const names = [...(measured[0]?.rows.keys() ?? [])];
console.log(
  `\n${traffic.interactions.toLocaleString("en-US")} interactions, ${cpus().length} cores, ${runs} runs per query; ${secondsSince(began)} s in all\n`,
);
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
    return await measureEngine(database, {
      load: (onProgress) => loadSqlite(database, traffic, onProgress),
      bytes: async () => (await stat(database)).size,
    });
  } finally {
    await rm(directory, { recursive: true });
  }
}

function measurePostgres(database: string): Promise<ReadonlyMap<string, Cell>> {
  return measureEngine(database, {
    load: (onProgress) => loadPostgres(database, traffic, onProgress),
    bytes: () => postgresBytes(database),
  });
}

async function measureEngine(
  database: string,
  engine: { load(onProgress: (loaded: number) => void): Promise<number>; bytes(): Promise<number> },
): Promise<ReadonlyMap<string, Cell>> {
  const rows = new Map<string, Cell>();
  // The schema.
  await (await openStorage(database)).destroy();
  const loadBegan = performance.now();
  const loaded = await engine.load((loaded) => {
    if (loaded % 50_000 < 4_500) tell(`${loaded.toLocaleString("en-US")} generated after ${secondsSince(loadBegan)} s`);
  });
  tell(`${loaded.toLocaleString("en-US")} loaded after ${secondsSince(loadBegan)} s`);
  rows.set("database size, MB", (await engine.bytes()) / 1e6);
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
  for (const query of readQueries(traffic)) {
    const times: number[] = [];
    for (let run = 0; run < runs; run += 1) {
      const { path, body } = query.request(run);
      const start = performance.now();
      await send(path, body);
      times.push(performance.now() - start);
    }
    rows.set(`${query.name}, ms: median`, median(times));
    rows.set(`${query.name}, ms: p95`, quantile(times, 0.95));
    tell(`${query.name}: p95 ${Math.round(quantile(times, 0.95))} ms`);
  }
  const rate = await measureIngest(send);
  tell(`ingest: ${Math.round(rate)} interactions per second`);
  rows.set("ingest, interactions per second", rate);
  await platform.close();
  return rows;
}

function tell(progress: string): void {
  process.stderr.write(`${progress}\n`);
}

function secondsSince(moment: number): number {
  return Math.round((performance.now() - moment) / 1_000);
}

/** A server as its packagers would set it for a machine of this size, not the defaults of 1997. */
function serverSettings(): readonly string[] {
  return ["shared_buffers=1GB", "work_mem=64MB", "maintenance_work_mem=256MB", "max_wal_size=4GB"].flatMap(
    (setting) => ["-c", setting],
  );
}
