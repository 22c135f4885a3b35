// Starts a platform on this machine: storage, HTTP, and the end of both.

import type { IncomingMessage } from "node:http";
import { type ServerType, serve } from "@hono/node-server";
import { checkArgument } from "../errors/check-argument.ts";
import { findModel } from "./analyst/find-model.ts";
import { defaultDatabase } from "./default-database.ts";
import { createApp } from "./http/create-app.ts";
import { type LocalPlatformOptions, localPlatformOptionsSchema } from "./local-platform-options.ts";
import { Platform } from "./platform.ts";
import { openReaders, openStorage } from "./storage/open-storage.ts";

export interface LocalPlatform {
  /** Base URL for a client: `http://127.0.0.1:<port>`. */
  readonly url: string;
  /** A key that this platform takes. */
  readonly apiKey: string;
  /** Stops listening, ends open connections and closes the database. Idempotent. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

const dayMs = 86_400_000;
const maintenanceIntervalMs = 600_000;
const defaultPort = 4319;
const defaultMaxBodyBytes = 16 * 1024 * 1024;
/** The key of clients that were given none and talk to this machine. */
const anyKey = "local";

/**
 * Starts a platform on this machine that speaks the hosted one's HTTP APIs, so that everything works without an account.
 * Rejects with `NebulyValidationError` when an option cannot be used, and with what happened when the port is taken or
 * the database cannot be opened.
 *
 * @example
 * ```ts
 * const platform = await startLocalPlatform({ port: 0, database: ":memory:" });
 * const client = new Nebuly({ baseUrl: platform.url, apiKey: platform.apiKey });
 * ```
 */
export async function startLocalPlatform(given: LocalPlatformOptions = {}): Promise<LocalPlatform> {
  const options = checkArgument(localPlatformOptionsSchema, given);
  const logger = options.logger ?? console;
  const analyst = options.analyst ?? (process.env.NEBULY_ANALYST_MODEL || undefined);
  const model = typeof analyst === "string" ? await findModel(analyst) : analyst;
  const database = options.database ?? defaultDatabase;
  const storage = await openStorage(database);
  const platform = new Platform({
    storage,
    readers: openReaders(database),
    now: Date.now,
    ...(model !== undefined && { analyst: { model, onError: (message) => logger.error(`[nebuly] ${message}`) } }),
  });
  const app = createApp({
    platform,
    hostnames: new Set(["127.0.0.1", "localhost"]),
    apiKey: options.apiKey,
    maxBodyBytes: options.maxBodyBytes ?? defaultMaxBodyBytes,
    onError: (error) => logger.error(`[nebuly] a request failed inside the local platform: ${error.message}`),
  });
  const work = new RunningWork();
  const server = await listen((request) => work.run(async () => app.fetch(request)), options.port ?? defaultPort).catch(
    async (error: unknown) => {
      // The port is taken: nothing else is left to undo.
      await platform.close();
      throw error;
    },
  );
  const stopMaintenance = maintainRegularly({ platform, work, retentionDays: options.retentionDays }, (problem) =>
    logger.error(`[nebuly] ${problem}`),
  );
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    stopMaintenance();
    closing ??= server.close(work.settled()).then(() => platform.close());
    return closing;
  };
  return {
    url: `http://127.0.0.1:${server.port}`,
    apiKey: options.apiKey ?? anyKey,
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Tidies up now and every so often; returns the end of it. */
function maintainRegularly(
  options: { readonly platform: Platform; readonly work: RunningWork; readonly retentionDays: number | undefined },
  tell: (problem: string) => void,
): () => void {
  const { platform, work, retentionDays } = options;
  const maintain = (): void => {
    const keepFrom = retentionDays === undefined ? undefined : Date.now() - retentionDays * dayMs;
    work
      .run(() => platform.maintain(keepFrom))
      .then(
        ({ droppedEvents }) => {
          if (droppedEvents > 0)
            tell(`no interaction came in a day for ${droppedEvents} late feedback and tags: dropped`);
        },
        (error: unknown) =>
          tell(`the local platform could not tidy up: ${error instanceof Error ? error.message : String(error)}`),
      );
  };
  maintain();
  const timer = setInterval(maintain, maintenanceIntervalMs);
  timer.unref();
  return () => clearInterval(timer);
}

interface Listening {
  readonly port: number;
  /** Takes no more connections; ends those that are open once what they asked for is done. */
  close(done: Promise<void>): Promise<void>;
}

/** Knows what is under way, so that the database is not closed under it. */
class RunningWork {
  readonly #running = new Set<Promise<unknown>>();

  run<Result>(work: () => Promise<Result>): Promise<Result> {
    const running = work();
    this.#running.add(running);
    const remove = (): void => void this.#running.delete(running);
    running.then(remove, remove);
    return running;
  }

  async settled(): Promise<void> {
    await Promise.allSettled(this.#running);
  }
}

function listen(fetch: (request: Request) => Promise<Response>, port: number): Promise<Listening> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch, port, hostname: "127.0.0.1" }, (address) =>
      resolve({
        port: address.port,
        async close(done) {
          const closed = new Promise<void>((resolve) => server.close(() => resolve()));
          arriving.end();
          await done;
          if ("closeAllConnections" in server) server.closeAllConnections();
          await closed;
        },
      }),
    );
    const arriving = followArriving(server);
    server.once("error", reject);
  });
}

/** Knows the requests that have not come whole. Whoever sends slowly, or no more, must not keep a platform from closing. */
function followArriving(server: ServerType): { end(): void } {
  const arriving = new Set<IncomingMessage>();
  let isEnding = false;
  server.on("request", (request: IncomingMessage) => {
    if (isEnding) request.destroy();
    else arriving.add(request);
    request.once("close", () => arriving.delete(request));
  });
  return {
    end() {
      isEnding = true;
      for (const request of arriving) if (!request.complete) request.destroy();
    },
  };
}
