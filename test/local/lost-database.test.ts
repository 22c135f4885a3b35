// A PostgreSQL server that goes away: what was under way fails, and the process lives on.

import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { Kysely } from "kysely";
import { expect, onTestFinished, test } from "vitest";
import { createPostgresDialect } from "../../src/local/storage/postgres.ts";
import type { Tables } from "../../src/local/storage/tables.ts";

/** One message of PostgreSQL's protocol. */
function message(type: string, content: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.write(type);
  head.writeUInt32BE(content.byteLength + 4, 1);
  return Buffer.concat([head, content]);
}

const authenticated = message("R", Buffer.alloc(4));
const ready = (state: "I" | "T"): Buffer => message("Z", Buffer.from(state));

/** A server that lets everybody in and begins a transaction for whatever it is asked. */
async function startServer(): Promise<{ readonly url: string; readonly sockets: readonly Socket[] }> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on("error", () => {});
    socket.once("data", () => {
      socket.write(Buffer.concat([authenticated, ready("I")]));
      socket.on("data", () => socket.write(Buffer.concat([message("C", Buffer.from("BEGIN\0")), ready("T")])));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return { url: `postgres://nebuly@127.0.0.1:${address.port}/platform`, sockets };
}

test("a connection that is lost within a transaction fails that, and does not end the process", async () => {
  const { url, sockets } = await startServer();
  const storage = new Kysely<Tables>({ dialect: createPostgresDialect(url) });
  const changing = storage.transaction().execute(async (transaction) => {
    for (const socket of sockets) socket.destroy();
    await transaction.selectFrom("interactions").select("id").execute();
  });
  await expect(changing).rejects.toThrow(/connection/i);
  // An error that nobody listened for would have been raised by now.
  await storage.destroy();
});
