// A platform in a process of its own that counts what it takes, by the number in each interaction's input, and can fail at a
// given rate. Started by the benches; tells its port, and its counts when asked.

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface ServerCounts {
  readonly requests: number;
  readonly faults: number;
  readonly distinct: number;
  readonly twice: number;
}

const [, , maxIdText = "0", faultRateText = "0"] = process.argv;
const timesTaken = new Uint8Array(Number(maxIdText));
const faultRate = Number(faultRateText);
const inputPattern = /"input":"(\d+)"/;
let requests = 0;
let faults = 0;

function take(body: string): void {
  const id = Number(inputPattern.exec(body)?.[1]);
  if (id < timesTaken.length) timesTaken[id] = (timesTaken[id] ?? 0) + 1;
}

const ways: ((response: ServerResponse, body: string) => void)[] = [
  (response) => response.writeHead(503).end(),
  (response) => response.writeHead(500).end("oops"),
  (response) => response.writeHead(429, { "retry-after": "0" }).end(),
  (response) => response.socket?.resetAndDestroy(),
  (response, body) => {
    take(body);
    response.socket?.resetAndDestroy();
  },
  (response) => {
    response.writeHead(200, { "content-length": "100" });
    response.write("{", () => response.socket?.end());
  },
];

function answer(request: IncomingMessage, response: ServerResponse): void {
  let body = "";
  request.setEncoding("utf8");
  request.on("data", (chunk: string) => {
    body += chunk;
  });
  request.on("end", () => {
    requests += 1;
    if (Math.random() < faultRate) {
      faults += 1;
      ways[faults % ways.length]?.(response, body);
      return;
    }
    take(body);
    response.setHeader("content-type", "application/json");
    response.end("{}");
  });
  request.on("error", () => {});
}

const server = createServer(answer);
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => process.send?.({ port: (server.address() as AddressInfo).port }));
process.on("message", () => {
  let distinct = 0;
  let twice = 0;
  for (const times of timesTaken) {
    if (times > 0) distinct += 1;
    if (times > 1) twice += times - 1;
  }
  const counts: ServerCounts = { requests, faults, distinct, twice };
  process.send?.(counts);
});
process.on("disconnect", () => process.exit());
