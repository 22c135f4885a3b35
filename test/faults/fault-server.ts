// A platform on loopback that misbehaves on demand, request by request, and remembers every body that it took.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";

export type Fault =
  | {
      readonly type: "answer";
      readonly status: number;
      readonly headers?: Record<string, string>;
      readonly body?: string;
    }
  /** Depends on what was sent. */
  | { readonly type: "by-body"; readonly choose: (body: string) => Fault }
  /** Takes the request and never answers. */
  | { readonly type: "silence" }
  | { readonly type: "late"; readonly afterMs: number }
  /** Resets before the body has been read. */
  | { readonly type: "reset-in-request" }
  /** Resets when the whole request has been read. */
  | { readonly type: "reset-before-answer" }
  /** Resets after the headers and a part of the answer. */
  | { readonly type: "reset-in-answer" }
  /** Closes the connection in order, in the middle of the answer. */
  | { readonly type: "truncated" }
  /** Closes its side without any answer. */
  | { readonly type: "half-close" }
  /** Sends headers, then one byte a second. */
  | { readonly type: "drip" }
  /** Sends headers, then nothing. */
  | { readonly type: "silence-after-headers" }
  /** Answers with bytes that are no HTTP. */
  | { readonly type: "no-http" }
  /** Takes the body as delivered, then resets instead of saying so. */
  | { readonly type: "taken-then-reset" };

export const healthy: Fault = { type: "answer", status: 200, body: "{}" };

export interface FaultServer {
  readonly url: string;
  readonly port: number;
  /** Every body that was taken, in order; a body twice was delivered twice. */
  readonly taken: string[];
  /** Requests whose headers arrived, whatever became of them. */
  readonly requests: number;
  /** Arrival of each request, in milliseconds of `performance.now`. */
  readonly arrivals: number[];
  /** Most connections that were open at once. */
  readonly mostConnections: number;
  /** Chooses what happens to each request from now on. */
  behave(choose: (index: number) => Fault): void;
  close(): Promise<void>;
}

export async function startFaultServer(port = 0): Promise<FaultServer> {
  const taken: string[] = [];
  const arrivals: number[] = [];
  const sockets = new Set<Socket>();
  const timers = new Set<NodeJS.Timeout>();
  let choose: (index: number) => Fault = () => healthy;
  let mostConnections = 0;

  const server = createServer((request, response) => {
    arrivals.push(performance.now());
    const fault = choose(arrivals.length - 1);
    void meet(fault, { request, response, taken, timers });
  });
  server.keepAliveTimeout = 60_000;
  server.on("connection", (socket) => {
    sockets.add(socket);
    mostConnections = Math.max(mostConnections, sockets.size);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {});
  });
  await listen(server, port);
  const address = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${address.port}`,
    port: address.port,
    taken,
    arrivals,
    get requests() {
      return arrivals.length;
    },
    get mostConnections() {
      return mostConnections;
    },
    behave(given) {
      choose = given;
    },
    async close() {
      for (const timer of timers) clearInterval(timer);
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.resetAndDestroy();
      await closed;
    },
  };
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly taken: string[];
  readonly timers: Set<NodeJS.Timeout>;
}

async function meet(fault: Fault, exchange: Exchange): Promise<void> {
  if (fault.type === "reset-in-request") {
    exchange.request.socket.resetAndDestroy();
    return;
  }
  const body = await readBody(exchange.request);
  // The client may have given up while it was sending.
  if (body !== undefined) respond(fault, body, exchange);
}

function respond(fault: Fault, body: string, exchange: Exchange): void {
  const { request, response, taken, timers } = exchange;
  const { socket } = request;
  switch (fault.type) {
    case "by-body":
      respond(fault.choose(body), body, exchange);
      return;
    case "answer":
      if (fault.status >= 200 && fault.status < 300) taken.push(body);
      response.writeHead(fault.status, fault.headers).end(fault.body ?? "");
      return;
    case "silence":
      return;
    case "late": {
      const timer = setTimeout(() => {
        timers.delete(timer);
        taken.push(body);
        response.end("{}");
      }, fault.afterMs);
      timers.add(timer);
      return;
    }
    case "reset-in-request":
    case "reset-before-answer":
      socket.resetAndDestroy();
      return;
    case "reset-in-answer":
      response.writeHead(200, { "content-length": "100" });
      response.write("{", () => socket.resetAndDestroy());
      return;
    case "truncated":
      response.writeHead(200, { "content-length": "100" });
      response.write("{", () => socket.end());
      return;
    case "half-close":
      socket.end();
      return;
    case "drip": {
      response.writeHead(200, { "content-length": "100" });
      response.write("{");
      timers.add(setInterval(() => response.write(" "), 1_000));
      return;
    }
    case "silence-after-headers":
      response.writeHead(200, { "content-length": "100" });
      response.flushHeaders();
      return;
    case "no-http":
      socket.end("I am not a web server\n");
      return;
    case "taken-then-reset":
      taken.push(body);
      socket.resetAndDestroy();
      return;
    default:
      fault satisfies never;
  }
}

function readBody(request: IncomingMessage): Promise<string | undefined> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => resolve(Buffer.concat(chunks).toString("utf8")));
    request.on("close", () => resolve(undefined));
    request.on("error", () => resolve(undefined));
  });
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve());
  });
}
