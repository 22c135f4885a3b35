// The transport over node:net and node:tls: keep-alive connections of our own. Requests that are posted together share a
// connection and a write, as far as the platform answers them quickly.

import type { Socket } from "node:net";
import { systemClock } from "../runtime/clock.ts";
import { errorCode } from "./error-code.ts";
import { type BrokenGroup, type Exchange, type GroupReport, HttpConnection } from "./http-connection.node.ts";
import type { Transport, TransportOptions, TransportOutcome, TransportRequest } from "./transport.ts";

/** Opens a connection to the platform; its socket emits `readyEvent` when requests may be written. */
interface Dialler {
  readonly readyEvent: "connect" | "secureConnect";
  dial(): Socket;
}

/** So many requests share a write at most. */
const maxGroupSize = 16;
/** After so many shared connections in turn that broke, requests go alone: something on the way does not take them together. */
const maxBreaks = 3;
/** Requests behind another may wait so long for their answers, or as long again as the first one took. */
const tolerableWaitMs = 50;

/** Opens no connection before the first request, or before it is told to prepare for one. */
export async function createHttpTransport(options: TransportOptions): Promise<Transport> {
  const base = new URL(options.baseUrl);
  return new HttpTransport(base, options, await openDialler(base));
}

async function openDialler({ protocol, hostname, port }: URL): Promise<Dialler> {
  const host = hostname.replace(/^\[(.*)\]$/, "$1");
  const target = { host, port: Number(port) || (protocol === "https:" ? 443 : 80) };
  const { connect, isIP } = await import("node:net");
  if (protocol !== "https:") return { readyEvent: "connect", dial: () => connect(target) };
  const tls = await import("node:tls");
  let session: Buffer | undefined;
  return {
    readyEvent: "secureConnect",
    dial() {
      const socket = tls.connect({
        ...target,
        // RFC 6066 allows names only.
        servername: isIP(host) === 0 ? host : "",
        ALPNProtocols: ["http/1.1"],
        ...(session !== undefined && { session }),
      });
      socket.on("session", (offered) => {
        session = offered;
      });
      return socket;
    },
  };
}

class HttpTransport implements Transport {
  readonly #options: TransportOptions;
  readonly #dialler: Dialler;
  readonly #pathPrefix: string;
  readonly #headEnd: string;
  readonly #connections = new Set<HttpConnection>();
  /** Without a request; the one used last is used first. */
  readonly #free: HttpConnection[] = [];
  #waiting: Exchange[] = [];
  #isDue = false;
  #isClosed = false;
  #groupSize = 1;
  #breaks = 0;
  /** 1 once something on the way has shown that it does not take requests one behind the other. */
  #maxGroupSize = maxGroupSize;

  constructor(base: URL, options: TransportOptions, dialler: Dialler) {
    this.#options = options;
    this.#dialler = dialler;
    this.#pathPrefix = base.pathname.replace(/\/$/, "");
    const headers = Object.entries(options.headers).map(([name, value]) => `${name}: ${value}\r\n`);
    this.#headEnd = ` HTTP/1.1\r\nhost: ${base.host}\r\nconnection: keep-alive\r\n${headers.join("")}content-length: `;
  }

  get groupSize(): number {
    return Math.min(this.#groupSize, this.#maxGroupSize);
  }

  post({ path, body }: TransportRequest): Promise<TransportOutcome> {
    return new Promise((settle) => {
      const head = `POST ${this.#pathPrefix}${path}${this.#headEnd}${body.byteLength}\r\n\r\n`;
      this.#waiting.push({ head, body, settle });
      this.#sendSoon();
    });
  }

  prepare(): void {
    try {
      const connection = this.#takeFree() ?? (this.#connections.size === 0 ? this.#open() : undefined);
      if (connection !== undefined) this.#free.push(connection);
    } catch {
      // Told of when a request needs it.
    }
  }

  close(): Promise<void> {
    this.#isClosed = true;
    for (const connection of this.#connections) connection.close();
    this.#refuseWaiting("closed");
    return Promise.resolve();
  }

  /** What is posted now goes in one write. */
  #sendSoon(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    systemClock.defer(() => {
      this.#isDue = false;
      this.#send();
    });
  }

  #send(): void {
    try {
      while (this.#waiting.length > 0) {
        const connection = this.#takeFree() ?? this.#open();
        if (connection === undefined) return;
        connection.send(this.#waiting.splice(0, this.groupSize));
      }
    } catch (error) {
      // Node refuses to open what it finds fault with, such as a certificate of the environment's that it cannot read.
      this.#refuseWaiting(errorCode(error));
    }
  }

  #refuseWaiting(code: string): void {
    for (const exchange of this.#waiting.splice(0)) exchange.settle({ type: "no-answer", code });
  }

  #takeFree(): HttpConnection | undefined {
    for (let connection = this.#free.pop(); connection !== undefined; connection = this.#free.pop()) {
      if (connection.isUsable) return connection;
      this.#connections.delete(connection);
      connection.close();
    }
    return undefined;
  }

  #open(): HttpConnection | undefined {
    if (this.#connections.size >= this.#options.concurrency || this.#isClosed) return undefined;
    const connection = new HttpConnection(this.#dialler.dial(), this.#dialler.readyEvent, {
      timeoutMs: this.#options.timeoutMs,
      onFree: (group) => {
        this.#adjust(group);
        this.#free.push(connection);
        if (this.#waiting.length > 0) this.#sendSoon();
      },
      onGone: (unanswered, broken) => {
        this.#connections.delete(connection);
        this.#waiting.unshift(...unanswered);
        // Alone, each of them shows whether it is the one to blame.
        if (broken !== undefined) this.#broke(broken);
        if (this.#waiting.length > 0) this.#sendSoon();
      },
    });
    this.#connections.add(connection);
    return connection;
  }

  #broke({ isMute }: BrokenGroup): void {
    this.#groupSize = 1;
    this.#breaks += 1;
    if (isMute || this.#breaks >= maxBreaks) this.#maxGroupSize = 1;
  }

  /** More at once while those behind need not wait long, fewer where they do. */
  #adjust({ size, firstMs, restMs }: GroupReport): void {
    if (size > 1) this.#breaks = 0;
    if (restMs > Math.max(firstMs, tolerableWaitMs)) this.#groupSize = Math.max(1, size >> 1);
    else if (size === this.#groupSize) this.#groupSize = Math.min(size * 2, maxGroupSize);
  }
}
