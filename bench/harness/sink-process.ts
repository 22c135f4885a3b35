// The other end of every benchmark: a loopback HTTP server in a process of its own. It answers what each peer's backend
// would answer, counts requests and bytes, keeps the bodies, and looks up what is missing in them when it is asked.

import { createServer, type IncomingMessage } from "node:http";
import { brotliDecompressSync, gunzipSync, inflateSync, zstdDecompressSync } from "node:zlib";
import { z } from "zod";
import type { SinkReport } from "./sink.ts";

const command = z.discriminatedUnion("type", [
  z.object({ type: z.literal("reset") }),
  z.object({ type: z.literal("report"), texts: z.array(z.string()) }),
]);

/** What backends answer where the peer reads the answer; everything else gets an empty object. */
const answers: readonly (readonly [RegExp, unknown])[] = [
  [/^\/api\/apikey\/login/, { org_info: [{ id: "org", name: "bench", api_url: "", proxy_url: "" }] }],
  [/^\/api\/project\/register/, { project: { id: "project", name: "bench" } }],
  [/^\/info/, { batch_ingest_config: { use_multipart_endpoint: true, size_limit: 100, size_limit_bytes: 20_971_520 } }],
  [/^\/batch/, { status: 1 }],
];

const bodies: { readonly encoding: string | undefined; readonly bytes: Buffer }[] = [];
let requests = 0;
let bytes = 0;

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    record(request, Buffer.concat(chunks));
    const path = request.url ?? "/";
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify(answerTo(path, `http://${request.headers.host}`)));
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the sink has no port");
  process.send?.({ type: "listening", url: `http://127.0.0.1:${address.port}` });
});

process.on("message", (message) => {
  const parsed = command.parse(message);
  if (parsed.type === "reset") {
    bodies.length = 0;
    requests = 0;
    bytes = 0;
    process.send?.({ type: "reset" });
    return;
  }
  const report: SinkReport = { requests, bytes, missing: findMissing(parsed.texts) };
  process.send?.({ type: "report", report });
});
process.on("disconnect", () => process.exit(0));

function record(request: IncomingMessage, body: Buffer): void {
  requests += 1;
  bytes += body.byteLength;
  if (body.byteLength > 0) bodies.push({ encoding: request.headers["content-encoding"], bytes: body });
}

function answerTo(path: string, origin: string): unknown {
  for (const [pattern, answer] of answers) {
    // Braintrust is told by its login where to send the rest.
    if (pattern.test(path)) return JSON.parse(JSON.stringify(answer).replaceAll('_url":""', `_url":"${origin}"`));
  }
  return {};
}

/** The texts that stand in no body. */
function findMissing(texts: readonly string[]): number {
  const wanted = new Set(texts);
  for (const { encoding, bytes: packed } of bodies) {
    for (const [text] of unpack(packed, encoding).matchAll(/(?:question|answer)-\d{6}/g)) wanted.delete(text);
  }
  return wanted.size;
}

function unpack(packed: Buffer, encoding: string | undefined): string {
  switch (encoding) {
    case "gzip":
      return gunzipSync(packed).toString("latin1");
    case "deflate":
      return inflateSync(packed).toString("latin1");
    case "br":
      return brotliDecompressSync(packed).toString("latin1");
    case "zstd":
      return zstdDecompressSync(packed).toString("latin1");
    default:
      return packed.toString("latin1");
  }
}
