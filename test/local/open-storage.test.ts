// Opening a SQLite file that another process uses, or that one left half made.

import { once } from "node:events";
import { chmod, readdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Worker } from "node:worker_threads";
import { expect, test } from "vitest";
import { openStorage } from "../../src/local/storage/open-storage.ts";
import { createSqliteFile } from "./test-database.ts";

test("a file that another process is writing to is waited for", async () => {
  const file = await createSqliteFile();
  const writer = new Worker(
    `const { parentPort, workerData } = require("node:worker_threads");
    const database = new (require("node:sqlite").DatabaseSync)(workerData);
    database.exec("begin exclusive");
    parentPort.postMessage("writing");
    setTimeout(() => database.exec("commit"), 100);`,
    { eval: true, workerData: file },
  );
  await once(writer, "message");
  const storage = await openStorage(file);
  await storage.destroy();
});

test("tables are made all or none: a start that fails half-way can be repeated", async () => {
  const file = await createSqliteFile();
  const other = new DatabaseSync(file);
  // Stands in the way of the last of them.
  other.exec("create table waiting_events (id text)");
  await expect(openStorage(file)).rejects.toThrow("waiting_events");
  other.exec("drop table waiting_events");
  other.close();
  const storage = await openStorage(file);
  expect(await storage.selectFrom("waiting_events").selectAll().execute()).toEqual([]);
  await storage.destroy();
});

test.skipIf(process.platform === "win32")("nobody else on the machine reads a file that is made", async () => {
  const file = await createSqliteFile();
  const modes = async (): Promise<readonly string[]> => {
    const names = await readdir(dirname(file));
    return Promise.all(names.map(async (name) => ((await stat(join(dirname(file), name))).mode & 0o777).toString(8)));
  };
  let storage = await openStorage(file);
  // The write-ahead log and its index, too.
  expect(await modes()).toEqual(["600", "600", "600"]);
  await storage.destroy();
  // Somebody has decided otherwise.
  await chmod(file, 0o640);
  storage = await openStorage(file);
  expect(await modes()).toEqual(["640", "640", "640"]);
  await storage.destroy();
});
