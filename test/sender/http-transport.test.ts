import { createServer as createSecureServer } from "node:https";
import { createServer, type Server, type Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { systemClock } from "../../src/runtime/clock.ts";
import { createNodeTransport } from "../../src/sender/node-transport.node.ts";
import type { Transport, TransportOptions } from "../../src/sender/transport.ts";
import { selfSignedCertificate } from "./self-signed-certificate.ts";

interface Arrival {
  /** Which connection, in the order of their opening. */
  readonly connection: number;
  readonly body: string;
}

/** A platform that speaks HTTP by hand, so that a test sees what shares a connection and answers when and how it likes. */
class HandServer {
  readonly arrivals: Arrival[] = [];
  connections = 0;
  /** What is written for the request of this index; nothing for `undefined`, and a closed connection for `close`. */
  answer: (index: number, body: string) => string | "close" | undefined = () => ok;
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;
  readonly #watchers: { readonly isMet: () => boolean; readonly resolve: () => void }[] = [];

  constructor() {
    this.#server = createServer((socket) => this.#connected(socket));
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    const address = this.#server.address();
    return `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
  }

  /** Resolves when so many requests have arrived. */
  arrived(count: number): Promise<void> {
    return this.#until(() => this.arrivals.length >= count);
  }

  /** Resolves when so many connections have been opened. */
  connected(count: number): Promise<void> {
    return this.#until(() => this.connections >= count);
  }

  sockets(): Socket[] {
    return [...this.#sockets];
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #connected(socket: Socket): void {
    const connection = this.connections;
    this.connections += 1;
    this.#sockets.add(socket);
    this.#look();
    socket.on("close", () => this.#sockets.delete(socket));
    socket.on("error", () => {});
    let unread = "";
    socket.on("data", (piece) => {
      unread += piece.toString("latin1");
      for (;;) {
        const request = /^POST \S+ HTTP\/1\.1\r\n(?:[^\r\n]+\r\n)*content-length: (\d+)\r\n\r\n/.exec(unread);
        const end = (request?.[0].length ?? 0) + Number(request?.[1]);
        if (request === null || unread.length < end || socket.destroyed) return;
        const body = unread.slice(request[0].length, end);
        unread = unread.slice(end);
        this.arrivals.push({ connection, body });
        const answer = this.answer(this.arrivals.length - 1, body);
        if (answer === "close") socket.end();
        else if (answer !== undefined) socket.write(answer);
        this.#look();
        if (answer === "close") return;
      }
    });
  }

  #until(isMet: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#watchers.push({ isMet, resolve });
      this.#look();
    });
  }

  #look(): void {
    for (const { isMet, resolve } of this.#watchers) if (isMet()) resolve();
  }
}

const ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
const delivered = { type: "answer", status: 200, text: "" };

let server: HandServer;
let url: string;
let transport: Transport | undefined;

beforeEach(async () => {
  server = new HandServer();
  url = await server.listen();
});

afterEach(async () => {
  await transport?.close();
  await server.close();
});

function make(options: Partial<TransportOptions> = {}): Transport {
  transport = createNodeTransport({ baseUrl: url, headers: {}, timeoutMs: 5_000, concurrency: 16, ...options });
  return transport;
}

const post = (name: string): ReturnType<Transport["post"]> =>
  (transport ?? make()).post({ path: "/p", body: new TextEncoder().encode(name) });

const postAll = (names: readonly string[]): Promise<unknown[]> => Promise.all(names.map(post));
const letters = (count: number): string[] => Array.from({ length: count }, (_, index) => `request ${index}`);

/** Quick answers have shown that sixteen requests may stand one behind the other; a busy machine needs some more of them. */
async function warmUp(): Promise<void> {
  for (let round = 0; round < 200 && transport?.groupSize !== 16; round += 1) await postAll(letters(16));
  expect(transport?.groupSize).toBe(16);
  server.arrivals.length = 0;
}

describe("requests that are posted together", () => {
  test("share a connection once its answers come quickly, and each gets its own answer", async () => {
    make();
    await postAll(letters(4));
    expect(new Set(server.arrivals.map(({ connection }) => connection)).size).toBe(4);
    await warmUp();
    server.answer = (_index, body) => `HTTP/1.1 400 No\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    const outcomes = await postAll(letters(16));
    expect(new Set(server.arrivals.map(({ connection }) => connection)).size).toBe(1);
    expect(outcomes).toEqual(letters(16).map((text) => ({ type: "answer", status: 400, text })));
  });

  test("are sent without waiting for the answers before them", async () => {
    make();
    await warmUp();
    server.answer = () => undefined;
    const posted = postAll(letters(16));
    await server.arrived(16);
    for (const socket of server.sockets()) socket.write(ok.repeat(16));
    expect(await posted).toEqual(letters(16).map(() => delivered));
  });

  test("go elsewhere when the platform closes the connection after an answer", async () => {
    make();
    await warmUp();
    const closing = ok.replace("\r\n", "\r\nConnection: close\r\n");
    server.answer = (index) => (index === 3 ? closing : ok);
    expect(await postAll(letters(16))).toEqual(letters(16).map(() => delivered));
  });

  test("behind one at which the connection breaks are sent again, the one itself is not", async () => {
    make();
    await warmUp();
    server.answer = (index) => (index === 3 ? "close" : ok);
    const outcomes = await postAll(letters(16));
    const lost = { type: "no-answer", code: "ECONNRESET" };
    expect(outcomes).toEqual(letters(16).map((_, index) => (index === 3 ? lost : delivered)));
    expect(server.arrivals.filter(({ body }) => body === "request 3")).toHaveLength(1);
  });

  test("no longer share once one on a shared connection found no answer in time", async () => {
    make({ timeoutMs: 1_000 });
    await warmUp();
    server.answer = (index) => (index >= 3 && index < 8 ? undefined : ok);
    const outcomes = await postAll(letters(8));
    const late = { type: "no-answer", code: "timeout" };
    expect(outcomes).toEqual(letters(8).map((_, index) => (index === 3 ? late : delivered)));
    for (let round = 0; round < 5; round += 1) await postAll(letters(16));
    server.arrivals.length = 0;
    await postAll(letters(8));
    expect(new Set(server.arrivals.map(({ connection }) => connection)).size).toBe(8);
  });
});

test("where every shared connection breaks, requests soon go alone", async () => {
  make();
  // Keeps a connection for the next request, but not for one that came before its answer.
  const answered = new Map<number, number>();
  server.answer = (index) => {
    const connection = server.arrivals[index]?.connection ?? 0;
    const before = answered.get(connection) ?? 0;
    answered.set(connection, before + 1);
    return before % 2 === 1 ? "close" : ok;
  };
  for (let round = 0; round < 12; round += 1) {
    await postAll(letters(4));
    for (const connection of answered.keys()) answered.set(connection, 0);
  }
  server.arrivals.length = 0;
  expect(await postAll(letters(4))).toEqual(letters(4).map(() => delivered));
  expect(new Set(server.arrivals.map(({ connection }) => connection)).size).toBe(4);
});

describe("told to prepare", () => {
  test("it opens one connection, which the first request finds", async () => {
    make();
    transport?.prepare?.();
    await server.connected(1);
    expect(await post("a")).toEqual(delivered);
    transport?.prepare?.();
    expect(await post("b")).toEqual(delivered);
    expect(server.connections).toBe(1);
  });

  test("while that is on its way, a request waits for it and no other is opened", async () => {
    make();
    transport?.prepare?.();
    transport?.prepare?.();
    expect(await post("a")).toEqual(delivered);
    expect(server.connections).toBe(1);
  });

  test("it opens none beside a request under way", async () => {
    make();
    server.answer = () => undefined;
    const posted = post("a");
    await server.arrived(1);
    transport?.prepare?.();
    server.answer = () => ok;
    server.sockets()[0]?.write(ok);
    expect(await posted).toEqual(delivered);
    expect(await post("b")).toEqual(delivered);
    expect(server.connections).toBe(1);
  });

  test("what the platform closed meanwhile, or has left unused for long, is replaced", async () => {
    make();
    transport?.prepare?.();
    await server.connected(1);
    const [socket] = server.sockets();
    const closed = new Promise((resolve) => socket?.on("close", resolve));
    socket?.end();
    await closed;
    expect(await post("a")).toEqual(delivered);
    expect(server.connections).toBe(2);
    const later = systemClock.elapsedMs() + 60_000;
    const clock = vi.spyOn(systemClock, "elapsedMs").mockReturnValue(later);
    transport?.prepare?.();
    await server.connected(3);
    clock.mockReturnValue(later + 19_000);
    expect(await post("b")).toEqual(delivered);
    expect(server.connections).toBe(3);
    clock.mockReturnValue(later + 60_000);
    transport?.prepare?.();
    await server.connected(4);
    clock.mockReturnValue(later + 81_000);
    expect(await post("c")).toEqual(delivered);
    expect(server.connections).toBe(5);
    clock.mockRestore();
  });

  test("a platform that is not there is told of by the request alone", async () => {
    make({ baseUrl: "http://127.0.0.1:1" });
    transport?.prepare?.();
    expect(await post("a")).toEqual({ type: "no-answer", code: "ECONNREFUSED" });
  });

  test("after it was closed it opens nothing", async () => {
    make();
    expect(await post("a")).toEqual(delivered);
    await transport?.close();
    transport?.prepare?.();
    expect(await post("b")).toEqual({ type: "no-answer", code: "closed" });
    expect(server.connections).toBe(1);
  });
});

test("a connection that the platform closed while it was idle is replaced", async () => {
  make();
  expect(await post("a")).toEqual(delivered);
  const [socket] = server.sockets();
  const closed = new Promise((resolve) => socket?.on("close", resolve));
  socket?.end();
  await closed;
  expect(await post("b")).toEqual(delivered);
  expect(server.connections).toBe(2);
});

test("a connection is not used beyond the time that the platform keeps it", async () => {
  make();
  server.answer = () => ok.replace("\r\n", "\r\nKeep-Alive: timeout=1\r\n");
  expect(await post("a")).toEqual(delivered);
  expect(await post("b")).toEqual(delivered);
  expect(server.connections).toBe(2);
});

test("an answer that nobody asked for ends its connection, and harms nobody", async () => {
  make();
  server.answer = (index) => (index === 0 ? ok + ok : ok);
  expect(await post("a")).toEqual(delivered);
  expect(await post("b")).toEqual(delivered);
});

test("requests beyond concurrency wait for a connection", async () => {
  make({ concurrency: 2 });
  expect(await postAll(letters(20))).toEqual(letters(20).map(() => delivered));
  expect(server.connections).toBe(2);
});

test("close ends what waits and what is under way", async () => {
  const closing = make({ concurrency: 1 });
  server.answer = () => undefined;
  const posted = postAll(["a", "b"]);
  await server.arrived(1);
  await closing.close();
  expect(await posted).toEqual(["a", "b"].map(() => ({ type: "no-answer", code: "closed" })));
});

test("headers are sent as they are given, and the path below the base URL's", async () => {
  const { createServer: createHttpServer } = await import("node:http");
  const seen: unknown[] = [];
  const plain = createHttpServer((request, response) => {
    seen.push([request.url, request.headers.authorization, request.headers["content-length"]]);
    request.resume();
    response.end();
  });
  await new Promise<void>((resolve) => plain.listen(0, "127.0.0.1", resolve));
  const address = plain.address();
  const baseUrl = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/below`;
  make({ baseUrl, headers: { authorization: "Bearer key" } });
  expect(await post("ü")).toEqual(delivered);
  expect(seen).toEqual([["/below/p", "Bearer key", "2"]]);
  plain.closeAllConnections();
  plain.close();
});

test("over TLS connections are kept, and a new one resumes the session of the last", async () => {
  // The certificate vouches for itself alone; that such a one is refused otherwise is tested with every transport.
  vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
  const resumed: boolean[] = [];
  const sockets: TLSSocket[] = [];
  const secure = createSecureServer(selfSignedCertificate, (request, response) => {
    request.resume();
    response.end("{}");
  });
  secure.on("secureConnection", (socket: TLSSocket) => {
    resumed.push(socket.isSessionReused());
    sockets.push(socket);
  });
  await new Promise<void>((resolve) => secure.listen(0, "127.0.0.1", resolve));
  const address = secure.address();
  make({ baseUrl: `https://127.0.0.1:${typeof address === "object" ? address?.port : 0}` });
  expect(await postAll(["a"])).toEqual([delivered]);
  expect(await postAll(["b", "c"])).toEqual([delivered, delivered]);
  expect(await postAll(letters(9))).toEqual(letters(9).map(() => delivered));
  const before = resumed.length;
  const closed = sockets.map((socket) => new Promise((resolve) => socket.on("close", resolve)));
  for (const socket of sockets) socket.end();
  await Promise.all(closed);
  expect(await post("d")).toEqual(delivered);
  expect(resumed.slice(before)).toEqual([true]);
  vi.unstubAllEnvs();
  secure.closeAllConnections();
  secure.close();
});
