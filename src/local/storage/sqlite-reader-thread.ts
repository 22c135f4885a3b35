// The thread of a reader: a connection of its own that only reads, and runs one statement after the other. Who asks it lives
// in sqlite-reader.ts.

import { parentPort, workerData } from "node:worker_threads";
import { openNodeSqlite } from "./node-sqlite.ts";
import type { ReaderQuestion } from "./sqlite-reader.ts";

const database = openNodeSqlite(String(workerData), { isReader: true });

parentPort?.on("message", (question: ReaderQuestion) => {
  if (question === "close") {
    database.close();
    parentPort?.close();
    return;
  }
  parentPort?.postMessage(answer(question));
});

function answer({
  sql,
  parameters,
}: Exclude<ReaderQuestion, "close">): { readonly rows: unknown[] } | { readonly error: unknown } {
  try {
    return { rows: database.prepare(sql).all(parameters) };
  } catch (error) {
    // Who asked is told, and the thread lives on for the next one.
    return { error };
  }
}
