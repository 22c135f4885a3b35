// Starts a platform on this machine: storage, HTTP, and the end of both.

import { serve } from "@hono/node-server";
import { createApp } from "./http/create-app.ts";
import { Platform } from "./platform.ts";
import { defaultDatabase, openStorage } from "./storage/open-storage.ts";

export interface LocalPlatformOptions {
  /** Port to listen on, on 127.0.0.1 only. 0 takes a free one. Default 4319. */
  readonly port?: number;
  /** A file, or `:memory:` for one that ends with the process. Default `.nebuly/platform.db` below the current directory. */
  readonly database?: string;
  /** The only key that is taken. Default: any key is, as long as there is one. */
  readonly apiKey?: string;
  /** Largest request body in bytes; larger ones are answered 413. Default 16,777,216 (16 MiB). */
  readonly maxBodyBytes?: number;
  /** Interactions that began more days ago are deleted, at the start and then every hour. Default: nothing is. */
  readonly retentionDays?: number;
  /** Where failures inside the platform are told. Default: `console`. */
  readonly logger?: { error(message: string): void };
}

export interface LocalPlatform {
  /** Base URL for a client: `http://127.0.0.1:<port>`. */
  readonly url: string;
  /** A key that this platform takes. */
  readonly apiKey: string;
  /** Stops listening, ends open connections and closes the database. Idempotent. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const defaultPort = 4319;
const defaultMaxBodyBytes = 16 * 1024 * 1024;
/** The key of clients that were given none and talk to this machine. */
const anyKey = "local";

/**
 * Starts a platform on this machine that speaks the hosted one's HTTP APIs, so that everything works without an account.
 * Rejects when the port is taken or the database cannot be opened.
 *
 * @example
 * ```ts
 * const platform = await startLocalPlatform({ port: 0, database: ":memory:" });
 * const client = new Nebuly({ baseUrl: platform.url, apiKey: platform.apiKey });
 * ```
 */
export async function startLocalPlatform(options: LocalPlatformOptions = {}): Promise<LocalPlatform> {
  const storage = await openStorage(options.database ?? defaultDatabase);
  const logger = options.logger ?? console;
  const platform = new Platform({ storage, now: Date.now });
  const app = createApp({
    platform,
    hostnames: new Set(["127.0.0.1", "localhost"]),
    apiKey: options.apiKey,
    maxBodyBytes: options.maxBodyBytes ?? defaultMaxBodyBytes,
    onError: (error) => logger.error(`[nebuly] a request failed inside the local platform: ${error.message}`),
  });
  const requests = new RunningRequests();
  const server = await listen(
    (request) => requests.run(async () => app.fetch(request)),
    options.port ?? defaultPort,
  ).catch(async (error: unknown) => {
    // The port is taken: nothing else is left to undo.
    await platform.close();
    throw error;
  });
  const stopRetention = keepFor(options.retentionDays, platform, (error) =>
    logger.error(`[nebuly] old interactions could not be deleted: ${error.message}`),
  );
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    stopRetention();
    closing ??= requests
      .settled()
      .then(() => server.close())
      .then(() => platform.close());
    return closing;
  };
  return {
    url: `http://127.0.0.1:${server.port}`,
    apiKey: options.apiKey ?? anyKey,
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Deletes what is older than the given days, now and every hour; returns the end of it. */
function keepFor(days: number | undefined, platform: Platform, onError: (error: Error) => void): () => void {
  if (days === undefined) return () => {};
  const deleteOld = (): void => {
    platform.deleteOlderThan(Date.now() - days * dayMs).catch(onError);
  };
  deleteOld();
  const timer = setInterval(deleteOld, hourMs);
  timer.unref();
  return () => clearInterval(timer);
}

interface Listening {
  readonly port: number;
  close(): Promise<void>;
}

/** Counts requests, so that the database is not closed under one. */
class RunningRequests {
  readonly #running = new Set<Promise<unknown>>();

  run(handle: () => Promise<Response>): Promise<Response> {
    const running = handle();
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
        close: () =>
          new Promise<void>((closed) => {
            server.close(() => closed());
            if ("closeAllConnections" in server) server.closeAllConnections();
          }),
      }),
    );
    server.once("error", reject);
  });
}
